//! Confidentiality codes.

use super::element::Element;
use crate::ingest::{Issue, Severity};
use crate::record::{Sensitivity, SensitivityLabel};

/// The longest label that is kept as it came.
const LONGEST: usize = 64;

/// The labels that the `confidentialityCode`s of a document or section state. One that is not known, that cannot be read or
/// that has a null flavour becomes a label that is not known, which withholds.
///
/// Source: HL7 v3 Confidentiality (2.16.840.1.113883.5.25) and ActCode (2.16.840.1.113883.5.4).
pub(super) fn sensitivity(element: Element<'_>, issues: &mut Vec<Issue>) -> Sensitivity {
    let mut labels = Vec::new();
    for code in element.children().filter(|child| child.name() == "confidentialityCode") {
        let label = match code.attribute("code").filter(|_| !code.is_null()) {
            Some("U" | "L" | "M" | "N") => continue,
            Some("R") => SensitivityLabel::Restricted,
            Some("V") => SensitivityLabel::VeryRestricted,
            Some("NOPAT") => SensitivityLabel::NotForPerson,
            Some("PSY") => SensitivityLabel::MentalHealth,
            Some("HIV") => SensitivityLabel::Hiv,
            Some("SDV") => SensitivityLabel::Violence,
            Some("STD") => SensitivityLabel::SexualHealth,
            Some("ETH") => SensitivityLabel::SubstanceUse,
            Some("LOCIS") => SensitivityLabel::Location,
            other => {
                let message = "the confidentiality code is not known or not stated; it withholds";
                issues.push(Issue::new(Severity::Warning, "cda.confidentiality.unknown", code.place(), message));
                let word = other.filter(|code| code.len() <= LONGEST).unwrap_or("not-understood");
                SensitivityLabel::Other(word.to_owned())
            }
        };
        code.mark("code");
        if !labels.contains(&label) {
            labels.push(label);
        }
        // More than any document states: one label that is not known stands for the rest.
        if labels.len() > 32 {
            labels.push(SensitivityLabel::Other("not-understood".to_owned()));
            break;
        }
    }
    Sensitivity::from(labels)
}
