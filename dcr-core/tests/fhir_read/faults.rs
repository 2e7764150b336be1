//! Faults that readers in use are known for, each as a test of this one.

use super::*;

#[test]
fn numbers_stay_as_they_were_written() {
    let text = r#"{"resourceType":"Observation","id":"a","subject":{"reference":"Patient/1"},"code":{"text":"Potassium"},
        "valueQuantity":{"value":1.10,"unit":"mmol/L"},"referenceRange":[{"low":{"value":3.50},"high":{"value":5.0e0}}],
        "extension":[{"url":"x","valueDecimal":1.000000000000000000000001}]}"#;
    let unit = only(read_text(text));
    let found: &Investigation = body!(&unit, "Observation/a", Investigation);
    let Some(ResultValue::Quantity(quantity)) = &found.measurements[0].value else { panic!("{found:?}") };
    assert_eq!((quantity.value.as_str(), quantity.unit.as_deref()), ("1.10", Some("mmol/L")));
    let range = &found.measurements[0].ranges[0];
    assert_eq!((range.low.as_ref().unwrap().as_str(), range.high.as_ref().unwrap().as_str()), ("3.50", "5.0e0"));
    let extension = r#"[{"url":"x","valueDecimal":1.000000000000000000000001}]"#;
    assert_eq!(attached(&unit, "Observation/a"), [("/extension".to_owned(), extension.to_owned())]);
}

#[test]
fn unknown_fields_and_siblings_are_attached_as_they_stood() {
    let text = r#"{"resourceType":"Patient","id":"1","birthDate":"1950-02-28","_birthDate":{"id" : "x"},
        "eyeColour":"green","name":[{"given":["Ann",null],"_given":[null,{"id":"y"}]}]}"#;
    let unit = only(read_text(text));
    let owned = |place: &str, content: &str| (place.to_owned(), content.to_owned());
    assert_eq!(
        attached(&unit, "Patient/1"),
        [
            owned("/_birthDate", r#"{"id" : "x"}"#),
            owned("/eyeColour", "\"green\""),
            owned("/name/0/given/1", "null"),
            owned("/name/0/_given", r#"[null,{"id":"y"}]"#),
        ]
    );
    assert_eq!(unit.original, text.as_bytes());
}

#[test]
fn one_key_twice_is_refused_whole() {
    let text = r#"{"resourceType":"Patient","id":"1","birthDate":"1950-02-28","birthDate":"1951-02-28"}"#;
    let unit = only(read_text(text));
    let Fate::Quarantined(reason) = &unit.fate else { panic!("accepted") };
    assert_eq!((reason.code, reason.place.as_str()), ("fhir.json.duplicate-key", "/birthDate"));
    assert_eq!(unit.original, text.as_bytes());
}

#[test]
fn an_array_element_with_only_a_choice_is_kept() {
    let payload = r#"[{},{"contentString":"words"}]"#;
    let text = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"1"}}}},
        {{"resource":{{"resourceType":"Communication","id":"c","subject":{{"reference":"Patient/1"}},"payload":{payload}}}}}]}}"#
    );
    let unit = only(read_text(&text));
    let held = attached(&unit, "Patient/1");
    assert_eq!(held[0].0, "Communication/c#");
    assert!(held[0].1.contains(payload));
    assert_eq!(issue(&unit, "fhir.resource.not-modelled").severity, Severity::Note);
}

#[test]
fn a_value_that_cannot_be_read_does_not_vanish() {
    for value in [json!({ "value": "1.10", "unit": "mmol/L" }), json!({ "unit": "mmol/L" }), json!("1.10"), json!(null)]
    {
        let unit = only(read(&about("Observation", json!({ "code": { "text": "K" }, "valueQuantity": value }))));
        let found: &Investigation = body!(&unit, "Observation/a", Investigation);
        assert!(found.measurements.is_empty());
        assert_eq!(issue(&unit, "fhir.value.unusable").place, "/valueQuantity");
        assert_eq!(attached(&unit, "Observation/a"), [("/valueQuantity".to_owned(), value.to_string())]);
    }
}

#[test]
fn what_changes_the_meaning_is_never_shown_as_if_understood() {
    let modifier = json!([{ "url": "https://example.org/not", "valueBoolean": true }]);
    let inner = json!([{ "text": "daily", "modifierExtension": modifier }]);
    let drug = json!({ "medicationCodeableConcept": { "text": "A" }, "status": "active" });
    for (key, value) in [
        ("modifierExtension", modifier.clone()),
        ("dosageInstruction", inner),
        ("implicitRules", json!("https://example.org/rules")),
        ("doNotPerform", json!(true)),
    ] {
        let mut resource = about("MedicationRequest", drug.clone());
        resource[key] = value;
        let unit = only(read(&resource));
        let labels = entry(&unit, "MedicationRequest/a").sensitivity.clone();
        assert_eq!(labels.labels(), [SensitivityLabel::from("not-understood")], "{key}");
        assert!(unit.issues.iter().any(|issue| issue.severity == Severity::Error), "{key}");
        assert!(!attached(&unit, "MedicationRequest/a").is_empty(), "{key}");
    }
    let mut plain = about("MedicationRequest", drug);
    plain["doNotPerform"] = json!(false);
    assert!(entry(&only(read(&plain)), "MedicationRequest/a").sensitivity.is_empty());
    // What another resource draws on counts too.
    let medication =
        json!({ "resourceType": "Medication", "id": "m", "code": { "text": "A" }, "modifierExtension": modifier });
    let mut request = about("MedicationRequest", json!({ "medicationReference": { "reference": "#m" } }));
    request["contained"] = json!([medication]);
    let unit = only(read(&request));
    assert!(!entry(&unit, "MedicationRequest/a").sensitivity.is_empty());
}

#[test]
fn many_references_to_one_large_resource_stay_bounded() {
    let name = "x".repeat(10_000);
    let doctor = json!({ "resourceType": "Practitioner", "id": "d", "name": [{ "text": name }] });
    let mut resources = vec![doctor];
    for index in 0..300 {
        let mut problem =
            about("Condition", json!({ "code": { "text": "A" }, "asserter": { "reference": "Practitioner/d" } }));
        problem["id"] = json!(index.to_string());
        resources.push(problem);
    }
    let text = bundle(resources).to_string();
    let limits = Limits { message_bytes: 200_000, ..Limits::default() };
    let unit = only(fhir::read(text.as_bytes(), &source(), &limits));
    let size: usize = unit.contributions.iter().map(|c| c.canonical().unwrap().len()).sum();
    assert!(size < 1_000_000, "{size}");
    assert_eq!(issue(&unit, "fhir.limit.references").severity, Severity::Warning);
}
