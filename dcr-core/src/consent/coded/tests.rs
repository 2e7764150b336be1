use super::*;
use crate::consent::any_entry::{MARKER, ORGANISATION, any_entry, combined, every_kind};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Where the marker stands, codes with their displays apart, which the source's words may stand in.
fn marked(at: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(MARKER) => found.push(at.to_owned()),
        Value::Array(all) => all.iter().for_each(|one| marked(at, one, found)),
        Value::Object(members) => {
            for (name, value) in members {
                if name != "codings" {
                    marked(&format!("{at}/{name}"), value, found);
                }
                if name.contains(MARKER) {
                    found.push(format!("{at}/(name)"));
                }
            }
        }
        _ => {}
    }
}

fn left(entry: &Entry) -> Vec<String> {
    let mut found = Vec::new();
    marked("", &serde_json::to_value(entry).unwrap(), &mut found);
    found
}

fn read(entry: Value) -> Entry {
    serde_json::from_value(entry).unwrap()
}

fn body_of(body: &Value) -> Value {
    serde_json::to_value(entry(read(json!({ "body": body })))).unwrap()["body"].take()
}

#[test]
fn no_word_is_left_of_any_kind() {
    for full in every_kind() {
        assert!(!left(&full).is_empty());
        let section = full.section();
        let coded = entry(full);
        assert_eq!(left(&coded), Vec::<String>::new(), "{section}");
        assert_eq!(coded.section(), section);
    }
}

proptest! {
    #[test]
    fn no_word_is_left_of_anything(full in any_entry()) {
        let coded = entry(full.clone());
        prop_assert_eq!(left(&coded), Vec::<String>::new());
        prop_assert_eq!((&coded.sensitivity, coded.links.len()), (&full.sensitivity, full.links.len()));
        prop_assert_eq!(entry(coded.clone()), coded);
    }
}

#[test]
fn a_result_keeps_its_values_and_says_which_are_not_shown() {
    let code =
        |code: &str| json!({ "codings": [{ "system": "urn:s", "code": code, "display": "Shown" }], "text": "gone" });
    let kept = |code: &str| json!({ "codings": [{ "system": "urn:s", "code": code, "display": "Shown" }] });
    let masked = json!({ "absent": { "codings": [{ "display": "Masked", "code": "masked",
        "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason" }] } });
    let measured = |value: Value| json!({ "code": code("1"), "value": value });
    let shown = |value: Value| json!({ "code": kept("1"), "value": value });
    let full = json!({ "investigation": {
        "code": { "text": "gone" }, "status": "final", "kind": "of their own", "placer_number": "gone",
        "observed": "2026-01-02T10:00", "conclusion": "gone", "specimens": [{ "identifier": "gone" }],
        "performers": [{ "name": "gone", "role": "gone" },
            { "name": "gone", "role": "S8000:G8000:R8000", "organisation": "RBD", "contact": "gone" }],
        "measurements": [
            measured(json!({ "quantity": { "comparator": "<", "value": "0.50", "unit": "mmol/L", "unit_code": "http://unitsofmeasure.org|mmol/L" } })),
            measured(json!({ "quantity": { "comparator": "about", "value": "7", "unit": "as she said herself today", "unit_code": "a b" } })),
            measured(json!({ "text": "gone" })),
            measured(json!({ "coded": { "text": "gone" } })),
            measured(json!({ "coded": code("2") })),
            measured(json!({ "time": "2026" })),
            { "code": code("3"), "interpretations": ["H", "gone"], "group": "1.2", "notes": ["gone"],
                "ranges": [{ "low": "1", "high": "2", "text": "gone" }, { "text": "gone" }, { "low": "3" }, { "high": "4", "text": "gone" }] },
            { "code": code("4"), "group": "gone" },
        ],
    } });
    let expected = json!({ "investigation": {
        "code": { "text": "Stated in words that are not shown" }, "status": "final", "kind": "not-shown",
        "observed": "2026-01-02T10:00",
        "performers": [{ "role": "S8000:G8000:R8000", "organisation": "RBD" }],
        "measurements": [
            shown(json!({ "quantity": { "comparator": "<", "value": "0.50", "unit": "mmol/L", "unit_code": "http://unitsofmeasure.org|mmol/L" } })),
            shown(json!({ "quantity": { "comparator": "not-shown", "value": "7", "unit": "not-shown" } })),
            shown(masked.clone()),
            shown(masked),
            shown(json!({ "coded": kept("2") })),
            shown(json!({ "time": "2026" })),
            { "code": kept("3"), "interpretations": ["H", "not-shown"], "group": "1.2", "ranges": [{ "low": "1", "high": "2" }, { "low": "3" }, { "high": "4" }] },
            { "code": kept("4") },
        ],
    } });
    assert_eq!(body_of(&full), expected);
}

