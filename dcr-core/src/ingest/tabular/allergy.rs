//! An allergy out of a row.

use super::parts::{ConceptFields, ParticipantFields, PeriodFields, read_participant, read_texts, read_word};
use super::reading::Reading;
use super::value::{Column, Value};
use crate::record::{Allergy, AllergyCategory, AllergyStatus, Certainty, Criticality, Reaction};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where an allergy or intolerance stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AllergyFields {
    /// To what.
    code: ConceptFields,
    /// Where it stands: active, inactive, resolved, refuted.
    #[serde(default)]
    status: Option<Value>,
    /// How sure it is: confirmed, unconfirmed, presumed.
    #[serde(default)]
    certainty: Option<Value>,
    /// What kinds: medication, food, environment, biologic, none-known.
    #[serde(default)]
    categories: Vec<Value>,
    /// How dangerous: low, high, unable-to-assess.
    #[serde(default)]
    criticality: Option<Value>,
    /// What happened, one reaction each.
    #[serde(default)]
    reactions: Vec<ConceptFields>,
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

impl AllergyFields {
    /// The allergy; `None` when the row does not say to what.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Allergy> {
        let code = self.code.read(reading)?;
        let manifestations = self.reactions.iter().filter_map(|fields| fields.read(reading));
        let reaction = |manifestation| Reaction { manifestations: vec![manifestation], ..Reaction::default() };
        Some(Allergy {
            ingredients: Vec::new(),
            code,
            reactions: manifestations.map(reaction).collect(),
            status: read_word(reading, self.status.as_ref(), |word| AllergyStatus::from(word)),
            certainty: read_word(reading, self.certainty.as_ref(), |word| Certainty::from(word)),
            categories: read_texts(reading, &self.categories)
                .iter()
                .map(|word| AllergyCategory::from(word.as_str()))
                .collect(),
            criticality: read_word(reading, self.criticality.as_ref(), |word| Criticality::from(word)),
            period: self.period.read(reading),
            noted: self.noted.as_ref().and_then(|column| reading.date(column)),
            asserter: read_participant(reading, self.asserter.as_ref()),
            notes: read_texts(reading, &self.notes),
        })
    }
}
