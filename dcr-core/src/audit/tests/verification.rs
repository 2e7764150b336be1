//! The checking of a whole log: every way to tamper has its own verdict, and none is taken for another.

use super::{event, refusal, view};
use crate::audit::{AuditLog, CouldNotCheck, StoredBody, StoredEntry, Tampered, Verdict, verify_audit_log};
use crate::log::{
    Checkpoint, KeyName, LeafCommitment, NoteSigner, Salt, SignatureKind, SignedCheckpoint, TreeFrontier, TreeHash,
};
use proptest::prelude::*;
use std::convert::Infallible;

const ORIGIN: &str = "dorset.example/rbd/audit";

fn key(seed: u8) -> NoteSigner {
    NoteSigner::from_seed(KeyName::parse(ORIGIN).unwrap(), SignatureKind::Ed25519, &[seed; 32]).unwrap()
}

fn stored(index: u64, bytes: Vec<u8>) -> StoredEntry {
    let salt = Salt::new(&[index as u8; 16]).unwrap();
    let leaf = LeafCommitment::to(&salt, &bytes).to_bytes().to_vec();
    StoredEntry { leaf, body: StoredBody::Held { salt, bytes } }
}

fn entry(index: u64, sequence: u64) -> StoredEntry {
    let parts = if sequence % 3 == 1 { refusal(sequence) } else { view(sequence) };
    stored(index, event(parts).canonical().unwrap())
}

fn entries(count: u64) -> Vec<StoredEntry> {
    (0..count).map(|index| entry(index, index)).collect()
}

fn checkpoint_of(origin: &str, entries: &[StoredEntry], signer: &NoteSigner) -> Vec<u8> {
    let mut tree = TreeFrontier::new();
    for entry in entries {
        tree.append(TreeHash::of_leaf(&entry.leaf)).unwrap();
    }
    let checkpoint = Checkpoint::new(origin, tree.size(), tree.root()).unwrap();
    SignedCheckpoint::sign(checkpoint, signer).unwrap().note().to_string().into_bytes()
}

fn checkpoint(entries: &[StoredEntry]) -> Vec<u8> {
    checkpoint_of(ORIGIN, entries, &key(1))
}

fn check(checkpoint: &[u8], kept: &[Vec<u8>], entries: &[StoredEntry]) -> Verdict {
    let keys = [key(1).verifier().clone()];
    let log = AuditLog { origin: ORIGIN, keys: &keys, checkpoint, kept };
    verify_audit_log(&log, entries.iter().cloned().map(Ok::<_, Infallible>))
}

#[test]
fn an_intact_log_of_any_size_is_intact() {
    for size in [0, 1, 2, 7, 8, 33] {
        let all = entries(size);
        let verdict = check(&checkpoint(&all), &[], &all);
        assert_eq!(verdict, Verdict::Intact { size, erased: 0, anchored: None });
        assert_eq!((verdict.code(), verdict.is_intact()), ("audit.intact", true));
    }
    let all = entries(9);
    let kept: Vec<Vec<u8>> = [7, 0, 9, 3, 7].iter().map(|size| checkpoint(&all[..*size])).collect();
    let verdict = check(&checkpoint(&all), &kept, &all);
    assert_eq!(verdict, Verdict::Intact { size: 9, erased: 0, anchored: Some(9) });
    assert_eq!(check(&checkpoint(&all), &kept[3..4], &all), Verdict::Intact { size: 9, erased: 0, anchored: Some(3) });
}

#[test]
fn erased_bodies_are_counted_and_every_proof_stays() {
    let mut all = entries(9);
    let signed = checkpoint(&all);
    for index in [0, 4, 8] {
        all[index].body = StoredBody::Erased;
    }
    assert_eq!(check(&signed, &[], &all), Verdict::Intact { size: 9, erased: 3, anchored: None });
    // The leaf of an erased body is still held to the root.
    all[4].leaf[20] ^= 1;
    let kept = [checkpoint(&entries(3)), checkpoint(&entries(7))];
    assert_eq!(check(&signed, &kept, &all), Verdict::Tampered(Tampered::Root { from: 3, to: 7 }));
    assert_eq!(check(&signed, &[], &all), Verdict::Tampered(Tampered::Root { from: 0, to: 9 }));
}

