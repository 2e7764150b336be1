//! From statements to the combined record.

use super::fold::fold;
use super::{
    CombinedRecord, LineStatement, Provenance, SourcedDemographics, SourcedDirective, SourcedSectionStatement,
    StatementSet,
};
use crate::contribution::ContributionBody;
use crate::identity::{Cluster, PersonId};
use std::collections::BTreeSet;

/// The combined record of one person from the statements about the cluster's members.
///
/// A pure function of the set: statements about anyone else are left out, statements that no longer stand are left out,
/// and those that tell one fact become one line with every statement behind it.
#[must_use]
pub fn combine(cluster: &Cluster, statements: StatementSet) -> CombinedRecord {
    let (mut record, entries) = without_lines(cluster, statements);
    record.lines = fold(entries);
    record
}

/// The record without its lines, and the statements that have to be folded into them.
pub(super) fn without_lines(cluster: &Cluster, statements: StatementSet) -> (CombinedRecord, Vec<LineStatement>) {
    let members: BTreeSet<_> =
        cluster.members.iter().map(|member| (&member.organisation, &member.system, &member.subject)).collect();
    let mut demographics = Vec::new();
    let mut directives = Vec::new();
    let mut section_statements = Vec::new();
    let mut entries = Vec::with_capacity(statements.len());
    for statement in statements.into_current() {
        let (key, subject) = (statement.contribution().key(), &statement.contribution().parts().subject);
        if !members.contains(&(&key.organisation, &key.system, subject)) {
            continue;
        }
        let (provenance, body) = Provenance::and_body(statement);
        match body {
            Some(ContributionBody::Demographics(stated)) => {
                demographics.push(SourcedDemographics { provenance, demographics: *stated });
            }
            Some(ContributionBody::Directive(directive)) => directives.push(SourcedDirective { provenance, directive }),
            Some(ContributionBody::Section(statement)) => {
                section_statements.push(SourcedSectionStatement { provenance, statement });
            }
            Some(ContributionBody::Entry(entry)) => entries.push(LineStatement { provenance, entry, later: None }),
            Some(ContributionBody::Link(_)) | None => {}
        }
    }
    demographics.sort_by(|a, b| (b.provenance.recorded, &b.provenance).cmp(&(a.provenance.recorded, &a.provenance)));
    directives.sort_by(|a, b| (b.directive.made, &b.provenance).cmp(&(a.directive.made, &a.provenance)));
    section_statements.sort_by(|a, b| {
        (a.statement.section, b.provenance.recorded, &a.provenance).cmp(&(
            b.statement.section,
            a.provenance.recorded,
            &b.provenance,
        ))
    });
    let record = CombinedRecord {
        person: cluster.id,
        members: cluster.members.clone(),
        nhs_number: cluster.nhs_number.clone(),
        demographics,
        directives,
        section_statements,
        lines: Vec::new(),
    };
    (record, entries)
}

impl CombinedRecord {
    /// The record of a person about whom nothing is held.
    #[must_use]
    pub fn empty(person: PersonId) -> Self {
        Self {
            person,
            members: Vec::new(),
            nhs_number: None,
            demographics: Vec::new(),
            directives: Vec::new(),
            section_statements: Vec::new(),
            lines: Vec::new(),
        }
    }
}
