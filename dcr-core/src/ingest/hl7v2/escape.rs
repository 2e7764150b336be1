//! Escapes inside a value.

use super::delimiters::Delimiters;
use encoding_rs::Encoding;
use std::borrow::Cow;

/// The most blank lines or spaces that one escape may stand for.
const LARGEST_COUNT: usize = 99;

/// A value with its escapes resolved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unescaped<'a> {
    /// The value; an escape that is not understood stands in it as it came.
    pub(super) text: Cow<'a, str>,
    /// Whether every escape was understood.
    pub(super) understood: bool,
}

/// Resolves the escapes of a value.
///
/// Source: HL7 v2.5.1 chapter 2, section 2.7. Highlighting and paragraph settings have no words in them and fall away; line breaks
/// become line breaks; hexadecimal bytes are read in the message's character set.
pub(super) fn unescape<'a>(raw: &'a str, delimiters: &Delimiters, encoding: &'static Encoding) -> Unescaped<'a> {
    let whole = Unescaped { text: Cow::Borrowed(raw), understood: true };
    let Some(mark) = delimiters.escape.map(char::from) else { return whole };
    if !raw.contains(mark) {
        return whole;
    }
    let mut text = String::with_capacity(raw.len());
    let mut understood = true;
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once(mark) {
        text.push_str(before);
        let resolved = after
            .split_once(mark)
            .and_then(|(name, beyond)| resolve(name, delimiters, encoding).map(|meaning| (meaning, beyond)));
        if let Some((meaning, beyond)) = resolved {
            text.push_str(&meaning);
            rest = beyond;
        } else {
            // Only the mark itself is passed over: what follows may hold a true escape.
            understood = false;
            text.push(mark);
            rest = after;
        }
    }
    text.push_str(rest);
    Unescaped { text: Cow::Owned(text), understood }
}

fn resolve(name: &str, delimiters: &Delimiters, encoding: &'static Encoding) -> Option<Cow<'static, str>> {
    let character = |byte: u8| Some(Cow::Owned(char::from(byte).to_string()));
    match name {
        "F" => character(delimiters.field),
        "S" => character(delimiters.component),
        "R" => character(delimiters.repeat),
        "E" => delimiters.escape.and_then(character),
        "T" => delimiters.subcomponent.and_then(character),
        "H" | "N" | ".fi" | ".nf" => Some(Cow::Borrowed("")),
        ".br" | ".ce" => Some(Cow::Borrowed("\n")),
        _ => {
            if let Some(digits) = name.strip_prefix('X') {
                hexadecimal(digits, encoding)
            } else if let Some(count) = name.strip_prefix(".sp") {
                repeated("\n", count)
            } else if let Some(count) = name.strip_prefix(".sk") {
                repeated(" ", count)
            } else if let Some(count) = name.strip_prefix(".in").or_else(|| name.strip_prefix(".ti")) {
                count.trim().parse::<i16>().is_ok().then_some(Cow::Borrowed(""))
            } else {
                None
            }
        }
    }
}

fn repeated(unit: &str, count: &str) -> Option<Cow<'static, str>> {
    let count = count.trim().trim_start_matches('+');
    let count = if count.is_empty() { 1 } else { count.parse().ok()? };
    (count <= LARGEST_COUNT).then(|| Cow::Owned(unit.repeat(count)))
}

fn hexadecimal(digits: &str, encoding: &'static Encoding) -> Option<Cow<'static, str>> {
    if digits.is_empty() || digits.len() % 2 == 1 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let bytes = digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect::<Option<Vec<u8>>>()?;
    encoding.decode_without_bom_handling_and_without_replacement(&bytes).map(|text| Cow::Owned(text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Delimiters =
        Delimiters { field: b'|', component: b'^', repeat: b'~', escape: Some(b'\\'), subcomponent: Some(b'&') };

    fn read(raw: &str) -> (String, bool) {
        let read = unescape(raw, &USUAL, encoding_rs::UTF_8);
        (read.text.into_owned(), read.understood)
    }

    #[test]
    fn every_escape_of_chapter_2_is_resolved() {
        for (raw, text) in [
            (r"A\F\B\S\C\T\D\R\E\E\F", r"A|B^C&D~E\F"),
            (r"one\.br\two\.sp2\three", "one\ntwo\n\nthree"),
            (r"a\.sk3\b\.in+4\c\.nf\", "a   bc"),
            (r"\H\urgent\N\", "urgent"),
            (r"Si\XC3A2\n", "Siân"),
            ("plain", "plain"),
        ] {
            assert_eq!(read(raw), (text.to_owned(), true), "{raw}");
        }
    }

    #[test]
    fn escapes_next_to_letters_beyond_ascii_lose_nothing() {
        assert_eq!(read(r"Siân \T\ Siôn"), ("Siân & Siôn".to_owned(), true));
        assert_eq!(read(r"Siân Ffrâid \T\ Siôn"), ("Siân Ffrâid & Siôn".to_owned(), true));
    }

    #[test]
    fn unknown_and_unterminated_escapes_stay_as_they_came() {
        for raw in
            [r"a\Z9\b", r"tail \ of the field", r"C:\Temp", r"\X4\", r"\XZZ\", r"\XFF\", r"\.sp999\", r"\", r"\\"]
        {
            assert_eq!(read(raw), (raw.to_owned(), false), "{raw}");
        }
        assert_eq!(read(r"50\ and A\T\E"), (r"50\ and A&E".to_owned(), false));
    }

    #[test]
    fn hexadecimal_is_read_in_the_messages_character_set() {
        let read = unescape(r"Si\XE2\n", &USUAL, encoding_rs::WINDOWS_1252);
        assert_eq!((read.text.as_ref(), read.understood), ("Siân", true));
    }

    #[test]
    fn the_messages_own_separators_are_used() {
        let other =
            Delimiters { field: b'#', component: b'*', repeat: b'!', escape: Some(b'?'), subcomponent: Some(b'%') };
        assert_eq!(unescape(r"a?T?b\T\", &other, encoding_rs::UTF_8).text, r"a%b\T\");
        let none = Delimiters { escape: None, subcomponent: None, ..other };
        assert_eq!(unescape("a?T?b", &none, encoding_rs::UTF_8).text, "a?T?b");
    }
}
