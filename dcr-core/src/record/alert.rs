//! Alerts and risks.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// What kind of alert.
    pub enum AlertKind {
        /// A clinical risk to the person.
        Clinical = "clinical",
        /// A risk to staff.
        StaffSafety = "staff-safety",
        /// Safeguarding.
        Safeguarding = "safeguarding",
        /// Infection control.
        Infection = "infection",
        /// A reasonable adjustment is needed.
        ReasonableAdjustment = "reasonable-adjustment",
        /// How the person is to be spoken with.
        Communication = "communication",
        /// A plan in advance: end of life, ReSPECT, advance decision.
        AdvancePlan = "advance-plan",
        /// A legal matter: capacity, deprivation of liberty, Mental Health Act.
        Legal = "legal",
        /// Something of administration.
        Administrative = "administrative",
    }
}

open_vocabulary! {
    /// Whether it holds. Source: HL7 FHIR R4, flag-status.
    pub enum AlertStatus {
        /// Holds.
        Active = "active",
        /// No longer holds.
        Inactive = "inactive",
    }
}

/// Something a reader must know first.
///
/// Source: UK Core Flag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// What it is.
    pub code: CodedConcept,
    /// What kind, if it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AlertKind>,
    /// Whether it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AlertStatus>,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// Who raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Participant>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
