//! What a leaf says of its body: a salted hash, so that the body can be erased and every proof stays valid.

use super::LogError;
use ring::digest::{Context, SHA256};

/// What every leaf of this format begins with, and what its hash begins with too, so that no other hash of the project
/// can stand for it.
const PREFIX: &[u8; 12] = b"dcr-leaf-v1\n";

/// Random bytes that hide what a leaf commits to: 16 or 32 of them, never used twice.
///
/// Whoever holds the salt can try guesses of the body. A salt is therefore sealed and erased together with its body.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(SaltBytes);

#[derive(Clone, PartialEq, Eq)]
enum SaltBytes {
    Short([u8; 16]),
    Long([u8; 32]),
}

impl Salt {
    /// From 16 or 32 random bytes.
    ///
    /// # Errors
    /// [`LogError::SaltLength`] for any other number of bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, LogError> {
        if let Ok(short) = bytes.try_into() {
            return Ok(Self(SaltBytes::Short(short)));
        }
        bytes.try_into().map(|long| Self(SaltBytes::Long(long))).map_err(|_| LogError::SaltLength)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            SaltBytes::Short(bytes) => bytes,
            SaltBytes::Long(bytes) => bytes,
        }
    }
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// A leaf of the log, 44 bytes: the 12 bytes `dcr-leaf-v1` and a line feed, then the 32 bytes of
///
/// ```text
/// SHA-256( "dcr-leaf-v1" || 0x0A || length of the salt (one byte: 16 or 32) || salt || body )
/// ```
///
/// Every part before the body has a known length, so no two pairs of salt and body are hashed as the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeafCommitment([u8; 32]);

impl LeafCommitment {
    /// How many bytes a leaf has.
    pub const LENGTH: usize = PREFIX.len() + 32;

    /// Commits to a body.
    #[must_use]
    pub fn to(salt: &Salt, body: &[u8]) -> Self {
        let (length, salt): (u8, &[u8]) = match &salt.0 {
            SaltBytes::Short(bytes) => (16, bytes),
            SaltBytes::Long(bytes) => (32, bytes),
        };
        let mut context = Context::new(&SHA256);
        for part in [PREFIX, [length].as_slice(), salt, body] {
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }

    /// The leaf's bytes, as the tree hashes them.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut leaf = [0; Self::LENGTH];
        for (to, from) in leaf.iter_mut().zip(PREFIX.iter().chain(&self.0)) {
            *to = *from;
        }
        leaf
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// [`LogError::LeafFormat`] when the bytes are not a leaf of this format.
    pub fn from_bytes(leaf: &[u8]) -> Result<Self, LogError> {
        leaf.strip_prefix(PREFIX).and_then(|hash| hash.try_into().ok()).map(Self).ok_or(LogError::LeafFormat)
    }

    /// Whether this salt and body are what the leaf commits to.
    #[must_use]
    pub fn opens(&self, salt: &Salt, body: &[u8]) -> bool {
        Self::to(salt, body) == *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_has_fixed_bytes_and_opens_only_with_its_own_salt_and_body() {
        let salt = Salt::new(&[7; 16]).unwrap();
        let leaf = LeafCommitment::to(&salt, b"body");
        let hash = ring::digest::digest(
            &SHA256,
            b"dcr-leaf-v1\n\x10\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07body",
        );
        assert_eq!(leaf.to_bytes().as_slice(), [b"dcr-leaf-v1\n", hash.as_ref()].concat());
        assert_eq!(LeafCommitment::from_bytes(&leaf.to_bytes()), Ok(leaf));
        assert!(leaf.opens(&salt, b"body"));
        assert!(!leaf.opens(&salt, b"bodY"));
        assert!(!leaf.opens(&Salt::new(&[8; 16]).unwrap(), b"body"));
        // A longer salt cannot borrow its end from the body.
        let body = [[7; 16].as_slice(), b"body"].concat();
        assert!(!LeafCommitment::to(&salt, &body).opens(&Salt::new(&[7; 32]).unwrap(), b"body"));
    }

    #[test]
    fn other_lengths_are_refused() {
        assert_eq!(Salt::new(&[0; 15]).unwrap_err().code(), "log.commitment.salt");
        let leaf = LeafCommitment::to(&Salt::new(&[1; 32]).unwrap(), b"").to_bytes();
        for wrong in [&leaf[..43], &[leaf.as_slice(), b"x"].concat(), &[b"X", &leaf[1..]].concat(), b""] {
            assert_eq!(LeafCommitment::from_bytes(wrong).unwrap_err().code(), "log.commitment.leaf");
        }
        assert_eq!(format!("{:?}", Salt::new(&[1; 16]).unwrap()), "Salt(..)");
    }
}
