//! The register: which organisations there are, when, and whether they are assured to see the record.
//!
//! The register is a JSON document that a county keeps; nothing in the rules names a member. An organisation that is not
//! in it, not open or not assured sees nothing.

mod assurance;
mod document;
mod lookup;
mod organisation;

#[cfg(test)]
mod tests;

pub use assurance::{Assurance, AssuranceCriteria, AssuranceStatus};
pub use document::{Register, RegisterDocument};
pub use organisation::{Organisation, OrganisationKind};

use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// What is wrong with a place in a register.
    pub enum RegisterFault {
        /// The format's number is not one that this version reads.
        FormatUnknown = "format-unknown",
        /// A name is empty.
        NameEmpty = "name-empty",
        /// The code stands in the register twice.
        CodeRepeated = "code-repeated",
        /// The organisation closes before it opens.
        ClosedBeforeOpened = "closed-before-opened",
        /// An organisation that is not closed names a successor.
        SuccessorOfOpen = "successor-of-open",
        /// The successor is not in the register.
        SuccessorUnknown = "successor-unknown",
        /// The successors lead back to the organisation.
        SuccessorLoop = "successor-loop",
        /// Assured, but a criterion is not met.
        AssuredWithoutCriteria = "assured-without-criteria",
        /// Assured, but the register does not say from when.
        AssuredWithoutStart = "assured-without-start",
        /// The assurance ends before it starts.
        AssuranceEndsBeforeStart = "assurance-ends-before-start",
    }
}

/// Why a text is not a register. Nothing of the text is repeated: a place is told by line and column or by JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The text is not JSON of the register's shape.
    #[error("the register cannot be read (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// The register contradicts itself.
    #[error("the register is not valid at `{pointer}`: {fault}")]
    Invalid {
        /// Where, as a JSON pointer (RFC 6901).
        pointer: String,
        /// What is wrong there.
        fault: RegisterFault,
    },
    /// The register has no canonical form.
    #[error(transparent)]
    Canonical(#[from] crate::contribution::CanonicalError),
}

impl RegisterError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "register.unreadable",
            Self::Invalid { .. } => "register.invalid",
            Self::Canonical(_) => "register.canonical",
        }
    }
}
