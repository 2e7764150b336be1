//! Whatever is done to FHIR input, reading it neither panics nor loses anything.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

use dcr_core::contribution::Contribution;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Fate, Limits, Source, Unit, fhir};
use dcr_core::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(bytes: &[u8]) -> Vec<Unit> {
    let source = Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    };
    fhir::read(bytes, &source, &Limits::default())
}

/// One resource of every modelled type, with most of what the mappings read.
fn seed() -> Vec<Value> {
    let concept = |system: &str, code: &str| json!({ "coding": [{ "system": system, "code": code, "display": "d" }], "text": "t" });
    let hl7 = |name: &str, code: &str| concept(&format!("http://terminology.hl7.org/CodeSystem/{name}"), code);
    let snomed = |code: &str| concept("http://snomed.info/sct", code);
    let patient = json!({ "reference": "Patient/1" });
    let doctor = json!({ "reference": "Practitioner/d", "display": "Doctor" });
    let number = json!({ "use": "official", "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" });
    let address = json!({ "use": "home", "line": ["1 High Street"], "city": "Poole", "postalCode": "BH15 1AA", "period": { "start": "2001" } });
    let quantity = json!({ "comparator": "<", "value": 1.5, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L" });
    let attachment = json!({ "contentType": "text/plain", "data": "SGVsbG8=", "title": "Letter" });
    let meta = json!({ "versionId": "1", "lastUpdated": "2026-01-01T00:00:00Z", "security": [
        { "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R", "display": "d" }] });
    vec![
        json!({ "resourceType": "Patient", "id": "1", "identifier": [number, { "system": "pas", "value": "7" }],
            "name": [{ "use": "usual", "family": "Example", "given": ["Ann"], "prefix": ["Ms"] }], "birthDate": "1950-01-01",
            "gender": "female", "deceasedDateTime": "2020", "address": [address], "telecom": [{ "system": "phone", "value": "1", "use": "home" }],
            "maritalStatus": hl7("v3-MaritalStatus", "M"), "communication": [{ "language": concept("urn:ietf:bcp:47", "en") }],
            "contact": [{ "relationship": [hl7("v2-0131", "N")], "name": { "text": "Bob" }, "period": { "end": "2030" } }],
            "generalPractitioner": [doctor], "managingOrganization": { "reference": "Organization/o" },
            "link": [{ "other": { "reference": "Patient/2" }, "type": "seealso" }] }),
        json!({ "resourceType": "Practitioner", "id": "d", "name": [{ "family": "Doctor", "given": ["A"] }], "identifier": [{ "system": "gmc", "value": "C1" }] }),
        json!({ "resourceType": "Organization", "id": "o", "name": "Trust", "identifier": [{ "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RDZ" }] }),
        json!({ "resourceType": "Medication", "id": "m", "code": snomed("1") }),
        json!({ "resourceType": "Condition", "id": "a", "meta": meta, "subject": patient, "code": snomed("2"), "clinicalStatus": hl7("condition-clinical", "active"),
            "verificationStatus": hl7("condition-ver-status", "confirmed"), "category": [hl7("condition-category", "problem-list-item")],
            "onsetPeriod": { "start": "2001", "end": "2002" }, "abatementDateTime": "2003", "asserter": doctor, "note": [{ "text": "n" }], "encounter": { "reference": "Encounter/a" } }),
        json!({ "resourceType": "AllergyIntolerance", "id": "a", "patient": patient, "code": snomed("3"), "criticality": "high", "category": ["food"],
            "reaction": [{ "manifestation": [snomed("4")], "severity": "mild", "onset": "2001" }] }),
        json!({ "resourceType": "MedicationRequest", "id": "a", "subject": patient, "status": "active", "intent": "order", "medicationReference": { "reference": "Medication/m" },
            "requester": doctor, "dosageInstruction": [{ "text": "daily", "route": snomed("5"), "asNeededBoolean": true, "doseAndRate": [{ "doseQuantity": quantity }] }],
            "dispenseRequest": { "quantity": quantity, "validityPeriod": { "start": "2020" } } }),
        json!({ "resourceType": "MedicationStatement", "id": "a", "subject": patient, "status": "active", "medicationCodeableConcept": snomed("6"), "effectivePeriod": { "start": "2020" } }),
        json!({ "resourceType": "Observation", "id": "a", "subject": patient, "status": "final", "code": snomed("7"), "category": [hl7("observation-category", "laboratory")],
            "effectiveDateTime": "2020-01-01", "issued": "2020-01-02T00:00:00Z", "performer": [doctor], "valueQuantity": quantity,
            "interpretation": [hl7("v3-ObservationInterpretation", "H")], "referenceRange": [{ "low": quantity, "high": quantity, "text": "r", "appliesTo": [snomed("8")] }],
            "component": [{ "code": snomed("9"), "valueRatio": { "numerator": quantity, "denominator": quantity } }, { "code": snomed("9"), "valueString": "s" }], "hasMember": [{ "reference": "Observation/b" }] }),
        json!({ "resourceType": "DiagnosticReport", "id": "a", "subject": patient, "status": "final", "code": snomed("10"), "identifier": [{ "type": hl7("v2-0203", "FILL"), "value": "f" }],
            "specimen": [{ "reference": "#s" }], "contained": [{ "resourceType": "Specimen", "id": "s", "type": snomed("11"), "collection": { "collectedDateTime": "2020" } }],
            "result": [{ "reference": "Observation/a" }], "conclusion": "c" }),
        json!({ "resourceType": "Encounter", "id": "a", "subject": patient, "status": "finished", "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
            "type": [snomed("12")], "participant": [{ "type": [snomed("13")], "individual": doctor }], "period": { "start": "2020" }, "serviceProvider": { "reference": "Organization/o" },
            "hospitalization": { "dischargeDisposition": snomed("14") }, "location": [{ "location": { "display": "Ward" } }] }),
        json!({ "resourceType": "RelatedPerson", "id": "a", "patient": patient, "name": [{ "text": "Bob" }], "identifier": [number], "birthDate": "1970" }),
        json!({ "resourceType": "CareTeam", "id": "a", "subject": patient, "name": "Team", "status": "active", "participant": [{ "member": doctor, "role": [snomed("15")] }] }),
        json!({ "resourceType": "DocumentReference", "id": "a", "subject": patient, "status": "current", "type": snomed("16"), "date": "2020", "content": [{ "attachment": attachment }],
            "relatesTo": [{ "code": "replaces", "target": { "reference": "DocumentReference/b" } }] }),
        json!({ "resourceType": "Composition", "id": "a", "subject": patient, "status": "final", "type": snomed("17"), "title": "t", "section": [{ "title": "s", "code": snomed("18"), "text": { "div": "<div>x</div>" } }] }),
        json!({ "resourceType": "Consent", "id": "a", "patient": patient, "status": "active", "scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy" }] },
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "INFA" }] }], "dateTime": "2020",
            "provision": { "type": "deny", "period": { "end": "2030" }, "purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }] } }),
        json!({ "resourceType": "Procedure", "id": "a", "subject": patient, "status": "completed", "code": snomed("19"), "performedDateTime": "2020", "performer": [{ "actor": doctor }] }),
        json!({ "resourceType": "Immunization", "id": "a", "patient": patient, "status": "completed", "vaccineCode": snomed("20"), "occurrenceDateTime": "2020", "manufacturer": { "display": "M" }, "protocolApplied": [{ "doseNumberPositiveInt": 1 }] }),
        json!({ "resourceType": "Flag", "id": "a", "subject": patient, "status": "active", "code": snomed("21"), "author": doctor }),
        json!({ "resourceType": "Goal", "id": "a", "subject": patient, "description": snomed("22") }),
    ]
}

