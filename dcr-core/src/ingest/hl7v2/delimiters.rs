//! The characters that part a message, as its header names them.

use crate::ingest::{Issue, Severity};

/// The characters that part a message.
///
/// Source: HL7 v2.5.1 chapter 2, section 2.5.4 and MSH-1, MSH-2. The escape and subcomponent characters may be left out
/// by a sender that uses neither; a fifth character (truncation, v2.7) has no meaning for a reader and is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiters {
    /// Between fields.
    pub(super) field: u8,
    /// Between components.
    pub(super) component: u8,
    /// Between repeats of a field.
    pub(super) repeat: u8,
    /// Around an escape.
    pub(super) escape: Option<u8>,
    /// Between subcomponents.
    pub(super) subcomponent: Option<u8>,
}

impl Delimiters {
    /// Reads them from a message that begins with its header segment.
    pub(super) fn read(message: &[u8]) -> Result<Self, Issue> {
        let Some(rest) = message.strip_prefix(b"MSH") else {
            return Err(Issue::new(
                Severity::Fatal,
                "hl7v2.message.no-header",
                "",
                "the message does not begin with an MSH segment",
            ));
        };
        let wrong = |place: &str, message| Issue::new(Severity::Fatal, "hl7v2.delimiters.illegal", place, message);
        let Some((&field, rest)) = rest.split_first() else {
            return Err(wrong("MSH-1", "the header ends before its field separator"));
        };
        if !legal(field) {
            return Err(wrong("MSH-1", "the field separator is a letter, a digit, a space or not printable"));
        }
        let end = rest.iter().position(|&b| b == field || b == b'\r' || b == b'\n').unwrap_or(rest.len());
        let encoding = rest.get(..end).unwrap_or_default();
        let (component, repeat, more) = match encoding {
            [component, repeat, more @ ..] if more.len() <= 3 => (*component, *repeat, more),
            _ => return Err(wrong("MSH-2", "there are fewer than two or more than five encoding characters")),
        };
        if !encoding.iter().all(|&b| legal(b)) {
            return Err(wrong("MSH-2", "an encoding character is a letter, a digit, a space or not printable"));
        }
        let all = || std::iter::once(field).chain(encoding.iter().copied());
        if all().enumerate().any(|(at, b)| all().skip(at + 1).any(|other| other == b)) {
            return Err(wrong("MSH-2", "two of the separators are the same character"));
        }
        Ok(Self { field, component, repeat, escape: more.first().copied(), subcomponent: more.get(1).copied() })
    }
}

fn legal(byte: u8) -> bool {
    byte.is_ascii_punctuation() && byte != b'"'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_legal_separators_are_read() {
        let usual = Delimiters::read(b"MSH|^~\\&|A").unwrap();
        assert_eq!(
            usual,
            Delimiters { field: b'|', component: b'^', repeat: b'~', escape: Some(b'\\'), subcomponent: Some(b'&') }
        );
        let other = Delimiters::read(b"MSH#*!?%$#A").unwrap();
        assert_eq!((other.field, other.component, other.repeat), (b'#', b'*', b'!'));
        assert_eq!((other.escape, other.subcomponent), (Some(b'?'), Some(b'%')));
        let short = Delimiters::read(b"MSH|^~|A").unwrap();
        assert_eq!((short.escape, short.subcomponent), (None, None));
    }

    #[test]
    fn illegal_separators_are_refused_with_their_place() {
        for (header, place) in [
            (&b"MSH"[..], "MSH-1"),
            (b"MSHA^~\\&A", "MSH-1"),
            (b"MSH ^~\\& ", "MSH-1"),
            (b"MSH||A|", "MSH-2"),
            (b"MSH|^|A", "MSH-2"),
            (b"MSH|^~\\&#$|A", "MSH-2"),
            (b"MSH|^^\\&|A", "MSH-2"),
            (b"MSH|^~\\a|A", "MSH-2"),
            (b"MSH|^~\\\"|A", "MSH-2"),
            (b"MSH|^~\\\xc3|A", "MSH-2"),
        ] {
            let issue = Delimiters::read(header).unwrap_err();
            assert_eq!((issue.code, issue.place.as_str()), ("hl7v2.delimiters.illegal", place));
        }
        assert_eq!(Delimiters::read(b"PID|1").unwrap_err().code, "hl7v2.message.no-header");
    }
}
