//! From statements to the combined record.

use super::fold::{FactKey, line_of};
use super::{
    CombinedRecord, Line, LineStatement, Provenance, SourcedDemographics, SourcedDirective, SourcedSectionStatement,
    StatementSet,
};
use crate::contribution::ContributionBody;
use crate::identifier::{OdsCode, SourceSystem};
use crate::identity::{Cluster, PersonId};
use crate::record::Section;
use crate::time::PartialDateTime;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

/// The combined record of one person from the statements about the cluster's members.
///
/// A pure function of the set: statements about anyone else are left out, statements that no longer stand are left out,
/// and those that tell one fact become one line with every statement behind it.
#[must_use]
pub fn combine(cluster: &Cluster, statements: StatementSet) -> CombinedRecord {
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
            Some(ContributionBody::Entry(entry)) => entries.push(LineStatement { provenance, entry }),
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
    let mut lines: Vec<Line> = facts(entries).into_iter().flat_map(episodes).filter_map(line_of).collect();
    lines.sort_unstable_by(order);
    CombinedRecord {
        person: cluster.id,
        members: cluster.members.clone(),
        nhs_number: cluster.nhs_number.clone(),
        demographics,
        directives,
        section_statements,
        lines,
    }
}

/// Puts together the statements that tell one fact.
fn facts(statements: Vec<LineStatement>) -> Vec<Vec<LineStatement>> {
    let mut known: BTreeMap<(Section, FactKey<'_>), usize> = BTreeMap::new();
    let mut count = 0;
    let mut of = Vec::with_capacity(statements.len());
    for statement in &statements {
        let fact = match FactKey::of(&statement.entry) {
            Some(key) => *known.entry((statement.entry.section(), key)).or_insert(count),
            None => count,
        };
        count = count.max(fact + 1);
        of.push(fact);
    }
    let mut facts = vec![Vec::new(); count];
    for (statement, fact) in statements.into_iter().zip(of) {
        if let Some(fact) = facts.get_mut(fact) {
            fact.push(statement);
        }
    }
    facts
}

/// Parts the statements of one thing where one source tells of it several times: these are its episodes, each known by
/// the date it began, and other sources' statements fold only with the episode of their own date.
///
/// Two statements of one source never fold: the source knows them as two things.
fn episodes(mut statements: Vec<LineStatement>) -> Vec<Vec<LineStatement>> {
    if !a_source_repeats(&statements) {
        return vec![statements];
    }
    statements.sort_by(|a, b| date(a).cmp(&date(b)));
    let mut by_date: Vec<Vec<LineStatement>> = Vec::new();
    for statement in statements {
        match by_date.last_mut() {
            Some(episode) if episode.last().is_some_and(|last| date(last) == date(&statement)) => {
                episode.push(statement);
            }
            _ => by_date.push(vec![statement]),
        }
    }
    let mut episodes = Vec::with_capacity(by_date.len());
    for statements in by_date {
        if statements.first().and_then(date).is_none() || a_source_repeats(&statements) {
            episodes.extend(statements.into_iter().map(|statement| vec![statement]));
        } else {
            episodes.push(statements);
        }
    }
    episodes
}

fn date(statement: &LineStatement) -> Option<&str> {
    statement.entry.body.when().map(PartialDateTime::date_text)
}

fn a_source_repeats(statements: &[LineStatement]) -> bool {
    let mut seen: BTreeSet<(&OdsCode, &SourceSystem)> = BTreeSet::new();
    statements.iter().any(|statement| !seen.insert((&statement.provenance.organisation, &statement.provenance.system)))
}

/// Sections in their order; inside a section the latest first, undated last; then provenance, which is never equal.
fn order(a: &Line, b: &Line) -> Ordering {
    (a.section(), when(a)).cmp(&(b.section(), when(b))).then_with(|| provenances(a).cmp(provenances(b)))
}

fn when(line: &Line) -> Reverse<Option<&PartialDateTime>> {
    Reverse(line.statements.first().and_then(|leading| leading.entry.body.when()))
}

fn provenances(line: &Line) -> impl Iterator<Item = &Provenance> {
    line.statements.iter().map(|statement| &statement.provenance)
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