fn bundle(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources.iter().map(|resource| json!({ "resource": resource })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

/// The pointers of all values below one.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| pointers(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

fn sound(units: &[Unit]) {
    assert!(!units.is_empty());
    for unit in units {
        assert_eq!(unit.contributions.is_empty(), matches!(unit.fate, Fate::Quarantined(_)));
        for contribution in &unit.contributions {
            let bytes = contribution.canonical().unwrap();
            assert_eq!(&Contribution::from_canonical(&bytes).unwrap(), contribution);
            // The library that has the whole rule of RFC 8785 is the oracle.
            assert_eq!(serde_json_canonicalizer::to_vec(contribution).unwrap(), bytes);
        }
    }
}

/// Whether a text is in a contribution or in the original of a quarantined unit.
fn keeps(units: &[Unit], text: &str) -> bool {
    units.iter().any(|unit| {
        let quarantined = matches!(unit.fate, Fate::Quarantined(_));
        let original = String::from_utf8_lossy(&unit.original).to_lowercase();
        let said = |c: &Contribution| String::from_utf8(c.canonical().unwrap()).unwrap().to_lowercase();
        (quarantined && original.contains(text)) || unit.contributions.iter().any(|c| said(c).contains(text))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A text put in the place of any value of any resource is found again.
    #[test]
    fn a_text_put_anywhere_is_kept(at in any::<prop::sample::Index>(), where_in in any::<prop::sample::Index>()) {
        let mut resources = seed();
        let index = at.index(resources.len());
        let mut places = Vec::new();
        pointers(&resources[index], "", &mut places);
        let place = where_in.index(places.len() - 1) + 1;
        *resources[index].pointer_mut(&places[place]).unwrap() = json!("qzx7sentinel");
        let units = read(bundle(&resources).to_string().as_bytes());
        sound(&units);
        prop_assert!(keeps(&units, "qzx7sentinel"), "{} {}", resources[index]["resourceType"], places[place]);
    }

    /// Any value in the place of any other panics nowhere, alone or in a Bundle.
    #[test]
    fn any_value_anywhere_is_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..9), 1..12),
        alone in any::<Option<prop::sample::Index>>(),
    ) {
        let resources = seed();
        let mut whole = match alone {
            Some(at) => at.get(&resources).clone(),
            None => bundle(&resources),
        };
        for (at, kind) in changes {
            let mut places = Vec::new();
            pointers(&whole, "", &mut places);
            let value = [json!(null), json!({}), json!([]), json!([[]]), json!(-1e9), json!(""), json!(true),
                json!({ "reference": "#s" }), json!({ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Patient" } }] })];
            *whole.pointer_mut(at.get(places.as_slice()).as_str()).unwrap() = value[kind].clone();
        }
        sound(&read(whole.to_string().as_bytes()));
    }

    /// Bytes changed, cut and doubled panic nowhere.
    #[test]
    fn any_bytes_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
    ) {
        let mut bytes = which.get(&seed()).to_string().into_bytes();
        for (at, byte) in changes {
            let index = at.index(bytes.len());
            bytes[index] = byte;
        }
        sound(&read(&bytes));
        bytes.truncate(cut.index(bytes.len()));
        sound(&read(&bytes));
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        sound(&read(text.as_bytes()));
    }
}

#[test]
fn the_seed_is_read_without_a_fault() {
    let units = read(bundle(&seed()).to_string().as_bytes());
    assert_eq!(units.len(), 1);
    let codes: Vec<&str> = units[0].issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, ["fhir.resource.not-modelled"]);
}
