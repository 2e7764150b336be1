//! Social care out of a row: requests, assessments, services, reviews.

use super::column::ColumnName;
use super::parts::{
    ConceptFields, ParticipantFields, PeriodFields, read_concept, read_participant, read_text, read_texts, read_word,
};
use super::reading::Reading;
use super::value::Value;
use crate::record::{SocialCare, SocialCareKind, SocialCareStatus};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where an entry of social care stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SocialCareFields {
    /// What kind: request, need, assessment, service, review, care-plan, equipment.
    kind: Value,
    /// What it is, such as the service type.
    what: ConceptFields,
    /// A finer kind, such as the service component.
    #[serde(default)]
    component: Option<ConceptFields>,
    /// Where it stands: planned, active, on-hold, finished, cancelled.
    #[serde(default)]
    status: Option<Value>,
    /// From when until when.
    #[serde(default)]
    period: PeriodFields,
    /// In what capacity the person appears.
    #[serde(default)]
    client_type: Option<Value>,
    /// Why support is needed.
    #[serde(default)]
    reason: Option<ConceptFields>,
    /// What came of it.
    #[serde(default)]
    outcome: Option<ConceptFields>,
    /// How it is delivered.
    #[serde(default)]
    delivery: Option<Value>,
    /// Who gives it.
    #[serde(default)]
    provider: Option<ParticipantFields>,
    /// Who is responsible at the council.
    #[serde(default)]
    worker: Option<ParticipantFields>,
    /// The description in words.
    #[serde(default)]
    description: Option<Value>,
    /// Further facts, each under its column's name.
    #[serde(default)]
    details: DetailFields,
    /// Notes.
    #[serde(default)]
    notes: Vec<Value>,
}

/// Columns that go in under their own names.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DetailFields {
    /// The columns.
    columns: Vec<ColumnName>,
}

impl SocialCareFields {
    /// The entry; `None` when the row does not say of what kind or what it is.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<SocialCare> {
        Some(SocialCare {
            kind: SocialCareKind::from(reading.text(&self.kind)?),
            what: self.what.read(reading)?,
            component: read_concept(reading, self.component.as_ref()),
            status: read_word(reading, self.status.as_ref(), |word| SocialCareStatus::from(word)),
            period: self.period.read(reading),
            client_type: read_text(reading, self.client_type.as_ref()),
            reason: read_concept(reading, self.reason.as_ref()),
            outcome: read_concept(reading, self.outcome.as_ref()),
            delivery: read_text(reading, self.delivery.as_ref()),
            provider: read_participant(reading, self.provider.as_ref()),
            worker: read_participant(reading, self.worker.as_ref()),
            description: read_text(reading, self.description.as_ref()),
            details: self
                .details
                .columns
                .iter()
                .filter_map(|column| reading.column(column).map(|text| (column.to_string(), text)))
                .collect(),
            notes: read_texts(reading, &self.notes),
        })
    }
}
