//! Matching by likeness in the store: off unless a model is in force, kept in step with what is stated, and under every rule
//! of identity.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::consent::AccessRequest;
use dcr_core::contribution::Contribution;
use dcr_core::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::identity::matching::MatchModel;
use dcr_core::identity::{Evidence, QueryKind};
use dcr_core::record::{DirectiveAuthority, OptOutMode};
use dcr_core::time::Timestamp;
use dcr_node::{Find, IdentityDecision, Node};
use rusqlite::types::Value as Column;
use serde_json::{Value, json};
use std::path::Path;
use support::wishes::{files, rows};
use support::{NOON, clinician, create, input, key, line, nhs_number};

const PRACTICE: (&str, &str) = ("J81001", "GP");
const COUNCIL: (&str, &str) = ("E06000059", "ASC");
const HOSPITAL: (&str, &str) = ("RBD", "PAS");

fn local((organisation, system): (&str, &str), person: u32) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(organisation).unwrap(),
        system: SourceSystem::parse(system).unwrap(),
        subject: SubjectId::new(system, &format!("{}", 100_000 + person)).unwrap(),
    }
}

fn clerk() -> AccessRequest {
    AccessRequest::new("777000111222", "RBD", "R8008", "PATADMIN", Timestamp::parse(NOON).unwrap())
        .by("registered-patient", None)
}

/// Somebody whom a source knows well.
fn body(given: &str, birth_date: &str, number: Option<u32>) -> Value {
    let numbers: Vec<Value> =
        number.iter().map(|number| json!({ "number": nhs_number(*number), "verification": "01" })).collect();
    json!({ "demographics": {
        "nhs_numbers": numbers,
        "names": [{ "family": "Fetherstonhaugh", "given": [given] }],
        "birth_date": birth_date, "gender": "female",
        "addresses": [{ "lines": ["17 High Street", "Dorchester"], "postcode": "DT1 1XJ" }],
        "contacts": [{ "kind": "phone", "value": "01632 960017" }],
    } })
}

type Stated = ((&'static str, &'static str), u32, Value);

fn submit(node: &Node, (source, person, body): &Stated) {
    submit_version(node, *source, *person, 1, body);
}

fn submit_version(node: &Node, source: (&str, &str), person: u32, version: u64, body: &Value) {
    let receipt =
        node.submit(&line(source, person, &format!("patient/{person}"), version, body), &input(source)).unwrap();
    assert_eq!((receipt.accepted, receipt.contributions), (1, 1));
}

/// What a source no longer holds.
fn deleted(source: (&str, &str), person: u32, version: u64) -> Vec<u8> {
    let stated = line(source, person, &format!("patient/{person}"), version, &body("", BORN, None));
    let mut read: Value = serde_json::from_slice(&stated).unwrap();
    read["contribution"]["status"] = json!("deleted");
    read["contribution"].as_object_mut().unwrap().remove("body");
    serde_json::from_value::<Contribution>(read).unwrap().canonical().unwrap()
}

const BORN: &str = "1944-03-05";

/// Clementine at her practice, with a number, and at the council, without.
fn clementine() -> [Stated; 2] {
    [(PRACTICE, 1, body("Clementine", BORN, Some(1))), (COUNCIL, 2, body("Clementine", BORN, None))]
}

fn with_model(folder: &Path) -> Node {
    let node = create(folder);
    node.set_match_model(Some(&MatchModel::english()), &clerk()).unwrap();
    node
}

fn found(node: &Node, person: &PersonKey) -> Option<String> {
    node.find(&clinician(), &Find::Person(person.clone())).unwrap().map(|found| found.person.to_string())
}

fn are_one(node: &Node, one: &PersonKey, other: &PersonKey) -> bool {
    let (one, other) = (found(node, one), found(node, other));
    assert!(one.is_some() && other.is_some());
    one == other
}

fn kinds(node: &Node) -> Vec<QueryKind> {
    let page = node.identity_review(&clerk(), None, 100).unwrap();
    page.items.iter().map(|item| item.query.kind).collect()
}

/// Pairs, blocks and persons of the cache.
fn cache(folder: &Path) -> (Vec<Vec<Column>>, Vec<Vec<Column>>, usize) {
    (
        rows(folder, "SELECT person, other, linked FROM match_pair ORDER BY person, other"),
        rows(folder, "SELECT block, person FROM match_block ORDER BY block, person"),
        rows(folder, "SELECT person FROM match_person").len(),
    )
}

fn is_empty(folder: &Path) -> bool {
    let (pairs, blocks, people) = cache(folder);
    pairs.is_empty() && blocks.is_empty() && people == 0
}