#[test]
fn a_dose_keeps_its_size_and_times_and_loses_its_instruction() {
    let full = json!({ "medication": {
        "drug": { "codings": [{ "system": "urn:s", "code": "1" }] }, "status": "active", "quantity": "28 tablets",
        "dosages": [
            { "text": "one for her HIV", "amount": "1", "unit": "tablet", "frequency": "bd", "as_needed": true },
            { "text": "gone" },
            { "amount": "2", "frequency": "when she remembers" },
        ],
        "reasons": [{ "text": "gone" }, { "codings": [{ "system": "urn:s", "code": "2" }], "text": "gone" }],
        "supply": { "duration": "28 d", "repeats_allowed": 6, "issues": [
            { "issued": "2026-01-01", "quantity": "as agreed", "status": "completed", "notes": ["gone"] },
            { "quantity": "56", "status": "gone" },
        ] },
    } });
    let expected = json!({ "medication": {
        "drug": { "codings": [{ "system": "urn:s", "code": "1" }] }, "status": "active", "quantity": "28 tablets",
        "dosages": [{ "amount": "1", "unit": "tablet", "frequency": "bd", "as_needed": true }, { "amount": "2" }],
        "reasons": [{ "codings": [{ "system": "urn:s", "code": "2" }] }],
        "supply": { "duration": "28 d", "repeats_allowed": 6, "issues": [
            { "issued": "2026-01-01", "status": "completed" }, { "quantity": "56" }] },
    } });
    assert_eq!(body_of(&full), expected);
}

#[test]
fn when_it_was_is_left() {
    let code = json!({ "codings": [{ "system": "urn:s", "code": "1" }] });
    let period = json!({ "start": "2020-02-03", "end": "2021" });
    for body in [
        json!({ "problem": { "code": code, "period": period } }),
        json!({ "procedure": { "code": code, "performed": period } }),
        json!({ "document": { "kind": code, "covers": period } }),
        json!({ "encounter": { "kind": "inpatient", "period": period } }),
    ] {
        assert_eq!(body_of(&body), body);
    }
}

#[test]
fn what_has_nothing_but_words_in_it_goes_whole() {
    let code = |code: &str| json!({ "codings": [{ "system": "urn:s", "code": code }] });
    let of = |code: &str, text: &str| json!({ "codings": [{ "system": "urn:s", "code": code }], "text": text });
    for (full, left) in [
        (
            json!({ "allergy": { "code": of("1", "gone"), "reactions": [
                { "manifestations": [of("2", "gone")], "severity": "mild", "onset": "2020", "description": "gone" },
                { "description": "gone" },
                { "severity": "worse than last time" },
            ] } }),
            json!({ "allergy": { "code": code("1"), "reactions": [
                { "manifestations": [code("2")], "severity": "mild", "onset": "2020" }] } }),
        ),
        (
            json!({ "investigation": { "code": of("1", "gone"), "status": "final", "specimens": [
                { "identifier": "gone", "kind": of("2", "gone"), "collected": "2020-01-02", "received": "2020-01-03" },
                { "identifier": "gone", "kind": { "text": "gone" } },
            ] } }),
            json!({ "investigation": { "code": code("1"), "status": "final", "specimens": [
                { "kind": code("2"), "collected": "2020-01-02", "received": "2020-01-03" }] } }),
        ),
        (
            json!({ "encounter": { "kind": "inpatient", "topics": [
                { "title": "gone", "heading": "gone", "problems": ["p1"], "items": ["i1", "i2"], "notes": ["gone"] },
                { "title": "gone", "heading": "gone", "notes": ["gone"] },
            ] } }),
            json!({ "encounter": { "kind": "inpatient", "topics": [{ "problems": ["p1"], "items": ["i1", "i2"] }] } }),
        ),
        (
            json!({ "immunisation": { "vaccine": of("1", "gone"), "dose": "2" } }),
            json!({ "immunisation": { "vaccine": code("1"), "dose": "2" } }),
        ),
        (
            json!({ "immunisation": { "vaccine": of("1", "gone"), "dose": "the second, at last" } }),
            json!({ "immunisation": { "vaccine": code("1") } }),
        ),
        (
            json!({ "about-me": { "most_important": "gone", "wellness": "gone", "written": "2020-01-02" } }),
            json!({ "about-me": { "written": "2020-01-02" } }),
        ),
    ] {
        assert_eq!(body_of(&full), left);
    }
}