#[test]
fn a_changed_body_is_found_where_it_is() {
    let all = entries(9);
    let signed = checkpoint(&all);
    for index in 0..9 {
        let mut changed = all.clone();
        let StoredBody::Held { bytes, .. } = &mut changed[index].body else { panic!("held") };
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        let found = Verdict::Tampered(Tampered::Body { index: index as u64 });
        assert_eq!(check(&signed, &[], &changed), found);
        changed = all.clone();
        changed[index].body = StoredBody::Damaged;
        assert_eq!(check(&signed, &[], &changed), found);
        // Whoever changes leaf and body together still lacks the key.
        changed = all.clone();
        changed[index] = stored(index as u64, event(view_by_another(index as u64)).canonical().unwrap());
        assert_eq!(check(&signed, &[], &changed), Verdict::Tampered(Tampered::Root { from: 0, to: 9 }));
    }
}

fn view_by_another(sequence: u64) -> crate::audit::AuditEventParts {
    let mut parts = view(sequence);
    parts.who.id = Some(super::text("555000000000"));
    parts
}

#[test]
fn a_cut_tail_is_missing_and_extra_entries_are_vouched_for_by_nothing() {
    let all = entries(9);
    let signed = checkpoint(&all);
    assert_eq!(check(&signed, &[], &all[..6]), Verdict::Tampered(Tampered::Missing { index: 6 }));
    let verdict = check(&checkpoint(&all[..6]), &[], &all);
    assert_eq!(verdict, Verdict::CouldNotCheck(CouldNotCheck::NotYetSigned { index: 6 }));
    assert_eq!(verdict.code(), "audit.could-not-check.not-yet-signed");
}

#[test]
fn an_entry_left_out_moved_or_repeated_breaks_the_sequence_even_when_signed_again() {
    let all = entries(9);
    let mut left_out = all.clone();
    left_out.remove(4);
    let mut moved = all.clone();
    moved.swap(4, 5);
    let mut repeated = all.clone();
    repeated.insert(4, all[3].clone());
    for changed in [left_out, moved, repeated] {
        let verdict = check(&checkpoint(&changed), &[], &changed);
        assert_eq!(verdict, Verdict::Tampered(Tampered::Sequence { index: 4 }));
    }
}

#[test]
fn a_log_rolled_back_or_signed_again_is_shown_only_by_a_kept_checkpoint() {
    let all = entries(9);
    let kept: Vec<Vec<u8>> = [4, 7].iter().map(|size| checkpoint(&all[..*size])).collect();
    // Rolled back to an earlier state, with the checkpoint of that time.
    let earlier = checkpoint(&all[..5]);
    assert!(check(&earlier, &[], &all[..5]).is_intact());
    let rolled_back = check(&earlier, &kept, &all[..5]);
    assert_eq!(rolled_back, Verdict::RolledBackOrForked { agreed: 4, since: 7 });
    assert_eq!(rolled_back.code(), "audit.rolled-back-or-forked");
    // The old checkpoint beside the full log is rolled back too.
    assert_eq!(check(&earlier, &kept, &all), Verdict::RolledBackOrForked { agreed: 4, since: 7 });
    // Rewritten from entry 5 on and signed with the real key.
    let mut rewritten = all.clone();
    rewritten[5] = stored(5, event(view_by_another(5)).canonical().unwrap());
    let signed_again = checkpoint(&rewritten);
    assert!(check(&signed_again, &[], &rewritten).is_intact());
    assert_eq!(check(&signed_again, &kept, &rewritten), Verdict::RolledBackOrForked { agreed: 4, since: 7 });
    // Emptied and begun again.
    assert_eq!(check(&checkpoint(&[]), &kept, &[]), Verdict::RolledBackOrForked { agreed: 0, since: 4 });
}

