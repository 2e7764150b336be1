//! Status, versions and labels.

use super::*;

#[test]
fn errors_deletions_and_versions_are_told() {
    let mut problem = about("Condition", json!({ "code": { "text": "Asthma" } }));
    problem["verificationStatus"] = json!({ "coding": [{
        "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "entered-in-error" }] });
    let unit = only(read(&problem));
    assert_eq!(contribution(&unit, "Condition/a").parts().status, ContributionStatus::EnteredInError);
    // Without a code it makes no entry, and still takes back what was there.
    let unit = only(read(&about("Observation", json!({ "status": "entered-in-error" }))));
    let parts = contribution(&unit, "Observation/a").parts();
    assert_eq!((parts.status, parts.body.is_none()), (ContributionStatus::EnteredInError, true));
    let history = json!({ "resourceType": "Bundle", "type": "history", "entry": [
        { "resource": { "resourceType": "Patient", "id": "1" } },
        { "request": { "method": "DELETE", "url": "Observation/a" }, "response": { "lastModified": "2026-01-01T00:00:00Z" } }] });
    let unit = only(read(&history));
    assert_eq!(contribution(&unit, "Observation/a").parts().status, ContributionStatus::Deleted);
    let version = |updated: &str| {
        let mut problem = about("Condition", json!({ "code": { "text": "Asthma" } }));
        problem["meta"] = json!({ "versionId": "7", "lastUpdated": updated });
        only(read(&problem)).contributions[0].parts().version
    };
    assert!(version("2026-01-01T00:00:00Z") < version("2026-01-01T00:00:00.001Z"));
}

#[test]
fn security_labels_are_kept_and_unknown_ones_withhold() {
    let confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    let act_code = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let labels = |security: Value| {
        let mut problem = about("Condition", json!({ "code": { "text": "Asthma" } }));
        problem["meta"] = json!({ "security": security });
        let labels = entry(&only(read(&problem)), "Condition/a").sensitivity.clone();
        labels.labels().iter().map(|label| label.as_str().to_owned()).collect::<Vec<_>>()
    };
    for (system, code, label) in [
        (confidentiality, "R", "restricted"),
        (confidentiality, "V", "very-restricted"),
        (act_code, "NOPAT", "not-for-person"),
        (act_code, "PSY", "mental-health"),
        (act_code, "HIV", "hiv"),
        (act_code, "SDV", "violence"),
        (act_code, "STD", "sexual-health"),
        (act_code, "ETH", "substance-use"),
        (act_code, "LOCIS", "location"),
        ("https://example.org", "R", "https://example.org|R"),
        (confidentiality, "Z", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|Z"),
    ] {
        assert_eq!(labels(json!([{ "system": system, "code": code }])), [label]);
    }
    assert!(labels(json!([{ "system": confidentiality, "code": "N" }])).is_empty());
    for unreadable in [json!({ "code": "R" }), json!([{ "display": "restricted" }]), json!("R")] {
        assert_eq!(labels(unreadable), ["not-understood"]);
    }
    // A Bundle's label is that of all that it holds.
    let mut all = bundle(vec![about("Condition", json!({ "code": { "text": "Asthma" } }))]);
    all["meta"] = json!({ "security": [{ "system": confidentiality, "code": "R" }] });
    assert_eq!(entry(&only(read(&all)), "Condition/a").sensitivity.labels(), [SensitivityLabel::Restricted]);
    let paper = about(
        "DocumentReference",
        json!({ "type": { "text": "Letter" }, "securityLabel": [{ "coding": [
        { "system": confidentiality, "code": "V" }] }] }),
    );
    assert_eq!(
        entry(&only(read(&paper)), "DocumentReference/a").sensitivity.labels(),
        [SensitivityLabel::VeryRestricted]
    );
    let summary = about("Composition", json!({ "type": { "text": "Summary" }, "confidentiality": "R" }));
    assert_eq!(entry(&only(read(&summary)), "Composition/a").sensitivity.labels(), [SensitivityLabel::Restricted]);
}

#[test]
fn a_mark_on_the_patient_marks_the_person() {
    let labels = |more: Value| {
        let mut patient = json!({ "resourceType": "Patient", "id": "1" });
        patient.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let unit = only(read(&patient));
        let Some(ContributionBody::Demographics(found)) = &unit.contributions[0].parts().body else { panic!("none") };
        assert_eq!(
            unit.issues.iter().any(|issue| issue.code == "fhir.patient.restricted"),
            !found.sensitivity.is_empty()
        );
        found.sensitivity.labels().to_vec()
    };
    let security = |code: &str| {
        let system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
        json!({ "meta": { "security": [{ "system": system, "code": code }] } })
    };
    assert_eq!(labels(security("R")), [SensitivityLabel::Restricted]);
    assert_eq!(labels(security("V")), [SensitivityLabel::VeryRestricted]);
    assert!(labels(security("N")).is_empty());
    let modifier = json!({ "name": [{ "text": "Ann", "modifierExtension": [{ "url": "x" }] }] });
    assert_eq!(labels(modifier), [SensitivityLabel::from("not-understood")]);
}
