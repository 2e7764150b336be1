//! CDA's general data types in the words of the record: identifiers, times, names, addresses, telecommunication.

use super::element::Element;
use crate::identifier::{NhsNumber, Postcode};
use crate::ingest::hl7v2::parse_date_time;
use crate::record::{Address, AddressUse, Contact, ContactKind, Decimal, HumanName, NameUse, Period};
use crate::time::PartialDateTime;

/// The object identifier of the NHS number.
pub(super) const NHS_NUMBER: &str = "2.16.840.1.113883.2.1.4.1";

/// The object identifier of an NHS number that was not traced (Interoperability Toolkit).
pub(super) const NHS_NUMBER_UNVERIFIED: &str = "2.16.840.1.113883.2.1.3.2.4.18.23";

/// Whether an identifier's root is one of ODS codes: organisations, and organisations and sites of the Spine's directory.
pub(super) fn is_ods(root: &str) -> bool {
    matches!(
        root,
        "2.16.840.1.113883.2.1.4.3" | "2.16.840.1.113883.2.1.3.2.4.19.1" | "2.16.840.1.113883.2.1.3.2.4.19.2"
    )
}

/// An instance identifier (II) as one text, `root|extension` or its root alone, without using it.
pub(super) fn identifier(id: Element<'_>) -> Option<String> {
    let root = id.attribute("root");
    match (root, id.attribute("extension")) {
        (root, Some(extension)) => Some(format!("{}|{extension}", root.unwrap_or_default())),
        (Some(root), None) => Some(root.to_owned()),
        (None, None) => None,
    }
}

/// The same, used.
pub(super) fn take_identifier(id: Element<'_>) -> Option<String> {
    let found = identifier(id)?;
    id.mark("root");
    id.mark("extension");
    Some(found)
}

