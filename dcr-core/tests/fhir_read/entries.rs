//! What each resource type becomes.

use super::*;

#[test]
fn problems() {
    let unit = only(read(&about(
        "Condition",
        json!({
        "code": snomed("195967001", "Asthma"),
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
        "verificationStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "provisional" }] },
        "onsetDateTime": "2001", "abatementDateTime": "2002-03", "recordedDate": "2001-01-01",
        "encounter": { "reference": "Encounter/e" }, "note": [{ "text": "mild" }] }),
    )));
    let found: &Problem = body!(&unit, "Condition/a", Problem);
    assert_eq!(found.code.code_in("http://snomed.info/sct"), Some("195967001"));
    assert_eq!(found.status.as_ref().unwrap().as_str(), "active");
    assert_eq!(found.category, Some(ProblemCategory::Suspected));
    assert_eq!(found.period.end.as_ref().unwrap().as_str(), "2002-03");
    assert_eq!(found.notes, ["mild"]);
    let link = &entry(&unit, "Condition/a").links[0];
    assert_eq!((link.kind.clone(), link.item.as_str()), (EntryLinkKind::During, "Encounter/e"));
    assert_eq!(contribution(&unit, "Condition/a").parts().recorded.to_string(), "2001-01-01T00:00:00.000Z");
}

#[test]
fn allergies() {
    let mut allergy = about(
        "AllergyIntolerance",
        json!({
        "code": { "text": "Penicillin" }, "criticality": "high", "category": ["medication"],
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active" }] },
        "verificationStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "code": "refuted" }] },
        "reaction": [{ "manifestation": [{ "text": "Rash" }], "severity": "mild" }] }),
    );
    allergy["patient"] = allergy["subject"].take();
    allergy.as_object_mut().unwrap().remove("subject");
    let unit = only(read(&allergy));
    let found: &Allergy = body!(&unit, "AllergyIntolerance/a", Allergy);
    assert_eq!((found.code.words(), found.status.clone()), ("Penicillin", Some(AllergyStatus::Refuted)));
    assert_eq!(found.reactions[0].manifestations[0].words(), "Rash");
    // An allergy to nothing that is named is not shown as one, and not lost.
    allergy.as_object_mut().unwrap().remove("code");
    let unit = only(read(&bundle(vec![json!({ "resourceType": "Patient", "id": "1" }), allergy])));
    assert_eq!(issue(&unit, "fhir.item.unusable").severity, Severity::Error);
    assert_eq!(attached(&unit, "Patient/1")[0].0, "AllergyIntolerance/a#");
}

#[test]
fn medications() {
    let medication = json!({ "resourceType": "Medication", "id": "m", "code": { "coding": [{ "system": "https://dmd.nhs.uk", "code": "39732411000001106" }] } });
    let request = about(
        "MedicationRequest",
        json!({
        "status": "active", "intent": "order", "medicationReference": { "reference": "Medication/m" },
        "authoredOn": "2026-01-01", "dosageInstruction": [{ "text": "one daily",
            "doseAndRate": [{ "doseQuantity": { "value": 0.50, "unit": "mg" } }] }],
        "dispenseRequest": { "quantity": { "value": 28, "unit": "tablet" } } }),
    );
    let request = request.to_string().replace("0.5}", "0.50}");
    let text = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{medication}}},{{"resource":{request}}}]}}"#
    );
    let unit = only(read_text(&text));
    let found: &Medication = body!(&unit, "MedicationRequest/a", Medication);
    assert_eq!(found.drug.code_in("https://dmd.nhs.uk"), Some("39732411000001106"));
    assert_eq!(found.dosages[0].amount.as_ref().unwrap().as_str(), "0.50");
    assert_eq!((found.quantity.as_deref(), found.status.clone()), (Some("28 tablet"), Some(MedicationStatus::Active)));
    let plan = about(
        "MedicationRequest",
        json!({ "status": "active", "intent": "plan", "medicationCodeableConcept": { "text": "A" } }),
    );
    let unit = only(read(&plan));
    let found: &Medication = body!(&unit, "MedicationRequest/a", Medication);
    assert_eq!(found.status, Some(MedicationStatus::Intended));
    let statement = about(
        "MedicationStatement",
        json!({ "status": "completed", "medicationCodeableConcept": { "text": "A" },
        "effectivePeriod": { "start": "2020", "end": "2021" } }),
    );
    let unit = only(read(&statement));
    let found: &Medication = body!(&unit, "MedicationStatement/a", Medication);
    assert_eq!(found.period.end.as_ref().unwrap().as_str(), "2021");
}

