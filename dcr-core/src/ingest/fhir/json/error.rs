//! Why bytes are refused as JSON.

/// Why bytes are not JSON that can be read without loss. No variant carries what the input says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// More bytes than the limits allow.
    #[error("the input is larger than its limit")]
    Size,
    /// Not UTF-8 (RFC 8259 section 8.1).
    #[error("the input is not UTF-8")]
    Encoding,
    /// Not JSON (RFC 8259).
    #[error("the input is not JSON (line {line}, column {column})")]
    Syntax {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// A string with an escape that stands for no character.
    #[error("a string has an escape that stands for no character")]
    Escape {
        /// JSON pointer of the string.
        place: String,
    },
    /// An object that has one key twice: which of the two is meant cannot be known.
    #[error("an object has one key twice")]
    DuplicateKey {
        /// JSON pointer of the second.
        place: String,
    },
    /// Nested deeper than the limits allow.
    #[error("the input is nested deeper than its limit")]
    Depth {
        /// JSON pointer of the first value that is too deep.
        place: String,
    },
    /// More members of one array or object than the limits allow.
    #[error("an array or object has more members than its limit")]
    Repeats {
        /// JSON pointer of the array or object.
        place: String,
    },
    /// More values in all than the limits allow.
    #[error("the input has more values than its limit")]
    Values,
}

impl JsonError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size => "fhir.limit.size",
            Self::Encoding => "fhir.json.encoding",
            Self::Syntax { .. } => "fhir.json.syntax",
            Self::Escape { .. } => "fhir.json.escape",
            Self::DuplicateKey { .. } => "fhir.json.duplicate-key",
            Self::Depth { .. } => "fhir.limit.depth",
            Self::Repeats { .. } => "fhir.limit.repeats",
            Self::Values => "fhir.limit.values",
        }
    }

    /// Where the fault lies, as an issue tells it.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Syntax { line, column } => format!("line {line}, column {column}"),
            Self::Escape { place } | Self::DuplicateKey { place } | Self::Depth { place } | Self::Repeats { place } => {
                place.clone()
            }
            Self::Size | Self::Encoding | Self::Values => String::new(),
        }
    }

    /// The cause in words.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::Size => "the input is larger than its limit",
            Self::Encoding => "the input is not UTF-8",
            Self::Syntax { .. } => "the input is not JSON",
            Self::Escape { .. } => "a string has an escape that stands for no character",
            Self::DuplicateKey { .. } => "an object has one key twice",
            Self::Depth { .. } => "the input is nested deeper than its limit",
            Self::Repeats { .. } => "an array or object has more members than its limit",
            Self::Values => "the input has more values than its limit",
        }
    }
}
