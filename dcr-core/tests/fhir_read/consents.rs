//! Consent resources and GP codes.

use super::*;
use dcr_core::contribution::Statement;
use dcr_core::identifier::SourceItemId;
use dcr_core::merge::StatementSet;
use dcr_core::record::Section;

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

fn act_code(code: &str) -> Value {
    json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code }] })
}

/// A receiver, by what is in the reference.
fn receiver(reference: Value) -> Value {
    json!([{ "role": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "PRCP" }] },
        "reference": reference }])
}

fn ods(code: &str) -> Value {
    receiver(json!({ "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": code } }))
}

#[track_caller]
fn not_understood(resource: &Value) {
    let unit = only(read(resource));
    let found = directive(&unit, "Consent/a");
    assert_eq!(found, (DirectiveEffect::Dissent, DirectiveScope::NotUnderstood), "{resource}");
    assert_eq!(unit.contributions.len(), 1, "{resource}");
    assert_eq!(issue(&unit, "fhir.consent.not-understood").severity, Severity::Error);
}

#[test]
fn each_nested_exception_of_one_type_is_a_directive_of_its_own() {
    let reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    let denied = json!([
        { "type": "deny", "actor": ods("RDZ"), "period": { "start": "2026-01-01", "end": "2026-06-30" } },
        { "type": "deny", "purpose": [{ "system": reason, "code": "FAMRQT" }] },
        { "type": "deny", "class": [{ "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings", "code": "services-and-care" }] },
    ]);
    for base in [
        json!({ "policyRule": act_code("OPTIN"), "provision": { "provision": denied } }),
        json!({ "policyRule": act_code("OPTIN"), "provision": { "type": "permit", "provision": denied } }),
        json!({ "policy": [{ "uri": "https://policy.example" }], "provision": { "provision": denied } }),
    ] {
        let unit = only(read(&consent(base)));
        let items: Vec<_> = unit.contributions.iter().map(|c| c.key().item.as_str()).collect();
        assert_eq!(items, ["Consent/a", "Consent/a/provision/1", "Consent/a/provision/2"]);
        let all: Vec<_> = items.iter().map(|item| directive(&unit, item)).collect();
        let dissent = DirectiveEffect::Dissent;
        assert_eq!(
            all,
            [
                (dissent, DirectiveScope::Organisation(OdsCode::parse("RDZ").unwrap())),
                (dissent, DirectiveScope::Purpose(Purpose::FamilyRequest)),
                (dissent, DirectiveScope::Section(Section::SocialCare)),
            ]
        );
        // Each has its own time: what bounds one bounds no other.
        assert_eq!(whole_directive(&unit, "Consent/a").ends.unwrap().to_string(), "2026-06-30T23:00:00.000Z");
        assert_eq!(whole_directive(&unit, "Consent/a/provision/1").ends, None);
        let derived = contribution(&unit, "Consent/a/provision/1").parts().derived_from.clone();
        assert_eq!(derived.unwrap().as_str(), "Consent/a");
    }
    let permitted = json!({ "policyRule": act_code("OPTIN"), "provision": { "provision": [
        { "type": "permit", "actor": ods("RDZ") }, { "type": "permit", "actor": ods("RD3") },
    ] } });
    let unit = only(read(&consent(permitted)));
    assert_eq!(unit.contributions.len(), 2);
    assert_eq!(directive(&unit, "Consent/a/provision/1").0, DirectiveEffect::Consent);
}

