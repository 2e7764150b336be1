//! Whom a reviewer may see. Identity is settled by looking at demographics, so that the rules of consent decide here as they do
//! for any look, and more strictly: nothing is overridden, and whoever is marked or claimed by someone who dissents is not
//! shown.

use crate::account::{Account, plain_outcome};
use crate::directive::may_ask;
use crate::error::NodeError;
use crate::person::Person;
use crate::store::{Rules, Work};
use dcr_core::audit::{AuditKind, AuditOutcome};
use dcr_core::consent::{AccessRequest, Outcome, RelationshipKind, decide};
use dcr_core::contribution::ContentHash;
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::PersonId;
use dcr_core::record::Purpose;
use std::sync::Arc;

/// Someone who asks about identity, with the rules in force.
pub(super) struct Reviewer {
    pub(super) rules: Arc<Rules>,
    /// The request, without an emergency: none is served by looking through the queue.
    pub(super) request: AccessRequest,
    permitted: bool,
}

impl Reviewer {
    pub(super) fn new(work: &mut Work<'_>, request: &AccessRequest) -> Result<Self, NodeError> {
        let rules = work.rules()?;
        let request = AccessRequest { break_glass: None, ..request.clone() };
        let permitted = may_review(&rules, &request);
        Ok(Self { rules, request, permitted })
    }

    /// Whether they may ask at all, whoever it is about.
    pub(super) fn is_permitted(&self) -> bool {
        self.permitted
    }

    /// The person who a local person is, if the reviewer may see them. Someone who is not known and someone who is not theirs
    /// to see look the same.
    pub(super) fn sees(&self, work: &mut Work<'_>, person: &PersonKey) -> Result<Option<Person>, NodeError> {
        if !self.permitted {
            return Ok(None);
        }
        let Some(found) = work.person_or_claimant(person)? else { return Ok(None) };
        let is_marked = found.record.demographics.iter().any(|stated| !stated.demographics.sensitivity.is_empty());
        let permits = decide(&self.rules.plan, &self.request, &found.record).outcome() == Outcome::Permit;
        Ok(Some(found).filter(|_| permits && !is_marked))
    }

    /// Writes the account of one local person, or of nobody.
    pub(super) fn account(
        &self,
        work: &Work<'_>,
        kind: AuditKind,
        about: Option<(PersonId, Option<&NhsNumber>)>,
        (done, shown): (bool, Option<ContentHash>),
    ) -> Result<(), NodeError> {
        let outcome = plain_outcome(done, self.rules.plan.policy().digest());
        let account = Account {
            kind,
            node: &self.rules.organisation,
            request: &self.request,
            person: about.map(|(person, _)| person),
            number: about.and_then(|(_, number)| number),
            outcome: AuditOutcome { shown, ..outcome },
        };
        account.write(work)?;
        Ok(())
    }
}

/// Identity is settled by staff of the node's own organisation, in the course of care or its administration. Whose task it is
/// there is for the host to say: here the requester must pass every rule that is about the requester alone.
fn may_review(rules: &Rules, request: &AccessRequest) -> bool {
    let purposes = [Purpose::Treatment, Purpose::CareManagement, Purpose::PatientAdministration];
    let personal = [RelationshipKind::PersonThemself.as_str(), RelationshipKind::Proxy.as_str()];
    may_ask(rules, request)
        && request.organisation == rules.organisation.as_str()
        && Purpose::parse(&request.purpose).is_some_and(|purpose| purposes.contains(&purpose))
        && !request.relationship.as_ref().is_some_and(|claimed| personal.contains(&claimed.kind.as_str()))
}
