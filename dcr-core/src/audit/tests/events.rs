//! The event's bytes and its rules.

use super::{event, refusal, text, view};
use crate::audit::{
    AuditDecision, AuditError, AuditEvent, AuditEventParts, AuditKind, AuditReason, AuditUser, SequenceNumber, Stated,
};
use crate::contribution::ContentHash;
use crate::record::Section;
use std::collections::BTreeSet;

#[test]
fn canonical_bytes_are_fixed_and_read_back() {
    let bytes = event(view(3)).canonical().unwrap();
    assert_eq!(
        String::from_utf8(bytes.clone()).unwrap(),
        concat!(
            r#"{"event":{"kind":"view","outcome":{"decision":"permit","#,
            r#""policy":"823412d1eacb67956220e532959f0104603057c88704863ca38e7cd188fda812","#,
            r#""rules":["role.nurse","relationship.referral"],"sections":["problems","allergies"],"#,
            r#""shown":"baaf53622a51d975235f276287bdc1b64aa4640c77142cbca076877d9eac6815"},"sequence":3,"#,
            r#""when":"2026-11-22T14:20:00.000Z","where":{"device":"WARD-7-PC-2","node":"RBD"},"#,
            r#""who":{"id":"555123456789","name":"Test Nurse","organisation":"RBD","role":"S8000:G8000:R8001"},"#,
            r#""whom":{"nhs_number":"9990000018","reference":"person/7"},"#,
            r#""why":{"purpose":"TREAT","relationship":"referral"}},"format":1}"#
        )
    );
    assert_eq!(AuditEvent::from_canonical(&bytes).unwrap(), event(view(3)));
}

#[test]
fn a_refusal_keeps_what_could_not_be_read() {
    let bytes = event(refusal(4)).canonical().unwrap();
    let read = AuditEvent::from_canonical(&bytes).unwrap();
    assert_eq!(read, event(refusal(4)));
    let purpose = read.parts().why.purpose.as_ref().unwrap();
    assert_eq!((purpose.as_str(), purpose.known()), ("curiosity", None));
    assert_eq!(read.parts().who.organisation.as_ref().unwrap().as_str(), "R/D");
}

#[test]
fn other_spellings_formats_and_fields_are_refused() {
    let given = String::from_utf8(event(view(3)).canonical().unwrap()).unwrap();
    let code = |from: &str, to: &str| {
        let changed = given.replacen(from, to, 1);
        assert_ne!(changed, given);
        AuditEvent::from_canonical(changed.as_bytes()).unwrap_err().code()
    };
    assert_eq!(code("\"format\":1", "\"format\": 1"), "audit.event.not-canonical");
    assert_eq!(code("[\"problems\",\"allergies\"]", "[\"allergies\",\"problems\"]"), "audit.event.not-canonical");
    assert_eq!(code("\"organisation\":\"RBD\"", "\"organisation\":\"rbd\""), "audit.event.not-canonical");
    assert_eq!(code("\"format\":1", "\"format\":2"), "audit.event.unreadable");
    assert_eq!(code("\"sequence\":3", "\"sequence\":9007199254740992"), "audit.event.unreadable");
    assert_eq!(code("\"sequence\":3", "\"sequence\":3,\"withheld\":2"), "audit.event.unreadable");
    assert_eq!(code("\"allergies\"", "\"secrets\""), "audit.event.unreadable");
    assert_eq!(code("\"kind\":\"view\"", "\"kind\":\"glance\""), "audit.event.unreadable");
    // What was shown cannot be turned into a refusal and keep its digest.
    assert_eq!(code("\"permit\"", "\"deny\""), "audit.event.unreadable");
    assert_eq!(SequenceNumber::new(SequenceNumber::MAX + 1), Err(AuditError::SequenceRange));
}

#[test]
fn the_parts_must_fit_together() {
    let wrong = |change: fn(&mut AuditEventParts)| {
        let mut parts = view(0);
        change(&mut parts);
        AuditEvent::new(parts).unwrap_err()
    };
    assert_eq!(wrong(|parts| parts.kind = AuditKind::Refusal), AuditError::Decision);
    assert_eq!(wrong(|parts| parts.outcome.decision = AuditDecision::Deny), AuditError::Decision);
    assert_eq!(wrong(|parts| parts.who.id = None), AuditError::Lacks { what: "user" });
    let no_organisation = AuditError::Lacks { what: "organisation" };
    assert_eq!(wrong(|parts| parts.who.organisation = None), no_organisation);
    assert_eq!(wrong(|parts| parts.who.organisation = Stated::read("R/D")), no_organisation);
    assert_eq!(wrong(|parts| parts.whom = None), AuditError::Lacks { what: "person" });
    let no_digest = AuditError::Lacks { what: "digest of what was shown" };
    assert_eq!(wrong(|parts| parts.outcome.shown = None), no_digest);
    let no_export_digest = wrong(|parts| {
        parts.kind = AuditKind::Export;
        parts.outcome.shown = None;
    });
    assert_eq!(no_export_digest, no_digest);
    assert_eq!(wrong(|parts| parts.kind = AuditKind::BreakGlassView), AuditError::Lacks { what: "reason given" });
    let no_count = AuditError::Lacks { what: "count of what was erased" };
    assert_eq!(wrong(|parts| parts.kind = AuditKind::Erasure), no_count);
    let denied = |change: fn(&mut AuditEventParts)| {
        let mut parts = refusal(0);
        change(&mut parts);
        AuditEvent::new(parts).map_err(|error| error.code())
    };
    let showing = Err("audit.event.denial-shows");
    assert_eq!(denied(|parts| parts.outcome.shown = Some(ContentHash::of(b""))), showing);
    assert_eq!(denied(|parts| parts.outcome.sections = BTreeSet::from([Section::Alerts])), showing);
    // Whatever a request lacks, its refusal is recorded.
    let bare = |parts: &mut AuditEventParts| {
        parts.who = AuditUser { id: None, name: None, role: None, organisation: None, authority: None };
        parts.whom = None;
        parts.why = AuditReason::default();
    };
    assert!(denied(bare).is_ok());
    // A denied attempt of another kind keeps its kind.
    assert!(denied(|parts| parts.kind = AuditKind::Export).is_ok());
    let mut emergency = view(0);
    emergency.kind = AuditKind::BreakGlassView;
    emergency.why.reason = Some(text("Unconscious in the emergency department"));
    assert!(AuditEvent::new(emergency).is_ok());
}

#[test]
fn debug_shows_no_one() {
    let shown = format!("{:?}", event(view(0)));
    for secret in ["9990000018", "Test Nurse", "person/7", "555123456789"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
