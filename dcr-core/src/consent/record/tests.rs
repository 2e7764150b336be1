use super::super::code_sets::CodeSets;
use super::super::related::labels;
use super::*;
use crate::consent::{CodeSet, SetCode, any_entry};
use serde_json::{Value, json};

/// The combined record of some bodies, each an item of its own, stated by one hospital.
fn combined(bodies: &[(&str, Value)]) -> CombinedRecord {
    let bodies: Vec<_> = bodies.iter().map(|(item, body)| ("RBD", *item, body.clone())).collect();
    any_entry::combined(&bodies)
}

fn entry(body: &Value, links: &Value) -> Value {
    json!({ "entry": { "body": body, "links": links } })
}

#[test]
fn a_combined_record_in_the_small_form() {
    let record = combined(&[
        ("me", json!({ "demographics": { "death": { "on": "2026-02" }, "sensitivity": ["restricted"] } })),
        ("me-2", json!({ "demographics": { "death": { "on": "2026-03-01" } } })),
        ("me-3", json!({ "demographics": { "death": "alive" } })),
        (
            "problem",
            entry(
                &json!({ "problem": {
                    "code": { "codings": [{ "system": "urn:s", "code": "1", "display": "Display" }], "text": "Text" },
                    "severity": { "codings": [{ "system": "urn:s", "code": "2" }], "text": "Severe" },
                    "notes": ["A note"],
                } }),
                &json!([{ "kind": "during", "item": "visit" }]),
            ),
        ),
        (
            "visit",
            entry(
                &json!({ "encounter": { "kind": "inpatient", "period": { "start": "2026-01-01", "end": "2026-01-03" },
                    "topics": [{ "problems": ["problem"], "items": ["test"] }] } }),
                &json!([]),
            ),
        ),
        ("planned", entry(&json!({ "encounter": { "kind": "outpatient" } }), &json!([]))),
        (
            "list",
            json!({ "section": { "section": "allergies", "heading": {}, "empty": "nilknown",
            "sensitivity": ["hiv"] } }),
        ),
        ("silent", json!({ "section": { "section": "problems", "heading": {} } })),
        (
            "wish",
            json!({ "directive": { "effect": "dissent", "scope": { "shared-record": "hide" },
            "made": "2026-01-01T00:00:00Z", "authority": "person" } }),
        ),
    ]);
    let small = ConsentRecord::from(&record);
    let recorded = "2026-01-01T00:00:00.000Z";
    let source = |item: &str| json!(["RBD", "PAS", item]);
    let expected = json!({
        "nhs_number": "9990000018",
        "died": { "on": "2026-02-01T00:00:00.000Z" },
        "visits": [
            { "organisation": "RBD", "system": "PAS", "item": "visit",
                "ends_earliest": "2026-01-03T00:00:00.000Z", "ends_latest": "2026-01-03T23:59:59.999Z" },
            { "organisation": "RBD", "system": "PAS", "item": "planned" },
        ],
        "demographics": [
            { "source": source("me"), "labels": ["restricted"] },
            { "source": source("me-2"), "labels": [] },
            { "source": source("me-3"), "labels": [] },
        ],
        "directives": [{ "effect": "dissent", "scope": { "shared-record": "hide" },
            "made": "2026-01-01T00:00:00.000Z", "authority": "person" }],
        "lines": [
            { "section": "problems", "statements": [{
                "source": source("problem"), "labels": [], "codes": [["urn:s", "1"]], "names": ["Text", "Display"],
                "further": [{ "codes": [["urn:s", "2"]], "names": ["Severe"] }], "links": [["during", "visit"]],
                "recorded": recorded, "words": ["Display", "Text", "Severe", "A note", "during", "visit"] }] },
            { "section": "encounters", "statements": [{
                "source": source("visit"), "labels": [], "links": [["because-of", "problem"], ["has-part", "test"]],
                "recorded": recorded,
                "words": ["inpatient", "2026-01-01", "2026-01-03", "problem", "test"] }] },
            { "section": "encounters", "statements": [{
                "source": source("planned"), "labels": [], "recorded": recorded, "words": ["outpatient"] }] },
        ],
        "section_statements": [{ "section": "allergies", "source": source("list"), "labels": ["hiv"] }],
    });
    let mut made = serde_json::to_value(&small).unwrap();
    // Sources of one time stand in the order of their items, the last first or the first first: not of interest here.
    made["demographics"].as_array_mut().unwrap().sort_by_key(|stated| stated["source"][2].to_string());
    assert_eq!(made, expected);
    assert_eq!(ConsentRecord::from_json(made.to_string().as_bytes()).unwrap().lines, small.lines);
}

