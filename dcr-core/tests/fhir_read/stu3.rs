//! FHIR STU3 as GP Connect Access Record Structured uses it.

use super::*;
use dcr_core::contribution::SourceFormat;
use dcr_core::record::{
    EmptyReason, Immunisation, ImmunisationStatus, MedicationCourse, Procedure, ProcedureStatus, Section,
    SectionStatement, SectionWarning,
};

const GPC: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-";
const CARE_CONNECT: &str = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-";

fn named(kind: &str, id: &str, more: Value) -> Value {
    let mut resource = about(kind, more);
    resource["id"] = json!(id);
    resource
}

fn record(mut resources: Vec<Value>) -> Unit {
    resources.insert(
        0,
        json!({ "resourceType": "Patient", "id": "1", "meta": { "profile": [
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1"] } }),
    );
    only(read(&bundle(resources)))
}

fn said<'u>(unit: &'u Unit, item: &str) -> &'u SectionStatement {
    match &contribution(unit, item).parts().body {
        Some(ContributionBody::Section(said)) => said,
        other => panic!("{other:?}"),
    }
}

fn linked(unit: &Unit, item: &str) -> Vec<(EntryLinkKind, String)> {
    entry(unit, item).links.iter().map(|link| (link.kind.clone(), link.item.to_string())).collect()
}

#[test]
fn the_release_is_told_by_profile_or_shape() {
    let format = |unit: &Unit| unit.contributions[0].parts().origin.format.clone();
    assert_eq!(format(&record(Vec::new())), SourceFormat::FhirStu3);
    let asserted = about("Condition", json!({ "code": { "text": "Asthma" }, "assertedDate": "2020" }));
    assert_eq!(format(&only(read(&asserted))), SourceFormat::FhirStu3);
    let recorded = about("Condition", json!({ "code": { "text": "Asthma" }, "recordedDate": "2020" }));
    assert_eq!(format(&only(read(&recorded))), SourceFormat::FhirR4);
}

#[test]
fn a_problem_header_says_what_hangs_together_with_it() {
    let header = |target: &str, kind: &str| {
        json!({ "url": format!("{CARE_CONNECT}RelatedProblemHeader-1"), "extension": [
            { "url": "type", "valueCode": kind },
            { "url": "target", "valueReference": { "reference": target } }] })
    };
    let unit = record(vec![named(
        "Condition",
        "p",
        json!({
        "extension": [
            { "url": format!("{CARE_CONNECT}ProblemSignificance-1"), "valueCode": "major" },
            { "url": format!("{CARE_CONNECT}ActualProblem-1"), "valueReference": { "reference": "Observation/o" } },
            { "url": format!("{CARE_CONNECT}RelatedClinicalContent-1"), "valueReference": { "reference": "Immunization/i" } },
            header("Condition/up", "parent"), header("Condition/down", "Child"), header("Condition/side", "sibling")],
        "clinicalStatus": "inactive", "code": snomed("195967001", "Asthma"), "assertedDate": "2020-01-02",
        "category": [{ "coding": [{ "system": "http://hl7.org/fhir/condition-category", "code": "problem-list-item" }] }],
        "context": { "reference": "Encounter/e" } }),
    )]);
    let found: &Problem = body!(&unit, "Condition/p", Problem);
    assert_eq!(found.status.as_ref().unwrap().as_str(), "inactive");
    assert_eq!(found.significance.as_ref().unwrap().as_str(), "major");
    assert_eq!(found.category, Some(ProblemCategory::ProblemListItem));
    assert_eq!(found.noted.as_ref().unwrap().as_str(), "2020-01-02");
    let expected = [
        (EntryLinkKind::During, "Encounter/e"),
        (EntryLinkKind::RelatedTo, "Observation/o"),
        (EntryLinkKind::RelatedTo, "Immunization/i"),
        (EntryLinkKind::PartOf, "Condition/up"),
        (EntryLinkKind::HasPart, "Condition/down"),
        (EntryLinkKind::RelatedTo, "Condition/side"),
    ];
    assert_eq!(linked(&unit, "Condition/p"), expected.map(|(kind, item)| (kind, item.to_owned())));
}

fn course(order: Value) -> Vec<Value> {
    let drug = json!({ "reference": "Medication/m" });
    let kind = json!({ "url": format!("{GPC}PrescriptionType-1"), "valueCodeableConcept": { "coding": [{
        "system": "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescriptionType-1", "code": "repeat" }] } });
    let repeats = json!({ "url": format!("{GPC}MedicationRepeatInformation-1"), "extension": [
        { "url": "numberOfRepeatPrescriptionsAllowed", "valuePositiveInt": 6 },
        { "url": "numberOfRepeatPrescriptionsIssued", "valueUnsignedInt": 2 }] });
    let stopped = json!({ "url": format!("{GPC}MedicationStatusReason-1"), "extension": [
        { "url": "statusReason", "valueCodeableConcept": { "text": "Rash" } },
        { "url": "statusChangeDate", "valueDateTime": "2020-05-06" }] });
    let mut order = named("MedicationRequest", "order", order);
    order.as_object_mut().unwrap().extend(
        json!({
        "intent": "order", "status": "completed", "basedOn": [{ "reference": "MedicationRequest/plan" }],
        "extension": [kind], "medicationReference": drug, "authoredOn": "2020-04-05",
        "dosageInstruction": [{ "text": "one daily" }],
        "dispenseRequest": { "validityPeriod": { "start": "2020-04-05" }, "quantity": { "value": 28, "extension": [
            { "url": format!("{GPC}MedicationQuantityText-1"), "valueString": "tablets" }] } } })
        .as_object()
        .unwrap()
        .clone(),
    );
    vec![
        json!({ "resourceType": "Medication", "id": "m", "code": snomed("319733000", "Warfarin 1mg tablets") }),
        named(
            "MedicationStatement",
            "s",
            json!({
            "extension": [
                { "url": format!("{GPC}PrescribingAgency-1"), "valueCodeableConcept": { "text": "GP practice" } },
                { "url": format!("{GPC}MedicationStatementLastIssueDate-1"), "valueDateTime": "2020-04-05" }],
            "basedOn": [{ "reference": "MedicationRequest/plan" }], "status": "stopped", "taken": "unk",
            "medicationReference": drug, "effectivePeriod": { "start": "2020-01-01" }, "dateAsserted": "2020-01-01",
            "dosage": [{ "text": "one daily" }] }),
        ),
        named(
            "MedicationRequest",
            "plan",
            json!({
            "extension": [kind, repeats, stopped], "intent": "plan", "status": "stopped", "medicationReference": drug,
            "authoredOn": "2020-01-01", "dosageInstruction": [{ "text": "one daily" }],
            "requester": { "agent": { "display": "Dr Patel" } } }),
        ),
        order,
    ]
}

#[test]
fn a_statement_its_plan_and_its_issues_are_one_course() {
    let unit = record(course(json!({})));
    let kept: Vec<&str> = unit.contributions.iter().map(|c| c.key().item.as_str()).collect();
    assert_eq!(kept, ["Patient/1", "MedicationStatement/s"]);
    let found: &Medication = body!(&unit, "MedicationStatement/s", Medication);
    assert_eq!(found.drug.code_in("http://snomed.info/sct"), Some("319733000"));
    assert_eq!(
        (found.status.clone(), found.course.clone()),
        (Some(MedicationStatus::Stopped), Some(MedicationCourse::Repeat))
    );
    assert_eq!(found.last_issued.as_ref().unwrap().as_str(), "2020-04-05");
    assert_eq!(found.status_reason.as_ref().unwrap().words(), "Rash");
    assert_eq!(found.prescriber.as_ref().unwrap().name.as_deref(), Some("Dr Patel"));
    assert_eq!((found.supply.repeats_allowed, found.supply.repeats_issued), (Some(6), Some(2)));
    assert_eq!(found.supply.agency.as_ref().unwrap().words(), "GP practice");
    assert_eq!(found.supply.status_changed.as_ref().unwrap().as_str(), "2020-05-06");
    let issue = &found.supply.issues[0];
    assert_eq!((issue.quantity.as_deref(), issue.status.as_deref()), (Some("28 (tablets)"), Some("completed")));
    assert!(issue.dosages.is_empty(), "the same as the course's");
    assert!(
        attached(&unit, "MedicationStatement/s")
            .iter()
            .any(|(place, _)| place == "MedicationRequest/order#/basedOn/0/reference"
                || place == "MedicationRequest/order#/basedOn")
    );
}

#[test]
fn a_label_on_an_issue_covers_its_course() {
    let unit = record(course(json!({ "meta": { "security": [{
        "system": "http://hl7.org/fhir/v3/ActCode", "code": "NOPAT" }] } })));
    assert_eq!(entry(&unit, "MedicationStatement/s").sensitivity.labels(), [SensitivityLabel::NotForPerson]);
}

#[test]
fn what_is_not_taken_or_not_given_never_reads_as_taken_or_given() {
    let unit = record(vec![
        named(
            "MedicationStatement",
            "s",
            json!({ "status": "active", "taken": "n", "medicationCodeableConcept": { "text": "A" } }),
        ),
        named(
            "MedicationStatement",
            "t",
            json!({ "status": "active", "taken": "perhaps", "medicationCodeableConcept": { "text": "A" } }),
        ),
        named(
            "Immunization",
            "i",
            json!({ "status": "completed", "notGiven": true, "date": "2020-01-01",
            "vaccineCode": { "text": "A" }, "explanation": { "reasonNotGiven": [{ "text": "Declined" }] } }),
        ),
        named("Procedure", "p", json!({ "status": "completed", "notDone": true, "code": { "text": "A" } })),
    ]);
    let found: &Medication = body!(&unit, "MedicationStatement/s", Medication);
    assert_eq!(found.status, Some(MedicationStatus::NotTaken));
    for item in ["MedicationStatement/t", "Procedure/p"] {
        assert_eq!(entry(&unit, item).sensitivity.labels()[0].as_str(), "not-understood", "{item}");
    }
    let found: &Immunisation = body!(&unit, "Immunization/i", Immunisation);
    assert_eq!(found.status, Some(ImmunisationStatus::NotDone));
    assert_eq!(found.status_reason.as_ref().unwrap().words(), "Declined");
}

#[test]
fn vaccinations_of_a_practice() {
    let unit = record(vec![named(
        "Immunization",
        "i",
        json!({
        "extension": [{ "url": format!("{CARE_CONNECT}VaccinationProcedure-1"), "valueCodeableConcept": { "text": "First" } }],
        "status": "completed", "notGiven": false, "date": "2019-06-28", "vaccineCode": { "text": "Unknown" },
        "practitioner": [{ "role": { "text": "AP" }, "actor": { "display": "Nurse Ho" } }],
        "vaccinationProtocol": [{ "doseSequence": 1, "targetDisease": [{ "text": "Hepatitis A" }] }] }),
    )]);
    let found: &Immunisation = body!(&unit, "Immunization/i", Immunisation);
    assert_eq!((found.given.as_ref().unwrap().as_str(), found.dose.as_deref()), ("2019-06-28", Some("1")));
    assert_eq!((found.procedure.as_ref().unwrap().words(), found.diseases[0].words()), ("First", "Hepatitis A"));
    assert_eq!(found.performers[0].name.as_deref(), Some("Nurse Ho"));
}

#[test]
fn allergies_of_a_practice() {
    let unit = record(vec![named(
        "AllergyIntolerance",
        "a",
        json!({
        "extension": [
            { "url": "http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter",
              "valueReference": { "reference": "Encounter/e" } },
            { "url": format!("{GPC}AllergyIntoleranceEnd-1"), "extension": [
                { "url": "endDate", "valueDateTime": "2016-11-01" }, { "url": "reasonEnded", "valueString": "Desensitised" }] }],
        "clinicalStatus": "resolved", "verificationStatus": "unconfirmed", "code": { "text": "Peanuts" },
        "assertedDate": "2010-02-09" }),
    )]);
    let found: &Allergy = body!(&unit, "AllergyIntolerance/a", Allergy);
    assert_eq!(
        (found.status.clone(), found.certainty.as_ref().unwrap().as_str()),
        (Some(AllergyStatus::Resolved), "unconfirmed")
    );
    assert_eq!(
        (found.period.end.as_ref().unwrap().as_str(), found.noted.as_ref().unwrap().as_str()),
        ("2016-11-01", "2010-02-09")
    );
    assert_eq!(found.notes, ["Desensitised"]);
    assert_eq!(linked(&unit, "AllergyIntolerance/a"), [(EntryLinkKind::During, "Encounter/e".to_owned())]);
}

#[test]
fn results_of_a_practice() {
    let unit = record(vec![
        named(
            "Observation",
            "o",
            json!({ "status": "unknown", "code": { "text": "Test group" }, "comment": "filed",
            "context": { "reference": "Encounter/e" },
            "category": [{ "coding": [{ "system": "http://snomed.info/sct", "code": "394595002" }] }],
            "interpretation": { "coding": [{ "system": "http://hl7.org/fhir/v2/0078", "code": "H" }] },
            "valueQuantity": { "value": 1, "unit": "mmol/L" },
            "related": [{ "type": "has-member", "target": { "reference": "Observation/m" } },
                { "type": "derived-from", "target": { "reference": "Observation/d" } }] }),
        ),
        named(
            "DiagnosticReport",
            "r",
            json!({ "status": "final", "code": { "text": "Report" },
            "category": { "coding": [{ "system": "http://hl7.org/fhir/v2/0074", "code": "CH" }] },
            "performer": [{ "actor": { "display": "Laboratory" } }], "result": [{ "reference": "Observation/o" }] }),
        ),
    ]);
    let found: &Investigation = body!(&unit, "Observation/o", Investigation);
    assert_eq!((found.kind.clone(), found.notes[0].as_str()), (Some(InvestigationKind::Pathology), "filed"));
    assert_eq!(found.measurements[0].interpretations[0].as_str(), "H");
    let expected = [
        (EntryLinkKind::During, "Encounter/e"),
        (EntryLinkKind::HasPart, "Observation/m"),
        (EntryLinkKind::RelatedTo, "Observation/d"),
    ];
    assert_eq!(linked(&unit, "Observation/o"), expected.map(|(kind, item)| (kind, item.to_owned())));
    let found: &Investigation = body!(&unit, "DiagnosticReport/r", Investigation);
    assert_eq!(
        (found.kind.clone(), found.performers[0].name.as_deref()),
        (Some(InvestigationKind::Laboratory), Some("Laboratory"))
    );
}

#[test]
fn referrals_recalls_and_requests() {
    let unit = record(vec![
        named(
            "ReferralRequest",
            "r",
            json!({ "status": "unknown", "intent": "order", "priority": "urgent",
            "identifier": [{ "system": "https://fhir.nhs.uk/Id/ubr-number", "value": "0001" }],
            "authoredOn": "2019-03-28", "requester": { "agent": { "display": "Dr Patel" } },
            "recipient": [{ "display": "Physiotherapy" }], "reasonCode": [{ "text": "Referral to physiotherapist" }],
            "description": "Swollen legs", "context": { "reference": "Encounter/e" } }),
        ),
        named(
            "ProcedureRequest",
            "d",
            json!({ "status": "active", "intent": "plan", "code": { "text": "Review" },
            "occurrenceDateTime": "2027-01-01", "authoredOn": "2026-01-01", "priority": "asap",
            "requester": { "agent": { "display": "Dr Patel" } }, "performer": { "display": "Nurse Ho" } }),
        ),
    ]);
    let found: &Encounter = body!(&unit, "ReferralRequest/r", Encounter);
    assert_eq!((found.kind.clone(), found.priority.as_deref()), (EncounterKind::Referral, Some("urgent")));
    assert_eq!(
        (found.service.as_ref().unwrap().words(), found.visit_number.as_deref()),
        ("Referral to physiotherapist", Some("0001"))
    );
    let who: Vec<_> = found.participants.iter().map(|who| (who.name.as_deref(), who.role.as_deref())).collect();
    assert_eq!(who, [(Some("Dr Patel"), Some("requester")), (Some("Physiotherapy"), Some("recipient"))]);
    assert_eq!(found.notes, ["Swollen legs"]);
    let found: &Procedure = body!(&unit, "ProcedureRequest/d", Procedure);
    assert_eq!(
        (found.status.clone(), found.performed.start.as_ref().unwrap().as_str()),
        (Some(ProcedureStatus::Requested), "2027-01-01")
    );
    assert_eq!(found.notes, ["Priority: asap"]);
    assert_eq!(attached(&unit, "ProcedureRequest/d").iter().filter(|(place, _)| place == "/authoredOn").count(), 1);
}

fn list(id: &str, code: &str, more: Value) -> Value {
    let mut list = named(
        "List",
        id,
        json!({ "status": "current", "mode": "snapshot", "code": { "coding": [{
        "system": "http://snomed.info/sct", "code": code }] } }),
    );
    list.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    list
}

#[test]
fn a_consultation_is_one_encounter_with_its_entries_under_their_headings() {
    let encounter = json!({ "reference": "Encounter/e" });
    let item = |reference: &str| json!({ "item": { "reference": reference } });
    let about_problem = json!([{ "url": format!("{CARE_CONNECT}RelatedProblemHeader-1"), "extension": [
        { "url": "target", "valueReference": { "reference": "Condition/p" } }] }]);
    let unit = record(vec![
        named("Encounter", "e", json!({ "status": "finished", "type": [{ "text": "Surgery" }] })),
        list("c", "325851000000107", json!({ "encounter": encounter, "entry": [item("List/t1"), item("List/t2")] })),
        list(
            "t1",
            "25851000000105",
            json!({ "title": "Swollen legs", "extension": about_problem, "encounter": encounter,
            "entry": [item("List/k")] }),
        ),
        list(
            "t2",
            "25851000000105",
            json!({ "title": "Flu clinic", "encounter": encounter, "entry": [item("Immunization/i")],
            "note": [{ "text": "walk-in" }] }),
        ),
        list(
            "k",
            "24781000000107",
            json!({ "title": "Examination", "encounter": encounter, "entry": [item("Observation/o")] }),
        ),
        named(
            "Condition",
            "p",
            json!({ "code": { "text": "Swollen legs" },
            "extension": [{ "url": format!("{CARE_CONNECT}RelatedClinicalContent-1"), "valueReference": { "reference": "List/c" } }] }),
        ),
    ]);
    let found: &Encounter = body!(&unit, "Encounter/e", Encounter);
    assert_eq!(found.kind, EncounterKind::GpConsultation);
    let told: Vec<_> = found
        .topics
        .iter()
        .map(|topic| {
            let items: Vec<String> = topic.items.iter().chain(&topic.problems).map(ToString::to_string).collect();
            (topic.title.as_deref(), topic.heading.as_deref(), items)
        })
        .collect();
    // The title of a topic about a problem is the problem's words, and is shown only with the problem.
    assert_eq!(told[0], (None, Some("Examination"), vec!["Observation/o".to_owned(), "Condition/p".to_owned()]));
    assert_eq!(told[1], (Some("Flu clinic"), None, vec!["Immunization/i".to_owned()]));
    assert_eq!(found.topics[1].notes, ["walk-in"]);
    let links = linked(&unit, "Encounter/e");
    for (kind, item) in [
        (EntryLinkKind::HasPart, "Observation/o"),
        (EntryLinkKind::HasPart, "Immunization/i"),
        (EntryLinkKind::BecauseOf, "Condition/p"),
    ] {
        assert!(links.contains(&(kind, item.to_owned())), "{item}");
    }
    assert_eq!(linked(&unit, "Condition/p"), [(EntryLinkKind::RelatedTo, "Encounter/e".to_owned())]);
}

#[test]
fn lists_that_hold_one_another_end() {
    let item = |reference: &str| json!({ "item": { "reference": reference } });
    let around = |id: &str, other: &str| {
        list(
            id,
            "325851000000107",
            json!({ "encounter": { "reference": "Encounter/e" }, "entry": [item(other), item(other)] }),
        )
    };
    let unit = record(vec![named("Encounter", "e", json!({})), around("a", "List/b"), around("b", "List/a")]);
    let _: &Encounter = body!(&unit, "Encounter/e", Encounter);
}

#[test]
fn a_list_says_what_a_source_has_of_a_section_as_a_whole() {
    let warning = |word: &str| json!({ "url": format!("{GPC}ListWarningCode-1"), "valueCode": word });
    let unit = record(vec![
        list(
            "l",
            "886921000000105",
            json!({ "date": "2021-01-01", "note": [{ "text": "Information not available" }],
            "emptyReason": { "coding": [{ "system": "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-ListEmptyReasonCode-1",
                "code": "no-content-recorded" }] } }),
        ),
        list(
            "m",
            "933361000000108",
            json!({ "extension": [warning("data-in-transit"), warning("confidential-items")],
            "entry": [{ "item": { "reference": "MedicationStatement/s" } }],
            "meta": { "security": [{ "system": "http://hl7.org/fhir/v3/ActCode", "code": "PSY" }] } }),
        ),
        list(
            "n",
            "1103671000000101",
            json!({ "contained": [{ "resourceType": "AllergyIntolerance", "id": "28",
            "clinicalStatus": "resolved", "code": { "text": "Peanuts" }, "patient": { "reference": "Patient/1" } }] }),
        ),
    ]);
    // Known by the code and the person, so that the next answer supersedes it whatever its id.
    let found = said(&unit, "List/886921000000105/1");
    assert_eq!((found.section, found.empty.clone()), (Section::Allergies, Some(EmptyReason::NothingRecorded)));
    assert_eq!(
        (found.notes[0].as_str(), found.as_at.as_ref().unwrap().as_str()),
        ("Information not available", "2021-01-01")
    );
    let found = said(&unit, "List/933361000000108/1");
    assert_eq!(found.warnings, [SectionWarning::ConfidentialItems, SectionWarning::DataInTransit]);
    assert_eq!((found.empty.clone(), found.sensitivity.labels()), (None, &[SensitivityLabel::MentalHealth][..]));
    let ended = "List/1103671000000101/1/AllergyIntolerance/28";
    let found: &Allergy = body!(&unit, ended, Allergy);
    assert_eq!((found.status.clone(), found.code.words()), (Some(AllergyStatus::Resolved), "Peanuts"));
    let from = contribution(&unit, ended).parts().derived_from.as_ref().unwrap();
    assert_eq!(from.as_str(), "List/1103671000000101/1");
}

#[test]
fn a_list_that_is_not_empty_is_never_said_to_be() {
    let unit = record(vec![list(
        "l",
        "886921000000105",
        json!({
        "emptyReason": { "coding": [{ "code": "no-content-recorded" }] },
        "entry": [{ "item": { "reference": "AllergyIntolerance/a" } }] }),
    )]);
    assert_eq!(said(&unit, "List/886921000000105/1").empty, None);
    assert_eq!(issue(&unit, "fhir.list.not-empty").severity, Severity::Warning);
}

#[test]
fn what_stands_inside_a_list_about_someone_else_makes_no_entry() {
    let unit = record(vec![list(
        "l",
        "1103671000000101",
        json!({ "contained": [{ "resourceType": "AllergyIntolerance", "id": "28", "clinicalStatus": "resolved",
            "code": { "text": "Peanuts" }, "patient": { "reference": "Patient/2" } }] }),
    )]);
    assert_eq!(unit.contributions.len(), 2);
    assert_eq!(issue(&unit, "fhir.subject.contradiction").severity, Severity::Error);
    assert!(attached(&unit, "List/1103671000000101/1").iter().any(|(place, _)| place == "/contained"));
    assert!(
        attached(&unit, "List/1103671000000101/1").iter().any(|(place, content)| place == "/id" && content == "\"l\"")
    );
}
