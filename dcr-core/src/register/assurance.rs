//! Whether an organisation has shown that it may be trusted with the record.

use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// Where an organisation's assurance stands.
    pub enum AssuranceStatus {
        /// Every criterion is met and someone has signed for it.
        Assured = "assured",
        /// Applied for, not yet given.
        Pending = "pending",
        /// Taken away for a time.
        Suspended = "suspended",
        /// Taken away for good.
        Withdrawn = "withdrawn",
    }
}

/// What an organisation must have before it may be assured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssuranceCriteria {
    /// "Standards met" in the Data Security and Protection Toolkit.
    pub data_security_toolkit: bool,
    /// Registered with the Information Commissioner.
    pub commissioner_registration: bool,
    /// The county's information sharing agreement is signed.
    pub sharing_agreement: bool,
    /// A Caldicott Guardian is named.
    pub caldicott_guardian: bool,
    /// Everyone who will look has done the training.
    pub training: bool,
}

impl AssuranceCriteria {
    /// Whether every criterion is met.
    #[must_use]
    pub const fn all_met(self) -> bool {
        self.data_security_toolkit
            && self.commissioner_registration
            && self.sharing_agreement
            && self.caldicott_guardian
            && self.training
    }
}

/// An organisation's assurance: its status, from when until when, and the criteria met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assurance {
    /// Where it stands.
    pub status: AssuranceStatus,
    /// From this instant on; required of an assured organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this instant; absent means until the status changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The criteria.
    pub criteria: AssuranceCriteria,
}

impl Assurance {
    /// Whether the organisation is assured at an instant.
    #[must_use]
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.status == AssuranceStatus::Assured
            && self.criteria.all_met()
            && self.from.is_some_and(|from| from <= at)
            && self.until.is_none_or(|until| at < until)
    }
}
