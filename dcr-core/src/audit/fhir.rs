//! An audit event as FHIR R4 AuditEvent, on the patterns of IHE BALP (Basic Audit Log Patterns, ITI supplement).
//!
//! | kind | pattern |
//! |---|---|
//! | view, break-glass view | `IHE.BasicAudit.PatientRead` |
//! | refusal | `IHE.BasicAudit.AuthZconsent`, its deny example |
//! | search | `IHE.BasicAudit.PatientQuery` |
//! | export | `IHE.BasicAudit.PrivacyDisclosure.Source` |
//! | directive change | `IHE.BasicAudit.PatientUpdate` |
//! | submission | `IHE.BasicAudit.PatientCreate` |
//! | erasure | `IHE.BasicAudit.PatientDelete`, with the destroying of the record as a further subtype |
//! | audit reading, policy change, identity review, link decision | DICOM Audit Log Used, Security Configuration, Patient Record |
//!
//! No profile is claimed in `meta`: BALP asks for network addresses, for the query text of a search and for references
//! to stored resources, which the event does not hold. What FHIR has no element for stands in the details of the data
//! entity.

use super::{AuditDecision, AuditEvent, AuditEventParts, AuditKind, AuditPerson, AuditText, AuditUser};
use serde_json::{Map, Value, json};

const DCM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const REST: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const INTERACTION: &str = "http://hl7.org/fhir/restful-interaction";
const AUTHORISATION: &str = "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType";
const LIFECYCLE: &str = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const ROLE_CLASS: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const SECURITY_ROLE: &str = "http://terminology.hl7.org/CodeSystem/extra-security-role-type";
const SOURCE_TYPE: &str = "http://terminology.hl7.org/CodeSystem/security-source-type";
const ENTITY_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const OBJECT_ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";
const JOB_ROLE: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName";
const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";

/// The event as the JSON of a FHIR R4 AuditEvent.
#[must_use]
pub fn to_fhir(event: &AuditEvent) -> Value {
    let parts = event.parts();
    let Pattern { event_type, subtypes, action } = pattern(parts.kind);
    let mut resource = object(json!({
        "resourceType": "AuditEvent",
        "type": event_type,
        "action": action,
        "recorded": parts.when.to_string(),
        "agent": agents(parts),
        "source": {
            "observer": organisation(parts.place.node.as_str(), true),
            "type": [coding(SOURCE_TYPE, "4", "Application Server")],
        },
        "entity": entities(parts),
    }));
    if !subtypes.is_empty() {
        resource.insert("subtype".to_owned(), Value::Array(subtypes));
    }
    match parts.outcome.decision {
        AuditDecision::Permit => resource.insert("outcome".to_owned(), json!("0")),
        AuditDecision::Deny => {
            resource.insert("outcomeDesc".to_owned(), json!("Denied"));
            resource.insert("outcome".to_owned(), json!("8"))
        }
    };
    if let Some(purpose) = purpose(parts, true) {
        resource.insert("purposeOfEvent".to_owned(), json!([purpose]));
    }
    Value::Object(resource)
}

struct Pattern {
    event_type: Value,
    subtypes: Vec<Value>,
    action: &'static str,
}

