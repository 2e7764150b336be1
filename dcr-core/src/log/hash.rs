//! The hashes of a log's tree: RFC 6962 section 2.1, with SHA-256.

use ring::digest::{Context, SHA256};

/// A hash in the tree: of one leaf, of an inner node or of the whole tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

impl TreeHash {
    /// The root of the tree without leaves: the SHA-256 of nothing.
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae,
        0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// The hash of a leaf: SHA-256 over the byte 0 and the leaf's bytes.
    #[must_use]
    pub fn of_leaf(leaf: &[u8]) -> Self {
        Self::over(&[&[0], leaf])
    }

    /// The hash of an inner node: SHA-256 over the byte 1 and its two children.
    #[must_use]
    pub fn of_node(left: Self, right: Self) -> Self {
        Self::over(&[&[1], &left.0, &right.0])
    }

    /// From the 32 bytes of a hash.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn over(parts: &[&[u8]]) -> Self {
        let mut context = Context::new(&SHA256);
        for part in parts {
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }
}

impl std::fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TreeHash({})", crate::contribution::ContentHash::from_bytes(self.0))
    }
}

/// The largest power of two below `size`, for sizes of 2 and more: where RFC 6962 splits a tree.
pub(super) fn split_below(size: u64) -> u64 {
    1 << size.saturating_sub(1).max(1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_split_is_the_largest_power_of_two_below_the_size() {
        for (size, split) in [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (u64::MAX, 1 << 63)] {
            assert_eq!(split_below(size), split, "{size}");
        }
    }

    #[test]
    fn leaves_and_nodes_are_told_apart() {
        let (left, right) = (TreeHash::of_leaf(b"a"), TreeHash::of_leaf(b"b"));
        let joined = [left.as_bytes().as_slice(), right.as_bytes()].concat();
        assert_ne!(TreeHash::of_node(left, right), TreeHash::of_leaf(&joined));
        assert_eq!(
            format!("{:?}", TreeHash::of_leaf(b"")),
            "TreeHash(6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d)"
        );
    }
}
