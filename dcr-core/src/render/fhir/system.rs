//! The code systems, identifier systems and extensions that an export uses, and the URIs of what has none of its own.

pub(super) const OBSERVATION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
pub(super) const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
pub(super) const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
pub(super) const IDENTIFIER_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
pub(super) const HEADINGS: &str = crate::identifier::system::HEADINGS;
pub(super) const URI: &str = "urn:ietf:rfc:3986";

/// Begins every URI of ours: names of what has no URI of its own.
const OURS: &str = "urn:x-dcr:";

/// The code system of the record's own sensitivity labels, where FHIR has no code for one.
pub(super) const SENSITIVITY: &str = "urn:x-dcr:sensitivity";
/// The tag that names the source system inside its organisation.
pub(super) const SOURCE_SYSTEM: &str = "urn:x-dcr:source-system";
/// An extension: the map that gave a code.
pub(super) const MAPPED_BY: &str = "urn:x-dcr:mapped-by";
/// An extension: a value as its source states it, where FHIR's rules allow it nowhere else.
pub(super) const AS_STATED: &str = "urn:x-dcr:as-stated";

pub(super) const DATA_ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// The URI of one item of one source: `urn:x-dcr:source:RBD:PAS:item`, its parts percent-encoded.
pub(super) fn source(uri: &mut String, organisation: &str, system: &str, item: Option<&str>) {
    uri.push_str(crate::identifier::ours::SOURCE);
    encode(uri, organisation);
    uri.push(':');
    encode(uri, system);
    if let Some(item) = item {
        uri.push(':');
        encode(uri, item);
    }
}

/// Whether a code or identifier system is a URI as it stands. Sources write local names such as `L` too, which mean
/// something only inside their organisation.
pub(super) fn is_uri(system: &str) -> bool {
    let Some((scheme, rest)) = system.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    letters.next().is_some_and(|b| b.is_ascii_alphabetic())
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && !system.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The URI of a local name of an organisation: `urn:x-dcr:local:RBD:L`.
pub(super) fn local(organisation: &str, name: &str) -> String {
    let mut uri = String::with_capacity(48);
    uri.push_str(OURS);
    uri.push_str("local:");
    encode(&mut uri, organisation);
    uri.push(':');
    encode(&mut uri, name);
    uri
}

/// Source: RFC 3986 section 2.3, the unreserved characters.
fn encode(uri: &mut String, text: &str) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return uri.push_str(text);
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            uri.extend([byte >> 4, byte & 15].into_iter().filter_map(|nibble| DIGITS.get(usize::from(nibble))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_uri_gets_one() {
        let mut uri = String::new();
        source(&mut uri, "RBD", "PAS 1", Some("A/1é"));
        assert_eq!(uri, "urn:x-dcr:source:RBD:PAS%201:A%2F1%C3%A9");
        assert_eq!(local("RBD", "99LAB"), "urn:x-dcr:local:RBD:99LAB");
        for (system, expected) in [
            ("http://snomed.info/sct", true),
            ("urn:oid:1.2", true),
            ("L", false),
            ("", false),
            ("a:", false),
            ("my codes: x", false),
            ("1:2", false),
        ] {
            assert_eq!(is_uri(system), expected, "{system}");
        }
    }
}
