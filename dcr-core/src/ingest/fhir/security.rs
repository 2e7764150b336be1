//! How freely a resource may be shown: security labels and what changes its meaning.

use super::bundle::Bundle;
use super::reader::Reader;
use super::tree::Kind;
use super::view::View;
use crate::ingest::{Issue, Severity};
use crate::record::{Sensitivity, SensitivityLabel};

/// The label of what carries something that changes its meaning in a way that is not understood.
const NOT_UNDERSTOOD: &str = "not-understood";

/// The code system in which an export of this library writes the labels that HL7 has no word for.
const OWN_LABELS: &str = "urn:x-dcr:sensitivity";

/// What one security coding asks for.
///
/// Source: HL7 v3 Confidentiality and ActCode, under their FHIR R4 and STU3 names.
pub(super) enum Asked {
    /// Nothing beyond the ordinary.
    Nothing,
    /// To be shown as the label says.
    Label(SensitivityLabel),
}

pub(super) fn asked(system: &str, code: &str) -> Asked {
    let in_system = |name: &str| {
        system.strip_suffix(name).is_some_and(|base| {
            matches!(
                base,
                "http://terminology.hl7.org/CodeSystem/v3-"
                    | "http://hl7.org/fhir/v3/"
                    | "http://hl7.org/fhir/ValueSet/v3-"
            )
        })
    };
    if in_system("Confidentiality") {
        match code {
            "U" | "L" | "M" | "N" => return Asked::Nothing,
            "R" => return Asked::Label(SensitivityLabel::Restricted),
            "V" => return Asked::Label(SensitivityLabel::VeryRestricted),
            _ => {}
        }
    } else if in_system("ActCode") {
        let label = match code {
            "NOPAT" => Some(SensitivityLabel::NotForPerson),
            "PSY" => Some(SensitivityLabel::MentalHealth),
            "HIV" => Some(SensitivityLabel::Hiv),
            "SDV" => Some(SensitivityLabel::Violence),
            "STD" => Some(SensitivityLabel::SexualHealth),
            "ETH" => Some(SensitivityLabel::SubstanceUse),
            "LOCIS" => Some(SensitivityLabel::Location),
            _ => None,
        };
        if let Some(label) = label {
            return Asked::Label(label);
        }
    } else if system == OWN_LABELS {
        return Asked::Label(SensitivityLabel::from(code));
    }
    Asked::Label(SensitivityLabel::Other(format!("{system}|{code}")))
}

