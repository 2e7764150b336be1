//! A care provider out of a row.

use super::parts::{ConceptFields, ParticipantFields, PeriodFields, read_text, read_texts};
use super::reading::Reading;
use super::value::Value;
use crate::record::{CareProvider, CareProviderRole};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a care provider stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CareProviderFields {
    /// What they are to the person: registered-practice, usual-gp, consultant, social-worker, care-coordinator, team,
    /// care-agency, pharmacy.
    role: Value,
    /// The team's or service's name.
    #[serde(default)]
    name: Option<Value>,
    /// Those who belong to it.
    #[serde(default)]
    members: Vec<ParticipantFields>,
    /// Why they look after the person.
    #[serde(default)]
    reasons: Vec<ConceptFields>,
    /// Whether this holds.
    #[serde(default)]
    status: Option<Value>,
    /// From when until when.
    #[serde(default)]
    period: PeriodFields,
    /// Notes.
    #[serde(default)]
    notes: Vec<Value>,
}

impl CareProviderFields {
    /// The care provider; `None` when the row does not say their role, or neither a name nor a member.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<CareProvider> {
        let provider = CareProvider {
            role: CareProviderRole::from(reading.text(&self.role)?),
            name: read_text(reading, self.name.as_ref()),
            members: self.members.iter().filter_map(|fields| fields.read(reading)).collect(),
            reasons: self.reasons.iter().filter_map(|fields| fields.read(reading)).collect(),
            status: read_text(reading, self.status.as_ref()),
            period: self.period.read(reading),
            notes: read_texts(reading, &self.notes),
        };
        (provider.name.is_some() || !provider.members.is_empty()).then_some(provider)
    }
}
