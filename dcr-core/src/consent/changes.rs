//! What changed between two looks at one record (M80, M81).

use super::{ConsentState, VisibleLine, VisibleRecord};
use crate::contribution::{CanonicalError, canonical_bytes};
use crate::identity::PersonId;
use crate::merge::Provenance;
use crate::record::{Entry, Section};
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

closed_vocabulary! {
    /// How a line differs from the one that was there before.
    pub enum ChangeKind {
        /// Nothing of it was there.
        New = "new",
        /// A statement came to it, left it, or says something else.
        Changed = "changed",
        /// Nothing of it is there any more: its sources took it back.
        Gone = "gone",
    }
}

/// One line that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The section that it stands in.
    pub section: Section,
    /// How it differs.
    pub kind: ChangeKind,
    /// The line as it is; one that is gone as it was.
    pub line: VisibleLine,
}

/// What changed in one record, as far as one request may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The number of this format, 1.
    pub format: u32,
    /// The person, by a name that means nothing outside the record.
    pub person: PersonId,
    /// From when: what was received by then is not new.
    pub since: Timestamp,
    /// The time of the look.
    pub at: Timestamp,
    /// The state of consent.
    pub consent: ConsentState,
    /// Whether what is shown of who the person is changed.
    pub demographics: bool,
    /// The lines that changed, in the order of the record; those that are gone at the end of their section.
    pub changes: Vec<Change>,
}

impl Changes {
    /// The canonical JSON form (RFC 8785).
    ///
    /// # Errors
    /// [`CanonicalError`] never in practice: changes have a JSON form.
    pub fn canonical(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical_bytes(self)
    }

    /// The JSON Schema (draft 2020-12) of changes, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<Self>()
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.demographics && self.changes.is_empty()
    }
}

/// What changed from a record as it was to the record of now, both shown under one decision.
///
/// Neither what has come to be withheld nor what has come to be shown is a change: both are decided by the present. Nor is
/// it one that time alone moved a line to another group.
#[must_use]
pub fn changes(before: &VisibleRecord, now: &VisibleRecord) -> Changes {
    let mut was: BTreeMap<Identity<'_>, usize> = BTreeMap::new();
    let lines_before: Vec<(Section, &VisibleLine)> = lines(before).collect();
    for (place, (_, line)) in lines_before.iter().enumerate() {
        was.extend(line.stated().map(|stated| (identity(stated), place)));
    }
    let mut met: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<Change> = Vec::new();
    for (section, line) in lines(now) {
        let places: BTreeSet<usize> = line.stated().filter_map(|stated| was.get(&identity(stated)).copied()).collect();
        let change = |kind| Change { section, kind, line: line.clone() };
        if places.is_empty() {
            found.push(change(ChangeKind::New));
        } else {
            let mut there = places.iter().filter_map(|place| lines_before.get(*place));
            let unchanged =
                there.next().is_some_and(|(_, before)| told(before) == told(line)) && there.next().is_none();
            if !unchanged {
                found.push(change(ChangeKind::Changed));
            }
        }
        met.extend(places);
    }
    for (place, (section, line)) in lines_before.into_iter().enumerate() {
        if !met.contains(&place) {
            found.push(Change { section, kind: ChangeKind::Gone, line: line.clone() });
        }
    }
    found.sort_by_key(|change| (change.section, change.kind == ChangeKind::Gone));
    let since = before.as_at.and_then(|as_at| as_at.known).unwrap_or(before.at);
    Changes {
        format: 1,
        person: now.person,
        since,
        at: now.at,
        consent: now.consent,
        demographics: before.demographics != now.demographics,
        changes: found,
    }
}

fn lines(record: &VisibleRecord) -> impl Iterator<Item = (Section, &VisibleLine)> {
    record.sections.iter().flat_map(|section| section.lines.iter().map(|line| (section.section, line)))
}

/// By what a statement is known again: its source's item or, where its source is not shown, what it says.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Identity<'a> {
    Item(&'a str, &'a str, &'a str),
    Words(&'a Entry),
}

fn identity<'a>((provenance, entry): (&'a Provenance, &'a Entry)) -> Identity<'a> {
    let Provenance { organisation, system, item, .. } = provenance;
    if organisation.is_withheld() {
        Identity::Words(entry)
    } else {
        Identity::Item(organisation.as_str(), system.as_str(), item.as_str())
    }
}

/// What a line tells: each statement with its version.
fn told(line: &VisibleLine) -> BTreeSet<(Identity<'_>, u64, Timestamp, &Entry)> {
    line.stated().map(|(from, entry)| (identity((from, entry)), from.version.number(), from.recorded, entry)).collect()
}