#[test]
fn nothing_is_matched_until_a_model_is_in_force_and_after_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    clementine().iter().for_each(|stated| submit(&node, stated));
    let (practice, council) = (local(PRACTICE, 1), local(COUNCIL, 2));
    assert!(!are_one(&node, &practice, &council) && is_empty(folder.path()) && node.match_model().unwrap().is_none());
    let before = support::wishes::record(&node, &nhs_number(1));

    node.set_match_model(Some(&MatchModel::english()), &clerk()).unwrap();
    assert_eq!(node.match_model().unwrap().unwrap().digest(), MatchModel::english().digest());
    assert!(!are_one(&node, &practice, &council), "they wait");
    assert_eq!(node.settle_matches(1).unwrap(), 1);
    assert_eq!(node.settle_matches(10).unwrap(), 0);
    assert!(are_one(&node, &practice, &council));
    let seen = node.identity_compare(&clerk(), &practice, &council).unwrap().unwrap();
    let likeness = seen.likeness.unwrap();
    assert!(likeness.in_force && likeness.text.contains("score") && !likeness.text.contains("Fetherston"));
    let evidence =
        Evidence::Likeness { left: council.clone(), right: practice.clone(), score: likeness.comparison.score };
    assert_eq!((seen.joined, seen.evidence), (true, vec![evidence]));
    assert_eq!(seen.right.nhs_number, Some(nhs_number(1)));
    assert_ne!(support::wishes::record(&node, &nhs_number(1)), before);

    node.set_match_model(None, &clerk()).unwrap();
    assert!(!are_one(&node, &practice, &council) && is_empty(folder.path()));
    assert_eq!(support::wishes::record(&node, &nhs_number(1)), before);
    let seen = node.identity_compare(&clerk(), &practice, &council).unwrap().unwrap();
    assert!(!seen.likeness.unwrap().in_force && !seen.joined);
}

#[test]
fn whoever_comes_is_matched_at_once_in_any_order_and_let_go_when_it_no_longer_stands() {
    let mut orders = Vec::new();
    for reversed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let node = with_model(folder.path());
        let mut people = clementine().to_vec();
        people.push((HOSPITAL, 3, body("Clementine", BORN, Some(1))));
        if reversed {
            people.reverse();
        }
        people.iter().for_each(|stated| submit(&node, stated));
        let council = local(COUNCIL, 2);
        assert!(are_one(&node, &local(PRACTICE, 1), &council) && are_one(&node, &local(HOSPITAL, 3), &council));
        orders.push((found(&node, &council), support::wishes::record(&node, &nhs_number(1)).len()));

        submit_version(&node, COUNCIL, 2, 2, &body("Ebenezer", "1990-10-10", None));
        assert!(!are_one(&node, &local(PRACTICE, 1), &council));
        submit_version(&node, COUNCIL, 2, 3, &body("Clementine", BORN, None));
        assert!(are_one(&node, &local(PRACTICE, 1), &council));
        node.submit(&deleted(COUNCIL, 2, 4), &input(COUNCIL)).unwrap();
        assert!(!are_one(&node, &local(PRACTICE, 1), &council));
        let (pairs, blocks, people) = cache(folder.path());
        assert_eq!(people, 2);
        let gone = rows(folder.path(), "SELECT person FROM match_person");
        assert!(
            pairs.iter().chain(&blocks).all(|row| row.iter().any(|column| gone.iter().any(|kept| kept[0] == *column)))
        );
        node.close().unwrap();
    }
    assert_eq!(orders[0], orders[1]);
}

#[test]
fn a_decision_is_stronger_than_any_likeness_and_undone_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    clementine().iter().for_each(|stated| submit(&node, stated));
    let (practice, council) = (local(PRACTICE, 1), local(COUNCIL, 2));
    let before = support::wishes::record(&node, &nhs_number(1));
    node.identity_decide(&clerk(), &practice, &council, IdentityDecision::Different, "Two cousins").unwrap();
    assert!(!are_one(&node, &practice, &council));
    assert_eq!(kinds(&node), []);
    node.rebuild_matches().unwrap();
    assert!(node.settle_matches(10).unwrap() == 0 && !are_one(&node, &practice, &council));
    node.identity_undo(&clerk(), &practice, &council).unwrap();
    assert_eq!(support::wishes::record(&node, &nhs_number(1)), before);
}

#[test]
fn twins_and_numbers_go_to_a_person_and_are_not_joined() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    let twin = [(PRACTICE, 1, body("Clementine", BORN, Some(1))), (COUNCIL, 2, body("Dorothea", BORN, None))];
    twin.iter().for_each(|stated| submit(&node, stated));
    let (practice, council) = (local(PRACTICE, 1), local(COUNCIL, 2));
    assert!(!are_one(&node, &practice, &council));
    assert_eq!(kinds(&node), [QueryKind::Possible]);
    let page = node.identity_review(&clerk(), None, 10).unwrap();
    assert!(page.items[0].query.score.is_some());
    node.identity_decide(&clerk(), &practice, &council, IdentityDecision::Same, "Known by both names").unwrap();
    assert!(are_one(&node, &practice, &council) && kinds(&node).is_empty());
    // Another number, on a row that is the same but for it.
    submit(&node, &(HOSPITAL, 3, body("Clementine", BORN, Some(2))));
    assert!(!are_one(&node, &local(HOSPITAL, 3), &practice));
    // One without a number fits both, and so neither.
    submit(&node, &(("RDZ", "PAS"), 4, body("Clementine", BORN, None)));
    let between = local(("RDZ", "PAS"), 4);
    assert!(!are_one(&node, &between, &practice) && !are_one(&node, &between, &local(HOSPITAL, 3)));
    assert!(kinds(&node).contains(&QueryKind::Possible));
}

