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
    /// FHIR R4 or STU3: a resource or a Bundle in JSON or XML, or resources in JSON, one a line.
    Fhir,
    /// UN/EDIFACT interchanges of the GP pathology messages NHS002, NHS003 and NHS004.
    Edifact,
    /// One HL7 CDA R2 document.
    Cda,
    /// CSV, TSV or XLSX with a header row, read through a mapping.
    Tabular,
}

impl Format {
    /// Every format, in the order of their words here.
    pub const ALL: &'static [Self] = &[Self::Hl7v2, Self::Fhir, Self::Edifact, Self::Cda, Self::Tabular];

    /// The format's word: `hl7v2`, `fhir`, `edifact`, `cda` or `csv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hl7v2 => "hl7v2",
            Self::Fhir => "fhir",
            Self::Edifact => "edifact",
            Self::Cda => "cda",
            Self::Tabular => "csv",
        }
    }

    /// The format with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == word)
    }

    /// The format that the first bytes tell: an `MSH`, `FHS` or `BHS` header (after an MLLP start byte), a JSON object,
    /// an EDIFACT `UNA` or `UNB`, or an XML document, which is CDA when `ClinicalDocument` stands near its beginning and
    /// FHIR otherwise. A table has no mark of its own and is never guessed.
    #[must_use]
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = bytes.trim_ascii_start();
        let text = text.strip_prefix(b"\x0b").unwrap_or(text);
        let begins = |marks: &[&[u8]]| marks.iter().any(|mark| text.starts_with(mark));
        if begins(&[b"MSH", b"FHS", b"BHS"]) {
            Some(Self::Hl7v2)
        } else if begins(&[b"UNA", b"UNB"]) {
            Some(Self::Edifact)
        } else if begins(&[b"{"]) {
            Some(Self::Fhir)
        } else if begins(&[b"<"]) {
            let beginning = text.get(..ROOT_WITHIN).unwrap_or(text);
            let cda = memchr::memmem::find(beginning, b"ClinicalDocument").is_some();
            Some(if cda { Self::Cda } else { Self::Fhir })
        } else {
            None
        }
    }
}

/// Within how many bytes an XML document's root element must begin to be told: prologues and comments are short.
const ROOT_WITHIN: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_formats_with_a_mark_are_detected() {
        assert_eq!(Format::detect(b"\x0bMSH|^~\\&|"), Some(Format::Hl7v2));
        assert_eq!(Format::detect(b"\r\nFHS|^~\\&|"), Some(Format::Hl7v2));
        assert_eq!(Format::detect(b"\xef\xbb\xbf {\"resourceType\""), Some(Format::Fhir));
        assert_eq!(Format::detect(b"<Patient xmlns=\"http://hl7.org/fhir\"/>"), Some(Format::Fhir));
        assert_eq!(Format::detect(b"<?xml version=\"1.0\"?>\n<ClinicalDocument/>"), Some(Format::Cda));
        assert_eq!(Format::detect(b"UNB+UNOA:2+"), Some(Format::Edifact));
        assert_eq!(Format::detect(b"LA_Code,NHS_Number"), None);
        assert_eq!(Format::detect(b""), None);
    }

    #[test]
    fn every_format_is_found_by_its_word() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(*format));
        }
        assert_eq!(Format::parse("HL7V2"), None);
    }
}