#[test]
fn a_death_without_a_date_is_the_earliest() {
    let died = |deaths: &[Value]| {
        let bodies: Vec<(String, Value)> = deaths
            .iter()
            .enumerate()
            .map(|(place, death)| (place.to_string(), json!({ "demographics": { "death": death } })))
            .collect();
        let bodies: Vec<(&str, Value)> = bodies.iter().map(|(item, body)| (item.as_str(), body.clone())).collect();
        ConsentRecord::from(&combined(&bodies)).died.map(|died| serde_json::to_value(died).unwrap())
    };
    assert_eq!(died(&[]), None);
    assert_eq!(died(&[json!("alive")]), None);
    assert_eq!(died(&[json!({ "on": "2020" }), json!("dead"), json!("alive")]), Some(json!({})));
    assert_eq!(
        died(&[json!({ "on": "2020-05-01" }), json!("alive"), json!({ "on": "2020-04-30" })]),
        Some(json!({ "on": "2020-04-29T23:00:00.000Z" }))
    );
}

#[test]
fn both_forms_of_a_record_have_the_same_labels() {
    let coded = |code: &str, text: &str| json!({ "codings": [{ "system": "urn:s", "code": code }], "text": text });
    let record = combined(&[
        ("a", entry(&json!({ "problem": { "code": coded("1", "Rare illness") } }), &json!([]))),
        ("b", entry(&json!({ "alert": { "code": { "text": "Has a RARE illness" } } }), &json!([]))),
        (
            "c",
            entry(
                &json!({ "procedure": { "code": coded("2", "Biopsy"), "reasons": [coded("1", "Rare")] } }),
                &json!([]),
            ),
        ),
        (
            "d",
            entry(
                &json!({ "encounter": { "kind": "home", "topics": [{ "items": ["e"], "problems": ["a"] }] } }),
                &json!([]),
            ),
        ),
        ("e", entry(&json!({ "allergy": { "code": { "text": "Latex" } } }), &json!([]))),
        (
            "f",
            entry(
                &json!({ "allergy": { "code": { "text": "Nuts" } } }),
                &json!([{ "kind": "related-to", "item": "c" }]),
            ),
        ),
        ("g", entry(&json!({ "about-me": { "most_important": "my dog" } }), &json!([]))),
    ]);
    let codes = vec![SetCode { system: "urn:s".to_owned(), code: "1".to_owned() }];
    let sets = CodeSets::new(&[CodeSet { codes, ..CodeSet::new("set", "hiv") }]);
    let large = labels(&sets, &record.lines);
    let item = |line: usize| record.lines[line].statements()[0].provenance.item.to_string();
    let mut items: Vec<String> = large.iter().map(|added| item(added.line)).collect();
    items.sort();
    assert_eq!(items, ["a", "b", "c", "d", "f"]);
    assert_eq!(labels(&sets, &ConsentRecord::from(&record).lines), large);
}

#[test]
fn what_is_no_record_is_refused_by_its_place() {
    let empty = r#"{"demographics":[],"directives":[],"lines":[]}"#;
    let read = ConsentRecord::from_json(empty.as_bytes()).unwrap();
    assert_eq!(read, ConsentRecord::default());
    assert_eq!(serde_json::to_string(&read).unwrap(), empty);
    let line = |statement: &str| {
        format!(
            "{{\"demographics\":[],\"directives\":[],\n\"lines\":[{{\"section\":\"alerts\",\"statements\":[{statement}]}}]}}"
        )
    };
    for wrong in [
        r#"{"source":["RBD","PAS"],"labels":[]}"#,
        r#"{"source":["RBD","PAS","secret","more"],"labels":[]}"#,
        r#"{"source":["R","PAS","secret"],"labels":[]}"#,
        r#"{"source":["RBD","PAS","secret"]}"#,
        r#"{"source":["RBD","PAS","secret"],"labels":[],"more":1}"#,
        r#"{"source":["RBD","PAS","secret"],"labels":[],"recorded":"secret"}"#,
    ] {
        let error = ConsentRecord::from_json(line(wrong).as_bytes()).unwrap_err();
        assert_eq!(error.code(), "consent-record.unreadable", "{wrong}");
        assert!(matches!(error, ConsentRecordError::Unreadable { line: 2, .. }), "{error}");
        assert!(!error.to_string().contains("secret"));
    }
    let long = vec![b' '; LONGEST + 1];
    let error = ConsentRecord::from_json(&long).unwrap_err();
    assert_eq!(
        (error.code(), &error),
        ("consent-record.too-long", &ConsentRecordError::TooLong { length: LONGEST + 1, limit: LONGEST })
    );
}

#[test]
fn a_record_is_read_up_to_sixteen_mebibytes() {
    let mut longest = br#"{"demographics":[],"directives":[],"lines":[]}"#.to_vec();
    longest.resize(16_777_216, b' ');
    assert_eq!(ConsentRecord::from_json(&longest).unwrap(), ConsentRecord::default());
    longest.push(b' ');
    let error = ConsentRecord::from_json(&longest).unwrap_err();
    assert_eq!(error, ConsentRecordError::TooLong { length: 16_777_217, limit: 16_777_216 });
    assert_eq!(error.code(), "consent-record.too-long");
}
