//! Who looked at a person's record.

use crate::account::{Account, plain_outcome, subject_of_number, subject_of_person};
use crate::directive::may_ask;
use crate::error::{NodeError, RulesError};
use crate::node::Node;
use dcr_core::audit::{AuditEvent, AuditKind};
use dcr_core::consent::AccessRequest;
use dcr_core::identifier::NhsNumber;
use dcr_core::identity::PersonId;

impl Node {
    /// Every event about the person with an NHS number, the first first; this reading becomes one itself and is not
    /// among them.
    ///
    /// Events are found under the number and under every local person that is the person now, so that those written
    /// before two were joined are there too. Whether someone may read the account is for the host to settle: here the
    /// requester must pass every rule that is about the requester alone.
    ///
    /// # Errors
    /// [`RulesError::NotPermitted`] when the requester does not; that is accounted for as well.
    pub fn who_saw(&self, request: &AccessRequest, number: &NhsNumber) -> Result<Vec<AuditEvent>, NodeError> {
        let events = self.write(|work| {
            let rules = work.rules()?;
            let person = work.person_of_number(number)?;
            let mut subjects = vec![subject_of_number(work, number)];
            if let Some(person) = &person {
                subjects
                    .extend(person.cluster.members.iter().map(|member| subject_of_person(work, PersonId::of(member))));
            }
            let permitted = may_ask(&rules, request);
            let events = if permitted { Some(work.audit_about(&subjects)?) } else { None };
            let account = Account {
                kind: AuditKind::AuditReading,
                node: &rules.organisation,
                request,
                person: person.map(|person| person.cluster.id),
                number: Some(number),
                outcome: plain_outcome(permitted, rules.plan.policy().digest()),
            };
            account.write(work)?;
            Ok(events)
        })?;
        Ok(events.ok_or(RulesError::NotPermitted)?)
    }
}
