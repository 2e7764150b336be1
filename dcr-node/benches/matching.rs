//! What one new contribution costs where a model of matching is in force, beside what it costs where none is.
//!
//! A plain program and no criterion bench, since what counts is the slowest of many different contributions and not one of
//! them many times. `DCR_ROWS` names a file of rows (`row_id,source,local_id,nhs_number,nhs_verification,given_name,
//! family_name,former_family_name,birth_date,gender,address,postcode,uprn,phone,email,practice,...`, quoted as CSV is), else
//! people are made up; `DCR_PEOPLE` how many local persons the node holds (20,000), `DCR_FOLDER` where it lies (a file
//! system in memory, where there is one: there writing durably costs nothing and varies little).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::float_arithmetic,
    unused_crate_dependencies,
    reason = "a bench"
)]

use dcr_core::consent::AccessRequest;
use dcr_core::contribution::Contribution;
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::identity::matching::MatchModel;
use dcr_core::time::Timestamp;
use dcr_node::{Input, InputFormat, Node};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[path = "../tests/support/mod.rs"]
mod support;

const NEW: usize = 2_000;
const AT_ONCE: usize = 1_000;

/// The fields of a row, in the order of the file.
type Row = Vec<String>;

fn rows(count: usize) -> Vec<Row> {
    match std::env::var("DCR_ROWS") {
        Ok(file) => {
            let text = std::fs::read_to_string(file).unwrap();
            text.lines().skip(1).take(count).map(fields).collect()
        }
        Err(_) => (0..count as u64).map(made_up).collect(),
    }
}

fn fields(line: &str) -> Row {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

/// One of two rows of a made-up person: names of syllables, more of some than of others.
fn made_up(row: u64) -> Row {
    let dice = |what: u64, sides: u64| {
        let mut mixed = (row / 2).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^= mixed >> 29;
        mixed = mixed.wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 32)) % sides
    };
    let syllables =
        ["ba", "den", "ford", "har", "ing", "ley", "mor", "ton", "wil", "wor", "stan", "rick", "ash", "pen"];
    let name = |what: u64, most: u64| {
        let parts = 2 + dice(what, 2);
        // The smaller of two throws: some names are frequent.
        let pick = |part: u64| dice(what * 31 + part, most).min(dice(what * 57 + part, most)) as usize;
        (0..parts).map(|part| syllables[pick(part) % syllables.len()]).collect::<String>()
    };
    let birth = format!("{}-{:02}-{:02}", 1930 + dice(3, 90), 1 + dice(4, 12), 1 + dice(5, 28));
    let address = format!("{} {} Road", 1 + dice(6, 90), name(7, 14));
    let postcode = format!("DT{} {}AA", 1 + dice(8, 9), dice(9, 10));
    let stated = if row.is_multiple_of(2) { number(999_000_000 + row / 2) } else { String::new() };
    let source = if row.is_multiple_of(2) { "J81001" } else { "E06000059" };
    let (local, given, family) = (row.to_string(), name(1, 14), name(2, 14));
    let gender = if dice(11, 2) == 0 { "male" } else { "female" };
    [&local, source, &local, &stated, "", &given, &family, "", &birth, gender, &address, &postcode, "", "", "", ""]
        .map(str::to_owned)
        .to_vec()
}

/// The NHS number with these first nine digits; none where they have no check digit.
fn number(body: u64) -> String {
    let sum: u64 = body.to_string().bytes().zip((2..=10).rev()).map(|(b, weight)| u64::from(b - b'0') * weight).sum();
    let check = (11 - sum % 11) % 11;
    if check < 10 { format!("{body}{check}") } else { String::new() }
}

