//! How an organisation joins: admission, looking before contributing, and whose policy is in force.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::consent::{Policy, sign_policy};
use dcr_core::identifier::OdsCode;
use dcr_core::ingest::hl7v2::Acknowledgement;
use dcr_core::log::{KeyName, NoteSigner, SignatureKind};
use dcr_core::register::{AdmissionState, EvidenceKind, MissingEvidence, PublicKey};
use dcr_core::time::Timestamp;
use dcr_node::{Input, InputFormat, Node, NodeOptions};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use support::{clinician, create, entry, input, key, lines, nhs_number, options};

/// The hospice of the example that may look and does not contribute yet.
const HOSPICE: (&str, &str) = ("HOSP02", "EPR");

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn code(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    (folder, node)
}

/// The example's register with one organisation changed.
fn register(of: &str, change: impl Fn(&mut Value)) -> Value {
    let mut register: Value = serde_json::from_slice(support::REGISTER).unwrap();
    let organisations = register["organisations"].as_array_mut().unwrap();
    change(organisations.iter_mut().find(|organisation| organisation["code"] == of).unwrap());
    register
}

fn set_access(node: &Node, access: &str) {
    let register = register(HOSPICE.0, |hospice| hospice["assurance"]["access"] = json!(access));
    node.set_register(register.to_string().as_bytes(), &clinician()).unwrap();
}

#[test]
fn what_a_reader_sends_waits_whole_until_it_contributes() {
    let (_folder, node) = node();
    let bytes = lines(HOSPICE, 1, 2);
    let first = node.submit(&bytes, &input(HOSPICE)).unwrap();
    assert_eq!((first.accepted, first.contributions, first.quarantined, first.issues.len()), (0, 0, 3, 3));
    assert!(first.issues.iter().all(|issue| issue.issue.code == "register.read-only"));
    let again = node.submit(&bytes, &input(HOSPICE)).unwrap();
    assert_eq!(again.quarantine, first.quarantine, "the same is not kept twice");
    let waiting = node.quarantine().unwrap();
    assert!(waiting.iter().all(|held| held.code == "register.read-only" && held.organisation == code("HOSP02")));
    let kept: Vec<Vec<u8>> = first.quarantine.iter().map(|id| node.quarantined_bytes(*id).unwrap()).collect();
    assert_eq!(kept.join(&b'\n'), bytes);
    assert_eq!((node.stats().unwrap().contributions, node.stats().unwrap().quarantined), (0, 3));
    // Trying again changes nothing as long as it is only a reader.
    let refused = node.replay(first.quarantine[0]).unwrap();
    assert_eq!((refused.accepted, refused.quarantine), (0, vec![first.quarantine[0]]));
    assert!(!node.view(&clinician(), &nhs_number(1)).unwrap().permitted());

    set_access(&node, "contributes");
    for id in &first.quarantine {
        let replayed = node.replay(*id).unwrap();
        assert_eq!((replayed.accepted, replayed.contributions, replayed.quarantined), (1, 1, 0));
    }
    assert_eq!(node.quarantine().unwrap(), []);
    assert_eq!(node.stats().unwrap().contributions, 3);
    let view = node.view(&clinician(), &nhs_number(1)).unwrap();
    assert!(view.permitted() && String::from_utf8_lossy(view.shown().unwrap()).contains("HOSP02"));
}

#[test]
fn what_was_taken_stays_when_a_contributor_becomes_a_reader() {
    let (_folder, node) = node();
    set_access(&node, "contributes");
    let accepted = node.submit(&lines(HOSPICE, 1, 2), &input(HOSPICE)).unwrap();
    assert_eq!((accepted.accepted, accepted.quarantined), (3, 0));
    set_access(&node, "read-only");
    assert_eq!(node.submit(&entry(HOSPICE, 1, 5, 1), &input(HOSPICE)).unwrap().quarantined, 1);
    assert_eq!(node.stats().unwrap().contributions, 3);
    assert!(node.view(&clinician(), &nhs_number(1)).unwrap().permitted());
}

#[test]
fn a_batch_and_a_message_of_a_reader_wait_as_well() {
    let (_folder, node) = node();
    let inputs = [(lines(HOSPICE, 1, 1), input(HOSPICE)), (lines(("RBD", "PAS"), 1, 1), input(("RBD", "PAS")))];
    let batch = node.submit_batch(inputs, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((batch.progress.accepted, batch.progress.quarantined), (2, 2));
    let message = b"MSH|^~\\&|EPR|HOSP02|DCR|RBD|20261122133400||ADT^A08^ADT_A01|42|P|2.4\rEVN|A08|20261122133400\r\
        PID|1||9990000018^^^NHS^NH~77^^^HOSP02^MR||Durdle^Dora||19440305|F\rPV1|1|I\r";
    let hl7 = Input { format: InputFormat::Hl7v2, ..input(HOSPICE) };
    let acknowledgement = Acknowledgement::new("A1", at(support::NOON)).unwrap();
    let (receipt, answers) = node.submit_acknowledged(message, &hl7, &acknowledgement).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (0, 1));
    let answer = String::from_utf8(answers[0].clone()).unwrap();
    assert!(answer.contains("\rMSA|AR|42"), "{answer}");
}

