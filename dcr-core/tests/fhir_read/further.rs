//! Resource types beyond the first: dispensing, appointments, plans, family history, imaging, lists in R4.

use super::*;
use dcr_core::record::{
    CareProviderRole, Demographics, EmptyReason, MedicationCourse, Procedure, ProcedureStatus, SectionWarning,
    SocialCare, SocialCareKind, SocialCareStatus,
};

const UK_CORE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-";

#[test]
fn what_was_handed_out_and_what_was_given() {
    let unit = only(read(&about(
        "MedicationDispense",
        json!({
        "status": "completed", "medicationCodeableConcept": { "text": "Timolol" },
        "authorizingPrescription": [{ "reference": "MedicationRequest/r" }],
        "quantity": { "value": 30, "unit": "mL" }, "daysSupply": { "value": 30, "unit": "Day" },
        "whenHandedOver": "2020-01-15", "dosageInstruction": [{ "text": "twice daily" }] }),
    )));
    let found: &Medication = body!(&unit, "MedicationDispense/a", Medication);
    assert_eq!((found.course.clone(), found.quantity.as_deref()), (Some(MedicationCourse::Dispense), Some("30 mL")));
    assert_eq!(
        (found.supply.duration.as_deref(), found.period.start.as_ref().unwrap().as_str()),
        (Some("30 Day"), "2020-01-15")
    );
    assert_eq!(entry(&unit, "MedicationDispense/a").links[0].kind, EntryLinkKind::BasedOn);
    let unit = only(read(&about(
        "MedicationAdministration",
        json!({
        "status": "not-done", "medicationCodeableConcept": { "text": "Timolol" }, "effectiveDateTime": "2021-03-25",
        "dosage": { "text": "1 drop", "dose": { "value": 1, "unit": "drop" } }, "statusReason": [{ "text": "Refused" }] }),
    )));
    let found: &Medication = body!(&unit, "MedicationAdministration/a", Medication);
    assert_eq!(
        (found.course.clone(), found.status.clone()),
        (Some(MedicationCourse::Administration), Some(MedicationStatus::NotTaken))
    );
    assert_eq!(
        (found.dosages[0].unit.as_deref(), found.status_reason.as_ref().unwrap().words()),
        (Some("drop"), "Refused")
    );
}

#[test]
fn uk_core_says_how_a_medication_is_supplied() {
    let repeats = json!({ "url": format!("{UK_CORE}MedicationRepeatInformation"), "extension": [
        { "url": "numberOfPrescriptionsIssued", "valuePositiveInt": 2 },
        { "url": "authorisationExpiryDate", "valueDateTime": "2027-01-01" }] });
    let unit = only(read(&about(
        "MedicationRequest",
        json!({
        "status": "active", "intent": "order", "medicationCodeableConcept": { "text": "A" }, "extension": [repeats],
        "dispenseRequest": { "numberOfRepeatsAllowed": 6, "expectedSupplyDuration": { "value": 28, "unit": "day" } } }),
    )));
    let found: &Medication = body!(&unit, "MedicationRequest/a", Medication);
    assert_eq!((found.supply.repeats_allowed, found.supply.repeats_issued), (Some(6), Some(2)));
    assert_eq!(
        (found.supply.duration.as_deref(), found.review_due.as_ref().unwrap().as_str()),
        (Some("28 day"), "2027-01-01")
    );
}

#[test]
fn appointments_are_about_the_patient_who_attends() {
    let appointment = |actors: Vec<&str>| {
        let participants: Vec<Value> = actors
            .iter()
            .map(|actor| json!({ "actor": { "reference": actor, "display": "D" }, "status": "accepted" }))
            .collect();
        json!({ "resourceType": "Appointment", "id": "a", "status": "booked", "start": "2022-03-11T10:46:00Z",
            "description": "Fracture clinic", "participant": participants })
    };
    let unit = only(read(&appointment(vec!["Patient/1", "Practitioner/2", "Location/3"])));
    assert_eq!(contribution(&unit, "Appointment/a").parts().subject.value(), "1");
    let found: &Encounter = body!(&unit, "Appointment/a", Encounter);
    assert_eq!((found.kind.clone(), found.status.as_ref().unwrap().as_str()), (EncounterKind::Appointment, "planned"));
    assert_eq!((found.participants.len(), found.moves[0].location.as_str()), (1, "D"));
    assert_eq!(found.notes, ["Fracture clinic"]);
    // Of a group nobody can be told.
    let unit = only(read(&appointment(vec!["Patient/1", "Patient/2"])));
    assert_eq!(unit.issues[0].code, "fhir.subject.contradiction");
}

