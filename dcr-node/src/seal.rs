//! Sealing: AES-256-GCM with random nonces, each seal bound to the row that it belongs to.

use crate::error::{NodeError, StoreError};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// A key that seals and opens.
///
/// Sealed bytes are a 96-bit random nonce, the ciphertext and the 128-bit tag. One key must not seal more than 2^32
/// times (NIST SP 800-38D section 8.3); every local person has their own.
pub(crate) struct SealKey(LessSafeKey);

impl SealKey {
    pub(crate) fn new(bytes: &[u8; 32]) -> Result<Self, NodeError> {
        let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| StoreError::Random)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// A new random data key, and its bytes wrapped by this key.
    pub(crate) fn new_wrapped(&self, place: &Place<'_>) -> Result<(Self, Vec<u8>), NodeError> {
        let mut bytes = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| StoreError::Random)?;
        Ok((Self::new(&bytes)?, self.seal(place, bytes.as_slice())?))
    }

    /// A data key that this key wrapped.
    pub(crate) fn unwrap(&self, place: &Place<'_>, wrapped: &[u8]) -> Result<Self, NodeError> {
        let opened = Zeroizing::new(self.open(place, wrapped)?);
        let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| StoreError::Corrupt { what: place.table })?;
        Self::new(bytes)
    }

    pub(crate) fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, NodeError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| StoreError::Random)?;
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let body = sealed.get_mut(NONCE_LEN..).unwrap_or_default();
        let tag = self
            .0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.bytes()), body)
            .map_err(|_| StoreError::Full)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what this key sealed for this place; anything else is damage.
    pub(crate) fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, NodeError> {
        let damaged = || NodeError::from(StoreError::Corrupt { what: place.table });
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let mut body = body.to_vec();
        let length = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.bytes()), &mut body)
            .map_err(|_| damaged())?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

/// Where sealed bytes belong: a row moved to another place, or under another person, does not open.
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) row: &'a [&'a [u8]],
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        for part in std::iter::once(&self.table.as_bytes()).chain(self.row) {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_bytes_open_only_whole_and_in_their_place() {
        let key = SealKey::new(&[7; 32]).unwrap();
        let place = Place { table: "contribution", row: &[b"a", b"b"] };
        let sealed = key.seal(&place, b"body").unwrap();
        assert_eq!(key.open(&place, &sealed).unwrap(), b"body");
        assert_eq!(sealed.len(), 12 + 4 + 16);
        assert_ne!(sealed, key.seal(&place, b"body").unwrap());
        for moved in
            [Place { table: "message", row: &[b"a", b"b"] }, Place { table: "contribution", row: &[b"ab", b""] }]
        {
            assert_eq!(key.open(&moved, &sealed).unwrap_err().code(), "node.store.corrupt");
        }
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key.open(&place, &changed).is_err(), "byte {index}");
            assert!(key.open(&place, &sealed[..index]).is_err(), "cut at {index}");
        }
    }

    #[test]
    fn a_wrapped_key_is_the_same_key() {
        let wrap = SealKey::new(&[7; 32]).unwrap();
        let place = Place { table: "person", row: &[b"p"] };
        let (key, wrapped) = wrap.new_wrapped(&place).unwrap();
        let sealed = key.seal(&place, b"body").unwrap();
        assert_eq!(wrap.unwrap(&place, &wrapped).unwrap().open(&place, &sealed).unwrap(), b"body");
    }
}
