//! Making proofs: RFC 6962 sections 2.1.1 and 2.1.2.

use super::hash::split_below;
use super::{LogError, Subtree, TreeFrontier, TreeHash};

/// Where the hashes of complete subtrees come from: leaf hashes, or what a store kept of them.
pub trait HashSource {
    /// The hash of a complete subtree.
    ///
    /// # Errors
    /// [`LogError::HashMissing`] when the source does not hold it.
    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, LogError>;
}

/// The leaf hashes themselves, from the first leaf on.
impl HashSource for [TreeHash] {
    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, LogError> {
        let missing = LogError::HashMissing { level: subtree.level, index: subtree.index };
        let width = 1_usize.checked_shl(u32::from(subtree.level)).ok_or_else(|| missing.clone())?;
        let leaves = usize::try_from(subtree.index)
            .ok()
            .and_then(|index| index.checked_mul(width))
            .and_then(|start| self.get(start..start.checked_add(width)?))
            .ok_or(missing)?;
        let mut tree = TreeFrontier::new();
        for leaf in leaves {
            tree.append(*leaf)?;
        }
        Ok(tree.root())
    }
}

/// The root over the first `size` leaves.
///
/// # Errors
/// [`LogError::HashMissing`] when the source lacks a hash.
pub fn root_of<S: HashSource + ?Sized>(source: &S, size: u64) -> Result<TreeHash, LogError> {
    range_root(source, 0, size)
}

/// The hashes that lead from one leaf to the root: RFC 6962 section 2.1.1, PATH; the leaf's sibling first.
///
/// # Errors
/// [`LogError::ProofIndex`] when the tree has no such leaf, [`LogError::HashMissing`] when the source lacks a hash.
pub fn inclusion_proof<S: HashSource + ?Sized>(source: &S, index: u64, size: u64) -> Result<Vec<TreeHash>, LogError> {
    if index >= size {
        return Err(LogError::ProofIndex { index, size });
    }
    // The subtree of leaves start..end always holds the leaf; each step halves it and notes the other half.
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while end - start > 1 {
        let middle = start + split_below(end - start);
        if index < middle {
            proof.push(range_root(source, middle, end)?);
            end = middle;
        } else {
            proof.push(range_root(source, start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that show that the tree of `old` leaves is the beginning of the tree of `new` leaves: RFC 6962 section
/// 2.1.2, PROOF. Between equal sizes, and from the tree without leaves, the proof is empty.
///
/// # Errors
/// [`LogError::ProofSizes`] when the new tree is the smaller, [`LogError::HashMissing`] when the source lacks a hash.
pub fn consistency_proof<S: HashSource + ?Sized>(source: &S, old: u64, new: u64) -> Result<Vec<TreeHash>, LogError> {
    if old > new {
        return Err(LogError::ProofSizes { old, new });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    // The old tree ends inside start..end; its last complete part is named only where it is not the old tree itself.
    let (mut start, mut end) = (0, new);
    let mut proof = Vec::new();
    while end != old {
        let middle = start + split_below(end - start);
        if old <= middle {
            proof.push(range_root(source, middle, end)?);
            end = middle;
        } else {
            proof.push(range_root(source, start, middle)?);
            start = middle;
        }
    }
    if start != 0 {
        proof.push(range_root(source, start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The root over the leaves `start..end`, where `start` is a multiple of every complete subtree inside.
fn range_root<S: HashSource + ?Sized>(source: &S, mut start: u64, end: u64) -> Result<TreeHash, LogError> {
    let mut peaks = Vec::new();
    while start < end {
        let level = (end - start).ilog2();
        peaks.push(source.subtree(Subtree { level: level as u8, index: start >> level })?);
        start += 1 << level;
    }
    Ok(peaks.into_iter().rev().reduce(|right, left| TreeHash::of_node(left, right)).unwrap_or(TreeHash::EMPTY))
}
