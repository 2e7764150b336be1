//! The append-only log: one format for an organisation's feed and for the audit.
//!
//! - The tree is that of RFC 6962 section 2.1 with SHA-256: [`TreeFrontier`] appends, [`inclusion_proof`] and
//!   [`consistency_proof`] prove, [`verify_inclusion`] and [`verify_consistency`] check. A [`LogProof`] travels as
//!   text.
//! - A leaf is a [`LeafCommitment`]: a salted hash of a body that lies beside the log and can be erased for good, while
//!   every proof stays valid.
//! - A [`SignedCheckpoint`] is a C2SP checkpoint: a signed note with the log's origin, size and root, and the
//!   cosignatures of those who have seen it. A log that was rolled back, or rewritten and signed again, is perfect on
//!   its own: only a checkpoint kept elsewhere shows it.
//! - [`Tile`], [`TileHashes`] and [`entry_bundle`] are the C2SP tile format, in which others read a log.
//!
//! Nothing here reads or writes: hashes come from a [`HashSource`], keys and times come in as arguments.

mod checkpoint;
mod commitment;
mod frontier;
mod hash;
mod note;
mod note_key;
mod proof;
mod proof_note;
#[cfg(test)]
mod tests;
mod tile;
mod verify;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use commitment::{LeafCommitment, Salt};
pub use frontier::{Subtree, TreeFrontier};
pub use hash::TreeHash;
pub use note::{SignedNote, VerifiedSignature};
pub use note_key::{KeyName, NoteSigner, SignatureKind, VerifierKey};
pub use proof::{HashSource, consistency_proof, inclusion_proof, root_of};
pub use proof_note::LogProof;
pub use tile::{Tile, TileHashes, bundle_leaves, entry_bundle};
pub use verify::{verify_consistency, verify_inclusion};

/// Why something of the log cannot be made or is not accepted. No variant carries what an entry says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The log cannot have more leaves.
    #[error("the log cannot grow further")]
    TreeFull,
    /// The bytes are not the state of a frontier.
    #[error("the bytes are not the right edge of a tree")]
    FrontierFormat,
    /// A hash that a root or proof needs is not there.
    #[error("the hash of subtree {index} of level {level} is missing")]
    HashMissing {
        /// The subtree's level.
        level: u8,
        /// Its place in the level.
        index: u64,
    },
    /// The tree has no such leaf.
    #[error("a tree of {size} leaves has no leaf {index}")]
    ProofIndex {
        /// The leaf asked for, from 0.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// The new tree is smaller than the old one.
    #[error("a tree of {new} leaves cannot extend one of {old}")]
    ProofSizes {
        /// The size of the old tree.
        old: u64,
        /// The size of the new tree.
        new: u64,
    },
    /// The proof has too few or too many hashes.
    #[error("the proof has the wrong number of hashes")]
    ProofLength,
    /// The proof does not lead to the root.
    #[error("the proof does not lead to the root")]
    ProofRoot,
    /// The bytes are not a proof with its checkpoint.
    #[error("the bytes are not a proof with its checkpoint")]
    ProofFormat,
    /// A salt has neither 16 nor 32 bytes.
    #[error("a salt has neither 16 nor 32 bytes")]
    SaltLength,
    /// The bytes are not a leaf of the format that this version reads.
    #[error("the bytes are not a leaf of a known format")]
    LeafFormat,
    /// A key name is empty, too long or has a character that it cannot have.
    #[error("a key name is empty, too long or has a character that it cannot have")]
    KeyName,
    /// A verifier key is malformed, of an unknown type or has the wrong key id.
    #[error("the verifier key is malformed, of an unknown type or has the wrong id")]
    VerifierKey,
    /// A signing key cannot make this signature.
    #[error("the signing key cannot make this signature")]
    SigningKey,
    /// The bytes are not a signed note.
    #[error("the bytes are not a signed note")]
    NoteFormat,
    /// A note is too long or has too many signatures.
    #[error("the note is too long or has too many signatures")]
    NoteLength,
    /// No trusted key has signed the note.
    #[error("no trusted key has signed the note")]
    Unsigned,
    /// A signature that claims to be by a trusted key is wrong.
    #[error("a signature that claims to be by a trusted key is wrong")]
    Signature,
    /// The text is not a checkpoint.
    #[error("the text is not a checkpoint")]
    CheckpointFormat,
    /// The checkpoint is that of another log.
    #[error("the checkpoint is that of another log")]
    CheckpointOrigin,
    /// There is no tile with these coordinates.
    #[error("there is no tile with these coordinates")]
    TileCoordinates,
    /// The bytes are not those of the tile or entry bundle.
    #[error("the bytes are not those of the tile or entry bundle")]
    TileFormat,
}

impl LogError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TreeFull => "log.tree.full",
            Self::FrontierFormat => "log.frontier.format",
            Self::HashMissing { .. } => "log.hash.missing",
            Self::ProofIndex { .. } => "log.proof.index",
            Self::ProofSizes { .. } => "log.proof.sizes",
            Self::ProofLength => "log.proof.length",
            Self::ProofRoot => "log.proof.root",
            Self::ProofFormat => "log.proof.format",
            Self::SaltLength => "log.commitment.salt",
            Self::LeafFormat => "log.commitment.leaf",
            Self::KeyName => "log.note.key-name",
            Self::VerifierKey => "log.note.verifier-key",
            Self::SigningKey => "log.note.signing-key",
            Self::NoteFormat => "log.note.format",
            Self::NoteLength => "log.note.length",
            Self::Unsigned => "log.note.unsigned",
            Self::Signature => "log.note.signature",
            Self::CheckpointFormat => "log.checkpoint.format",
            Self::CheckpointOrigin => "log.checkpoint.origin",
            Self::TileCoordinates => "log.tile.coordinates",
            Self::TileFormat => "log.tile.format",
        }
    }
}
