//! A process that is killed while contributions, decisions and models of matching come in leaves, once the node is opened
//! again, the persons and the queue of exactly what was acknowledged, or of that and the one step that was being written.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::consent::AccessRequest;
use dcr_core::contribution::Contribution;
use dcr_core::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::identity::matching::MatchModel;
use dcr_core::time::Timestamp;
use dcr_node::{Find, IdentityDecision, Node, NodeError};
use rusqlite::types::Value as Column;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::wishes::rows;
use support::{NOON, clinician, create, input, key, line, nhs_number};

const FOLDER: &str = "DCR_NODE_TEST_FOLDER";
const FIRST: &str = "DCR_NODE_TEST_FIRST_STEP";
const MARK: &str = "acknowledged ";

const SOURCES: [(&str, &str); 4] = [("J81001", "GP"), ("RBD", "PAS"), ("E06000059", "ASC"), ("RDZ", "PAS")];
/// Local persons of each source: five people, two of them twins, and one whom nobody else knows.
const PEOPLE: u32 = 6;
const STEPS: usize = 44;

fn local(source: (&str, &str), person: u32) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(source.0).unwrap(),
        system: SourceSystem::parse(source.1).unwrap(),
        subject: SubjectId::new(source.1, &format!("{}", 100_000 + person)).unwrap(),
    }
}

fn clerk() -> AccessRequest {
    AccessRequest::new("777000111222", "RBD", "R8008", "PATADMIN", Timestamp::parse(NOON).unwrap())
        .by("registered-patient", None)
}

/// What a source states of a person: the practice knows the number; the last source has the first twin's for the second.
fn stated(source: usize, person: u32, version: u64) -> Value {
    let given = ["Clementine", "Dorothea", "Barnaby", "Gwendolyn", "Ebenezer", "Hal"][person as usize];
    let family = if person < 2 { "Fetherstonhaugh" } else { support::FAMILIES[person as usize] };
    let born = format!("19{}-03-05", 44 + person / 2);
    let number = match (source, person) {
        (0, _) => Some((person, "01")),
        (3, 1) => Some((0, "03")),
        (1, _) if person.is_multiple_of(2) => Some((person, "03")),
        _ => None,
    };
    // A second version tells of a marriage, a third of somebody else.
    let given = if version == 3 { "Zachary" } else { given };
    let family = if version == 2 { "Marlborough" } else { family };
    let numbers: Vec<Value> =
        number.iter().map(|(of, status)| json!({ "number": nhs_number(*of), "verification": status })).collect();
    json!({ "demographics": {
        "nhs_numbers": numbers, "names": [{ "family": family, "given": [given] }], "birth_date": born,
        "addresses": [{ "lines": [format!("{} High Street", 17 + person / 2), "Dorchester"], "postcode": "DT1 1XJ" }],
    } })
}

fn statement(source: usize, person: u32, version: u64) -> Vec<u8> {
    line(SOURCES[source], person, &format!("patient/{person}"), version, &stated(source, person, version))
}

fn deleted(source: usize, person: u32, version: u64) -> Vec<u8> {
    let mut read: Value = serde_json::from_slice(&statement(source, person, version)).unwrap();
    read["contribution"]["status"] = json!("deleted");
    read["contribution"].as_object_mut().unwrap().remove("body");
    serde_json::from_value::<Contribution>(read).unwrap().canonical().unwrap()
}

/// A decision that stands already, or is undone already, is one whose acknowledgement was lost.
fn once(done: Result<(), NodeError>) {
    if let Err(error) = done {
        assert!(["node.identity.decided", "node.identity.undecided"].contains(&error.code()), "{error:?}");
    }
}

/// One step of what happens at a node; each may be done twice.
fn step(node: &Node, number: usize) {
    let source = number % 4;
    let person = |number: usize| u32::try_from(number).unwrap() % PEOPLE;
    let (twin, other) = (local(SOURCES[0], 0), local(SOURCES[2], 1));
    match number {
        0..6 => {
            let batch = (0..4).map(|source| (statement(source, person(number), 1), input(SOURCES[source])));
            node.submit_all(batch.skip(number % 2)).unwrap();
        }
        6 => node.set_match_model(Some(&MatchModel::english()), &clerk()).unwrap(),
        7..12 | 34..40 => drop(node.settle_matches(4).unwrap()),
        14 => once(node.identity_decide(&clerk(), &twin, &other, IdentityDecision::Different, "Twins")),
        19 | 29 => drop(node.identity_review(&clerk(), None, 100).unwrap()),
        24 => once(node.identity_undo(&clerk(), &twin, &other)),
        26 => once(node.identity_decide(&clerk(), &twin, &other, IdentityDecision::Same, "Known by both names")),
        33 => node.rebuild_matches().unwrap(),
        12..20 => drop(node.submit(&statement(source, person(number / 2), 2), &input(SOURCES[source])).unwrap()),
        20..29 => drop(node.submit(&statement(source, person(number / 2), 3), &input(SOURCES[source])).unwrap()),
        30..33 => drop(node.submit(&deleted(source, person(number), 4), &input(SOURCES[source])).unwrap()),
        _ => {
            let all = (0..4).map(|source| (statement(source, person(number), 5), input(SOURCES[source])));
            node.submit_all(all).unwrap();
        }
    }
}

