//! A problem out of a row.

use super::parts::{
    ConceptFields, ParticipantFields, PeriodFields, read_concept, read_participant, read_texts, read_word,
};
use super::reading::Reading;
use super::value::{Column, Value};
use crate::record::{Problem, ProblemCategory, ProblemSignificance, ProblemStatus};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a problem or diagnosis stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProblemFields {
    /// What it is.
    code: ConceptFields,
    /// Where it stands: active, recurrence, relapse, inactive, remission, resolved.
    #[serde(default)]
    status: Option<Value>,
    /// What kind: problem-list-item, encounter-diagnosis, suspected, refuted, family-history, health-concern.
    #[serde(default)]
    category: Option<Value>,
    /// How weighty: major, minor.
    #[serde(default)]
    significance: Option<Value>,
    /// How severe.
    #[serde(default)]
    severity: Option<ConceptFields>,
    /// From when until when.
    #[serde(default)]
    period: PeriodFields,
    /// When it was noted.
    #[serde(default)]
    noted: Option<Column>,
    /// Who stated it.
    #[serde(default)]
    asserter: Option<ParticipantFields>,
    /// Notes.
    #[serde(default)]
    notes: Vec<Value>,
}

impl ProblemFields {
    /// The problem; `None` when the row does not say what it is.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Problem> {
        Some(Problem {
            code: self.code.read(reading)?,
            status: read_word(reading, self.status.as_ref(), |word| ProblemStatus::from(word)),
            category: read_word(reading, self.category.as_ref(), |word| ProblemCategory::from(word)),
            significance: read_word(reading, self.significance.as_ref(), |word| ProblemSignificance::from(word)),
            episodicity: None,
            severity: read_concept(reading, self.severity.as_ref()),
            body_site: None,
            period: self.period.read(reading),
            noted: self.noted.as_ref().and_then(|column| reading.date(column)),
            asserter: read_participant(reading, self.asserter.as_ref()),
            notes: read_texts(reading, &self.notes),
        })
    }
}