#[test]
fn episodes_plans_and_images() {
    let unit = only(read(&about(
        "EpisodeOfCare",
        json!({ "status": "active", "type": [{ "text": "Smoking cessation" }],
        "period": { "start": "2020" }, "managingOrganization": { "display": "Leeds" } }),
    )));
    let found: &Encounter = body!(&unit, "EpisodeOfCare/a", Encounter);
    assert_eq!(
        (found.kind.as_str(), found.service.as_ref().unwrap().words()),
        ("episode-of-care", "Smoking cessation")
    );
    let unit = only(read(&about(
        "CarePlan",
        json!({ "status": "active", "intent": "plan", "description": "Lose weight",
        "category": [{ "text": "Weight management" }], "author": { "display": "Dr P" },
        "activity": [{ "detail": { "code": { "text": "Smoking" }, "status": "scheduled", "doNotPerform": true } }] }),
    )));
    let found: &SocialCare = body!(&unit, "CarePlan/a", SocialCare);
    assert_eq!((found.kind.clone(), found.status.clone()), (SocialCareKind::CarePlan, Some(SocialCareStatus::Active)));
    assert_eq!((found.what.words(), found.description.as_deref()), ("Weight management", Some("Lose weight")));
    assert_eq!(found.details["Activity 01"], "Do not, Smoking, scheduled");
    let unit = only(read(&about(
        "ImagingStudy",
        json!({ "status": "available", "started": "2023-01-24", "description": "Chest",
        "modality": [{ "system": "http://dicom.nema.org/resources/ontology/DCM", "code": "CT" }] }),
    )));
    let found: &Investigation = body!(&unit, "ImagingStudy/a", Investigation);
    assert_eq!((found.kind.clone(), found.code.words()), (Some(InvestigationKind::Imaging), "Chest"));
}

#[test]
fn a_relatives_conditions_are_never_the_persons_own() {
    let unit = only(read(&about(
        "FamilyMemberHistory",
        json!({ "status": "completed", "date": "2023-05-10",
        "relationship": { "text": "father" }, "condition": [
            { "code": { "text": "Gout" }, "onsetAge": { "value": 64, "unit": "year" } }, { "code": { "text": "Stroke" } }] }),
    )));
    for (item, words) in [("FamilyMemberHistory/a", "Gout"), ("FamilyMemberHistory/a/condition/1", "Stroke")] {
        let found: &Problem = body!(&unit, item, Problem);
        assert_eq!((found.category.clone(), found.code.words()), (Some(ProblemCategory::FamilyHistory), words));
        assert_eq!(found.notes[0], "Relative: father");
    }
    let second = contribution(&unit, "FamilyMemberHistory/a/condition/1").parts();
    assert_eq!(second.derived_from.as_ref().unwrap().as_str(), "FamilyMemberHistory/a");
}

#[test]
fn requests_and_referrals() {
    let request = |category: &str, status: &str| {
        about(
            "ServiceRequest",
            json!({ "status": status, "intent": "order",
        "category": [{ "coding": [{ "system": "http://snomed.info/sct", "code": category }] }],
        "code": { "text": "CRP" }, "authoredOn": "2022-05-23", "priority": "stat" }),
        )
    };
    let unit = only(read(&request("108252007", "active")));
    let found: &Procedure = body!(&unit, "ServiceRequest/a", Procedure);
    assert_eq!((found.status.clone(), found.notes[0].as_str()), (Some(ProcedureStatus::Requested), "Priority: stat"));
    let unit = only(read(&request("3457005", "revoked")));
    let found: &Encounter = body!(&unit, "ServiceRequest/a", Encounter);
    assert_eq!((found.kind.clone(), found.status.as_ref().unwrap().as_str()), (EncounterKind::Referral, "cancelled"));
    let mut forbidden = request("108252007", "active");
    forbidden["doNotPerform"] = json!(true);
    assert!(!entry(&only(read(&forbidden)), "ServiceRequest/a").sensitivity.is_empty());
}

