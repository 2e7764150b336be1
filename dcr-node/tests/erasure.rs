//! People who will not be held: what is erased, what stays, what is not taken, and when that ends.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::{AuditKind, Verdict};
use dcr_core::consent::AccessRequest;
use dcr_core::record::{DirectiveAuthority, DirectiveEvidence, OptOutMode};
use dcr_core::time::{PartialDateTime, Timestamp};
use dcr_node::{Erased, Find, Node, NodeError};
use rusqlite::types::Value as Column;
use support::wishes::{
    DO_NOT_HOLD, ENTRIES, PERSON, broken, copy, database, found_in, node, opt_out, permitted, record, rows, sealed,
    shown, wish,
};
use support::{SOURCES, clinician, entry, input, key, lines, nhs_number};

#[test]
fn what_was_held_is_gone_for_good_and_nobody_else_is_touched() {
    let (folder, node) = node();
    let path = folder.path();
    node.submit(&entry(SOURCES[0], PERSON, 2, 2), &input(SOURCES[0])).unwrap();
    node.submit(&broken(PERSON), &input(SOURCES[0])).unwrap();
    let before = record(&node, &nhs_number(2));
    assert!(permitted(&node, PERSON));
    node.find(&clinician(), &Find::NhsNumber(nhs_number(PERSON))).unwrap();
    let kept = node.checkpoint().unwrap();
    let words = sealed(path);
    assert_eq!(words.len(), 22 + 22 + 3 + 2);
    assert_eq!(found_in(path, &words), words.len());
    let others = |table: &str| rows(path, &format!("SELECT * FROM {table} WHERE person NOT IN (4, 5, 6, 13)"));
    let [contributions, messages] = ["contribution", "message"].map(others);

    let erased = opt_out(&node, PERSON);
    assert_eq!(erased, Erased { local_persons: 3, contributions: 22, messages: 22, quarantined: 1, complete: true });
    assert_eq!(found_in(path, &words), 0);
    assert_eq!(others("contribution"), contributions);
    assert_eq!(others("message"), messages);
    assert!(record(&node, &nhs_number(2)) == before);

    // What is left of each contribution is what it is known by.
    let left = rows(path, "SELECT DISTINCT body, stands FROM contribution WHERE person BETWEEN 4 AND 6");
    assert_eq!(left, [[Column::Blob(Vec::new()), Column::Integer(2)]]);
    assert_eq!(rows(path, "SELECT 1 FROM contribution WHERE person BETWEEN 4 AND 6").len(), 22);
    assert_eq!(node.stats().unwrap().contributions, 3 * 21 + 1);
    assert!(node.quarantine().unwrap().is_empty());

    // Someone who is not held and someone unknown look the same; every proof holds, and the account is kept.
    let refused = node.view(&clinician(), &nhs_number(PERSON)).unwrap();
    assert_eq!(refused.decision(), node.view(&clinician(), &nhs_number(500)).unwrap().decision());
    assert_eq!(node.find(&clinician(), &Find::NhsNumber(nhs_number(PERSON))).unwrap(), None);
    let verdict = node.verify_audit(&[kept]).unwrap();
    assert!(matches!(verdict, Verdict::Intact { anchored: Some(3), erased: 0, .. }), "{verdict:?}");
    let events = node.who_saw(&clinician(), &nhs_number(PERSON)).unwrap();
    assert_eq!(
        events.iter().map(|event| event.parts().kind).collect::<Vec<_>>(),
        [
            AuditKind::View,
            AuditKind::Search,
            AuditKind::DirectiveChange,
            AuditKind::Erasure,
            AuditKind::Refusal,
            AuditKind::Search,
        ]
    );
    assert_eq!(events[3].parts().outcome.erased, Some(22));
    let rules: Vec<&str> = events[4].parts().outcome.rules.iter().map(|rule| rule.as_str()).collect();
    assert!(rules.contains(&"C21-do-not-hold"), "{rules:?}");
}

