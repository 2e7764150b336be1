//! Someone without the key changes the files.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::{Tampered, Verdict};
use dcr_node::Node;
use rusqlite::Connection;
use std::path::Path;
use support::{clinician, key, nhs_number, populated};

fn change(folder: &Path, statement: &str) {
    let connection = Connection::open(folder.join("node.db")).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    if let Some((table, column, row)) = flip_of(statement) {
        let mut blob = connection.blob_open("main", table, column, row, false).unwrap();
        let mut byte = [0];
        blob.read_at_exact(&mut byte, 20).unwrap();
        blob.write_at(&[byte[0] ^ 1], 20).unwrap();
    } else {
        assert_eq!(connection.execute(statement, []).unwrap(), 1, "{statement}");
    }
}

/// `flip table.column row`: one bit of a blob.
fn flip_of(statement: &str) -> Option<(&str, &str, i64)> {
    let (place, row) = statement.strip_prefix("flip ")?.split_once(' ')?;
    let (table, column) = place.split_once('.')?;
    Some((table, column, row.parse().ok()?))
}

fn verdict_after(statement: &str) -> Verdict {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 3, 2);
    for look in 0..10 {
        node.view(&clinician(), &nhs_number(look % 3)).unwrap();
    }
    assert!(node.verify_audit(&[]).unwrap().is_intact());
    change(folder.path(), statement);
    node.verify_audit(&[]).unwrap()
}

#[test]
fn a_changed_removed_or_moved_audit_entry_is_found() {
    for flip in ["flip audit.event 4", "flip audit.leaf 4"] {
        assert_eq!(verdict_after(flip), Verdict::Tampered(Tampered::Body { index: 4 }));
    }
    assert_eq!(verdict_after("DELETE FROM audit WHERE sequence = 4"), Verdict::Tampered(Tampered::Body { index: 4 }));
    assert_eq!(
        verdict_after("DELETE FROM audit WHERE sequence = 9"),
        Verdict::Tampered(Tampered::Missing { index: 9 })
    );
    let swap = "UPDATE audit SET event = (SELECT event FROM audit WHERE sequence = 5) WHERE sequence = 4";
    assert_eq!(verdict_after(swap), Verdict::Tampered(Tampered::Body { index: 4 }));
}

#[test]
fn only_a_kept_checkpoint_shows_a_rollback() {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 3, 2);
    node.view(&clinician(), &nhs_number(0)).unwrap();
    let (early, key_text) = (node.checkpoint().unwrap(), node.audit_key().unwrap());
    assert!(String::from_utf8_lossy(&early).contains("dorset-care-record/audit/RBD/"));
    assert!(key_text.starts_with("dorset-care-record/audit/RBD/"));
    node.close().unwrap();
    let saved = std::fs::read(folder.path().join("node.db")).unwrap();
    let node = Node::open(folder.path(), &key()).unwrap();
    node.view(&clinician(), &nhs_number(1)).unwrap();
    let late = node.checkpoint().unwrap();
    assert_eq!(
        node.verify_audit(&[early.clone(), late.clone()]).unwrap(),
        Verdict::Intact { size: 2, erased: 0, anchored: Some(2) }
    );
    node.close().unwrap();
    std::fs::write(folder.path().join("node.db"), saved).unwrap();
    let node = Node::open(folder.path(), &key()).unwrap();
    assert!(node.verify_audit(std::slice::from_ref(&early)).unwrap().is_intact());
    assert_eq!(node.verify_audit(&[early, late]).unwrap(), Verdict::RolledBackOrForked { agreed: 1, since: 2 });
}

#[test]
fn a_changed_body_or_key_is_never_shown() {
    for statement in [
        "flip contribution.body 2",
        "UPDATE contribution SET body = (SELECT body FROM contribution WHERE id = 3) WHERE id = 2",
        "UPDATE person SET data_key = (SELECT data_key FROM person WHERE id = 2) WHERE id = 1",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let node = populated(folder.path(), 3, 2);
        change(folder.path(), statement);
        let refused = node.view(&clinician(), &nhs_number(0)).unwrap_err();
        assert_eq!(refused.code(), "node.store.corrupt", "{statement}");
        // Others are not touched by it.
        assert!(node.view(&clinician(), &nhs_number(1)).unwrap().permitted());
    }
}

#[test]
fn nothing_is_shown_where_the_account_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 1, 2);
    let block = "CREATE TRIGGER no_account BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END";
    Connection::open(folder.path().join("node.db")).unwrap().execute_batch(block).unwrap();
    assert_eq!(node.view(&clinician(), &nhs_number(0)).unwrap_err().code(), "node.store.io");
    assert_eq!(node.view(&clinician(), &nhs_number(0)).unwrap_err().code(), "node.store.poisoned");
}
