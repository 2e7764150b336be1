//! FHIR's general data types in the words of the record: concepts, identifiers, names, addresses, contacts.

use super::reader::Reader;
use super::view::View;
use crate::identifier::{CodedConcept, Coding, IdentifierError, NhsNumber, Postcode, Uprn, system};
use crate::record::{Address, AddressUse, Contact, ContactKind, HumanName, NameUse};

/// Whether an identifier's system is the NHS number's; data spells `Id` in either case.
pub(super) fn is_nhs_number(found: &str) -> bool {
    found.eq_ignore_ascii_case(system::NHS_NUMBER) || found.eq_ignore_ascii_case("urn:oid:2.16.840.1.113883.2.1.4.1")
}

/// Whether an identifier's system is one of ODS codes.
pub(super) fn is_ods(found: &str) -> bool {
    found.eq_ignore_ascii_case(system::ODS_ORGANISATION) || found.eq_ignore_ascii_case(system::ODS_SITE)
}

/// The value that holds a known code and the one that names its system, with what is known. STU3 gives a plain code
/// where R4 gives a CodeableConcept.
fn find_code<'t, T>(
    concept: View<'t>,
    system_ends: &str,
    known: impl Fn(&str) -> Option<T>,
) -> Option<(View<'t>, Option<View<'t>>, T)> {
    if let Some(code) = concept.text() {
        return Some((concept, None, known(&code)?));
    }
    concept.items("coding").find_map(|coding| {
        let named = coding.text_at("system").unwrap_or_default();
        let code = coding.get("code").filter(|_| named.ends_with(system_ends))?;
        Some((code, coding.get("system"), known(&code.text()?)?))
    })
}

