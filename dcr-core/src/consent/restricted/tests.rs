use super::*;
use crate::consent::any_entry::every_kind;
use serde_json::{Value, json};

#[test]
fn of_who_the_person_is_nothing_is_left_that_tells_where_they_are() {
    let full = json!({
        "nhs_numbers": [{ "number": "9990000018", "verification": "01" }],
        "identifiers": [{ "namespace": "local", "value": "H7" }],
        "names": [{ "family": "Hardy", "given": ["Tess"] }],
        "birth_date": "1950-02-03", "gender": "female", "death": { "on": "2026-02-03" },
        "addresses": [{ "lines": ["1 Secret Street"], "postcode": "DT1 1XJ" }],
        "contacts": [{ "kind": "phone", "value": "01305 000000" }],
        "ethnicity": { "text": "A" }, "death_notification": { "text": "B" }, "residential_status": { "text": "C" },
        "contact_preferences": [{ "text": "D" }], "languages": [{ "text": "Polish" }], "interpreter_needed": true,
        "marital_status": { "text": "E" }, "religion": { "text": "F" }, "practice": "J81001", "gp": { "name": "G" },
        "sensitivity": ["restricted"],
    });
    let expected = json!({
        "nhs_numbers": full["nhs_numbers"], "names": full["names"], "birth_date": "1950-02-03", "gender": "female",
        "death": { "on": "2026-02-03" }, "languages": [{ "text": "Polish" }], "interpreter_needed": true,
        "sensitivity": ["restricted"],
    });
    let full: Demographics = serde_json::from_value(full).unwrap();
    assert_eq!(serde_json::to_value(demographics(&full)).unwrap(), expected);
}

/// The members of a value that tell where someone who took part works, and how they are reached.
fn places(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(places).collect(),
        Value::Object(members) => {
            let told = ["organisation", "organisation_name", "contact", "agency"];
            let own = members.keys().filter(|name| told.contains(&name.as_str())).cloned();
            own.chain(members.values().flat_map(places)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn whoever_took_part_is_named_without_place_or_contact() {
    // Documents are withheld whole.
    for full in every_kind().into_iter().filter(|full| full.section() != crate::record::Section::Documents) {
        let section = full.section();
        assert!(!places(&serde_json::to_value(&full).unwrap()).is_empty(), "{section}");
        assert_eq!(places(&serde_json::to_value(entry(full)).unwrap()), Vec::<String>::new(), "{section}");
    }
    let who = |who: Value| json!({ "body": { "problem": { "code": { "text": "Asthma" }, "asserter": who } } });
    let full = who(json!({ "name": "Dr A", "role": "R8000", "identifier": "C1", "organisation": "J81001",
        "organisation_name": "A surgery", "contact": "01305 000000" }));
    let left = entry(serde_json::from_value(full).unwrap());
    let expected = who(json!({ "name": "Dr A", "role": "R8000", "identifier": "C1" }));
    assert_eq!(serde_json::to_value(left).unwrap(), expected);
}
