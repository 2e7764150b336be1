//! The record as it was: by what was known then, and by what was true then (M70 to M75).

use super::combine::without_lines;
use super::fold::fold;
use super::holds::{begins_after, ended_before};
use super::{CombinedRecord, StatementSet, combine};
use crate::contribution::{ContributionBody, ContributionKey, Statement};
use crate::identity::Cluster;
use crate::record::{Demographics, EntryBody, MedicationCourse, Period, Sensitivity};
use crate::time::{PartialDateTime, Timestamp};
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// To which moment a record is asked for, on each axis of time; nothing on both is the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsAt {
    /// What had been received by then, and nothing that came later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Timestamp>,
    /// What held or had happened then, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Timestamp>,
}

impl AsAt {
    /// Whether it is the present that is asked for.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.known.is_none() && self.held.is_none()
    }

    /// The time for which lines are arranged, where that is not the time of the look.
    #[must_use]
    pub fn arranged_at(&self) -> Option<Timestamp> {
        self.held.or(self.known)
    }
}

closed_vocabulary! {
    /// What became of a statement after the moment for which a record is shown.
    pub enum Later {
        /// Its source has since stated something else.
        Changed = "changed",
        /// Its source has since taken it back.
        Withdrawn = "withdrawn",
    }
}

/// A record as it was, and the record of the present, by which it is decided who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRecord {
    /// The record of the present: directives, restrictions and labels are those of now.
    pub now: CombinedRecord,
    /// What was known or held then. Its directives are not asked.
    pub then: CombinedRecord,
}

/// Combines the record of one person as it was, from every version that is held of every statement.
///
/// Who is one person is what is known now: a wrong join is not shown again. Every label that any version carries, or the
/// line of the present that tells the same, covers what was known then.
#[must_use]
pub fn combine_as_at(cluster: &Cluster, versions: Vec<Statement>, as_at: &AsAt) -> PastRecord {
    let known = |statement: &&Statement| as_at.known.is_none_or(|known| statement.received() <= known);
    let then: StatementSet = versions.iter().filter(known).cloned().collect();
    let mut labels = labels_ever(&versions);
    let now: StatementSet = versions.into_iter().collect();
    let standing: BTreeMap<&ContributionKey, &Statement> =
        now.current().map(|statement| (statement.contribution().key(), statement)).collect();
    let mut fates: BTreeMap<ContributionKey, Later> = BTreeMap::new();
    for statement in then.current() {
        let key = statement.contribution().key();
        match standing.get(key) {
            None => drop(fates.insert(key.clone(), Later::Withdrawn)),
            Some(now) if now.rank() != statement.rank() => drop(fates.insert(key.clone(), Later::Changed)),
            Some(_) => {}
        }
    }
    let now = combine(cluster, now);
    for line in now.lines.iter().filter(|line| !line.sensitivity().is_empty()) {
        for statement in line.statements() {
            add(&mut labels, statement.provenance.key(), line.sensitivity());
        }
    }
    let (mut then, entries) = without_lines(cluster, then);
    let statements = entries
        .into_iter()
        .filter(|statement| as_at.held.is_none_or(|held| holds(&statement.entry.body, held)))
        .map(|mut statement| {
            let key = statement.provenance.key();
            statement.later = fates.get(&key).copied();
            if let Some(labels) = labels.get(&key) {
                statement.entry.sensitivity = statement.entry.sensitivity.union(labels);
            }
            statement
        });
    then.lines = fold(statements.collect());
    for said in &mut then.section_statements {
        if let Some(labels) = labels.get(&said.provenance.key()) {
            said.statement.sensitivity = said.statement.sensitivity.union(labels);
        }
    }
    if let Some(held) = as_at.held {
        then.demographics.iter_mut().for_each(|stated| keep_what_held(&mut stated.demographics, held));
    }
    PastRecord { now, then }
}

/// The labels of each key, of whatever version.
fn labels_ever(versions: &[Statement]) -> BTreeMap<ContributionKey, Sensitivity> {
    let mut labels = BTreeMap::new();
    for statement in versions {
        let carried = match &statement.contribution().parts().body {
            Some(ContributionBody::Entry(entry)) => &entry.sensitivity,
            Some(ContributionBody::Section(said)) => &said.sensitivity,
            _ => continue,
        };
        if !carried.is_empty() {
            add(&mut labels, statement.contribution().key().clone(), carried);
        }
    }
    labels
}

fn add(labels: &mut BTreeMap<ContributionKey, Sensitivity>, key: ContributionKey, more: &Sensitivity) {
    let held = labels.entry(key).or_insert(Sensitivity::NONE);
    *held = held.union(more);
}

/// Whether what is stated held, or had happened, at a time; what is not dated may have (M74).
fn holds(body: &EntryBody, at: Timestamp) -> bool {
    let lasts = |period: &Period, start: Option<&PartialDateTime>| {
        !begins_after(period.start.as_ref().or(start), at) && !ended_before(period.end.as_ref(), at)
    };
    match body {
        EntryBody::Problem(entry) => lasts(&entry.period, entry.noted.as_ref()),
        EntryBody::Allergy(entry) => lasts(&entry.period, entry.noted.as_ref()),
        EntryBody::Medication(entry) => match entry.course {
            Some(MedicationCourse::Administration | MedicationCourse::Dispense) => !begins_after(body.when(), at),
            _ => lasts(&entry.period, entry.authored.as_ref()),
        },
        EntryBody::RelatedPerson(entry) => lasts(&entry.period, None),
        EntryBody::CareProvider(entry) => lasts(&entry.period, None),
        EntryBody::Encounter(entry) => lasts(&entry.period, None),
        EntryBody::SocialCare(entry) => lasts(&entry.period, None),
        EntryBody::Alert(entry) => lasts(&entry.period, None),
        EntryBody::Investigation(_)
        | EntryBody::Document(_)
        | EntryBody::Procedure(_)
        | EntryBody::Immunisation(_)
        | EntryBody::AboutMe(_) => !begins_after(body.when(), at),
    }
}

/// Leaves out the addresses that were not yet, or no longer, the person's.
fn keep_what_held(demographics: &mut Demographics, at: Timestamp) {
    demographics
        .addresses
        .retain(|address| !begins_after(address.start.as_ref(), at) && !ended_before(address.end.as_ref(), at));
}
