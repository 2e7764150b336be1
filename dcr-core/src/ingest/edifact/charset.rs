//! The character set of an interchange.

use super::service::Service;
use crate::ingest::{Issue, Severity};
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, UTF_8, WINDOWS_1252,
    WINDOWS_1254,
};
use std::borrow::Cow;

/// Reads a message's bytes in the set that its interchange names in UNB-1.1.
///
/// Levels A and B are subsets of ASCII and C is ISO 8859-1, which is read as its superset Windows-1252. Bytes that are not
/// in the set that is named, and those of a message without a name, are UTF-8 if they are valid as such and Windows-1252
/// otherwise, with an issue. A set that this reader does not know is refused as soon as it matters.
///
/// Source: ISO 9735-1 annex A; ISO 9735:1988 for levels A and B.
pub(super) fn decode(bytes: &[u8], service: Service) -> Result<(Cow<'_, str>, Option<Issue>), Issue> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.is_ascii()
        && !bytes.contains(&0x1b)
    {
        return Ok((Cow::Borrowed(text), None));
    }
    let encoding = match named(bytes, service) {
        Some(b"UNOA" | b"UNOB") | None => None,
        Some(b"UNOC") => Some(WINDOWS_1252),
        Some(b"UNOD") => Some(ISO_8859_2),
        Some(b"UNOE") => Some(ISO_8859_5),
        Some(b"UNOF") => Some(ISO_8859_7),
        Some(b"UNOG") => Some(ISO_8859_3),
        Some(b"UNOH") => Some(ISO_8859_4),
        Some(b"UNOI") => Some(ISO_8859_6),
        Some(b"UNOJ") => Some(ISO_8859_8),
        Some(b"UNOK") => Some(WINDOWS_1254),
        Some(b"UNOW") => Some(UTF_8),
        Some(_) => {
            return Err(Issue::new(
                Severity::Fatal,
                "edifact.charset.unsupported",
                "UNB-1.1",
                "the interchange is in a character set that this version cannot read",
            ));
        }
    };
    if let Some(text) = encoding.and_then(|encoding: &'static Encoding| without_fault(encoding, bytes)) {
        return Ok((text, None));
    }
    let issue = Issue::new(
        Severity::Warning,
        "edifact.charset.mismatch",
        "UNB-1.1",
        "the bytes are not in the character set that the interchange names",
    );
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    Ok((text, Some(issue)))
}

fn without_fault<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    (!wrong).then_some(text)
}

/// UNB-1.1, where there is a UNB before the message.
fn named(bytes: &[u8], service: Service) -> Option<&[u8]> {
    let header = if bytes.starts_with(b"UNA") { memchr::memmem::find(bytes, b"UNB")? } else { 0 };
    let header = bytes.get(header..)?.strip_prefix(b"UNB")?.strip_prefix(&[service.element])?;
    header.split(|byte| [service.component, service.element, service.terminator].contains(byte)).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(level: &str, text: &[u8]) -> Result<(String, Option<&'static str>), &'static str> {
        let mut bytes = format!("UNA:+.? 'UNB+{level}:3+A+B'").into_bytes();
        let start = bytes.len();
        bytes.extend_from_slice(text);
        let (text, issue) = decode(&bytes, Service::DEFAULT).map_err(|issue| issue.code)?;
        Ok((text.get(start..).unwrap().to_owned(), issue.map(|issue| issue.code)))
    }

    #[test]
    fn the_level_that_is_named_is_used() {
        assert_eq!(read("UNOA", b"Sian"), Ok(("Sian".to_owned(), None)));
        assert_eq!(read("UNOC", b"Si\xe2n"), Ok(("Si\u{e2}n".to_owned(), None)));
        assert_eq!(read("UNOE", b"\xb8\xd2"), Ok(("\u{418}\u{432}".to_owned(), None)));
        assert_eq!(read("UNOW", b"Si\xc3\xa2n"), Ok(("Si\u{e2}n".to_owned(), None)));
    }

    #[test]
    fn what_does_not_fit_is_guessed_with_an_issue_or_refused() {
        let guessed = Ok(("Si\u{e2}n".to_owned(), Some("edifact.charset.mismatch")));
        assert_eq!(read("UNOB", b"Si\xe2n"), guessed);
        assert_eq!(read("UNOB", b"Si\xc3\xa2n"), guessed);
        assert_eq!(read("UNOW", b"Si\xe2n"), guessed);
        assert_eq!(read("UNOX", b"Sian"), Ok(("Sian".to_owned(), None)));
        assert_eq!(read("UNOX", b"\x1b$B0!"), Err("edifact.charset.unsupported"));
    }
}
