//! A name for a person that means nothing outside the record.

use crate::contribution::{ContentHash, canonical_bytes};
use crate::identifier::PersonKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An opaque identifier of a person: the hash of one local person's key.
///
/// A cluster is named by the smallest of its members' keys, so the name depends only on who is in it. What was written
/// down under a member's name (an audit event) is found again by asking for every member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PersonId(ContentHash);

impl PersonId {
    /// The identifier of one local person.
    #[must_use]
    pub fn of(person: &PersonKey) -> Self {
        // A key is three texts, which always have a canonical form.
        Self(ContentHash::of(&canonical_bytes(person).unwrap_or_default()))
    }

    /// The hash.
    #[must_use]
    pub fn hash(&self) -> &ContentHash {
        &self.0
    }

    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        ContentHash::parse(text).map(Self)
    }
}

impl std::fmt::Display for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
