//! Likeness of two statements, each given as the JSON of its entry's body.

use super::likeness;
use crate::contribution::{SourceFormat, Version};
use crate::identifier::{CodedConcept, OdsCode, SourceItemId, SourceSystem};
use crate::merge::{LineStatement, Provenance};
use crate::record::Entry;
use crate::time::Timestamp;
use serde_json::{Value, json};

/// What a source states, recorded at the start of 2026.
pub(in crate::merge) fn statement(organisation: &str, system: &str, item: &str, body: &Value) -> LineStatement {
    let entry: Entry = serde_json::from_value(json!({ "body": body })).unwrap();
    let at = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
    let provenance = Provenance {
        organisation: OdsCode::parse(organisation).unwrap(),
        system: SourceSystem::parse(system).unwrap(),
        item: SourceItemId::parse(item).unwrap(),
        version: Version::new(1).unwrap(),
        recorded: at,
        received: at,
        format: SourceFormat::Direct,
    };
    LineStatement { provenance, entry: Box::new(entry), later: None }
}

/// The likeness of what a practice and a hospital state, either way round; their keys meet where there is one.
fn alike(kind: &str, practice: &Value, hospital: &Value) -> Option<u8> {
    compared(["J81001", "RBD"], kind, practice, hospital)
}

fn compared([one, other]: [&str; 2], kind: &str, a: &Value, b: &Value) -> Option<u8> {
    let (a, b) = (statement(one, "EMIS", "1", &json!({ kind: a })), statement(other, "PAS", "1", &json!({ kind: b })));
    let found = likeness(&a, &b).map(|likeness| likeness.0);
    assert_eq!(found, likeness(&b, &a).map(|likeness| likeness.0), "not symmetric");
    let keys_of = |statement| {
        let mut found = super::Keys::default();
        super::keys(statement, &mut found);
        found
    };
    assert!(found.is_none() || keys_of(&a).shares(&keys_of(&b)), "no key in common");
    found
}

fn with(value: &Value, more: Value) -> Value {
    let (mut made, Value::Object(more)) = (value.clone(), more) else { return value.clone() };
    if let Some(members) = made.as_object_mut() {
        members.extend(more);
    }
    made
}

#[test]
fn a_category_that_nobody_knows_is_no_fact() {
    let stated = json!({ "code": { "text": "Diabetes" } });
    let unknown = with(&stated, json!({ "category": "differential" }));
    assert_eq!(alike("problem", &stated, &unknown), None);
    assert_eq!(alike("problem", &unknown, &unknown), Some(2));
    for fact in ["problem-list-item", "encounter-diagnosis", "health-concern"] {
        assert_eq!(alike("problem", &stated, &with(&stated, json!({ "category": fact }))), Some(2), "{fact}");
    }
}

#[test]
fn a_blank_is_no_number_and_a_number_is_one_however_it_is_written() {
    let visit = |number: &str| json!({ "kind": "inpatient", "visit_number": number });
    let document = |number: &str| json!({ "kind": { "text": "Letter" }, "identifier": number });
    let result = |number: &str| json!({ "code": { "text": "CRP" }, "observed": "2026-07-01T10:30", "specimens": [{ "identifier": number }] });
    for (one, other, same) in [("A-1", " a-1\u{a0}", true), ("A-1", "A-2", false), (" ", " ", false), ("", "", false)] {
        let within = |kind, a: &Value, b: &Value| compared(["RBD", "RBD"], kind, a, b);
        assert_eq!(within("encounter", &visit(one), &visit(other)), same.then_some(4), "{one} {other}");
        assert_eq!(alike("document", &document(one), &document(other)), same.then_some(4), "{one} {other}");
    }
    assert_eq!(alike("investigation", &result("A-1"), &result("A-2")), None);
    // A specimen without a number contradicts none: the minute decides.
    assert_eq!(alike("investigation", &result("A-1"), &result(" ")), Some(3));
}

