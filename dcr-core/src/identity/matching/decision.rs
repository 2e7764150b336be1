//! What a person or a source decided of two rows.

use serde::{Deserialize, Serialize};

/// What was decided of two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They are one person.
    Same,
    /// They are two: stronger than `Same` and than any score.
    Different,
}

/// The name of a row: unique among the rows that are matched together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey(String);

impl RowKey {
    /// From the ODS code of a source and its local id.
    #[must_use]
    pub fn new(source: &str, local_id: &str) -> Self {
        Self(format!("{source}\u{1f}{local_id}"))
    }

    /// The source and the local id.
    pub(super) fn parts(&self) -> (&str, &str) {
        self.0.split_once('\u{1f}').unwrap_or(("", &self.0))
    }

    /// The key's text: source and local id, parted by U+001F.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RowKey(..)")
    }
}

/// A decision about two rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// One row.
    pub left: RowKey,
    /// The other.
    pub right: RowKey,
    /// What they are to each other.
    pub relation: Relation,
}
