//! What the checking of an audit log found.

/// What the checking of an audit log found. "Could not check" is never "intact" and never "tampered".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry is there, every body opens its leaf, and the tree is the one that the checkpoint signs.
    Intact {
        /// How many entries the log has.
        size: u64,
        /// How many of their bodies have been erased.
        erased: u64,
        /// The size of the largest kept checkpoint that this log extends; `None` when there was none, and then a log
        /// that was rolled back, or rewritten and signed again, would look the same.
        anchored: Option<u64>,
    },
    /// The log could not be checked to the end; nothing was found against it.
    CouldNotCheck(CouldNotCheck),
    /// The log does not hold what its checkpoint signs.
    Tampered(Tampered),
    /// The log fits its own checkpoint but not one that was kept: it was cut back, or rewritten and signed again.
    RolledBackOrForked {
        /// The size of the largest kept checkpoint before the break that the log still extends, or 0.
        agreed: u64,
        /// The size of the first kept checkpoint that the log does not extend.
        since: u64,
    },
}

/// Why a log could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CouldNotCheck {
    /// The checkpoint cannot be read.
    Checkpoint,
    /// The checkpoint has no signature by a given key.
    CheckpointUnsigned,
    /// The checkpoint is that of another log.
    CheckpointOrigin,
    /// A kept checkpoint cannot be read, is not signed by a given key or is that of another log.
    KeptCheckpoint {
        /// Its place among the kept checkpoints, from 0.
        place: usize,
    },
    /// An entry cannot be read from the store.
    Entry {
        /// The entry, from 0.
        index: u64,
    },
    /// The leaf is not of a format that this version reads; a leaf that was changed shows in the root.
    Leaf {
        /// The entry, from 0.
        index: u64,
    },
    /// The body is what the leaf commits to, but not an audit event that this version reads.
    Event {
        /// The entry, from 0.
        index: u64,
    },
    /// There are entries after the last that the checkpoint signs, which nothing vouches for.
    NotYetSigned {
        /// The first of them, from 0.
        index: u64,
    },
}

/// What was tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tampered {
    /// The checkpoint's signature by a given key is wrong.
    Checkpoint,
    /// The body is not the one that the leaf commits to, or is damaged.
    Body {
        /// The entry, from 0.
        index: u64,
    },
    /// The event's sequence number is not its place in the log.
    Sequence {
        /// The entry, from 0.
        index: u64,
    },
    /// Entries that the checkpoint signs are missing at the end.
    Missing {
        /// The first of them, from 0.
        index: u64,
    },
    /// Some leaf from `from` on and before `to` is not the one that was signed.
    Root {
        /// The size of the largest kept checkpoint that the leaves still fit, or 0.
        from: u64,
        /// The size of the smallest checkpoint that they do not fit.
        to: u64,
    },
}

impl Verdict {
    /// Whether the log is intact.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        matches!(self, Self::Intact { .. })
    }

    /// The stable code of this verdict.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Intact { .. } => "audit.intact",
            Self::CouldNotCheck(why) => match why {
                CouldNotCheck::Checkpoint => "audit.could-not-check.checkpoint",
                CouldNotCheck::CheckpointUnsigned => "audit.could-not-check.checkpoint-unsigned",
                CouldNotCheck::CheckpointOrigin => "audit.could-not-check.checkpoint-origin",
                CouldNotCheck::KeptCheckpoint { .. } => "audit.could-not-check.kept-checkpoint",
                CouldNotCheck::Entry { .. } => "audit.could-not-check.entry",
                CouldNotCheck::Leaf { .. } => "audit.could-not-check.leaf",
                CouldNotCheck::Event { .. } => "audit.could-not-check.event",
                CouldNotCheck::NotYetSigned { .. } => "audit.could-not-check.not-yet-signed",
            },
            Self::Tampered(what) => match what {
                Tampered::Checkpoint => "audit.tampered.checkpoint",
                Tampered::Body { .. } => "audit.tampered.body",
                Tampered::Sequence { .. } => "audit.tampered.sequence",
                Tampered::Missing { .. } => "audit.tampered.missing",
                Tampered::Root { .. } => "audit.tampered.root",
            },
            Self::RolledBackOrForked { .. } => "audit.rolled-back-or-forked",
        }
    }
}
