//! ED and RP: the bytes of a document, or where they are.

use super::value::Value;
use crate::contribution::ContentHash;
use crate::ingest::Severity;
use crate::record::DocumentContent;
use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Senders differ in whether they pad; what is kept is always padded.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const PDF: &str = "application/pdf";

/// The content that one repeat of type ED (encapsulated data) or RP (reference pointer) holds.
///
/// Bytes that cannot be decoded, or that claim to be a PDF and are none, are told and stay attached as they came.
pub(super) fn read(value: Value<'_>, kind: &str) -> Option<DocumentContent> {
    if !value.has_value() {
        return None;
    }
    if kind == "RP" {
        let address = value.part(1).whole()?;
        let media_type = media_type(value.part(3).peek(), value.part(4).peek());
        if media_type.is_some() {
            value.part(3).mark();
            value.part(4).mark();
        }
        return Some(DocumentContent::Link { media_type, address, hash: None });
    }
    let data = value.part(5);
    let text = data.raw();
    if !data.has_value() {
        value.issue(Severity::Warning, "hl7v2.document.empty", "the document has no bytes");
        return None;
    }
    let bytes = match value.part(4).peek().to_ascii_uppercase().as_str() {
        "BASE64" => decode_base64(text),
        "HEX" => decode_hexadecimal(text),
        "A" | "" => {
            let words = data.lines()?;
            let named = media_type(value.part(2).peek(), value.part(3).peek());
            if named.as_deref().is_none_or(|kind| kind == "text/plain") {
                header_used(value, named.is_some());
                return Some(DocumentContent::Text(words));
            }
            Some(words.into_bytes())
        }
        _ => None,
    };
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        value.issue(
            Severity::Error,
            "hl7v2.document.encoding",
            "the document's bytes cannot be decoded and stay attached",
        );
        return None;
    };
    let is_pdf = bytes.get(..bytes.len().min(1024)).is_some_and(|head| memchr::memmem::find(head, b"%PDF-").is_some());
    let named = media_type(value.part(2).peek(), value.part(3).peek());
    if named.as_deref() == Some(PDF) && !is_pdf {
        value.issue(Severity::Error, "hl7v2.document.content", "the document says that it is a PDF and is none");
        return None;
    }
    data.mark();
    header_used(value, named.is_some());
    let found = if is_pdf { PDF } else { "application/octet-stream" };
    Some(DocumentContent::Inline {
        media_type: named.unwrap_or_else(|| found.to_owned()),
        sha256: ContentHash::of(&bytes).to_string(),
        size: bytes.len() as u64,
        base64: BASE64.encode(&bytes),
    })
}

/// The type of data is noted as used where it is known, so that one that is not stays attached.
fn header_used(value: Value<'_>, known: bool) {
    value.part(4).first_used();
    if known {
        value.part(2).first_used();
        value.part(3).first_used();
    }
}

/// The media type of a type and subtype of data (HL7 tables 0191 and 0291), or of one that is written as a media type.
fn media_type(kind: &str, subtype: &str) -> Option<String> {
    for word in [kind, subtype] {
        if word.contains('/') {
            return Some(word.to_ascii_lowercase());
        }
    }
    let known = [subtype, kind].into_iter().find_map(|word| {
        Some(match word.to_ascii_uppercase().as_str() {
            "PDF" => PDF,
            "RTF" => "application/rtf",
            "HTML" => "text/html",
            "XML" => "application/xml",
            "JPEG" | "JPG" => "image/jpeg",
            "PNG" => "image/png",
            "GIF" => "image/gif",
            "TIFF" | "TIF" => "image/tiff",
            "DICOM" => "application/dicom",
            "PLAIN" | "TXT" | "TEXT" | "TX" | "FT" => "text/plain",
            _ => return None,
        })
    });
    known.map(str::to_owned)
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    // Line breaks come as they are or as escapes.
    let text = text.replace("\\.br\\", "").replace("\\X0D\\", "").replace("\\X0A\\", "").replace("\\X0D0A\\", "");
    let compact: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    BASE64.decode(compact).ok()
}

fn decode_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if digits.len() % 2 == 1 {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}
