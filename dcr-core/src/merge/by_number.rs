//! Directives that are stated under an NHS number by a local person whom identity did not join.

use super::{CombinedRecord, Provenance, SourcedDirective, StatementSet};
use crate::contribution::ContributionBody;
use crate::identifier::{NhsNumber, PersonKey, SubjectId};
use crate::identity::Cluster;
use crate::record::DirectiveEffect;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
struct Claimant {
    /// States the number as its own.
    claims: bool,
    /// States who the person is, so that identity could have compared and did not join.
    compared: bool,
}

/// Adds to a record the directives of those local persons who claim the cluster's NHS number and are not joined to it.
///
/// A directive must not be lost because the cross-check of the number failed:
/// - whoever claims the number, dissent stated for them withholds here too; consent stated for them opens nothing;
/// - a local person known by the NHS number alone, of whom nothing else is said, has no details to compare: every
///   directive stated for them counts.
pub fn directives_by_number(cluster: &Cluster, statements: &StatementSet, record: &mut CombinedRecord) {
    let Some(number) = &cluster.nhs_number else { return };
    let members: BTreeSet<&PersonKey> = cluster.members.iter().collect();
    let mut claimants: BTreeMap<PersonKey, Claimant> = BTreeMap::new();
    for statement in statements.current() {
        let person = statement.contribution().person();
        if members.contains(&person) {
            continue;
        }
        let claims = is_number(&person.subject, number);
        let claimant = claimants.entry(person).or_default();
        claimant.claims |= claims;
        match &statement.contribution().parts().body {
            Some(ContributionBody::Demographics(stated)) => {
                claimant.compared = true;
                claimant.claims |= stated.nhs_numbers.iter().any(|stated| stated.number == *number);
            }
            Some(ContributionBody::Link(_)) => claimant.compared = true,
            Some(ContributionBody::Entry(_) | ContributionBody::Section(_) | ContributionBody::Directive(_)) | None => {
            }
        }
    }
    for statement in statements.current() {
        let Some(claimant) = claimants.get(&statement.contribution().person()) else { continue };
        if let Some(ContributionBody::Directive(directive)) = &statement.contribution().parts().body
            && claimant.claims
            && (!claimant.compared || directive.effect == DirectiveEffect::Dissent)
        {
            let provenance = Provenance::of(statement);
            record.directives.push(SourcedDirective { provenance, directive: directive.clone() });
        }
    }
    record.directives.sort_by(|a, b| (b.directive.made, &b.provenance).cmp(&(a.directive.made, &a.provenance)));
}

fn is_number(subject: &SubjectId, number: &NhsNumber) -> bool {
    subject.namespace() == SubjectId::NHS_NUMBER
        && NhsNumber::parse(subject.value()).is_ok_and(|stated| stated == *number)
}
