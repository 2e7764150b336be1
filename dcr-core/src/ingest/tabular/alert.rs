//! An alert out of a row.

use super::parts::{ConceptFields, ParticipantFields, PeriodFields, read_participant, read_texts, read_word};
use super::reading::Reading;
use super::value::Value;
use crate::record::{Alert, AlertKind, AlertStatus};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where an alert stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertFields {
    /// What it is.
    code: ConceptFields,
    /// What kind: clinical, staff-safety, safeguarding, infection, reasonable-adjustment, communication, advance-plan,
    /// legal, administrative.
    #[serde(default)]
    kind: Option<Value>,
    /// Whether it holds: active, inactive.
    #[serde(default)]
    status: Option<Value>,
    /// From when until when.
    #[serde(default)]
    period: PeriodFields,
    /// Who raised it.
    #[serde(default)]
    author: Option<ParticipantFields>,
    /// Notes.
    #[serde(default)]
    notes: Vec<Value>,
}

impl AlertFields {
    /// The alert; `None` when the row does not say what it is.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Alert> {
        Some(Alert {
            code: self.code.read(reading)?,
            kind: read_word(reading, self.kind.as_ref(), |word| AlertKind::from(word)),
            status: read_word(reading, self.status.as_ref(), |word| AlertStatus::from(word)),
            period: self.period.read(reading),
            author: read_participant(reading, self.author.as_ref()),
            notes: read_texts(reading, &self.notes),
        })
    }
}
