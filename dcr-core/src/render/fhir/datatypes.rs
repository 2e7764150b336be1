//! FHIR's general data types: concepts, identifiers, quantities, names, addresses, contacts.

use super::system;
use super::writer::Writer;
use crate::identifier::{CodedConcept, Coding, SubjectId};
use crate::record::{Address, Contact, ContactKind, HumanName, NameUse, Period, Quantity};

const ADDRESS_KEY: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey";
const ADDRESS_KEY_TYPE: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AddressKeyType";

/// A concept with the organisation whose words it is in: a local code system means something only there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) organisation: &'a str,
}

impl Said<'_> {
    /// The system of a code or identifier as a URI.
    pub(super) fn system(self, w: &mut Writer, system: &str) {
        if system.trim().is_empty() {
            return;
        }
        if system::is_uri(system) {
            w.text("system", system);
        } else {
            w.text("system", &system::local(self.organisation, system));
        }
    }

    fn coding(self, w: &mut Writer, coding: &Coding, own_marked: bool) {
        if let Some(map) = &coding.mapped_by {
            w.items("extension", [map], |w, map| {
                w.ours("url", system::MAPPED_BY);
                w.text("valueString", map);
            });
        }
        self.system(w, &coding.system);
        w.text_opt("version", coding.version.as_deref());
        w.code("code", &coding.code);
        w.text_opt("display", coding.display.as_deref());
        if own_marked && coding.mapped_by.is_none() {
            w.boolean("userSelected", true);
        }
    }

    /// The parts of a CodeableConcept. Where a map gave a code, the source's own codes are marked as those chosen.
    pub(super) fn concept_parts(self, w: &mut Writer, concept: &CodedConcept) {
        let mapped = concept.codings.iter().any(|coding| coding.mapped_by.is_some());
        w.items("coding", &concept.codings, |w, coding| self.coding(w, coding, mapped));
        w.text_opt("text", concept.text.as_deref());
    }

    pub(super) fn concept(self, w: &mut Writer, key: &'static str, concept: &CodedConcept) {
        w.object(key, |w| self.concept_parts(w, concept));
    }

    pub(super) fn concept_opt(self, w: &mut Writer, key: &'static str, concept: Option<&CodedConcept>) {
        if let Some(concept) = concept {
            self.concept(w, key, concept);
        }
    }

    pub(super) fn concepts(self, w: &mut Writer, key: &'static str, concepts: &[CodedConcept]) {
        w.items(key, concepts, |w, concept| self.concept_parts(w, concept));
    }

    /// A concept that must be there: where it says nothing, that it is not known.
    pub(super) fn concept_required(self, w: &mut Writer, key: &'static str, concept: &CodedConcept) {
        let before = w.len();
        self.concept(w, key, concept);
        if w.len() == before {
            w.object(key, |w| w.absent("unknown"));
        }
    }

    pub(super) fn identifier(self, w: &mut Writer, id: &SubjectId) {
        if id.namespace() != SubjectId::LOCAL {
            self.system(w, id.namespace());
        }
        w.text("value", id.value());
    }

    /// An identifier in the form `system|value` that the record keeps.
    pub(super) fn joined_identifier(self, w: &mut Writer, joined: &str) {
        match joined.split_once('|') {
            Some((system, value)) => {
                self.system(w, system);
                w.text("value", value);
            }
            None => w.text("value", joined),
        }
    }
}

/// A code of a FHIR code system.
pub(super) fn ours(w: &mut Writer, system: &'static str, code: &'static str) {
    w.ours("system", system);
    w.ours("code", code);
}

impl Writer {
    /// The extension that says why a value is not there.
    ///
    /// Source: HL7 FHIR R4, data-absent-reason.
    pub(super) fn absent(&mut self, reason: &'static str) {
        self.items("extension", [reason], |w, reason| {
            w.ours("url", system::DATA_ABSENT);
            w.ours("valueCode", reason);
        });
    }