/// The NHS number that an identifier states, without using it: the number, or the code of what is wrong with it.
pub(super) fn nhs_number(id: Element<'_>) -> Option<Result<NhsNumber, &'static str>> {
    let root = id.attribute("root")?;
    if root != NHS_NUMBER && root != NHS_NUMBER_UNVERIFIED {
        return None;
    }
    Some(NhsNumber::parse(id.attribute("extension")?).map_err(|error| error.code()))
}

/// The `value` of a point in time (TS), used as far as the record can say it exactly.
///
/// Source: HL7 v3 data types, TS: the digits of HL7 v2, with an offset.
pub(super) fn time(element: Element<'_>) -> Option<PartialDateTime> {
    let text = element.attribute("value")?;
    if let Ok(read) = parse_date_time(text) {
        // An hour without minutes is read as its day.
        if text.bytes().take_while(u8::is_ascii_digit).count() != 10 {
            element.mark("value");
        }
        return Some(read);
    }
    // A date with an offset is a date; the offset stays attached.
    let digits = text.split(['+', '-']).next().filter(|digits| matches!(digits.len(), 4 | 6 | 8))?;
    parse_date_time(digits).ok()
}

/// An interval of time (IVL_TS): its bounds, or a point as its beginning.
pub(super) fn period(element: Element<'_>) -> Period {
    let bound = |name| element.child(name).and_then(time);
    let start = bound("low").or_else(|| time(element)).or_else(|| bound("center"));
    Period { start, end: bound("high") }
}

/// A number, used; one that is no decimal number stays attached.
pub(super) fn decimal(element: Element<'_>, name: &str) -> Option<Decimal> {
    let read = Decimal::parse(element.attribute(name)?).ok()?;
    if element.attribute(name) == Some(read.as_str()) {
        element.mark(name);
    }
    Some(read)
}

/// The words of each child of this name, used.
fn words_of(parent: Element<'_>, name: &'static str) -> Vec<String> {
    parent.all(name).filter_map(Element::take_words).collect()
}

/// A person's name (PN), used.
pub(super) fn human_name(name: Element<'_>) -> Option<HumanName> {
    let family = words_of(name, "family").join(" ");
    let mut read = HumanName {
        name_use: None,
        family: (!family.is_empty()).then_some(family),
        given: words_of(name, "given"),
        prefix: words_of(name, "prefix"),
        suffix: words_of(name, "suffix"),
        text: None,
    };
    if read == HumanName::default() {
        read.text = Some(name.take_words()?);
    }
    // HL7 v3 EntityNameUse; L is the name that is known and used.
    read.name_use = name.attribute("use").map(|word| match word {
        "L" => NameUse::Usual,
        "C" => NameUse::Official,
        "P" | "PHON" => NameUse::Nickname,
        "OR" => NameUse::Old,
        other => NameUse::from(other),
    });
    if !matches!(read.name_use, Some(NameUse::Nickname | NameUse::Old)) {
        name.mark("use");
    }
    Some(read)
}

/// A professional's name as one text; what the text does not show stays attached.
pub(super) fn shown_name(name: Element<'_>) -> Option<String> {
    let shown = human_name(name)?.display();
    name.all("suffix").chain(name.all("prefix").skip(1)).for_each(Element::unmark_all);
    name.unmark("use");
    (!shown.is_empty()).then_some(shown)
}

/// An address (AD), used.
pub(super) fn address(element: Element<'_>) -> Option<Address> {
    let mut address = Address::default();
    for name in
        ["additionalLocator", "houseNumber", "streetName", "streetAddressLine", "city", "county", "state", "country"]
    {
        address.lines.extend(words_of(element, name));
    }
    if address.lines.is_empty() {
        address.lines.extend(element.take_words());
    }
    if let Some(text) = element.child("postalCode").and_then(Element::take_words) {
        match Postcode::parse(&text) {
            Ok(postcode) => address.postcode = Some(postcode),
            Err(_) => address.postcode_text = Some(text),
        }
    }
    if address == Address::default() {
        return None;
    }
    if let Some(period) = element.child("useablePeriod").map(period) {
        (address.start, address.end) = (period.start, period.end);
    }
    // HL7 v3 PostalAddressUse.
    address.address_use = element.attribute("use").and_then(|words| {
        words.split_whitespace().find_map(|word| {
            Some(match word {
                "H" | "HP" => AddressUse::Home,
                "WP" => AddressUse::Work,
                "TMP" | "HV" => AddressUse::Temporary,
                "OLD" => AddressUse::Old,
                _ => return None,
            })
        })
    });
    Some(address)
}

/// A telecommunication address (TEL), used.
pub(super) fn contact(element: Element<'_>) -> Option<Contact> {
    let text = element.attribute("value")?;
    let uses = element.attribute("use").unwrap_or_default();
    let mobile = uses.split_whitespace().any(|word| word == "MC");
    let (kind, value) = match text.split_once(':') {
        Some(("tel", value)) => (if mobile { ContactKind::Mobile } else { ContactKind::Phone }, value),
        Some(("fax" | "x-text-fax", value)) => (ContactKind::Fax, value),
        Some(("mailto", value)) => (ContactKind::Email, value),
        Some((scheme, _)) if scheme.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') => {
            (ContactKind::from(scheme), text)
        }
        _ => (if mobile { ContactKind::Mobile } else { ContactKind::Phone }, text),
    };
    let value = value.trim().to_owned();
    if value.is_empty() {
        return None;
    }
    element.mark("value");
    let contact_use = element.take("use");
    Some(Contact { kind, value, contact_use })
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;
    use crate::ingest::Limits;

    #[test]
    fn times_are_as_precise_as_they_were_stated() {
        for (value, expected, used) in [
            ("20260102", Some("2026-01-02"), true),
            ("202601021030+0000", Some("2026-01-02T10:30+00:00"), true),
            ("20260102103015.5000+0100", Some("2026-01-02T10:30:15.5000+01:00"), true),
            ("2026", Some("2026"), true),
            ("2026010210", Some("2026-01-02"), false),
            ("20260102+0000", Some("2026-01-02"), false),
            ("20261332", None, false),
            ("yesterday", None, false),
        ] {
            let xml = format!("<t xmlns='urn:hl7-org:v3' value='{value}'/>");
            let tree = Tree::parse(&xml, &Limits::default()).unwrap();
            let element = Element::root(&tree);
            assert_eq!(time(element).as_ref().map(PartialDateTime::as_str), expected, "{value}");
            assert_eq!(element.remainder().is_empty(), used, "{value}");
        }
    }
}
