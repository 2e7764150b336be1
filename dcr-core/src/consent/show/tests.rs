use super::*;
use crate::consent::any_entry::combined;
use crate::consent::{AccessRequest, Policy, VisibleRecord, look};
use crate::identifier::{OdsCode, SourceSystem};
use serde_json::{Value, json};

fn at() -> Timestamp {
    Timestamp::parse("2026-11-22T09:00:00Z").unwrap()
}

/// What a doctor sees by the Dorset example, which shows restricted people reduced and keeps some sections.
fn seen(record: CombinedRecord, connections: &[SourceConnection]) -> VisibleRecord {
    let mut document: Value = serde_json::from_slice(Policy::DORSET_EXAMPLE).unwrap();
    document["restricted_person"] = json!({ "view": "reduced", "keeps": ["demographics", "problems", "allergies"] });
    let policy = Policy::from_json(document.to_string().as_bytes()).unwrap();
    let plan = Plan::new(policy, Register::dorset_example().unwrap());
    let request = AccessRequest::new("u1", "RBD", "R8000", "TREAT", at()).by("admission", None);
    look(&plan, &request, record, connections).visible.unwrap()
}

fn section(visible: &VisibleRecord, section: Section) -> Value {
    let found = visible.sections.iter().find(|seen| seen.section == section).unwrap();
    serde_json::to_value(found).unwrap()
}

/// Organisation, item and organisation's name of each provenance in a list of what is shown.
fn sources_of(list: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |of: &Value| {
        (text(&of["provenance"]["organisation"]), text(&of["provenance"]["item"]), text(&of["organisation_name"]))
    };
    list.as_array().into_iter().flatten().map(one).collect()
}

fn named(organisation: &str, item: &str, name: &str) -> (String, String, String) {
    (organisation.to_owned(), item.to_owned(), name.to_owned())
}

const HOSPITAL: &str = "Dorset County Hospital NHS Foundation Trust";

/// One person of whom a hospital and two practices tell, marked as restricted or not.
fn told_by_three(marks: &Value) -> CombinedRecord {
    let who = |street: &str, marks: &Value| {
        json!({ "demographics": { "names": [{ "family": "Hardy" }], "addresses": [{ "lines": [street] }],
            "sensitivity": marks } })
    };
    let problem = |doctor: &str, organisation: &str| {
        json!({ "entry": { "body": { "problem": { "code": { "codings": [{ "system": "http://snomed.info/sct",
            "code": "195967001" }] }, "asserter": { "name": doctor, "organisation": organisation } } } } })
    };
    let none = |heading: Value| {
        json!({ "section": { "section": "allergies", "heading": heading, "empty": "nilknown",
            "notes": ["asked on ward 3"] } })
    };
    combined(&[
        ("RBD", "who", who("1 Hospital Way", marks)),
        ("J81001", "who", who("2 Surgery Road", &json!([]))),
        ("J81002", "who", who("3 Surgery Road", &json!([]))),
        ("RBD", "asthma", problem("Dr A", "RBD")),
        ("J81001", "asthma", problem("Dr B", "J81001")),
        ("J81002", "asthma", problem("Dr A", "RBD")),
        ("RBD", "none", none(json!({ "text": "Allergies" }))),
        ("J81001", "none", none(json!({ "codings": [{ "system": "urn:surgery", "code": "7", "display": "List" }] }))),
    ])
}

const UNNAMED: &str = "an organisation that is not named here, because it could give away where the person is";