#[test]
fn investigations() {
    let observation = about(
        "Observation",
        json!({
        "status": "final", "code": { "text": "Blood pressure" },
        "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] }],
        "component": [{ "code": { "text": "Systolic" }, "valueQuantity": { "value": 120, "unit": "mmHg" },
            "interpretation": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "N" }] }] },
            { "code": { "text": "Diastolic" }, "dataAbsentReason": { "text": "not measured" } }],
        "hasMember": [{ "reference": "urn:uuid:11111111-1111-1111-1111-111111111111" }] }),
    );
    let member =
        json!({ "resourceType": "Observation", "code": { "text": "Pulse" }, "subject": { "reference": "Patient/1" } });
    let report = json!({ "resourceType": "DiagnosticReport", "id": "r", "subject": { "reference": "Patient/1" },
        "status": "final", "code": { "text": "Panel" }, "conclusion": "well", "result": [{ "reference": "Observation/a" }],
        "specimen": [{ "reference": "#s" }], "contained": [{ "resourceType": "Specimen", "id": "s", "type": { "text": "Blood" } }] });
    let all = json!({ "resourceType": "Bundle", "type": "collection", "entry": [{ "resource": observation },
        { "fullUrl": "urn:uuid:11111111-1111-1111-1111-111111111111", "resource": member }, { "resource": report }] });
    let unit = only(read(&all));
    let found: &Investigation = body!(&unit, "Observation/a", Investigation);
    assert_eq!(found.kind, Some(InvestigationKind::VitalSigns));
    assert_eq!(found.measurements.len(), 2);
    assert_eq!(found.measurements[0].interpretations[0].as_str(), "N");
    assert!(matches!(&found.measurements[1].value, Some(ResultValue::Absent(why)) if why.words() == "not measured"));
    let link = &entry(&unit, "Observation/a").links[0];
    assert_eq!(link.item.as_str(), "Observation/11111111-1111-1111-1111-111111111111");
    assert_eq!(contribution(&unit, link.item.as_str()).parts().status, ContributionStatus::Current);
    assert_eq!(issue(&unit, "fhir.id.none").place, "/entry/1/resource");
    let found: &Investigation = body!(&unit, "DiagnosticReport/r", Investigation);
    assert_eq!(
        (found.conclusion.as_deref(), found.specimens[0].kind.as_ref().unwrap().words()),
        (Some("well"), "Blood")
    );
    assert_eq!(entry(&unit, "DiagnosticReport/r").links[0].item.as_str(), "Observation/a");
}

