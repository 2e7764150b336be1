//! The FHIR form, whole.

use super::{event, refusal, view};
use crate::audit::{AuditKind, to_fhir};
use serde_json::{Value, json};

#[test]
fn a_view_as_fhir() {
    let expected = json!({
        "resourceType": "AuditEvent",
        "type": {
            "system": "http://terminology.hl7.org/CodeSystem/audit-event-type",
            "code": "rest",
            "display": "Restful Operation"
        },
        "subtype": [{ "system": "http://hl7.org/fhir/restful-interaction", "code": "read", "display": "read" }],
        "action": "R",
        "recorded": "2026-11-22T14:20:00.000Z",
        "outcome": "0",
        "purposeOfEvent": [
            { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }] }
        ],
        "agent": [
            {
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                    "code": "IRCP",
                    "display": "information recipient"
                }] },
                "role": [{
                    "coding": [{
                        "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName",
                        "code": "R8001"
                    }],
                    "text": "S8000:G8000:R8001"
                }],
                "who": { "identifier": { "value": "555123456789" } },
                "name": "Test Nurse",
                "requestor": true,
                "purposeOfUse": [
                    { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }] }
                ]
            },
            {
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-RoleClass",
                    "code": "PROV",
                    "display": "healthcare provider"
                }] },
                "who": {
                    "type": "Organization",
                    "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RBD" }
                },
                "requestor": false
            },
            {
                "type": { "coding": [{
                    "system": "http://dicom.nema.org/resources/ontology/DCM",
                    "code": "110153",
                    "display": "Source Role ID"
                }] },
                "who": {
                    "type": "Organization",
                    "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RBD" }
                },
                "requestor": false
            },
            {
                "type": { "coding": [{
                    "system": "http://dicom.nema.org/resources/ontology/DCM",
                    "code": "110152",
                    "display": "Destination Role ID"
                }] },
                "who": { "identifier": { "value": "WARD-7-PC-2" } },
                "requestor": false,
                "network": { "address": "WARD-7-PC-2", "type": "1" }
            }
        ],
        "source": {
            "observer": {
                "type": "Organization",
                "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RBD" }
            },
            "type": [{
                "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                "code": "4",
                "display": "Application Server"
            }]
        },
        "entity": [
            {
                "what": {
                    "type": "Patient",
                    "identifier": { "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" }
                },
                "type": {
                    "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type",
                    "code": "1",
                    "display": "Person"
                },
                "role": {
                    "system": "http://terminology.hl7.org/CodeSystem/object-role",
                    "code": "1",
                    "display": "Patient"
                },
                "detail": [{ "type": "person-reference", "valueString": "person/7" }]
            },
            {
                "what": { "identifier": {
                    "value": "sha-256:baaf53622a51d975235f276287bdc1b64aa4640c77142cbca076877d9eac6815"
                } },
                "type": {
                    "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type",
                    "code": "2",
                    "display": "System Object"
                },
                "role": {
                    "system": "http://terminology.hl7.org/CodeSystem/object-role",
                    "code": "4",
                    "display": "Domain Resource"
                },
                "detail": [
                    { "type": "sequence", "valueString": "3" },
                    { "type": "kind", "valueString": "view" },
                    { "type": "relationship", "valueString": "referral" },
                    { "type": "section", "valueString": "problems" },
                    { "type": "section", "valueString": "allergies" },
                    { "type": "rule", "valueString": "role.nurse" },
                    { "type": "rule", "valueString": "relationship.referral" },
                    {
                        "type": "policy",
                        "valueString": "sha-256:823412d1eacb67956220e532959f0104603057c88704863ca38e7cd188fda812"
                    }
                ]
            }
        ]
    });
    assert_eq!(to_fhir(&event(view(3))), expected);
}

