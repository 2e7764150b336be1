//! Encounters: contacts with services.

use super::{Participant, Period};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// What kind of contact. Source: HL7 v3 ActEncounterCode; HL7 v2 table 0004.
    pub enum EncounterKind {
        /// Admitted to a bed.
        Inpatient = "inpatient",
        /// Clinic.
        Outpatient = "outpatient",
        /// Emergency department.
        Emergency = "emergency",
        /// Day case.
        DayCase = "day-case",
        /// At home.
        Home = "home",
        /// GP consultation.
        GpConsultation = "gp-consultation",
        /// By telephone or video.
        Virtual = "virtual",
        /// Registered or booked before arrival.
        PreAdmission = "pre-admission",
        /// Community service.
        Community = "community",
        /// A referral to a service.
        Referral = "referral",
        /// An appointment.
        Appointment = "appointment",
    }
}

open_vocabulary! {
    /// Where an encounter stands. Source: HL7 FHIR R4, encounter-status.
    pub enum EncounterStatus {
        /// Planned.
        Planned = "planned",
        /// Arrived.
        Arrived = "arrived",
        /// Under way.
        InProgress = "in-progress",
        /// Over.
        Finished = "finished",
        /// Called off.
        Cancelled = "cancelled",
        /// On leave.
        OnLeave = "on-leave",
    }
}

/// Where in the organisation the person was, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EncounterMove {
    /// Ward, clinic, room and bed, as the source writes them.
    pub location: String,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
}

/// What was dealt with in a contact, under the headings of whoever wrote it down.
///
/// Source: GP Connect Access Record Structured, consultation: topics and categories.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EncounterTopic {
    /// What it was about; left out where it was a problem, which is an entry of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The problems that it was about, by their identifiers in the same organisation and system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<SourceItemId>,
    /// The heading, such as `Examination`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The entries under it, by their identifiers in the same organisation and system, in the source's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<SourceItemId>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One contact with a service, from its beginning to its end.
///
/// Source: UK Core Encounter; HL7 v2 PV1, PV2.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Encounter {
    /// What kind of contact.
    pub kind: EncounterKind,
    /// Where it stands, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<EncounterStatus>,
    /// The visit's number at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_number: Option<String>,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// Which service or specialty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<CodedConcept>,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<CodedConcept>,
    /// Where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<EncounterMove>,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// How the person came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<CodedConcept>,
    /// How and where to the person left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge: Option<CodedConcept>,
    /// When discharge is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_end: Option<PartialDateTime>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// How urgent, in the source's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// What was dealt with, in the source's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<EncounterTopic>,
}
