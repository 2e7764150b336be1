//! The right edge of a tree: all that appending needs.

use super::{LogError, TreeHash};

/// A complete subtree: the 2^`level` leaves from leaf `index` * 2^`level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    /// Its height; a single leaf has level 0.
    pub level: u8,
    /// Its place among the subtrees of its level, from 0 on the left.
    pub index: u64,
}

/// The roots of the complete subtrees that make up a tree, the largest (leftmost) first.
///
/// A tree of `size` leaves has one of them for every bit set in `size`: at most 64 hashes, from which the root can be
/// told at any time and to which leaves can be appended without knowing the leaves before them.
///
/// ```
/// use dcr_core::log::{TreeFrontier, TreeHash};
/// let mut tree = TreeFrontier::new();
/// assert_eq!(tree.root(), TreeHash::EMPTY);
/// tree.append(TreeHash::of_leaf(b"first"))?;
/// assert_eq!((tree.size(), tree.root()), (1, TreeHash::of_leaf(b"first")));
/// # Ok::<(), dcr_core::log::LogError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreeFrontier {
    size: u64,
    peaks: Vec<TreeHash>,
}

impl TreeFrontier {
    /// The tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends the hash of a leaf.
    ///
    /// # Errors
    /// [`LogError::TreeFull`] when the size cannot grow.
    pub fn append(&mut self, leaf: TreeHash) -> Result<(), LogError> {
        self.append_telling(leaf, |_, _| ())
    }

    /// Appends the hash of a leaf and tells the hash of every subtree that it completes, the leaf first.
    ///
    /// What is told is what a store keeps to make proofs without the leaves.
    ///
    /// # Errors
    /// [`LogError::TreeFull`] when the size cannot grow.
    pub fn append_telling(
        &mut self,
        leaf: TreeHash,
        mut completed: impl FnMut(Subtree, TreeHash),
    ) -> Result<(), LogError> {
        let grown = self.size.checked_add(1).ok_or(LogError::TreeFull)?;
        let (mut hash, mut subtree) = (leaf, Subtree { level: 0, index: self.size });
        completed(subtree, hash);
        for _ in 0..self.size.trailing_ones() {
            // One peak stands for every set bit of the size, so there is one to join.
            let Some(left) = self.peaks.pop() else { break };
            hash = TreeHash::of_node(left, hash);
            subtree = Subtree { level: subtree.level + 1, index: subtree.index >> 1 };
            completed(subtree, hash);
        }
        self.peaks.push(hash);
        self.size = grown;
        Ok(())
    }

    /// The root of the tree: RFC 6962 section 2.1, MTH.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        self.peaks.iter().rev().copied().reduce(|right, left| TreeHash::of_node(left, right)).unwrap_or(TreeHash::EMPTY)
    }

    /// The state as bytes: the size as eight bytes, the most significant first, then the peaks from left to right.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flat_map(TreeHash::as_bytes));
        bytes
    }

    /// Reads a state that [`TreeFrontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`LogError::FrontierFormat`] when the number of hashes does not fit the size.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LogError> {
        let (size, hashes) = bytes.split_first_chunk::<8>().ok_or(LogError::FrontierFormat)?;
        let size = u64::from_be_bytes(*size);
        let (hashes, rest) = hashes.as_chunks::<32>();
        if !rest.is_empty() || u32::try_from(hashes.len()) != Ok(size.count_ones()) {
            return Err(LogError::FrontierFormat);
        }
        Ok(Self { size, peaks: hashes.iter().copied().map(TreeHash::from_bytes).collect() })
    }
}
