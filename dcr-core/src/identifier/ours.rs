//! Names of this record's own, for what FHIR has no code for: written by the export and read back.

use super::{OdsCode, SourceItemId, SourceSystem};

/// The identifier system of users who are not known by the user id of a smartcard.
pub(crate) const USER: &str = "urn:x-dcr:user";
/// The code system of the kinds of organisation.
pub(crate) const ORGANISATION_KIND: &str = "urn:x-dcr:organisation-kind";
/// The code system of by whose authority a directive was made.
pub(crate) const AUTHORITY: &str = "urn:x-dcr:authority";
/// The code system of the sections for which the record standard has no heading.
pub(crate) const SECTION: &str = "urn:x-dcr:section";
/// The code system of what a Consent is the export of: a directive, and the kind of statement that it was read from.
pub(crate) const DIRECTIVE: &str = "urn:x-dcr:directive";
/// The code of [`DIRECTIVE`] for one that was not read from a coded statement.
pub(crate) const DIRECTIVE_PLAIN: &str = "directive";
/// The code of [`DIRECTIVE`] for one whose evidence says that the person is competent.
pub(crate) const DIRECTIVE_COMPETENT: &str = "competent";
/// The code system of what may be done with a record besides what FHIR has a code for.
pub(crate) const ACTION: &str = "urn:x-dcr:action";
/// The code of [`ACTION`] for holding a record at all.
pub(crate) const ACTION_HOLD: &str = "hold";
/// The policy from which a directive departs.
pub(crate) const POLICY: &str = "urn:x-dcr:policy";
/// A modifier extension: what a directive says beyond what FHIR can say, in words.
pub(crate) const BEYOND: &str = "urn:x-dcr:beyond";

/// Begins the URI of a source or of one of its items.
pub(crate) const SOURCE: &str = "urn:x-dcr:source:";

/// What an organisation that stands for all of its kind is called.
pub(crate) fn kind_name(kind: &str) -> String {
    format!("Every organisation of the kind {kind}")
}

/// What an item's URI names: `urn:x-dcr:source:RBD:PAS:item`, its parts percent-encoded. `None` for any other text.
pub(crate) fn item_of_uri(uri: &str) -> Option<(OdsCode, SourceSystem, SourceItemId)> {
    let mut parts = uri.strip_prefix(SOURCE)?.split(':');
    let (organisation, system, item) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((
        OdsCode::parse(&decoded(organisation)?).ok()?,
        SourceSystem::parse(&decoded(system)?).ok()?,
        SourceItemId::parse(&decoded(item)?).ok()?,
    ))
}

/// Source: RFC 3986 section 2.1.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            bytes.push(high << 4 | low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_items_uri_names_its_parts_and_nothing_else_does() {
        let (organisation, system, item) = item_of_uri("urn:x-dcr:source:RBD:PAS%201:A%2F1%3a%C3%A9").unwrap();
        assert_eq!((organisation.as_str(), system.as_str(), item.as_str()), ("RBD", "PAS 1", "A/1:é"));
        for other in [
            "urn:x-dcr:source:RBD:PAS",
            "urn:x-dcr:source:RBD:PAS:1:2",
            "urn:x-dcr:source:RBD:PAS:%C3",
            "urn:x-dcr:source:RBD:PAS:%2",
            "urn:x-dcr:source:RBD:PAS:%zz",
            "urn:x-dcr:source:RBD:PAS:",
            "urn:x-dcr:source:R BD!:PAS:1",
            "urn:x-dcr:local:RBD:PAS:1",
        ] {
            assert_eq!(item_of_uri(other), None, "{other}");
        }
    }
}
