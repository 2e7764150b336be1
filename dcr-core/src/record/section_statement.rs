//! What a source says of a section as a whole: that it has nothing there, or that something is missing.

use super::{Section, Sensitivity};
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// Why a source's list is empty. Source: HL7 FHIR R4, list-empty-reason; UK Core and GP Connect ListEmptyReasonCode.
    pub enum EmptyReason {
        /// The source has recorded nothing. It does not say that there is nothing.
        NothingRecorded = "no-content-recorded",
        /// There is nothing: it was asked and denied.
        NilKnown = "nilknown",
        /// It was not asked.
        NotAsked = "notasked",
        /// The source withholds it.
        Withheld = "withheld",
        /// It could not be had.
        Unavailable = "unavailable",
        /// The work on it has not begun.
        NotStarted = "notstarted",
        /// The list is no longer kept.
        Closed = "closed",
    }
}

open_vocabulary! {
    /// What a reader of a source's list is warned of. Source: UK Core and GP Connect ListWarningCode.
    pub enum SectionWarning {
        /// Items were left out because they are confidential.
        ConfidentialItems = "confidential-items",
        /// The record is still on its way from another practice.
        DataInTransit = "data-in-transit",
        /// Items have arrived at the source and are not filed yet.
        DataAwaitingFiling = "data-awaiting-filing",
    }
}

/// What a source says of a section, or of one list in it, as a whole.
///
/// Source: UK Core List; GP Connect Access Record Structured, List.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionStatement {
    /// The section.
    pub section: Section,
    /// The source's heading, such as `Ended allergies`: a section may have several lists.
    pub heading: CodedConcept,
    /// Why there are no entries under the heading; absent where there are some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<EmptyReason>,
    /// What the reader is warned of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<SectionWarning>,
    /// The source's words on either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// As at when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_at: Option<PartialDateTime>,
    /// How freely it may be shown.
    #[serde(default, skip_serializing_if = "Sensitivity::is_empty")]
    pub sensitivity: Sensitivity,
}

impl SectionStatement {
    /// Whether it tells a reader anything beside the entries themselves.
    #[must_use]
    pub fn tells(&self) -> bool {
        self.empty.is_some() || !self.warnings.is_empty() || !self.notes.is_empty()
    }
}
