//! One part of an input that is accepted or quarantined as a whole.

use super::{DirectoryEntry, Issue};
use crate::contribution::Contribution;

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Its contributions can be taken.
    Accepted,
    /// It goes whole into quarantine for this reason.
    Quarantined(Issue),
}

/// One part of an input that is accepted or quarantined as a whole: normally one message, or one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Where in the input it stood, such as `message 3` or `row 17`.
    pub place: String,
    /// Its bytes as they came. For a row, the header row and the row; for one person's part of a Bundle about several
    /// people, the Bundle in JSON without the entries of others, which reads as the same contributions.
    pub original: Vec<u8>,
    /// What was read from it; empty when it is quarantined.
    pub contributions: Vec<Contribution>,
    /// What it states about staff, places and organisations, that is about no person; empty when it is quarantined.
    pub directory: Vec<DirectoryEntry>,
    /// Everything that was unusual, not understood or not usable.
    pub issues: Vec<Issue>,
    /// Accepted or quarantined.
    pub fate: Fate,
}

impl Unit {
    /// A unit that goes whole into quarantine.
    #[must_use]
    pub fn quarantined(place: impl Into<String>, original: &[u8], reason: Issue) -> Self {
        Self {
            place: place.into(),
            original: original.to_vec(),
            contributions: Vec::new(),
            directory: Vec::new(),
            issues: vec![reason.clone()],
            fate: Fate::Quarantined(reason),
        }
    }
}
