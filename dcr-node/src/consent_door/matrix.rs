//! Every request with every record, for those who check the rules or a policy on many cases at once.

use super::{Person, decided};
use crate::door;
use crate::error::NodeError;
use dcr_core::consent::{AccessRequest, Decision, OutwardDecision, Plan, RecordDecision};
use dcr_core::contribution::{CanonicalError, canonical_bytes};
use serde::Serialize;
use std::collections::HashMap;

/// How many threads work; the answer does not depend on it.
const THREADS: usize = 2;

/// The answers to every request with every record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// The distinct answers in the order in which they first appear, as canonical JSON: `decision`, `shown`, `unsourced`,
    /// and `outward`, what the requester may be told.
    pub answers: Vec<Vec<u8>>,
    /// The place in `answers` of every answer: the first record with every request, then the second, and so on.
    pub places: Vec<u32>,
}

/// One answer, whole and as it is told.
#[derive(Serialize)]
struct Answer<'a> {
    decision: &'a Decision,
    outward: OutwardDecision,
    shown: &'a [String],
    unsourced: &'a [String],
}

impl<'a> Answer<'a> {
    fn of(decided: &'a RecordDecision) -> Self {
        let RecordDecision { decision, shown, unsourced } = decided;
        Self { decision, outward: decision.outward(), shown, unsourced }
    }
}

/// Decides on every request with every record; an absent record stands for a person who is not known.
///
/// Two threads are started and ended.
///
/// # Errors
/// As [`door::request`] and [`Person::from_json`].
pub fn matrix<Q, R>(plan: &Plan, requests: &[Q], records: &[Option<R>]) -> Result<Matrix, NodeError>
where
    Q: AsRef<[u8]> + Sync,
    R: AsRef<[u8]> + Sync,
{
    let requests: Vec<AccessRequest> =
        requests.iter().map(|json| door::request(json.as_ref())).collect::<Result<_, _>>()?;
    let share = records.len().div_ceil(THREADS).max(1);
    let parts: Vec<Result<Matrix, NodeError>> = std::thread::scope(|scope| {
        let working: Vec<_> =
            records.chunks(share).map(|records| scope.spawn(|| part(plan, &requests, records))).collect();
        // A panic goes on in the thread that waits.
        working.into_iter().map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut whole = Interned::default();
    let mut places = Vec::with_capacity(requests.len().saturating_mul(records.len()));
    for part in parts {
        let part = part?;
        let known: Vec<u32> = part
            .answers
            .into_iter()
            .map(|answer| whole.place(&answer, |same| Ok(same.to_vec())))
            .collect::<Result<_, _>>()?;
        // INVARIANT: a part's places lie in its own answers.
        places.extend(part.places.iter().filter_map(|place| known.get(usize::try_from(*place).ok()?)));
    }
    Ok(Matrix { answers: whole.answers, places })
}

fn part<R: AsRef<[u8]>>(plan: &Plan, requests: &[AccessRequest], records: &[Option<R>]) -> Result<Matrix, NodeError> {
    let mut found = Interned::default();
    let mut places = Vec::with_capacity(requests.len().saturating_mul(records.len()));
    let mut written = Vec::new();
    for record in records {
        let person = record.as_ref().map(|json| Person::from_json(json.as_ref())).transpose()?;
        for request in requests {
            let decided = decided(plan, request, person.as_ref());
            let answer = Answer::of(&decided);
            written.clear();
            // Any one form serves to tell answers apart, and this is quicker than the canonical one.
            serde_json::to_writer(&mut written, &answer).map_err(|_| CanonicalError)?;
            places.push(found.place(&written, |_| Ok(canonical_bytes(&answer)?))?);
        }
    }
    Ok(Matrix { answers: found.answers, places })
}

/// Answers, each kept once.
#[derive(Default)]
struct Interned {
    places: HashMap<Vec<u8>, u32>,
    answers: Vec<Vec<u8>>,
}

impl Interned {
    fn place(
        &mut self,
        name: &[u8],
        answer: impl FnOnce(&[u8]) -> Result<Vec<u8>, NodeError>,
    ) -> Result<u32, NodeError> {
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        let place = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
        self.answers.push(answer(name)?);
        self.places.insert(name.to_vec(), place);
        Ok(place)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::consent_door::{decide_record, plan};

    const ASKED: [&str; 2] = [
        r#"{"user": {"id": "1"}, "organisation": "RBD", "role": "R8000", "purpose": "TREAT",
            "relationship": {"kind": "referral"}, "at": "2026-11-22T12:00:00Z"}"#,
        r#"{"user": {"id": "1"}, "organisation": "NOWHERE", "role": "R8000", "purpose": "TREAT",
            "relationship": {"kind": "referral"}, "at": "2026-11-22T12:00:00Z"}"#,
    ];
    const OPEN: &str = r#"{"demographics": [], "directives": [], "lines": []}"#;
    const CLOSED: &str = r#"{"demographics": [], "directives": [{"effect": "dissent", "authority": "person",
        "scope": {"shared-record": "hide"}, "made": "2026-01-01T00:00:00Z"}], "lines": []}"#;

    #[test]
    fn the_answers_stand_in_the_order_in_which_they_first_appear() {
        let plan = plan(None, None).unwrap();
        let records = [None, Some(OPEN), None, Some(CLOSED), Some(OPEN)];
        let Matrix { answers, places } = matrix(&plan, &ASKED, &records).unwrap();
        // A stranger is told the same of everybody; the second thread begins with the fourth record.
        assert_eq!(places, [0, 1, 2, 1, 0, 1, 3, 1, 2, 1]);
        let mut place = places.iter();
        for record in records {
            let person = record.map(|json| Person::from_json(json.as_bytes()).unwrap());
            for asked in ASKED {
                let request = door::request(asked.as_bytes()).unwrap();
                let whole = decide_record(&plan, &request, person.as_ref()).unwrap();
                let whole: serde_json::Value = serde_json::from_slice(&whole).unwrap();
                let at = usize::try_from(*place.next().unwrap()).unwrap();
                let mut answer: serde_json::Value = serde_json::from_slice(&answers[at]).unwrap();
                assert_eq!(answer["outward"]["outcome"], whole["decision"]["outcome"]);
                answer.as_object_mut().unwrap().remove("outward");
                assert_eq!(answer, whole);
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let plan = plan(None, None).unwrap();
        let code = |requests: &[&str], records: &[Option<&str>]| matrix(&plan, requests, records).unwrap_err().code();
        assert_eq!(code(&["{"], &[None]), "request.unreadable");
        assert_eq!(code(&ASKED, &[None, Some(OPEN), Some("{}")]), "consent-record.unreadable");
        assert_eq!(matrix(&plan, &ASKED, &[] as &[Option<&str>]).unwrap(), Matrix::default());
    }
}
