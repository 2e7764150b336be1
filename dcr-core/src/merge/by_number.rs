//! What is stated under an NHS number by a local person whom identity did not join, and protects whoever has the number.

use super::{CombinedRecord, Provenance, SourcedDemographics, SourcedDirective, StatementSet};
use crate::contribution::ContributionBody;
use crate::identifier::PersonKey;
use crate::identity::{Cluster, number_of};
use crate::record::{Demographics, DirectiveEffect};
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
///
/// A number that the cluster's number replaced is claimed the same.
pub fn directives_by_number(cluster: &Cluster, statements: &StatementSet, record: &mut CombinedRecord) {
    let claimants = claimants(cluster, statements);
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

/// Adds to a record the marks of those local persons who claim the cluster's NHS number and are not joined to it: a person
/// whom one source marks restricted is restricted, also while that source's details are in query. Of their demographics
/// nothing but the marks is added.
pub fn marks_by_number(cluster: &Cluster, statements: &StatementSet, record: &mut CombinedRecord) {
    let claimants = claimants(cluster, statements);
    for statement in statements.current() {
        if let Some(ContributionBody::Demographics(stated)) = &statement.contribution().parts().body
            && !stated.sensitivity.is_empty()
            && claimants.get(&statement.contribution().person()).is_some_and(|claimant| claimant.claims)
        {
            let demographics = Demographics { sensitivity: stated.sensitivity.clone(), ..Demographics::default() };
            record.demographics.push(SourcedDemographics { provenance: Provenance::of(statement), demographics });
        }
    }
    record
        .demographics
        .sort_by(|a, b| (b.provenance.recorded, &b.provenance).cmp(&(a.provenance.recorded, &a.provenance)));
}

/// The local persons beside the members; nobody claims the number of a cluster that has none.
fn claimants(cluster: &Cluster, statements: &StatementSet) -> BTreeMap<PersonKey, Claimant> {
    let members: BTreeSet<&PersonKey> = cluster.members.iter().collect();
    let mut claimants: BTreeMap<PersonKey, Claimant> = BTreeMap::new();
    if cluster.nhs_number.is_none() {
        return claimants;
    }
    for statement in statements.current() {
        let person = statement.contribution().person();
        if members.contains(&person) {
            continue;
        }
        let claims = number_of(&person).is_some_and(|number| cluster.has_number(&number));
        let claimant = claimants.entry(person).or_default();
        claimant.claims |= claims;
        match &statement.contribution().parts().body {
            Some(ContributionBody::Demographics(stated)) => {
                claimant.compared = true;
                claimant.claims |= stated.nhs_numbers.iter().any(|stated| cluster.has_number(&stated.number));
            }
            Some(ContributionBody::Link(_)) => claimant.compared = true,
            Some(ContributionBody::Entry(_) | ContributionBody::Section(_) | ContributionBody::Directive(_)) | None => {
            }
        }
    }
    claimants
}
