//! The rows of a table against the persons whom a node holds: the same matching, under the rules of consent, and accounted
//! for.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::Verdict;
use dcr_core::consent::AccessRequest;
use dcr_core::identity::PersonId;
use dcr_core::identity::matching::{MatchModel, Outcome};
use dcr_core::record::{DirectiveAuthority, OptOutMode};
use dcr_core::time::Timestamp;
use dcr_node::match_door::MatchTable;
use dcr_node::{Node, TableMatches};
use serde_json::{Value, json};
use std::path::Path;
use support::wishes::rows;
use support::{NOON, clinician, create, input, line, nhs_number};

const PRACTICE: (&str, &str) = ("J81001", "GP");
const COUNCIL: (&str, &str) = ("E06000059", "ASC");
const BORN: &str = "1944-03-05";

fn clerk() -> AccessRequest {
    AccessRequest::new("777000111222", "RBD", "R8008", "PATADMIN", Timestamp::parse(NOON).unwrap())
        .by("registered-patient", None)
}

fn body(given: &str, number: Option<u32>) -> Value {
    let numbers: Vec<Value> =
        number.iter().map(|number| json!({ "number": nhs_number(*number), "verification": "01" })).collect();
    json!({ "demographics": {
        "nhs_numbers": numbers, "names": [{ "family": "Fetherstonhaugh", "given": [given] }], "birth_date": BORN,
        "gender": "female", "addresses": [{ "lines": ["17 High Street", "Dorchester"], "postcode": "DT1 1XJ" }],
        "contacts": [{ "kind": "phone", "value": "01632 960017" }],
    } })
}

fn submit(node: &Node, source: (&str, &str), person: u32, version: u64, body: &Value) {
    let bytes = line(source, person, &format!("patient/{person}"), version, body);
    assert_eq!(node.submit(&bytes, &input(source)).unwrap().accepted, 1);
}

/// A node with the model in force that knows Clementine from her practice and the council.
fn node(folder: &Path) -> Node {
    let node = create(folder);
    node.set_match_model(Some(&MatchModel::english()), &clerk()).unwrap();
    submit(&node, PRACTICE, 1, 1, &body("Clementine", Some(1)));
    submit(&node, COUNCIL, 2, 1, &body("Clementine", None));
    node
}

/// Rows of one house: given name, date of birth.
fn table(people: &[(&str, &str)]) -> MatchTable {
    let mut table = MatchTable::new(people.len()).unwrap();
    let mut add = |field: &str, text: &dyn Fn(usize) -> String| {
        let column: Vec<String> = (0..people.len()).map(text).collect();
        table.add(field, people.len(), Box::new(column)).unwrap();
    };
    add("given_name", &|row| people[row].0.to_owned());
    add("family_name", &|_| "FETHERSTONHAUGH".to_owned());
    add("birth_date", &|row| people[row].1.to_owned());
    add("gender", &|_| "F".to_owned());
    add("address", &|_| "17 HIGH ST".to_owned());
    add("postcode", &|_| "DT11XJ".to_owned());
    table
}

fn asked(node: &Node) -> TableMatches {
    node.match_table(
        &clerk(),
        &table(&[("Clem", BORN), ("CLEMENTINE", BORN), ("Dorothea", BORN), ("Zachary", "1999-12-12")]),
    )
    .unwrap()
}

fn outcomes(matches: &TableMatches) -> Vec<(u32, Outcome, bool)> {
    matches.rows.iter().map(|found| (found.row, found.outcome, found.person.is_some())).collect()
}

fn account(node: &Node) -> u64 {
    let verdict = node.verify_audit(&[]).unwrap();
    let Verdict::Intact { size, .. } = verdict else { return 0 };
    size
}

const NOBODY: [(u32, Outcome, bool); 4] =
    [(0, Outcome::None, false), (1, Outcome::None, false), (2, Outcome::None, false), (3, Outcome::None, false)];

#[test]
fn rows_find_whom_they_fit_and_each_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let node = node(folder.path());
    let before = (
        account(&node),
        rows(folder.path(), "SELECT * FROM match_block").len(),
        node.who_saw(&clinician(), &nhs_number(1)).unwrap().len(),
    );
    let matches = asked(&node);
    let found = outcomes(&matches);
    assert_eq!(found[1..], [(1, Outcome::Link, true), (2, Outcome::Possible, true), (3, Outcome::None, false)]);
    assert_eq!((matches.complete, matches.model.clone()), (true, MatchModel::english().digest()));
    assert_eq!(matches.rows[1].nhs_number, Some(nhs_number(1)));
    // One entry for each row, of which three are hers; asking who saw her is an entry as well.
    assert_eq!(account(&node), before.0 + 4 + 1);
    assert_eq!(node.who_saw(&clinician(), &nhs_number(1)).unwrap().len(), before.2 + 1 + 3);
    assert_eq!(rows(folder.path(), "SELECT * FROM match_block").len(), before.1, "nothing of the table is kept");
    assert!(!format!("{matches:?}").contains(nhs_number(1).as_str()));
    assert_eq!(asked(&node), matches);
}

