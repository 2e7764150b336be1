use super::*;
use crate::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use crate::identity::PersonId;
use crate::merge::CombinedRecord;
use crate::register::Register;
use crate::time::Timestamp;
use serde_json::{Value, json};

fn at() -> Timestamp {
    Timestamp::parse("2026-11-22T09:00:00Z").unwrap()
}

fn nothing_held() -> CombinedRecord {
    CombinedRecord::empty(PersonId::of(&PersonKey {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        subject: SubjectId::new(SubjectId::LOCAL, "1").unwrap(),
    }))
}

fn doctor() -> AccessRequest {
    AccessRequest::new("u1", "RBD", "S8000:G8000:R8000", "TREAT", at()).by("admission", None)
}

fn decided(request: &AccessRequest) -> Decision {
    let plan = Plan::new(Policy::dorset_example().unwrap(), Register::dorset_example().unwrap());
    decide(&plan, request, &nothing_held())
}

#[test]
fn a_permitted_look_at_nothing_is_still_a_look() {
    let decision = decided(&doctor());
    assert_eq!(decision.outcome(), Outcome::Permit);
    assert_eq!(decision.sections().len(), 14);
    assert!(decision.sections().iter().all(|section| section.state == SectionState::NothingRecorded));
    assert_eq!(decision.consent(), Some(ConsentState::Shared));
}

#[test]
fn each_fault_of_the_requester_is_named() {
    let cases = [
        (AccessRequest { organisation: "XXX".to_owned(), ..doctor() }, Rule::OrganisationUnknown),
        (AccessRequest { organisation: "HOSP01".to_owned(), ..doctor() }, Rule::OrganisationNotAssured),
        (AccessRequest { organisation: "RD3".to_owned(), ..doctor() }, Rule::OrganisationNotOpen),
        (AccessRequest { role: "R9999".to_owned(), ..doctor() }, Rule::RoleUnknown),
        (AccessRequest { role: "S8000:R8000".to_owned(), ..doctor() }, Rule::RoleUnknown),
        (AccessRequest { purpose: "FUN".to_owned(), ..doctor() }, Rule::PurposeUnknown),
        (AccessRequest { purpose: "HRESCH".to_owned(), ..doctor() }, Rule::PurposeSecondaryUse),
        (AccessRequest { relationship: None, ..doctor() }, Rule::RelationshipMissing),
        (doctor().by("neighbour", None), Rule::RelationshipUnknown),
        (doctor().by("self-claimed", Some(" . \u{200b}\t\n too")), Rule::RelationshipReasonMissing),
        (AccessRequest { role: "R8009".to_owned(), ..doctor() }.by("caseload", None), Rule::RelationshipNotForRole),
    ];
    for (request, rule) in cases {
        let decision = decided(&request);
        assert_eq!(decision.refusal(), Some(Refusal::NotPermitted), "{rule}");
        assert!(decision.outward().reasons.iter().any(|reason| reason.rule == rule), "{rule}");
    }
}

#[test]
fn an_emergency_needs_a_role_a_purpose_and_a_reason() {
    let stranger = AccessRequest { relationship: None, ..doctor() };
    let accepted = decided(&stranger.clone().breaking_glass("unconscious, no notes"));
    assert_eq!(accepted.outcome(), Outcome::Permit);
    assert_eq!(accepted.overrides(), [Override::Relationship]);
    assert_eq!(
        accepted.obligations(),
        [Obligation::AlertPrivacyOfficer, Obligation::RecordReason, Obligation::TellPerson]
    );
    for refused in [
        stranger.clone().breaking_glass("too short"),
        AccessRequest { role: "R8009".to_owned(), ..stranger.clone() }.breaking_glass("unconscious, no notes"),
        AccessRequest { purpose: "PATADMIN".to_owned(), ..stranger }.breaking_glass("unconscious, no notes"),
    ] {
        let decision = decided(&refused);
        assert_eq!(decision.refusal(), Some(Refusal::NotPermitted));
        assert!(decision.rules().iter().any(|fired| fired.rule == Rule::BreakGlassNotAccepted));
    }
}

