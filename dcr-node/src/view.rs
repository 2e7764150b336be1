//! Looking at a person's record. The account of the look is durable before anything is shown.

use crate::account::{Account, kind_of, outcome_of};
use crate::error::{NodeError, RulesError};
use crate::node::Node;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::{
    AccessRequest, Decision, Look, Outcome, OutwardDecision, VisibleRecord, decide, look, look_as_at,
};
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::PersonId;
use dcr_core::merge::{AsAt, CombinedRecord};
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use dcr_core::render::{html, json, story, text};

/// The answer to a request to see a record.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    decision: OutwardDecision,
    record: Option<VisibleRecord>,
    /// The canonical bytes of `record`, whose digest stands in the account.
    shown: Option<Vec<u8>>,
    audit_index: u64,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("permitted", &self.permitted()).finish_non_exhaustive()
    }
}

impl Answer {
    /// Whether the look was permitted.
    #[must_use]
    pub fn permitted(&self) -> bool {
        self.decision.outcome == Outcome::Permit
    }

    /// What the requester may be told of the decision. Someone who is not known and someone who is not the requester's
    /// to see look the same.
    #[must_use]
    pub fn decision(&self) -> &OutwardDecision {
        &self.decision
    }

    /// The visible record, where the look was permitted.
    #[must_use]
    pub fn record(&self) -> Option<&VisibleRecord> {
        self.record.as_ref()
    }

    /// The place of this look in the node's audit log.
    #[must_use]
    pub fn audit_index(&self) -> u64 {
        self.audit_index
    }

    /// The visible record as canonical JSON: exactly the bytes whose digest stands in the account.
    #[must_use]
    pub fn shown(&self) -> Option<&[u8]> {
        self.shown.as_deref()
    }

    /// The whole answer as canonical JSON: `audit`, `decision`, `permitted` and, where permitted, `record`.
    ///
    /// # Errors
    /// [`NodeError`] never in practice: an answer has a JSON form.
    pub fn to_json(&self) -> Result<String, NodeError> {
        let decision = self.decision.canonical()?;
        let record = match &self.shown {
            Some(shown) => format!(r#","record":{}"#, String::from_utf8_lossy(shown)),
            None => String::new(),
        };
        Ok(format!(
            r#"{{"audit":{},"decision":{},"permitted":{}{record}}}"#,
            self.audit_index,
            String::from_utf8_lossy(&decision),
            self.permitted(),
        ))
    }
}

impl Answer {
    /// The visible record as one self-contained HTML page, where the look was permitted.
    #[must_use]
    pub fn to_html(&self) -> Option<String> {
        self.record.as_ref().map(html)
    }

    /// The visible record as a Bundle of UK Core R4 resources, where the look was permitted.
    ///
    /// # Errors
    /// [`crate::RulesError::Render`] when the record cannot be rendered.
    pub fn to_fhir(&self) -> Result<Option<Vec<u8>>, NodeError> {
        self.record.as_ref().map(uk_core_bundle).transpose().map_err(|error| RulesError::from(error).into())
    }

    /// The visible record as an International Patient Summary document, where the look was permitted.
    ///
    /// # Errors
    /// [`crate::RulesError::Render`] when the record cannot be rendered.
    pub fn to_ips(&self) -> Result<Option<Vec<u8>>, NodeError> {
        self.record.as_ref().map(ips_document).transpose().map_err(|error| RulesError::from(error).into())
    }

    /// The visible record as a story (by encounter, by problem, along time) in canonical JSON, where the look was permitted.
    ///
    /// # Errors
    /// [`NodeError`] never in practice: a story has a JSON form.
    pub fn to_story(&self) -> Result<Option<Vec<u8>>, NodeError> {
        Ok(self.record.as_ref().map(|record| story(record).canonical()).transpose()?)
    }

    /// The visible record as plain text, where the look was permitted.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        self.record.as_ref().map(text)
    }
}