/// The state between the erasing, which is durable, and the emptying of the journal: a reader stands in its way, and the
/// process dies.
#[test]
fn a_death_before_the_journal_is_emptied_is_made_good_when_the_node_is_opened() {
    let (folder, node) = node();
    node.submit(&broken(PERSON), &input(SOURCES[0])).unwrap();
    let words = sealed(folder.path());
    let reader = database(folder.path());
    reader.execute_batch("BEGIN; SELECT count(*) FROM contribution").unwrap();
    let erased = opt_out(&node, PERSON);
    assert_eq!((erased.contributions, erased.complete), (21, false));
    assert!(!permitted(&node, PERSON));
    let died = tempfile::tempdir().unwrap();
    copy(folder.path(), died.path());
    assert!(found_in(died.path(), &words) > 0, "the journal still has earlier states");
    let opened = Node::open(died.path(), &key()).unwrap();
    assert_eq!(found_in(died.path(), &words), 0);
    assert!(!permitted(&opened, PERSON) && permitted(&opened, 2));
    // Where nobody dies the next write makes it good.
    reader.execute_batch("COMMIT").unwrap();
    drop(reader);
    assert!(!permitted(&node, PERSON));
    assert_eq!(found_in(folder.path(), &words), 0);
    assert!(node.erase_due(clinician().at).unwrap().complete);
}

/// Wish, erasing and mark are one transaction: whoever dies inside it has neither.
#[test]
fn a_wish_that_cannot_be_recorded_erases_nothing() {
    let (folder, node) = node();
    let block = "CREATE TRIGGER no_account BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END";
    database(folder.path()).execute_batch(block).unwrap();
    let failed =
        node.opt_out(&nhs_number(PERSON), OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician());
    assert!(matches!(failed, Err(NodeError::Store(_))));
    node.close().unwrap();
    database(folder.path()).execute_batch("DROP TRIGGER no_account").unwrap();
    let node = Node::open(folder.path(), &key()).unwrap();
    assert_eq!(node.stats().unwrap().contributions, 4 * 21);
    assert!(permitted(&node, PERSON));
}

#[test]
fn another_handle_serves_nothing_from_memory() {
    let (folder, node) = node();
    let other = Node::open(folder.path(), &key()).unwrap();
    assert!(permitted(&other, PERSON));
    let words = sealed(folder.path());
    assert!(opt_out(&node, PERSON).complete);
    assert!(!permitted(&other, PERSON) && permitted(&other, 2));
    assert_eq!(other.submit(&lines(SOURCES[1], PERSON, 3), &input(SOURCES[1])).unwrap().not_held, 4);
    assert_eq!(found_in(folder.path(), &words), 0);
    other.withdraw_directive(&nhs_number(PERSON), &DO_NOT_HOLD, &clinician()).unwrap();
    assert_eq!(node.submit(&lines(SOURCES[1], PERSON, 3), &input(SOURCES[1])).unwrap().not_held, 0);
}

#[test]
fn a_proxys_wish_withholds_until_its_evidence_is_there() {
    let (_folder, node) = node();
    let number = nhs_number(PERSON);
    let by_attorney = |evidence| {
        let directive = wish(|directive| {
            directive.authority = DirectiveAuthority::Attorney;
            directive.evidence = evidence;
        });
        node.record_directive(&number, &directive, &clinician()).unwrap()
    };
    assert_eq!(by_attorney(None).contributions, 0);
    assert!(!permitted(&node, PERSON));
    // It is held still, as before.
    assert_eq!(node.submit(&entry(SOURCES[0], PERSON, 40, 1), &input(SOURCES[0])).unwrap().contributions, 1);
    let evidence = DirectiveEvidence {
        statement: "LPA seen".to_owned(),
        dated: PartialDateTime::parse("2026-01-10").ok(),
        by: None,
        ends: None,
        competent: false,
    };
    assert_eq!(by_attorney(Some(evidence)).contributions, 22);
    assert!(!permitted(&node, PERSON));
}

#[test]
fn the_wish_of_someone_who_is_not_known_withholds_and_erases_nothing() {
    let (_folder, node) = node();
    let stranger = AccessRequest::new("1", "NOWHERE", "R8000", "TREAT", clinician().at);
    let number = nhs_number(PERSON);
    let erased = node.opt_out(&number, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &stranger).unwrap();
    assert_eq!(erased, Erased { complete: true, ..Erased::default() });
    assert!(!permitted(&node, PERSON));
    node.withdraw_directive(&number, &DO_NOT_HOLD, &clinician()).unwrap();
    assert_eq!(shown(&node, PERSON), Some(6));
}

