//! From statements to the combined record.

use super::fold::{FactKey, line_of};
use super::{CombinedRecord, Line, LineStatement, Provenance, SourcedDemographics, SourcedDirective, StatementSet};
use crate::contribution::ContributionBody;
use crate::identifier::{OdsCode, PersonKey, SourceSystem};
use crate::identity::{Cluster, PersonId};
use crate::record::Section;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The combined record of one person from the statements about the cluster's members.
///
/// A pure function of the set: statements about anyone else are left out, statements that no longer stand are left out,
/// and those that tell one fact become one line with every statement behind it.
#[must_use]
pub fn combine(cluster: &Cluster, statements: &StatementSet) -> CombinedRecord {
    let members: BTreeSet<&PersonKey> = cluster.members.iter().collect();
    let mut demographics = Vec::new();
    let mut directives = Vec::new();
    let mut facts: BTreeMap<(Section, FactKey, Option<Provenance>), Vec<LineStatement>> = BTreeMap::new();
    for statement in statements.iter().filter(|statement| statement.is_current()) {
        if !members.contains(&statement.contribution().person()) {
            continue;
        }
        let provenance = Provenance::of(statement);
        match &statement.contribution().parts().body {
            Some(ContributionBody::Demographics(stated)) => {
                demographics.push(SourcedDemographics { provenance, demographics: (**stated).clone() });
            }
            Some(ContributionBody::Directive(directive)) => {
                directives.push(SourcedDirective { provenance, directive: directive.clone() });
            }
            Some(ContributionBody::Entry(entry)) => {
                let key = FactKey::of(entry);
                let alone = (key == FactKey::Own).then(|| provenance.clone());
                facts
                    .entry((entry.section(), key, alone))
                    .or_default()
                    .push(LineStatement { provenance, entry: (**entry).clone() });
            }
            Some(ContributionBody::Link(_)) | None => {}
        }
    }
    demographics.sort_by(|a, b| (b.provenance.recorded, &b.provenance).cmp(&(a.provenance.recorded, &a.provenance)));
    directives.sort_by(|a, b| (b.directive.made, &b.provenance).cmp(&(a.directive.made, &a.provenance)));
    let mut lines: Vec<Line> = facts.into_values().flat_map(episodes).filter_map(line_of).collect();
    lines.sort_by_cached_key(order);
    CombinedRecord { person: cluster.id, members: cluster.members.clone(), demographics, directives, lines }
}

/// Parts the statements of one thing where one source tells of it several times: these are its episodes, each known by
/// the date it began, and other sources' statements fold only with the episode of their own date.
///
/// Two statements of one source never fold: the source knows them as two things.
fn episodes(statements: Vec<LineStatement>) -> Vec<Vec<LineStatement>> {
    if !a_source_repeats(&statements) {
        return vec![statements];
    }
    let mut by_date: BTreeMap<Option<String>, Vec<LineStatement>> = BTreeMap::new();
    for statement in statements {
        let date = statement.entry.body.when().map(|time| time.date_text().to_owned());
        by_date.entry(date).or_default().push(statement);
    }
    let mut episodes = Vec::new();
    for (date, statements) in by_date {
        if date.is_none() || a_source_repeats(&statements) {
            episodes.extend(statements.into_iter().map(|statement| vec![statement]));
        } else {
            episodes.push(statements);
        }
    }
    episodes
}

fn a_source_repeats(statements: &[LineStatement]) -> bool {
    let mut seen: BTreeSet<(&OdsCode, &SourceSystem)> = BTreeSet::new();
    statements.iter().any(|statement| !seen.insert((&statement.provenance.organisation, &statement.provenance.system)))
}

type Order = (Section, Reverse<Option<crate::time::PartialDateTime>>, Vec<Provenance>);

/// Sections in their order; inside a section the latest first, undated last; then provenance, which is never equal.
fn order(line: &Line) -> Order {
    let when = line.statements.first().and_then(|statement| statement.entry.body.when().cloned());
    (line.section(), Reverse(when), line.statements.iter().map(|statement| statement.provenance.clone()).collect())
}

impl CombinedRecord {
    /// The record of a person about whom nothing is held.
    #[must_use]
    pub fn empty(person: PersonId) -> Self {
        Self { person, members: Vec::new(), demographics: Vec::new(), directives: Vec::new(), lines: Vec::new() }
    }
}
