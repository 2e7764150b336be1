//! What a source submits: one versioned statement about one person.
//!
//! A contribution is identified by its [`ContributionKey`] and superseded, never overwritten: of the versions of one key
//! the highest (version, recorded time, content hash) wins. Its canonical bytes are RFC 8785 JSON, and its content hash
//! is the SHA-256 of those bytes.

mod body;
mod canonical;
mod key;
mod link;
mod origin;
mod reorder;
mod schema;
mod statement;
mod version;
mod withdrawal;

pub use body::{Contribution, ContributionBody, ContributionParts, ContributionStatus};
pub use canonical::{CanonicalError, ContentHash, canonical_bytes};
pub use key::ContributionKey;
pub use link::{LinkRelation, LinkStatement};
pub use origin::{Attached, Origin, SourceFormat};
pub use schema::contribution_schema;
pub use statement::Statement;
pub use version::Version;
pub(crate) use withdrawal::Withdrawals;

/// Why something is not a contribution. No variant carries what the contribution says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContributionError {
    /// A current contribution without a body.
    #[error("a current contribution has no body")]
    NoBody,
    /// The version is above 2^53 - 1, which canonical JSON cannot carry exactly.
    #[error("the version is above 9007199254740991")]
    VersionRange,
    /// The bytes are not a contribution of a format that this version reads.
    #[error("the bytes are not a contribution that this version reads (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// The bytes are a contribution, but not in canonical form.
    #[error("the bytes are not in canonical form")]
    NotCanonical,
    /// A value cannot be printed as canonical JSON.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl ContributionError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBody => "contribution.no-body",
            Self::VersionRange => "contribution.version-range",
            Self::Unreadable { .. } => "contribution.unreadable",
            Self::NotCanonical => "contribution.not-canonical",
            Self::Canonical(_) => "contribution.canonical",
        }
    }
}
