//! Two local persons side by side.

use super::seeing::Reviewer;
use crate::error::NodeError;
use crate::node::Node;
use crate::person::Person;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, VisibleDemographics, look};
use dcr_core::contribution::{ContentHash, ContributionBody, LinkRelation, Statement, canonical_bytes};
use dcr_core::identifier::{NhsNumber, OdsCode, PersonKey, SourceItemId, SourceSystem};
use dcr_core::identity::matching::{self, Comparison, MatchModel, StatedColumns};
use dcr_core::identity::{Evidence, IdentityQuery, PersonId};
use dcr_core::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One of two who are compared.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ComparedPerson {
    /// The local person.
    pub person: PersonKey,
    /// The person they are now, by a name that means nothing outside the record.
    pub is: PersonId,
    /// How many local persons are that person.
    pub local_persons: usize,
    /// The NHS number that is theirs beyond query, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// What their source says of who they are, the latest recorded first.
    pub demographics: Vec<VisibleDemographics>,
}

/// What a person decided at this node about two local persons.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct StandingDecision {
    /// What was decided.
    pub relation: LinkRelation,
    /// Why.
    pub reason: String,
    /// The role of who decided.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

/// How alike two are by a model of matching.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// The name of the model: the one in force, else the one that is shipped.
    pub model: String,
    /// What the very model is known by.
    pub digest: String,
    /// Whether the model is in force. If not, nobody is joined by it.
    pub in_force: bool,
    /// The score, what each comparator found, and what goes to a person whatever the score.
    pub comparison: Comparison,
    /// The same in lines of text: what was found and its weight, the heaviest first.
    pub text: String,
}

/// Two local persons side by side, and what identity makes of them.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct IdentityComparison {
    /// The smaller.
    pub left: ComparedPerson,
    /// The other.
    pub right: ComparedPerson,
    /// Whether they are one person now.
    pub joined: bool,
    /// Why whoever is that person was joined; empty where they are not one.
    pub evidence: Vec<Evidence>,
    /// What there is to settle about the two.
    pub queries: Vec<IdentityQuery>,
    /// How alike they are, and what that rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likeness: Option<Likeness>,
    /// What was decided at this node and stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<StandingDecision>,
}

// Whoever prints one for a log must not find a person in it.

impl std::fmt::Debug for ComparedPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ComparedPerson").field("local_persons", &self.local_persons).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for StandingDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StandingDecision").field("relation", &self.relation).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for IdentityComparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdentityComparison").field("joined", &self.joined).finish_non_exhaustive()
    }
}

impl IdentityComparison {
    /// As canonical JSON: exactly the bytes whose digest stands in the account.
    ///
    /// # Errors
    /// None in practice: a comparison has a JSON form.
    pub fn to_json(&self) -> Result<Vec<u8>, NodeError> {
        Ok(canonical_bytes(self)?)
    }
}

impl Node {
    /// Shows two local persons side by side: what their sources say of who they are, whether they are one person now and why,
    /// and what was decided about them here.
    ///
    /// `None` where the requester may not see both ([`Node::identity_review`] says who may): someone who is not known and
    /// someone who is not theirs to see look the same. The look is accounted for under both persons before anything is
    /// released, a refusal too.
    ///
    /// # Errors
    /// [`crate::StoreError`] or [`crate::PersonError`]: nothing is shown.
    pub fn identity_compare(
        &self,
        request: &AccessRequest,
        one: &PersonKey,
        other: &PersonKey,
    ) -> Result<Option<IdentityComparison>, NodeError> {
        self.write(|work| {
            let reviewer = Reviewer::new(work, request)?;
            let (left, right) = if one <= other { (one, other) } else { (other, one) };
            let compared = match both(work, &reviewer, left, right)? {
                Some(people) => Some(compare(work, &reviewer, (left, right), people)?),
                None => None,
            };
            let shown = compared.as_ref().map(IdentityComparison::to_json).transpose()?;
            let outcome = (compared.is_some(), shown.as_deref().map(ContentHash::of));
            let numbers = compared.as_ref().map(|found| (&found.left.nhs_number, &found.right.nhs_number));
            for (key, number) in [(left, numbers.map(|both| both.0)), (right, numbers.map(|both| both.1))] {
                let about = Some((PersonId::of(key), number.and_then(Option::as_ref)));
                reviewer.account(work, AuditKind::IdentityReview, about, outcome)?;
            }
            Ok(compared)
        })
    }
}