#[test]
fn of_a_relative_the_relationship_is_left() {
    let full = json!({ "related-person": {
        "names": [{ "family": "gone" }], "relationship": { "codings": [{ "system": "urn:s", "code": "MTH" }] },
        "roles": ["carer"], "birth_date": "1950-01-01", "nhs_number": "9990000018", "rank": 1,
        "period": { "start": "2020" }, "contacts": [{ "kind": "phone", "value": "gone" }],
    } });
    let expected = json!({ "related-person": {
        "relationship": { "codings": [{ "system": "urn:s", "code": "MTH" }] }, "roles": ["carer"], "rank": 1,
        "period": { "start": "2020" } } });
    assert_eq!(body_of(&full), expected);
}

#[test]
fn a_document_is_known_by_its_kind_and_dates() {
    let full = json!({ "document": {
        "kind": { "codings": [{ "system": "urn:s", "code": "L", "display": "Letter" }], "text": "gone" },
        "title": "gone", "status": "final", "written": "2026-01-01", "identifier": "gone", "replaces": "gone",
        "authors": [{ "name": "gone" }], "custodian": { "organisation": ORGANISATION, "organisation_name": "gone" },
        "sections": [{ "title": "gone", "text": "gone" }],
        "contents": [{ "text": "gone" }, { "link": { "address": "gone" } }],
    } });
    let expected = json!({ "document": {
        "kind": { "codings": [{ "system": "urn:s", "code": "L", "display": "Letter" }] },
        "status": "final", "written": "2026-01-01", "custodian": { "organisation": ORGANISATION } } });
    assert_eq!(body_of(&full), expected);
}

#[test]
fn what_is_said_of_a_section_keeps_what_it_means() {
    let said: SectionStatement = serde_json::from_value(json!({
        "section": "allergies", "heading": { "text": "gone" }, "empty": "nilknown", "notes": ["gone"], "as_at": "2026",
        "warnings": ["confidential-items", "gone"], "sensitivity": ["hiv"],
    }))
    .unwrap();
    let expected = json!({
        "section": "allergies", "heading": { "text": "Stated in words that are not shown" }, "empty": "nilknown",
        "as_at": "2026", "warnings": ["confidential-items", "not-shown"], "sensitivity": ["hiv"],
    });
    assert_eq!(serde_json::to_value(section_statement(said)).unwrap(), expected);
}

#[test]
fn an_amount_is_a_number_with_a_unit() {
    for (text, kept) in [
        ("28", true),
        ("28 tablets", true),
        ("1.5ml", true),
        ("10*9/L", true),
        ("28 tablets for the journey", false),
        ("2 x 28", true),
        ("tablets", false),
        ("", false),
        ("28, as agreed", false),
    ] {
        assert_eq!(values::amount(text.to_owned()).is_some(), kept, "{text}");
    }
}

#[test]
fn what_sources_differ_in_tells_nothing_that_the_entries_do_not() {
    let drug = |dose: &str, status: &str| {
        json!({ "entry": { "sensitivity": ["hiv"], "body": { "medication": { "status": status,
            "drug": { "codings": [{ "system": "urn:s", "code": "1" }] }, "dosages": [{ "text": dose }] } } } })
    };
    let record = combined(&[("RBD", "1", drug("one for HIV", "active")), ("J81001", "2", drug("two", "stopped"))]);
    let [line] = &record.lines[..] else { panic!("two statements of one drug are one line") };
    let aspects = |line: &crate::merge::Line| {
        line.differences().iter().map(|difference| difference.aspect.clone()).collect::<Vec<_>>()
    };
    assert_eq!(aspects(line), ["dose", "status"]);
    let coded = line.clone().with_entries(entry);
    assert_eq!(aspects(&coded), ["status"]);
    assert_eq!((coded.sensitivity(), coded.statements().len()), (line.sensitivity(), 2));
    assert!(coded.statements().iter().zip(line.statements()).all(|(a, b)| a.provenance == b.provenance));
}