#[test]
fn nested_exceptions_are_all_understood_or_none_is() {
    let deny = || json!({ "type": "deny", "actor": ods("RDZ") });
    let with = |root: Value, exceptions: Value| {
        let mut provision = root;
        provision["provision"] = exceptions;
        consent(json!({ "policyRule": act_code("OPTIN"), "provision": provision }))
    };
    for (root, exceptions) in [
        (json!({}), json!([])),
        (json!({}), json!({ "type": "deny" })),
        // An exception without a type, of another type, within another, or one that cannot be read.
        (json!({}), json!([deny(), { "actor": ods("RD3") }])),
        (json!({}), json!([deny(), { "type": "permit", "actor": ods("RD3") }])),
        (json!({}), json!([deny(), { "type": "deny", "actor": ods("RD3"), "provision": [{ "type": "permit" }] }])),
        (json!({}), json!([deny(), { "type": "deny", "actor": ods("RD3"), "action": [{ "text": "disclose" }] }])),
        (json!({}), json!([deny(), { "type": "deny", "actor": ods("RD3"), "dataPeriod": { "start": "2020" } }])),
        (json!({}), json!([deny(), { "type": "deny", "actor": ods("RD3"), "period": { "end": "soon" } }])),
        (json!({}), json!([deny(), { "type": "deny" }])),
        // What restricts the root restricts all that is inside it.
        (json!({ "period": { "end": "2030" } }), json!([deny()])),
        (json!({ "actor": ods("RD3") }), json!([deny()])),
        (json!({ "type": "deny" }), json!([deny()])),
        (json!({ "type": "maybe" }), json!([deny()])),
    ] {
        not_understood(&with(root, exceptions));
    }
    let refused = json!({ "policyRule": act_code("OPTOUT"), "provision": { "provision": [{ "type": "permit", "actor": ods("RDZ") }] } });
    not_understood(&consent(refused));
    not_understood(&consent(json!({ "provision": { "type": "deny", "provision": [deny()] } })));
}

#[test]
fn what_each_exception_repeats_is_bounded() {
    let deny = json!({ "type": "deny", "actor": ods("RDZ") });
    let exceptions = vec![deny; 300];
    let title = "x".repeat(20_000);
    let resource = consent(json!({ "provision": { "provision": exceptions }, "sourceAttachment": { "title": title } }));
    let limits = Limits { message_bytes: 5_000_000, ..Limits::default() };
    let mut units = fhir::read(resource.to_string().as_bytes(), &source(), &limits);
    assert_eq!(units.pop().map(|unit| directive(&unit, "Consent/a").1), Some(DirectiveScope::NotUnderstood));
    assert_eq!(only(read(&resource)).contributions.len(), 300);
}

#[test]
fn a_base_is_not_bounded_by_the_time_of_a_provision() {
    let period = json!({ "start": "2026-01-01", "end": "2026-06-30" });
    not_understood(&consent(json!({ "policyRule": act_code("OPTIN"), "provision": { "period": period } })));
    not_understood(&consent(json!({ "policyRule": act_code("OPTOUT"), "provision": { "period": period } })));
    not_understood(&consent(
        json!({ "policyRule": act_code("OPTOUT"), "provision": { "type": "deny", "period": period } }),
    ));
    let agreed = json!({ "policyRule": act_code("OPTIN"), "provision": { "type": "permit", "period": period } });
    let unit = only(read(&consent(agreed)));
    assert_eq!(whole_directive(&unit, "Consent/a").ends.unwrap().to_string(), "2026-06-29T23:00:00.000Z");
}

