//! Social care: requests, needs, assessments, services, reviews, care plans, equipment.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

open_vocabulary! {
    /// What kind of social care entry. Source: Client Level Data specification, Event Type; PRSB local authority information.
    pub enum SocialCareKind {
        /// A request for support.
        Request = "request",
        /// A need that was found.
        Need = "need",
        /// An assessment.
        Assessment = "assessment",
        /// A service or package of care.
        Service = "service",
        /// A review.
        Review = "review",
        /// A plan.
        CarePlan = "care-plan",
        /// Equipment or an adaptation.
        Equipment = "equipment",
    }
}

open_vocabulary! {
    /// Where it stands.
    pub enum SocialCareStatus {
        /// Planned.
        Planned = "planned",
        /// Being given.
        Active = "active",
        /// Paused.
        OnHold = "on-hold",
        /// Over.
        Finished = "finished",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// One entry of social care.
///
/// Source: Adult Social Care Client Level Data specification; PRSB Local Authority Information Standard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SocialCare {
    /// What kind of entry.
    pub kind: SocialCareKind,
    /// What it is, such as the service type or assessment type.
    pub what: CodedConcept,
    /// A finer kind, such as the service component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<CodedConcept>,
    /// Where it stands, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SocialCareStatus>,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// In what capacity the person appears, such as `Service User` or `Carer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_type: Option<String>,
    /// Why support is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CodedConcept>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CodedConcept>,
    /// How it is delivered, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    /// Who gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Participant>,
    /// Who is responsible at the council.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<Participant>,
    /// The description in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Further facts under the names their source gives them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
