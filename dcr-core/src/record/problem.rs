//! Problems and diagnoses.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// Where a problem stands.
    ///
    /// Source: HL7 FHIR R4, condition-clinical.
    pub enum ProblemStatus {
        /// Being dealt with.
        Active = "active",
        /// Came back.
        Recurrence = "recurrence",
        /// Got worse again.
        Relapse = "relapse",
        /// No longer troubling, may return.
        Inactive = "inactive",
        /// Got better.
        Remission = "remission",
        /// Over.
        Resolved = "resolved",
    }
}

open_vocabulary! {
    /// How sure the source is, and about whom it speaks.
    ///
    /// Source: HL7 FHIR R4, condition-ver-status, with family history kept apart.
    pub enum ProblemCategory {
        /// A problem on a problem list.
        ProblemListItem = "problem-list-item",
        /// A diagnosis made at an encounter.
        EncounterDiagnosis = "encounter-diagnosis",
        /// Suspected or provisional: not to be read as fact.
        Suspected = "suspected",
        /// Ruled out.
        Refuted = "refuted",
        /// About a relative, not about this person.
        FamilyHistory = "family-history",
        /// A need of care rather than a disease.
        HealthConcern = "health-concern",
    }
}

open_vocabulary! {
    /// UK Core problem significance.
    pub enum ProblemSignificance {
        /// Major.
        Major = "major",
        /// Minor.
        Minor = "minor",
    }
}

open_vocabulary! {
    /// UK Core condition episodicity.
    pub enum Episodicity {
        /// First.
        First = "first",
        /// New.
        New = "new",
        /// Review.
        Review = "review",
        /// End.
        End = "end",
    }
}

/// A problem or diagnosis.
///
/// Source: UK Core Condition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What it is.
    pub code: CodedConcept,
    /// Where it stands, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProblemStatus>,
    /// What kind of statement this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<ProblemCategory>,
    /// Major or minor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub significance: Option<ProblemSignificance>,
    /// First, new, review or end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episodicity: Option<Episodicity>,
    /// How severe, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<CodedConcept>,
    /// Where on the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_site: Option<CodedConcept>,
    /// From onset until abatement.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// When it was diagnosed or noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<PartialDateTime>,
    /// Who diagnosed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asserter: Option<Participant>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
