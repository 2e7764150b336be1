//! The golden vectors of `tests/vectors/log`, which were made by another implementation.

use crate::log::{
    Checkpoint, KeyName, LeafCommitment, LogProof, NoteSigner, Salt, SignatureKind, SignedCheckpoint, SignedNote,
    TreeFrontier, TreeHash, VerifierKey, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
use serde::Deserialize;

fn vectors<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/../tests/vectors/log/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { panic!("an odd number of digits") };
    pairs.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn hashes(texts: &[String]) -> Vec<TreeHash> {
    texts.iter().map(|text| TreeHash::from_bytes(bytes(text).try_into().unwrap())).collect()
}

#[derive(Deserialize)]
struct Tree {
    leaves: Vec<String>,
    roots: Vec<String>,
    inclusion: Vec<Inclusion>,
    consistency: Vec<Consistency>,
}

#[derive(Deserialize)]
struct Inclusion {
    index: u64,
    size: u64,
    proof: Vec<String>,
}

#[derive(Deserialize)]
struct Consistency {
    old: u64,
    new: u64,
    proof: Vec<String>,
}

#[test]
fn the_example_tree_of_certificate_transparency() {
    let vectors: Tree = vectors("tree.json");
    let roots = hashes(&vectors.roots);
    let leaves: Vec<TreeHash> = vectors.leaves.iter().map(|leaf| TreeHash::of_leaf(&bytes(leaf))).collect();
    let mut tree = TreeFrontier::new();
    for (root, leaf) in roots.iter().zip(leaves.iter().map(Some).chain([None])) {
        assert_eq!(tree.root(), *root);
        leaf.map(|leaf| tree.append(*leaf)).transpose().unwrap();
    }
    assert_eq!((tree.size(), vectors.inclusion.len(), vectors.consistency.len()), (8, 36, 45));
    for Inclusion { index, size, proof } in vectors.inclusion {
        let proof = hashes(&proof);
        assert_eq!(inclusion_proof(leaves.as_slice(), index, size).unwrap(), proof);
        verify_inclusion(leaves[index as usize], index, size, &proof, roots[size as usize]).unwrap();
    }
    for Consistency { old, new, proof } in vectors.consistency {
        let proof = hashes(&proof);
        assert_eq!(consistency_proof(leaves.as_slice(), old, new).unwrap(), proof);
        verify_consistency(old, roots[old as usize], new, roots[new as usize], &proof).unwrap();
    }
}

#[derive(Deserialize)]
struct Commitments {
    leaves: Vec<Commitment>,
}

#[derive(Deserialize)]
struct Commitment {
    salt: String,
    body: String,
    leaf: String,
    leaf_hash: String,
}

#[test]
fn leaf_commitments() {
    let vectors: Commitments = vectors("commitment.json");
    assert_eq!(vectors.leaves.len(), 4);
    for Commitment { salt, body, leaf, leaf_hash } in vectors.leaves {
        let made = LeafCommitment::to(&Salt::new(&bytes(&salt)).unwrap(), &bytes(&body));
        assert_eq!(made.to_bytes().as_slice(), bytes(&leaf));
        assert_eq!(TreeHash::of_leaf(&made.to_bytes()), hashes(&[leaf_hash])[0]);
    }
}

#[derive(Deserialize)]
struct Checkpoints {
    example: Example,
    log: Key,
    witness: Key,
    origin: String,
    size: u64,
    root: String,
    signed: String,
    cosigned: String,
}

#[derive(Deserialize)]
struct Example {
    verifier_key: String,
    note: String,
}

#[derive(Deserialize)]
struct Key {
    name: String,
    seed: String,
    verifier_key: String,
    time: Option<u64>,
}

impl Key {
    fn signer(&self, kind: SignatureKind) -> NoteSigner {
        let seed = bytes(&self.seed).try_into().unwrap();
        let signer = NoteSigner::from_seed(KeyName::parse(&self.name).unwrap(), kind, &seed).unwrap();
        assert_eq!(signer.verifier().to_string(), self.verifier_key);
        signer
    }
}

#[test]
fn the_example_of_the_signed_note_specification() {
    let example = vectors::<Checkpoints>("checkpoint.json").example;
    let note = SignedNote::parse(example.note.as_bytes()).unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    let keys = [VerifierKey::parse(&example.verifier_key).unwrap()];
    assert_eq!(note.verify(&keys).unwrap().len(), 1);
    assert_eq!(note.to_string(), example.note);
}

#[test]
fn checkpoints_are_signed_and_cosigned_byte_for_byte() {
    let vectors: Checkpoints = vectors("checkpoint.json");
    let (log, witness) =
        (vectors.log.signer(SignatureKind::Ed25519), vectors.witness.signer(SignatureKind::Cosignature));
    let root = hashes(&[vectors.root])[0];
    let checkpoint = Checkpoint::new(&vectors.origin, vectors.size, root).unwrap();
    let mut signed = SignedCheckpoint::sign(checkpoint, &log).unwrap();
    assert_eq!(signed.note().to_string(), vectors.signed);
    signed.cosign(&witness, vectors.witness.time.unwrap()).unwrap();
    assert_eq!(signed.note().to_string(), vectors.cosigned);
    let opened =
        SignedCheckpoint::open(vectors.cosigned.as_bytes(), &vectors.origin, &[log.verifier().clone()]).unwrap();
    assert_eq!(opened, signed);
    let witnesses = [witness.verifier().clone()];
    let seen = opened.cosignatures(&witnesses).unwrap();
    assert_eq!(seen.iter().map(|seen| seen.time).collect::<Vec<_>>(), [vectors.witness.time]);
}

#[derive(Deserialize)]
struct Proofs {
    origin: String,
    verifier_key: String,
    index: u64,
    leaf: String,
    proof: String,
    extra: String,
    proof_with_extra: String,
}

#[test]
fn proofs_that_travel() {
    let vectors: Proofs = vectors("proof.json");
    let tree: Tree = self::vectors("tree.json");
    let leaves: Vec<TreeHash> = tree.leaves.iter().map(|leaf| TreeHash::of_leaf(&bytes(leaf))).collect();
    let keys = [VerifierKey::parse(&vectors.verifier_key).unwrap()];
    let proof = LogProof::parse(vectors.proof.as_bytes()).unwrap();
    let signed = proof.verify(&bytes(&vectors.leaf), &vectors.origin, &keys).unwrap();
    assert_eq!((proof.index(), proof.extra()), (vectors.index, None));
    let made = LogProof::new(vectors.index, inclusion_proof(leaves.as_slice(), vectors.index, 8).unwrap(), &signed);
    assert_eq!(made.to_string(), vectors.proof);
    let with_extra = made.with_extra(bytes(&vectors.extra));
    assert_eq!(with_extra.to_string(), vectors.proof_with_extra);
    assert_eq!(LogProof::parse(vectors.proof_with_extra.as_bytes()).unwrap(), with_extra);
    assert_eq!(with_extra.extra(), Some(bytes(&vectors.extra).as_slice()));
}