#[test]
fn a_provision_may_name_a_user_a_team_or_a_section() {
    let user = json!({ "resourceType": "Practitioner", "id": "u",
        "identifier": [{ "system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "555000111222" }] });
    let team = |more: Value| {
        let mut team = json!({ "resourceType": "CareTeam", "id": "t" });
        team.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        team
    };
    let heading = json!({ "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings", "code": "problems-and-issues" });
    let named = json!({ "type": "Practitioner", "identifier": { "system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "555000111222" } });
    for (contained, condition, scope) in [
        (
            json!([user]),
            json!({ "actor": receiver(json!({ "reference": "#u" })) }),
            DirectiveScope::User("555000111222".to_owned()),
        ),
        (json!([]), json!({ "actor": receiver(named) }), DirectiveScope::User("555000111222".to_owned())),
        (
            json!([team(json!({ "name": "Falls team", "identifier": [{ "value": "F1" }] }))]),
            json!({ "actor": receiver(json!({ "reference": "#t" })) }),
            DirectiveScope::Team("Falls team".to_owned()),
        ),
        (
            json!([team(json!({ "identifier": [{ "value": "F1" }] }))]),
            json!({ "actor": receiver(json!({ "reference": "#t" })) }),
            DirectiveScope::Team("F1".to_owned()),
        ),
        (json!([]), json!({ "class": [heading] }), DirectiveScope::Section(Section::Problems)),
        (json!([]), json!({ "code": [{ "coding": [heading] }] }), DirectiveScope::Section(Section::Problems)),
    ] {
        let mut provision = condition.clone();
        provision["type"] = "deny".into();
        let mut resource = consent(json!({ "provision": provision }));
        resource["contained"] = contained;
        let unit = only(read(&resource));
        assert_eq!(directive(&unit, "Consent/a"), (DirectiveEffect::Dissent, scope), "{condition}");
    }
    let ended = json!([{ "resourceType": "Practitioner", "id": "u", "modifierExtension": [{ "url": "x" }],
        "identifier": [{ "system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "1" }] }]);
    for (contained, condition) in [
        (ended, json!({ "actor": receiver(json!({ "reference": "#u" })) })),
        (json!([team(json!({ "name": " " }))]), json!({ "actor": receiver(json!({ "reference": "#t" })) })),
        (json!([]), json!({ "actor": receiver(json!({ "reference": "Practitioner/1" })) })),
        (
            json!([]),
            json!({ "actor": receiver(json!({ "reference": "PractitionerRole/1",
            "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RDZ" } })) }),
        ),
        (json!([]), json!({ "class": [heading, heading] })),
        (json!([]), json!({ "class": [{ "system": "http://hl7.org/fhir/resource-types", "code": "Observation" }] })),
        (json!([]), json!({ "class": [heading], "actor": ods("RDZ") })),
        (
            json!([]),
            json!({ "securityLabel": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R" }] }),
        ),
        (
            json!([]),
            json!({ "action": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentaction", "code": "collect" }] }] }),
        ),
    ] {
        let mut provision = condition;
        provision["type"] = "deny".into();
        let mut resource = consent(json!({ "provision": provision }));
        resource["contained"] = contained;
        not_understood(&resource);
    }
}

#[test]
fn a_provision_may_name_one_item_that_is_one_contribution() {
    let data = |meaning: &str, reference: &str| {
        let provision =
            json!({ "type": "deny", "data": [{ "meaning": meaning, "reference": { "reference": reference } }] });
        consent(json!({ "provision": provision }))
    };
    let scope = |item: &str| DirectiveScope::Item {
        organisation: source().organisation,
        system: source().system,
        item: SourceItemId::parse(item).unwrap(),
    };
    let alone = only(read(&data("instance", "Observation/b")));
    assert_eq!(directive(&alone, "Consent/a"), (DirectiveEffect::Dissent, scope("Observation/b")));
    let observation = json!({ "resourceType": "Observation", "id": "b", "status": "final",
        "code": snomed("1", "x"), "subject": { "reference": "Patient/1" } });
    let together = only(read(&bundle(vec![data("instance", "Observation/b"), observation.clone()])));
    assert_eq!(directive(&together, "Consent/a").1, scope("Observation/b"));
    contribution(&together, "Observation/b");
    for (meaning, reference) in [
        ("related", "Observation/b"),
        ("dependents", "Observation/b"),
        ("authoredby", "Observation/b"),
        ("instance", "Observation/b/_history/2"),
        ("instance", "Patient/1"),
        ("instance", "DiagnosticReport/b"),
        ("instance", "FamilyMemberHistory/b"),
        ("instance", "Practitioner/b"),
        ("instance", "https://elsewhere.example/fhir/Observation/b"),
        ("instance", "#b"),
    ] {
        not_understood(&data(meaning, reference));
    }
    // An item of someone else is not this person's to close.
    let mut other = observation;
    other["subject"]["reference"] = "Patient/2".into();
    let units = read(&bundle(vec![data("instance", "Observation/b"), other]));
    assert_eq!(directive(&units[0], "Consent/a").1, DirectiveScope::NotUnderstood);
}

#[test]
fn by_whose_authority_a_consent_was_given_is_read_or_opens_nothing() {
    let related = |codes: &[&str], more: Value| {
        let coding: Vec<_> = codes
            .iter()
            .map(|code| json!({ "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": code }))
            .collect();
        let mut related = json!({ "resourceType": "RelatedPerson", "id": "r", "patient": { "reference": "Patient/1" },
            "relationship": [{ "coding": coding }] });
        related.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        related
    };
    let by = |effect: &str, contained: Value| {
        let mut resource = consent(json!({ "provision": { "type": effect },
            "performer": [{ "reference": "#r", "display": "A Relative" }],
            "sourceAttachment": { "title": "Lasting power of attorney", "creation": "2025-03-04" } }));
        resource["contained"] = json!([contained]);
        resource
    };
    for (codes, authority) in [
        (&["PRN"][..], "parental-responsibility"),
        (&["MTH", "PRN"], "parental-responsibility"),
        (&["GUARD"], "parental-responsibility"),
        (&["HPOWATT"], "attorney"),
        (&["POWATT"], "attorney"),
    ] {
        let unit = only(read(&by("permit", related(codes, json!({ "period": { "end": "2030-01-01" } })))));
        let found = whole_directive(&unit, "Consent/a");
        assert_eq!((found.effect, found.authority.as_str()), (DirectiveEffect::Consent, authority), "{codes:?}");
        let evidence = found.evidence.clone().unwrap();
        assert_eq!(evidence.statement, "Lasting power of attorney");
        assert_eq!(evidence.dated.unwrap().as_str(), "2025-03-04");
        assert_eq!(evidence.by.as_deref(), Some("A Relative"));
        assert_eq!(evidence.ends.unwrap().to_string(), "2030-01-01T00:00:00.000Z");
    }
    for unclear in [
        related(&["FRND"], json!({})),
        related(&["PRN", "HPOWATT"], json!({})),
        related(&["PRN"], json!({ "active": false })),
        related(&["PRN"], json!({ "patient": { "reference": "Patient/2" } })),
        related(&["PRN"], json!({ "period": { "start": "2026-07-01" } })),
        related(&["PRN"], json!({ "period": { "end": "some day" } })),
        related(&["PRN"], json!({ "relationship": [{ "text": "deputy of the court" }] })),
    ] {
        not_understood(&by("permit", unclear.clone()));
        // A refusal counts whoever made it.
        let unit = only(read(&by("deny", unclear)));
        let found = whole_directive(&unit, "Consent/a");
        assert_eq!(
            (&found.scope, found.authority.as_str()),
            (&DirectiveScope::SharedRecord(OptOutMode::Hide), "not-stated")
        );
    }
    // A professional who wrote it down is not whose decision it was.
    let recorded =
        consent(json!({ "provision": { "type": "permit" }, "performer": [{ "reference": "Practitioner/1" }] }));
    assert_eq!(whole_directive(&only(read(&recorded)), "Consent/a").authority.as_str(), "not-stated");
}

#[test]
fn the_evidence_of_a_consent_has_the_date_that_is_nearest_to_it() {
    let dated = |more: Value| {
        let mut all = json!({ "provision": { "type": "permit" } });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let unit = only(read(&consent(all)));
        let evidence = whole_directive(&unit, "Consent/a").evidence.clone();
        evidence.map(|evidence| (evidence.statement, evidence.dated.map(|date| date.to_string()), evidence.by))
    };
    let verified =
        |date: &str| json!([{ "verified": true, "verificationDate": date, "verifiedWith": { "display": "B" } }]);
    let paper = |date: Option<&str>, by: Option<&str>| {
        Some(("paper".to_owned(), date.map(str::to_owned), by.map(str::to_owned)))
    };
    let title = json!({ "title": "paper" });
    assert_eq!(dated(json!({ "sourceAttachment": title })), paper(Some("2026-01-01"), None));
    assert_eq!(dated(json!({ "sourceReference": { "display": "paper" } })), paper(Some("2026-01-01"), None));
    let both = json!({ "sourceAttachment": title, "verification": verified("2025-12-31") });
    assert_eq!(dated(both), paper(Some("2025-12-31"), Some("B")));
    let own =
        json!({ "sourceAttachment": { "title": "paper", "creation": "2024" }, "verification": verified("2025-12-31") });
    assert_eq!(dated(own), paper(Some("2024"), Some("B")));
    // What is stated and cannot be read is no date, so that no proxy's agreement rests on it.
    assert_eq!(dated(json!({ "sourceAttachment": { "title": "paper", "creation": "then" } })), paper(None, None));
    assert_eq!(dated(json!({})), None);
    for verification in [json!([{ "verified": false }]), json!([{}]), json!({}), json!([{ "verified": true, "x": 1 }])]
    {
        not_understood(&consent(json!({ "provision": { "type": "permit" }, "verification": verification })));
    }
    not_understood(&consent(json!({ "provision": { "type": "permit" }, "dateTime": "lately" })));
}

#[test]
fn a_later_version_withdraws_the_exceptions_that_it_no_longer_states() {
    let version = |at: &str, exceptions: Value| {
        let mut resource = consent(json!({ "provision": { "provision": exceptions } }));
        resource["meta"] = json!({ "lastUpdated": at });
        only(read(&resource)).contributions
    };
    let deny = |code: &str| json!({ "type": "deny", "actor": ods(code) });
    let first = version("2026-01-01T10:00:00Z", json!([deny("RDZ"), deny("RD3")]));
    let later = version("2026-02-01T10:00:00Z", json!([deny("RDZ")]));
    assert_eq!((first.len(), later.len()), (2, 1));
    let received = source().received;
    let set: StatementSet =
        later.into_iter().chain(first).map(|stated| Statement::new(stated, received).unwrap()).collect();
    let standing: Vec<_> = set.current().map(|statement| statement.contribution().key().item.as_str()).collect();
    assert_eq!(standing, ["Consent/a"]);
}

fn observation(system: &str, code: &str, more: Value) -> Unit {
    let mut resource = about(
        "Observation",
        json!({ "code": { "coding": [{ "system": system, "code": code }] },
        "status": "final", "effectiveDateTime": "2020-02-03" }),
    );
    resource.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    only(read(&resource))
}

const SCT: &str = "http://snomed.info/sct";
const READ: &str = "http://read.info/readv2";
const CTV3: &str = "http://read.info/ctv3";

#[test]
fn gp_codes_about_a_local_shared_record_make_directives() {
    for (system, code) in [
        (SCT, "416409005"),
        (READ, "93C1."),
        (READ, "93C1"),
        (READ, "93C1.00"),
        (READ, "93C1.11"),
        (CTV3, "XaKRw"),
        ("READ CODES", "93C1."),
    ] {
        let unit = observation(system, code, json!({}));
        let found = directive(&unit, "directive/Observation/a");
        assert_eq!(found, (DirectiveEffect::Dissent, DirectiveScope::SharedRecord(OptOutMode::Hide)));
        assert_eq!(body!(&unit, "Observation/a", Investigation).code.codings[0].code, code);
    }
    for (system, code) in [(SCT, "417528008"), (READ, "93C0."), (CTV3, "XaKRv")] {
        let agreed = observation(system, code, json!({}));
        assert_eq!(directive(&agreed, "directive/Observation/a").0, DirectiveEffect::Consent, "{code}");
    }
    // An agreement in a system that is not known opens nothing.
    assert_eq!(observation("READ CODES", "93C0.", json!({})).contributions.len(), 1);
    // What could turn an agreement round opens nothing; a refusal stands in spite of it.
    for more in [
        json!({ "valueBoolean": false }),
        json!({ "status": "cancelled" }),
        json!({ "modifierExtension": [{ "url": "x" }] }),
    ] {
        let agreed = observation(SCT, "417528008", more.clone());
        assert_eq!(agreed.contributions.len(), 1, "{more}");
        assert_eq!(issue(&agreed, "fhir.consent.not-understood").severity, Severity::Error);
        assert_eq!(observation(SCT, "416409005", more).contributions.len(), 2);
    }
}

#[test]
fn gp_codes_about_other_sharing_name_the_kind_of_their_statement() {
    let (dissent, consent) = (DirectiveEffect::Dissent, DirectiveEffect::Consent);
    for (kind, effect, codes) in [
        ("national-sharing", dissent, &[(READ, "93C3."), (CTV3, "XaKRy"), (SCT, "416308001")][..]),
        ("national-sharing", consent, &[(READ, "93C2."), (CTV3, "XaKRx"), (SCT, "417370002")]),
        ("summary-record", dissent, &[(READ, "9Ndo."), (CTV3, "XaXj6")]),
        ("summary-record", consent, &[(READ, "9Ndl."), (READ, "9Ndm."), (READ, "9Ndn.")]),
        ("summary-record", consent, &[(CTV3, "XaXbX"), (CTV3, "XaXbY"), (CTV3, "XaXbZ")]),
        ("secondary-use", dissent, &[(READ, "9Nu0."), (CTV3, "XaZ89"), (SCT, "827241000000103")]),
        ("secondary-use", dissent, &[(READ, "9Nu4."), (CTV3, "XaaVL")]),
        ("electronic-sharing", dissent, &[(READ, "9Nd1."), (CTV3, "XaKII")]),
        ("electronic-sharing", consent, &[(READ, "9Nd7."), (SCT, "425691002")]),
        ("third-party-sharing", dissent, &[(READ, "9NdH."), (CTV3, "XaNwT"), (SCT, "320011000000108")]),
        ("third-party-sharing", dissent, &[(READ, "9NdJ."), (CTV3, "XaNwU")]),
        ("third-party-sharing", consent, &[(CTV3, "XaNwR"), (SCT, "319951000000105")]),
        ("parental-refusal", dissent, &[(READ, "9Ndb."), (CTV3, "XaX1u")]),
    ] {
        for (system, code) in codes {
            let unit = observation(system, code, json!({}));
            assert_eq!(unit.contributions.len(), 2, "{code}");
            let found = whole_directive(&unit, &format!("directive/Observation/a/{kind}"));
            assert_eq!((found.effect, &found.scope), (effect, &DirectiveScope::SharedRecord(OptOutMode::Hide)));
            assert_eq!(found.statement.map(|statement| statement.to_string()).as_deref(), Some(kind), "{code}");
            let authority = if kind == "parental-refusal" { "parental-responsibility" } else { "not-stated" };
            assert_eq!(found.authority.as_str(), authority, "{code}");
            assert_eq!(body!(&unit, "Observation/a", Investigation).code.codings[0].code, *code);
        }
    }
    // An agreement of any kind beside a refusal of another is none.
    let both = json!({ "code": { "coding": [{ "system": SCT, "code": "416308001" }, { "system": SCT, "code": "417528008" },
        { "system": CTV3, "code": "XaZ89" }] } });
    let unit = observation(SCT, "1", both);
    let kinds: Vec<_> = unit.contributions.iter().map(|c| c.key().item.as_str()).collect();
    assert_eq!(
        kinds,
        ["Observation/a", "directive/Observation/a/national-sharing", "directive/Observation/a/secondary-use"]
    );
    // A code of no row stays an ordinary entry: carers, and what a person is unable to decide.
    for (system, code) in [(SCT, "342591000000108"), (READ, "9NdR."), (CTV3, "XaQxZ"), (SCT, "416409006")] {
        assert_eq!(observation(system, code, json!({})).contributions.len(), 1, "{code}");
    }
}
