//! What a person decides about two local persons, and takes back.

use super::compare::both;
use super::seeing::Reviewer;
use crate::directive::SYSTEM;
use crate::error::{InputError, NodeError, RulesError};
use crate::node::Node;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::AccessRequest;
use dcr_core::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, LinkRelation,
    LinkStatement, Origin, SourceFormat, Statement, Version, canonical_bytes,
};
use dcr_core::identifier::{PersonKey, SourceItemId, SourceSystem, SubjectId};
use dcr_core::identity::PersonId;
use dcr_core::ingest::Source;
use serde::{Deserialize, Serialize};

/// The most characters of a reason that are kept.
const LONGEST_REASON: usize = 2_000;

/// Two local persons, the smaller first.
type Pair<'k> = (&'k PersonKey, &'k PersonKey);

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityDecision {
    /// They are one person.
    Same,
    /// They are two, whatever anything else says.
    Different,
}

impl From<IdentityDecision> for LinkRelation {
    fn from(decision: IdentityDecision) -> Self {
        match decision {
            IdentityDecision::Same => Self::Same,
            IdentityDecision::Different => Self::Different,
        }
    }
}

impl Node {
    /// Decides that two local persons are one, or two, with the reason. Two different NHS numbers are not joined by it, and
    /// what another source keeps apart stays apart; such a decision stands and is listed as a refused link.
    ///
    /// The decision is a link statement of the node's organisation with the reason, the requester's role and the request's
    /// time; who it was stands in the audit, under both persons.
    ///
    /// # Errors
    /// [`InputError::IdentityReason`] without a reason, or with one of more than 2,000 characters;
    /// [`InputError::IdentityDecided`] when a decision about the two stands: it is undone first;
    /// [`InputError::NotToCompare`] when the requester may not see both ([`Node::identity_compare`]);
    /// [`RulesError::NotPermitted`] when they may not settle anything. Whatever was refused is accounted for.
    pub fn identity_decide(
        &self,
        request: &AccessRequest,
        one: &PersonKey,
        other: &PersonKey,
        decision: IdentityDecision,
        reason: &str,
    ) -> Result<(), NodeError> {
        let reason = reason.trim();
        let is_written = reason.chars().any(|c| !c.is_whitespace() && !c.is_control());
        if !is_written || reason.chars().count() > LONGEST_REASON {
            return Err(InputError::IdentityReason.into());
        }
        self.change_identity(request, one, other, |work, pair, standing| {
            if standing.is_some_and(Statement::is_current) {
                return Ok(Some(InputError::IdentityDecided));
            }
            let link = LinkStatement {
                of: Some(pair.0.clone()),
                other: pair.1.clone(),
                relation: decision.into(),
                reason: Some(reason.to_owned()),
                role: Some(request.role.clone()),
            };
            work.state_identity(pair, Some(link), standing, request)?;
            Ok(None)
        })
    }

    /// Takes back what was decided at this node about two local persons: the record is as if it had never been decided.
    ///
    /// # Errors
    /// [`InputError::IdentityUndecided`] when nothing that was decided here stands; else as [`Node::identity_decide`].
    pub fn identity_undo(&self, request: &AccessRequest, one: &PersonKey, other: &PersonKey) -> Result<(), NodeError> {
        self.change_identity(request, one, other, |work, pair, standing| {
            if !standing.is_some_and(Statement::is_current) {
                return Ok(Some(InputError::IdentityUndecided));
            }
            work.state_identity(pair, None, standing, request)?;
            Ok(None)
        })
    }

