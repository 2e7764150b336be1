//! Wishes not to be held, and what is left of a person in a node's files.

use super::{clinician, input, line, nhs_number, populated};
use dcr_core::identifier::NhsNumber;
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode};
use dcr_node::{Erased, Node, Receipt};
use rusqlite::Connection;
use rusqlite::types::Value as Column;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

pub const ENTRIES: u32 = 6;
/// The person who will not be held: their rows are those of the local persons 4 to 6.
pub const PERSON: u32 = 1;
pub const DO_NOT_HOLD: DirectiveScope = DirectiveScope::SharedRecord(OptOutMode::DoNotHold);

pub fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 4, ENTRIES);
    (folder, node)
}

pub fn opt_out(node: &Node, person: u32) -> Erased {
    let number = nhs_number(person);
    node.opt_out(&number, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician()).unwrap()
}

pub fn permitted(node: &Node, person: u32) -> bool {
    node.view(&clinician(), &nhs_number(person)).unwrap().permitted()
}

/// How many lines are shown of a person; none where the look is refused.
pub fn shown(node: &Node, person: u32) -> Option<usize> {
    let answer = node.view(&clinician(), &nhs_number(person)).unwrap();
    answer.record().map(|record| record.sections.iter().map(|section| section.lines.len()).sum())
}

/// What is shown of a person, without when sources were last heard.
pub fn record(node: &Node, number: &NhsNumber) -> String {
    let answer = node.view(&clinician(), number).unwrap();
    let record = answer.record().unwrap();
    serde_json::to_string(&(&record.demographics, &record.sections)).unwrap()
}

pub fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("node.db")).unwrap()
}

pub fn rows(folder: &Path, query: &str) -> Vec<Vec<Column>> {
    let connection = database(folder);
    let mut select = connection.prepare(query).unwrap();
    let columns = select.column_count();
    let rows = select.query_map([], |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Everything that is sealed about the person, and the wrapped keys.
pub fn sealed(folder: &Path) -> Vec<Vec<u8>> {
    let query = "SELECT body FROM contribution WHERE person BETWEEN 4 AND 6
        UNION ALL SELECT body FROM message WHERE person BETWEEN 4 AND 6
        UNION ALL SELECT data_key FROM person WHERE id BETWEEN 4 AND 6
        UNION ALL SELECT body FROM quarantine UNION ALL SELECT detail FROM quarantine";
    let connection = database(folder);
    let mut select = connection.prepare(query).unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

pub fn files(folder: &Path) -> Vec<u8> {
    fs::read_dir(folder).unwrap().flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
}

/// How many of these stand in the files, by any 24 bytes of their beginning, middle or end.
pub fn found_in(folder: &Path, sealed: &[Vec<u8>]) -> usize {
    let files = files(folder);
    let windows: std::collections::HashSet<&[u8]> = files.windows(24).collect();
    let stands = |bytes: &&Vec<u8>| {
        let middle = bytes.len() / 2 - 12;
        [0, middle, bytes.len() - 24].iter().any(|start| windows.contains(&bytes[*start..start + 24]))
    };
    sealed.iter().filter(stands).count()
}

/// A unit that cannot be read and names the person.
pub fn broken(person: u32) -> Vec<u8> {
    format!("broken line about Barnaby, {}", nhs_number(person).as_str()).into_bytes()
}

pub fn copy(from: &Path, to: &Path) {
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

pub fn wish(changed: impl FnOnce(&mut Directive)) -> Directive {
    let mut directive = Directive {
        effect: DirectiveEffect::Dissent,
        scope: DO_NOT_HOLD,
        made: clinician().at,
        starts: None,
        ends: None,
        visit: None,
        authority: DirectiveAuthority::Person,
        evidence: None,
        statement: None,
        original: None,
    };
    changed(&mut directive);
    directive
}

/// One source's statement with members of the contribution changed.
pub fn stated(source: (&str, &str), person: u32, item: &str, version: u64, changed: &Value, body: &Value) -> Vec<u8> {
    let mut read: Value = serde_json::from_slice(&line(source, person, item, version, body)).unwrap();
    for (name, member) in changed.as_object().unwrap() {
        read["contribution"][name] = member.clone();
    }
    let contribution: dcr_core::contribution::Contribution = serde_json::from_value(read).unwrap();
    contribution.canonical().unwrap()
}

pub fn submit(node: &Node, source: (&str, &str), lines: &[Vec<u8>]) -> Receipt {
    node.submit(&lines.join(&b'\n'), &input(source)).unwrap()
}

pub fn directive_body(effect: &str, made: &str) -> Value {
    json!({ "directive": { "effect": effect, "scope": { "shared-record": "do-not-hold" }, "made": made, "authority": "person" } })
}

pub fn link(relation: &str, other: u32) -> Value {
    json!({ "link": {
        "other": { "organisation": "RBD", "system": "PAS", "subject": { "namespace": "PAS", "value": format!("{}", 100_000 + other) } },
        "relation": relation,
    } })
}

pub fn with_number(source: (&str, &str), person: u32, version: u64, number: u32, verification: &str) -> Vec<u8> {
    let body = json!({ "demographics": {
        "nhs_numbers": [{ "number": nhs_number(number), "verification": verification }],
        "names": [{ "family": "Trevithick", "given": ["Hal"] }], "birth_date": "1950-01-01",
    } });
    line(source, person, &format!("patient/{person}"), version, &body)
}
