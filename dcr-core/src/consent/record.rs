//! What the rules read of a record, and no more: the small form in which a record can be written for them.

use super::related::{Concept, ConsentLine, ConsentStatement, SourceKey, each_link, own_concept};
use super::words::each_word;
use crate::identifier::{CodedConcept, NhsNumber, OdsCode, SourceItemId, SourceSystem};
use crate::merge::{CombinedRecord, LineStatement, Provenance, SourcedDemographics};
use crate::record::{Concepts, Death, Directive, EntryBody, EntryLinkKind, Section, Sensitivity, SensitivityLabel};
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// The longest record in the small form that is read, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

/// Where a statement came from: organisation, source system and item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ConsentSource(
    /// The organisation that states it.
    pub OdsCode,
    /// Its source system.
    pub SourceSystem,
    /// The source's identifier of the item.
    pub SourceItemId,
);

impl ConsentSource {
    /// Its name in a decision: `organisation/system/item`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.0, self.1, self.2)
    }

    fn of(from: &Provenance) -> Self {
        Self(from.organisation.clone(), from.system.clone(), from.item.clone())
    }
}

/// That a source says that the person died.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentDeath {
    /// When: the earliest instant of all that are stated; absent where a source states a death without a date, which is
    /// long ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Timestamp>,
}

/// A visit that directives can name, and its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentVisit {
    /// The organisation that holds the encounter.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// The encounter.
    pub item: SourceItemId,
    /// The first instant at which it can have ended, by what the source states; absent where it states no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_earliest: Option<Timestamp>,
    /// The last instant at which it can have ended, by what the source states; absent where it states no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_latest: Option<Timestamp>,
}

/// The labels of what one source says of who the person is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentDemographics {
    /// The source.
    pub source: ConsentSource,
    /// Its labels.
    pub labels: Sensitivity,
}

/// Something else that a statement codes beside what it is about, such as a reason or one of several results.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentConcept {
    /// Its codes: of each the system and the code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<(String, String)>,
    /// Its text and the displays of its codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

/// One source's statement behind a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecordStatement {
    /// The source.
    pub source: ConsentSource,
    /// The labels that it states.
    pub labels: Sensitivity,
    /// The codes of what the statement is about: of each the system and the code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<(String, String)>,
    /// The text of what it is about, and the displays of these codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Whatever else it codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<ConsentConcept>,
    /// Its links: of each the kind and the item, which is one of the same organisation and system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(EntryLinkKind, SourceItemId)>,
    /// When the source recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Timestamp>,
    /// Its words: every text in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// One line of the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecordLine {
    /// The section that it stands in.
    pub section: Section,
    /// The statements behind it, the leading one first.
    pub statements: Vec<ConsentRecordStatement>,
}

/// What one source says of a section as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentSectionStatement {
    /// The section.
    pub section: Section,
    /// The source.
    pub source: ConsentSource,
    /// The labels that it states.
    pub labels: Sensitivity,
}

/// What the rules of consent read of a person's record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecord {
    /// The NHS number that is the person's beyond query, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// That the person died; absent where no source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died: Option<ConsentDeath>,
    /// The encounters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<ConsentVisit>,
    /// What each source says of who the person is.
    pub demographics: Vec<ConsentDemographics>,
    /// Every directive that stands.
    pub directives: Vec<Directive>,
    /// The lines.
    pub lines: Vec<ConsentRecordLine>,
    /// What sources say of sections as a whole, where that tells anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub section_statements: Vec<ConsentSectionStatement>,
}

/// Why a text is not a record in the small form. Nothing of the text is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentRecordError {
    /// The text is longer than what is read.
    #[error("the record has {length} bytes; at most {limit} are read")]
    TooLong {
        /// How many bytes there are.
        length: usize,
        /// How many are read.
        limit: usize,
    },
    /// The text is not JSON of the record's shape.
    #[error("the record cannot be read (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
}

impl ConsentRecordError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "consent-record.too-long",
            Self::Unreadable { .. } => "consent-record.unreadable",
        }
    }
}

impl ConsentRecord {
    /// Reads a record from JSON.
    ///
    /// # Errors
    /// [`ConsentRecordError`] when the text is longer than 16 MiB or not JSON of the record's shape.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ConsentRecordError> {
        if bytes.len() > LONGEST {
            return Err(ConsentRecordError::TooLong { length: bytes.len(), limit: LONGEST });
        }
        serde_json::from_slice(bytes)
            .map_err(|error| ConsentRecordError::Unreadable { line: error.line(), column: error.column() })
    }

    /// The JSON Schema (draft 2020-12) of a record, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<Self>()
    }
}

