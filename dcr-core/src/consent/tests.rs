use super::any_entry::combined;
use super::*;
use crate::identifier::{NhsNumber, OdsCode, PersonKey, SourceSystem, SubjectId};
use crate::identity::PersonId;
use crate::merge::CombinedRecord;
use crate::record::Section;
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
    for unknown in ["S80x0:G8000:R8000", "S8000:Gabcd:R8000", "T8000:G8000:R8000", "S8000-G8000:R8000"] {
        assert!(policy.role(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn a_request_is_read_whole_or_not_at_all() {
    let text = serde_json::to_vec(&doctor().named("A Name").from_device("ward 3")).unwrap();
    let read = AccessRequest::from_json(&text).unwrap();
    assert_eq!(read.user.name.as_deref(), Some("A Name"));
    assert!(!format!("{read:?}").contains("Name"));
    let full = doctor().named("A Name").by("self-claimed", Some("A reason")).breaking_glass("Another reason");
    assert_eq!(
        format!("{full:?} {:?}", full.user),
        "AccessRequest { relationship: Some(ClaimedRelationship { reason_given: true, .. }), \
         break_glass: Some(BreakGlass { reason_given: true }), at: Timestamp(2026-11-22T09:00:00.000Z), .. } User { .. }"
    );
    let error = AccessRequest::from_json(br#"{"user":{"id":"sekret","surprise":1}}"#).unwrap_err();
    assert_eq!(error.code(), "request.unreadable");
    assert!(!error.to_string().contains("sekret"));
    // As long as a request can be, and a byte longer.
    let mut longest = text.clone();
    longest.resize(65_536, b' ');
    assert_eq!(AccessRequest::from_json(&longest).unwrap(), read);
    longest.push(b' ');
    let error = AccessRequest::from_json(&longest).unwrap_err();
    assert_eq!(error, RequestError::TooLong { length: 65_537, limit: 65_536 });
    assert_eq!(error.code(), "request.too-long");
}

/// L5: what is said of a section as a whole is embargoed by its label alone, and never by its time.
#[test]
fn that_there_are_no_results_is_not_embargoed_by_its_time() {
    let plan = Plan::new(Policy::dorset_example().unwrap(), Register::dorset_example().unwrap());
    // An hour after everything was recorded; results are embargoed for a week.
    let at = Timestamp::parse("2026-01-01T01:00:00Z").unwrap();
    let number = NhsNumber::parse("9990000018").unwrap();
    let mut request = AccessRequest::new("u1", "RBD", "person", "PATRQT", at).by("person-themself", None);
    request.user.nhs_number = Some(number);
    let seen = |record: &CombinedRecord| {
        let look = look(&plan, &request, record.clone(), &[]);
        assert_eq!(look.decision, decide(&plan, &request, record));
        let rules: Vec<Rule> = look.decision.rules().iter().map(|fired| fired.rule).collect();
        let visible = look.visible.unwrap();
        let section = visible.sections.into_iter().find(|seen| seen.section == Section::Investigations).unwrap();
        (section.state, section.statements.len(), rules, look.decision.valid_until())
    };
    let said = |labels: Value| {
        json!({ "section": { "section": "investigations", "heading": { "text": "Results" },
            "empty": "no-content-recorded", "sensitivity": labels } })
    };
    let result = json!({ "entry": { "body": { "investigation": { "code": { "text": "Sodium" }, "status": "final",
        "measurements": [] } } } });
    let none = combined(&[("RBD", "1", said(json!([])))]);
    assert_eq!(seen(&none), (SectionState::NothingRecorded, 1, vec![Rule::Relationship], None));
    let awaiting = combined(&[("RBD", "1", said(json!(["awaiting-review"])))]);
    let embargoed = vec![Rule::Relationship, Rule::Embargoed];
    assert_eq!(seen(&awaiting), (SectionState::Withheld, 0, embargoed.clone(), None));
    // A result of the same time is embargoed, and until when.
    let some = combined(&[("RBD", "1", result)]);
    let ends = Timestamp::parse("2026-01-08T00:00:00Z").unwrap();
    assert_eq!(seen(&some), (SectionState::Withheld, 0, embargoed, Some(ends)));
}

#[test]
fn that_permission_is_missing_is_told_of_what_is_not_available_alone() {
    let asks =
        policy_with(|document| document["permission_to_view"] = json!({ "required": true, "exempt": ["proxy"] }));
    let plan = Plan::new(asks.unwrap(), Register::dorset_example().unwrap());
    let record = |directives: Value| {
        let small = json!({ "demographics": [], "directives": directives, "lines": [] });
        ConsentRecord::from_json(small.to_string().as_bytes()).unwrap()
    };
    let told = |request: &AccessRequest, record: Option<&ConsentRecord>| {
        let outward = decide_record(&plan, request, record).decision.outward();
        (outward.refusal, outward.reasons.iter().map(|reason| reason.rule).collect::<Vec<_>>())
    };
    let missing = (Some(Refusal::NotAvailable), vec![Rule::PermissionMissing]);
    assert_eq!(told(&doctor(), None), missing);
    assert_eq!(told(&doctor(), Some(&record(json!([])))), missing);
    let refused = doctor().with_permission(Permission::Refused);
    assert_eq!(told(&refused, Some(&record(json!([])))), (Some(Refusal::NotAvailable), vec![]));
    let consents = record(json!([{ "effect": "consent", "scope": { "shared-record": "hide" },
        "made": "2026-01-01T00:00:00.000Z", "authority": "person" }]));
    assert_eq!(told(&doctor(), Some(&consents)), (None, vec![]));
}

/// RFC 8785: the members in order, without white space.
#[test]
fn the_canonical_bytes_of_a_decision_are_its_sorted_json() {
    let plan = Plan::new(Policy::dorset_example().unwrap(), Register::dorset_example().unwrap());
    let decided = decide_record(&plan, &AccessRequest { purpose: "FUN".to_owned(), ..doctor() }, None);
    let (policy, register) = (plan.policy().digest(), plan.register().digest());
    let text = |bytes: Result<Vec<u8>, _>| String::from_utf8(bytes.unwrap()).unwrap();
    let decision = text(decided.decision.canonical());
    let (fired, passed) =
        (r#"{"rule":"C06-purpose-unknown","yielded":"denies"}"#, r#"{"rule":"C16-relationship","yielded":"permits"}"#);
    let begin = r#""at":"2026-11-22T09:00:00.000Z","format":1,"outcome":"deny""#;
    let refused = format!(r#""policy":"{policy}","refusal":"not-permitted","register":"{register}""#);
    assert_eq!(decision, format!(r#"{{{begin},{refused},"rules":[{fired},{passed}]}}"#));
    let reason = r#"[{"rule":"C06-purpose-unknown","text":"the purpose is not known"}]"#;
    assert_eq!(
        text(decided.decision.outward().canonical()),
        format!(r#"{{"format":1,"outcome":"deny","policy":"{policy}","reasons":{reason},"refusal":"not-permitted"}}"#)
    );
    assert_eq!(text(decided.canonical()), format!(r#"{{"decision":{decision},"shown":[],"unsourced":[]}}"#));
}

/// What a policy settles stands in its digest, and so in every decision; how a default is written does not.
#[test]
fn a_policy_is_written_as_it_was_read_and_its_digest_tells_every_choice() {
    for (text, policy) in [
        (Policy::DORSET_EXAMPLE, Policy::dorset_example().unwrap()),
        (Policy::STRICT_EXAMPLE, Policy::strict_example().unwrap()),
    ] {
        let read: Value = serde_json::from_slice(text).unwrap();
        assert_eq!(serde_json::to_value(policy.document()).unwrap(), read);
    }
    let digest = |place: &str, value: Value| {
        policy_with(|document| {
            let (object, member) = place.rsplit_once('/').unwrap();
            document.pointer_mut(object).unwrap()[member] = value.clone();
        })
        .unwrap()
        .digest()
    };
    let example = Policy::dorset_example().unwrap().digest();
    for (place, default) in [("/break_glass/tells_person", true), ("/relationships/0/evidence", false)] {
        assert_eq!(digest(place, json!(default)), example, "{place}");
        assert_ne!(digest(place, json!(!default)), example, "{place}");
    }
}

/// A county's own labels are words: a dissent about one says nothing of another.
#[test]
fn a_dissent_about_a_word_of_ones_own_is_about_that_word() {
    let policy = policy_with(|document| {
        let roles = document["roles"].as_array_mut().unwrap();
        let doctor = roles.iter_mut().find(|role| role["code"] == "R8000").unwrap();
        doctor["labels"] = json!(["county-word", "other-word"]);
    });
    let plan = Plan::new(policy.unwrap(), Register::dorset_example().unwrap());
    let shown = |dissented: &str| {
        let line = json!({ "section": "problems", "statements": [{ "source": ["RBD", "PAS", "1"], "labels": ["county-word"] }] });
        let dissent = json!({ "effect": "dissent", "scope": { "label": dissented },
            "made": "2026-01-01T00:00:00.000Z", "authority": "person" });
        let small = json!({ "demographics": [], "directives": [dissent], "lines": [line] });
        let record = ConsentRecord::from_json(small.to_string().as_bytes()).unwrap();
        decide_record(&plan, &doctor(), Some(&record)).shown
    };
    assert_eq!(shown("other-word"), ["RBD/PAS/1"]);
    assert_eq!(shown("county-word"), Vec::<String>::new());
}