#[test]
fn a_hit_is_explained_and_repeats_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let node = node(folder.path());
    let person = asked(&node).rows[1].person.unwrap();
    let asked_about = table(&[("Clementine", BORN), ("Dorothea", BORN), ("Zachary", "1999-12-12")]);
    let explained = node.explain_match(&clerk(), &asked_about, 0, &person).unwrap().unwrap();
    assert_eq!((explained.outcome, explained.row), (Outcome::Link, 0));
    assert_eq!(explained.waterfall.last().unwrap().sum, explained.score);
    assert!(explained.text.contains("score") && !explained.text.to_lowercase().contains("fetherston"));
    let twin = node.explain_match(&clerk(), &asked_about, 1, &person).unwrap().unwrap();
    assert!(twin.outcome == Outcome::Possible && !twin.guards.is_empty());
    assert_eq!(node.explain_match(&clerk(), &asked_about, 2, &person).unwrap(), None);
    let nobody = PersonId::parse(&"0".repeat(64)).unwrap();
    assert_eq!(node.explain_match(&clerk(), &asked_about, 0, &nobody).unwrap(), None);
    assert_eq!(node.explain_match(&clerk(), &asked_about, 9, &person).unwrap_err().code(), "match-table.row-unknown");
}

#[test]
fn whoever_is_not_to_be_seen_looks_like_nobody() {
    let opted_out = |node: &Node, mode| {
        node.opt_out(&nhs_number(1), mode, DirectiveAuthority::Person, None, &clinician()).unwrap();
    };
    let hide = |node: &Node| opted_out(node, OptOutMode::Hide);
    let not_held = |node: &Node| opted_out(node, OptOutMode::DoNotHold);
    let marked = |node: &Node| {
        let mut marked = body("Clementine", None);
        marked["demographics"]["sensitivity"] = json!(["restricted"]);
        submit(node, COUNCIL, 2, 2, &marked);
    };
    let cases: [&dyn Fn(&Node); 3] = [&hide, &not_held, &marked];
    for (case, hidden) in cases.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let node = node(folder.path());
        let person = asked(&node).rows[1].person.unwrap();
        hidden(&node);
        let before = account(&node);
        let matches = asked(&node);
        assert_eq!(outcomes(&matches), NOBODY, "case {case}");
        assert!(account(&node) >= before + 4, "each row is accounted for");
        let row = table(&[("Clementine", BORN)]);
        assert_eq!(node.explain_match(&clerk(), &row, 0, &person).unwrap(), None);
        // As at a node that holds nobody.
        let empty = tempfile::tempdir().unwrap();
        let nobodys = create(empty.path());
        nobodys.set_match_model(Some(&MatchModel::english()), &clerk()).unwrap();
        assert_eq!(asked(&nobodys), matches);
    }
}

#[test]
fn it_takes_a_requester_who_may_and_a_model_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let node = node(folder.path());
    let row = table(&[("Clementine", BORN)]);
    let before = account(&node);
    let elsewhere = AccessRequest { organisation: "RDZ".to_owned(), ..clerk() };
    assert_eq!(node.match_table(&elsewhere, &row).unwrap_err().code(), "node.request.not-permitted");
    let person = PersonId::parse(&"0".repeat(64)).unwrap();
    assert_eq!(node.explain_match(&elsewhere, &row, 0, &person).unwrap_err().code(), "node.request.not-permitted");
    assert_eq!(account(&node), before + 2, "a refusal is accounted for");
    node.set_match_model(Some(&MatchModel::english()), &clerk()).unwrap();
    let waiting = node.match_table(&clerk(), &row).unwrap();
    assert_eq!((waiting.complete, waiting.rows[0].outcome), (false, Outcome::None));
    while node.settle_matches(1).unwrap() > 0 {}
    let settled = node.match_table(&clerk(), &row).unwrap();
    assert_eq!((settled.complete, settled.rows[0].outcome), (true, Outcome::Link));
    node.set_match_model(None, &clerk()).unwrap();
    for rows in [row, table(&[])] {
        assert_eq!(node.match_table(&clerk(), &rows).unwrap_err().code(), "node.identity.no-match-model");
    }
}

#[test]
fn many_rows_are_matched_as_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let node = node(folder.path());
    let people: Vec<(&str, &str)> =
        (0..130).map(|row| if row % 40 == 7 { ("Clementine", BORN) } else { ("Zachary", "1999-12-12") }).collect();
    let found = node.match_table(&clerk(), &table(&people)).unwrap();
    assert_eq!(found.rows.len(), 130);
    for (row, told) in found.rows.iter().enumerate() {
        let expected = if row % 40 == 7 { Outcome::Link } else { Outcome::None };
        assert_eq!((told.row as usize, told.outcome), (row, expected));
    }
}
