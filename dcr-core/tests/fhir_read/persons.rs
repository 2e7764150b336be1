//! Whom a resource is about.

use super::*;

#[test]
fn a_patient_becomes_demographics_with_people_providers_and_links() {
    let patient = json!({
        "resourceType": "Patient", "id": "1", "meta": { "lastUpdated": "2025-05-06T07:08:09Z" },
        "identifier": [
            { "system": "https://fhir.nhs.uk/id/nhs-number", "value": "9990000018", "extension": [{
                "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
                "valueCodeableConcept": { "coding": [{ "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland", "code": "01" }] } }] },
            { "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000019" },
            { "system": "https://example.org/pas", "value": "X7" }
        ],
        "name": [{ "use": "official", "family": "Example", "given": ["Ann"] }],
        "birthDate": "1950-02", "gender": "female", "deceasedBoolean": false,
        "address": [{ "line": ["1 High Street"], "city": "Poole", "postalCode": "BH15 1AA" }],
        "telecom": [{ "system": "phone", "use": "mobile", "value": "07700900000" }],
        "contact": [{ "relationship": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0131", "code": "N" }] }],
                      "name": { "text": "Bob Example" } }],
        "generalPractitioner": [{ "reference": "Organization/p" }],
        "link": [{ "other": { "reference": "Patient/2" }, "type": "replaces" },
                 { "other": { "reference": "Patient/3" }, "type": "replaced-by" },
                 { "other": { "reference": "Patient/4" }, "type": "refer" }]
    });
    let practice = json!({ "resourceType": "Organization", "id": "p", "name": "Sea View Surgery",
        "identifier": [{ "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "J81001" }] });
    let unit = only(read(&bundle(vec![patient, practice])));
    let parts = contribution(&unit, "Patient/1").parts().clone();
    assert_eq!((parts.subject.namespace(), parts.subject.value()), ("fhir/Patient", "1"));
    assert_eq!(parts.recorded.to_string(), "2025-05-06T07:08:09.000Z");
    let Some(ContributionBody::Demographics(found)) = parts.body else { panic!("no demographics") };
    assert_eq!(found.nhs_numbers.len(), 1);
    assert_eq!(found.nhs_numbers[0].number.as_str(), "9990000018");
    assert_eq!(found.nhs_numbers[0].verification.as_ref().unwrap().as_str(), "01");
    assert_eq!(found.identifiers[0].value(), "X7");
    assert_eq!(found.birth_date.as_ref().unwrap().as_str(), "1950-02");
    assert_eq!(found.addresses[0].lines, ["1 High Street", "Poole"]);
    assert_eq!(found.addresses[0].postcode.as_ref().unwrap().as_str(), "BH15 1AA");
    assert_eq!(found.contacts[0].kind.as_str(), "mobile");
    assert_eq!(found.practice.as_ref().unwrap().as_str(), "J81001");
    let wrong = issue(&unit, "identifier.check-digit");
    assert_eq!((wrong.severity, wrong.place.as_str()), (Severity::Warning, "/entry/0/resource/identifier/1/value"));
    assert!(attached(&unit, "Patient/1").iter().any(|(place, _)| place == "/identifier/1"));
    let related = body!(&unit, "Patient/1/contact/0", RelatedPerson);
    assert_eq!((related.names[0].display().as_str(), related.roles[0].as_str()), ("Bob Example", "next-of-kin"));
    let provider = body!(&unit, "Patient/1/generalPractitioner/0", CareProvider);
    assert_eq!(provider.members[0].organisation_name.as_deref(), Some("Sea View Surgery"));
    let link = |item: &str| {
        let parts = contribution(&unit, item).parts().clone();
        let Some(ContributionBody::Link(link)) = parts.body else { panic!("no link") };
        (parts.subject.value().to_owned(), link.relation.as_str(), link.other.subject.value().to_owned())
    };
    assert_eq!(link("Patient/1/link/0"), ("1".to_owned(), "replaces", "2".to_owned()));
    assert_eq!(link("Patient/1/link/1"), ("3".to_owned(), "replaces", "1".to_owned()));
    assert_eq!(issue(&unit, "fhir.link.not-identity").place, "/entry/0/resource/link/2");
}

#[test]
fn each_person_of_an_input_is_a_unit_with_their_own_resources() {
    let patient = |id: &str| json!({ "resourceType": "Patient", "id": id });
    let problem = |id: &str, of: &str| json!({ "resourceType": "Condition", "id": id, "code": { "text": "Asthma" }, "subject": { "reference": of } });
    let homeless = json!({ "resourceType": "Condition", "id": "x", "code": { "text": "Asthma" } });
    let shared = json!({ "resourceType": "Organization", "id": "o", "name": "Trust" });
    let resources =
        vec![patient("1"), shared, patient("2"), problem("a", "Patient/1"), problem("b", "Patient/2"), homeless];
    let units = read(&bundle(resources));
    assert_eq!(units.len(), 3);
    let items = |unit: &Unit| -> Vec<String> { unit.contributions.iter().map(|c| c.key().item.to_string()).collect() };
    assert_eq!(items(&units[0]), ["Patient/1", "Condition/a"]);
    assert_eq!(items(&units[1]), ["Patient/2", "Condition/b"]);
    let first = String::from_utf8(units[0].original.clone()).unwrap();
    let part: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((part["entry"].as_array().unwrap().len(), &part["timestamp"]), (3, &json!("2026-01-02T03:04:05Z")));
    assert!(first.contains("Trust") && !first.contains("Patient/2"));
    assert!(!String::from_utf8(units[1].original.clone()).unwrap().contains("Patient/1"));
    let Fate::Quarantined(reason) = &units[2].fate else { panic!("accepted") };
    assert_eq!((reason.code, reason.place.as_str()), ("fhir.subject.none", "/entry/5/resource"));
}

#[test]
fn whom_a_resource_is_about_is_never_guessed() {
    let subject = |reference: Value| {
        let mut resource = about("Condition", json!({ "code": { "text": "Asthma" } }));
        resource["subject"] = reference;
        let unit = only(read(&resource));
        match &unit.fate {
            Fate::Accepted => {
                let subject = unit.contributions[0].parts().subject.clone();
                format!("{} {}", subject.namespace(), subject.value())
            }
            Fate::Quarantined(reason) => reason.code.to_owned(),
        }
    };
    let number = json!({ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" });
    assert_eq!(subject(json!({ "reference": "Patient/7" })), "fhir/Patient 7");
    assert_eq!(subject(json!({ "identifier": number })), "nhs-number 9990000018");
    assert_eq!(
        subject(json!({ "reference": "https://other.example/fhir/Patient/7" })),
        "https://other.example/fhir/Patient 7"
    );
    assert_eq!(subject(json!({ "reference": "Group/7" })), "fhir.subject.unknown");
    assert_eq!(subject(json!({ "display": "Ann" })), "fhir.subject.unknown");
    // A reference and a number that lead to two people.
    let patient = json!({ "resourceType": "Patient", "id": "1", "identifier": [number] });
    let other = json!({ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026" });
    let mut problem = about("Condition", json!({ "code": { "text": "Asthma" } }));
    problem["subject"]["identifier"] = other;
    let units = read(&bundle(vec![patient, problem]));
    let Fate::Quarantined(reason) = &units[1].fate else { panic!("accepted") };
    assert_eq!(reason.code, "fhir.subject.contradiction");
}

#[test]
fn one_id_from_two_servers_is_two_people() {
    let at = |url: &str| json!({ "fullUrl": url, "resource": { "resourceType": "Patient", "id": "1" } });
    let both = json!({ "resourceType": "Bundle", "type": "searchset",
        "entry": [at("https://a.example/Patient/1"), at("https://b.example/Patient/1")] });
    let units = read(&both);
    let subjects: Vec<&str> = units.iter().map(|unit| unit.contributions[0].parts().subject.value()).collect();
    assert_eq!(subjects, ["https://a.example/Patient/1", "https://b.example/Patient/1"]);
}

#[test]
fn an_input_about_nobody_goes_whole_into_quarantine() {
    let unit = only(read(&json!({ "resourceType": "Organization", "id": "o" })));
    let Fate::Quarantined(reason) = &unit.fate else { panic!("accepted") };
    assert_eq!(reason.code, "fhir.person.none");
    let unit = only(read_text("[1]"));
    let Fate::Quarantined(reason) = &unit.fate else { panic!("accepted") };
    assert_eq!(reason.code, "fhir.resource.none");
}
