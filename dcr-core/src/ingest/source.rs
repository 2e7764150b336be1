//! Who sent an input, and in what format.

use crate::identifier::{OdsCode, SourceSystem};
use crate::time::Timestamp;

/// Who sent an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The organisation.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// When the input was received; stands in for a recorded time that the input does not state.
    pub received: Timestamp,
}

/// The format of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// HL7 v2 messages, one or many, bare or in batch wrappers or MLLP frames.
    Hl7v2,
    /// One FHIR R4 resource or Bundle in JSON.
    Fhir,
    /// CSV with a header row, read through a mapping.
    Tabular,
}

impl Format {
    /// The format's word: `hl7v2`, `fhir` or `csv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hl7v2 => "hl7v2",
            Self::Fhir => "fhir",
            Self::Tabular => "csv",
        }
    }

    /// The format with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "hl7v2" => Some(Self::Hl7v2),
            "fhir" => Some(Self::Fhir),
            "csv" => Some(Self::Tabular),
            _ => None,
        }
    }

    /// The format that the first bytes tell: an `MSH`, `FHS` or `BHS` header (after an MLLP start byte), or a JSON
    /// object. CSV has no mark of its own and is never guessed.
    #[must_use]
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = bytes.trim_ascii_start();
        let text = text.strip_prefix(b"\x0b").unwrap_or(text);
        if [b"MSH", b"FHS", b"BHS"].iter().any(|header| text.starts_with(*header)) {
            Some(Self::Hl7v2)
        } else if text.starts_with(b"{") {
            Some(Self::Fhir)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_formats_with_a_mark_are_detected() {
        assert_eq!(Format::detect(b"\x0bMSH|^~\\&|"), Some(Format::Hl7v2));
        assert_eq!(Format::detect(b"\r\nFHS|^~\\&|"), Some(Format::Hl7v2));
        assert_eq!(Format::detect(b"\xef\xbb\xbf {\"resourceType\""), Some(Format::Fhir));
        assert_eq!(Format::detect(b"LA_Code,NHS_Number"), None);
        assert_eq!(Format::detect(b""), None);
    }
}
