//! The bytes of documents, as the record keeps them.

use crate::contribution::ContentHash;
use crate::narrative::media_type_of;
use crate::record::DocumentContent;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a document's bytes are when nothing says so.
const UNKNOWN_MEDIA_TYPE: &str = "application/octet-stream";

/// Bytes as a document's content: in base64, with their hash and size. Where no media type is stated, the one that the
/// first bytes tell.
pub(crate) fn inline(media_type: Option<String>, bytes: &[u8]) -> DocumentContent {
    DocumentContent::Inline {
        media_type: media_type.unwrap_or_else(|| media_type_of(bytes).unwrap_or(UNKNOWN_MEDIA_TYPE).to_owned()),
        base64: STANDARD.encode(bytes),
        sha256: ContentHash::of(bytes).to_string(),
        size: bytes.len() as u64,
    }
}

/// The SHA-1 of bytes, as FHIR R4 (2.24.0.9, Attachment.hash) and HL7 CDA R2 (ED.integrityCheck) state it: a sum against
/// damage, never proof of who wrote them.
pub(crate) fn sha1(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_with_their_hash() {
        let DocumentContent::Inline { media_type, base64, sha256, size } = inline(None, b"%PDF-1.4") else {
            panic!("inline bytes")
        };
        assert_eq!((media_type.as_str(), base64.as_str(), size), ("application/pdf", "JVBERi0xLjQ=", 8));
        assert_eq!(sha256, ContentHash::of(b"%PDF-1.4").to_string());
        let stated = inline(Some("text/rtf".to_owned()), b"{\\rtf1 Seen}");
        assert_eq!(stated.words().as_deref(), Some("Seen"));
    }
}
