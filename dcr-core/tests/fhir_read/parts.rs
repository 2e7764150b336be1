//! One person's part of an input about several people reads again as the same contributions.

use super::*;
use dcr_core::contribution::{Attached, ContentHash, ContributionParts};

fn comparable(contribution: &Contribution) -> ContributionParts {
    let mut parts = contribution.parts().clone();
    (parts.origin.message, parts.origin.place) = (ContentHash::of(b""), None);
    // What a Bundle says around its resources is attached where several people share it.
    parts.attached.retain(|part: &Attached| !part.place.starts_with("Bundle#"));
    parts
}

fn all(unit: &Unit) -> Vec<ContributionParts> {
    unit.contributions.iter().map(comparable).collect()
}

fn each_part_reads_again(units: &[Unit]) {
    for unit in units.iter().filter(|unit| unit.fate == Fate::Accepted) {
        let again = only(fhir::read(&unit.original, &source(), &Limits::default()));
        assert_eq!(all(&again), all(unit), "{}", String::from_utf8_lossy(&unit.original));
    }
}

fn entry_of(url: &str, resource: Value) -> Value {
    json!({ "fullUrl": url, "resource": resource, "search": { "mode": "match" } })
}

fn several() -> Value {
    let patient = |number: &str| {
        json!({ "resourceType": "Patient", "birthDate": "1950-01-01",
        "identifier": [{ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": number }] })
    };
    let condition = |patient: &str, doctor: &str| {
        json!({ "resourceType": "Condition", "subject": { "reference": patient },
        "asserter": { "reference": doctor }, "code": { "text": "Asthma\nmild" } })
    };
    let doctor = json!({ "resourceType": "Practitioner", "id": "d", "name": [{ "text": "Dr A" }] });
    let role = json!({ "resourceType": "PractitionerRole", "practitioner": { "reference": "urn:uuid:d" } });
    let mut of_first = entry_of("urn:uuid:c1", condition("urn:uuid:p1", "urn:uuid:r"));
    of_first["modifierExtension"] = json!([{ "url": "u" }]);
    json!({
        "resourceType": "Bundle", "type": "searchset", "timestamp": "2026-01-02T03:04:05Z",
        "identifier": { "value": "b1" },
        "meta": { "security": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R" }] },
        "entry": [
            entry_of("urn:uuid:p1", patient("9990000018")),
            entry_of("urn:uuid:p2", patient("9990000026")),
            of_first,
            entry_of("urn:uuid:c2", condition("urn:uuid:p2", "urn:uuid:r")),
            entry_of("urn:uuid:d", doctor),
            entry_of("urn:uuid:r", role),
            { "fullUrl": "urn:uuid:o", "search": { "mode": "outcome" }, "resource": { "resourceType": "OperationOutcome",
                "issue": [{ "severity": "warning", "code": "not-found" }] } },
        ]
    })
}

#[test]
fn a_part_keeps_what_the_bundle_and_the_entries_say() {
    for text in [several().to_string(), serde_json::to_string_pretty(&several()).unwrap()] {
        let units = read_text(&text);
        assert_eq!(units.len(), 2);
        assert!(units.iter().all(|unit| unit.fate == Fate::Accepted && unit.contributions.len() == 2));
        each_part_reads_again(&units);
        // The label of the Bundle, and what was not understood of one entry only.
        let labels = |unit: &Unit| match &unit.contributions[1].parts().body {
            Some(ContributionBody::Entry(entry)) => entry.sensitivity.labels().len(),
            _ => panic!("no entry"),
        };
        assert_eq!((labels(&units[0]), labels(&units[1])), (2, 1));
        let second = String::from_utf8(units[1].original.clone()).unwrap();
        assert!(second.contains("9990000026") && !second.contains("9990000018"));
        assert!(second.contains("Dr A") && !second.contains("OperationOutcome"));
    }
}

#[test]
fn a_part_of_a_nested_bundle_keeps_the_nesting() {
    let mut outer = json!({ "resourceType": "Bundle", "type": "collection", "implicitRules": "urn:x",
        "entry": [{ "fullUrl": "urn:uuid:b", "resource": several() }, { "resource": several() }] });
    outer["entry"][1]["resource"]["entry"] = json!([]);
    let units = read(&outer);
    assert_eq!(units.len(), 2);
    each_part_reads_again(&units);
    let again: Value = serde_json::from_slice(&units[1].original).unwrap();
    assert_eq!(again["entry"][0]["resource"]["meta"], several()["meta"]);
}

#[test]
fn a_part_of_lines_is_lines() {
    let first = r#"{"resourceType":"Patient","id":"1"}"#;
    let problem =
        r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/2"},"code":{"text":"Asthma"}}"#;
    let lines = [first, &several().to_string(), r#"{"resourceType":"Patient","id":"2"}"#, problem].join("\n");
    let units = read_text(&lines);
    assert_eq!(units.len(), 4);
    for unit in &units {
        assert_eq!(all(&only(read_text(std::str::from_utf8(&unit.original).unwrap()))), all(unit));
    }
    assert!(String::from_utf8(units[3].original.clone()).unwrap().lines().any(|line| line == problem));
}

#[test]
fn what_has_no_person_keeps_its_entry_in_quarantine() {
    let mut bundle = several();
    let stray =
        json!({ "fullUrl": "urn:uuid:x", "resource": { "resourceType": "Condition", "code": { "text": "x" } } });
    bundle["entry"].as_array_mut().unwrap().push(stray.clone());
    let units = read(&bundle);
    assert_eq!(units.len(), 3);
    let kept: Value = serde_json::from_slice(&units[2].original).unwrap();
    assert_eq!(kept["entry"], json!([stray]));
    assert_eq!(kept["meta"], bundle["meta"]);
}

#[test]
fn a_bundle_that_says_too_much_of_all_is_not_repeated_for_each() {
    let patients: Vec<Value> = (0..40).map(|n| json!({ "resourceType": "Patient", "id": format!("p{n}") })).collect();
    let mut wide = bundle(patients);
    wide["meta"] = json!({ "source": "x".repeat(2000) });
    let text = wide.to_string();
    let limits = Limits { message_bytes: 6000, ..Limits::default() };
    let unit = only(fhir::read(text.as_bytes(), &source(), &limits));
    assert_eq!((unit.issues[0].code, unit.original.as_slice()), ("fhir.limit.parts", text.as_bytes()));
}