    /// A CodeableConcept of one code of a FHIR code system.
    pub(super) fn ours_concept(&mut self, key: &'static str, system: &'static str, code: &'static str) {
        self.object(key, |w| w.ours_coding(system, code));
    }

    /// The same inside an array or an open object.
    pub(super) fn ours_coding(&mut self, system: &'static str, code: &'static str) {
        self.items("coding", [code], |w, code| ours(w, system, code));
    }

    /// A CodeableConcept of one code of a FHIR code system that a source's word names.
    pub(super) fn word_concept(&mut self, key: &'static str, system: &'static str, code: &str) {
        self.object(key, |w| {
            w.items("coding", [code], |w, code| {
                w.ours("system", system);
                w.code("code", code);
            });
        });
    }

    pub(super) fn notes(&mut self, notes: &[String]) {
        self.items("note", notes, |w, note| w.text("text", note));
    }

    /// The parts of a Quantity, without its comparator.
    pub(super) fn simple_quantity(&mut self, quantity: &Quantity) {
        self.number("value", quantity.value.as_str());
        self.text_opt("unit", quantity.unit.as_deref());
        // Invariant qty-3: a code needs its system.
        if let Some((system, code)) = quantity.unit_code.as_deref().and_then(|unit| unit.split_once('|'))
            && system::is_uri(system)
        {
            self.text("system", system);
            self.code("code", code);
        }
    }

    pub(super) fn human_name(&mut self, name: &HumanName) {
        let known = |name_use: &&NameUse| !matches!(name_use, NameUse::Other(_));
        self.text_opt("use", name.name_use.as_ref().filter(known).map(NameUse::as_str));
        self.text_opt("text", name.text.as_deref());
        self.text_opt("family", name.family.as_deref());
        for (key, texts) in [("given", &name.given), ("prefix", &name.prefix), ("suffix", &name.suffix)] {
            self.array(key, |w| texts.iter().for_each(|text| w.text_item(text)));
        }
    }

    pub(super) fn address(&mut self, address: &Address) {
        if let Some(uprn) = &address.uprn {
            self.items("extension", [uprn], |w, uprn| {
                w.array("extension", |w| {
                    w.item(|w| {
                        w.ours("url", "type");
                        w.ours_concept("valueCodeableConcept", ADDRESS_KEY_TYPE, "UPRN");
                    });
                    w.item(|w| {
                        w.ours("url", "value");
                        w.text("valueString", uprn.as_str());
                    });
                });
                w.ours("url", ADDRESS_KEY);
            });
        }
        let word = address.address_use.as_ref().map(crate::record::AddressUse::as_str);
        self.text_opt("use", word.filter(|word| matches!(*word, "home" | "work" | "temp" | "old" | "billing")));
        self.array("line", |w| address.lines.iter().for_each(|line| w.text_item(line)));
        let postcode = address.postcode.as_ref().map(crate::identifier::Postcode::as_str);
        self.text_opt("postalCode", postcode.or(address.postcode_text.as_deref()));
        if address.start.is_some() || address.end.is_some() {
            self.period("period", &Period { start: address.start.clone(), end: address.end.clone() });
        }
    }

    pub(super) fn contact(&mut self, contact: &Contact) {
        let (system, mobile) = match &contact.kind {
            ContactKind::Mobile => ("phone", true),
            ContactKind::Phone => ("phone", false),
            ContactKind::Email => ("email", false),
            ContactKind::Fax => ("fax", false),
            ContactKind::Sms => ("sms", false),
            ContactKind::Other(word) if word == "pager" => ("pager", false),
            ContactKind::Other(word) if word == "url" => ("url", false),
            ContactKind::Other(_) => ("other", false),
        };
        if contact.value.trim().is_empty() {
            return;
        }
        self.ours("system", system);
        self.text("value", &contact.value);
        let word = if mobile { Some("mobile") } else { contact.contact_use.as_deref() };
        self.text_opt("use", word.filter(|word| matches!(*word, "home" | "work" | "temp" | "old" | "mobile")));
    }
}
