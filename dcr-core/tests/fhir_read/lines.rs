//! Resources one a line.

use super::*;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"1","birthDate":"1950-01-01"}"#;
const CONDITION: &str =
    r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/1"},"code":{"text":"Asthma"},"x":"kept"}"#;

fn lines(lines: &[&str]) -> Vec<Unit> {
    fhir::read(lines.join("\n").as_bytes(), &source(), &Limits::default())
}

#[test]
fn references_lead_from_line_to_line() {
    let asserted = CONDITION.replace("\"x\"", r#""asserter":{"reference":"Practitioner/d"},"x""#);
    let units =
        lines(&[&asserted, "", PATIENT, r#"{"resourceType":"Practitioner","id":"d","name":[{"text":"Dr A"}]}"#]);
    assert_eq!(units.len(), 1);
    assert_eq!(units[0].fate, Fate::Accepted);
    let body = serde_json::to_value(&units[0].contributions[0]).unwrap();
    assert!(body["contribution"]["body"].to_string().contains("\"Dr A\""));
    assert_eq!(body["contribution"]["origin"]["place"], "line 1");
    let attached = &body["contribution"]["attached"];
    assert!(attached.as_array().unwrap().contains(&serde_json::json!({ "place": "/x", "content": "\"kept\"" })));
}

#[test]
fn a_bad_line_goes_to_quarantine_alone() {
    let units =
        lines(&[PATIENT, "{\"resourceType\":", "{\"a\":1}", "{\"resourceType\":\"A\",\"b\":1,\"b\":2}", CONDITION]);
    let told: Vec<(&str, &[u8])> = units.iter().map(|unit| (unit.place.as_str(), unit.original.as_slice())).collect();
    assert_eq!(units[0].contributions.len(), 2);
    assert_eq!(
        told[1..],
        [
            ("line 2", b"{\"resourceType\":".as_slice()),
            ("line 3", b"{\"a\":1}"),
            ("line 4", b"{\"resourceType\":\"A\",\"b\":1,\"b\":2}"),
        ]
    );
    let codes: Vec<&str> = units[1..].iter().map(|unit| unit.issues[0].code).collect();
    assert_eq!(codes, ["fhir.json.syntax", "fhir.resource.none", "fhir.json.duplicate-key"]);
}

#[test]
fn a_line_that_is_not_utf_8_goes_to_quarantine_alone() {
    let mut bytes = [b"{\"resourceType\":\"A\xff\"}\n".as_slice(), PATIENT.as_bytes()].concat();
    let units = fhir::read(&bytes, &source(), &Limits::default());
    assert_eq!((units.len(), units[0].contributions.len()), (2, 1));
    assert_eq!(units[1].issues[0].code, "fhir.json.encoding");
    assert_eq!(units[1].original, b"{\"resourceType\":\"A\xff\"}");
    // A byte order mark is no part of the first line.
    bytes.splice(0..0, *b"\xef\xbb\xbf");
    assert_eq!(fhir::read(&bytes, &source(), &Limits::default())[1].place, "line 1");
}

#[test]
fn a_broken_bundle_is_not_taken_for_lines() {
    let broken = format!("{{\"resourceType\":\"Bundle\",\"entry\":[\n{{\"resource\":{PATIENT}}}\n{PATIENT}\n]}}");
    let units = fhir::read(broken.as_bytes(), &source(), &Limits::default());
    assert_eq!((units.len(), units[0].issues[0].code), (1, "fhir.json.syntax"));
    assert_eq!(units[0].original, broken.as_bytes());
}

#[test]
fn an_array_is_not_lines() {
    let units = fhir::read(format!("[{PATIENT}]").as_bytes(), &source(), &Limits::default());
    assert_eq!((units.len(), units[0].issues[0].code), (1, "fhir.resource.none"));
}
