//! Confidentiality codes.

use super::element::Element;
use crate::ingest::{Issue, Severity};
use crate::record::{Sensitivity, SensitivityLabel};

/// The longest label that is kept as it came.
const LONGEST: usize = 64;

/// The most labels of one document or section: every entry may repeat them.
const MOST: usize = 16;

/// The labels, of which more than anyone states become one that is not known.
pub(super) fn bounded(labels: Sensitivity) -> Sensitivity {
    if labels.labels().len() <= MOST {
        return labels;
    }
    let mut kept = labels.labels().to_vec();
    kept.truncate(MOST - 1);
    kept.push(SensitivityLabel::Other("not-understood".to_owned()));
    Sensitivity::from(kept)
}

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
        if labels.len() > MOST {
            break;
        }
    }
    bounded(Sensitivity::from(labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_labels_than_anyone_states_become_one_that_withholds() {
        let many: Vec<_> = (0..40).map(|n| SensitivityLabel::Other(format!("label-{n:02}"))).collect();
        let kept = bounded(Sensitivity::from(many));
        assert_eq!(kept.labels().len(), MOST);
        assert!(kept.labels().iter().any(|label| label.as_str() == "not-understood"));
    }
}
