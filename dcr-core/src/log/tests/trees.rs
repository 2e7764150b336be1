//! Every tree of 0 to 130 leaves, compared with the naive one.

use super::{leaves, naive};
use crate::log::{
    HashSource, LogError, Subtree, TreeFrontier, TreeHash, consistency_proof, inclusion_proof, root_of,
    verify_consistency, verify_inclusion,
};
use std::collections::BTreeMap;

const SIZES: u64 = 130;

#[test]
fn frontier_and_source_give_the_naive_root_at_every_size() {
    let all = leaves(SIZES);
    let mut tree = TreeFrontier::new();
    for size in 0..=SIZES {
        let expected = naive::root(&all[..size as usize]);
        assert_eq!(tree.root(), expected, "{size}");
        assert_eq!(root_of(all.as_slice(), size), Ok(expected), "{size}");
        assert_eq!(tree.size(), size);
        assert_eq!(TreeFrontier::from_bytes(&tree.to_bytes()), Ok(tree.clone()));
        if size < SIZES {
            tree.append(all[size as usize]).unwrap();
        }
    }
}

#[test]
fn every_inclusion_proof_is_the_naive_one_and_verifies_nowhere_else() {
    let all = leaves(SIZES);
    for size in 1..=SIZES {
        let tree = &all[..size as usize];
        let root = naive::root(tree);
        for index in 0..size {
            let proof = inclusion_proof(tree, index, size).unwrap();
            assert_eq!(proof, naive::path(index as usize, tree), "{index} of {size}");
            let leaf = tree[index as usize];
            assert_eq!(verify_inclusion(leaf, index, size, &proof, root), Ok(()), "{index} of {size}");
            for other in [index ^ 1, index + 1, index / 2, size - 1 - index] {
                if other != index {
                    assert!(
                        verify_inclusion(leaf, other, size, &proof, root).is_err(),
                        "{other} for {index} of {size}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_consistency_proof_is_the_naive_one_and_verifies() {
    let all = leaves(SIZES);
    let roots: Vec<TreeHash> = (0..=SIZES).map(|size| naive::root(&all[..size as usize])).collect();
    for new in 0..=SIZES {
        let tree = &all[..new as usize];
        for old in 0..=new {
            let proof = consistency_proof(tree, old, new).unwrap();
            let expected = if old == 0 { Vec::new() } else { naive::subproof(old as usize, tree, true) };
            assert_eq!(proof, expected, "{old} to {new}");
            let verify = |old_root, new_root| verify_consistency(old, old_root, new, new_root, &proof);
            let (old_root, new_root) = (roots[old as usize], roots[new as usize]);
            assert_eq!(verify(old_root, new_root), Ok(()), "{old} to {new}");
            assert!(verify(TreeHash::of_leaf(b"other"), new_root).is_err(), "{old} to {new}");
            if old > 0 {
                assert!(verify(old_root, TreeHash::of_leaf(b"other")).is_err(), "{old} to {new}");
            }
        }
    }
}

#[test]
fn what_an_append_completes_is_enough_for_every_proof() {
    struct Kept(BTreeMap<Subtree, TreeHash>);
    impl HashSource for Kept {
        fn subtree(&self, subtree: Subtree) -> Result<TreeHash, LogError> {
            let missing = LogError::HashMissing { level: subtree.level, index: subtree.index };
            self.0.get(&subtree).copied().ok_or(missing)
        }
    }
    let all = leaves(75);
    let (mut tree, mut kept) = (TreeFrontier::new(), Kept(BTreeMap::new()));
    for leaf in &all {
        tree.append_telling(*leaf, |subtree, hash| assert_eq!(kept.0.insert(subtree, hash), None)).unwrap();
    }
    for size in 0..=75 {
        assert_eq!(root_of(&kept, size), root_of(all.as_slice(), size));
        for index in 0..size {
            assert_eq!(inclusion_proof(&kept, index, size), inclusion_proof(all.as_slice(), index, size));
        }
        for old in 0..=size {
            assert_eq!(consistency_proof(&kept, old, size), consistency_proof(all.as_slice(), old, size));
        }
    }
    let subtree = Subtree { level: 0, index: 3 };
    kept.0.remove(&subtree);
    assert_eq!(inclusion_proof(&kept, 2, 5), Err(LogError::HashMissing { level: 0, index: 3 }));
}

#[test]
fn what_cannot_be_proved_has_its_own_error() {
    let all = leaves(8);
    let source = all.as_slice();
    assert_eq!(inclusion_proof(source, 8, 8), Err(LogError::ProofIndex { index: 8, size: 8 }));
    assert_eq!(inclusion_proof(source, 0, 9), Err(LogError::HashMissing { level: 0, index: 8 }));
    assert_eq!(consistency_proof(source, 8, 7), Err(LogError::ProofSizes { old: 8, new: 7 }));
    assert_eq!(root_of(source, u64::MAX), Err(LogError::HashMissing { level: 63, index: 0 }));
    let root = root_of(source, 8).unwrap();
    let proof = inclusion_proof(source, 3, 8).unwrap();
    let code = |proof: &[TreeHash]| verify_inclusion(all[3], 3, 8, proof, root).unwrap_err().code();
    assert_eq!(code(&proof[1..]), "log.proof.length");
    assert_eq!(code(&[proof.as_slice(), &[root]].concat()), "log.proof.length");
    assert_eq!(code(&[proof[1], proof[0], proof[2]]), "log.proof.root");
    let code = |old, new, proof: &[TreeHash]| verify_consistency(old, root, new, root, proof).unwrap_err().code();
    assert_eq!(code(0, 0, &[root]), "log.proof.length");
    assert_eq!(code(0, 4, &[]), "log.proof.root");
    assert_eq!(code(3, 4, &[]), "log.proof.length");
    assert_eq!(code(4, 3, &[]), "log.proof.sizes");
    assert_eq!(code(u64::MAX - 1, u64::MAX, &[root]), "log.proof.length");
}

#[test]
fn a_frontier_is_read_only_whole_and_never_overflows() {
    let mut full = u64::MAX.to_be_bytes().to_vec();
    full.extend([7; 64 * 32]);
    let mut full = TreeFrontier::from_bytes(&full).unwrap();
    assert_eq!(full.append(TreeHash::EMPTY), Err(LogError::TreeFull));
    for wrong in [vec![], vec![0; 7], vec![0; 9], vec![0; 40], [3_u64.to_be_bytes().as_slice(), &[0; 32]].concat()] {
        assert_eq!(TreeFrontier::from_bytes(&wrong), Err(LogError::FrontierFormat));
    }
}
