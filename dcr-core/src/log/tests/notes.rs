//! Notes and checkpoints: what is refused, what is ignored, and hostile bytes.

use crate::log::{
    Checkpoint, KeyName, LogError, LogProof, NoteSigner, SignatureKind, SignedCheckpoint, SignedNote, TreeHash,
    VerifierKey, inclusion_proof,
};
use proptest::prelude::*;

const ORIGIN: &str = "dorset.example/rbd/audit";

fn signer(name: &str, kind: SignatureKind, seed: u8) -> NoteSigner {
    NoteSigner::from_seed(KeyName::parse(name).unwrap(), kind, &[seed; 32]).unwrap()
}

fn log_key() -> NoteSigner {
    signer(ORIGIN, SignatureKind::Ed25519, 1)
}

fn witness() -> NoteSigner {
    signer("wiltshire.example/witness", SignatureKind::Cosignature, 2)
}

fn signed() -> String {
    let checkpoint = Checkpoint::new(ORIGIN, 1, TreeHash::of_leaf(b"leaf")).unwrap();
    SignedCheckpoint::sign(checkpoint, &log_key()).unwrap().note().to_string()
}

fn open(note: &str) -> Result<SignedCheckpoint, LogError> {
    SignedCheckpoint::open(note.as_bytes(), ORIGIN, &[log_key().verifier().clone()])
}

#[test]
fn signatures_of_unknown_keys_are_ignored_and_keep_their_place() {
    let unknown = "— other.example/key AAAAAAECAwQ=\n";
    let (text, line) = signed().split_once("\n\n").map(|(text, line)| (text.to_owned(), line.to_owned())).unwrap();
    for note in [format!("{text}\n\n{unknown}{line}"), format!("{text}\n\n{line}{unknown}")] {
        assert_eq!(open(&note).unwrap().note().to_string(), note);
    }
    assert_eq!(open(&format!("{text}\n\n{unknown}")), Err(LogError::Unsigned));
    let names: Vec<String> = open(&format!("{text}\n\n{unknown}{line}"))
        .unwrap()
        .note()
        .signers()
        .map(|name| name.as_str().to_owned())
        .collect();
    assert_eq!(names, ["other.example/key", ORIGIN]);
}

#[test]
fn a_key_with_the_same_name_but_another_id_is_unknown() {
    let other = signer(ORIGIN, SignatureKind::Ed25519, 9).verifier().clone();
    assert_eq!(SignedNote::parse(signed().as_bytes()).unwrap().verify(&[other]), Err(LogError::Unsigned));
}

#[test]
fn one_wrong_signature_by_a_known_key_refuses_the_note() {
    let forged = signed().replace("\n1\n", "\n2\n");
    assert_eq!(open(&forged), Err(LogError::Signature));
    let right = signed();
    let line = forged.rsplit_once("\n\n").unwrap().1;
    let wrong_line = SignedNote::sign("other\n".to_owned(), &log_key()).unwrap().to_string();
    let wrong_line = wrong_line.rsplit_once("\n\n").unwrap().1;
    assert_ne!(line, wrong_line);
    assert_eq!(open(&format!("{right}{wrong_line}")), Err(LogError::Signature));
    // The same right signature twice counts once.
    let twice = SignedNote::parse(format!("{right}{line}").as_bytes()).unwrap();
    assert_eq!(twice.verify(&[log_key().verifier().clone()]).unwrap().len(), 1);
}

#[test]
fn a_witness_and_a_log_never_sign_for_each_other() {
    let checkpoint = Checkpoint::new(ORIGIN, 0, TreeHash::EMPTY).unwrap();
    assert_eq!(SignedCheckpoint::sign(checkpoint.clone(), &witness()), Err(LogError::SigningKey));
    let mut signed = SignedCheckpoint::sign(checkpoint, &log_key()).unwrap();
    assert_eq!(signed.cosign(&log_key(), 1), Err(LogError::SigningKey));
    assert_eq!(signed.cosign(&witness(), 1 << 63), Err(LogError::SigningKey));
    signed.cosign(&witness(), 1_795_354_440).unwrap();
    // A cosignature alone does not make a checkpoint the log's own.
    let witness_key = [witness().verifier().clone()];
    let note = signed.note().to_string();
    assert_eq!(SignedCheckpoint::open(note.as_bytes(), ORIGIN, &witness_key), Err(LogError::Unsigned));
    assert_eq!(signed.cosignatures(&witness_key).unwrap()[0].time, Some(1_795_354_440));
    assert_eq!(signed.cosignatures(&[log_key().verifier().clone()]).unwrap(), []);
    assert_eq!(signed.cosignatures(&[]).unwrap(), []);
}

