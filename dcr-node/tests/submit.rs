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
