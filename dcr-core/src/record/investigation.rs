//! Investigations: blood tests, pathology, microbiology, imaging and other results.

use super::{Decimal, Participant};
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// What kind of investigation it is.
    pub enum InvestigationKind {
        /// A blood test or other laboratory measurement.
        Laboratory = "laboratory",
        /// Tissue and cells.
        Pathology = "pathology",
        /// Cultures and sensitivities.
        Microbiology = "microbiology",
        /// X-ray, ultrasound, CT, MRI and the like.
        Imaging = "imaging",
        /// Vital signs and body measurements.
        VitalSigns = "vital-signs",
        /// Findings asked or examined.
        Finding = "finding",
        /// A score or assessment scale.
        Score = "score",
    }
}

open_vocabulary! {
    /// How settled a result is. Source: HL7 FHIR R4, observation-status; HL7 v2 tables 0085 and 0123.
    pub enum ResultStatus {
        /// Ordered or in work, no result yet.
        Registered = "registered",
        /// Some results, more to come.
        Partial = "partial",
        /// Not yet verified.
        Preliminary = "preliminary",
        /// Complete and verified.
        Final = "final",
        /// Changed after it was final.
        Amended = "amended",
        /// Changed because it was wrong.
        Corrected = "corrected",
        /// Added to after it was final.
        Appended = "appended",
        /// Will not be done.
        Cancelled = "cancelled",
        /// The source does not know.
        Unknown = "unknown",
    }
}

open_vocabulary! {
    /// Whether a value is as expected. Source: HL7 v3 ObservationInterpretation; HL7 v2 table 0078.
    pub enum Interpretation {
        /// Normal.
        Normal = "N",
        /// Abnormal.
        Abnormal = "A",
        /// Critically abnormal.
        CriticalAbnormal = "AA",
        /// High.
        High = "H",
        /// Critically high.
        CriticalHigh = "HH",
        /// Low.
        Low = "L",
        /// Critically low.
        CriticalLow = "LL",
        /// Positive.
        Positive = "POS",
        /// Negative.
        Negative = "NEG",
        /// Resistant.
        Resistant = "R",
        /// Susceptible.
        Susceptible = "S",
        /// Intermediate.
        Intermediate = "I",
    }
}

/// A measured amount.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// `<`, `<=`, `>=`, `>` or another word before the number; absent means equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparator: Option<String>,
    /// The number.
    pub value: Decimal,
    /// The unit as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The unit's code, as `system|code`, where the source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
}

/// The value of one result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ResultValue {
    /// An amount with its unit.
    Quantity(Quantity),
    /// A code.
    Coded(CodedConcept),
    /// Words, line breaks kept.
    Text(String),
    /// A date or time.
    Time(PartialDateTime),
    /// Two numbers as a ratio, such as a titre: numerator and denominator.
    Ratio(Quantity, Quantity),
    /// From one number to another.
    Range(Option<Quantity>, Option<Quantity>),
    /// Why there is no value.
    Absent(CodedConcept),
}

/// What values are expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceRange {
    /// The lowest expected value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Decimal>,
    /// The highest expected value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Decimal>,
    /// The range in the source's words, and for whom it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What was taken from the person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Specimen {
    /// The laboratory's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CodedConcept>,
    /// When it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected: Option<PartialDateTime>,
    /// When the laboratory received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<PartialDateTime>,
}

/// One measured or observed thing inside an investigation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// What was measured.
    pub code: CodedConcept,
    /// The value, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ResultValue>,
    /// Whether it is as expected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interpretations: Vec<Interpretation>,
    /// What is expected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<ReferenceRange>,
    /// How settled this value is, where it differs from the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ResultStatus>,
    /// When it was observed, where it differs from the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<PartialDateTime>,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<CodedConcept>,
    /// Groups what belongs together (HL7 v2 OBX-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One investigation: a test, a panel of tests, an imaging report or a single observation.
///
/// Source: UK Core DiagnosticReport and Observation; HL7 v2 OBR and OBX.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Investigation {
    /// What was done.
    pub code: CodedConcept,
    /// What kind of investigation, if it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvestigationKind>,
    /// How settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ResultStatus>,
    /// The order's number at the requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placer_number: Option<String>,
    /// The order's number at the laboratory or department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filler_number: Option<String>,
    /// When it was observed or the specimen taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<PartialDateTime>,
    /// When it was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<PartialDateTime>,
    /// What was taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specimens: Vec<Specimen>,
    /// The values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measurements: Vec<Measurement>,
    /// The conclusion in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<String>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<Participant>,
    /// Who did or reported it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performers: Vec<Participant>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
