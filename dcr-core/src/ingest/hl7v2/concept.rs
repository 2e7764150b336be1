//! Codes: the types CE, CWE, CNE, IS and ID, and the names of their code systems.

use super::value::Value;
use crate::identifier::{CodedConcept, Coding, system};

/// The name of a code's system where the sender gives none.
const UNNAMED_SYSTEM: &str = "local";

/// The code system with this name (HL7 table 0396); one that is not known keeps the name that its source gives it.
///
/// `RC` and `SNM3` stay as they are: the first does not say which Read version it is, the second is a predecessor of
/// SNOMED CT.
pub(super) fn system_of(name: &str) -> &str {
    match name {
        "SCT" | "SNOMED" | "SNOMED-CT" | "SNOMEDCT" | "SNOMED CT" => system::SNOMED,
        "LN" | "LOINC" => system::LOINC,
        "I10" | "ICD10" | "ICD-10" => system::ICD10,
        "OPCS4" | "OPCS-4" => system::OPCS4,
        "DMD" | "dm+d" | "DM+D" => system::DMD,
        "UCUM" => system::UCUM,
        "READ2" | "RCV2" => system::READ_V2,
        "CTV3" | "RCV3" => system::CTV3,
        "" => UNNAMED_SYSTEM,
        other => other,
    }
}

impl<'m> Value<'m> {
    /// What tells one coded value from another: its code, else its words; nothing is noted as used.
    pub(super) fn code_key(self) -> &'m str {
        [1, 4, 2, 5, 9].into_iter().map(|part| self.part(part).peek()).find(|key| !key.is_empty()).unwrap_or_default()
    }
}

impl Value<'_> {
    /// The words of a coded value where the model has room for no more: its display, else its code. What is not shown stays
    /// unused, and so attached.
    pub(super) fn shown(self) -> Option<String> {
        [2, 9, 5, 1, 4].into_iter().find_map(|part| self.part(part).whole())
    }

    /// The concept that a coded value states: its code, an alternative code, and the original text.
    pub(super) fn concept(self) -> Option<CodedConcept> {
        let mut concept = CodedConcept::default();
        for (code, display, system, version) in [(1, 2, 3, 7), (4, 5, 6, 8)] {
            if let Some(code) = self.part(code).text() {
                // Most have one; room for four is much.
                concept.codings.reserve_exact(1);
                concept.codings.push(Coding {
                    system: system_of(&self.part(system).text().unwrap_or_default()).to_owned(),
                    code,
                    display: self.part(display).whole(),
                    version: self.part(version).text(),
                    mapped_by: None,
                });
            } else if concept.text.is_none() && concept.codings.is_empty() {
                concept.text = self.part(display).whole();
            }
        }
        if self.part(9).has_value() && concept.text.is_none() {
            concept.text = self.part(9).whole();
        }
        (!concept.is_empty()).then_some(concept)
    }

    /// The concepts of every repeat.
    pub(super) fn concepts(self) -> Vec<CodedConcept> {
        self.repeats().filter_map(Value::concept).collect()
    }
}