#[test]
fn whoever_has_a_number_in_query_is_joined_with_nobody_by_likeness() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    let people = [
        (PRACTICE, 1, body("Dorothea", BORN, Some(1))),
        (
            HOSPITAL,
            3,
            json!({ "demographics": {
            "nhs_numbers": [{ "number": nhs_number(1), "verification": "03" }],
            "names": [{ "family": "Fetherstonhaugh", "given": ["Clementine"] }], "birth_date": BORN, "gender": "female",
            "addresses": [{ "lines": ["17 High Street", "Dorchester"], "postcode": "DT1 1XJ" }],
            "contacts": [{ "kind": "phone", "value": "01632 960017" }],
        } }),
        ),
        (COUNCIL, 2, body("Clementine", BORN, None)),
    ];
    people.iter().for_each(|stated| submit(&node, stated));
    let (hospital, council) = (local(HOSPITAL, 3), local(COUNCIL, 2));
    assert!(!are_one(&node, &hospital, &council) && !are_one(&node, &local(PRACTICE, 1), &council));
    let kinds = kinds(&node);
    assert!(kinds.contains(&QueryKind::NhsNumber) && kinds.contains(&QueryKind::Possible), "{kinds:?}");
}

#[test]
fn what_protects_one_protects_whoever_is_joined_by_likeness() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    clementine().iter().for_each(|stated| submit(&node, stated));
    let mut marked = body("Clementine", BORN, None);
    marked["demographics"]["sensitivity"] = json!(["restricted"]);
    assert!(node.view(&clinician(), &nhs_number(1)).unwrap().permitted());
    submit_version(&node, COUNCIL, 2, 2, &marked);
    let by = AccessRequest { role: "R8010".to_owned(), ..clerk() };
    assert!(!node.view(&by, &nhs_number(1)).unwrap().permitted());
    assert_eq!(node.identity_compare(&clerk(), &local(PRACTICE, 1), &local(COUNCIL, 2)).unwrap(), None);
}

#[test]
fn likeness_erases_nobody_and_shows_nobody_who_will_not_be_held() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    clementine().iter().for_each(|stated| submit(&node, stated));
    let bodies = "SELECT length(body) > 0 FROM contribution WHERE person = (SELECT min(person) FROM contribution)
        OR stands = 1";
    assert_eq!(rows(folder.path(), bodies).len(), 2);
    node.opt_out(&nhs_number(1), OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician()).unwrap();
    let held = rows(folder.path(), "SELECT 1 FROM contribution WHERE length(body) > 0 AND stands = 1");
    assert_eq!(held.len(), 2, "the wish, and what the council said");
    assert_eq!(found(&node, &local(COUNCIL, 2)), None);
    assert_eq!(found(&node, &local(PRACTICE, 1)), None);
    let (pairs, _, people) = cache(folder.path());
    assert_eq!((pairs.len(), people), (0, 1), "of the practice's person nothing is left to compare");
    let scope = support::wishes::DO_NOT_HOLD;
    node.withdraw_directive(&nhs_number(1), &scope, &clinician()).unwrap();
    assert!(found(&node, &local(COUNCIL, 2)).is_some());
}

#[test]
fn the_cache_is_made_anew_the_same_and_nothing_of_it_is_readable() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    for person in 0..8 {
        let born = format!("19{}-03-05", 40 + person / 2);
        submit(&node, &(PRACTICE, person, body(support::GIVEN[person as usize], &born, Some(person))));
        submit(&node, &(COUNCIL, person, body(support::GIVEN[person as usize], &born, None)));
    }
    let before = cache(folder.path());
    assert!(before.0.len() >= 16 && before.2 == 16);
    node.rebuild_matches().unwrap();
    assert!(is_empty(folder.path()));
    while node.settle_matches(3).unwrap() > 0 {}
    assert_eq!(cache(folder.path()), before);
    let queue = kinds(&node);
    node.close().unwrap();
    let bytes = files(folder.path());
    for word in ["Fetherston", "FETHERSTON", "Clementine", "960017", "DT1 1XJ", "HighStreet"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    let node = Node::open(folder.path(), &key()).unwrap();
    assert_eq!((cache(folder.path()), kinds(&node)), (before, queue));
}

#[test]
fn what_is_not_kept_is_not_matched_either() {
    let folder = tempfile::tempdir().unwrap();
    let node = with_model(folder.path());
    let [(source, person, stated), _] = clementine();
    let good = line(source, person, "patient/1", 1, &stated);
    let unknown = input(COUNCIL).in_format(dcr_node::InputFormat::Auto);
    let refused = node.submit_all([(good.clone(), input(source)), (b"not a format".to_vec(), unknown)]);
    assert_eq!(refused.unwrap_err().code(), "node.input.format");
    assert!(is_empty(folder.path()));
    node.submit_all([(good, input(source))]).unwrap();
    assert!(!is_empty(folder.path()));
}
