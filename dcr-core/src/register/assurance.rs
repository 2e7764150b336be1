//! Whether an organisation has shown that it may be trusted with the record.

use super::within;
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// Where an organisation's assurance stands.
    pub enum AssuranceStatus {
        /// Someone has signed for it.
        Assured = "assured",
        /// Applied for, not yet given.
        Pending = "pending",
        /// Taken away for a time.
        Suspended = "suspended",
        /// Taken away for good.
        Withdrawn = "withdrawn",
    }
}

closed_vocabulary! {
    /// What an organisation that is admitted may do beyond looking.
    #[derive(Default)]
    pub enum Access {
        /// It may look; what it sends waits in quarantine.
        ReadOnly = "read-only",
        /// What it sends becomes part of the record.
        #[default]
        Contributes = "contributes",
    }
}

impl Access {
    // Serde hands out a reference.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

closed_vocabulary! {
    /// What an organisation can show for itself. Which of it is asked for, the policy says.
    pub enum EvidenceKind {
        /// "Standards met" in the Data Security and Protection Toolkit.
        DataSecurityToolkit = "data-security-toolkit",
        /// Registered with the Information Commissioner.
        CommissionerRegistration = "commissioner-registration",
        /// The county's charter and information sharing agreement are signed.
        SharingAgreement = "sharing-agreement",
        /// A Caldicott Guardian is named.
        CaldicottGuardian = "caldicott-guardian",
        /// Attested that everyone who will look has done the training.
        Training = "training",
        /// A data protection impact assessment.
        ImpactAssessment = "impact-assessment",
        /// A connection to the health and social care network.
        Network = "network",
    }
}

impl EvidenceKind {
    /// What it is, as it is said to the organisation that lacks it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::DataSecurityToolkit => "\"standards met\" in the Data Security and Protection Toolkit",
            Self::CommissionerRegistration => "registration with the Information Commissioner",
            Self::SharingAgreement => "the signed charter and information sharing agreement",
            Self::CaldicottGuardian => "a named Caldicott Guardian",
            Self::Training => "the attestation that everyone who looks is trained",
            Self::ImpactAssessment => "a data protection impact assessment",
            Self::Network => "a connection to the health and social care network",
        }
    }
}

/// One piece of evidence, and when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Of what.
    pub kind: EvidenceKind,
    /// Where it can be looked up, such as the number of a registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// From this instant on.
    pub from: Timestamp,
    /// Before this instant; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Evidence {
    /// Whether it holds at an instant.
    #[must_use]
    pub fn holds_at(&self, at: Timestamp) -> bool {
        within(Some(self.from), self.until, at)
    }
}

/// An organisation's assurance: its status, from when until when, what it may do, and the evidence for it.
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
    /// What it may do beyond looking; absent means that it contributes.
    #[serde(default, skip_serializing_if = "Access::is_default")]
    pub access: Access,
    /// The evidence. Several pieces of one kind may follow one another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl Assurance {
    /// Whether the organisation is assured at an instant, whatever its evidence.
    #[must_use]
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.status == AssuranceStatus::Assured && self.from.is_some() && within(self.from, self.until, at)
    }
}
