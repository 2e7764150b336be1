//! Validated newtypes for the identifiers of the field.
//!
//! A value of one of these types is known to be well formed; the only way to make one is a constructor that can
//! fail. Their `Debug` form hides what identifies a person.

mod coding;
mod local;
mod nhs_number;
mod ods_code;
pub(crate) mod ours;
mod postcode;
mod uprn;

pub use coding::{CodedConcept, Coding, system};
pub use local::{PersonKey, SourceItemId, SourceSystem, SubjectId};
pub use nhs_number::{NhsNumber, NhsNumberRange};
pub use ods_code::OdsCode;
pub use postcode::Postcode;
pub use uprn::Uprn;

/// Why a text is not the identifier it should be. No variant carries the text itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// The text is empty after trimming.
    #[error("the {what} is empty")]
    Empty {
        /// Which identifier.
        what: &'static str,
    },
    /// The text has the wrong number of characters.
    #[error("the {what} has {length} characters")]
    Length {
        /// Which identifier.
        what: &'static str,
        /// How many characters there were.
        length: usize,
    },
    /// A character that the identifier cannot have.
    #[error("the {what} has a character that it cannot have")]
    Character {
        /// Which identifier.
        what: &'static str,
    },
    /// The check digit does not fit.
    #[error("the {what} fails its check digit")]
    CheckDigit {
        /// Which identifier.
        what: &'static str,
    },
    /// The parts do not follow the identifier's pattern.
    #[error("the {what} does not follow its pattern")]
    Pattern {
        /// Which identifier.
        what: &'static str,
    },
}

impl IdentifierError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "identifier.empty",
            Self::Length { .. } => "identifier.length",
            Self::Character { .. } => "identifier.character",
            Self::CheckDigit { .. } => "identifier.check-digit",
            Self::Pattern { .. } => "identifier.pattern",
        }
    }
}
