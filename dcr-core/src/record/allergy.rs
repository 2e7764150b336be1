//! Allergies and adverse reactions.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// Where an allergy stands. Source: HL7 FHIR R4, allergyintolerance-clinical and -verification.
    pub enum AllergyStatus {
        /// Active.
        Active = "active",
        /// Inactive.
        Inactive = "inactive",
        /// Resolved.
        Resolved = "resolved",
        /// Looked into and ruled out.
        Refuted = "refuted",
    }
}

open_vocabulary! {
    /// How sure the source is. Source: HL7 FHIR R4, allergyintolerance-verification.
    pub enum Certainty {
        /// Confirmed.
        Confirmed = "confirmed",
        /// Unconfirmed.
        Unconfirmed = "unconfirmed",
        /// Presumed.
        Presumed = "presumed",
    }
}

open_vocabulary! {
    /// What the allergy is to. Source: HL7 FHIR R4, allergy-intolerance-category; HL7 v2 table 0127.
    pub enum AllergyCategory {
        /// A drug.
        Medication = "medication",
        /// A food.
        Food = "food",
        /// Something in the environment.
        Environment = "environment",
        /// A biological product.
        Biologic = "biologic",
        /// The statement that there is none.
        NoneKnown = "none-known",
    }
}

open_vocabulary! {
    /// How much harm a new exposure could do. Source: HL7 FHIR R4, allergy-intolerance-criticality.
    pub enum Criticality {
        /// Low.
        Low = "low",
        /// High.
        High = "high",
        /// Cannot be assessed.
        UnableToAssess = "unable-to-assess",
    }
}

/// One reaction that happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reaction {
    /// What was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifestations: Vec<CodedConcept>,
    /// How severe, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset: Option<PartialDateTime>,
    /// More words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An allergy, an intolerance, or the statement that none is known.
///
/// Source: UK Core AllergyIntolerance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allergy {
    /// What to, or the "no known" concept.
    pub code: CodedConcept,
    /// Where it stands, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AllergyStatus>,
    /// How sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// To what kind of thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<AllergyCategory>,
    /// How dangerous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Criticality>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// From when until when it was held true.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// When it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<PartialDateTime>,
    /// Who said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asserter: Option<Participant>,
    /// What it contains, where it is to a medicine, as a dictionary of medicines that was loaded knows it; never the
    /// source's own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ingredients: Vec<CodedConcept>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
