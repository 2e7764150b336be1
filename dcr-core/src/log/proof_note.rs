//! A proof that travels: C2SP tlog-proof, which anyone can check offline.

use super::checkpoint::decimal;
use super::{LogError, SignedCheckpoint, TreeHash, VerifierKey, verify_inclusion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// The longest text that is read, in bytes: a checkpoint, 64 hashes and as much again of extra data.
const LONGEST: usize = 2_000_000;

/// That one leaf stands in a log: its index, the inclusion proof and the signed checkpoint that it leads to.
///
/// The extra data is opaque and vouched for by nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    extra: Option<Vec<u8>>,
    index: u64,
    hashes: Vec<TreeHash>,
    checkpoint: String,
}

impl LogProof {
    /// A proof for the leaf at `index`, made for the checkpoint's size with [`super::inclusion_proof`].
    #[must_use]
    pub fn new(index: u64, hashes: Vec<TreeHash>, checkpoint: &SignedCheckpoint) -> Self {
        Self { extra: None, index, hashes, checkpoint: checkpoint.note().to_string() }
    }

    /// The same with extra data beside it.
    #[must_use]
    pub fn with_extra(self, extra: Vec<u8>) -> Self {
        Self { extra: Some(extra), ..self }
    }

    /// Reads a proof. Nothing of it is checked before [`LogProof::verify`].
    ///
    /// # Errors
    /// [`LogError::ProofFormat`] when the bytes are not such a proof.
    pub fn parse(bytes: &[u8]) -> Result<Self, LogError> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LONGEST).ok_or(LogError::ProofFormat)?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(LogError::ProofFormat)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(FIRST_LINE) {
            return Err(LogError::ProofFormat);
        }
        let mut line = lines.next().ok_or(LogError::ProofFormat)?;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(STANDARD.decode(encoded).map_err(|_| LogError::ProofFormat)?);
            line = lines.next().ok_or(LogError::ProofFormat)?;
        }
        let index = line.strip_prefix("index ").and_then(decimal).ok_or(LogError::ProofFormat)?;
        let mut hashes = Vec::new();
        for line in lines {
            let hash = STANDARD.decode(line).ok().and_then(|hash| hash.try_into().ok()).ok_or(LogError::ProofFormat)?;
            // No tree is higher than the 64 bits of its size.
            if hashes.len() == 64 {
                return Err(LogError::ProofFormat);
            }
            hashes.push(TreeHash::from_bytes(hash));
        }
        Ok(Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }

    /// The leaf's place in the log, from 0. Not to be trusted before [`LogProof::verify`].
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The extra data, which no check covers.
    #[must_use]
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// Checks that the leaf stands at the index in the log `origin`; gives the checkpoint that says so.
    ///
    /// # Errors
    /// As [`SignedCheckpoint::open`] and [`verify_inclusion`].
    pub fn verify(&self, leaf: &[u8], origin: &str, log_keys: &[VerifierKey]) -> Result<SignedCheckpoint, LogError> {
        let signed = SignedCheckpoint::open(self.checkpoint.as_bytes(), origin, log_keys)?;
        let (size, root) = (signed.checkpoint().size(), signed.checkpoint().root());
        verify_inclusion(TreeHash::of_leaf(leaf), self.index, size, &self.hashes, root)?;
        Ok(signed)
    }
}

/// The proof as it is stored and sent, by custom in a file whose name ends in `.tlog-proof`.
impl std::fmt::Display for LogProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{}", STANDARD.encode(hash.as_bytes())))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
