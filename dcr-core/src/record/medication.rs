//! Medications.

use super::{Decimal, Participant, Period};
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// Where a medication stands. Source: HL7 FHIR R4, medication-statement-status and medicationrequest-status.
    pub enum MedicationStatus {
        /// Being taken or prescribed now.
        Active = "active",
        /// Finished as planned.
        Completed = "completed",
        /// Stopped before its end.
        Stopped = "stopped",
        /// Paused.
        OnHold = "on-hold",
        /// Not yet begun.
        Intended = "intended",
        /// Never taken.
        NotTaken = "not-taken",
        /// Cancelled.
        Cancelled = "cancelled",
        /// Not settled yet.
        Draft = "draft",
        /// The source does not know.
        Unknown = "unknown",
    }
}

open_vocabulary! {
    /// What kind of course or act the statement is about. Source: UK Core MedicationRequest, prescription type.
    pub enum MedicationCourse {
        /// Repeat prescription.
        Repeat = "repeat",
        /// Repeat dispensing.
        RepeatDispensing = "repeat-dispensing",
        /// Acute: once.
        Acute = "acute",
        /// Given in hospital.
        Inpatient = "inpatient",
        /// To take home at discharge.
        Discharge = "discharge",
        /// Bought over the counter.
        OverTheCounter = "over-the-counter",
        /// Dispensed.
        Dispense = "dispense",
        /// Administered.
        Administration = "administration",
    }
}

/// How it is to be taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dosage {
    /// The instruction in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The dose's size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// The dose's unit, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How often, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<String>,
    /// By what route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<CodedConcept>,
    /// Only when needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_needed: Option<bool>,
}

/// One issue of a course: a prescription that was written.
///
/// Source: GP Connect Access Record Structured, MedicationRequest with intent `order`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MedicationIssue {
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<PartialDateTime>,
    /// Where it stands, in the source's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// For what time it was meant.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// How much, with its unit, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// How it was to be taken, where that differs from the course.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dosages: Vec<Dosage>,
    /// Who prescribed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prescriber: Option<Participant>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// How a medication is supplied, and what was supplied.
///
/// Source: UK Core and GP Connect extensions of MedicationStatement and MedicationRequest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MedicationSupply {
    /// What kind of organisation prescribes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<CodedConcept>,
    /// How often it may be issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats_allowed: Option<u32>,
    /// How often it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats_issued: Option<u32>,
    /// How long one supply is expected to last, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// When the instruction was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dosage_changed: Option<PartialDateTime>,
    /// When its status last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_changed: Option<PartialDateTime>,
    /// The issues, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<MedicationIssue>,
}

impl MedicationSupply {
    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A medication: prescribed, stated, dispensed or given.
///
/// Source: UK Core MedicationStatement and MedicationRequest; drugs in dm+d.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Medication {
    /// The drug.
    pub drug: CodedConcept,
    /// Where it stands, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<MedicationStatus>,
    /// What kind of course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<MedicationCourse>,
    /// How it is to be taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dosages: Vec<Dosage>,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// When it was prescribed or stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authored: Option<PartialDateTime>,
    /// When it was last issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_issued: Option<PartialDateTime>,
    /// When it is next to be reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_due: Option<PartialDateTime>,
    /// How much, with its unit, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// What for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<CodedConcept>,
    /// Why it was stopped or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<CodedConcept>,
    /// Who prescribed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prescriber: Option<Participant>,
    /// What it contains, as a dictionary of medicines that was loaded knows it; never the source's own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ingredients: Vec<CodedConcept>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// How it is supplied.
    #[serde(default, skip_serializing_if = "MedicationSupply::is_empty")]
    pub supply: MedicationSupply,
}
