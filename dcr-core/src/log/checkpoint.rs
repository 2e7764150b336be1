//! Checkpoints: C2SP tlog-checkpoint.

use super::{HashSource, SignatureKind};
use super::{LogError, NoteSigner, SignedNote, TreeHash, VerifiedSignature, VerifierKey, root_of};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a log says of itself at one size: the text of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: TreeHash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    ///
    /// # Errors
    /// [`LogError::CheckpointFormat`] when the origin is empty or has a control character, or when the size is 0 and
    /// the root is not that of the empty tree.
    pub fn new(origin: &str, size: u64, root: TreeHash) -> Result<Self, LogError> {
        let empty_root_fits = size != 0 || root == TreeHash::EMPTY;
        if origin.is_empty() || origin.contains(|c: char| c < ' ') || !empty_root_fits {
            return Err(LogError::CheckpointFormat);
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// The checkpoint over the first `size` leaves of a source.
    ///
    /// # Errors
    /// As [`Checkpoint::new`] and [`root_of`].
    pub fn of<S: HashSource + ?Sized>(origin: &str, source: &S, size: u64) -> Result<Self, LogError> {
        Self::new(origin, size, root_of(source, size)?)
    }

    /// Reads the text of a note as a checkpoint.
    ///
    /// # Errors
    /// [`LogError::CheckpointFormat`] when it is not one: three lines or more, none of them empty; the size in decimal
    /// without leading zeros; the root as base64 of 32 bytes.
    pub fn parse(text: &str) -> Result<Self, LogError> {
        let mut lines = text.strip_suffix('\n').ok_or(LogError::CheckpointFormat)?.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(LogError::CheckpointFormat);
        };
        let root =
            STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(LogError::CheckpointFormat)?;
        let size = decimal(size).ok_or(LogError::CheckpointFormat)?;
        let mut read = Self::new(origin, size, TreeHash::from_bytes(root))?;
        for extension in lines {
            if extension.is_empty() || extension.contains(|c: char| c < ' ') {
                return Err(LogError::CheckpointFormat);
            }
            read.extensions.push(extension.to_owned());
        }
        Ok(read)
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many leaves the log has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of its tree.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        self.root
    }

    /// Lines whose meaning this version does not know, as they came.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

/// A decimal number in its only spelling: digits, no sign, no leading zeros.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// The text that is signed.
impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, STANDARD.encode(self.root.as_bytes()))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint that its log has signed, with every other signature that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// Signs a checkpoint with the log's key.
    ///
    /// # Errors
    /// As [`SignedNote::sign`].
    pub fn sign(checkpoint: Checkpoint, log: &NoteSigner) -> Result<Self, LogError> {
        let note = SignedNote::sign(checkpoint.to_string(), log)?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint of the log `origin`, signed by one of the log's keys.
    ///
    /// # Errors
    /// [`LogError::NoteFormat`], [`LogError::NoteLength`], [`LogError::Unsigned`], [`LogError::Signature`],
    /// [`LogError::CheckpointFormat`], or [`LogError::CheckpointOrigin`] when it is the checkpoint of another log.
    pub fn open(bytes: &[u8], origin: &str, log_keys: &[VerifierKey]) -> Result<Self, LogError> {
        let note = SignedNote::parse(bytes)?;
        let verified = note.verify(log_keys)?;
        if !verified.iter().any(|signature| signature.key.kind() == SignatureKind::Ed25519) {
            return Err(LogError::Unsigned);
        }
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin != origin {
            return Err(LogError::CheckpointOrigin);
        }
        Ok(Self { checkpoint, note })
    }

    /// What the log says.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note as it is stored and sent.
    #[must_use]
    pub fn note(&self) -> &SignedNote {
        &self.note
    }

    /// Adds a witness's cosignature; see [`SignedNote::cosign`] for what the caller has checked first.
    ///
    /// # Errors
    /// As [`SignedNote::cosign`].
    pub fn cosign(&mut self, witness: &NoteSigner, time: u64) -> Result<(), LogError> {
        self.note.cosign(witness, time)
    }

    /// Which of these witnesses have cosigned, and when.
    ///
    /// # Errors
    /// [`LogError::Signature`] when a signature that claims to be by one of them is wrong.
    pub fn cosignatures<'a>(&self, witnesses: &'a [VerifierKey]) -> Result<Vec<VerifiedSignature<'a>>, LogError> {
        match self.note.verify(witnesses) {
            Ok(mut verified) => {
                verified.retain(|signature| signature.key.kind() == SignatureKind::Cosignature);
                Ok(verified)
            }
            Err(LogError::Unsigned) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
