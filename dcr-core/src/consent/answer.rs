//! Deciding on a record in its small form: for hosts that hold records of their own, and for checking the rules.

use super::lines::{Fate, Shown, Source};
use super::look::decided;
use super::record::{ConsentRecord, ConsentRecordLine, ConsentSource};
use super::walk::{LineView, SectionWords, walk};
use super::{AccessRequest, Decision, PersonFacts, Plan, related};
use crate::contribution::{CanonicalError, canonical_bytes};
use crate::record::{Section, Sensitivity, SensitivityLabel};
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A whole decision with the names of the statements that it shows, each `organisation/system/item`. It is for the account
/// and not for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecordDecision {
    /// The decision.
    pub decision: Decision,
    /// The statements that are shown, in order.
    pub shown: Vec<String>,
    /// Those of them that are shown without their source.
    pub unsourced: Vec<String>,
}

impl RecordDecision {
    /// Its canonical bytes (RFC 8785).
    ///
    /// # Errors
    /// [`CanonicalError`] never in practice: a decision has a JSON form.
    pub fn canonical(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical_bytes(self)
    }
}

/// Decides on a request for a record in its small form; `None` for a person who is not known.
#[must_use]
pub fn decide_record(plan: &Plan, request: &AccessRequest, record: Option<&ConsentRecord>) -> RecordDecision {
    let Some(record) = record else {
        let decision = Decision::not_found(plan, request);
        return RecordDecision { decision, shown: Vec::new(), unsourced: Vec::new() };
    };
    let mut named: Vec<(String, Fate)> = Vec::new();
    let demographics = record.demographics.iter().map(|stated| source(&stated.source, None));
    let lines: Vec<SmallLine<'_>> = record.lines.iter().map(SmallLine::of).collect();
    let words = record.section_statements.iter().map(|said| SectionWords {
        section: said.section,
        labels: said.labels.labels(),
        source: source(&said.source, None),
    });
    let ran = decided(plan, request, &PersonFacts::of_small(record), |rules| {
        let added = related::labels(&plan.policy().code_sets, &record.lines);
        walk::<SmallLine<'_>, _>(rules, demographics, &lines, &added, words, |line: &SmallLine<'_>, how, rules| {
            let section = line.section();
            if how != Shown::Nothing && rules.shows_lines(section) {
                named.extend(line.sources().map(|source| (name(source), rules.fate(source, section))));
            }
        })
    });
    if let Some(seen) = &ran.seen {
        let shown =
            |(place, fate): &(usize, Fate)| Some((name(source(&record.demographics.get(*place)?.source, None)), *fate));
        named.extend(seen.demographics.iter().filter_map(shown));
        let told = |(place, fate): &(usize, Fate)| {
            let said = record.section_statements.get(*place)?;
            ran.tells_words(said.section).then(|| (name(source(&said.source, None)), *fate))
        };
        named.extend(seen.words.iter().filter_map(told));
    }
    named.retain(|(_, fate)| *fate != Fate::Withheld);
    named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let unsourced = named.iter().filter(|(_, fate)| *fate == Fate::Unsourced).map(|(name, _)| name.clone()).collect();
    let shown = named.into_iter().map(|(name, _)| name).collect();
    RecordDecision { decision: ran.decision, shown, unsourced }
}

fn name(source: Source<'_>) -> String {
    format!("{}/{}/{}", source.organisation, source.system, source.item)
}

fn source(source: &ConsentSource, recorded: Option<Timestamp>) -> Source<'_> {
    Source {
        organisation: source.0.as_str(),
        system: source.1.as_str(),
        item: source.2.as_str(),
        recorded: recorded.map(Timestamp::millis),
    }
}

/// A line with every label that any of its statements carries.
struct SmallLine<'r> {
    line: &'r ConsentRecordLine,
    labels: Sensitivity,
}

impl<'r> SmallLine<'r> {
    fn of(line: &'r ConsentRecordLine) -> Self {
        let labels = line.statements.iter().fold(Sensitivity::NONE, |labels, stated| labels.union(&stated.labels));
        Self { line, labels }
    }
}

impl LineView for SmallLine<'_> {
    fn section(&self) -> Section {
        self.line.section
    }

    fn labels(&self) -> &[SensitivityLabel] {
        self.labels.labels()
    }

    fn sources(&self) -> impl Iterator<Item = Source<'_>> {
        self.line.statements.iter().map(|statement| source(&statement.source, statement.recorded))
    }
}