/// What is looked for in a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// Whoever an NHS number belongs to.
    NhsNumber(NhsNumber),
    /// Whoever a source's local person is.
    Person(PersonKey),
}

/// A person who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The person, by a name that means nothing outside the record.
    pub person: PersonId,
    /// The NHS number that is theirs beyond query, if there is one.
    pub nhs_number: Option<NhsNumber>,
}

impl Node {
    /// Asks to see the record of the person to whom an NHS number belongs.
    ///
    /// The account of the look, a refusal's too, is durable when this returns; where it cannot be written nothing is
    /// shown.
    ///
    /// # Errors
    /// [`crate::StoreError`], [`crate::AuditFailure`] or [`crate::PersonError`]: nothing is shown.
    pub fn view(&self, request: &AccessRequest, number: &NhsNumber) -> Result<Answer, NodeError> {
        self.view_as_at(request, number, &AsAt::default())
    }

    /// Asks to see the record of the person to whom an NHS number belongs, as it was at a moment: by what was known then, by
    /// what held then, or both. Who may see it is decided by the present.
    ///
    /// # Errors
    /// As [`Node::view`].
    pub fn view_as_at(&self, request: &AccessRequest, number: &NhsNumber, as_at: &AsAt) -> Result<Answer, NodeError> {
        let (rules, seen, person) = self.read(|work| {
            let rules = work.rules()?;
            let connections = work.connections()?;
            let (seen, person) = if as_at.is_present() {
                let person = work.person_of_number(number)?;
                person.map(|found| (look(&rules.plan, request, found.record, &connections), found.cluster.id))
            } else {
                let person = work.past_of_number(number, as_at)?;
                person.map(|found| {
                    (look_as_at(&rules.plan, request, found.record, as_at, &connections), found.cluster.id)
                })
            }
            .map_or_else(
                || (Look { decision: Decision::not_found(&rules.plan, request), visible: None }, None),
                |(seen, person)| (seen, Some(person)),
            );
            Ok((rules, seen, person))
        })?;
        let shown = seen.visible.as_ref().map(json).transpose().map_err(RulesError::from)?;
        let outcome = outcome_of(&seen.decision, shown.as_deref());
        let account = Account {
            kind: kind_of(&seen.decision),
            node: &rules.organisation,
            request,
            person,
            number: Some(number),
            outcome,
        };
        let audit_index = self.write(|work| account.write(work))?;
        Ok(Answer { decision: seen.decision.outward(), record: seen.visible, shown, audit_index })
    }

    /// Asks whether a person is known. Someone whose record is not the requester's to see is not found.
    ///
    /// # Errors
    /// As [`Node::view`].
    pub fn find(&self, request: &AccessRequest, find: &Find) -> Result<Option<Found>, NodeError> {
        let (rules, decision, found) = self.read(|work| {
            let rules = work.rules()?;
            let (decision, found) = match searched(work, find)? {
                Some((record, found)) => (decide(&rules.plan, request, &record), Some(found)),
                None => (Decision::not_found(&rules.plan, request), None),
            };
            Ok((rules, decision, found))
        })?;
        let stated = match find {
            Find::NhsNumber(number) => Some(number),
            Find::Person(_) => found.as_ref().and_then(|found| found.nhs_number.as_ref()),
        };
        let account = Account {
            kind: AuditKind::Search,
            node: &rules.organisation,
            request,
            person: found.as_ref().map(|found| found.person),
            number: stated,
            outcome: outcome_of(&decision, None),
        };
        self.write(|work| account.write(work))?;
        Ok(found.filter(|_| decision.outcome() == Outcome::Permit))
    }
}

fn searched(work: &mut Work<'_>, find: &Find) -> Result<Option<(CombinedRecord, Found)>, NodeError> {
    let person = match find {
        Find::NhsNumber(number) => work.person_of_number(number)?,
        Find::Person(person) => work.person_of(person)?,
    };
    Ok(person.map(|person| {
        let found = Found { person: person.cluster.id, nhs_number: person.cluster.nhs_number };
        (person.record, found)
    }))
}
