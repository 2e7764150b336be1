//! Confidentiality codes, and the marks on a message that restrict everything in it.

use super::context::Context;
use super::value::Value;
use crate::ingest::Severity;
use crate::record::{Sensitivity, SensitivityLabel};

impl Value<'_> {
    /// The labels that a confidentiality code states (HL7 tables 0177 and 0272). A code that is not known becomes a label
    /// that is not known, which withholds.
    pub(super) fn confidentiality(self) -> Sensitivity {
        let mut labels = Vec::new();
        for repeat in self.repeats() {
            let Some(code) = repeat.text() else { continue };
            labels.push(match code.to_ascii_uppercase().as_str() {
                "U" | "UR" | "UC" | "N" => continue,
                "R" | "RE" => SensitivityLabel::Restricted,
                "V" | "VR" => SensitivityLabel::VeryRestricted,
                "PSY" => SensitivityLabel::MentalHealth,
                "AID" | "HIV" => SensitivityLabel::Hiv,
                "ETH" => SensitivityLabel::SubstanceUse,
                _ => {
                    repeat.issue(
                        Severity::Warning,
                        "hl7v2.confidentiality.unknown",
                        "the confidentiality code is not known; it withholds",
                    );
                    label(&code)
                }
            });
        }
        bounded(labels)
    }
}

/// The longest label and the most labels that are kept as they came; every entry of a message may repeat them.
const LONGEST: usize = 64;
const MOST: usize = 32;

/// The label of a code; one that is too long to be a code is a label that is not known, which withholds as it would.
pub(super) fn label(code: &str) -> SensitivityLabel {
    SensitivityLabel::from(if code.len() <= LONGEST { code } else { "unreadable" })
}

/// The labels as a set; of more than anyone states the rest becomes one label that is not known.
pub(super) fn bounded(mut labels: Vec<SensitivityLabel>) -> Sensitivity {
    labels.sort();
    labels.dedup();
    if labels.len() > MOST {
        labels.truncate(MOST);
        labels.push(SensitivityLabel::from("unreadable"));
    }
    Sensitivity::from(labels)
}

/// The labels for everything that a message says of the person.
///
/// The fields stay attached as they came: PD1-12 (protection indicator), ARV (access restriction, v2.7) and ZU8-4
/// (location hiding, HL7 UK).
pub(super) fn of_message(context: &Context<'_>) -> Sensitivity {
    let mut labels = Vec::new();
    for pd1 in context.named("PD1") {
        let protection = pd1.field(12);
        match protection.peek() {
            "" | "N" => {}
            "Y" => labels.push(SensitivityLabel::Restricted),
            _ => {
                protection.issue(
                    Severity::Warning,
                    "hl7v2.confidentiality.unknown",
                    "the protection indicator is neither yes nor no; it restricts",
                );
                labels.push(SensitivityLabel::Restricted);
            }
        }
    }
    for zu8 in context.named("ZU8") {
        let hiding = zu8.field(4);
        match hiding.peek().to_ascii_uppercase().as_str() {
            "Y" | "YES" => labels.push(SensitivityLabel::Location),
            "" | "N" | "NO" => {}
            _ => hiding.issue(
                Severity::Warning,
                "hl7v2.location-hiding.unknown",
                "whether the location is to be hidden is not understood; the field stays attached",
            ),
        }
    }
    for arv in context.named("ARV") {
        // Action D takes a restriction back; anything else sets one.
        let restriction = arv.field(3);
        if arv.field(2).peek() == "D" {
            continue;
        }
        context.issue(arv, Severity::Warning, "hl7v2.access-restriction", "an access restriction is kept as a label");
        labels.push(match restriction.peek() {
            "LOC" => SensitivityLabel::Location,
            "" => SensitivityLabel::Restricted,
            code => label(&format!("access-restriction-{code}")),
        });
    }
    bounded(labels)
}
