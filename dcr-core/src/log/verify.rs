//! Checking proofs: the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2, which fit RFC 6962's proofs.

use super::{LogError, TreeHash};

/// Checks that a leaf stands at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// [`LogError::ProofIndex`], [`LogError::ProofLength`] or [`LogError::ProofRoot`] when the proof does not show it.
pub fn verify_inclusion(
    leaf: TreeHash,
    index: u64,
    size: u64,
    proof: &[TreeHash],
    root: TreeHash,
) -> Result<(), LogError> {
    if index >= size {
        return Err(LogError::ProofIndex { index, size });
    }
    let mut path = Path { node: index, last: size - 1 };
    let mut hash = leaf;
    for sibling in proof {
        hash = match path.climb()? {
            Side::Left => TreeHash::of_node(*sibling, hash),
            Side::Right => TreeHash::of_node(hash, *sibling),
        };
    }
    path.ended()?;
    if hash == root { Ok(()) } else { Err(LogError::ProofRoot) }
}

/// Checks that the tree of `old` leaves is the beginning of the tree of `new` leaves.
///
/// # Errors
/// [`LogError::ProofSizes`], [`LogError::ProofLength`] or [`LogError::ProofRoot`] when the proof does not show it.
pub fn verify_consistency(
    old: u64,
    old_root: TreeHash,
    new: u64,
    new_root: TreeHash,
    proof: &[TreeHash],
) -> Result<(), LogError> {
    if old > new {
        return Err(LogError::ProofSizes { old, new });
    }
    if old == new || old == 0 {
        if !proof.is_empty() {
            return Err(LogError::ProofLength);
        }
        let expected = if old == new { new_root } else { TreeHash::EMPTY };
        return if old_root == expected { Ok(()) } else { Err(LogError::ProofRoot) };
    }
    // A proof from a power of two leaves out the old root, because the reader has it.
    let (mut old_hash, rest) = match proof.split_first() {
        Some(_) if old.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (*first, rest),
        None => return Err(LogError::ProofLength),
    };
    let shift = (old - 1).trailing_ones();
    let mut path = Path { node: (old - 1) >> shift, last: (new - 1) >> shift };
    let mut new_hash = old_hash;
    for sibling in rest {
        match path.climb()? {
            Side::Left => {
                old_hash = TreeHash::of_node(*sibling, old_hash);
                new_hash = TreeHash::of_node(*sibling, new_hash);
            }
            Side::Right => new_hash = TreeHash::of_node(new_hash, *sibling),
        }
    }
    path.ended()?;
    if old_hash == old_root && new_hash == new_root { Ok(()) } else { Err(LogError::ProofRoot) }
}

/// On which side of the node the next hash of the proof lies.
enum Side {
    Left,
    Right,
}

/// A node and the last node of its level, climbing to the root: `fn` and `sn` of RFC 9162.
struct Path {
    node: u64,
    last: u64,
}

impl Path {
    fn climb(&mut self) -> Result<Side, LogError> {
        if self.last == 0 {
            return Err(LogError::ProofLength);
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // A last node without a sibling rises unchanged until it is a right child.
            // The node is not 0 here: it is odd, or equals `last`, which is not 0.
            let rise = self.node.trailing_zeros();
            self.node = self.node.checked_shr(rise).unwrap_or(0);
            self.last = self.last.checked_shr(rise).unwrap_or(0);
            Side::Left
        } else {
            Side::Right
        };
        self.node >>= 1;
        self.last >>= 1;
        Ok(side)
    }

    fn ended(&self) -> Result<(), LogError> {
        if self.last == 0 { Ok(()) } else { Err(LogError::ProofLength) }
    }
}
