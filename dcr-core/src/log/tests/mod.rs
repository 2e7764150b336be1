//! Tests of the log: against a naive tree, against the golden vectors, and on hostile bytes.

mod notes;
mod peer;
mod properties;
mod tiles;
mod trees;
mod vectors;

use super::TreeHash;

/// Leaf hashes 0 to `count` - 1, all different.
fn leaves(count: u64) -> Vec<TreeHash> {
    (0..count).map(|index| TreeHash::of_leaf(&index.to_be_bytes())).collect()
}

/// RFC 6962 section 2.1 word by word.
mod naive {
    use super::TreeHash;

    fn split(size: usize) -> usize {
        (0..).map(|power| 1 << power).take_while(|k| *k < size).last().unwrap()
    }

    pub(super) fn root(leaves: &[TreeHash]) -> TreeHash {
        match leaves {
            [] => TreeHash::EMPTY,
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                TreeHash::of_node(root(left), root(right))
            }
        }
    }

    pub(super) fn path(index: usize, leaves: &[TreeHash]) -> Vec<TreeHash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut proof, other) =
            if index < k { (path(index, left), root(right)) } else { (path(index - k, right), root(left)) };
        proof.push(other);
        proof
    }

    pub(super) fn subproof(old: usize, leaves: &[TreeHash], whole: bool) -> Vec<TreeHash> {
        if old == leaves.len() {
            return if whole { Vec::new() } else { vec![root(leaves)] };
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut proof, other) = if old <= k {
            (subproof(old, left, whole), root(right))
        } else {
            (subproof(old - k, right, false), root(left))
        };
        proof.push(other);
        proof
    }
}