impl<'t> Reader<'_, 't> {
    /// A CodeableConcept, used.
    pub(super) fn concept(&self, view: View<'t>) -> Option<CodedConcept> {
        let mut concept = CodedConcept { codings: Vec::new(), text: self.text_at(view, "text") };
        for coding in self.array_at(view, "coding") {
            concept.codings.extend(self.coding(coding));
        }
        if concept.text.is_none() && concept.codings.is_empty() {
            let display = view.items("coding").find_map(|coding| coding.get("display"));
            concept.text = display.and_then(|display| self.text(display));
        }
        (!concept.is_empty()).then_some(concept)
    }

    /// A Coding, used; one without a code stays attached.
    pub(super) fn coding(&self, view: View<'t>) -> Option<Coding> {
        let code = self.text_at(view, "code")?;
        Some(Coding {
            system: self.text_at(view, "system").unwrap_or_default(),
            code,
            display: self.text_at(view, "display"),
            version: self.text_at(view, "version"),
            mapped_by: None,
        })
    }

    /// The CodeableConcept with this key, used.
    pub(super) fn concept_at(&self, parent: View<'t>, key: &str) -> Option<CodedConcept> {
        self.concept(parent.get(key)?)
    }

    /// The CodeableConcepts of the array with this key, used.
    pub(super) fn concepts_at(&self, parent: View<'t>, key: &str) -> Vec<CodedConcept> {
        self.array_at(parent, key).into_iter().filter_map(|concept| self.concept(concept)).collect()
    }

    /// The items of the array with this key, or the one that stands there alone: releases differ in how many an
    /// element may have.
    pub(super) fn one_or_more(&self, parent: View<'t>, key: &str) -> Vec<View<'t>> {
        match parent.get(key).filter(|found| found.kind() == super::tree::Kind::Object) {
            Some(one) => vec![one],
            None => self.array_at(parent, key),
        }
    }

    /// The CodeableConcept that an extension carries, used.
    pub(super) fn extension_concept(&self, parent: View<'t>, url: &str) -> Option<CodedConcept> {
        let extension = Self::extension(parent, url)?;
        let concept = self.concept_at(extension, "valueCodeableConcept")?;
        extension.mark_at("url");
        Some(concept)
    }

    /// The word of a CodeableConcept whose code is drawn from one of FHIR's own code systems, where `known` accepts it
    /// and keeps the code's meaning whole. Code and system are used; words and other codings stay attached.
    pub(super) fn known_code<T>(
        &self,
        concept: View<'t>,
        system_ends: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let (code, system, word) = find_code(concept, system_ends, known)?;
        code.mark();
        if let Some(system) = system.filter(|_| !system_ends.is_empty()) {
            system.mark();
        }
        Some(word)
    }

    /// The same where the word says less than the code: the coding stays attached.
    pub(super) fn coarse_code<T>(
        &self,
        concept: View<'t>,
        system_ends: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        find_code(concept, system_ends, known).map(|(_, _, word)| word)
    }

    /// The NHS number of an Identifier's value; a fault is told.
    pub(super) fn nhs_number(&self, value: View<'t>) -> Option<NhsNumber> {
        match NhsNumber::parse(&value.text()?) {
            Ok(number) => Some(number),
            Err(error @ IdentifierError::CheckDigit { .. }) => {
                self.warn(error.code(), value, "the NHS number fails its check digit");
                None
            }
            Err(error) => {
                self.warn(error.code(), value, "the NHS number does not follow its format");
                None
            }
        }
    }

    /// A HumanName, used.
    pub(super) fn human_name(&self, view: View<'t>) -> Option<HumanName> {
        let mut name = HumanName {
            name_use: None,
            family: self.text_at(view, "family"),
            given: self.texts_at(view, "given"),
            prefix: self.texts_at(view, "prefix"),
            suffix: self.texts_at(view, "suffix"),
            text: self.text_at(view, "text"),
        };
        if name == HumanName::default() {
            return None;
        }
        name.name_use = self.text_at(view, "use").map(|word| NameUse::from(word.as_str()));
        Some(name)
    }

    /// The HumanNames of the array with this key, the usual first.
    pub(super) fn human_names(&self, parent: View<'t>, key: &str) -> Vec<HumanName> {
        let mut names: Vec<HumanName> =
            self.array_at(parent, key).into_iter().filter_map(|name| self.human_name(name)).collect();
        names.sort_by_key(|name| match name.name_use {
            Some(NameUse::Usual) => 0,
            Some(NameUse::Official) | None => 1,
            _ => 2,
        });
        names
    }

    /// An Address, used; `city`, `district`, `state` and `country` follow the lines.
    pub(super) fn address(&self, view: View<'t>) -> Option<Address> {
        let mut address = Address { lines: self.texts_at(view, "line"), ..Address::default() };
        for key in ["city", "district", "state", "country"] {
            address.lines.extend(self.text_at(view, key));
        }
        if address.lines.is_empty() {
            address.lines.extend(self.text_at(view, "text"));
        }
        if let Some(text) = self.text_at(view, "postalCode") {
            match Postcode::parse(&text) {
                Ok(postcode) => address.postcode = Some(postcode),
                Err(_) => address.postcode_text = Some(text),
            }
        }
        address.uprn = self.uprn(view);
        if address == Address::default() {
            return None;
        }
        let period = self.period_at(view, "period");
        (address.start, address.end) = (period.start, period.end);
        address.address_use = self.text_at(view, "use").map(|word| AddressUse::from(word.as_str()));
        Some(address)
    }

    fn uprn(&self, address: View<'t>) -> Option<Uprn> {
        for key in Self::uk_extensions(address, "AddressKey") {
            let is_uprn = key.items("extension").any(|part| {
                part.items("extension").next().is_none()
                    && part
                        .descendants()
                        .any(|v| v.key().as_deref() == Some("code") && v.text().as_deref() == Some("UPRN"))
            });
            let value = Self::extension(key, "value").and_then(|part| part.get("valueString"));
            if let Some(value) = value.filter(|_| is_uprn) {
                let read = value.text().and_then(|text| Uprn::parse(&text).ok());
                match read {
                    Some(_) => value.mark(),
                    None => self.warn("fhir.value.uprn", value, "the property number does not follow its format"),
                }
                return read;
            }
        }
        None
    }

    /// The Addresses of the array with this key, the present first.
    pub(super) fn addresses(&self, parent: View<'t>, key: &str) -> Vec<Address> {
        let mut found: Vec<Address> =
            self.array_at(parent, key).into_iter().filter_map(|address| self.address(address)).collect();
        found.sort_by_key(|address| address.address_use == Some(AddressUse::Old));
        found
    }

    /// A ContactPoint, used; one without a value stays attached.
    pub(super) fn contact(&self, view: View<'t>) -> Option<Contact> {
        let value = self.text_at(view, "value")?;
        let contact_use = self.text_at(view, "use");
        let kind = match (self.text_at(view, "system").as_deref(), contact_use.as_deref()) {
            (Some("phone"), Some("mobile")) => ContactKind::Mobile,
            (Some(word), _) => ContactKind::from(word),
            (None, _) => ContactKind::from("other"),
        };
        Some(Contact { kind, value, contact_use })
    }

    /// The ContactPoints of the array with this key, used.
    pub(super) fn contacts(&self, parent: View<'t>, key: &str) -> Vec<Contact> {
        self.array_at(parent, key).into_iter().filter_map(|contact| self.contact(contact)).collect()
    }

    /// The value of the first identifier that `wanted` accepts by its system and type code, used.
    pub(super) fn identifier_value(&self, wanted: impl Fn(&str, &str) -> bool) -> Option<String> {
        let found = self.array_at(self.view, "identifier").into_iter().find(|identifier| {
            let named = identifier.text_at("system").unwrap_or_default();
            let mut types: Vec<_> = identifier
                .get("type")
                .into_iter()
                .flat_map(|t| t.items("coding"))
                .filter_map(|c| c.text_at("code"))
                .collect();
            types.push("".into());
            identifier.get("value").is_some() && types.iter().any(|code| wanted(&named, code))
        })?;
        self.text_at(found, "value")
    }
}