fn pattern(kind: AuditKind) -> Pattern {
    let rest = || coding(REST, "rest", "Restful Operation");
    let interaction = |code| coding(INTERACTION, code, code);
    let (event_type, subtypes, action) = match kind {
        AuditKind::View => (rest(), vec![interaction("read")], "R"),
        AuditKind::BreakGlassView => {
            let emergency = coding(DCM, "110127", "Emergency Override Started");
            (rest(), vec![interaction("read"), emergency], "R")
        }
        AuditKind::Refusal => {
            let by_consent = "Authorization Decision using Roles and Consent";
            (coding(DCM, "110113", "Security Alert"), vec![coding(AUTHORISATION, "AuthZ-Consent", by_consent)], "E")
        }
        AuditKind::Search => (rest(), vec![interaction("search")], "E"),
        AuditKind::Export => {
            let disclosed = coding(LIFECYCLE, "disclose", "Disclose Record Lifecycle Event");
            (coding(DCM, "110106", "Export"), vec![disclosed], "R")
        }
        AuditKind::AuditReading => (coding(DCM, "110101", "Audit Log Used"), Vec::new(), "R"),
        AuditKind::DirectiveChange => (rest(), vec![interaction("update")], "U"),
        AuditKind::Erasure => {
            let destroyed = coding(LIFECYCLE, "destroy", "Destroy/Delete Record Lifecycle Event");
            (rest(), vec![interaction("delete"), destroyed], "D")
        }
        AuditKind::PolicyChange => {
            let configuration = coding(DCM, "110129", "Security Configuration");
            (coding(DCM, "110113", "Security Alert"), vec![configuration], "U")
        }
        AuditKind::PolicyTrial => {
            let configuration = coding(DCM, "110129", "Security Configuration");
            (coding(DCM, "110113", "Security Alert"), vec![configuration], "E")
        }
        AuditKind::IdentityReview => (coding(DCM, "110110", "Patient Record"), Vec::new(), "R"),
        AuditKind::LinkDecision => (coding(DCM, "110110", "Patient Record"), Vec::new(), "U"),
        AuditKind::Submission => (rest(), vec![interaction("create")], "C"),
    };
    Pattern { event_type, subtypes, action }
}

/// The user first, then their organisation, whoever gave the authority, the node and the device.
fn agents(parts: &AuditEventParts) -> Vec<Value> {
    let who = &parts.who;
    let (node, client) = exchange(parts.kind);
    let mut agents = vec![user(parts)];
    if let Some(stated) = &who.organisation {
        agents.push(json!({
            "type": concept(coding(ROLE_CLASS, "PROV", "healthcare provider")),
            "who": organisation(stated.as_str(), stated.known().is_some()),
            "requestor": false,
        }));
    }
    if let Some(authority) = &who.authority {
        agents.push(json!({
            "type": concept(coding(PARTICIPATION, "RESP", "responsible party")),
            "who": { "identifier": { "value": authority } },
            "requestor": false,
        }));
    }
    agents.push(json!({
        "type": concept(node),
        "who": organisation(parts.place.node.as_str(), true),
        "requestor": false,
    }));
    if let Some(device) = &parts.place.device {
        agents.push(json!({
            "type": concept(client),
            "who": { "identifier": { "value": device } },
            "requestor": false,
            "network": { "address": device, "type": "1" },
        }));
    }
    agents
}

/// What the node and the user's device are to each other in BALP's pattern.
fn exchange(kind: AuditKind) -> (Value, Value) {
    let source = || coding(DCM, "110153", "Source Role ID");
    let destination = || coding(DCM, "110152", "Destination Role ID");
    match kind {
        AuditKind::Refusal => {
            (coding(SECURITY_ROLE, "authserver", "authorization server"), coding(DCM, "110150", "Application"))
        }
        // In a query, and when something is sent in, what flows comes from the client.
        AuditKind::Search
        | AuditKind::DirectiveChange
        | AuditKind::Erasure
        | AuditKind::PolicyChange
        | AuditKind::PolicyTrial
        | AuditKind::Submission => (destination(), source()),
        _ => (source(), destination()),
    }
}

fn user(parts: &AuditEventParts) -> Value {
    let who = &parts.who;
    let identified = who.id.as_ref().map(|id| json!({ "identifier": { "value": id } }));
    let mut user = object(json!({
        "type": concept(coding(PARTICIPATION, "IRCP", "information recipient")),
        "who": identified.unwrap_or_else(|| json!({ "display": "Not stated" })),
        "requestor": true,
    }));
    if let Some(name) = &who.name {
        user.insert("name".to_owned(), json!(name));
    }
    if let Some(role) = role(who) {
        user.insert("role".to_owned(), json!([role]));
    }
    if let Some(purpose) = purpose(parts, false) {
        user.insert("purposeOfUse".to_owned(), json!([purpose]));
    }
    Value::Object(user)
}