#[test]
fn what_cannot_be_checked_is_neither_intact_nor_tampered() {
    let all = entries(5);
    let signed = checkpoint(&all);
    let could_not =
        |checkpoint: &[u8], kept: &[Vec<u8>], entries: &[StoredEntry]| match check(checkpoint, kept, entries) {
            Verdict::CouldNotCheck(why) => why,
            other => panic!("{other:?}"),
        };
    assert_eq!(could_not(b"not a note", &[], &all), CouldNotCheck::Checkpoint);
    assert_eq!(could_not(&checkpoint_of(ORIGIN, &all, &key(2)), &[], &all), CouldNotCheck::CheckpointUnsigned);
    assert_eq!(could_not(&checkpoint_of("other", &all, &key(1)), &[], &all), CouldNotCheck::CheckpointOrigin);
    // A kept checkpoint by someone else's key accuses no one.
    let foreign = checkpoint_of(ORIGIN, &entries(9), &key(2));
    let kept = [signed.clone(), foreign];
    assert_eq!(could_not(&signed, &kept, &all), CouldNotCheck::KeptCheckpoint { place: 1 });
    // Bodies and leaves of a later format.
    let mut later = all.clone();
    later[2] = stored(2, b"{\"format\":2}".to_vec());
    assert_eq!(could_not(&checkpoint(&later), &[], &later), CouldNotCheck::Event { index: 2 });
    later[2].leaf = b"dcr-leaf-v2\n".to_vec();
    assert_eq!(could_not(&checkpoint(&later), &[], &later), CouldNotCheck::Leaf { index: 2 });
    // What is found against the log comes first.
    later[4].body = StoredBody::Damaged;
    assert_eq!(check(&checkpoint(&later), &[], &later), Verdict::Tampered(Tampered::Body { index: 4 }));
    // The store fails in the middle.
    let keys = [key(1).verifier().clone()];
    let log = AuditLog { origin: ORIGIN, keys: &keys, checkpoint: &signed, kept: &[] };
    let failing = all.iter().cloned().map(Ok).take(3).chain([Err("disk")]);
    assert_eq!(verify_audit_log(&log, failing), Verdict::CouldNotCheck(CouldNotCheck::Entry { index: 3 }));
}

#[test]
fn a_forged_checkpoint_is_tampered_with() {
    let all = entries(5);
    let signed = String::from_utf8(checkpoint(&all)).unwrap();
    let forged = signed.replacen("\n5\n", "\n4\n", 1);
    assert_eq!(check(forged.as_bytes(), &[], &all), Verdict::Tampered(Tampered::Checkpoint));
    assert_eq!(Verdict::Tampered(Tampered::Checkpoint).code(), "audit.tampered.checkpoint");
}

#[test]
fn a_log_may_change_its_key() {
    let all = entries(6);
    let keys = [key(2).verifier().clone(), key(1).verifier().clone()];
    let kept = [checkpoint(&all[..4])];
    let present = checkpoint_of(ORIGIN, &all, &key(2));
    let log = AuditLog { origin: ORIGIN, keys: &keys, checkpoint: &present, kept: &kept };
    let verdict = verify_audit_log(&log, all.iter().cloned().map(Ok::<_, Infallible>));
    assert_eq!(verdict, Verdict::Intact { size: 6, erased: 0, anchored: Some(4) });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// No byte of any leaf or body can be changed in one bit and pass.
    #[test]
    fn any_turned_bit_is_found(place in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(),
                               bit in 0_u8..8, in_leaf in any::<bool>()) {
        let mut all = entries(12);
        let signed = checkpoint(&all);
        let index = place.index(all.len());
        let entry = &mut all[index];
        match (&mut entry.body, in_leaf) {
            (StoredBody::Held { bytes, .. }, false) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            _ => {
                let at = at.index(entry.leaf.len());
                entry.leaf[at] ^= 1 << bit;
            }
        }
        let verdict = check(&signed, &[], &all);
        prop_assert!(matches!(verdict, Verdict::Tampered(_)), "{verdict:?}");
    }
}