/// The first element anywhere in a resource that may change its meaning in a way that no mapping understands.
///
/// Source: HL7 FHIR R4, 2.5.0.2 (modifier extensions) and 2.27.3 (implicit rules).
pub(super) fn modifier(resource: View<'_>) -> Option<View<'_>> {
    let modifies =
        |view: &View<'_>| ["modifierExtension", "implicitRules", "_implicitRules"].iter().any(|key| view.is_named(key));
    resource.descendants().find(modifies)
}

/// What the Bundles around say of all that they hold.
#[derive(Debug, Default)]
pub(super) struct Wrapping {
    labels: Sensitivity,
    not_understood: bool,
    pub(super) issues: Vec<Issue>,
}

/// The most bytes of labels that a Bundle gives to each of its resources.
const WRAPPING_BYTES: usize = 1024;

/// The labels that a document gives to each resource that came with it: more than the limit become one that withholds.
pub(super) fn bounded(labels: Sensitivity) -> Sensitivity {
    if labels.labels().iter().map(|label| label.as_str().len()).sum::<usize>() <= WRAPPING_BYTES {
        return labels;
    }
    Sensitivity::NONE.with(SensitivityLabel::from(NOT_UNDERSTOOD))
}

/// Reads what the Bundles around say of all that they hold.
pub(super) fn wrapping(bundle: &Bundle<'_>) -> Wrapping {
    let reader = Reader::new(bundle, bundle.root);
    let mut labels = Vec::new();
    for wrapper in &bundle.wrappers {
        if let Some(meta) = wrapper.get("meta") {
            labels.extend(reader.meta_labels(meta, false));
        }
        if let Some(rules) = wrapper.get("implicitRules") {
            reader.refuse_modifier(rules);
        }
    }
    let labels = Sensitivity::from(labels);
    let too_many = labels.labels().iter().map(|label| label.as_str().len()).sum::<usize>() > WRAPPING_BYTES;
    Wrapping {
        labels: if too_many { Sensitivity::NONE } else { labels },
        not_understood: too_many || reader.not_understood.get(),
        issues: reader.issues.take(),
    }
}

impl<'t> Reader<'_, 't> {
    /// The labels of this resource, of the Bundle entry that holds it and of the Bundles around. They are used where
    /// `kept` says that the contribution has a place for them.
    pub(super) fn sensitivity(&self, entry: Option<View<'t>>, kept: bool) -> Sensitivity {
        let mut labels = self.bundle.wrapping.labels.labels().to_vec();
        if self.bundle.wrapping.not_understood {
            self.not_understood.set(true);
        }
        if let Some(meta) = self.view.get("meta") {
            labels.extend(self.meta_labels(meta, kept));
        }
        if let Some(found) = self.view.get("securityLabel").filter(|found| found.kind() != Kind::Array) {
            self.unreadable_label(found);
        }
        for concept in self.array_at(self.view, "securityLabel") {
            labels.extend(self.codings_labels(concept, "coding", kept));
        }
        if let Some(word) = self.view.get("confidentiality") {
            labels.extend(self.confidentiality(word));
        }
        for view in [entry.and_then(|entry| entry.get("modifierExtension")), modifier(self.view)].into_iter().flatten()
        {
            self.refuse_modifier(view);
        }
        Sensitivity::from(labels)
    }

    fn refuse_modifier(&self, view: View<'t>) {
        let message = "an extension that changes the meaning is not understood";
        self.issue(Severity::Error, "fhir.modifier-extension", view, message);
        self.not_understood.set(true);
    }

    /// The labels with the one for what was not understood while the resource was read.
    pub(super) fn with_understanding(&self, labels: Sensitivity) -> Sensitivity {
        if self.not_understood.get() { labels.with(SensitivityLabel::from(NOT_UNDERSTOOD)) } else { labels }
    }

    fn meta_labels(&self, meta: View<'t>, kept: bool) -> Vec<SensitivityLabel> {
        if meta.kind() != Kind::Object || meta.get("security").is_some_and(|security| security.kind() != Kind::Array) {
            self.unreadable_label(meta);
            return Vec::new();
        }
        self.codings_labels(meta, "security", kept)
    }

    fn codings_labels(&self, parent: View<'t>, key: &str, kept: bool) -> Vec<SensitivityLabel> {
        let mut labels = Vec::new();
        if key == "coding" && parent.items(key).next().is_none() {
            self.unreadable_label(parent);
        }
        for coding in parent.items(key) {
            let (system, code) = (coding.text_at("system").unwrap_or_default(), coding.text_at("code"));
            let Some(code) = code else {
                self.unreadable_label(coding);
                continue;
            };
            match asked(&system, &code) {
                // The words stay attached: the record has no label for them.
                Asked::Nothing => {}
                Asked::Label(label) => {
                    if matches!(label, SensitivityLabel::Other(_)) {
                        let message = "a security label is not known; it withholds";
                        self.issue(Severity::Warning, "fhir.security.unknown", coding, message);
                    }
                    if kept {
                        coding.mark_at("system");
                        coding.mark_at("code");
                    }
                    labels.push(label);
                }
            }
        }
        labels
    }

    /// `Composition.confidentiality`: a code of v3 Confidentiality.
    fn confidentiality(&self, word: View<'t>) -> Option<SensitivityLabel> {
        let Some(code) = word.text() else {
            self.unreadable_label(word);
            return None;
        };
        match asked("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", &code) {
            Asked::Nothing => None,
            Asked::Label(label) => {
                word.mark();
                Some(label)
            }
        }
    }

    fn unreadable_label(&self, view: View<'t>) {
        self.not_understood.set(true);
        self.issue(Severity::Error, "fhir.security.unreadable", view, "a security label cannot be read; it withholds");
    }
}
