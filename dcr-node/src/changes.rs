//! What changed in a record since a reader's last look, and in a caseload. Each look has its account.

use crate::account::{Account, kind_of, outcome_of};
use crate::error::NodeError;
use crate::node::Node;
use dcr_core::consent::{AccessRequest, Changes, Decision, OutwardDecision, changes, look, look_as_at};
use dcr_core::identifier::NhsNumber;
use dcr_core::merge::{AsAt, PastRecord};
use dcr_core::time::Timestamp;

/// The answer to a request for what changed.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangesAnswer {
    /// What the requester may be told of the decision.
    pub decision: OutwardDecision,
    /// What changed, where the look was permitted.
    pub changes: Option<Changes>,
    /// The place of this look in the node's audit log.
    pub audit_index: u64,
}

impl std::fmt::Debug for ChangesAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChangesAnswer").field("permitted", &self.changes.is_some()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for CaseloadChanges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CaseloadChanges").field("answer", &self.answer).finish_non_exhaustive()
    }
}

impl ChangesAnswer {
    /// The whole answer as canonical JSON: `audit`, `decision`, `permitted` and, where permitted, `changes`.
    ///
    /// # Errors
    /// [`NodeError`] never in practice: an answer has a JSON form.
    pub fn to_json(&self) -> Result<String, NodeError> {
        let decision = self.decision.canonical()?;
        let changes = match &self.changes {
            Some(changes) => format!(r#","changes":{}"#, String::from_utf8_lossy(&changes.canonical()?)),
            None => String::new(),
        };
        Ok(format!(
            r#"{{"audit":{}{changes},"decision":{},"permitted":{}}}"#,
            self.audit_index,
            String::from_utf8_lossy(&decision),
            self.changes.is_some(),
        ))
    }
}

/// What changed in the record of one person of a caseload.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseloadChanges {
    /// The number under which the person was asked for.
    pub nhs_number: NhsNumber,
    /// What changed.
    pub answer: ChangesAnswer,
}

impl Node {
    /// Asks what changed in the record of the person to whom an NHS number belongs, since a moment: what was received by
    /// then is not new. Both what was and what is are shown as the present decides.
    ///
    /// # Errors
    /// As [`Node::view`]: nothing is shown.
    pub fn changes(
        &self,
        request: &AccessRequest,
        number: &NhsNumber,
        since: Timestamp,
    ) -> Result<ChangesAnswer, NodeError> {
        let as_at = AsAt { known: Some(since), held: None };
        let (rules, decision, found, person) = self.read(|work| {
            let rules = work.rules()?;
            let Some(person) = work.past_of_number(number, &as_at)? else {
                return Ok((rules.clone(), Decision::not_found(&rules.plan, request), None, None));
            };
            let id = person.cluster.id;
            let PastRecord { now, then } = person.record;
            let seen = look(&rules.plan, request, now.clone(), &[]);
            let past = look_as_at(&rules.plan, request, PastRecord { now, then }, &as_at, &[]);
            let found = seen.visible.zip(past.visible).map(|(now, before)| changes(&before, &now));
            Ok((rules, seen.decision, found, Some(id)))
        })?;
        let shown = found.as_ref().map(Changes::canonical).transpose()?;
        let account = Account {
            kind: kind_of(&decision),
            node: &rules.organisation,
            request,
            person,
            number: Some(number),
            outcome: outcome_of(&decision, shown.as_deref()),
        };
        let audit_index = self.write(|work| account.write(work))?;
        Ok(ChangesAnswer { decision: decision.outward(), changes: found, audit_index })
    }

    /// Asks what changed in the records of a caseload since a moment, person by person in the order asked: those whose
    /// record may be seen and changed. Each person asked about has an account of their own; whoever may not be seen, is not
    /// known or did not change looks the same.
    ///
    /// # Errors
    /// As [`Node::changes`].
    pub fn caseload_changes(
        &self,
        request: &AccessRequest,
        caseload: &[NhsNumber],
        since: Timestamp,
    ) -> Result<Vec<CaseloadChanges>, NodeError> {
        let mut found = Vec::new();
        for number in caseload {
            let answer = self.changes(request, number, since)?;
            if answer.changes.as_ref().is_some_and(|changes| !changes.is_empty()) {
                found.push(CaseloadChanges { nhs_number: number.clone(), answer });
            }
        }
        Ok(found)
    }
}
