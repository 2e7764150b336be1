//! The character set of a message.

use crate::ingest::{Issue, Severity};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// A message as text, and how its bytes were read.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    /// The character set that was used; escapes in hexadecimal are read with the same.
    pub(super) encoding: &'static Encoding,
    /// What was unusual.
    pub(super) issue: Option<Issue>,
}

/// Reads a message's bytes in the character set that MSH-18 names (HL7 table 0211).
///
/// Without a name, or where the bytes are not in the set that is named, they are UTF-8 if they are valid as such and
/// Windows-1252 otherwise, with an issue. A set that this reader does not know is refused as soon as it matters.
pub(super) fn decode<'a>(bytes: &'a [u8], field_separator: u8) -> Result<Decoded<'a>, Issue> {
    let header = bytes.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    // MSH-1 is the separator itself, so that MSH-18 is the 18th part behind the segment's name.
    let named = header.split(|&b| b == field_separator).nth(17).unwrap_or_default();
    let named = named.split(|b| !(b.is_ascii_alphanumeric() || b" -/_".contains(b))).next().unwrap_or_default();
    let named = String::from_utf8_lossy(named).trim().to_ascii_uppercase();
    let plain = bytes.is_ascii() && !bytes.contains(&0x1b);
    let warn = |code, message| Some(Issue::new(Severity::Warning, code, "MSH-18", message));
    let guess = |issue| match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: UTF_8, issue },
        Err(_) => Decoded { text: WINDOWS_1252.decode_without_bom_handling(bytes).0, encoding: WINDOWS_1252, issue },
    };
    let mismatch = || guess(warn("hl7v2.charset.mismatch", "the bytes are not in the character set that is named"));
    match charset(&named) {
        Charset::Unnamed if plain || std::str::from_utf8(bytes).is_ok() => Ok(guess(None)),
        Charset::Unnamed => {
            Ok(guess(warn("hl7v2.charset.unnamed", "no character set is named; the bytes were read as Windows-1252")))
        }
        Charset::Ascii if bytes.is_ascii() => Ok(guess(None)),
        Charset::Ascii => Ok(mismatch()),
        Charset::Known(encoding) if encoding == UTF_8 => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), encoding: UTF_8, issue: None }),
            Err(_) => Ok(mismatch()),
        },
        Charset::Known(encoding) => {
            let (text, wrong) = encoding.decode_without_bom_handling(bytes);
            if wrong { Ok(mismatch()) } else { Ok(Decoded { text, encoding, issue: None }) }
        }
        Charset::Unknown if plain => {
            Ok(guess(warn("hl7v2.charset.unknown", "the character set is not known; the message is plain ASCII")))
        }
        Charset::Unknown => Err(Issue::new(
            Severity::Fatal,
            "hl7v2.charset.unsupported",
            "MSH-18",
            "the message is in a character set that this version cannot read",
        )),
    }
}

/// Whether a value of MSH-18 is the name of a character set that this reader knows.
pub(super) fn is_named(value: &[u8]) -> bool {
    let named = std::str::from_utf8(value).unwrap_or_default().trim().to_ascii_uppercase();
    !matches!(charset(&named), Charset::Unnamed | Charset::Unknown)
}

enum Charset {
    Unnamed,
    Ascii,
    Known(&'static Encoding),
    Unknown,
}

fn charset(named: &str) -> Charset {
    match named {
        "" => return Charset::Unnamed,
        "ASCII" | "US-ASCII" | "ISO IR6" => return Charset::Ascii,
        // ITK headers say UNICODE and mean UTF-8; a UTF-16 message would not have been recognised as one.
        "UNICODE UTF-8" | "UTF-8" | "UTF8" | "UNICODE" => return Charset::Known(UTF_8),
        "WINDOWS-1252" | "CP1252" => return Charset::Known(WINDOWS_1252),
        _ => {}
    }
    let part = named
        .trim_start_matches("ISO")
        .trim_start_matches([' ', '-', '_'])
        .strip_prefix("8859")
        .map(|rest| rest.trim_start_matches(['/', '-', '_']));
    let Some(part @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "13" | "14" | "15" | "16")) = part
    else {
        return Charset::Unknown;
    };
    // Part 9 and part 1 are read as their Windows supersets, as every browser does.
    match Encoding::for_label(format!("iso-8859-{part}").as_bytes()) {
        Some(encoding) => Charset::Known(encoding),
        None => Charset::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(named: &str, text: &[u8], buffer: &mut Vec<u8>) -> Result<(String, Option<&'static str>), Issue> {
        *buffer = format!("MSH|^~\\&{}{named}|\rPID|", "|".repeat(16)).into_bytes();
        let start = buffer.len();
        buffer.extend_from_slice(text);
        let decoded = decode(buffer, b'|')?;
        Ok((decoded.text.get(start..).unwrap().to_owned(), decoded.issue.map(|issue| issue.code)))
    }

    #[test]
    fn the_named_set_is_used() {
        let mut buffer = Vec::new();
        for (named, bytes, text) in [
            ("UNICODE UTF-8", &b"Si\xc3\xa2n"[..], "Siân"),
            ("UTF-8", b"Si\xc3\xa2n", "Siân"),
            ("8859/1", b"Si\xe2n", "Siân"),
            ("8859-1", b"Si\xe2n", "Siân"),
            ("ISO-8859-15", b"\xa4", "€"),
            ("8859/5", b"\xb8\xd2\xd0\xdd", "Иван"),
            ("ASCII", b"Sian", "Sian"),
            ("", b"Si\xc3\xa2n", "Siân"),
        ] {
            assert_eq!(read(named, bytes, &mut buffer).unwrap(), (text.to_owned(), None), "{named}");
        }
    }

    #[test]
    fn what_does_not_fit_is_guessed_with_an_issue() {
        let mut buffer = Vec::new();
        for (named, bytes, issue) in [
            ("", &b"Si\xe2n"[..], "hl7v2.charset.unnamed"),
            ("UTF-8", b"Si\xe2n", "hl7v2.charset.mismatch"),
            ("ASCII", b"Si\xe2n", "hl7v2.charset.mismatch"),
            ("ASCII", b"Si\xc3\xa2n", "hl7v2.charset.mismatch"),
        ] {
            assert_eq!(read(named, bytes, &mut buffer).unwrap(), ("Siân".to_owned(), Some(issue)), "{named}");
        }
        assert_eq!(read("KS X 1001", b"plain", &mut buffer).unwrap().1, Some("hl7v2.charset.unknown"));
        assert_eq!(read("KS X 1001", b"\xb0\xa1", &mut buffer).unwrap_err().code, "hl7v2.charset.unsupported");
        assert_eq!(read("ISO IR87", b"\x1b$B0!", &mut buffer).unwrap_err().code, "hl7v2.charset.unsupported");
    }
}