fn policy_with(change: impl Fn(&mut Value)) -> Result<Policy, PolicyError> {
    let mut document = serde_json::to_value(Policy::dorset_example().unwrap().document()).unwrap();
    change(&mut document);
    Policy::from_json(document.to_string().as_bytes())
}

#[test]
fn a_policy_that_contradicts_itself_is_refused_where_it_does() {
    type Case = (fn(&mut Value), &'static str, PolicyFault);
    let cases: [Case; 12] = [
        (|d| d["format"] = json!(2), "/format", PolicyFault::FormatUnknown),
        (|d| d["name"] = json!(""), "/name", PolicyFault::NameEmpty),
        (|d| d["purposes"][1] = json!("HRESCH"), "/purposes/1", PolicyFault::SecondaryUse),
        (|d| d["purposes"][1] = json!("FUN"), "/purposes/1", PolicyFault::WordUnknown),
        (|d| d["roles"][0]["sections"][2] = json!("everything"), "/roles/0/sections/2", PolicyFault::WordUnknown),
        (|d| d["roles"][0]["sections"][2] = json!("alerts"), "/roles/0/sections/2", PolicyFault::WordRepeated),
        (|d| d["roles"][1]["code"] = json!("R8000"), "/roles/1/code", PolicyFault::WordRepeated),
        (|d| d["roles"][1]["code"] = json!("doctor"), "/roles/1/code", PolicyFault::RoleForm),
        (
            |d| d["roles"][0]["labels"][0] = json!("gender-recognition"),
            "/roles/0/labels/0",
            PolicyFault::LegallyRestricted,
        ),
        (|d| d["break_glass"]["roles"][0] = json!("R8017"), "/break_glass/roles/0", PolicyFault::RoleUndefined),
        (
            |d| d["break_glass"]["never_opens"][0] = json!("violense"),
            "/break_glass/never_opens/0",
            PolicyFault::WordUnknown,
        ),
        (
            |d| d["break_glass"]["reason_characters"] = json!(0),
            "/break_glass/reason_characters",
            PolicyFault::ReasonTooShort,
        ),
    ];
    for (change, pointer, fault) in cases {
        let expected = PolicyError::Invalid { pointer: pointer.to_owned(), fault };
        assert_eq!(policy_with(change).unwrap_err(), expected);
    }
    assert_eq!(policy_with(|d| d["sekret"] = json!(1)).unwrap_err().code(), "policy.unreadable");
    assert!(policy_with(|_| ()).is_ok());
}

#[test]
fn a_full_role_comes_before_the_short_one() {
    let policy = policy_with(|document| {
        let roles = document["roles"].as_array_mut().unwrap();
        let mut full = roles[7].clone();
        full["code"] = json!("S1000:G1000:R8000");
        roles.push(full);
    })
    .unwrap();
    assert_eq!(policy.role("S1000:G1000:R8000").unwrap().code, "S1000:G1000:R8000");
    assert_eq!(policy.role("S8000:G8000:R8000").unwrap().code, "R8000");
    assert_eq!(policy.role("R8000").unwrap().code, "R8000");
    for unknown in ["", "R800", "r8000", "S8000:G8000:R8000:", "S8000:G8000: R8000", ":::", "S8000:G8000:R80000"] {
        assert!(policy.role(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn a_request_is_read_whole_or_not_at_all() {
    let text = serde_json::to_vec(&doctor().named("A Name").from_device("ward 3")).unwrap();
    let read = AccessRequest::from_json(&text).unwrap();
    assert_eq!(read.user.name.as_deref(), Some("A Name"));
    assert!(!format!("{read:?}").contains("Name"));
    let error = AccessRequest::from_json(br#"{"user":{"id":"sekret","surprise":1}}"#).unwrap_err();
    assert_eq!(error.code(), "request.unreadable");
    assert!(!error.to_string().contains("sekret"));
    assert_eq!(AccessRequest::from_json(&vec![b' '; 65 * 1024]).unwrap_err().code(), "request.too-long");
}