/// Who is whom, what is asked, and what of the cache is told by no chance.
#[derive(Debug, PartialEq)]
struct State {
    persons: Vec<Option<String>>,
    queue: Vec<String>,
    model: Option<String>,
    pairs: Vec<Vec<Column>>,
    compared: Vec<Vec<Column>>,
    waiting: Vec<Vec<Column>>,
}

fn state(node: &Node, folder: &Path) -> State {
    // As it lies in the store, before a question brings anything up to date.
    let pairs = rows(folder, "SELECT person, other, linked FROM match_pair ORDER BY person, other");
    let compared = rows(
        folder,
        "SELECT person, (SELECT count(*) FROM match_block AS b WHERE b.person = p.person) FROM match_person AS p
         ORDER BY person",
    );
    let waiting = rows(folder, "SELECT person FROM match_pending ORDER BY person");
    let everyone = SOURCES.iter().flat_map(|source| (0..PEOPLE).map(|person| local(*source, person)));
    let find = |person| node.find(&clinician(), &Find::Person(person)).unwrap();
    let persons = everyone.map(|person| find(person).map(|found| found.person.to_string())).collect();
    let page = node.identity_review(&clerk(), None, 1_000).unwrap();
    assert!(page.complete && page.next.is_none());
    let mut queue: Vec<String> = page.items.iter().map(|item| serde_json::to_string(&item.query).unwrap()).collect();
    queue.sort();
    let model = node.match_model().unwrap().map(|model| model.digest());
    State { persons, queue, model, pairs, compared, waiting }
}

#[test]
#[ignore = "run as a process by another test"]
fn child_goes_on() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let first: usize = std::env::var(FIRST).unwrap().parse().unwrap();
    let node = Node::open(Path::new(&folder), &key()).unwrap();
    for number in first..STEPS {
        step(&node, number);
        println!("\n{MARK}{number}");
    }
}

/// Goes on from a step in a process of its own, which is killed a while after so many steps; how many were acknowledged.
fn killed(folder: &Path, first: usize, after: usize, wait: Duration) -> usize {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_goes_on", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        if line.unwrap().starts_with(MARK) {
            acknowledged += 1;
            if acknowledged == after {
                std::thread::sleep(wait);
                process.kill().unwrap();
            }
        }
    }
    process.wait().unwrap();
    acknowledged
}

#[test]
fn a_kill_leaves_the_persons_and_the_queue_of_what_was_acknowledged() {
    let undisturbed = tempfile::tempdir().unwrap();
    let node = create(undisturbed.path());
    let mut expected = vec![state(&node, undisturbed.path())];
    for number in 0..STEPS {
        step(&node, number);
        expected.push(state(&node, undisturbed.path()));
    }
    node.close().unwrap();
    // The steps are worth being killed in: persons, the queue and the cache change again and again.
    let changes = |part: fn(&State) -> String| expected.windows(2).filter(|two| part(&two[0]) != part(&two[1])).count();
    assert!(changes(|state| format!("{:?}", state.persons)) > 15);
    assert!(changes(|state| format!("{:?}", state.queue)) > 10);
    assert!(changes(|state| format!("{:?}", state.pairs)) > 15);

    let folder = tempfile::tempdir().unwrap();
    create(folder.path()).close().unwrap();
    let (mut done, mut kills, mut unacknowledged) = (0, 0_u64, 0);
    while done < STEPS {
        // One to three steps, and then anything from at once to some milliseconds into the next.
        let wait = Duration::from_micros(kills * 937 % 6_000);
        done += killed(folder.path(), done, 1 + kills as usize % 3, wait);
        kills += 1;
        let node = Node::open(folder.path(), &key()).unwrap();
        let found = state(&node, folder.path());
        node.close().unwrap();
        if found != expected[done] {
            assert_eq!(Some(&found), expected.get(done + 1), "after {done} steps and {kills} kills");
            done += 1;
            unacknowledged += 1;
        }
    }
    assert!(kills > 12, "{kills}");
    println!("{kills} kills, {unacknowledged} between the writing of a step and its acknowledgement");
    let node = Node::open(folder.path(), &key()).unwrap();
    assert!(matches!(node.verify_audit(&[]).unwrap(), dcr_core::audit::Verdict::Intact { .. }));
    node.rebuild_matches().unwrap();
    while node.settle_matches(5).unwrap() > 0 {}
    assert_eq!(state(&node, folder.path()), expected[STEPS]);
}
