//! Mapping documents: what is refused, and where the fault is said to be.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use dcr_core::ingest::tabular::{Mapping, MappingError, mapping_schema};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "format": 1, "name": "alerts", "version": "1",
        "header": {"required": ["ID", "Alert"], "optional": ["NHS", "Since"]},
        "dates": ["YYYY-MM-DD"],
        "subject": {"local_id": {"column": "ID"}, "namespace": {"constant": "X"}, "nhs_number": {"column": "NHS"}},
        "version_by": "received",
        "outputs": [{
            "when": [{"column": "Alert", "present": true}],
            "item": {"name": "alert", "parts": [{"column": "Alert", "as": "word"}]},
            "states": {"alert": {"code": {"text": {"column": "Alert"}}, "period": {"start": {"column": "Since"}}}}
        }]
    })
}

fn parse(document: &Value) -> Result<Mapping, MappingError> {
    Mapping::parse(&serde_json::to_vec(document).unwrap())
}

fn refused_at(pointer: &str, value: Value) -> MappingError {
    let mut document = document();
    *document.pointer_mut(pointer).unwrap() = value;
    parse(&document).unwrap_err()
}

#[test]
fn built_in_mappings_are_found_by_name() {
    for mapping in [Mapping::client_level_data(), Mapping::council_contacts()] {
        let name = mapping.name().to_owned();
        assert!(["client-level-data", "council-contacts"].contains(&name.as_str()));
        assert_eq!(Mapping::built_in(&name).unwrap().digest(), mapping.digest());
        assert_eq!(mapping.version(), "1");
    }
    assert!(Mapping::built_in("alerts").is_none());
}

#[test]
fn a_column_that_the_header_lacks_is_refused_with_its_place() {
    for place in [
        "/subject/nhs_number/column",
        "/outputs/0/when/0/column",
        "/outputs/0/item/parts/0/column",
        "/outputs/0/states/alert/code/text/column",
        "/outputs/0/states/alert/period/start/column",
    ] {
        assert_eq!(refused_at(place, json!("Mood")), MappingError::UnknownColumn { place: place.to_owned() });
    }
    let place = "/version_by/column".to_owned();
    assert_eq!(refused_at("/version_by", json!({"column": "Mood"})), MappingError::UnknownColumn { place });
}

#[test]
fn faults_of_the_document_are_refused_with_their_place() {
    let at = |place: &str| place.to_owned();
    assert_eq!(refused_at("/format", json!(2)), MappingError::Format);
    assert_eq!(refused_at("/name", json!("Alerts!")), MappingError::Name { place: at("/name") });
    assert_eq!(refused_at("/outputs", json!([])), MappingError::Empty { place: at("/outputs") });
    assert_eq!(
        refused_at("/outputs/0/item/name", json!("a/b")),
        MappingError::Name { place: at("/outputs/0/item/name") }
    );
    assert_eq!(
        refused_at("/header/optional", json!(["NHS", "Since", " alert "])),
        MappingError::HeaderColumn { place: at("/header/optional/2") }
    );
    assert_eq!(
        refused_at("/dates", json!(["DD/MM/YYYY", "YYYY", "MM/DD/YYYY"])),
        MappingError::AmbiguousDates { place: at("/dates/2") }
    );
    for (place, wrong) in [
        ("/dates", json!(["DD/MM/YY"])),
        ("/version_by", json!("today")),
        ("/outputs/0/states", json!({"mood": {}})),
        ("/outputs/0/states/alert/code", json!({"text": {"column": "Alert", "colour": "red"}})),
        ("/outputs/0/when/0", json!({"column": "Alert"})),
        ("/subject/namespace", json!({"constant": "X", "column": "ID"})),
    ] {
        assert_eq!(refused_at(place, wrong).code(), "tabular.mapping.unreadable", "{place}");
    }
    assert_eq!(Mapping::parse(&vec![b' '; (1 << 20) + 1]).unwrap_err(), MappingError::Size);
    assert_eq!(Mapping::parse(b"{\n  nonsense").unwrap_err(), MappingError::Unreadable { line: 2, column: 3 });
}

#[test]
fn the_digest_is_of_the_content_and_not_of_its_layout() {
    let compact = parse(&document()).unwrap();
    let pretty = Mapping::parse(serde_json::to_string_pretty(&document()).unwrap().as_bytes()).unwrap();
    assert_eq!(compact.digest(), pretty.digest());
    let mut other = document();
    other["version"] = json!("2");
    assert_ne!(parse(&other).unwrap().digest(), compact.digest());
}

#[test]
fn the_schema_names_every_kind_of_output() {
    let schema: Value = serde_json::from_str(&mapping_schema()).unwrap();
    assert_eq!(schema["title"], "Mapping");
    let kinds = schema["$defs"]["States"].to_string();
    for kind in [
        "demographics",
        "social-care",
        "related-person",
        "care-provider",
        "alert",
        "problem",
        "allergy",
        "medication",
        "about-me",
        "withdrawn",
    ] {
        assert!(kinds.contains(&format!("\"{kind}\"")), "{kind}");
    }
    for member in ["format", "name", "version", "header", "dates", "subject", "version_by", "outputs"] {
        assert!(schema["required"].as_array().unwrap().contains(&json!(member)), "{member}");
    }
    assert_eq!(schema["additionalProperties"], false);
}
