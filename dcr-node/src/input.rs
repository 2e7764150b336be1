//! What is handed in: in what format, from which source, when.

use crate::error::{InputError, NodeError};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::time::Timestamp;

/// In what format an input is.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum InputFormat {
    /// As its first bytes tell: HL7 v2, FHIR, EDIFACT or CDA. A table or a bare document is never guessed.
    #[default]
    Auto,
    /// HL7 v2 messages, one or many, bare or in batch wrappers or MLLP frames.
    Hl7v2,
    /// FHIR R4 or STU3: a resource or a Bundle in JSON or XML, or resources in JSON, one a line.
    Fhir,
    /// UN/EDIFACT interchanges of the GP pathology messages NHS002, NHS003 and NHS004.
    Edifact,
    /// One HL7 CDA R2 document.
    Cda,
    /// One document by itself: PDF, RTF, HTML, text or any other file.
    Document {
        /// The covering note that says whom and what it is about, in JSON.
        note: String,
    },
    /// CSV, TSV or XLSX with a header row.
    Tabular {
        /// The name of a built-in mapping, or a mapping document in JSON.
        mapping: String,
    },
    /// Contributions in canonical JSON, one a line, stated by the source itself.
    Contributions,
}

/// Without the mapping: a host that hands in the wrong text must not find it in its log.
impl std::fmt::Debug for InputFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What goes with the bytes of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// In what format they are.
    pub format: InputFormat,
    /// The organisation that sent them.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// When they were received; absent means now.
    pub received: Option<Timestamp>,
}

impl Input {
    /// An input received now, in the format that its bytes tell.
    #[must_use]
    pub fn from_source(organisation: OdsCode, system: SourceSystem) -> Self {
        Self { format: InputFormat::Auto, organisation, system, received: None }
    }

    /// The same in this format.
    #[must_use]
    pub fn in_format(mut self, format: InputFormat) -> Self {
        self.format = format;
        self
    }

    /// The same received then.
    #[must_use]
    pub fn received_at(mut self, received: Timestamp) -> Self {
        self.received = Some(received);
        self
    }
}

impl InputFormat {
    /// The format with this word and what goes with it, if there is one: a table has a mapping, a document its covering
    /// note, and nothing else has either.
    pub(crate) fn parse(word: &str, beside: Option<&str>) -> Option<Self> {
        match (word, beside) {
            ("auto", None) => Some(Self::Auto),
            ("hl7v2", None) => Some(Self::Hl7v2),
            ("fhir", None) => Some(Self::Fhir),
            ("edifact", None) => Some(Self::Edifact),
            ("cda", None) => Some(Self::Cda),
            ("document", Some(note)) => Some(Self::Document { note: note.to_owned() }),
            ("csv", Some(mapping)) => Some(Self::Tabular { mapping: mapping.to_owned() }),
            ("contributions", None) => Some(Self::Contributions),
            _ => None,
        }
    }

    /// The format itself, where the bytes must tell it.
    pub(crate) fn settled(&self, bytes: &[u8]) -> Result<Self, NodeError> {
        use dcr_core::ingest::Format;
        match self {
            Self::Auto => match Format::detect(bytes) {
                Some(Format::Hl7v2) => Ok(Self::Hl7v2),
                Some(Format::Fhir) => Ok(Self::Fhir),
                Some(Format::Edifact) => Ok(Self::Edifact),
                Some(Format::Cda) => Ok(Self::Cda),
                _ => Err(InputError::FormatUnknown.into()),
            },
            settled => Ok(settled.clone()),
        }
    }

    /// What goes with the bytes: the mapping of a table, the covering note of a document.
    pub(crate) fn mapping(&self) -> Option<&str> {
        match self {
            Self::Tabular { mapping } => Some(mapping),
            Self::Document { note } => Some(note),
            _ => None,
        }
    }

    /// The format's word, by which a message is known again: `hl7v2`, `fhir`, `edifact`, `cda`, `document`, `csv` or
    /// `contributions`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Hl7v2 => "hl7v2",
            Self::Fhir => "fhir",
            Self::Edifact => "edifact",
            Self::Cda => "cda",
            Self::Document { .. } => "document",
            Self::Tabular { .. } => "csv",
            Self::Contributions => "contributions",
        }
    }
}
