//! Confidentiality codes, and the marks on a message that restrict everything in it.

use super::context::Context;
use super::value::Value;
use crate::ingest::Severity;
use crate::record::{Sensitivity, SensitivityLabel};

impl Value<'_> {
    /// The labels that a confidentiality code states (HL7 tables 0177 and 0272). A code that is not known becomes a label
    /// that is not known, which withholds.
    pub(super) fn confidentiality(self) -> Sensitivity {
        let mut labels = Sensitivity::NONE;
        for repeat in self.repeats() {
            let Some(code) = repeat.text() else { continue };
            labels = match code.to_ascii_uppercase().as_str() {
                "U" | "UR" | "UC" | "N" => labels,
                "R" | "RE" => labels.with(SensitivityLabel::Restricted),
                "V" | "VR" => labels.with(SensitivityLabel::VeryRestricted),
                "PSY" => labels.with(SensitivityLabel::MentalHealth),
                "AID" | "HIV" => labels.with(SensitivityLabel::Hiv),
                "ETH" => labels.with(SensitivityLabel::SubstanceUse),
                _ => {
                    repeat.issue(
                        Severity::Warning,
                        "hl7v2.confidentiality.unknown",
                        "the confidentiality code is not known; it withholds",
                    );
                    labels.with(SensitivityLabel::from(code.as_str()))
                }
            };
        }
        labels
    }
}

/// The labels for everything that a message says of the person.
///
/// The fields stay attached as they came: PD1-12 (protection indicator), ARV (access restriction, v2.7) and ZU8-4
/// (location hiding, HL7 UK).
pub(super) fn of_message(context: &Context<'_>) -> Sensitivity {
    let mut labels = Sensitivity::NONE;
    for pd1 in context.named("PD1") {
        let protection = pd1.field(12);
        match protection.peek() {
            "" | "N" => {}
            "Y" => labels = labels.with(SensitivityLabel::Restricted),
            _ => {
                protection.issue(
                    Severity::Warning,
                    "hl7v2.confidentiality.unknown",
                    "the protection indicator is neither yes nor no; it restricts",
                );
                labels = labels.with(SensitivityLabel::Restricted);
            }
        }
    }
    for zu8 in context.named("ZU8") {
        let hiding = zu8.field(4);
        match hiding.peek().to_ascii_uppercase().as_str() {
            "Y" | "YES" => labels = labels.with(SensitivityLabel::Location),
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
        labels = match restriction.peek() {
            "LOC" => labels.with(SensitivityLabel::Location),
            "" => labels.with(SensitivityLabel::Restricted),
            code => labels.with(SensitivityLabel::from(format!("access-restriction-{code}").as_str())),
        };
    }
    labels
}
