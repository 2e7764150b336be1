//! Tests of the audit.

mod events;
mod fhir;
mod vectors;
mod verification;

use super::{
    AuditDecision, AuditEvent, AuditEventParts, AuditKind, AuditOutcome, AuditPerson, AuditPlace, AuditReason,
    AuditText, AuditUser, SequenceNumber, Stated,
};
use crate::contribution::ContentHash;
use crate::identifier::{NhsNumber, OdsCode};
use crate::record::{Purpose, Section};
use crate::time::Timestamp;
use std::collections::BTreeSet;

fn text(text: &str) -> AuditText {
    AuditText::parse(text).unwrap()
}

fn sequence(number: u64) -> SequenceNumber {
    SequenceNumber::new(number).unwrap()
}

/// A nurse of Dorset County Hospital sees allergies and problems.
fn view(number: u64) -> AuditEventParts {
    AuditEventParts {
        sequence: sequence(number),
        kind: AuditKind::View,
        who: AuditUser {
            id: Some(text("555123456789")),
            name: Some(text("Test Nurse")),
            role: Some(text("S8000:G8000:R8001")),
            organisation: Some(Stated::from(OdsCode::parse("RBD").unwrap())),
            authority: None,
        },
        whom: Some(AuditPerson {
            reference: text("person/7"),
            nhs_number: Some(NhsNumber::parse("9990000018").unwrap()),
        }),
        when: Timestamp::parse("2026-11-22T14:20:00Z").unwrap(),
        place: AuditPlace { node: OdsCode::parse("RBD").unwrap(), device: Some(text("WARD-7-PC-2")) },
        why: AuditReason {
            purpose: Some(Stated::from(Purpose::Treatment)),
            relationship: Some(text("referral")),
            reason: None,
        },
        outcome: AuditOutcome {
            decision: AuditDecision::Permit,
            sections: BTreeSet::from([Section::Problems, Section::Allergies]),
            rules: vec![text("role.nurse"), text("relationship.referral")],
            policy: Some(ContentHash::of(b"policy")),
            shown: Some(ContentHash::of(b"shown")),
            erased: None,
        },
    }
}

/// A request whose purpose and organisation cannot be read, about a person whose NHS number is not known.
fn refusal(number: u64) -> AuditEventParts {
    let AuditEventParts { who, when, place, .. } = view(number);
    AuditEventParts {
        sequence: sequence(number),
        kind: AuditKind::Refusal,
        who: AuditUser {
            name: None,
            role: Some(text("ward clerk")),
            organisation: Stated::read("R/D"),
            authority: Some(text("Dr Test Consultant")),
            ..who
        },
        whom: Some(AuditPerson { reference: text("person/7"), nhs_number: None }),
        when,
        place: AuditPlace { device: None, ..place },
        why: AuditReason {
            purpose: Stated::read("curiosity"),
            relationship: None,
            reason: Some(text("Asked by a relative")),
        },
        outcome: AuditOutcome {
            decision: AuditDecision::Deny,
            sections: BTreeSet::new(),
            rules: vec![text("purpose.unreadable")],
            policy: None,
            shown: None,
            erased: None,
        },
    }
}

fn event(parts: AuditEventParts) -> AuditEvent {
    AuditEvent::new(parts).unwrap()
}
