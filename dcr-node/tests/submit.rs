//! Taking what sources send: nothing twice, nothing lost.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_node::Node;
use support::{SOURCES, create, entry, input, lines};

fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    (folder, node)
}

#[test]
fn the_same_input_twice_changes_nothing() {
    let (_folder, node) = node();
    let bytes = lines(SOURCES[0], 1, 5);
    let first = node.submit(&bytes, &input(SOURCES[0])).unwrap();
    assert_eq!((first.accepted, first.contributions, first.repeated, first.quarantined), (6, 6, 0, 0));
    let second = node.submit(&bytes, &input(SOURCES[0])).unwrap();
    assert_eq!((second.accepted, second.contributions, second.repeated, second.quarantined), (6, 0, 6, 0));
}

#[test]
fn what_cannot_be_used_goes_whole_into_quarantine() {
    let (_folder, node) = node();
    let mut bytes = lines(SOURCES[0], 1, 1);
    bytes.extend(b"\n{\"format\":1,\"contribution\":\"?\"}\n");
    bytes.extend(entry(SOURCES[1], 1, 1, 1));
    let receipt = node.submit(&bytes, &input(SOURCES[0])).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (2, 2));
    assert_eq!(
        receipt.issues.iter().map(|i| (i.unit.as_str(), i.issue.code)).collect::<Vec<_>>(),
        [("line 3", "contribution.unreadable"), ("line 4", "contribution.other-source")]
    );
    let held = node.quarantine().unwrap();
    assert_eq!(
        held.iter().map(|q| (q.id, q.unit.as_str(), q.code.as_str())).collect::<Vec<_>>(),
        [
            (receipt.quarantine[0], "line 3", "contribution.unreadable"),
            (receipt.quarantine[1], "line 4", "contribution.other-source")
        ]
    );
    assert_eq!(node.quarantined_bytes(held[0].id).unwrap(), b"{\"format\":1,\"contribution\":\"?\"}");
    // What was unusable stays so, and is not counted twice.
    assert_eq!(node.replay(held[0].id).unwrap().quarantine, [held[0].id]);
    assert_eq!(node.quarantine().unwrap(), held);
    assert_eq!(node.quarantined_bytes(dcr_node::QuarantineId::new(99)).unwrap_err().code(), "node.quarantine.unknown");
}

const MESSAGE: &[u8] = b"MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|1|P|2.4\r\
    EVN|A08|20261122133400\rPID|1||9990000018^^^NHS^NH~77^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I\r";

#[test]
fn hl7_is_told_by_its_first_bytes_and_csv_by_the_caller_alone() {
    let (_folder, node) = node();
    let auto = input(SOURCES[0]).in_format(dcr_node::InputFormat::Auto);
    let receipt = node.submit(MESSAGE, &auto).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (1, 0), "{}", receipt.to_json());
    assert_eq!(node.submit(b"NHS_Number,Name\n", &auto).unwrap_err().code(), "node.input.format");
    let tabular =
        |mapping: &str| auto.clone().in_format(dcr_node::InputFormat::Tabular { mapping: mapping.to_owned() });
    assert_eq!(node.submit(b"a\n", &tabular("unheard-of")).unwrap_err().code(), "node.input.mapping");
    let receipt = node.submit(b"a\nb\n", &tabular("council-contacts")).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (0, 1));
    // The quarantined unit remembers its mapping.
    assert_eq!(node.replay(receipt.quarantine[0]).unwrap().quarantine, receipt.quarantine);
}

#[test]
fn a_sender_is_answered_once_what_it_sent_is_durable() {
    const NOBODY: &[u8] =
        b"MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|2|P|2.4\rEVN|A08|20261122133400\r";
    let (folder, node) = node();
    let at = dcr_core::time::Timestamp::parse("2026-11-22T13:35:00Z").unwrap();
    let answer = dcr_core::ingest::hl7v2::Acknowledgement::new("DCR1", at).unwrap();
    let auto = input(SOURCES[0]).in_format(dcr_node::InputFormat::Auto);
    let (receipt, answers) = node.submit_acknowledged(&[MESSAGE, NOBODY].concat(), &auto, &answer).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (1, 1));
    let answers: Vec<String> = answers.into_iter().map(|answer| String::from_utf8(answer).unwrap()).collect();
    let told = |answer: &str| answer.split('\r').find(|line| line.starts_with("MSA")).unwrap().to_owned();
    assert!(answers[0].starts_with("MSH|^~\\&|DCR|RBD|PAS|RBD|20261122"), "{}", answers[0]);
    assert_eq!(told(&answers[0]), "MSA|AA|1");
    assert!(told(&answers[1]).starts_with("MSA|AE|2") || told(&answers[1]).starts_with("MSA|AR|2"), "{}", answers[1]);
    drop(node);
    let node = Node::open(&folder.path().join("node"), &support::key()).unwrap();
    assert_eq!(node.stats().unwrap().messages, 1);
    assert_eq!(node.stats().unwrap().quarantined, 1);
}

#[test]
fn only_hl7_is_acknowledged_and_what_is_none_is_refused_in_an_answer() {
    let (_folder, node) = node();
    let at = dcr_core::time::Timestamp::parse("2026-11-22T13:35:00Z").unwrap();
    let answer = dcr_core::ingest::hl7v2::Acknowledgement::new("DCR1", at).unwrap();
    let fhir = input(SOURCES[0]).in_format(dcr_node::InputFormat::Fhir);
    assert_eq!(node.submit_acknowledged(b"{}", &fhir, &answer).unwrap_err().code(), "node.input.not-hl7v2");
    let auto = input(SOURCES[0]).in_format(dcr_node::InputFormat::Auto);
    let (receipt, answers) = node.submit_acknowledged(b"no message", &auto, &answer).unwrap();
    assert_eq!((receipt.quarantined, answers.len()), (1, 1));
    assert!(String::from_utf8_lossy(&answers[0]).contains("\rMSA|AR|"), "a refusal");
}