    fn change_identity(
        &self,
        request: &AccessRequest,
        one: &PersonKey,
        other: &PersonKey,
        change: impl FnOnce(&mut Work<'_>, Pair<'_>, Option<&Statement>) -> Result<Option<InputError>, NodeError>,
    ) -> Result<(), NodeError> {
        let pair = if one <= other { (one, other) } else { (other, one) };
        let refused = self.write(|work| {
            let reviewer = Reviewer::new(work, request)?;
            let people = both(work, &reviewer, pair.0, pair.1)?;
            let numbers = people.map(|(left, right)| (left.cluster.nhs_number, right.cluster.nhs_number));
            let refused = match &numbers {
                Some(_) => {
                    let standing = work.identity_statement_of_pair(pair)?;
                    change(work, pair, standing.as_ref())?.map(NodeError::from)
                }
                None if reviewer.is_permitted() => Some(NodeError::from(InputError::NotToCompare)),
                None => Some(RulesError::NotPermitted.into()),
            };
            let (left, right) = numbers.unwrap_or_default();
            for (key, number) in [(pair.0, left), (pair.1, right)] {
                let about = Some((PersonId::of(key), number.as_ref()));
                reviewer.account(work, AuditKind::LinkDecision, about, (refused.is_none(), None))?;
            }
            work.settle_wishes(request)?;
            Ok(refused)
        })?;
        refused.map_or(Ok(()), Err)
    }
}

impl Work<'_> {
    /// What was decided at this node about two local persons and stands.
    pub(super) fn identity_decision(
        &mut self,
        left: &PersonKey,
        right: &PersonKey,
    ) -> Result<Option<Statement>, NodeError> {
        Ok(self.identity_statement_of_pair((left, right))?.filter(Statement::is_current))
    }

    /// The node's statement about two local persons, the smaller first, whether it says something or takes it back.
    fn identity_statement_of_pair(&mut self, pair: Pair<'_>) -> Result<Option<Statement>, NodeError> {
        let subject = self.decision_of(pair)?;
        let Some(row) = self.known_person(&subject)? else { return Ok(None) };
        let mut statements = Vec::new();
        self.statements_about(row, &mut statements)?;
        Ok(statements.pop())
    }

    /// The subject under which a decision about two local persons is kept: nobody, and its name a keyed hash.
    fn decision_of(&self, (left, right): Pair<'_>) -> Result<PersonKey, NodeError> {
        let pair = (self.person_hash(left), self.person_hash(right));
        let hash = self.keys.look_up("identity-decision", &[&pair.0, &pair.1]);
        let name = format!("{:032x}", u128::from_be_bytes(hash));
        Ok(PersonKey {
            organisation: self.organisation()?,
            system: SourceSystem::parse(SYSTEM).map_err(InputError::from)?,
            subject: SubjectId::new(SubjectId::IDENTITY_DECISION, &name).map_err(InputError::from)?,
        })
    }

    fn state_identity(
        &mut self,
        pair: Pair<'_>,
        link: Option<LinkStatement>,
        standing: Option<&Statement>,
        by: &AccessRequest,
    ) -> Result<(), NodeError> {
        let decision = self.decision_of(pair)?;
        let about = self.person(&decision)?;
        let PersonKey { organisation, system, subject } = decision;
        let item = format!("identity/{}", subject.value());
        let key = ContributionKey {
            organisation: organisation.clone(),
            system: system.clone(),
            item: SourceItemId::parse(&item).map_err(InputError::from)?,
        };
        let after = standing.map_or(0, |standing| standing.contribution().parts().version.number() + 1);
        let version = Version::new(Version::from_time(by.at).number().max(after))?;
        let message = canonical_bytes(&(&item, version, &link))?;
        let contribution = Contribution::new(ContributionParts {
            key,
            version,
            derived_from: None,
            recorded: by.at,
            subject,
            status: if link.is_some() { ContributionStatus::Current } else { ContributionStatus::Deleted },
            body: link.map(ContributionBody::Link),
            origin: Origin {
                format: SourceFormat::Direct,
                message: ContentHash::of(&message),
                message_id: None,
                place: None,
                mapping: None,
            },
            attached: Vec::new(),
        })?;
        let source = self.heard(&Source { organisation, system, received: by.at })?;
        let hash = self.keys.look_up("identity-decision-message", &[&about.hash, &message]);
        let (message, _) = self.put_message(hash, source, by.at, Some(&about), Some(&message))?;
        self.take(&contribution, None, by.at, message)?;
        Ok(())
    }

    /// Erases the decisions that name a local person who is not held.
    pub(crate) fn erase_decisions_about(&mut self, person: i64) -> Result<(), NodeError> {
        for decision in self.decisions_about(person)? {
            self.erase_person(decision)?;
        }
        Ok(())
    }
}
