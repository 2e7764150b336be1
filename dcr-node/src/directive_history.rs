//! What a person has decided about sharing, with its history.

use crate::account::{Account, plain_outcome};
use crate::error::NodeError;
use crate::node::Node;
use crate::person::Person;
use crate::store::{Rules, Work};
use dcr_core::audit::{AuditKind, AuditOutcome};
use dcr_core::consent::{AccessRequest, Decision, Outcome, RelationshipKind, Rule, RuleYield, decide};
use dcr_core::contribution::{
    ContentHash, ContributionBody, ContributionKey, ContributionStatus, Statement, canonical_bytes,
};
use dcr_core::identifier::{NhsNumber, PersonKey, SubjectId};
use dcr_core::merge::{Provenance, SourcedDirective};
use dcr_core::record::Directive;
use dcr_core::render::fhir::consent_bundle;
use serde::Serialize;
use std::collections::BTreeSet;

/// One version of a directive.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DirectiveState {
    /// Where it came from, which version it is, and when it was recorded and received.
    pub provenance: Provenance,
    /// Whether this version states, withdraws or takes back.
    pub status: ContributionStatus,
    /// Whether the rules ask about this version: it is the latest of its source's item, and not withdrawn.
    pub stands: bool,
    /// What was decided; absent of a withdrawal that repeats nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directive: Option<Directive>,
}

impl std::fmt::Debug for DirectiveState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DirectiveState")
            .field("status", &self.status)
            .field("stands", &self.stands)
            .finish_non_exhaustive()
    }
}

impl Node {
    /// Every directive about the person with an NHS number, from every source and in every version, the latest made first.
    ///
    /// They are told to who may see the person's record; and, so that the wish can be looked after where it was made
    /// known, in the node's own organisation to who may not see it because the person opted out, refused the
    /// organisation, its kind or the purpose, or left a directive that cannot be read. To everyone else there is nothing,
    /// as of someone who is not known. Every reading is accounted for.
    ///
    /// # Errors
    /// [`NodeError`] when the store or the audit fails.
    pub fn directives(&self, number: &NhsNumber, by: &AccessRequest) -> Result<Vec<DirectiveState>, NodeError> {
        let json = |states: &[DirectiveState]| Ok(canonical_bytes(&states)?);
        Ok(self.read_directives(number, by, AuditKind::AuditReading, json)?.0)
    }

    /// The directives that stand, as a FHIR R4 Bundle of UK Core Consents. Who may have them: [`Node::directives`].
    ///
    /// # Errors
    /// As [`Node::directives`].
    pub fn consent_fhir(&self, number: &NhsNumber, by: &AccessRequest) -> Result<Vec<u8>, NodeError> {
        let bundle = |states: &[DirectiveState]| {
            let standing = states.iter().filter(|state| state.stands).filter_map(|state| {
                let directive = state.directive.clone()?;
                Some(SourcedDirective { provenance: state.provenance.clone(), directive })
            });
            Ok(consent_bundle(&standing.collect::<Vec<_>>(), number))
        };
        Ok(self.read_directives(number, by, AuditKind::Export, bundle)?.1)
    }

    /// Reads them and renders what is handed out, whose digest stands in the account.
    fn read_directives(
        &self,
        number: &NhsNumber,
        by: &AccessRequest,
        kind: AuditKind,
        render: impl FnOnce(&[DirectiveState]) -> Result<Vec<u8>, NodeError>,
    ) -> Result<(Vec<DirectiveState>, Vec<u8>), NodeError> {
        self.write(|work| {
            let rules = work.rules()?;
            let person = work.person_of_number(number)?;
            let readable = person.as_ref().filter(|person| may_read(&rules, person, by));
            let states = match readable {
                Some(person) => {
                    let mut states = history(work, number, person)?;
                    if !reads_whole(&rules, by) {
                        states.retain(|state| state.directive.as_ref().is_some_and(|found| !found.scope.hints()));
                    }
                    states
                }
                None => Vec::new(),
            };
            let bytes = render(&states)?;
            let plain = plain_outcome(readable.is_some(), rules.plan.policy().digest());
            let shown = readable.map(|_| ContentHash::of(&bytes));
            let account = Account {
                kind,
                node: &rules.organisation,
                request: by,
                person: person.as_ref().map(|person| person.cluster.id),
                number: Some(number),
                outcome: AuditOutcome { shown, ..plain },
            };
            account.write(work)?;
            Ok((states, bytes))
        })
    }
}

fn may_read(rules: &Rules, person: &Person, by: &AccessRequest) -> bool {
    let decision = decide(&rules.plan, by, &person.record);
    decision.outcome() == Outcome::Permit
        || (by.organisation == rules.organisation.as_str() && is_closed_by_the_person_alone(&decision))
}

/// Whether someone who may read reads all of it (D9).
fn reads_whole(rules: &Rules, by: &AccessRequest) -> bool {
    let own_view = RelationshipKind::PersonThemself.as_str();
    by.organisation == rules.organisation.as_str()
        || by.relationship.as_ref().is_some_and(|claimed| claimed.kind == own_view)
}

/// Whether nothing refuses the look but a directive of the person. One that names the very user does not count: who is
/// refused by name is not to learn of it.
fn is_closed_by_the_person_alone(decision: &Decision) -> bool {
    let mut denying = decision.rules().iter().filter(|fired| fired.yielded == RuleYield::Denies).peekable();
    denying.peek().is_some()
        && denying.all(|fired| {
            matches!(
                fired.rule,
                Rule::DoNotHold
                    | Rule::OptOut
                    | Rule::NotUnderstood
                    | Rule::OrganisationDissent
                    | Rule::OrganisationKindDissent
                    | Rule::PurposeDissent
            )
        })
}

fn history(work: &mut Work<'_>, number: &NhsNumber, person: &Person) -> Result<Vec<DirectiveState>, NodeError> {
    let members: BTreeSet<&PersonKey> = person.cluster.members.iter().collect();
    let standing = &person.record.directives;
    let of_the_record: BTreeSet<_> = standing
        .iter()
        .map(|SourcedDirective { provenance: from, .. }| (&from.organisation, &from.system, &from.item))
        .collect();
    // Of a local person who only states the number, what counts here and no more: they may be someone else.
    let is_about = |statement: &Statement| {
        let contribution = statement.contribution();
        let ContributionKey { organisation, system, item } = contribution.key();
        let subject = &contribution.parts().subject;
        members.contains(&contribution.person())
            || (subject.namespace() == SubjectId::NHS_NUMBER && subject.value() == number.as_str())
            || of_the_record.contains(&(organisation, system, item))
    };
    let mut versions = Vec::new();
    let people = work.people_with(number)?;
    for local in work.closure(people)? {
        work.directive_versions(local, &mut versions)?;
    }
    let mut states: Vec<DirectiveState> = versions
        .into_iter()
        .filter(is_about)
        .map(|statement| {
            let provenance = Provenance::of(&statement);
            let parts = statement.into_contribution().into_parts();
            let directive = match parts.body {
                Some(ContributionBody::Directive(directive)) => Some(directive),
                _ => None,
            };
            let stands = standing
                .iter()
                .any(|stated| stated.provenance == provenance && Some(&stated.directive) == directive.as_ref());
            DirectiveState { provenance, status: parts.status, stands, directive }
        })
        .collect();
    let made = |state: &DirectiveState| state.directive.as_ref().map_or(state.provenance.recorded, |found| found.made);
    states.sort_by(|a, b| {
        (made(b), &b.provenance, b.stands, &b.directive).cmp(&(made(a), &a.provenance, a.stands, &a.directive))
    });
    Ok(states)
}
