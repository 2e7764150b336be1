//! Codes with their code systems, the original beside any that was mapped.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The code system URIs that the rules know by name.
///
/// Source: UK Core R4 definitions, HL7 FHIR terminology.
pub mod system {
    /// SNOMED CT.
    pub const SNOMED: &str = "http://snomed.info/sct";
    /// The dictionary of medicines and devices.
    pub const DMD: &str = "https://dmd.nhs.uk";
    /// Read version 2, retired.
    pub const READ_V2: &str = "http://read.info/readv2";
    /// Clinical Terms version 3, retired.
    pub const CTV3: &str = "http://read.info/ctv3";
    /// ICD-10.
    pub const ICD10: &str = "http://hl7.org/fhir/sid/icd-10";
    /// OPCS-4 procedures.
    pub const OPCS4: &str = "https://fhir.hl7.org.uk/CodeSystem/OPCS-4";
    /// LOINC.
    pub const LOINC: &str = "http://loinc.org";
    /// Units of measure.
    pub const UCUM: &str = "http://unitsofmeasure.org";
    /// NHS number.
    pub const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
    /// ODS organisation code.
    pub const ODS_ORGANISATION: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
    /// ODS site code.
    pub const ODS_SITE: &str = "https://fhir.nhs.uk/Id/ods-site-code";
    /// The user id of a smartcard (Spine Directory Service).
    pub const SDS_USER: &str = "https://fhir.nhs.uk/Id/sds-user-id";
    /// The headings of the record standard (PRSB), as UK Core codes them.
    pub const HEADINGS: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings";
}

/// One code of one code system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coding {
    /// The code system's URI; a local system keeps the name that its source gives it.
    pub system: String,
    /// The code as it came.
    pub code: String,
    /// The source's words for the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// The version of the code system, where the source says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// For a code that a map gave: the map and its version. Absent on the source's own code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapped_by: Option<String>,
}

impl Coding {
    /// A source's own code with no more than its system.
    #[must_use]
    pub fn new(system: &str, code: &str) -> Self {
        Self { system: system.to_owned(), code: code.to_owned(), display: None, version: None, mapped_by: None }
    }

    /// The same code with the source's words for it.
    #[must_use]
    pub fn with_display(mut self, display: &str) -> Self {
        self.display = Some(display.to_owned());
        self
    }
}

/// What something is, as codes and as words: at least one of both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct CodedConcept {
    /// The codes, the source's own first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codings: Vec<Coding>,
    /// The words that the source shows for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl CodedConcept {
    /// A concept given only in words.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self { codings: Vec::new(), text: Some(text.to_owned()) }
    }

    /// A concept given by one code.
    #[must_use]
    pub fn from_coding(coding: Coding) -> Self {
        Self { codings: vec![coding], text: None }
    }

    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codings.is_empty() && self.text.is_none()
    }

    /// The code in the given system, if it has one.
    #[must_use]
    pub fn code_in(&self, system: &str) -> Option<&str> {
        self.codings.iter().find(|coding| coding.system == system).map(|coding| coding.code.as_str())
    }

    /// The words to show a person: the source's text, else a code's display, else the code itself.
    #[must_use]
    pub fn words(&self) -> &str {
        self.text
            .as_deref()
            .or_else(|| self.codings.iter().find_map(|coding| coding.display.as_deref()))
            .or_else(|| self.codings.first().map(|coding| coding.code.as_str()))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_prefer_the_sources_text() {
        let mut concept = CodedConcept::from_coding(Coding::new(system::SNOMED, "73211009"));
        assert_eq!(concept.words(), "73211009");
        concept.codings.push(Coding::new(system::READ_V2, "C10..").with_display("Diabetes mellitus"));
        assert_eq!(concept.words(), "Diabetes mellitus");
        concept.text = Some("Diabetes".to_owned());
        assert_eq!(concept.words(), "Diabetes");
        assert_eq!(concept.code_in(system::READ_V2), Some("C10.."));
    }
}