#[test]
fn two_requests_of_one_day_that_tell_nothing_are_two() {
    let request = json!({ "code": { "text": "CRP" }, "observed": "2026-07-01" });
    assert_eq!(alike("investigation", &request, &request), None);
    let report = with(&request, json!({ "conclusion": "Normal" }));
    assert_eq!(alike("investigation", &report, &report), Some(1));
    assert_eq!(alike("investigation", &report, &request), None);
    let told = |text: &str| with(&request, json!({ "measurements": [{ "code": {}, "value": { "text": text } }] }));
    assert_eq!(alike("investigation", &told(" "), &told("")), None);
    let measured = |values: &[(&str, &str)]| {
        let measurements: Vec<Value> = values
            .iter()
            .map(|(of, unit)| {
                json!({ "code": { "codings": [{ "system": "LOCAL", "code": of }] },
                "value": { "quantity": { "value": "5", "unit": unit } } })
            })
            .collect();
        with(&request, json!({ "measurements": measurements }))
    };
    assert_eq!(alike("investigation", &measured(&[("x", "MMOL/L")]), &measured(&[("x", "mmol/L")])), Some(1));
    assert_eq!(alike("investigation", &measured(&[("x", "")]), &measured(&[("x", " ")])), Some(1));
    let (several, again) = (measured(&[("B", "g"), ("a", "g")]), measured(&[("b", "g"), ("a", "g")]));
    assert_eq!(alike("investigation", &several, &again), Some(1));
    assert_eq!(alike("investigation", &told("Raised"), &told("raised ")), Some(1));
}

#[test]
fn a_minute_that_comes_twice_is_compatible_with_its_second_coming() {
    let at = |time: &str| json!({ "code": { "text": "CRP" }, "observed": time, "conclusion": "Normal" });
    assert_eq!(alike("investigation", &at("2025-10-26T01:30"), &at("2025-10-26T01:30Z")), Some(1));
    assert_eq!(alike("investigation", &at("2025-10-26T01:30"), &at("2025-10-26T00:30:59Z")), Some(3));
    assert_eq!(alike("investigation", &at("2025-10-26T01:30"), &at("2025-10-26T02:30Z")), None);
}

#[test]
fn routes_are_other_ones_when_none_of_them_is_shared() {
    let by = |routes: &[&str]| {
        let dosages: Vec<Value> = routes
            .iter()
            .map(|code| json!({ "route": { "codings": [{ "system": "http://snomed.info/sct", "code": code }] } }))
            .collect();
        json!({ "drug": { "text": "Chloramphenicol" }, "dosages": dosages })
    };
    assert_eq!(alike("medication", &by(&["1", "2"]), &by(&["2"])), Some(3));
    assert_eq!(alike("medication", &by(&["1", "2"]), &by(&["3"])), None);
    assert_eq!(alike("medication", &by(&[]), &by(&["3"])), Some(3));
}

#[test]
fn a_blank_dose_or_name_is_none() {
    let given = |dose: &str| json!({ "vaccine": { "text": "Flu" }, "given": "2026-01-01", "dose": dose });
    assert_eq!(alike("immunisation", &given(" "), &given("2")), Some(3));
    assert_eq!(alike("immunisation", &given(" "), &given(" ")), Some(3));
    assert_eq!(alike("immunisation", &given("1"), &given("2")), None);
    let doctor =
        |name: &str, of: &str| json!({ "role": "usual-gp", "name": name, "members": [{ "organisation": of }] });
    assert_eq!(alike("care-provider", &doctor(" ", "J81001"), &doctor("Dr Lee", "J81001")), Some(2));
    assert_eq!(alike("care-provider", &doctor("Dr Ray", "J81001"), &doctor("Dr Lee", "J81001")), None);
}

#[test]
fn a_family_name_or_a_given_name_alone_makes_no_two_people_one() {
    let named = |name: Value| json!({ "names": [name] });
    for alone in [json!({ "family": "Trent" }), json!({ "given": ["Ann"] }), json!({ "text": "Trent" })] {
        assert_eq!(alike("related-person", &named(alone.clone()), &named(alone)), None);
    }
    let whole = |text: &str| named(json!({ "text": text }));
    assert_eq!(alike("related-person", &whole("Ann Trent"), &whole("ANN  TRENT")), Some(2));
    let parted = named(json!({ "given": ["Ann"], "family": "Trent" }));
    assert_eq!(alike("related-person", &whole("Ann Trent"), &parted), None);
}

#[test]
fn one_number_in_two_code_systems_is_not_one_product() {
    let drug = |system: &str, code: &str, text: &str| {
        serde_json::from_value(json!({ "codings": [{ "system": system, "code": code }], "text": text })).unwrap()
    };
    let one = |a: &CodedConcept, b: &CodedConcept| super::same_product(a, b);
    let dmd = drug("https://dmd.nhs.uk", "1", "Brand");
    assert!(one(&dmd, &drug("http://snomed.info/sct", "1", "Generic")));
    assert!(one(&dmd, &drug("http://snomed.info/sct", "2", "BRAND")));
    assert!(!one(&dmd, &drug("http://read.info/readv2", "1", "Generic")));
    assert!(!one(&drug("LOCAL", "1", "Brand"), &drug("LOCAL", "1", "Generic")));
}
