//! Names, addresses, contacts, professionals and places: the types XPN, XAD, XTN, XCN and PL.

use super::value::Value;
use crate::identifier::Postcode;
use crate::record::{Address, AddressUse, Contact, ContactKind, HumanName, NameUse, Participant};

impl Value<'_> {
    /// A person's name (XPN). Source of the uses: HL7 table 0200; `CURRENT` and `PREVIOUS` are Cerner's.
    pub(super) fn name(self) -> Option<HumanName> {
        let words = |number: usize| {
            let text = self.part(number).whole().unwrap_or_default();
            text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        let mut name = HumanName {
            family: self.part(1).text(),
            given: self.part(2).whole().into_iter().collect(),
            suffix: self.part(4).whole().into_iter().collect(),
            prefix: self.part(5).whole().into_iter().collect(),
            ..HumanName::default()
        };
        name.given.extend(words(3));
        name.suffix.extend(self.part(6).whole());
        if name == HumanName::default() {
            return None;
        }
        name.name_use = self.part(7).text().map(|code| match code.to_ascii_uppercase().as_str() {
            "L" => NameUse::Official,
            "CURRENT" | "USUAL" => NameUse::Usual,
            "M" => NameUse::Maiden,
            "N" => NameUse::Nickname,
            "S" => NameUse::Anonymous,
            "PREVIOUS" | "OLD" => NameUse::Old,
            "TEMP" => NameUse::Temporary,
            _ => NameUse::from(code.as_str()),
        });
        Some(name)
    }

    /// A person's name (XPN) as it is spoken, where the model has room for no more.
    pub(super) fn spoken_name(self) -> Option<String> {
        let parts: Vec<_> = [5, 2, 3, 1, 4].into_iter().filter_map(|number| self.part(number).text()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// An address (XAD). Source of the uses: HL7 table 0190.
    ///
    /// The country and county codes are no part of the lines and stay unused.
    pub(super) fn address(self) -> Option<Address> {
        let street = [1, 2, 3].into_iter().filter_map(|number| self.part(1).part(number).text()).collect::<Vec<_>>();
        let mut lines: Vec<String> = Vec::new();
        if !street.is_empty() {
            lines.push(street.join(" "));
        }
        lines.extend([2, 3, 4].into_iter().filter_map(|number| self.part(number).whole()));
        let mut address = Address { lines, ..Address::default() };
        if let Some(text) = self.part(5).text() {
            match Postcode::parse(&text) {
                Ok(postcode) => address.postcode = Some(postcode),
                Err(_) => address.postcode_text = Some(text),
            }
        }
        if address == Address::default() {
            return None;
        }
        address.address_use = self.part(7).text().map(|code| match code.to_ascii_uppercase().as_str() {
            "H" | "HOME" | "P" => AddressUse::Home,
            "B" | "O" | "BUSINESS" | "WORK" => AddressUse::Work,
            "C" | "TEMP" => AddressUse::Temporary,
            "M" | "BI" => AddressUse::Billing,
            "OLD" | "PREVIOUS" => AddressUse::Old,
            _ => AddressUse::from(code.as_str()),
        });
        let range = self.part(12);
        address.start = self.part(13).date_time().or_else(|| range.part(1).date_time());
        address.end = self.part(14).date_time().or_else(|| range.part(2).date_time());
        Some(address)
    }

    /// The ways to reach someone that one repeat states (XTN): a number, an e-mail address, or both.
    pub(super) fn contacts(self) -> Vec<Contact> {
        let mut found = Vec::new();
        let equipment = self.part(3).peek();
        let usage = self.part(2).peek();
        let number = self.part(1).whole().or_else(|| self.part(12).whole()).or_else(|| {
            let parts: Vec<_> = [5, 6, 7].into_iter().filter_map(|number| self.part(number).text()).collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        });
        let email = self.part(4).text();
        let contact_use = if number.is_some() || email.is_some() { self.part(2).text() } else { None };
        if let Some(value) = number {
            self.part(3).mark();
            let kind = match equipment.to_ascii_uppercase().as_str() {
                _ if value.contains('@') => ContactKind::Email,
                "INTERNET" | "X.400" => ContactKind::Email,
                "CP" | "MOBILE" => ContactKind::Mobile,
                "FX" | "FAX" => ContactKind::Fax,
                "" | "PH" | "SAT" if usage == "NET" => ContactKind::Email,
                "" | "PH" | "SAT" => ContactKind::Phone,
                _ => ContactKind::from(equipment),
            };
            found.push(Contact { kind, value, contact_use: contact_use.clone() });
        }
        if let Some(value) = email.filter(|email| found.iter().all(|contact| &contact.value != email)) {
            self.part(3).mark();
            found.push(Contact { kind: ContactKind::Email, value, contact_use });
        }
        found
    }

    /// A professional (XCN): `authority|number` and the name as it is spoken.
    pub(super) fn professional(self, role: &str) -> Option<Participant> {
        let number = self.part(1).text();
        let name: Vec<_> = [6, 3, 4, 2, 5].into_iter().filter_map(|number| self.part(number).text()).collect();
        if number.is_none() && name.is_empty() {
            return None;
        }
        let identifier = number.map(|number| {
            let authority = self.part(9).text().or_else(|| self.part(8).text());
            format!("{}|{number}", authority.as_deref().unwrap_or("local"))
        });
        Some(Participant {
            name: (!name.is_empty()).then(|| name.join(" ")),
            role: Some(role.to_owned()),
            identifier,
            ..Participant::default()
        })
    }

    /// The professionals of every repeat.
    pub(super) fn professionals(self, role: &str) -> Vec<Participant> {
        self.repeats().filter_map(|repeat| repeat.professional(role)).collect()
    }

    /// A place (PL): point of care, room, bed, building, floor and facility, as far as stated.
    pub(super) fn location(self) -> Option<String> {
        let parts: Vec<_> = [1, 2, 3, 7, 8, 4].into_iter().filter_map(|number| self.part(number).text()).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