impl From<&CombinedRecord> for ConsentRecord {
    fn from(record: &CombinedRecord) -> Self {
        let demographics = record.demographics.iter().map(|stated| ConsentDemographics {
            source: ConsentSource::of(&stated.provenance),
            labels: stated.demographics.sensitivity.clone(),
        });
        let lines = record.lines.iter().map(|line| ConsentRecordLine {
            section: line.section(),
            statements: line.statements().iter().map(statement).collect(),
        });
        let telling = record.section_statements.iter().filter(|said| said.statement.tells());
        let section_statements = telling.map(|said| ConsentSectionStatement {
            section: said.statement.section,
            source: ConsentSource::of(&said.provenance),
            labels: said.statement.sensitivity.clone(),
        });
        Self {
            nhs_number: record.nhs_number.clone(),
            died: death(&record.demographics),
            visits: record.lines.iter().flat_map(|line| line.statements()).filter_map(visit).collect(),
            demographics: demographics.collect(),
            directives: record.directives.iter().map(|sourced| sourced.directive.clone()).collect(),
            lines: lines.collect(),
            section_statements: section_statements.collect(),
        }
    }
}

/// Whether any source says that the person died, and when at the earliest.
pub(super) fn death(demographics: &[SourcedDemographics]) -> Option<ConsentDeath> {
    let stated = demographics.iter().filter_map(|stated| match stated.demographics.death.as_ref()? {
        // Nothing is earlier than a death without a date.
        Death::Dead => Some(None),
        Death::On(date) => Some(Some(date.earliest())),
        Death::Alive => None,
    });
    stated.min().map(|on| ConsentDeath { on })
}

/// The visit that a statement of an encounter tells of, and its end.
pub(super) fn visit(statement: &LineStatement) -> Option<ConsentVisit> {
    let EntryBody::Encounter(encounter) = &statement.entry.body else { return None };
    let (from, end) = (&statement.provenance, &encounter.period.end);
    Some(ConsentVisit {
        organisation: from.organisation.clone(),
        system: from.system.clone(),
        item: from.item.clone(),
        ends_earliest: end.as_ref().map(|end| end.earliest()),
        ends_latest: end.as_ref().map(|end| end.latest()),
    })
}

fn statement(stated: &LineStatement) -> ConsentRecordStatement {
    let own = own_concept(&stated.entry);
    let mut further = Vec::new();
    stated.entry.each_concept(&mut |concept| {
        if !own.is_some_and(|own| std::ptr::eq(own, concept)) {
            further.push(ConsentConcept { codes: codes(concept), names: names(concept) });
        }
    });
    let mut links = Vec::new();
    each_link(&stated.entry, &mut |kind, item| links.push((kind.clone(), item.clone())));
    let mut words = Vec::new();
    each_word(&stated.entry, &mut |word| {
        words.push(word.to_owned());
        ControlFlow::Continue(())
    });
    ConsentRecordStatement {
        source: ConsentSource::of(&stated.provenance),
        labels: stated.entry.sensitivity.clone(),
        codes: own.map(codes).unwrap_or_default(),
        names: own.map(names).unwrap_or_default(),
        further,
        links,
        recorded: Some(stated.provenance.recorded),
        words,
    }
}

fn codes(concept: &CodedConcept) -> Vec<(String, String)> {
    concept.codings.iter().map(|coding| (coding.system.clone(), coding.code.clone())).collect()
}

fn names(concept: &CodedConcept) -> Vec<String> {
    let displays = concept.codings.iter().filter_map(|coding| coding.display.clone());
    concept.text.iter().cloned().chain(displays).collect()
}

impl ConsentLine for ConsentRecordLine {
    type Statement = ConsentRecordStatement;

    fn statements(&self) -> &[ConsentRecordStatement] {
        &self.statements
    }
}

impl ConsentStatement for ConsentRecordStatement {
    fn source(&self) -> SourceKey<'_> {
        (self.source.0.as_str(), self.source.1.as_str(), self.source.2.as_str())
    }

    fn labels(&self) -> &[SensitivityLabel] {
        self.labels.labels()
    }

    fn each_concept<'a>(&'a self, see: &mut dyn FnMut(Concept<'a>)) {
        see(Concept::Named(&self.codes, &self.names));
        self.further.iter().for_each(|concept| see(Concept::Named(&concept.codes, &concept.names)));
    }

    fn own(&self) -> Option<Concept<'_>> {
        Some(Concept::Named(&self.codes, &self.names))
    }

    fn each_link<'a>(&'a self, see: &mut dyn FnMut(&'a EntryLinkKind, &'a SourceItemId)) {
        self.links.iter().for_each(|(kind, item)| see(kind, item));
    }

    fn each_word(&self, see: &mut dyn FnMut(&str) -> ControlFlow<()>) {
        let _ = self.words.iter().try_for_each(|word| see(word));
    }
}

#[cfg(test)]
mod tests;
