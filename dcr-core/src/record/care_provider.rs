//! Care providers, teams and named workers.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// What a provider is to the person.
    pub enum CareProviderRole {
        /// The registered GP practice.
        RegisteredPractice = "registered-practice",
        /// The usual GP.
        UsualGp = "usual-gp",
        /// The consultant in charge.
        Consultant = "consultant",
        /// Social worker.
        SocialWorker = "social-worker",
        /// Care coordinator or key worker.
        CareCoordinator = "care-coordinator",
        /// A team.
        Team = "team",
        /// An agency or home that gives care.
        CareAgency = "care-agency",
        /// Pharmacy of choice.
        Pharmacy = "pharmacy",
    }
}

/// A professional, team or organisation that looks after the person.
///
/// Source: UK Core CareTeam and Patient.generalPractitioner; HL7 v2 PD1, PV1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CareProvider {
    /// What they are to the person.
    pub role: CareProviderRole,
    /// The team's or service's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Those who belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Participant>,
    /// Why they look after the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<CodedConcept>,
    /// The source's word for whether this holds, such as `active`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
