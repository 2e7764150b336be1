//! Read codes: one spelling for those that sources write in several.

use crate::identifier::system;
use std::borrow::Cow;

/// How long a Read code is in both versions, dots included.
const LENGTH: usize = 5;

/// A code as a map keeps it and is asked for it: the code, and which of its terms was meant, where that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked<'a> {
    pub(super) code: Cow<'a, str>,
    pub(super) term: Option<&'a str>,
}

/// The one spelling of a code of a system; `None` where it cannot be a code of it.
///
/// A Read code (version 2 and CTV3) is five characters, in which case counts, filled up with dots. Sources leave the dots
/// away, or write the two characters of the version 2 term code behind the five (`C10..`, `C10`, `C10..00`). Codes of all
/// other systems are compared as they are written.
pub(super) fn asked<'a>(from: &str, code: &'a str) -> Option<Asked<'a>> {
    let code = code.trim();
    if code.is_empty() {
        return None;
    }
    if from != system::READ_V2 && from != system::CTV3 {
        return Some(Asked { code: Cow::Borrowed(code), term: None });
    }
    let (code, term) = match code.split_at_checked(LENGTH) {
        Some((code, "")) => (code, None),
        Some((code, term)) if from == system::READ_V2 && is_term(term) => (code, Some(term)),
        Some(_) => return None,
        None => (code, None),
    };
    if !code.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let code = if code.len() == LENGTH { Cow::Borrowed(code) } else { Cow::Owned(format!("{code:.<LENGTH$}")) };
    Some(Asked { code, term })
}

fn is_term(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_2(code: &str) -> Option<(String, Option<&str>)> {
        asked(system::READ_V2, code).map(|asked| (asked.code.into_owned(), asked.term))
    }

    #[test]
    fn read_codes_have_one_spelling() {
        for spelling in ["C10..", "C10", "C10.", " C10.. "] {
            assert_eq!(read_2(spelling), Some(("C10..".to_owned(), None)), "{spelling}");
        }
        assert_eq!(read_2("C10..00"), Some(("C10..".to_owned(), Some("00"))));
        assert_eq!(read_2("G30yz1B"), Some(("G30yz".to_owned(), Some("1B"))));
        assert_ne!(read_2("c10.."), read_2("C10.."), "case counts");
        for other in ["", "C10..0", "C10..000", "C10..0.", "C1 0.", "Cé0.."] {
            assert_eq!(read_2(other), None, "{other}");
        }
        assert_eq!(asked(system::CTV3, "XE0Uc").unwrap().code, "XE0Uc");
        assert_eq!(asked(system::CTV3, "H33").unwrap().code, "H33..");
        assert_eq!(asked(system::CTV3, "XE0Uc00"), None, "term codes are of version 2 alone");
        assert_eq!(asked(system::CTV3, ".C10").unwrap().code, ".C10.", "CTV3 keeps four-byte codes behind a dot");
        assert_eq!(asked("local", "C10").unwrap().code, "C10");
    }
}
