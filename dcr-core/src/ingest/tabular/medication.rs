//! A medication out of a row.

use super::parts::{
    ConceptFields, ParticipantFields, PeriodFields, read_concept, read_participant, read_text, read_texts, read_word,
};
use super::reading::Reading;
use super::value::{Column, Value};
use crate::record::{Dosage, Medication, MedicationCourse, MedicationStatus};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a medication stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MedicationFields {
    /// The drug.
    drug: ConceptFields,
    /// Where it stands: active, completed, stopped, on-hold, intended, not-taken, cancelled, draft, unknown.
    #[serde(default)]
    status: Option<Value>,
    /// How it is given out: repeat, repeat-dispensing, acute, inpatient, discharge, over-the-counter, dispense,
    /// administration.
    #[serde(default)]
    course: Option<Value>,
    /// How it is taken, in words.
    #[serde(default)]
    dose: Option<Value>,
    /// By what way it is taken.
    #[serde(default)]
    route: Option<ConceptFields>,
    /// From when until when.
    #[serde(default)]
    period: PeriodFields,
    /// When it was written down.
    #[serde(default)]
    authored: Option<Column>,
    /// How much is given out.
    #[serde(default)]
    quantity: Option<Value>,
    /// What it is taken for.
    #[serde(default)]
    reasons: Vec<ConceptFields>,
    /// Who prescribed it.
    #[serde(default)]
    prescriber: Option<ParticipantFields>,
    /// Notes.
    #[serde(default)]
    notes: Vec<Value>,
}

impl MedicationFields {
    /// The medication; `None` when the row does not say the drug.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Medication> {
        let drug = self.drug.read(reading)?;
        let dosage = Dosage {
            text: read_text(reading, self.dose.as_ref()),
            route: read_concept(reading, self.route.as_ref()),
            ..Dosage::default()
        };
        Some(Medication {
            ingredients: Vec::new(),
            supply: crate::record::MedicationSupply::default(),
            drug,
            status: read_word(reading, self.status.as_ref(), |word| MedicationStatus::from(word)),
            course: read_word(reading, self.course.as_ref(), |word| MedicationCourse::from(word)),
            dosages: if dosage == Dosage::default() { Vec::new() } else { vec![dosage] },
            period: self.period.read(reading),
            authored: self.authored.as_ref().and_then(|column| reading.date(column)),
            last_issued: None,
            review_due: None,
            quantity: read_text(reading, self.quantity.as_ref()),
            reasons: self.reasons.iter().filter_map(|fields| fields.read(reading)).collect(),
            status_reason: None,
            prescriber: read_participant(reading, self.prescriber.as_ref()),
            notes: read_texts(reading, &self.notes),
        })
    }
}
