//! Larger trees, and proofs with one bit turned.

use super::{leaves, naive};
use crate::log::{TreeHash, consistency_proof, inclusion_proof, root_of, verify_consistency, verify_inclusion};
use proptest::prelude::*;

/// The hash with one bit turned.
fn turned(hash: TreeHash, bit: usize) -> TreeHash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    TreeHash::from_bytes(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn inclusion_holds_in_large_trees_and_breaks_with_any_turned_bit(
        size in 1_u64..5000,
        place in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let all = leaves(size);
        let index = place.index(all.len());
        let root = root_of(all.as_slice(), size).unwrap();
        prop_assert_eq!(root, naive::root(&all));
        let proof = inclusion_proof(all.as_slice(), index as u64, size).unwrap();
        prop_assert_eq!(&proof, &naive::path(index, &all));
        let verify = |leaf, proof: &[TreeHash], root| verify_inclusion(leaf, index as u64, size, proof, root);
        prop_assert!(verify(all[index], &proof, root).is_ok());
        prop_assert!(verify(turned(all[index], bit), &proof, root).is_err());
        prop_assert!(verify(all[index], &proof, turned(root, bit)).is_err());
        if !proof.is_empty() {
            let mut broken = proof.clone();
            let at = at.index(proof.len());
            broken[at] = turned(broken[at], bit);
            prop_assert!(verify(all[index], &broken, root).is_err());
            broken = proof.clone();
            broken.remove(at);
            prop_assert!(verify(all[index], &broken, root).is_err());
            broken = proof;
            broken.insert(at, root);
            prop_assert!(verify(all[index], &broken, root).is_err());
        }
    }

    #[test]
    fn consistency_holds_in_large_trees_and_breaks_with_any_turned_bit(
        new in 2_u64..5000,
        place in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let all = leaves(new);
        let old = 1 + place.index(all.len() - 1) as u64;
        let (old_root, new_root) = (naive::root(&all[..old as usize]), naive::root(&all));
        let proof = consistency_proof(all.as_slice(), old, new).unwrap();
        prop_assert_eq!(&proof, &naive::subproof(old as usize, &all, true));
        let verify = |old_root, new_root, proof: &[TreeHash]| verify_consistency(old, old_root, new, new_root, proof);
        prop_assert!(verify(old_root, new_root, &proof).is_ok());
        prop_assert!(verify(turned(old_root, bit), new_root, &proof).is_err());
        prop_assert!(verify(old_root, turned(new_root, bit), &proof).is_err());
        let mut broken = proof.clone();
        let at = at.index(proof.len());
        broken[at] = turned(broken[at], bit);
        prop_assert!(verify(old_root, new_root, &broken).is_err());
        broken = proof.clone();
        broken.remove(at);
        prop_assert!(verify(old_root, new_root, &broken).is_err());
        broken = proof;
        broken.insert(at, old_root);
        prop_assert!(verify(old_root, new_root, &broken).is_err());
    }

    /// Whatever the sizes and the proof, the answer is an error or the truth, and no arithmetic overflows.
    #[test]
    fn hostile_sizes_and_proofs_are_refused(
        old in any::<u64>(), new in any::<u64>(), length in 0_usize..70, filler in any::<[u8; 32]>(),
    ) {
        let proof = vec![TreeHash::from_bytes(filler); length];
        let other = TreeHash::of_leaf(b"other");
        prop_assert!(verify_inclusion(other, old, new, &proof, TreeHash::EMPTY).is_err());
        prop_assert!(verify_consistency(old.max(1), other, new, TreeHash::EMPTY, &proof).is_err());
    }
}