#[test]
fn a_reports_own_document_is_an_entry_that_the_report_leads_to() {
    let unit = only(read(&about(
        "DiagnosticReport",
        json!({ "status": "final", "code": { "text": "CT chest" },
        "conclusion": "Clear", "conclusionCode": [{ "text": "Normal" }], "issued": "2023-01-24T10:00:00Z",
        "presentedForm": [{ "contentType": "application/pdf", "url": "https://example.org/1.pdf" }] }),
    )));
    let found: &Investigation = body!(&unit, "DiagnosticReport/a", Investigation);
    assert_eq!(found.conclusion.as_deref(), Some("Clear; Normal"));
    let link = &entry(&unit, "DiagnosticReport/a").links[0];
    assert_eq!(
        (link.kind.clone(), link.item.as_str()),
        (EntryLinkKind::DocumentedIn, "DiagnosticReport/a/presentedForm/0")
    );
    let found: &Document = body!(&unit, "DiagnosticReport/a/presentedForm/0", Document);
    assert!(
        matches!(&found.contents[0], DocumentContent::Link { address, .. } if address == "https://example.org/1.pdf")
    );
}

#[test]
fn uk_core_lists_speak_for_a_section_and_other_lists_stay_attached() {
    let list = |code: &str| {
        json!({ "resourceType": "List", "id": "l", "status": "current", "mode": "snapshot",
        "subject": { "reference": "Patient/1" }, "code": { "coding": [{ "system": "http://snomed.info/sct", "code": code }] },
        "extension": [{ "url": format!("{UK_CORE}ListWarningCode"), "valueCode": "data-awaiting-filing" }],
        "emptyReason": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "nilknown" }] } })
    };
    let unit = only(read(&list("887191000000108")));
    let Some(ContributionBody::Section(said)) = &contribution(&unit, "List/l").parts().body else { panic!() };
    assert_eq!(
        (said.empty.clone(), said.warnings.clone()),
        (Some(EmptyReason::NilKnown), vec![SectionWarning::DataAwaitingFiling])
    );
    let unit = only(read(&bundle(vec![json!({ "resourceType": "Patient", "id": "1" }), list("1")])));
    assert!(attached(&unit, "Patient/1").iter().any(|(place, _)| place == "List/l#"));
}

#[test]
fn a_warning_of_a_list_is_read_as_a_code_and_as_a_concept() {
    let system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-ListWarningCode";
    for (value, expected) in [
        (json!({ "coding": [{ "system": system, "code": "data-in-transit" }] }), SectionWarning::DataInTransit),
        (json!({ "text": "Ask the practice" }), SectionWarning::from("Ask the practice")),
    ] {
        let unit = only(read(&json!({ "resourceType": "List", "id": "l", "status": "current", "mode": "working",
            "subject": { "reference": "Patient/1" },
            "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "826501000000100" }] },
            "extension": [{ "url": format!("{UK_CORE}ListWarningCode"), "valueCodeableConcept": value }] })));
        let Some(ContributionBody::Section(said)) = &contribution(&unit, "List/l").parts().body else { panic!() };
        assert_eq!(said.warnings, [expected]);
    }
}

#[test]
fn a_plan_without_a_name_tells_of_its_activities() {
    let unit = only(read(&about(
        "CarePlan",
        json!({ "status": "completed", "intent": "plan", "activity": [{ "detail": {
            "code": { "text": "Operation on heart" }, "status": "completed", "doNotPerform": true } }] }),
    )));
    let found: &SocialCare = body!(&unit, "CarePlan/a", SocialCare);
    assert_eq!((found.what.words(), found.status.clone()), ("Care plan", Some(SocialCareStatus::Finished)));
    assert_eq!(found.details["Activity 01"], "Do not, Operation on heart, completed");
}