fn contribution(row: &Row) -> (Vec<u8>, Input) {
    let text = |field: usize| row.get(field).map(String::as_str).unwrap_or_default();
    let given = |field: usize| (!text(field).is_empty()).then(|| text(field));
    let mut names = vec![json!({ "family": given(6), "given": text(5).split_whitespace().collect::<Vec<_>>() })];
    names.extend(given(7).map(|former| json!({ "use": "old", "family": former })));
    let number = NhsNumber::parse(text(3)).ok().map(|number| match given(4) {
        Some(verification) => json!({ "number": number, "verification": verification }),
        None => json!({ "number": number }),
    });
    let postcode = dcr_core::identifier::Postcode::parse(text(11)).ok();
    let mut address = json!({ "lines": [text(10)] });
    if let Some(postcode) = postcode {
        address["postcode"] = json!(postcode);
    }
    if let Ok(uprn) = dcr_core::identifier::Uprn::parse(text(12)) {
        address["uprn"] = json!(uprn);
    }
    let mut contacts = Vec::new();
    contacts.extend(given(13).map(|phone| json!({ "kind": "phone", "value": phone })));
    contacts.extend(given(14).map(|email| json!({ "kind": "email", "value": email })));
    let mut demographics = json!({
        "nhs_numbers": number.into_iter().collect::<Vec<Value>>(), "names": names, "addresses": [address],
        "contacts": contacts,
    });
    for (name, field) in [("birth_date", 8), ("gender", 9), ("practice", 15)] {
        if let Some(value) = given(field) {
            demographics[name] = json!(value);
        }
    }
    let item = format!("patient/{}", text(2));
    let stated: Contribution = serde_json::from_value(json!({ "format": 1, "contribution": {
        "key": { "organisation": text(1), "system": "SYS", "item": item }, "version": 1,
        "recorded": "2026-11-22T12:00:00Z", "subject": { "namespace": "local", "value": text(2) }, "status": "current",
        "body": { "demographics": demographics },
        "origin": { "format": "direct", "message": "0".repeat(64) },
    } }))
    .unwrap();
    let input = Input::from_source(OdsCode::parse(text(1)).unwrap(), SourceSystem::parse("SYS").unwrap())
        .in_format(InputFormat::Contributions)
        .received_at(Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
    (stated.canonical().unwrap(), input)
}

/// How long each of some new contributions takes.
fn each(node: &Node, rows: &[Row]) -> Vec<Duration> {
    let mut taken: Vec<Duration> = rows
        .iter()
        .map(contribution)
        .map(|(bytes, input)| {
            let start = Instant::now();
            assert_eq!(node.submit(&bytes, &input).unwrap().accepted, 1);
            start.elapsed()
        })
        .collect();
    taken.sort();
    taken
}

fn told(what: &str, taken: &[Duration]) {
    let at = |part: usize| taken[(taken.len() - 1) * part / 1_000].as_secs_f64() * 1e6;
    println!(
        "{what}: median {:.0} us, p95 {:.0} us, p99 {:.0} us, most {:.0} us",
        at(500),
        at(950),
        at(990),
        at(1_000)
    );
}

fn main() {
    let people: usize = std::env::var("DCR_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let place = std::env::var("DCR_FOLDER").unwrap_or_else(|_| "/dev/shm".to_owned());
    let folder = tempfile::tempdir_in(place).or_else(|_| tempfile::tempdir()).unwrap();
    let node = support::create(folder.path());
    let rows = rows(people + 2 * NEW);
    let (held, new) = rows.split_at(rows.len() - 2 * NEW);
    let (without, with) = new.split_at(NEW);
    let start = Instant::now();
    for part in held.chunks(AT_ONCE) {
        node.submit_all(part.iter().map(contribution)).unwrap();
    }
    println!("{} local persons held: {:.1} s", held.len(), start.elapsed().as_secs_f64());
    told("one new contribution, no model", &each(&node, without));
    let by = AccessRequest::new("bench", "RBD", "R8008", "PATADMIN", Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
    node.set_match_model(Some(&MatchModel::english()), &by).unwrap();
    let start = Instant::now();
    while node.settle_matches(AT_ONCE).unwrap() > 0 {}
    let taken = start.elapsed();
    println!(
        "everyone compared: {:.1} s, {:.0} us each",
        taken.as_secs_f64(),
        taken.as_secs_f64() * 1e6 / held.len() as f64
    );
    told("one new contribution, matched", &each(&node, with));
    let size: u64 = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    println!("the node's folder: {} MB", size / 1_000_000);
}