#[test]
fn the_node_says_who_is_admitted_and_what_is_missing() {
    let (_folder, node) = node();
    let noon = at(support::NOON);
    assert_eq!(node.admission(&code("RBD"), noon).unwrap().state, AdmissionState::Admitted);
    assert_eq!(node.admission(&code("HOSP02"), noon).unwrap().state, AdmissionState::AdmittedReadOnly);
    let admission = node.admission(&code("HOSP01"), noon).unwrap();
    let missing = |kind, lapsed: Option<&str>| MissingEvidence { kind, lapsed: lapsed.map(at) };
    assert_eq!(
        (admission.state, admission.missing),
        (
            AdmissionState::NotAdmitted,
            vec![
                missing(EvidenceKind::DataSecurityToolkit, Some("2025-07-01T00:00:00Z")),
                missing(EvidenceKind::Training, None)
            ]
        )
    );
    assert_eq!(node.admission(&code("XXX"), noon).unwrap_err().code(), "node.register.organisation-unknown");
}

#[test]
fn evidence_that_lapses_closes_the_record() {
    let (_folder, node) = node();
    node.submit(&lines(("RBD", "PAS"), 1, 1), &input(("RBD", "PAS"))).unwrap();
    assert!(node.view(&clinician(), &nhs_number(1)).unwrap().permitted());
    let lapsed = register("RBD", |trust| {
        trust["assurance"]["evidence"][0]["until"] = json!("2026-07-01T00:00:00Z");
    });
    node.set_register(lapsed.to_string().as_bytes(), &clinician()).unwrap();
    let refused = node.view(&clinician(), &nhs_number(1)).unwrap();
    assert!(!refused.permitted());
    assert_eq!(refused.decision().reasons[0].rule.as_str(), "C04-organisation-not-assured");
}

fn signer(seed: u8) -> NoteSigner {
    NoteSigner::from_seed(KeyName::parse("icb/2026").unwrap(), SignatureKind::Ed25519, &[seed; 32]).unwrap()
}

/// The example's register in which the integrated care board signs policies with the key of seed 1.
fn signed_register(until: Option<&str>) -> Vec<u8> {
    let public = PublicKey::from_bytes(*signer(1).verifier().public()).unwrap();
    let mut register = register("QVV", |board| {
        board["keys"] = json!([{ "id": "icb/2026", "public": public }]);
        if let Some(until) = until {
            board["keys"][0]["until"] = json!(until);
        }
    });
    register["policy_authority"] = json!("QVV");
    register.to_string().into_bytes()
}

fn policy(version: u32) -> Vec<u8> {
    let mut policy: Value = serde_json::from_slice(support::POLICY).unwrap();
    policy["version"] = json!(version);
    policy.to_string().into_bytes()
}

fn note(policy: &[u8], seed: u8) -> Vec<u8> {
    sign_policy(&Policy::from_json(policy).unwrap(), &signer(seed)).unwrap()
}

#[test]
fn only_the_authority_puts_a_policy_in_force() {
    let (folder, node) = node();
    let by = clinician();
    let version = || node.policy().unwrap().document().version;
    // Nobody is named who could sign: a signature that nobody can check is not one.
    let early = node.set_signed_policy(&policy(2), &note(&policy(2), 1), &by).unwrap_err();
    assert_eq!(early.code(), "policy-signature.no-authority");
    node.set_policy(&policy(2), &by).unwrap();
    assert_eq!((version(), node.policy_note().unwrap()), (2, None));

    node.set_register(&signed_register(None), &by).unwrap();
    assert_eq!(version(), 2, "what is in force stays");
    let events = node.stats().unwrap().audit_events;
    assert_eq!(node.set_policy(&policy(3), &by).unwrap_err().code(), "node.policy.unsigned");
    let refused = |policy: &[u8], note: &[u8]| node.set_signed_policy(policy, note, &by).unwrap_err().code();
    assert_eq!(refused(&policy(3), b""), "policy-signature.not-a-note");
    assert_eq!(refused(&policy(3), &note(&policy(4), 1)), "policy-signature.other-policy");
    assert_eq!(refused(&policy(3), &note(&policy(3), 2)), "policy-signature.no-valid-key");
    assert_eq!(refused(b"{}", &note(&policy(3), 1)), "policy.unreadable");
    assert_eq!((version(), node.stats().unwrap().audit_events), (2, events));

    let signature = note(&policy(3), 1);
    node.set_signed_policy(&policy(3), &signature, &by).unwrap();
    assert_eq!((version(), node.policy_note().unwrap()), (3, Some(signature.clone())));
    assert_eq!(node.stats().unwrap().audit_events, events + 1);

    node.set_register(&signed_register(Some("2025-01-01T00:00:00Z")), &by).unwrap();
    assert_eq!(refused(&policy(3), &signature), "policy-signature.no-valid-key");
    assert_eq!(node.policy_note().unwrap(), Some(signature), "what is in force stays with its note");

    node.set_register(support::REGISTER, &by).unwrap();
    node.set_policy(&policy(5), &by).unwrap();
    assert_eq!((version(), node.policy_note().unwrap()), (5, None), "a note is never left beside another policy");
    drop(node);
    let node = Node::open(&folder.path().join("node"), &key()).unwrap();
    assert!(node.verify_audit(&[]).unwrap().is_intact());
}

#[test]
fn a_node_begins_with_a_signed_policy_where_one_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let options = NodeOptions { register: signed_register(None), ..options() };
    let signature = note(&options.policy, 1);
    let refused = Node::create(&place("unsigned"), &options, &key()).unwrap_err();
    assert_eq!(refused.code(), "node.policy.unsigned");
    assert_eq!(Node::open(&place("unsigned"), &key()).unwrap_err().code(), "node.store.missing");
    let refused = Node::create_signed(&place("forged"), &options, &note(&options.policy, 2), &key()).unwrap_err();
    assert_eq!(refused.code(), "policy-signature.no-valid-key");
    let node = Node::create_signed(&place("signed"), &options, &signature, &key()).unwrap();
    assert_eq!(node.policy_note().unwrap(), Some(signature));
    assert_eq!(node.policy().unwrap().document().version, 2);
}
