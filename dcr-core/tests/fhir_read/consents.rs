//! Consent resources and GP codes.

use super::*;

fn consent(more: Value) -> Value {
    let act_code = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let mut resource = json!({ "resourceType": "Consent", "id": "a", "status": "active",
        "scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy" }] },
        "category": [{ "coding": [{ "system": act_code, "code": "INFA" }] }],
        "patient": { "reference": "Patient/1" }, "dateTime": "2026-01-01",
        "performer": [{ "reference": "Patient/1" }] });
    resource.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    resource
}

#[test]
fn consents_that_a_directive_can_say_are_read() {
    let act_code = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let rule = |code: &str| json!({ "coding": [{ "system": act_code, "code": code }] });
    let ods = json!({ "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RDZ" } });
    let role = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "PRCP" }] });
    let whole = DirectiveScope::SharedRecord(OptOutMode::Hide);
    let reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    for (more, effect, scope) in [
        (json!({ "provision": { "type": "deny" } }), DirectiveEffect::Dissent, whole.clone()),
        (json!({ "provision": { "type": "permit" } }), DirectiveEffect::Consent, whole.clone()),
        (json!({ "policyRule": rule("OPTOUT") }), DirectiveEffect::Dissent, whole.clone()),
        (json!({ "policyRule": rule("OPTIN") }), DirectiveEffect::Consent, whole),
        (
            json!({ "policyRule": rule("OPTIN"), "provision": { "type": "deny", "actor": [{ "role": role, "reference": ods }] } }),
            DirectiveEffect::Dissent,
            DirectiveScope::Organisation(OdsCode::parse("RDZ").unwrap()),
        ),
        (
            json!({ "provision": { "type": "deny", "securityLabel": [{ "system": act_code, "code": "PSY" }] } }),
            DirectiveEffect::Dissent,
            DirectiveScope::Label(SensitivityLabel::MentalHealth),
        ),
        (
            json!({ "provision": { "type": "deny", "purpose": [{ "system": reason, "code": "HRESCH" }] } }),
            DirectiveEffect::Dissent,
            DirectiveScope::Purpose(Purpose::Research),
        ),
    ] {
        let unit = only(read(&consent(more.clone())));
        assert_eq!(directive(&unit, "Consent/a"), (effect, scope), "{more}");
        assert_eq!(contribution(&unit, "Consent/a").parts().status, ContributionStatus::Current);
        assert!(unit.issues.is_empty(), "{:?}", unit.issues);
    }
    let until = json!({ "provision": { "type": "deny", "period": { "start": "2026-01-01", "end": "2026-06-30" } } });
    let unit = only(read(&consent(until)));
    let Some(ContributionBody::Directive(found)) = &unit.contributions[0].parts().body else { panic!("no directive") };
    assert_eq!(found.starts.unwrap().to_string(), "2026-01-01T00:00:00.000Z");
    assert_eq!(found.ends.unwrap().to_string(), "2026-06-30T23:00:00.000Z");
    assert_eq!(found.authority.as_str(), "person");
}

#[test]
fn consents_that_say_more_withhold_until_someone_has_read_them() {
    let rule = |code: &str| json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code }] });
    let permit = |more: Value| {
        let mut provision = json!({ "type": "permit" });
        provision.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "provision": provision })
    };
    for more in [
        json!({}),
        json!({ "provision": {} }),
        json!({ "provision": { "type": "maybe" } }),
        json!({ "provision": [{ "type": "permit" }] }),
        json!({ "status": "in-force" }),
        json!({ "scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research" }] } }),
        json!({ "category": [{ "coding": [{ "system": "http://loinc.org", "code": "0-0" }] }], "provision": { "type": "permit" } }),
        json!({ "policyRule": rule("EMRGONLY"), "provision": { "type": "permit" } }),
        json!({ "policyRule": rule("OPTOUT"), "provision": { "type": "permit" } }),
        json!({ "policyRule": rule("OPTIN"), "provision": { "type": "deny" } }),
        permit(json!({ "provision": [{ "type": "deny" }] })),
        permit(json!({ "action": [{ "text": "disclose" }] })),
        permit(json!({ "class": [{ "code": "x" }] })),
        permit(json!({ "code": [{ "text": "x" }] })),
        permit(json!({ "data": [{ "meaning": "instance" }] })),
        permit(json!({ "dataPeriod": { "start": "2020" } })),
        permit(json!({ "period": { "start": "soon" } })),
        permit(json!({ "actor": [{ "role": { "text": "friend" }, "reference": { "reference": "RelatedPerson/1" } }] })),
        permit(
            json!({ "purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "GOV" }] }),
        ),
        permit(json!({ "purpose": [], "securityLabel": [] })),
        permit(json!({ "modifierExtension": [{ "url": "x" }] })),
        json!({ "verification": [{ "verified": false }], "provision": { "type": "permit" } }),
    ] {
        let unit = only(read(&consent(more.clone())));
        let found = directive(&unit, "Consent/a");
        assert_eq!(found, (DirectiveEffect::Dissent, DirectiveScope::NotUnderstood), "{more}");
        assert_eq!(issue(&unit, "fhir.consent.not-understood").severity, Severity::Error);
    }
    for (status, expected) in [
        ("proposed", ContributionStatus::Deleted),
        ("inactive", ContributionStatus::Deleted),
        ("entered-in-error", ContributionStatus::EnteredInError),
    ] {
        let unit = only(read(&consent(json!({ "status": status }))));
        assert_eq!(contribution(&unit, "Consent/a").parts().status, expected);
    }
}

#[test]
fn gp_codes_about_a_local_shared_record_make_directives() {
    let observation = |system: &str, code: &str, more: Value| {
        let mut resource = about(
            "Observation",
            json!({ "code": { "coding": [{ "system": system, "code": code }] },
            "status": "final", "effectiveDateTime": "2020-02-03" }),
        );
        resource.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        only(read(&resource))
    };
    let sct = "http://snomed.info/sct";
    for (system, code) in [(sct, "416409005"), ("http://read.info/readv2", "93C1."), ("http://read.info/ctv3", "XaKRw")]
    {
        let unit = observation(system, code, json!({}));
        let found = directive(&unit, "directive/Observation/a");
        assert_eq!(found, (DirectiveEffect::Dissent, DirectiveScope::SharedRecord(OptOutMode::Hide)));
        assert_eq!(body!(&unit, "Observation/a", Investigation).code.codings[0].code, code);
    }
    let agreed = observation(sct, "417528008", json!({}));
    assert_eq!(directive(&agreed, "directive/Observation/a").0, DirectiveEffect::Consent);
    // What could turn an agreement round opens nothing; a refusal stands in spite of it.
    for more in [
        json!({ "valueBoolean": false }),
        json!({ "status": "cancelled" }),
        json!({ "modifierExtension": [{ "url": "x" }] }),
    ] {
        assert_eq!(observation(sct, "417528008", more.clone()).contributions.len(), 1, "{more}");
        assert_eq!(observation(sct, "416409005", more).contributions.len(), 2);
    }
    // National, Summary Care Record and type 1 codes are ordinary entries.
    for code in ["416308001", "417370002", "827241000000103"] {
        assert_eq!(observation(sct, code, json!({})).contributions.len(), 1);
    }
}
