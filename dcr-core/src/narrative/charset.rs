//! Bytes of text to characters.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text of some bytes. A byte order mark decides first, then the character set that is named, as far as the bytes are
/// in it; otherwise the text is UTF-8 if it is valid as such, and Windows-1252 if not.
pub(super) fn text_of(bytes: &[u8], named: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    if let Some(encoding) = named.and_then(|name| Encoding::for_label(name.trim().as_bytes())) {
        let (text, wrong) = encoding.decode_without_bom_handling(bytes);
        if !wrong {
            return text.into_owned();
        }
    }
    let (text, wrong) = UTF_8.decode_without_bom_handling(bytes);
    if wrong { WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned() } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_then_the_name_then_the_bytes_decide() {
        for (bytes, named, text) in [
            (&b"Si\xc3\xa2n"[..], None, "Siân"),
            (b"Si\xe2n", None, "Siân"),
            (b"Si\xe2n", Some("utf-8"), "Siân"),
            (b"\xb8\xd2\xd0\xdd", Some("ISO-8859-5"), "Иван"),
            (b"\xff\xfeS\0i\0", Some("utf-8"), "Si"),
            (b"plain", Some("no such set"), "plain"),
        ] {
            assert_eq!(text_of(bytes, named), text, "{named:?}");
        }
    }
}
