//! Who is named in bytes that cannot be read: NHS numbers and local identifiers, as they stand in texts.

use dcr_core::identifier::NhsNumber;
use std::collections::BTreeSet;

const DIGITS: usize = 10;

/// A shorter identifier stands in a text by chance.
const SHORTEST_IDENTIFIER: usize = 6;

/// Every valid NHS number in a text: ten digits, a space or hyphen allowed where people write one (`999 000 0018`), with no
/// further digit before or behind. Bytes that are no text in an ASCII-based encoding give none.
pub(crate) fn numbers_in(bytes: &[u8]) -> BTreeSet<NhsNumber> {
    let mut found = BTreeSet::new();
    let mut before = b' ';
    for (start, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_digit() && !before.is_ascii_digit() {
            found.extend(number_at(bytes.get(start..).unwrap_or_default()));
        }
        before = *byte;
    }
    found
}

/// The number that begins a text.
fn number_at(text: &[u8]) -> Option<NhsNumber> {
    let mut digits = String::with_capacity(DIGITS);
    let mut rest = text.iter();
    let mut next = rest.next();
    while let Some(byte) = next {
        match byte {
            b'0'..=b'9' if digits.len() < DIGITS => digits.push(char::from(*byte)),
            b' ' | b'-' if matches!(digits.len(), 3 | 6) && rest.clone().next().is_some_and(u8::is_ascii_digit) => {}
            b'0'..=b'9' => return None,
            _ => break,
        }
        next = rest.next();
    }
    (digits.len() == DIGITS).then(|| NhsNumber::parse(&digits).ok()).flatten()
}

/// Whether a local identifier stands in a text as a word of its own. One of fewer than six characters never does.
pub(crate) fn names(bytes: &[u8], identifier: &str) -> bool {
    let sought = identifier.as_bytes();
    if sought.len() < SHORTEST_IDENTIFIER {
        return false;
    }
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    bytes.windows(sought.len()).enumerate().any(|(start, window)| {
        window == sought
            && !is_word(start.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_word(bytes.get(start + sought.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        numbers_in(text.as_bytes()).iter().map(|number| number.as_str().to_owned()).collect()
    }

    #[test]
    fn numbers_are_found_as_people_write_them() {
        assert_eq!(found("PID|1||9990000018^^^NHS"), ["9990000018"]);
        assert_eq!(found("no 999 000 0018, 999-000-0026."), ["9990000018", "9990000026"]);
        assert_eq!(found("9990000018 9990000026"), ["9990000018", "9990000026"]);
        for none in ["", "9990000019", "99900000180", "19990000018", "99 90000018", "999  000 0018"] {
            assert_eq!(found(none), [""; 0], "{none}");
        }
        assert_eq!(found("999 000 0018 0"), ["9990000018"]);
    }

    #[test]
    fn identifiers_are_found_as_words_of_their_own() {
        assert!(names(b"PID|1||RBD1234^^^", "RBD1234"));
        assert!(names(b"RBD1234", "RBD1234"));
        for text in [&b"RBD12345"[..], b"XRBD1234", b"rbd1234", b"RBD123", "éRBD1234".as_bytes()] {
            assert!(!names(text, "RBD1234"), "{text:?}");
        }
        assert!(!names(b"|77|", "77"));
    }
}