#[test]
fn a_refusal_as_fhir() {
    let expected = json!({
        "resourceType": "AuditEvent",
        "type": {
            "system": "http://dicom.nema.org/resources/ontology/DCM",
            "code": "110113",
            "display": "Security Alert"
        },
        "subtype": [{
            "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType",
            "code": "AuthZ-Consent",
            "display": "Authorization Decision using Roles and Consent"
        }],
        "action": "E",
        "recorded": "2026-11-22T14:20:00.000Z",
        "outcome": "8",
        "outcomeDesc": "Denied",
        "purposeOfEvent": [{ "text": "Asked by a relative" }],
        "agent": [
            {
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                    "code": "IRCP",
                    "display": "information recipient"
                }] },
                "role": [{ "text": "ward clerk" }],
                "who": { "identifier": { "value": "555123456789" } },
                "requestor": true,
                "purposeOfUse": [{ "text": "curiosity" }]
            },
            {
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-RoleClass",
                    "code": "PROV",
                    "display": "healthcare provider"
                }] },
                "who": { "type": "Organization", "identifier": { "value": "R/D" } },
                "requestor": false
            },
            {
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                    "code": "RESP",
                    "display": "responsible party"
                }] },
                "who": { "identifier": { "value": "Dr Test Consultant" } },
                "requestor": false
            },
            {
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/extra-security-role-type",
                    "code": "authserver",
                    "display": "authorization server"
                }] },
                "who": {
                    "type": "Organization",
                    "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RBD" }
                },
                "requestor": false
            }
        ],
        "source": {
            "observer": {
                "type": "Organization",
                "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RBD" }
            },
            "type": [{
                "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                "code": "4",
                "display": "Application Server"
            }]
        },
        "entity": [
            {
                "what": { "type": "Patient", "identifier": { "value": "person/7" } },
                "type": {
                    "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type",
                    "code": "1",
                    "display": "Person"
                },
                "role": {
                    "system": "http://terminology.hl7.org/CodeSystem/object-role",
                    "code": "1",
                    "display": "Patient"
                },
                "detail": [{ "type": "person-reference", "valueString": "person/7" }]
            },
            {
                "type": {
                    "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type",
                    "code": "2",
                    "display": "System Object"
                },
                "role": {
                    "system": "http://terminology.hl7.org/CodeSystem/object-role",
                    "code": "4",
                    "display": "Domain Resource"
                },
                "detail": [
                    { "type": "sequence", "valueString": "4" },
                    { "type": "kind", "valueString": "refusal" },
                    { "type": "purpose-as-stated", "valueString": "curiosity" },
                    { "type": "rule", "valueString": "purpose.unreadable" }
                ]
            }
        ]
    });
    assert_eq!(to_fhir(&event(refusal(4))), expected);
}

#[test]
fn a_request_that_states_no_one_is_still_told() {
    let mut parts = refusal(0);
    parts.who.id = None;
    parts.who.organisation = None;
    parts.who.authority = None;
    let fhir = to_fhir(&event(parts));
    assert_eq!(fhir["agent"][0]["who"], json!({ "display": "Not stated" }));
    assert_eq!(fhir["agent"].as_array().unwrap().len(), 2);
}

/// Type, subtypes and action of every kind, and which of node and device is the source.
#[test]
fn every_kind_has_its_pattern() {
    let expected = [
        (AuditKind::View, "rest", vec!["read"], "R", "110153"),
        (AuditKind::Refusal, "110113", vec!["AuthZ-Consent"], "E", "authserver"),
        (AuditKind::Search, "rest", vec!["search"], "E", "110152"),
        (AuditKind::BreakGlassView, "rest", vec!["read", "110127"], "R", "110153"),
        (AuditKind::Export, "110106", vec!["disclose"], "R", "110153"),
        (AuditKind::AuditReading, "110101", vec![], "R", "110153"),
        (AuditKind::DirectiveChange, "rest", vec!["update"], "U", "110152"),
        (AuditKind::Erasure, "rest", vec!["delete", "destroy"], "D", "110152"),
        (AuditKind::PolicyChange, "110113", vec!["110129"], "U", "110152"),
        (AuditKind::PolicyTrial, "110113", vec!["110129"], "E", "110152"),
        (AuditKind::IdentityReview, "110110", vec![], "R", "110153"),
        (AuditKind::LinkDecision, "110110", vec![], "U", "110153"),
        (AuditKind::Submission, "rest", vec!["create"], "C", "110152"),
    ];
    assert!(expected.iter().map(|row| row.0).eq(AuditKind::ALL.iter().copied()));
    for (kind, code, subtypes, action, node) in expected {
        let mut parts = if kind == AuditKind::Refusal { refusal(0) } else { view(0) };
        parts.kind = kind;
        parts.why.reason = Some(super::text("Asked for"));
        parts.who.authority = None;
        parts.outcome.erased = (kind == AuditKind::Erasure).then_some(7);
        let fhir = to_fhir(&event(parts));
        let told = fhir["entity"][1]["detail"].as_array().unwrap();
        let erased = json!({ "type": "erased", "valueString": "7" });
        assert_eq!(told.contains(&erased), kind == AuditKind::Erasure, "{kind}");
        let codes = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().map(|coding| coding["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(fhir["type"]["code"], code, "{kind}");
        assert_eq!(codes(&fhir["subtype"]), subtypes, "{kind}");
        assert_eq!(fhir["action"], action, "{kind}");
        assert_eq!(codes(&fhir["agent"][2]["type"]["coding"]), [node], "{kind}");
    }
}
