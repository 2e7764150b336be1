//! Another implementation reads what this one writes, and the other way round.

use crate::contribution::ContentHash;
use crate::log::{
    Checkpoint, KeyName, LeafCommitment, NoteSigner, Salt, SignatureKind, SignedCheckpoint, Tile, TreeHash,
    VerifierKey, consistency_proof, entry_bundle, inclusion_proof, root_of,
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const SIZE: u64 = 66_000;
const ORIGIN: &str = "dorset.example/rbd/audit";

/// A folder that is removed at the end, however the test ends.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }
}

fn hex(proof: &[TreeHash]) -> Vec<String> {
    proof.iter().map(|hash| ContentHash::from_bytes(*hash.as_bytes()).to_string()).collect()
}

fn proofs(source: &[TreeHash]) -> (Vec<Value>, Vec<Value>) {
    let sizes = [1, 2, 3, 255, 256, 257, 511, 65_535, 65_536, 65_537, SIZE];
    let inclusion = sizes.iter().flat_map(|size| {
        [0, size / 3, size - 1].map(|index| {
            json!({ "index": index, "size": size, "proof": hex(&inclusion_proof(source, index, *size).unwrap()) })
        })
    });
    let pairs = sizes.iter().flat_map(|new| sizes.iter().filter(move |old| *old <= new).map(move |old| (old, new)));
    let consistency = pairs.map(
        |(old, new)| json!({ "old": old, "new": new, "proof": hex(&consistency_proof(source, *old, *new).unwrap()) }),
    );
    (inclusion.collect(), consistency.collect())
}

#[test]
#[ignore = "needs Go 1.26 and its module proxy"]
fn go_accepts_what_is_written_here_and_its_checkpoint_is_accepted() {
    let bodies: Vec<[u8; LeafCommitment::LENGTH]> = (0..SIZE)
        .map(|index| LeafCommitment::to(&Salt::new(&[7; 16]).unwrap(), &index.to_be_bytes()).to_bytes())
        .collect();
    let hashes: Vec<TreeHash> = bodies.iter().map(|leaf| TreeHash::of_leaf(leaf)).collect();
    let source = hashes.as_slice();
    let folder = Folder(std::env::temp_dir().join(format!("dcr-log-peer-{}", std::process::id())));

    let log = NoteSigner::from_seed(KeyName::parse(ORIGIN).unwrap(), SignatureKind::Ed25519, &[1; 32]).unwrap();
    let name = KeyName::parse("wiltshire.example/witness").unwrap();
    let witness = NoteSigner::from_seed(name, SignatureKind::Cosignature, &[2; 32]).unwrap();
    let mut signed = SignedCheckpoint::sign(Checkpoint::of(ORIGIN, source, SIZE).unwrap(), &log).unwrap();
    signed.cosign(&witness, 1_795_354_440).unwrap();
    folder.write("checkpoint", signed.note().to_string());
    for level in 0..3 {
        for tile in (0..).map_while(|index| Tile::within(level, index, SIZE)) {
            folder.write(&tile.path(), tile.bytes(source).unwrap());
        }
    }
    for (index, leaves) in bodies.chunks(256).enumerate() {
        let tile = Tile::within(0, index as u64, SIZE).unwrap();
        folder.write(&tile.entries_path().unwrap(), entry_bundle(leaves).unwrap());
    }
    let (inclusion, consistency) = proofs(source);
    let expected = json!({
        "verifier_key": log.verifier().to_string(),
        "witness": witness.verifier().to_string(),
        "inclusion": inclusion,
        "consistency": consistency,
    });
    folder.write("proofs.json", expected.to_string());

    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/peers/log_verify_go");
    let status = Command::new("go").args(["run", "."]).arg(&folder.0).current_dir(program).status().unwrap();
    assert!(status.success());

    let key = VerifierKey::parse(&folder.read("go.key")).unwrap();
    let note = folder.read("go.checkpoint");
    let opened = SignedCheckpoint::open(note.as_bytes(), "go.example/log", &[key]).unwrap();
    assert_eq!(opened.checkpoint().size(), SIZE);
    assert_eq!(opened.checkpoint().root(), root_of(source, SIZE).unwrap());
    assert_eq!(opened.note().to_string(), note);
}
