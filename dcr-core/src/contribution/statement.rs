//! A contribution as a node holds it: with the time at which it was first received.

use super::{ContentHash, Contribution, ContributionError, ContributionStatus, Version};
use crate::time::Timestamp;

/// A contribution with its content hash and the time at which a node first received it.
///
/// The hash is always that of the contribution's canonical bytes. The receive time is not part of the content: of two
/// copies of one contribution the earlier receive time stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    contribution: Contribution,
    hash: ContentHash,
    received: Timestamp,
}

impl Statement {
    /// A contribution received at a time.
    ///
    /// # Errors
    /// As [`Contribution::canonical`].
    pub fn new(contribution: Contribution, received: Timestamp) -> Result<Self, ContributionError> {
        let hash = contribution.content_hash()?;
        Ok(Self { contribution, hash, received })
    }

    /// The same from canonical bytes that a node stored: the bytes are hashed, not printed again.
    ///
    /// # Errors
    /// [`ContributionError::Unreadable`] when the bytes are not a contribution.
    pub fn from_stored(bytes: &[u8], received: Timestamp) -> Result<Self, ContributionError> {
        Ok(Self { contribution: Contribution::from_json(bytes)?, hash: ContentHash::of(bytes), received })
    }

    /// The contribution.
    #[must_use]
    pub fn contribution(&self) -> &Contribution {
        &self.contribution
    }

    /// The contribution, taken out.
    #[must_use]
    pub fn into_contribution(self) -> Contribution {
        self.contribution
    }

    /// The hash of its canonical bytes.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// When a node first received it.
    #[must_use]
    pub fn received(&self) -> Timestamp {
        self.received
    }

    /// What decides between versions of one key: the highest wins.
    #[must_use]
    pub fn rank(&self) -> (Version, Timestamp, ContentHash) {
        (self.contribution.parts().version, self.contribution.parts().recorded, self.hash)
    }

    /// Whether it stands, as far as it says itself.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.contribution.parts().status == ContributionStatus::Current
    }

    /// The same with the earlier of two receive times.
    #[must_use]
    pub fn received_no_later_than(mut self, other: Timestamp) -> Self {
        self.received = self.received.min(other);
        self
    }
}