#[test]
fn a_product_without_a_name_is_told_by_all_that_it_is_made_of() {
    let given = |ingredients: Value| {
        only(read(&about(
            "MedicationAdministration",
            json!({ "status": "completed", "medicationReference": { "reference": "#m" },
            "contained": [{ "resourceType": "Medication", "id": "m", "ingredient": ingredients }] }),
        )))
    };
    let salt = json!({ "itemCodeableConcept": { "coding": [{ "code": "8591", "display": "Potassium chloride" }] } });
    let unit = given(json!([salt, { "itemReference": { "display": "Glucose 5%" } }]));
    let found: &Medication = body!(&unit, "MedicationAdministration/a", Medication);
    assert_eq!(found.drug.words(), "Potassium chloride + Glucose 5%");
    assert!(found.drug.codings.is_empty());
    assert!(attached(&unit, "MedicationAdministration/a").iter().any(|(_, content)| content.contains("8591")));
    // What is named in part would be taken for the whole.
    for ingredients in [json!([salt, { "itemCodeableConcept": { "coding": [{ "code": "4850" }] } }]), json!([])] {
        assert!(matches!(given(ingredients).fate, Fate::Quarantined(_)));
    }
}

#[test]
fn what_uk_core_adds_to_a_patient() {
    let concept = |text: &str| json!({ "text": text });
    let patient = json!({ "resourceType": "Patient", "id": "1", "extension": [
        { "url": format!("{UK_CORE}ResidentialStatus"), "valueCodeableConcept": concept("UK resident") },
        { "url": format!("{UK_CORE}BirthSex"), "valueCodeableConcept": concept("Female") },
        { "url": format!("{UK_CORE}DeathNotificationStatus"), "extension": [
            { "url": "deathNotificationStatus", "valueCodeableConcept": concept("Removed") }] },
        { "url": format!("{UK_CORE}ContactPreference"), "extension": [
            { "url": "PreferredContactMethod", "valueCodeableConcept": concept("Telephone") },
            { "url": "PreferredWrittenCommunicationFormat", "valueCodeableConcept": concept("Large print") }] },
        { "url": format!("{UK_CORE}PreferredDispenserOrganization"), "valueReference": { "display": "White Rose" } },
        { "url": "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSCommunication-1", "extension": [
            { "url": "language", "valueCodeableConcept": concept("Polish") }, { "url": "interpreterRequired", "valueBoolean": true }] }] });
    let unit = only(read(&patient));
    let Some(ContributionBody::Demographics(found)) = &contribution(&unit, "Patient/1").parts().body else { panic!() };
    let found: &Demographics = found;
    assert_eq!(found.residential_status.as_ref().unwrap().words(), "UK resident");
    assert_eq!(found.death_notification.as_ref().unwrap().words(), "Removed");
    assert_eq!(found.contact_preferences.iter().map(|c| c.words()).collect::<Vec<_>>(), ["Telephone", "Large print"]);
    assert_eq!((found.languages[0].words(), found.interpreter_needed), ("Polish", Some(true)));
    // A sex at birth is not shown: beside the gender it tells what statute protects.
    assert!(attached(&unit, "Patient/1").iter().any(|(_, content)| content.contains("BirthSex")));
    let pharmacy = contribution(&unit, "Patient/1/PreferredDispenserOrganization/0");
    assert_eq!(pharmacy.parts().derived_from.as_ref().unwrap().as_str(), "Patient/1");
    let Some(ContributionBody::Entry(entry)) = &pharmacy.parts().body else { panic!() };
    let EntryBody::CareProvider(provider) = &entry.body else { panic!() };
    assert_eq!(provider.role, CareProviderRole::Pharmacy);
}

#[test]
fn what_a_resource_derives_is_told_to_come_from_it() {
    let unit = only(read(&json!({ "resourceType": "Patient", "id": "1",
        "contact": [{ "name": { "text": "A" } }], "generalPractitioner": [{ "display": "Dr P" }],
        "link": [{ "type": "replaces", "other": { "reference": "Patient/2" } }] })));
    for part in ["contact/0", "generalPractitioner/0", "link/0"] {
        let parts = contribution(&unit, &format!("Patient/1/{part}")).parts();
        assert_eq!(parts.derived_from.as_ref().unwrap().as_str(), "Patient/1", "{part}");
    }
    let unit = only(read(&about("Observation", json!({ "status": "final", "code": snomed("416409005", "Refused") }))));
    let directive = contribution(&unit, "directive/Observation/a").parts();
    assert_eq!(directive.derived_from.as_ref().unwrap().as_str(), "Observation/a");
}