#[test]
fn a_wish_of_the_future_erases_when_its_time_has_come_and_ends_in_time() {
    let (_folder, node) = node();
    let time = |text: &str| Timestamp::parse(text).unwrap();
    let directive = wish(|directive| {
        directive.starts = Some(time("2126-01-01T00:00:00Z"));
        directive.ends = Some(time("2127-01-01T00:00:00Z"));
    });
    assert_eq!(node.record_directive(&nhs_number(PERSON), &directive, &clinician()).unwrap().contributions, 0);
    assert!(permitted(&node, PERSON));
    assert_eq!(node.erase_due(time("2125-12-31T23:59:59Z")).unwrap().contributions, 0);
    assert!(permitted(&node, PERSON));
    assert_eq!(node.erase_due(time("2126-01-01T00:00:00Z")).unwrap().contributions, 21);
    assert!(!permitted(&node, PERSON));
    assert_eq!(node.erase_due(time("2126-06-01T00:00:00Z")).unwrap().contributions, 0);
    let at = |text: &str| input(SOURCES[0]).received_at(time(text));
    let bytes = lines(SOURCES[0], PERSON, ENTRIES);
    assert_eq!(node.submit(&bytes, &at("2126-12-31T00:00:00Z")).unwrap().not_held, 7);
    node.erase_due(time("2127-01-01T00:00:00Z")).unwrap();
    assert_eq!(node.submit(&bytes, &at("2127-01-01T00:00:00Z")).unwrap().contributions, 7);
}

/// By the clock of the computer, without being asked.
#[test]
fn any_write_erases_what_is_due() {
    let (folder, node) = node();
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis());
    let before = |hours: i64| Timestamp::from_millis(now.unwrap() - hours * 3_600_000).unwrap();
    let directive = wish(|directive| directive.starts = Some(before(-1)));
    node.record_directive(&nhs_number(PERSON), &directive, &clinician()).unwrap();
    assert_eq!(node.stats().unwrap().contributions, 4 * 21 + 1);
    // An hour passes.
    let update = format!("UPDATE wish SET look_again = {}", before(1).millis());
    database(folder.path()).execute_batch(&update).unwrap();
    assert!(permitted(&node, 2));
    assert_eq!(node.stats().unwrap().contributions, 4 * 21 + 1, "its start is not reached: nothing is erased");
    let told = wish(|directive| directive.starts = Some(before(1)));
    let by = AccessRequest { at: before(2), ..clinician() };
    node.record_directive(&nhs_number(2), &told, &by).unwrap();
    assert_eq!(node.stats().unwrap().contributions, 3 * 21 + 2);
}

#[test]
fn a_store_made_before_wishes_erased_keeps_them_when_it_is_opened() {
    let (folder, node) = node();
    let directive = wish(|directive| directive.starts = Timestamp::parse("2126-01-01T00:00:00Z").ok());
    node.record_directive(&nhs_number(PERSON), &directive, &clinician()).unwrap();
    node.close().unwrap();
    database(folder.path())
        .execute_batch(
            "PRAGMA foreign_keys = OFF; DROP TABLE not_held; DROP TABLE not_held_number; DROP TABLE wish;
             DROP TABLE message_person; DROP INDEX contribution_erased; PRAGMA user_version = 1",
        )
        .unwrap();
    let node = Node::open(folder.path(), &key()).unwrap();
    assert!(permitted(&node, PERSON));
    let version: i64 = database(folder.path()).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 3);
    assert_eq!(node.erase_due(Timestamp::parse("2126-01-01T00:00:00Z").unwrap()).unwrap().contributions, 21);
    assert!(!permitted(&node, PERSON));
}

#[test]
fn quarantine_is_searched_by_number_and_by_local_identifier() {
    let (_folder, node) = node();
    let two = format!("two people: {} {}", nhs_number(PERSON).as_str(), nhs_number(2).as_str());
    let units = [
        broken(PERSON),
        b"only the hospital's number: 100001.".to_vec(),
        b"another's: 100002".to_vec(),
        two.into_bytes(),
        b"nobody in particular".to_vec(),
    ];
    for unit in &units {
        assert_eq!(node.submit(unit, &input(SOURCES[0])).unwrap().quarantined, 1);
    }
    assert_eq!(node.submit(&units[1], &input(("RD3", "EPR"))).unwrap().quarantined, 1, "of another source");
    assert_eq!(opt_out(&node, PERSON).quarantined, 2);
    let left = node.quarantine().unwrap();
    assert_eq!(left.len(), 4);
    let bytes = node.quarantined_bytes(left[1].id).unwrap();
    assert!(bytes.starts_with(b"two people"), "it may be all that there is of the other");
}