/// The role as it was stated; a job role code, alone or at the end of a role profile, is coded too.
fn role(who: &AuditUser) -> Option<Value> {
    let role = who.role.as_ref()?;
    let mut concept = object(json!({ "text": role }));
    let code = role.as_str().rsplit(':').next().unwrap_or_default();
    if code.len() == 5 && code.strip_prefix('R').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())) {
        concept.insert("coding".to_owned(), json!([{ "system": JOB_ROLE, "code": code }]));
    }
    Some(Value::Object(concept))
}

/// The purpose, coded where it could be read; with the reason given or, failing both, the stated word as its text.
fn purpose(parts: &AuditEventParts, with_reason: bool) -> Option<Value> {
    let mut concept = Map::new();
    if let Some(stated) = &parts.why.purpose {
        match stated.known() {
            Some(known) => {
                concept.insert("coding".to_owned(), json!([{ "system": ACT_REASON, "code": known.as_str() }]));
            }
            None => {
                concept.insert("text".to_owned(), json!(stated.as_str()));
            }
        }
    }
    if let (true, Some(reason)) = (with_reason, &parts.why.reason) {
        concept.insert("text".to_owned(), json!(reason));
    }
    (!concept.is_empty()).then_some(Value::Object(concept))
}

fn entities(parts: &AuditEventParts) -> Vec<Value> {
    let patient = parts.whom.as_ref().map(|whom| {
        json!({
            "what": person(whom),
            "type": coding(ENTITY_TYPE, "1", "Person"),
            "role": coding(OBJECT_ROLE, "1", "Patient"),
            "detail": [detail("person-reference", whom.reference.as_str())],
        })
    });
    let mut data = object(json!({
        "type": coding(ENTITY_TYPE, "2", "System Object"),
        "role": coding(OBJECT_ROLE, "4", "Domain Resource"),
        "detail": details(parts),
    }));
    if let Some(shown) = &parts.outcome.shown {
        data.insert("what".to_owned(), json!({ "identifier": { "value": format!("sha-256:{shown}") } }));
    }
    patient.into_iter().chain([Value::Object(data)]).collect()
}

/// The NHS number where it is known, the node's own reference otherwise.
fn person(whom: &AuditPerson) -> Value {
    let identifier = match &whom.nhs_number {
        Some(number) => json!({ "system": NHS_NUMBER, "value": number }),
        None => json!({ "value": whom.reference }),
    };
    json!({ "type": "Patient", "identifier": identifier })
}

fn details(parts: &AuditEventParts) -> Vec<Value> {
    let sequence = parts.sequence.number().to_string();
    let mut details = vec![detail("sequence", &sequence), detail("kind", parts.kind.as_str())];
    let stated = parts.why.purpose.as_ref().filter(|stated| stated.known().is_none());
    details.extend(stated.map(|stated| detail("purpose-as-stated", stated.as_str())));
    details.extend(parts.why.relationship.as_ref().map(|text| detail("relationship", text.as_str())));
    details.extend(parts.outcome.sections.iter().map(|section| detail("section", section.as_str())));
    details.extend(parts.outcome.rules.iter().map(AuditText::as_str).map(|rule| detail("rule", rule)));
    details.extend(parts.outcome.erased.map(|erased| detail("erased", &erased.to_string())));
    details.extend(parts.outcome.policy.as_ref().map(|policy| detail("policy", &format!("sha-256:{policy}"))));
    details
}

fn detail(kind: &str, text: &str) -> Value {
    json!({ "type": kind, "valueString": text })
}

fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({ "system": system, "code": code, "display": display })
}

fn concept(coding: Value) -> Value {
    Value::Object(Map::from_iter([("coding".to_owned(), Value::Array(vec![coding]))]))
}

/// An organisation by its ODS code, or by what was stated in its place.
fn organisation(code: &str, is_ods_code: bool) -> Value {
    let identifier = if is_ods_code { json!({ "system": ODS_CODE, "value": code }) } else { json!({ "value": code }) };
    json!({ "type": "Organization", "identifier": identifier })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