/// The persons who two local persons are, where a reviewer may see both and they are two.
pub(super) fn both(
    work: &mut Work<'_>,
    reviewer: &Reviewer,
    left: &PersonKey,
    right: &PersonKey,
) -> Result<Option<(Person, Person)>, NodeError> {
    if left == right {
        return Ok(None);
    }
    let (Some(one), Some(other)) = (reviewer.sees(work, left)?, reviewer.sees(work, right)?) else { return Ok(None) };
    Ok(Some((one, other)))
}

fn compare(
    work: &mut Work<'_>,
    reviewer: &Reviewer,
    (left, right): (&PersonKey, &PersonKey),
    (one, other): (Person, Person),
) -> Result<IdentityComparison, NodeError> {
    let joined = one.cluster.id == other.cluster.id;
    let evidence = if joined { one.cluster.evidence.clone() } else { Vec::new() };
    let queries = queries_about(work, left, right)?;
    let decision = work.identity_decision(left, right)?.as_ref().and_then(standing);
    let (one, other) = (compared(work, reviewer, left, one)?, compared(work, reviewer, right, other)?);
    let shown = !one.demographics.is_empty() && !other.demographics.is_empty();
    let likeness = if shown { likeness(work, left, right)? } else { None };
    Ok(IdentityComparison { left: one, right: other, joined, evidence, queries, likeness, decision })
}

/// How alike two are. That a value is the same is no more than their demographics side by side show.
fn likeness(work: &mut Work<'_>, left: &PersonKey, right: &PersonKey) -> Result<Option<Likeness>, NodeError> {
    let (Some(one), Some(other)) = (stated_columns(work, left)?, stated_columns(work, right)?) else {
        return Ok(None);
    };
    let in_force = work.match_model()?;
    let is_in_force = in_force.is_some();
    let model = in_force.unwrap_or_else(|| Arc::new(MatchModel::english()));
    let comparison = matching::compare(&one.particulars(), &other.particulars(), &model);
    Ok(Some(Likeness {
        model: model.name().to_owned(),
        digest: model.digest(),
        in_force: is_in_force,
        text: comparison.text(),
        comparison,
    }))
}

fn stated_columns(work: &mut Work<'_>, person: &PersonKey) -> Result<Option<StatedColumns>, NodeError> {
    let Some(row) = work.known_person(person)? else { return Ok(None) };
    let mut statements = Vec::new();
    work.identity_statements(row, &mut statements)?;
    Ok(StatedColumns::of(&statements, person))
}

/// What there is to settle between two.
fn queries_about(work: &mut Work<'_>, left: &PersonKey, right: &PersonKey) -> Result<Vec<IdentityQuery>, NodeError> {
    let Some(row) = work.known_person(left)? else { return Ok(Vec::new()) };
    let Some(around) = work.identity_around(row)? else { return Ok(Vec::new()) };
    let about = |query: &IdentityQuery| query.left == *left && query.right.as_ref() == Some(right);
    Ok(around.resolution.queries.into_iter().filter(about).collect())
}

/// What the rules of consent show of a local person's demographics.
fn compared(
    work: &mut Work<'_>,
    reviewer: &Reviewer,
    key: &PersonKey,
    person: Person,
) -> Result<ComparedPerson, NodeError> {
    let mut own = Vec::new();
    if let Some(row) = work.known_person(key)? {
        work.identity_statements(row, &mut own)?;
    }
    let items: BTreeSet<(&OdsCode, &SourceSystem, &SourceItemId)> = own
        .iter()
        .filter(|statement| statement.contribution().person() == *key)
        .map(|statement| statement.contribution().key())
        .map(|key| (&key.organisation, &key.system, &key.item))
        .collect();
    let Person { cluster, record } = person;
    let seen = look(&reviewer.rules.plan, &reviewer.request, record, &[]);
    let mut demographics = seen.visible.map(|visible| visible.demographics).unwrap_or_default();
    demographics.retain(|stated| {
        let from = &stated.provenance;
        items.contains(&(&from.organisation, &from.system, &from.item))
    });
    Ok(ComparedPerson {
        person: key.clone(),
        is: cluster.id,
        local_persons: cluster.members.len(),
        nhs_number: cluster.nhs_number,
        demographics,
    })
}

fn standing(statement: &Statement) -> Option<StandingDecision> {
    let parts = statement.contribution().parts();
    let Some(ContributionBody::Link(link)) = &parts.body else { return None };
    Some(StandingDecision {
        relation: link.relation,
        reason: link.reason.clone().unwrap_or_default(),
        role: link.role.clone().unwrap_or_default(),
        at: parts.recorded,
    })
}
