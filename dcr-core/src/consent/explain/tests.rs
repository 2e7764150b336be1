use super::*;
use crate::consent::{AccessRequest, ConsentRecord, Policy, decide_record};
use crate::register::Register;
use crate::time::Timestamp;
use serde_json::{Value, json};

fn plan() -> Plan {
    Plan::new(Policy::dorset_example().unwrap(), Register::dorset_example().unwrap())
}

fn doctor() -> AccessRequest {
    let at = Timestamp::parse("2026-11-22T09:00:00Z").unwrap();
    AccessRequest::new("u1", "RBD", "S8000:G8000:R8000", "TREAT", at).by("admission", None)
}

fn decided(request: &AccessRequest, record: &Value) -> Decision {
    let mut whole = json!({ "demographics": [], "directives": [], "lines": [] });
    whole.as_object_mut().unwrap().extend(record.as_object().unwrap().clone());
    let record = ConsentRecord::from_json(whole.to_string().as_bytes()).unwrap();
    decide_record(&plan(), request, Some(&record)).decision
}

fn line(section: &str, item: &str, labels: &[&str]) -> Value {
    json!({ "section": section, "statements": [{ "source": ["RBD", "PAS", item], "labels": labels }] })
}

fn dissent(scope: &Value) -> Value {
    json!({ "effect": "dissent", "scope": scope, "made": "2024-03-01T00:00:00.000Z", "authority": "person" })
}

#[test]
fn an_emergency_is_told_with_what_it_overrode() {
    let request = AccessRequest { relationship: None, ..doctor() }.breaking_glass("unconscious, no notes");
    let decision = decided(
        &request,
        &json!({
            "directives": [dissent(&json!({ "shared-record": "hide" })), dissent(&json!({ "section": "encounters" }))],
            "lines": [line("problems", "1", &["gender-recognition"]), line("problems", "2", &[]), line("encounters", "3", &[])],
        }),
    );
    assert_eq!(
        decision.explain(&plan()),
        [
            "The look is permitted.",
            "Accepted: the declared emergency is accepted (C11-break-glass).",
            "Overridden by the emergency: no relationship with the person is stated (C12-relationship-missing).",
            "Overridden by the emergency: the person opted out of the shared record (C22-opt-out).",
            "Overridden by the emergency in Contact with professionals: the person refused to have it shown \
             (C41-section-dissent).",
            "Withheld in Problems and issues: statute forbids sharing something in it (C43-legally-restricted).",
            "The person opted out, and the emergency overrode it for this look.",
            "The privacy officer is alerted.",
            "The reason given stands in the account.",
            "The person is told of this look.",
            "By the same documents and record the answer stays the same.",
            "Decided by the policy Dorset (example) version 2.",
        ]
    );
    // The law is never told.
    assert_eq!(
        decision.outward().explain(),
        [
            "You may look at this record.",
            "Problems and issues: part is withheld.",
            "The person opted out, and the emergency overrode it for this look.",
            "The privacy officer is alerted.",
            "The reason given stands in the account.",
            "The person is told of this look.",
        ]
    );
}

#[test]
fn a_refusal_for_the_persons_sake_is_told_as_that_nobody_is_known() {
    let decision = decided(&doctor(), &json!({ "directives": [dissent(&json!({ "shared-record": "hide" }))] }));
    assert_eq!(
        decision.explain(&plan()),
        [
            "The look is refused, and the requester is told that nothing is available, as if nobody were known.",
            "Accepted: the relationship with the person is accepted (C16-relationship).",
            "Refused: the person opted out of the shared record (C22-opt-out).",
            "By the same documents and record the answer stays the same.",
            "Decided by the policy Dorset (example) version 2.",
        ]
    );
    assert_eq!(decision.outward().explain(), ["There is no record here that you may look at."]);
}

#[test]
fn a_refusal_for_what_the_organisation_lacks_tells_each_piece() {
    let request = AccessRequest { organisation: "HOSP01".to_owned(), ..doctor() };
    let decision = decided(&request, &json!({}));
    assert_eq!(
        decision.explain(&plan()),
        [
            "The look is refused, and the requester is told why: it is about them alone.",
            "Refused: the organisation is not admitted at this time (C04-organisation-not-assured).",
            "Accepted: the relationship with the person is accepted (C16-relationship).",
            "Missing evidence: data-security-toolkit, which lapsed at 2025-07-01T00:00:00.000Z.",
            "Missing evidence: training, which was never recorded.",
            "By the same documents and record the answer stays the same.",
            "Decided by the policy Dorset (example) version 2.",
        ]
    );
    assert_eq!(
        decision.outward().explain(),
        [
            "You may not look at this record.",
            "Your organisation is not assured. (C04-organisation-not-assured)",
            "Missing evidence: data-security-toolkit, which lapsed at 2025-07-01T00:00:00.000Z.",
            "Missing evidence: training.",
        ]
    );
}

#[test]
fn each_section_that_is_not_shown_whole_is_told_with_the_reasons_that_may_be() {
    // A student.
    let mut request = AccessRequest { role: "R8004".to_owned(), ..doctor() };
    request.relationship.as_mut().unwrap().ends = Some(Timestamp::parse("2026-11-23T09:00:00Z").unwrap());
    let decision = decided(
        &request,
        &json!({
            "directives": [dissent(&json!({ "section": "encounters" }))],
            "lines": [line("problems", "1", &["hiv"]), line("problems", "2", &[]), line("social-care", "3", &[])],
        }),
    );
    assert_eq!(
        decision.explain(&plan()),
        [
            "The look is permitted.",
            "Accepted: the relationship with the person is accepted (C16-relationship).",
            "Withheld in Related people, Professional contacts, Documents (including correspondence, audio and images): \
             the role is not shown it (C40-section-not-for-role).",
            "Withheld in Contact with professionals: the person refused to have it shown (C41-section-dissent).",
            "Withheld in Problems and issues: the role is not granted the label of something sensitive in it \
             (C45-label-not-granted).",
            "Shown with less in Services and care: the role sees only whether it holds anything (C52-existence-only).",
            "The person's own decisions limit what is shared.",
            "By the same documents and record the answer is the same until 2026-11-23T09:00:00.000Z.",
            "Decided by the policy Dorset (example) version 2.",
        ]
    );
    // The policy tells what is for the role's sake and not what is by the person's wish.
    assert_eq!(
        decision.outward().explain(),
        [
            "You may look at this record.",
            "Problems and issues: part is withheld (not for your role).",
            "Related people: withheld (not for your role).",
            "Professional contacts: withheld (not for your role).",
            "Documents (including correspondence, audio and images): withheld (not for your role).",
            "Contact with professionals: withheld.",
            "Services and care: something is held; your role is told no more.",
            "The person's own decisions limit what is shared.",
        ]
    );
}
