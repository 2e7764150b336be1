//! ED and RP: the bytes of a document, or where they are.

use super::message::Segment;
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
const TEXT: &str = "text/plain";

/// The contents that observations of type ED (encapsulated data) or RP (reference pointer) hold, in order.
///
/// A document that is too long for one value comes in pieces, as repeats or as one observation after another. A piece goes
/// on with what was before if it says nothing of its type, or says the same and does not begin as such a document does.
pub(super) fn read_all(segments: &[Segment<'_>]) -> Vec<DocumentContent> {
    let pieces: Vec<(&str, Value<'_>)> =
        segments.iter().flat_map(|obx| obx.field(5).repeats().map(|repeat| (obx.field(2).peek(), repeat))).collect();
    let mut contents = Vec::new();
    let mut rest = pieces.as_slice();
    while let Some(((kind, first), after)) = rest.split_first() {
        let count =
            if *kind == "ED" { after.iter().take_while(|(_, piece)| is_piece(*first, *piece)).count() } else { 0 };
        let (more, others) = after.split_at_checked(count).unwrap_or((after, &[]));
        let more: Vec<_> = more.iter().map(|(_, piece)| *piece).collect();
        contents.extend(read(*first, &more, kind));
        rest = others;
    }
    contents
}

/// Whether a repeat is no more than bytes: it has one component, or the fifth alone.
fn is_bare(piece: Value<'_>) -> bool {
    let absent = |parts: &[usize]| parts.iter().all(|number| piece.part(*number).is_absent());
    absent(&[2, 3, 4]) && (absent(&[1]) || absent(&[5]))
}

fn is_piece(first: Value<'_>, piece: Value<'_>) -> bool {
    if !is_base64(first) || !piece.has_value() {
        return false;
    }
    if is_bare(piece) {
        return true;
    }
    let same = [2, 3, 4].into_iter().all(|number| first.part(number).raw() == piece.part(number).raw());
    let begins = beginning(first);
    same && begins.is_some() && beginning(piece) != begins
}

fn is_base64(value: Value<'_>) -> bool {
    value.part(4).peek().eq_ignore_ascii_case("BASE64")
}

/// The bytes of a piece as they are written.
fn data(piece: Value<'_>) -> Value<'_> {
    if piece.part(5).is_absent() && is_bare(piece) { piece.part(1) } else { piece.part(5) }
}

/// The media type that the first bytes of a piece give away.
fn beginning(piece: Value<'_>) -> Option<&'static str> {
    let compact: Vec<u8> = compact(data(piece).raw()).into_iter().take(4 * 342).collect();
    // One letter over makes no byte.
    let whole = compact.len() - usize::from(compact.len() % 4 == 1);
    let bytes = BASE64.decode(compact.get(..whole)?).ok()?;
    signature(&bytes)
}

fn signature(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return Some(PDF);
    }
    [
        (&b"{\\rtf"[..], "application/rtf"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG", "image/png"),
        (b"GIF8", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
    ]
    .into_iter()
    .find_map(|(mark, kind)| head.starts_with(mark).then_some(kind))
}

/// The content that one repeat of type ED or RP and the pieces that go on with it hold.
///
/// Bytes that cannot be decoded, or that claim to be a PDF and are none, are told and stay attached as they came.
fn read(value: Value<'_>, more: &[Value<'_>], kind: &str) -> Option<DocumentContent> {
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
    let data_of_first = value.part(5);
    if !data_of_first.has_value() {
        value.issue(Severity::Warning, "hl7v2.document.empty", "the document has no bytes");
        return None;
    }
    let named = media_type(value.part(2).peek(), value.part(3).peek());
    let pieces: Vec<_> = std::iter::once(value).chain(more.iter().copied()).collect();
    let bytes = match value.part(4).peek().to_ascii_uppercase().as_str() {
        "BASE64" => decode_base64(pieces.iter().map(|piece| data(*piece).raw())),
        "HEX" => decode_hexadecimal(data_of_first.raw()),
        "A" | "" => {
            let words = data_of_first.lines()?;
            if named.as_deref().is_none_or(|kind| kind == TEXT) {
                header_used(&pieces, named.is_some());
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
    let found = signature(&bytes);
    if named.as_deref() == Some(PDF) && found != Some(PDF) {
        value.issue(Severity::Error, "hl7v2.document.content", "the document says that it is a PDF and is none");
        return None;
    }
    for piece in &pieces {
        data(*piece).mark();
    }
    header_used(&pieces, named.is_some());
    if named.as_deref() == Some(TEXT)
        && let Ok(words) = std::str::from_utf8(&bytes)
        && !words.contains('\0')
    {
        return Some(DocumentContent::Text(words.to_owned()));
    }
    Some(DocumentContent::Inline {
        media_type: named.unwrap_or_else(|| found.unwrap_or("application/octet-stream").to_owned()),
        sha256: ContentHash::of(&bytes).to_string(),
        size: bytes.len() as u64,
        base64: BASE64.encode(&bytes),
    })
}

/// The type of data is noted as used where it is known, so that one that is not stays attached.
fn header_used(pieces: &[Value<'_>], known: bool) {
    for piece in pieces.iter().filter(|piece| !piece.part(4).is_absent()) {
        piece.part(4).first_used();
        if known {
            piece.part(2).first_used();
            piece.part(3).first_used();
        }
    }
    if let Some(first) = pieces.first().filter(|_| known) {
        first.part(2).first_used();
        first.part(3).first_used();
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
            "PLAIN" | "TXT" | "TEXT" | "TX" | "FT" => TEXT,
            "DOC" => "application/msword",
            "DOCX" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "BMP" => "image/bmp",
            _ => return None,
        })
    });
    known.map(str::to_owned)
}

/// Without line breaks, which come as they are or as escapes.
fn compact(text: &str) -> Vec<u8> {
    let text = text.replace("\\.br\\", "").replace("\\X0D\\", "").replace("\\X0A\\", "").replace("\\X0D0A\\", "");
    text.bytes().filter(|b| !b.is_ascii_whitespace()).collect()
}

/// Pieces that are cut anywhere are one text; one that ends in padding is whole by itself.
fn decode_base64<'t>(pieces: impl Iterator<Item = &'t str>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut text = Vec::new();
    for piece in pieces {
        text.extend(compact(piece));
        if text.ends_with(b"=") {
            bytes.extend(BASE64.decode(&text).ok()?);
            text.clear();
        }
    }
    bytes.extend(BASE64.decode(&text).ok()?);
    Some(bytes)
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
