//! FHIR of this project's own, in JSON and in XML.
#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use serde_json::{Value, json};

/// One resource of every modelled type, with most of what the mappings read.
pub(crate) fn seed() -> Vec<Value> {
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
        json!({ "resourceType": "Composition", "id": "a", "subject": patient, "status": "final", "type": snomed("17"), "title": "t", "section": [{ "title": "s", "code": snomed("18"), "text": { "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>" } }] }),
        json!({ "resourceType": "Consent", "id": "a", "patient": patient, "status": "active", "scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy" }] },
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "INFA" }] }], "dateTime": "2020",
            "provision": { "type": "deny", "period": { "end": "2030" }, "purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }] } }),
        json!({ "resourceType": "Procedure", "id": "a", "subject": patient, "status": "completed", "code": snomed("19"), "performedDateTime": "2020", "performer": [{ "actor": doctor }] }),
        json!({ "resourceType": "Immunization", "id": "a", "patient": patient, "status": "completed", "vaccineCode": snomed("20"), "occurrenceDateTime": "2020", "manufacturer": { "display": "M" }, "protocolApplied": [{ "doseNumberPositiveInt": 1 }] }),
        json!({ "resourceType": "Flag", "id": "a", "subject": patient, "status": "active", "code": snomed("21"), "author": doctor }),
        json!({ "resourceType": "Goal", "id": "a", "subject": patient, "description": snomed("22") }),
    ]
}

pub(crate) fn bundle(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources.iter().map(|resource| json!({ "resource": resource })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

/// A resource in FHIR XML, written without any knowledge of FHIR but its rules about `id`, `url`, resources and markup.
///
/// Source: HL7 FHIR R4, 2.6.1 and 2.6.2.
pub(crate) fn to_xml(resource: &Value) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- by a test -->\n".to_owned();
    write_resource(resource, Some("http://hl7.org/fhir"), &mut xml);
    xml
}

fn write_resource(resource: &Value, namespace: Option<&str>, xml: &mut String) {
    let name = resource["resourceType"].as_str().unwrap();
    let bound = namespace.map(|uri| format!(" xmlns=\"{uri}\"")).unwrap_or_default();
    xml.push_str(&format!("<{name}{bound}>\n"));
    write_members(resource, true, xml);
    xml.push_str(&format!("</{name}>\n"));
}

fn attribute(name: &str, value: Option<&str>) -> String {
    let mut written = String::new();
    for character in value.unwrap_or_default().chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '"' => written.push_str("&quot;"),
            '\t' | '\n' | '\r' => written.push_str(&format!("&#{};", u32::from(character))),
            other => written.push(other),
        }
    }
    value.map(|_| format!(" {name}=\"{written}\"")).unwrap_or_default()
}

fn write_members(object: &Value, is_resource: bool, xml: &mut String) {
    let members = object.as_object().unwrap();
    for (key, value) in members {
        let named = key.strip_prefix('_').unwrap_or(key);
        let skipped = key == "resourceType"
            || (!is_resource && key == "id")
            || (key == "url" && value.is_string() && is_extension(object));
        if skipped || (key.starts_with('_') && members.contains_key(named)) {
            continue;
        }
        let (values, shadows) = (members.get(named), members.get(&format!("_{named}")));
        let at = |found: Option<&Value>, index: usize| match found {
            Some(Value::Array(items)) => items.get(index).cloned().unwrap_or_default(),
            Some(one) if index == 0 => one.clone(),
            _ => Value::Null,
        };
        let count = [values, shadows].into_iter().flatten().map(|v| v.as_array().map_or(1, Vec::len)).max().unwrap();
        for index in 0..count {
            write_element(named, &at(values, index), &at(shadows, index), xml);
        }
    }
}

/// Only of an extension is `url` an attribute.
fn is_extension(object: &Value) -> bool {
    object.as_object().unwrap().keys().all(|key| {
        matches!(key.as_str(), "url" | "id" | "extension") || key.starts_with("value") || key.starts_with("_value")
    })
}

fn write_element(name: &str, value: &Value, shadow: &Value, xml: &mut String) {
    if let (Value::String(markup), "div") = (value, name) {
        xml.push_str(markup);
        return;
    }
    let holder = if value.is_object() { value } else { shadow };
    let told = match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let is_resource = value.get("resourceType").is_some();
    let id = attribute("id", holder["id"].as_str().filter(|_| !is_resource));
    let url = attribute("url", holder["url"].as_str().filter(|_| matches!(name, "extension" | "modifierExtension")));
    xml.push_str(&format!("<{name}{id}{url}{}>", attribute("value", told.as_deref())));
    if is_resource {
        write_resource(value, None, xml);
    } else if holder.is_object() {
        write_members(holder, false, xml);
    }
    xml.push_str(&format!("</{name}>\n"));
}