#[test]
fn documents() {
    let binary = json!({ "resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "SGVsbG8=" });
    let paper = about(
        "DocumentReference",
        json!({ "status": "current", "type": { "text": "Letter" }, "content": [
        { "attachment": { "url": "Binary/b", "title": "Clinic letter" } },
        { "attachment": { "url": "https://example.org/letter.pdf", "contentType": "application/pdf" } },
        { "attachment": { "data": "not base64" } }] }),
    );
    let unit = only(read(&bundle(vec![paper, binary])));
    let found: &Document = body!(&unit, "DocumentReference/a", Document);
    assert_eq!(found.title.as_deref(), Some("Clinic letter"));
    assert_eq!(found.contents.len(), 2);
    let DocumentContent::Inline { media_type, size, sha256, .. } = &found.contents[0] else { panic!("{found:?}") };
    assert_eq!((media_type.as_str(), *size), ("text/plain", 5));
    assert_eq!(sha256, "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969");
    assert!(
        matches!(&found.contents[1], DocumentContent::Link { address, .. } if address == "https://example.org/letter.pdf")
    );
    assert_eq!(issue(&unit, "fhir.value.base64").place, "/entry/0/resource/content/2/attachment/data");
    let summary = about(
        "Composition",
        json!({ "status": "final", "type": { "text": "Discharge" }, "section": [
        { "title": "Plan", "text": { "div": "<div><p>Rest &amp; fluids</p></div>" },
          "section": [{ "title": "Drugs", "text": { "div": "<div>None</div>" } }] }] }),
    );
    let unit = only(read(&summary));
    let found: &Document = body!(&unit, "Composition/a", Document);
    let sections: Vec<(&str, &str)> =
        found.sections.iter().map(|section| (section.title.as_deref().unwrap(), section.text.as_str())).collect();
    assert_eq!(sections, [("Plan", "Rest & fluids"), ("Drugs", "None")]);
}

#[test]
fn encounters_and_who_took_part() {
    let doctor = json!({ "resourceType": "Practitioner", "id": "d", "name": [{ "family": "Rastall", "given": ["Paul"], "prefix": ["Dr"] }],
        "identifier": [{ "system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "C1" }] });
    let visit = about(
        "Encounter",
        json!({ "status": "onleave",
        "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER" },
        "period": { "start": "2026-01-01T10:00:00Z" }, "participant": [{ "individual": { "reference": "Practitioner/d" } }],
        "location": [{ "location": { "display": "Ward 7" } }] }),
    );
    let unit = only(read(&bundle(vec![doctor, visit])));
    let found: &Encounter = body!(&unit, "Encounter/a", Encounter);
    assert_eq!((found.kind.clone(), found.status.as_ref().unwrap().as_str()), (EncounterKind::Emergency, "on-leave"));
    assert_eq!(found.participants[0].name.as_deref(), Some("RASTALL, Paul (Dr)"));
    assert_eq!(found.participants[0].identifier.as_deref(), Some("https://fhir.hl7.org.uk/Id/gmc-number|C1"));
    assert_eq!(found.moves[0].location, "Ward 7");
}

#[test]
fn procedures_immunisations_alerts_teams_and_related_people() {
    let unit = only(read(&about(
        "Procedure",
        json!({ "status": "completed", "code": { "text": "Hip" }, "performedDateTime": "2020-02-03" }),
    )));
    assert_eq!(body!(&unit, "Procedure/a", Procedure).performed.start.as_ref().unwrap().as_str(), "2020-02-03");
    let unit = only(read(&about(
        "Immunization",
        json!({ "status": "not-done", "vaccineCode": { "text": "Flu" }, "lotNumber": "7",
        "protocolApplied": [{ "doseNumberPositiveInt": 2 }] }),
    )));
    let found = body!(&unit, "Immunization/a", Immunisation);
    assert_eq!((found.status.as_ref().unwrap().as_str(), found.dose.as_deref()), ("not-done", Some("2")));
    let unit = only(read(&about("Flag", json!({ "status": "active", "code": { "text": "Falls" } }))));
    assert_eq!(body!(&unit, "Flag/a", Alert).code.words(), "Falls");
    let unit = only(read(&about(
        "CareTeam",
        json!({ "name": "Diabetes team", "participant": [
        { "role": [{ "text": "Nurse" }], "member": { "display": "N. Urse" } }] }),
    )));
    let found = body!(&unit, "CareTeam/a", CareProvider);
    assert_eq!((found.name.as_deref(), found.members[0].role.as_deref()), (Some("Diabetes team"), Some("Nurse")));
    let mut relative = about("RelatedPerson", json!({ "name": [{ "text": "Bob" }], "active": false }));
    relative["patient"] = json!({ "reference": "Patient/1" });
    let unit = only(read(&relative));
    assert_eq!(contribution(&unit, "RelatedPerson/a").parts().status, ContributionStatus::Deleted);
}
