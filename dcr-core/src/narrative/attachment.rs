//! The words of an attachment, by its media type.

use super::charset::text_of;
use super::{words_of_html, words_of_rtf};

/// The most bytes of words that are taken out of one attachment; the rest is in the attachment itself.
pub const LONGEST: usize = 1 << 20;

/// What stands at the end of words that were cut.
const CUT: &str = "\n[The rest is in the attachment.]";

/// How the words of a kind of attachment are read.
enum Reader {
    Plain,
    Html,
    Rtf,
}

impl Reader {
    fn of(media_type: &str) -> Option<Self> {
        let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Some(match kind.as_str() {
            "text/plain" => Self::Plain,
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/rtf" | "application/rtf" | "application/x-rtf" | "text/richtext" => Self::Rtf,
            _ => return None,
        })
    }
}

/// Whether [`words_of_attachment`] reads attachments of this media type.
#[must_use]
pub fn reads(media_type: &str) -> bool {
    Reader::of(media_type).is_some()
}

/// The words of an attachment of this media type (RFC 2045, `type/subtype; charset=...`): plain text, HTML, XHTML and
/// RTF. `None` for every other kind, and where there are no words.
///
/// At most [`LONGEST`] bytes are given, and a line that says so where that cut them.
#[must_use]
pub fn words_of_attachment(media_type: &str, bytes: &[u8]) -> Option<String> {
    let charset = media_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    let words = match Reader::of(media_type)? {
        Reader::Plain => text_of(bytes, charset),
        Reader::Html => words_of_html(&text_of(bytes, charset.or(declared_charset(bytes)))),
        Reader::Rtf => words_of_rtf(bytes)?,
    };
    if words.trim().is_empty() { None } else { Some(cut(words)) }
}

/// The media type that the first bytes of a file tell, where they tell one of the kinds that documents come in.
#[must_use]
pub fn media_type_of(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |mark: &[u8]| text.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    // ISO 32000-1, annex H: readers accept the header within the first 1024 bytes.
    let head = bytes.get(..1024).unwrap_or(bytes);
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        Some("application/pdf")
    } else if begins(b"{\\rtf") {
        Some("application/rtf")
    } else if begins(b"<!doctype html") || begins(b"<html") {
        Some("text/html")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        Some("image/tiff")
    } else {
        None
    }
}

/// The character set that an HTML page names in its first bytes.
///
/// Source: HTML Living Standard, 13.2.3.2 (prescan), in the form that is met: `charset=` within the first 1024 bytes.
fn declared_charset(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let at = memchr::memmem::find(head, b"charset=")?;
    let named = head.get(at + 8..)?;
    let named = named.strip_prefix(b"\"").or(named.strip_prefix(b"'")).unwrap_or(named);
    let end = named.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_".contains(b))).unwrap_or(named.len());
    std::str::from_utf8(named.get(..end)?).ok()
}

fn cut(mut words: String) -> String {
    if words.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
        words.truncate(end);
        words.push_str(CUT);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_chooses_the_reader() {
        for (media_type, bytes, words) in [
            ("text/plain", &b"Si\xe2n"[..], Some("Siân")),
            ("Text/Plain; charset=\"utf-8\"", b"Si\xc3\xa2n", Some("Siân")),
            ("text/html", b"<p>a</p>", Some("a")),
            ("text/html", b"<meta charset=\"iso-8859-5\"><p>\xb8\xd2\xd0\xdd</p>", Some("Иван")),
            ("application/rtf", b"{\\rtf1 Hello}", Some("Hello")),
            ("application/rtf", b"not rtf", None),
            ("application/pdf", b"%PDF-1.4", None),
            ("text/plain", b"  \n", None),
        ] {
            assert_eq!(words_of_attachment(media_type, bytes).as_deref(), words, "{media_type}");
            assert_eq!(reads(media_type), media_type != "application/pdf");
        }
    }

    #[test]
    fn long_words_are_cut_and_say_so() {
        let long = "é".repeat(LONGEST);
        let words = words_of_attachment("text/plain", long.as_bytes()).unwrap();
        assert_eq!(words.len(), LONGEST + CUT.len());
        assert!(words.ends_with(CUT));
    }

    #[test]
    fn the_first_bytes_tell_the_kind() {
        for (bytes, kind) in [
            (&b"%PDF-1.7"[..], Some("application/pdf")),
            (b"{\\rtf1", Some("application/rtf")),
            (b"\xef\xbb\xbf\n<!DOCTYPE html>", Some("text/html")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"Dear doctor", None),
        ] {
            assert_eq!(media_type_of(bytes), kind);
        }
    }
}
