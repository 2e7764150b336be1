//! The node's key and everything derived from it.

use crate::error::{KeyError, NodeError, StoreError};
use crate::seal::SealKey;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{hkdf, hmac};
use zeroize::Zeroizing;

/// The key of a node: 32 random bytes that a key provider keeps. Wiped from memory when dropped.
///
/// Whoever has the folder and not the key learns how much there is, never what. A lost key cannot be replaced.
#[derive(Clone)]
pub struct NodeKey(Zeroizing<[u8; 32]>);

impl NodeKey {
    /// A new key from the operating system's random numbers.
    ///
    /// # Errors
    /// [`StoreError::Random`] when there are none.
    pub fn generate() -> Result<Self, NodeError> {
        let mut bytes = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| StoreError::Random)?;
        Ok(Self(bytes))
    }

    /// From its 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Its 32 bytes, for the key provider alone.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyError::Format`] when the text is anything else.
    pub fn from_hex(text: &str) -> Result<Self, NodeError> {
        let text = text.trim();
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(KeyError::Format.into());
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(pair).map_err(|_| KeyError::Format)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| KeyError::Format)?;
        }
        Ok(Self(bytes))
    }

    /// The key as 64 hexadecimal digits, for the key provider alone.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        use std::fmt::Write;
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            // Writing to a String never fails.
            let _ = write!(*text, "{byte:02x}");
        }
        text
    }

    fn derive(&self, purpose: &'static str) -> Result<Zeroizing<[u8; 32]>, NodeError> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"dcr-node");
        let mut derived = Zeroizing::new([0; 32]);
        salt.extract(self.0.as_slice())
            .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|output| output.fill(derived.as_mut_slice()))
            .map_err(|_| StoreError::Random)?;
        Ok(derived)
    }
}

impl std::fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NodeKey(..)")
    }
}

/// A keyed hash that a row is found by: HMAC-SHA256, cut to 16 bytes.
pub(crate) type LookUp = [u8; 16];

/// The keys derived from a node's key, by HKDF-SHA256 (RFC 5869).
pub(crate) struct Subkeys {
    /// Wraps the data keys of local persons.
    pub(crate) wrap: SealKey,
    /// Seals what belongs to no person: quarantine, settings, audit events.
    pub(crate) system: SealKey,
    look_up: hmac::Key,
    salt: hmac::Key,
}

impl Subkeys {
    pub(crate) fn of(key: &NodeKey) -> Result<Self, NodeError> {
        Ok(Self {
            wrap: SealKey::new(&*key.derive("wrap")?)?,
            system: SealKey::new(&*key.derive("system")?)?,
            look_up: hmac::Key::new(hmac::HMAC_SHA256, key.derive("look-up")?.as_slice()),
            salt: hmac::Key::new(hmac::HMAC_SHA256, key.derive("salt")?.as_slice()),
        })
    }

    /// The hash that a row is found by. `what` keeps hashes of different things apart; each part is preceded by its
    /// length, so that no two lists of parts give one hash.
    pub(crate) fn look_up(&self, what: &'static str, parts: &[&[u8]]) -> LookUp {
        let mut cut = [0; 16];
        for (byte, from) in cut.iter_mut().zip(Self::mac(&self.look_up, what, parts).as_ref()) {
            *byte = *from;
        }
        cut
    }

    /// The salt of one leaf of a log: the same history always gives the same leaves, and nobody without the key can
    /// guess what a leaf stands for.
    pub(crate) fn salt(&self, sequence: u64, event: &[u8]) -> [u8; 32] {
        let mut salt = [0; 32];
        salt.copy_from_slice(Self::mac(&self.salt, "audit", &[&sequence.to_be_bytes(), event]).as_ref());
        salt
    }

    fn mac(key: &hmac::Key, what: &'static str, parts: &[&[u8]]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(key);
        context.update(&(what.len() as u64).to_be_bytes());
        context.update(what.as_bytes());
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_through_hex_and_hides() {
        let key = NodeKey::generate().unwrap();
        assert_eq!(NodeKey::from_hex(&key.to_hex()).unwrap().0, key.0);
        assert_eq!(format!("{key:?}"), "NodeKey(..)");
        assert_eq!(NodeKey::from_bytes([0xab; 32]).to_hex().as_str(), "ab".repeat(32));
        for text in ["", "ab", &"+1".repeat(32), &"g0".repeat(32)] {
            assert_eq!(NodeKey::from_hex(text).unwrap_err().code(), "node.key.format");
        }
    }

    #[test]
    fn look_ups_depend_on_key_purpose_and_the_border_between_parts() {
        let keys = Subkeys::of(&NodeKey::from_bytes([1; 32])).unwrap();
        let other = Subkeys::of(&NodeKey::from_bytes([2; 32])).unwrap();
        let hash = keys.look_up("person", &[b"ab", b"c"]);
        assert_eq!(hash, keys.look_up("person", &[b"ab", b"c"]));
        assert_ne!(hash, keys.look_up("person", &[b"a", b"bc"]));
        assert_ne!(hash, keys.look_up("number", &[b"ab", b"c"]));
        assert_ne!(hash, other.look_up("person", &[b"ab", b"c"]));
        assert_ne!(keys.salt(0, b"event"), keys.salt(1, b"event"));
    }
}
