//! What a row's unit keeps as its original: the header and the row.

use crate::contribution::ContentHash;
use ring::digest::{Context, SHA256};

/// The originals of one file's rows. Each begins with the header, which is hashed once for all of them.
pub(super) struct Originals<'f> {
    header: &'f [u8],
    hashed: Context,
}

impl<'f> Originals<'f> {
    /// Of a file with this header, as it came.
    pub(super) fn new(header: &'f [u8]) -> Self {
        let mut hashed = Context::new(&SHA256);
        hashed.update(header);
        Self { header, hashed }
    }

    /// The original of a row and its hash.
    pub(super) fn of(&self, row: &[u8]) -> (Vec<u8>, ContentHash) {
        let mut hashed = self.hashed.clone();
        hashed.update(row);
        let mut hash = [0; 32];
        hash.copy_from_slice(hashed.finish().as_ref());
        ([self.header, row].concat(), ContentHash::from_bytes(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_original() {
        let header = b"a,b\n".repeat(40);
        let originals = Originals::new(&header);
        for row in [&b"1,2\n"[..], b"", b"3,4"] {
            let (original, hash) = originals.of(row);
            assert_eq!(original, [&header, row].concat());
            assert_eq!(hash, ContentHash::of(&original));
        }
    }
}
