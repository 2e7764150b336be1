//! The register: which organisations there are, when, whether they are admitted to the record, and what may cross the
//! county's border.
//!
//! The register is a JSON document that a county keeps; nothing in the rules names a member. An organisation that is not
//! in it, not open or not admitted sees nothing.

mod admission;
mod agreement;
mod assurance;
mod check;
mod document;
mod key;
mod lookup;
mod organisation;

#[cfg(test)]
mod tests;

pub use admission::{Admission, AdmissionCriteria, AdmissionState, MissingEvidence};
pub use agreement::{Agreement, Crossing};
pub use assurance::{Access, Assurance, AssuranceStatus, Evidence, EvidenceKind};
pub use document::{Register, RegisterDocument};
pub use key::{OrganisationKey, PublicKey, PublicKeyError};
pub use organisation::{Organisation, OrganisationKind};

use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;

/// Whether an instant is in a window; an absent end is open.
fn within(from: Option<Timestamp>, until: Option<Timestamp>, at: Timestamp) -> bool {
    from.is_none_or(|from| from <= at) && until.is_none_or(|until| at < until)
}

closed_vocabulary! {
    /// What is wrong with a place in a register.
    pub enum RegisterFault {
        /// The format's number is not one that this version reads.
        FormatUnknown = "format-unknown",
        /// A name is empty.
        NameEmpty = "name-empty",
        /// A county is stated without a word.
        CountyEmpty = "county-empty",
        /// The code is the one that stands in place of an organisation that is withheld.
        CodeReserved = "code-reserved",
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
        /// The organisation that it is part of is not in the register.
        ParentUnknown = "parent-unknown",
        /// What it is part of leads back to the organisation.
        ParentLoop = "parent-loop",
        /// The identifier stands twice where it must stand once.
        IdRepeated = "id-repeated",
        /// An identifier is empty, or cannot be the name of a key on a signed note.
        IdForm = "id-form",
        /// Assured, but the register does not say from when.
        AssuredWithoutStart = "assured-without-start",
        /// The assurance ends before it starts.
        AssuranceEndsBeforeStart = "assurance-ends-before-start",
        /// A key, an agreement or a piece of evidence ends before it starts.
        EndsBeforeStart = "ends-before-start",
        /// The organisation that signs policies is not in the register.
        AuthorityUnknown = "authority-unknown",
        /// An agreement with the register's own county.
        CountyOwn = "county-own",
        /// A purpose beyond the person's own care crosses no border.
        SecondaryUse = "secondary-use",
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
