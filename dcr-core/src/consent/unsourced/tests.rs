use super::*;
use crate::consent::any_entry::{ORGANISATION, any_entry, every_kind};
use crate::contribution::Version;
use crate::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The names of members under which a source could be told.
const TELLING: [&str; 22] = [
    "author",
    "asserter",
    "prescriber",
    "requester",
    "performers",
    "participants",
    "members",
    "authors",
    "custodian",
    "provider",
    "worker",
    "links",
    "items",
    "problems",
    "organisation",
    "organisation_name",
    "placer_number",
    "filler_number",
    "visit_number",
    "addresses",
    "contacts",
    "agency",
];

fn told(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(ORGANISATION) || text == "item-7" => found.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| told(one, found)),
        Value::Object(members) => {
            for (name, value) in members {
                if TELLING.contains(&name.as_str()) || name == "identifier" {
                    found.push(name.clone());
                }
                told(value, found);
            }
        }
        _ => {}
    }
}

fn tells(entry: &Entry) -> Vec<String> {
    let mut found = Vec::new();
    told(&serde_json::to_value(entry).unwrap(), &mut found);
    found
}

#[test]
fn nothing_of_any_kind_tells_the_source() {
    for full in every_kind() {
        assert!(!tells(&full).is_empty());
        let section = full.section();
        assert_eq!(tells(&entry(full)), Vec::<String>::new(), "{section}");
    }
}

proptest! {
    #[test]
    fn nothing_tells_the_source(full in any_entry()) {
        let masked = entry(full.clone());
        prop_assert_eq!(tells(&masked), Vec::<String>::new());
        prop_assert_eq!((masked.section(), &masked.sensitivity), (full.section(), &full.sensitivity));
    }
}

#[test]
fn the_times_of_a_source_are_left() {
    let from = Provenance {
        organisation: OdsCode::parse("J81001").unwrap(),
        system: SourceSystem::parse("EMIS Dorchester").unwrap(),
        item: SourceItemId::parse("J81001/7").unwrap(),
        version: Version::new(3).unwrap(),
        recorded: Timestamp::parse("2026-01-01T00:00:00Z").unwrap(),
        received: Timestamp::parse("2026-01-02T00:00:00Z").unwrap(),
        format: SourceFormat::FhirStu3,
    };
    let expected = json!({
        "organisation": "WITHHELD", "system": "WITHHELD", "item": "withheld-2", "version": 3, "format": "withheld",
        "recorded": "2026-01-01T00:00:00.000Z", "received": "2026-01-02T00:00:00.000Z",
    });
    let masked = provenance(&from, 2);
    assert_eq!(serde_json::to_value(&masked).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Provenance>(expected).unwrap(), masked);
    assert_ne!(provenance(&from, 1).item, masked.item);
}

#[test]
fn what_is_the_sources_own_code_becomes_words() {
    let problem = |code: Value| -> Value {
        let body = json!({ "problem": { "code": code, "notes": ["kept"], "period": { "start": "2020" } } });
        let full: Entry = serde_json::from_value(json!({ "body": body })).unwrap();
        serde_json::to_value(entry(full)).unwrap()["body"]["problem"].take()
    };
    let own = json!({ "system": "DORCHESTER", "code": "x", "display": "Asthma, ours" });
    let snomed = json!({ "system": "http://snomed.info/sct", "code": "195967001", "mapped_by": "Dorchester map 1" });
    let site = json!({ "system": "https://fhir.nhs.uk/Id/ods-site-code", "code": "J81001" });
    let masked = json!({ "system": "http://snomed.info/sct", "code": "195967001", "mapped_by": "withheld" });
    let expected = |code: Value| json!({ "code": code, "notes": ["kept"], "period": { "start": "2020" } });
    assert_eq!(problem(json!({ "codings": [own] })), expected(json!({ "text": "Asthma, ours" })));
    assert_eq!(problem(json!({ "codings": [own, snomed, site] })), expected(json!({ "codings": [masked] })));
    assert_eq!(
        problem(json!({ "codings": [own, snomed], "text": "Asthma" })),
        expected(json!({ "codings": [masked], "text": "Asthma" }))
    );
}

#[test]
fn differences_name_only_who_may_be_named() {
    let code = |text: &str| OdsCode::parse(text).unwrap();
    let said = vec![(code("RBD"), "active".to_owned()), (code("J81001"), "stopped".to_owned())];
    let masked = differences(vec![Difference { aspect: "status".to_owned(), said }], |one| one.as_str() == "J81001");
    let said = vec![(code("RBD"), "active".to_owned()), (code("WITHHELD"), "stopped".to_owned())];
    assert_eq!(masked, [Difference { aspect: "status".to_owned(), said }]);
}

#[test]
fn of_a_section_as_a_whole_the_heading_is_left() {
    let said: SectionStatement = serde_json::from_value(json!({
        "section": "allergies", "empty": "nilknown", "notes": ["gone"],
        "heading": { "codings": [{ "system": "urn:oid:2.16.840.1.113883.2.1.8.1.5.1", "code": "x", "display": "List" }] },
    }))
    .unwrap();
    let expected = json!({ "section": "allergies", "heading": { "text": "List" }, "empty": "nilknown" });
    assert_eq!(serde_json::to_value(section_statement(&said)).unwrap(), expected);
}

#[test]
fn of_a_document_the_words_are_left_and_the_address_is_not() {
    let document =
        |contents: Value| json!({ "body": { "document": { "kind": { "text": "Letter" }, "contents": contents } } });
    let full = document(json!([{ "text": "Seen today" }, { "link": { "address": "https://surgery.example/7" } }]));
    let masked = entry(serde_json::from_value(full).unwrap());
    assert_eq!(serde_json::to_value(masked).unwrap(), document(json!([{ "text": "Seen today" }])));
}
