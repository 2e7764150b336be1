//! One organisation of the register.

use super::{Assurance, OrganisationKey};
use crate::identifier::OdsCode;
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// What kind of organisation. A person may dissent from showing to a whole kind, by these words.
    pub enum OrganisationKind {
        /// Acute hospital trust.
        AcuteTrust = "acute-trust",
        /// General practice.
        GpPractice = "gp-practice",
        /// Community or mental health trust.
        CommunityTrust = "community-trust",
        /// Ambulance trust.
        AmbulanceTrust = "ambulance-trust",
        /// Council with social care duties.
        Council = "council",
        /// Hospice.
        Hospice = "hospice",
        /// Integrated care board.
        Icb = "icb",
        /// Pharmacy.
        Pharmacy = "pharmacy",
        /// Out-of-hours or urgent care provider.
        UrgentCare = "urgent-care",
        /// Care home or home care agency.
        CareHome = "care-home",
    }
}

impl OrganisationKind {
    /// Whether knowing that such an organisation looks after someone tells roughly where that person lives.
    #[must_use]
    pub const fn is_local(self) -> bool {
        match self {
            Self::GpPractice | Self::Council | Self::Hospice | Self::Pharmacy | Self::CareHome => true,
            Self::AcuteTrust | Self::CommunityTrust | Self::AmbulanceTrust | Self::Icb | Self::UrgentCare => false,
        }
    }
}

/// One organisation of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its ODS code, or the code that the county gives where it has none.
    pub code: OdsCode,
    /// Its name, as readers are told it.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The county that it belongs to; absent means the register's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// The organisation that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OdsCode>,
    /// Open from this instant on; absent means since before the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Timestamp>,
    /// Open before this instant; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// Who took over when it closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<OdsCode>,
    /// The keys by which it signs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<OrganisationKey>,
    /// Its assurance.
    pub assurance: Assurance,
    /// Whether it is expected as a source.
    pub shares: bool,
}

impl Organisation {
    /// Whether it is open at an instant.
    #[must_use]
    pub fn open_at(&self, at: Timestamp) -> bool {
        super::within(self.opened, self.closed, at)
    }
}
