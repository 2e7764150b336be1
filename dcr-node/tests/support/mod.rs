//! Made-up people and what is stated about them, for tests, benches and the dictionary.
#![allow(dead_code, reason = "each program uses a part")]
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test support, not an interface"
)]

pub mod wishes;

use dcr_core::consent::AccessRequest;
use dcr_core::contribution::Contribution;
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::time::Timestamp;
use dcr_node::{Input, InputFormat, Node, NodeKey, NodeOptions};
use serde_json::{Value, json};
use std::path::Path;

pub const FAMILIES: [&str; 8] =
    ["Quibbleworth", "Fetherstonhaugh", "Wimborne-Hill", "Trevithick", "Durdle", "Purbeck", "Lulworth", "Corfe"];
pub const GIVEN: [&str; 8] =
    ["Anneliese", "Barnaby", "Clementine", "Dorothea", "Ebenezer", "Florence", "Gwendolyn", "Hal"];
pub const POSTCODES: [&str; 4] = ["DT1 1XJ", "BH15 2AA", "BH8 0BG", "DT4 7BN"];
pub const DIAGNOSES: [(&str, &str); 6] = [
    ("38341003", "Hypertensive disorder"),
    ("44054006", "Type 2 diabetes mellitus"),
    ("195967001", "Asthma"),
    ("13645005", "Chronic obstructive pulmonary disease"),
    ("49436004", "Atrial fibrillation"),
    ("35489007", "Depressive disorder"),
];
const DRUGS: [(&str, &str); 4] = [
    ("319775004", "Aspirin 75mg tablets"),
    ("319996000", "Simvastatin 40mg tablets"),
    ("323509004", "Amoxicillin 250mg capsules"),
    ("325278007", "Salbutamol 100micrograms/dose inhaler"),
];
const TESTS: [(&str, &str, &str); 4] = [
    ("1000731000000107", "Serum creatinine level", "umol/L"),
    ("1000651000000109", "Serum sodium level", "mmol/L"),
    ("1022431000000105", "Haemoglobin estimation", "g/L"),
    ("1003671000000109", "Haemoglobin A1c level", "mmol/mol"),
];
/// Organisation, system: the sources that know everyone.
pub const SOURCES: [(&str, &str); 3] = [("RBD", "PAS"), ("J81001", "GP"), ("RDY", "RIO")];

/// The NHS number of the n-th made-up person, in the range 999 000 0000 to 999 999 9999.
pub fn nhs_number(person: u32) -> NhsNumber {
    let checked = |body: u32| {
        let weights = (2..=10).rev();
        let sum: u32 = body.to_string().bytes().zip(weights).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
        let check = (11 - sum % 11) % 11;
        (check < 10).then(|| NhsNumber::parse(&format!("{body}{check}")).unwrap())
    };
    (999_000_000..=999_999_999).filter_map(checked).nth(person as usize).unwrap()
}

fn pick<T: Copy>(from: &[T], number: u32) -> T {
    from[number as usize % from.len()]
}

fn snomed((code, display): (&str, &str)) -> Value {
    json!({"codings": [{"system": "http://snomed.info/sct", "code": code, "display": display}]})
}

pub fn line(source: (&str, &str), person: u32, item: &str, version: u64, body: &Value) -> Vec<u8> {
    let (organisation, system) = source;
    let contribution: Contribution = serde_json::from_value(json!({
        "format": 1,
        "contribution": {
            "key": {"organisation": organisation, "system": system, "item": item},
            "version": version,
            "recorded": format!("20{:02}-{:02}-{:02}T{:02}:30:00Z", 10 + version % 15, 1 + person % 12, 1 + person % 28, person % 24),
            "subject": {"namespace": system, "value": format!("{}", 100_000 + person)},
            "status": "current",
            "body": body,
            "origin": {
                "format": "direct",
                "message": dcr_core::contribution::ContentHash::of(format!("{person}{item}{version}").as_bytes()).to_string(),
            },
        },
    }))
    .unwrap();
    contribution.canonical().unwrap()
}