#[test]
fn who_is_not_restricted_is_shown_with_every_source() {
    let visible = seen(told_by_three(&json!([])), &[]);
    let who = serde_json::to_value(&visible.demographics).unwrap();
    let three = |item: &str| {
        [
            named("RBD", item, HOSPITAL),
            named("J81002", item, "Example practice 2"),
            named("J81001", item, "Example practice 1"),
        ]
    };
    assert_eq!(sources_of(&who), three("who"));
    assert_eq!(who[2]["demographics"]["addresses"], json!([{ "lines": ["2 Surgery Road"] }]));
    let problems = section(&visible, Section::Problems);
    let line = &problems["lines"][0];
    let mut stated = three("asthma");
    stated.reverse();
    assert_eq!(sources_of(&line["statements"]), stated);
    let asserter = |entry: &Value| entry["body"]["problem"]["asserter"].clone();
    assert_eq!(asserter(&line["entry"]), json!({ "name": "Dr B", "organisation": "J81001" }));
    // A statement is written out where it differs from the line's.
    for other in [1, 2] {
        assert_eq!(asserter(&line["statements"][other]["entry"]), json!({ "name": "Dr A", "organisation": "RBD" }));
    }
    let none = section(&visible, Section::Allergies)["statements"].take();
    assert_eq!(sources_of(&none), [named("J81001", "none", "Example practice 1"), named("RBD", "none", HOSPITAL)]);
    let surgery = json!({ "codings": [{ "system": "urn:surgery", "code": "7", "display": "List" }] });
    let said = |heading: Value| json!({ "section": "allergies", "heading": heading, "empty": "nilknown", "notes": ["asked on ward 3"] });
    assert_eq!(none[0]["statement"], said(surgery));
    assert_eq!(none[1]["statement"], said(json!({ "text": "Allergies" })));
}

#[test]
fn of_who_is_restricted_local_sources_are_numbered_and_not_named() {
    let visible = seen(told_by_three(&json!(["restricted"])), &[]);
    let unnamed = |number: usize| named("WITHHELD", &format!("withheld-{number}"), UNNAMED);
    let who = serde_json::to_value(&visible.demographics).unwrap();
    assert_eq!(sources_of(&who), [named("RBD", "who", HOSPITAL), unnamed(3), unnamed(4)]);
    let left = json!({ "names": [{ "family": "Hardy" }], "sensitivity": ["restricted"] });
    assert_eq!(who[0]["demographics"], left);
    assert_eq!(who[1]["demographics"], json!({ "names": [{ "family": "Hardy" }] }));
    let problems = section(&visible, Section::Problems);
    let line = &problems["lines"][0];
    assert_eq!(sources_of(&line["statements"]), [unnamed(1), unnamed(2), named("RBD", "asthma", HOSPITAL)]);
    let problem = |entry: &Value| entry["body"]["problem"].clone();
    let code = json!({ "codings": [{ "system": "http://snomed.info/sct", "code": "195967001" }] });
    assert_eq!(problem(&line["entry"]), json!({ "code": code }));
    assert_eq!(line["statements"][1]["entry"], Value::Null);
    let doctor = json!({ "code": code, "asserter": { "name": "Dr A" } });
    assert_eq!(problem(&line["statements"][2]["entry"]), doctor);
    let none = section(&visible, Section::Allergies)["statements"].take();
    assert_eq!(sources_of(&none), [unnamed(5), named("RBD", "none", HOSPITAL)]);
    let said = |heading: &str| json!({ "section": "allergies", "heading": { "text": heading }, "empty": "nilknown" });
    assert_eq!(none[0]["statement"], said("List"));
    assert_eq!(none[1]["statement"], said("Allergies"));
}

