//! What only the store itself can bring about.

use super::Store;
use super::contribution::place;
use crate::key::{LookUp, NodeKey};
use crate::seal::{Place, SealKey};
use crate::{Input, InputFormat, Node, NodeOptions};
use dcr_core::consent::{AccessRequest, Policy};
use dcr_core::contribution::{Contribution, ContributionBody};
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::record::{DirectiveAuthority, DirectiveScope, OptOutMode, Section};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use serde_json::json;

#[test]
fn a_full_disk_keeps_nothing_of_the_operation_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let key = NodeKey::from_bytes([7; 32]);
    Store::create(folder.path(), &key, |_| Ok(())).unwrap();
    let mut store = Store::open(folder.path(), &key).unwrap();
    let pages: i64 = store.connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.connection().pragma_update(None, "max_page_count", pages + 2).unwrap();
    let failed = store.write(|work| {
        work.put_meta("first", b"small")?;
        work.put_meta("second", &[0; 100_000])
    });
    assert_eq!(failed.unwrap_err().code(), "node.store.full");
    assert_eq!(store.read(|work| work.meta("first")).unwrap(), None);
    store.write(|work| work.put_meta("first", b"small")).unwrap();
    assert_eq!(store.read(|work| work.meta("first")).unwrap().unwrap(), b"small");
}

#[test]
fn an_unfinished_store_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let key = NodeKey::from_bytes([7; 32]);
    let failed = Store::create(folder.path(), &key, |_| Err(crate::StoreError::Clock.into()));
    assert_eq!(failed.unwrap_err().code(), "node.clock");
    assert_eq!(Store::open(folder.path(), &key).err().unwrap().code(), "node.store.missing");
    Store::create(folder.path(), &key, |_| Ok(())).unwrap();
    assert!(Store::open(folder.path(), &key).is_ok());
}

const MESSAGE: &[u8] = b"MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|1|P|2.4\r\
    EVN|A08|20261122133400\rPID|1||9990000018^^^NHS^NH~77^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I\r";

/// A wish of the same patient about one section, with words that have no place in the model.
fn wish() -> Vec<u8> {
    let contribution: Contribution = serde_json::from_value(json!({ "format": 1, "contribution": {
        "key": { "organisation": "RBD", "system": "PAS", "item": "w1" },
        "version": 1, "recorded": "2026-01-01T00:00:00Z", "status": "current",
        "subject": { "namespace": "RBD", "value": "77" },
        "body": { "directive": {
            "effect": "dissent", "scope": { "section": "documents" },
            "made": "2026-01-01T00:00:00Z", "authority": "person",
        } },
        "origin": { "format": "direct", "message": "0".repeat(64) },
        "attached": [{ "place": "NTE-3", "content": "asked at the desk" }],
    } }))
    .unwrap();
    contribution.canonical().unwrap()
}

/// A sealed row: of what it is, what it is bound to, and its bytes.
type Sealed = (&'static str, Vec<LookUp>, Vec<u8>);

fn sealed(store: &Store) -> Vec<Sealed> {
    let mut rows = Vec::new();
    for (table, query) in [
        (
            "contribution",
            "SELECT c.body, p.hash, c.key, c.content FROM contribution c JOIN person p ON p.id = c.person ORDER BY c.id",
        ),
        ("message", "SELECT body, hash FROM message ORDER BY id"),
    ] {
        let mut select = store.connection().prepare(query).unwrap();
        let columns = select.column_count();
        let found = select.query_map([], |row| {
            Ok((table, (1..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?, row.get(0)?))
        });
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    rows
}

fn opens(key: &SealKey, (table, row, bytes): &Sealed) -> bool {
    let row: Vec<&[u8]> = row.iter().map(<[u8; 16]>::as_slice).collect();
    let place = if *table == "message" { Place { table: "message", row: &row } } else { place(&row) };
    key.open(&place, bytes).is_ok()
}

#[test]
fn with_the_nodes_key_in_hand_nothing_of_someone_who_is_not_held_can_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let key = NodeKey::from_bytes([7; 32]);
    let organisation = OdsCode::parse("RBD").unwrap();
    let options = NodeOptions {
        organisation: organisation.clone(),
        register: Register::DORSET_EXAMPLE.to_vec(),
        policy: Policy::DORSET_EXAMPLE.to_vec(),
    };
    let node = Node::create(folder.path(), &options, &key).unwrap();
    let at = Timestamp::parse("2026-11-22T13:34:00Z").unwrap();
    let input = Input::from_source(organisation, SourceSystem::parse("PAS").unwrap())
        .in_format(InputFormat::Hl7v2)
        .received_at(at);
    node.submit(MESSAGE, &input).unwrap();
    let receipt = node.submit(&wish(), &input.clone().in_format(InputFormat::Contributions)).unwrap();
    assert_eq!((receipt.accepted, node.stats().unwrap().local_persons), (1, 1));
    let mut store = Store::open(folder.path(), &key).unwrap();
    let keys = |store: &mut Store| -> Vec<SealKey> {
        let people: i64 = store.connection().query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap();
        store.read(|work| (1..=people).map(|person| Ok(work.person_by_id(person)?.key)).collect()).unwrap()
    };
    let held = sealed(&store);
    let old = keys(&mut store);
    assert!(held.len() > 1 && held.iter().all(|row| opens(&old[0], row)));

    let by = AccessRequest::new("u1", "RBD", "R8000", "TREAT", at).by("admission", None);
    let number = NhsNumber::parse("9990000018").unwrap();
    let erased = node.opt_out(&number, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &by).unwrap();
    // Of both messages the originals, and of the contributions all but the wish about a section.
    assert_eq!((erased.contributions, erased.messages, erased.complete), (held.len() as u64 - 3, 2, true));
    let new = keys(&mut store);
    assert_eq!(new.len(), 2);
    // Whatever of an earlier state were found somewhere opens with no key that is left.
    assert!(held.iter().all(|row| !new.iter().any(|key| opens(key, row))));
    let left: Vec<Sealed> = sealed(&store).into_iter().filter(|(_, _, bytes)| !bytes.is_empty()).collect();
    let by_key = |key| left.iter().filter(|row| opens(key, row)).map(|(table, ..)| *table).collect::<Vec<_>>();
    assert_eq!((by_key(&new[0]), by_key(&new[1])), (vec!["contribution"], vec!["contribution", "message"]));
    assert_eq!(left.len(), 3, "the wishes themselves");
    let mut kept = Vec::new();
    store.read(|work| work.statements_about(1, &mut kept)).unwrap();
    let parts = kept[0].contribution().parts();
    assert!(kept.len() == 1 && parts.attached.is_empty());
    let Some(ContributionBody::Directive(directive)) = &parts.body else { panic!("no directive") };
    assert_eq!(directive.scope, DirectiveScope::Section(Section::Documents));
}