pub fn demographics(source: (&str, &str), person: u32, version: u64) -> Vec<u8> {
    let body = json!({"demographics": {
        "nhs_numbers": [{"number": nhs_number(person), "verification": "01"}],
        "names": [{"use": "usual", "family": pick(&FAMILIES, person), "given": [pick(&GIVEN, person / 8)], "prefix": ["Ms"]}],
        "birth_date": format!("19{:02}-{:02}-{:02}", 20 + person % 79, 1 + person % 12, 1 + person % 28),
        "gender": "female",
        "addresses": [{"use": "home", "lines": [format!("{} High Street", person % 200), "Dorchester"], "postcode": pick(&POSTCODES, person)}],
        "contacts": [{"kind": "phone", "value": format!("01632 96{:04}", person % 10_000)}],
        "practice": "J81001",
    }});
    line(source, person, &format!("patient/{person}"), version, &body)
}

pub fn entry(source: (&str, &str), person: u32, number: u32, version: u64) -> Vec<u8> {
    let date = format!("20{:02}-{:02}-{:02}", 10 + number % 15, 1 + number % 12, 1 + (number / 12 + person) % 28);
    let body = match number % 3 {
        0 => json!({"problem": {
            "code": snomed(pick(&DIAGNOSES, number / 3 + person)), "status": "active",
            "period": {"start": date}, "asserter": {"name": "Dr A Marsh", "role": "General practitioner"},
        }}),
        1 => json!({"medication": {
            "drug": snomed(pick(&DRUGS, number / 3 + person)), "status": "active", "period": {"start": date},
            "dosages": [{"text": "One to be taken each morning", "frequency": "once a day"}], "quantity": "28 tablet",
        }}),
        _ => {
            let (code, display, unit) = pick(&TESTS, number / 3);
            json!({"investigation": {
                "code": snomed((code, display)), "kind": "laboratory", "status": "final",
                "observed": format!("{date}T09:15:00+00:00"), "filler_number": format!("26C{person:06}{number:03}"),
                "measurements": [{
                    "code": snomed((code, display)), "status": "final",
                    "value": {"quantity": {"value": format!("{}.{}", 40 + (number * 7 + person) % 120, number % 10), "unit": unit}},
                    "ranges": [{"low": "45", "high": "120"}],
                }],
            }})
        }
    };
    line(source, person, &format!("entry/{person}/{number}"), version, &json!({"entry": {"body": body}}))
}

/// Everything one source states about a person, a contribution a line.
pub fn lines(source: (&str, &str), person: u32, entries: u32) -> Vec<u8> {
    let mut lines = demographics(source, person, 1);
    for number in 0..entries {
        lines.push(b'\n');
        lines.extend(entry(source, person, number, 1));
    }
    lines
}

pub const REGISTER: &[u8] = include_bytes!("../../../dcr-core/src/register/dorset_example.json");
pub const POLICY: &[u8] = include_bytes!("../../../dcr-core/src/consent/dorset_example.json");
pub const NOON: &str = "2026-11-22T12:00:00Z";

pub fn key() -> NodeKey {
    NodeKey::from_bytes([7; 32])
}

pub fn options() -> NodeOptions {
    NodeOptions { organisation: OdsCode::parse("RBD").unwrap(), register: REGISTER.to_vec(), policy: POLICY.to_vec() }
}

/// A new node in a folder.
pub fn create(folder: &Path) -> Node {
    Node::create(folder, &options(), &key()).unwrap()
}

/// A node that knows this many people, each from every source.
pub fn populated(folder: &Path, people: u32, entries: u32) -> Node {
    let node = create(folder);
    let inputs = (0..people).flat_map(|person| SOURCES.map(|source| (lines(source, person, entries), input(source))));
    node.submit_all(inputs).unwrap();
    node
}

/// A clinician with the person in their care.
pub fn clinician() -> AccessRequest {
    AccessRequest::new("555000111222", "RBD", "R8000", "TREAT", Timestamp::parse(NOON).unwrap())
        .named("Dr Ada Marsh")
        .by("admission", None)
}

pub fn input(source: (&str, &str)) -> Input {
    Input::from_source(OdsCode::parse(source.0).unwrap(), SourceSystem::parse(source.1).unwrap())
        .in_format(InputFormat::Contributions)
        .received_at(Timestamp::parse("2026-11-22T13:34:00Z").unwrap())
}
