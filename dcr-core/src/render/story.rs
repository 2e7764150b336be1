//! The visible record as a story: by encounter, by problem, and along time (M60 to M63).
//!
//! Nothing is in it that the record does not show: it names lines, and says by the sources' own links which belong together.

use crate::consent::VisibleRecord;
use crate::contribution::{CanonicalError, ContributionKey, canonical_bytes};
use crate::merge::Provenance;
use crate::record::{EncounterTopic, Entry, EntryBody, EntryLinkKind, Section};
use crate::time::PartialDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A line, and the lines that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// The encounter or problem.
    pub line: ContributionKey,
    /// What belongs to it, in the order of the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ContributionKey>,
}

/// A line at its place in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// When it was, as precise as its leading source states it.
    pub when: PartialDateTime,
    /// The section that the line stands in.
    pub section: Section,
    /// The line.
    pub line: ContributionKey,
}

/// The visible record, arranged by what belongs together. Lines are named by their leading statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The number of this format, 1.
    pub format: u32,
    /// The encounters, in the order of the record, each with what happened in it.
    pub encounters: Vec<Chapter>,
    /// The problems, in the order of the record, each with what was done for it and what it led to.
    pub problems: Vec<Chapter>,
    /// Every line that has a time, the latest first.
    pub timeline: Vec<Moment>,
    /// Every line without a time, in the order of the record.
    pub undated: Vec<ContributionKey>,
}

impl Story {
    /// The canonical JSON form (RFC 8785).
    ///
    /// # Errors
    /// [`CanonicalError`] never in practice: a story has a JSON form.
    pub fn canonical(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical_bytes(self)
    }

    /// The JSON Schema (draft 2020-12) of a story, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<Self>()
    }
}

/// A statement's source and item.
type Place<'a> = (&'a str, &'a str, &'a str);

fn place<'a>(provenance: &'a Provenance, item: &'a str) -> Place<'a> {
    (provenance.organisation.as_str(), provenance.system.as_str(), item)
}

/// A line of the record with its statements.
struct Told<'a> {
    section: Section,
    leading: &'a Provenance,
    entry: &'a Entry,
    statements: Vec<(&'a Provenance, &'a Entry)>,
}

/// The story that a visible record tells.
#[must_use]
pub fn story(record: &VisibleRecord) -> Story {
    let lines: Vec<Told<'_>> = record
        .sections
        .iter()
        .flat_map(|section| section.lines.iter().map(|line| (section.section, line)))
        .filter_map(|(section, line)| {
            let statements: Vec<(&Provenance, &Entry)> = line.stated().collect();
            let (leading, entry) = statements.first().copied()?;
            Some(Told { section, leading, entry, statements })
        })
        .collect();
    let mut places: BTreeMap<Place<'_>, usize> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        places.extend(line.statements.iter().map(|(from, _)| (place(from, from.item.as_str()), number)));
    }
    let mut belongs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        for (from, entry) in &line.statements {
            for (to, way) in ties(entry) {
                if let Some(other) = places.get(&place(from, to)).copied().filter(|other| *other != number) {
                    let (whole, part) = match way {
                        Way::Up => (other, number),
                        Way::Down => (number, other),
                    };
                    belongs.entry(whole).or_default().insert(part);
                }
            }
        }
    }
    let chapters = |section: Section| {
        let of_section = lines.iter().enumerate().filter(move |(_, line)| line.section == section);
        let chapter = |(number, line): (usize, &Told<'_>)| Chapter {
            line: line.leading.key(),
            lines: belongs
                .get(&number)
                .into_iter()
                .flatten()
                .filter_map(|part| lines.get(*part))
                .map(|part| part.leading.key())
                .collect(),
        };
        of_section.map(chapter).collect::<Vec<_>>()
    };
    let (encounters, problems) = (chapters(Section::Encounters), chapters(Section::Problems));
    let mut timeline: Vec<Moment> = Vec::with_capacity(lines.len());
    let mut undated = Vec::new();
    for line in &lines {
        match line.entry.body.when() {
            Some(when) => {
                timeline.push(Moment { when: when.clone(), section: line.section, line: line.leading.key() });
            }
            None => undated.push(line.leading.key()),
        }
    }
    timeline.sort_by_key(|moment| Reverse(moment.when.earliest()));
    Story { format: 1, encounters, problems, timeline, undated }
}

/// Whether a link leads from a part to its whole, or from a whole to its part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// The items that an entry hangs together with, and which of the two is the whole.
fn ties(entry: &Entry) -> impl Iterator<Item = (&str, Way)> {
    let is_problem = matches!(entry.body, EntryBody::Problem(_));
    let links = entry.links.iter().filter_map(move |link| {
        let way = match link.kind {
            EntryLinkKind::During | EntryLinkKind::BecauseOf | EntryLinkKind::PartOf => Way::Up,
            EntryLinkKind::HasPart => Way::Down,
            EntryLinkKind::RelatedTo if is_problem => Way::Down,
            _ => return None,
        };
        Some((link.item.as_str(), way))
    });
    let topics: &[EncounterTopic] = match &entry.body {
        EntryBody::Encounter(encounter) => &encounter.topics,
        _ => &[],
    };
    let parts = topics.iter().flat_map(|topic| &topic.items).map(|item| (item.as_str(), Way::Down));
    // A consultation about a problem belongs to the problem.
    let about = topics.iter().flat_map(|topic| &topic.problems).map(|item| (item.as_str(), Way::Up));
    links.chain(parts).chain(about)
}