#[test]
fn a_cosignature_covers_its_time() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let mut signed = open(&signed()).unwrap();
    signed.cosign(&witness(), 7).unwrap();
    let note = signed.note().to_string();
    let (rest, encoded) = note.trim_end().rsplit_once(' ').unwrap();
    let mut signature = STANDARD.decode(encoded).unwrap();
    assert_eq!(signature[4..12], 7_u64.to_be_bytes());
    signature[11] = 8;
    let moved = open(&format!("{rest} {}\n", STANDARD.encode(&signature))).unwrap();
    assert_eq!(moved.cosignatures(&[witness().verifier().clone()]), Err(LogError::Signature));
    let short = open(&format!("{rest} {}\n", STANDARD.encode(&signature[..6]))).unwrap();
    assert_eq!(short.cosignatures(&[witness().verifier().clone()]), Err(LogError::Signature));
}

#[test]
fn malformed_notes_are_refused() {
    let line = "— a.example AAAAAAE=\n";
    assert!(SignedNote::parse(format!("text\n\n{line}").as_bytes()).is_ok());
    // The text may hold empty lines and lines that look like signatures: the last empty line divides.
    let odd = SignedNote::parse(format!("a\n\n{line}\n{line}").as_bytes()).unwrap();
    assert_eq!(odd.text(), format!("a\n\n{line}"));
    let wrong = [
        String::new(),
        "\n".to_owned(),
        "\n\n".to_owned(),
        "text\n\n".to_owned(),
        format!("text\n{line}"),
        format!("text\n\n{}", line.trim_end()),
        format!("text\n\n{line}rest"),
        format!("text\n\n{line}{line}\n"),
        format!("te\rxt\n\n{line}"),
        format!("te\u{0}xt\n\n{line}"),
        "text\n\n- a.example AAAAAAE=\n".to_owned(),
        "text\n\n—  AAAAAAE=\n".to_owned(),
        "text\n\n— a.example  AAAAAAE=\n".to_owned(),
        "text\n\n— a+b AAAAAAE=\n".to_owned(),
        "text\n\n— a\u{a0}b AAAAAAE=\n".to_owned(),
        "text\n\n— a.example\n".to_owned(),
        "text\n\n— a.example AAAAAA==\n".to_owned(),
        "text\n\n— a.example AAAAAAE\n".to_owned(),
        "text\n\n— a.example AAAAAAF=\n".to_owned(),
    ];
    for note in wrong {
        assert_eq!(SignedNote::parse(note.as_bytes()), Err(LogError::NoteFormat), "{note:?}");
    }
    assert_eq!(SignedNote::parse(b"te\xffxt\n\n"), Err(LogError::NoteFormat));
    assert!(SignedNote::parse(format!("text\n\n{}", line.repeat(100)).as_bytes()).is_ok());
    assert_eq!(SignedNote::parse(format!("text\n\n{}", line.repeat(101)).as_bytes()), Err(LogError::NoteLength));
    assert_eq!(SignedNote::parse(&vec![b'a'; 1_000_001]), Err(LogError::NoteLength));
    for text in ["no end", "", "a\rb\n", "a\n\n— a.example AAAAAAE="] {
        assert_eq!(SignedNote::sign(text.to_owned(), &log_key()), Err(LogError::NoteFormat), "{text:?}");
    }
}

#[test]
fn malformed_checkpoints_are_refused() {
    let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert_eq!(Checkpoint::parse(&format!("o\n0\n{empty}\n")).unwrap().root(), TreeHash::EMPTY);
    let extended = format!("o\n18446744073709551615\n{empty}\nx y\nz\n");
    let read = Checkpoint::parse(&extended).unwrap();
    assert_eq!((read.size(), read.extensions()), (u64::MAX, ["x y".to_owned(), "z".to_owned()].as_slice()));
    assert_eq!(read.to_string(), extended);
    for wrong in [
        String::new(),
        "\n".to_owned(),
        "o\n0\n".to_owned(),
        format!("o\n0\n{empty}"),
        format!("\n0\n{empty}\n"),
        format!("o\n\n{empty}\n"),
        format!("o\n00\n{empty}\n"),
        format!("o\n01\n{empty}\n"),
        format!("o\n+1\n{empty}\n"),
        format!("o\n-1\n{empty}\n"),
        format!("o\n 1\n{empty}\n"),
        format!("o\n18446744073709551616\n{empty}\n"),
        format!("o\n1\n{empty}=\n"),
        format!("o\n1\n{empty}\n\n"),
        format!("o\n1\n{empty}\nx\n\ny\n"),
        "o\n1\nAAAA\n".to_owned(),
        "o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".to_owned(),
    ] {
        assert_eq!(Checkpoint::parse(&wrong), Err(LogError::CheckpointFormat), "{wrong:?}");
    }
    let other = SignedCheckpoint::open(signed().as_bytes(), "other", &[log_key().verifier().clone()]);
    assert_eq!(other, Err(LogError::CheckpointOrigin));
    let letter = SignedNote::sign("a letter\n".to_owned(), &log_key()).unwrap().to_string();
    assert_eq!(open(&letter), Err(LogError::CheckpointFormat));
}

