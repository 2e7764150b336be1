//! What is handed in: in what format, from which source, when.

use crate::error::{InputError, NodeError};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::time::Timestamp;

/// In what format an input is.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum InputFormat {
    /// As its first bytes tell: HL7 v2 or FHIR. CSV has no mark of its own and is never guessed.
    #[default]
    Auto,
    /// HL7 v2 messages, one or many, bare or in batch wrappers or MLLP frames.
    Hl7v2,
    /// One FHIR R4 resource or Bundle in JSON.
    Fhir,
    /// CSV with a header row.
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
    /// The format itself, where the bytes must tell it.
    pub(crate) fn settled(&self, bytes: &[u8]) -> Result<Self, NodeError> {
        use dcr_core::ingest::Format;
        match self {
            Self::Auto => match Format::detect(bytes) {
                Some(Format::Hl7v2) => Ok(Self::Hl7v2),
                Some(Format::Fhir) => Ok(Self::Fhir),
                _ => Err(InputError::FormatUnknown.into()),
            },
            settled => Ok(settled.clone()),
        }
    }

    /// The mapping that CSV is read through.
    pub(crate) fn mapping(&self) -> Option<&str> {
        match self {
            Self::Tabular { mapping } => Some(mapping),
            _ => None,
        }
    }

    /// The format's word, by which a message is known again: `hl7v2`, `fhir`, `csv` or `contributions`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Hl7v2 => "hl7v2",
            Self::Fhir => "fhir",
            Self::Tabular { .. } => "csv",
            Self::Contributions => "contributions",
        }
    }
}
