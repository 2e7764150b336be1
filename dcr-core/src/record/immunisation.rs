//! Vaccinations.

use super::Participant;
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// Whether it was given. Source: HL7 FHIR R4, immunization-status.
    pub enum ImmunisationStatus {
        /// Given.
        Completed = "completed",
        /// Not given.
        NotDone = "not-done",
    }
}

/// A vaccination, given or not.
///
/// Source: UK Core Immunization; HL7 v2 RXA.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Immunisation {
    /// The vaccine.
    pub vaccine: CodedConcept,
    /// The coded vaccination procedure, where the source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<CodedConcept>,
    /// Whether it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ImmunisationStatus>,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<CodedConcept>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<PartialDateTime>,
    /// Which dose of the course, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dose: Option<String>,
    /// Batch number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Manufacturer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    /// By what route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<CodedConcept>,
    /// Where on the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<CodedConcept>,
    /// Against which diseases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diseases: Vec<CodedConcept>,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performers: Vec<Participant>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