#[test]
fn malformed_verifier_keys_are_refused() {
    let right = log_key().verifier().to_string();
    assert_eq!(VerifierKey::parse(&right).unwrap(), *log_key().verifier());
    let (name, rest) = right.split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    for wrong in [
        String::new(),
        name.to_owned(),
        format!("{name}+{id}"),
        format!("{name}+{}+{key}", id.to_uppercase()),
        format!("{name}+00000000+{key}"),
        format!("{name}x+{id}+{key}"),
        format!("{name}+{id}+{key}="),
        format!("{name}+{id}+"),
        format!("{name}+{id}+AQ=="),
        format!("{name}+{id}+{}", key.replacen("AY", "Ao", 1)),
    ] {
        assert_eq!(VerifierKey::parse(&wrong).unwrap_err().code(), "log.note.verifier-key", "{wrong}");
    }
    assert_eq!(VerifierKey::parse(&format!("+{id}+{key}")), Err(LogError::KeyName));
    assert_eq!(KeyName::parse(&"x".repeat(1025)), Err(LogError::KeyName));
    let shown = format!("{:?}", log_key());
    assert_eq!(shown, format!("NoteSigner({right})"));
}

#[test]
fn malformed_or_false_proofs_are_refused() {
    let leaves = [b"a", b"b", b"c"].map(|leaf| TreeHash::of_leaf(leaf));
    let checkpoint = Checkpoint::of(ORIGIN, leaves.as_slice(), 3).unwrap();
    let signed = SignedCheckpoint::sign(checkpoint, &log_key()).unwrap();
    let keys = [log_key().verifier().clone()];
    let proof = LogProof::new(2, inclusion_proof(leaves.as_slice(), 2, 3).unwrap(), &signed);
    assert_eq!(proof.verify(b"c", ORIGIN, &keys), Ok(signed.clone()));
    assert_eq!(proof.verify(b"d", ORIGIN, &keys), Err(LogError::ProofRoot));
    assert_eq!(proof.verify(b"c", "other", &keys), Err(LogError::CheckpointOrigin));
    assert_eq!(proof.verify(b"c", ORIGIN, &[]), Err(LogError::Unsigned));
    assert_eq!(LogProof::new(3, vec![], &signed).verify(b"c", ORIGIN, &keys).unwrap_err().code(), "log.proof.index");
    let text = proof.to_string();
    assert_eq!(LogProof::parse(text.as_bytes()), Ok(proof));
    let hash = text.lines().nth(2).unwrap();
    for (from, to) in [
        ("@v1", "@v2"),
        ("index 2", "index 02"),
        ("index 2", "index"),
        ("index 2", "extra AA=\nindex 2"),
        ("index 2", "extra AA==\nextra AA==\nindex 2"),
        ("index 2", "extra AA=="),
        ("index 2\n", "index 2\nAAAA\n"),
        ("index 2\n", &format!("index 2\n{}", format!("{hash}\n").repeat(64))),
        ("\n\n", "\n"),
    ] {
        let wrong = text.replace(from, to);
        assert_ne!(wrong, text);
        assert_eq!(LogProof::parse(wrong.as_bytes()), Err(LogError::ProofFormat), "{wrong}");
    }
    assert_eq!(LogProof::parse(b"\xff"), Err(LogError::ProofFormat));
}

proptest! {
    #[test]
    fn hostile_bytes_never_panic_and_never_verify(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = SignedNote::parse(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = Checkpoint::parse(&text);
        let _ = VerifierKey::parse(&text);
        let _ = LogProof::parse(format!("c2sp.org/tlog-proof@v1\nindex 0\n{text}").as_bytes());
        prop_assert!(open(&text).is_err());
    }

    /// A text that is accepted is written back as it came.
    #[test]
    fn what_parses_is_written_back(note in "[a\n]{0,6}\n\n(— [a.]{1,3} [A/+]{4}[A]{4}\n){1,3}") {
        if let Ok(read) = SignedNote::parse(note.as_bytes()) {
            prop_assert_eq!(read.to_string(), note);
        }
    }

    #[test]
    fn any_turned_bit_of_a_signed_checkpoint_is_refused_or_ignored(at in 0_usize..200, bit in 0_u8..8) {
        let mut bytes = signed().into_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let key = [log_key().verifier().clone()];
        prop_assert!(SignedCheckpoint::open(&bytes, ORIGIN, &key).is_err());
    }
}
