//! Procedures and therapies.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// Where a procedure stands. Source: HL7 FHIR R4, event-status.
    pub enum ProcedureStatus {
        /// Planned or asked for, such as a recall, a diary entry or a test that was requested.
        Requested = "requested",
        /// Being prepared.
        Preparation = "preparation",
        /// Under way.
        InProgress = "in-progress",
        /// Not done.
        NotDone = "not-done",
        /// Paused.
        OnHold = "on-hold",
        /// Stopped before its end.
        Stopped = "stopped",
        /// Done.
        Completed = "completed",
        /// The source does not know.
        Unknown = "unknown",
    }
}

/// Something that was done to the person.
///
/// Source: UK Core Procedure; HL7 v2 PR1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// What was done.
    pub code: CodedConcept,
    /// Where it stands, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProcedureStatus>,
    /// When.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub performed: Period,
    /// Where on the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body_sites: Vec<CodedConcept>,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<CodedConcept>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CodedConcept>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performers: Vec<Participant>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