/// A line that a hidden statement led takes the place that what is left of it gives it.
#[test]
fn the_lines_of_a_look_stand_in_the_order_of_what_is_shown() {
    let problem = |code: &str, start: &str| {
        json!({ "entry": { "body": { "problem": { "code": { "codings": [{ "system": "http://snomed.info/sct",
            "code": code }] }, "period": { "start": start } } } } })
    };
    let dissent = |item: &str| {
        json!({ "directive": { "effect": "dissent", "made": "2024-03-01T00:00:00.000Z", "authority": "person",
            "scope": { "item": { "organisation": "J81001", "system": "PAS", "item": item } } } })
    };
    let record = combined(&[
        ("J81001", "hidden-1", problem("1", "2026-08-09")),
        ("RBD", "one", problem("1", "2001-02-03")),
        ("J81001", "hidden-2", problem("2", "2020-01-01")),
        ("RBD", "two", problem("2", "2012-04-05")),
        ("RBD", "d1", dissent("hidden-1")),
        ("RBD", "d2", dissent("hidden-2")),
    ]);
    let leading: Vec<&str> = record.lines.iter().map(|line| line.statements()[0].provenance.item.as_str()).collect();
    assert_eq!(leading, ["hidden-1", "hidden-2"]);
    let problems = section(&seen(record, &[]), Section::Problems);
    let items: Vec<Vec<String>> = problems["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| sources_of(&line["statements"]).into_iter().map(|(_, item, _)| item).collect())
        .collect();
    assert_eq!(items, [["two"], ["one"]]);
}

/// A line as it is shown: of each statement the organisation, the item and how its entry differs.
fn line(start: &str, note: &str, statements: &[(&str, &str, Option<&str>)]) -> (Section, VisibleLine) {
    let entry = |note: &str| json!({ "body": { "problem": { "code": { "text": "Asthma" }, "period": { "start": start }, "notes": [note] } } });
    let statement = |(organisation, item, differs): &(&str, &str, Option<&str>)| {
        let mut statement = json!({ "organisation_name": "", "provenance": { "organisation": organisation,
            "system": if *organisation == "WITHHELD" { "WITHHELD" } else { "PAS" }, "item": item, "version": 1,
            "recorded": "2026-01-01T00:00:00.000Z", "received": "2026-01-01T00:00:00.000Z", "format": "direct" } });
        if let Some(note) = differs {
            statement["entry"] = entry(note);
        }
        statement
    };
    let statements: Vec<Value> = statements.iter().map(statement).collect();
    let line = json!({ "entry": entry(note), "statements": statements });
    (Section::Problems, serde_json::from_value(line).unwrap())
}

#[test]
fn lines_stand_by_date_source_and_words_and_their_numbers_tell_nothing() {
    let mut lines = vec![
        line("2001", "a", &[("RBD", "2", None)]),
        line("2001", "b", &[("RBD", "1", None)]),
        line("2001", "z", &[("WITHHELD", "withheld-1", None), ("WITHHELD", "withheld-2", Some("y"))]),
        line("2001", "z", &[("WITHHELD", "withheld-3", None), ("WITHHELD", "withheld-4", Some("x"))]),
        line("2001", "c", &[("WITHHELD", "withheld-6", None), ("WITHHELD", "withheld-5", None)]),
        line("2020", "d", &[("WITHHELD", "withheld-9", None)]),
    ];
    put_in_order(&mut lines);
    let told: Vec<String> = lines
        .iter()
        .map(|(_, line)| {
            let value = serde_json::to_value(line).unwrap();
            let note = |entry: &Value| entry["body"]["problem"]["notes"][0].as_str().unwrap_or("-").to_owned();
            let statements = value["statements"].as_array().unwrap().iter();
            let statements =
                statements.map(|of| format!("{} {}", of["provenance"]["item"].as_str().unwrap(), note(&of["entry"])));
            format!("{}: {}", note(&value["entry"]), statements.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "d: withheld-1 -",
            "b: 1 -",
            "a: 2 -",
            "c: withheld-2 -, withheld-3 -",
            "z: withheld-4 -, withheld-5 x",
            "z: withheld-6 -, withheld-7 y",
        ]
    );
}

#[test]
fn every_source_that_is_heard_from_or_should_be_is_told_with_whole_hours() {
    let heard = |organisation: &str, when: &str| SourceConnection {
        organisation: OdsCode::parse(organisation).unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        last_heard: Timestamp::parse(when).unwrap(),
    };
    let connections = [
        heard("RBD", "2026-11-22T05:00:01Z"),
        // As clocks go, after the look.
        heard("RDY", "2026-11-22T11:30:00Z"),
        // Closed, and heard from once.
        heard("RD3", "2020-09-30T09:00:00Z"),
    ];
    let visible = seen(combined(&[]), &connections);
    let told: Vec<(&str, Option<u64>)> =
        visible.sources.iter().map(|source| (source.organisation.as_str(), source.hours_ago)).collect();
    let expected = [
        ("E06000058", None),
        ("E06000059", None),
        ("J81001", None),
        ("J81002", None),
        ("J81003", None),
        ("J81004", None),
        ("J81005", None),
        ("J81006", None),
        ("J81007", None),
        ("J81008", None),
        ("J81009", None),
        ("J81010", None),
        ("J81011", None),
        ("J81012", None),
        ("R0D", None),
        ("RBD", Some(3)),
        ("RD3", Some(53_856)),
        ("RDY", Some(0)),
    ];
    assert_eq!(told, expected);
    let hospital = visible.sources.iter().find(|source| source.organisation.as_str() == "RBD").unwrap();
    assert_eq!((hospital.name.as_str(), hospital.state), (HOSPITAL, ConnectionState::Connected));
}
