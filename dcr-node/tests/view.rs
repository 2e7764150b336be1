//! Looking, refusing, breaking the glass, and the account of all of it.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::{AuditDecision, AuditKind};
use dcr_core::consent::{AccessRequest, ConsentState, Refusal, SectionState};
use dcr_core::contribution::ContentHash;
use dcr_core::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode, Section};
use dcr_core::time::Timestamp;
use dcr_node::{Find, Found, Node};
use serde_json::json;
use support::{SOURCES, clinician, create, demographics, entry, input, line, nhs_number, populated};

const ENTRIES: u32 = 9;

fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 12, ENTRIES);
    (folder, node)
}

#[test]
fn a_permitted_look_shows_every_source_and_is_accounted_for() {
    let (_folder, node) = node();
    let answer = node.view(&clinician(), &nhs_number(3)).unwrap();
    assert!(answer.permitted());
    let record = answer.record().unwrap();
    assert_eq!(record.demographics.len(), 3);
    let problems = record.sections.iter().find(|section| section.section == Section::Problems).unwrap();
    assert_eq!((problems.state, problems.lines.len()), (SectionState::Shown, 3));
    // Three sources state the same facts: one line each, with everybody behind it.
    assert!(problems.lines.iter().all(|line| line.statements.len() == 3));
    assert!(answer.to_text().unwrap().contains(&support::FAMILIES[3].to_uppercase()));
    assert!(answer.to_html().unwrap().starts_with("<!DOCTYPE html>"));
    let json: serde_json::Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
    assert_eq!((json["permitted"].as_bool(), json["audit"].as_u64()), (Some(true), Some(0)));
    assert_eq!(json["record"]["demographics"].as_array().unwrap().len(), 3);

    let events = node.who_saw(&clinician(), &nhs_number(3)).unwrap();
    assert_eq!(events.len(), 1);
    let event = events[0].parts();
    assert_eq!((event.kind, event.outcome.decision), (AuditKind::View, AuditDecision::Permit));
    assert_eq!(event.outcome.shown, Some(ContentHash::of(answer.shown().unwrap())));
    assert_eq!(event.who.id.as_ref().map(|id| id.as_str()), Some("555000111222"));
    assert_eq!(event.sequence.number(), answer.audit_index());
    assert!(event.outcome.sections.contains(&Section::Problems));
    // Reading the account is itself in the account.
    let events = node.who_saw(&clinician(), &nhs_number(3)).unwrap();
    assert_eq!(
        events.iter().map(|event| event.parts().kind).collect::<Vec<_>>(),
        [AuditKind::View, AuditKind::AuditReading]
    );
}

#[test]
fn someone_unknown_and_someone_hidden_look_the_same() {
    let (_folder, node) = node();
    node.opt_out(&nhs_number(1), OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    let hidden = node.view(&clinician(), &nhs_number(1)).unwrap();
    let unknown = node.view(&clinician(), &nhs_number(500)).unwrap();
    assert_eq!(hidden.decision(), unknown.decision());
    assert_eq!(hidden.decision().refusal, Some(Refusal::NotAvailable));
    assert!(hidden.record().is_none() && hidden.shown().is_none() && hidden.to_text().is_none());
    let without_index = |answer: &dcr_node::Answer| {
        answer.to_json().unwrap().replace(&format!("\"audit\":{}", answer.audit_index()), "")
    };
    assert_eq!(without_index(&hidden), without_index(&unknown));
    assert_eq!(node.find(&clinician(), &Find::NhsNumber(nhs_number(1))).unwrap(), None);
    assert_eq!(node.find(&clinician(), &Find::NhsNumber(nhs_number(500))).unwrap(), None);
    // The account tells them apart.
    let kinds = |person| {
        let events = node.who_saw(&clinician(), &nhs_number(person)).unwrap();
        events.iter().map(|event| (event.parts().kind, event.parts().outcome.decision)).collect::<Vec<_>>()
    };
    assert_eq!(
        kinds(1),
        [
            (AuditKind::DirectiveChange, AuditDecision::Permit),
            (AuditKind::Refusal, AuditDecision::Deny),
            (AuditKind::Search, AuditDecision::Deny),
        ]
    );
    assert_eq!(kinds(500), [(AuditKind::Refusal, AuditDecision::Deny), (AuditKind::Search, AuditDecision::Deny)]);
}

#[test]
fn an_opt_out_yields_to_an_emergency_and_ends_when_withdrawn() {
    let (_folder, node) = node();
    let number = nhs_number(2);
    node.opt_out(&number, OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    assert!(!node.view(&clinician(), &number).unwrap().permitted());
    let emergency = clinician().breaking_glass("Unconscious in the emergency department");
    let answer = node.view(&emergency, &number).unwrap();
    assert_eq!(answer.record().unwrap().consent, ConsentState::OptedOutOverridden);
    let event = node.who_saw(&clinician(), &number).unwrap().pop().unwrap().into_parts();
    assert_eq!(event.kind, AuditKind::BreakGlassView);
    assert_eq!(event.why.reason.unwrap().as_str(), "Unconscious in the emergency department");

    // The other mode supersedes; the scope is the same.
    node.opt_out(&number, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician()).unwrap();
    let scope = DirectiveScope::SharedRecord(OptOutMode::Hide);
    let stranger = AccessRequest::new("1", "NOWHERE", "R8000", "TREAT", clinician().at);
    assert_eq!(node.withdraw_directive(&number, &scope, &stranger).unwrap_err().code(), "node.request.not-permitted");
    assert!(!node.view(&clinician(), &number).unwrap().permitted());
    node.withdraw_directive(&number, &scope, &clinician()).unwrap();
    // What was erased is there again once its sources have sent it anew.
    assert!(!node.view(&clinician(), &number).unwrap().permitted());
    for source in SOURCES {
        node.submit(&support::lines(source, 2, ENTRIES), &input(source)).unwrap();
    }
    assert!(node.view(&clinician(), &number).unwrap().permitted());
    assert_eq!(node.withdraw_directive(&number, &scope, &clinician()).unwrap_err().code(), "node.directive.none");
}

#[test]
fn an_opt_out_made_before_anything_is_known_holds_when_data_comes() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    node.opt_out(&nhs_number(4), OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    for source in SOURCES {
        node.submit(&demographics(source, 4, 1), &input(source)).unwrap();
        node.submit(&demographics(source, 5, 1), &input(source)).unwrap();
    }
    assert!(!node.view(&clinician(), &nhs_number(4)).unwrap().permitted());
    assert!(node.view(&clinician(), &nhs_number(5)).unwrap().permitted());
}

#[test]
fn consent_is_not_recorded_for_a_stranger() {
    let (_folder, node) = node();
    let directive = |effect| Directive {
        effect,
        scope: DirectiveScope::Section(Section::Problems),
        made: clinician().at,
        starts: None,
        ends: None,
        visit: None,
        authority: DirectiveAuthority::Person,
        evidence: None,
        statement: None,
        original: None,
    };
    let stranger = AccessRequest::new("1", "NOWHERE", "R8000", "TREAT", clinician().at);
    let refused = node.record_directive(&nhs_number(1), &directive(DirectiveEffect::Consent), &stranger);
    assert_eq!(refused.unwrap_err().code(), "node.request.not-permitted");
    node.record_directive(&nhs_number(1), &directive(DirectiveEffect::Dissent), &stranger).unwrap();
    let answer = node.view(&clinician(), &nhs_number(1)).unwrap();
    let problems = answer.record().unwrap().sections.iter().find(|s| s.section == Section::Problems).unwrap().clone();
    assert_eq!((problems.state, problems.lines.len()), (SectionState::Withheld, 0));
    assert_eq!(node.who_saw(&stranger, &nhs_number(1)).unwrap_err().code(), "node.request.not-permitted");
}

#[test]
fn a_person_is_found_by_number_and_by_a_sources_own_identifier() {
    let (_folder, node) = node();
    let local = PersonKey {
        organisation: OdsCode::parse("RDY").unwrap(),
        system: SourceSystem::parse("RIO").unwrap(),
        subject: SubjectId::new("RIO", "100007").unwrap(),
    };
    let by_local = node.find(&clinician(), &Find::Person(local)).unwrap().unwrap();
    let by_number = node.find(&clinician(), &Find::NhsNumber(nhs_number(7))).unwrap().unwrap();
    assert_eq!(by_local, by_number);
    assert_eq!(by_number.nhs_number, Some(nhs_number(7)));
    let Found { person, .. } = by_number;
    assert_eq!(node.view(&clinician(), &nhs_number(7)).unwrap().record().unwrap().person, person);
    assert_eq!(
        node.find(&AccessRequest::new("", "RBD", "R8000", "TREAT", clinician().at), &Find::NhsNumber(nhs_number(7)))
            .unwrap(),
        None
    );
}

#[test]
fn any_order_of_arrival_shows_the_same_bytes() {
    let mut messages: Vec<(Vec<u8>, (&str, &str))> = Vec::new();
    for source in SOURCES {
        for version in [3, 1, 2] {
            messages.push((demographics(source, 6, version), source));
            for number in 0..6 {
                messages.push((entry(source, 6, number, version), source));
            }
        }
    }
    let shown = |messages: &[(Vec<u8>, (&str, &str))]| {
        let folder = tempfile::tempdir().unwrap();
        let node = create(folder.path());
        for (minute, (bytes, source)) in messages.iter().enumerate() {
            let received = Timestamp::parse("2026-11-20T00:00:00Z").unwrap().millis() + 60_000 * minute as i64;
            // Each is received in both runs at the same earliest time, whatever the order.
            let early = input(*source).received_at(Timestamp::parse("2026-11-01T00:00:00Z").unwrap());
            let late = input(*source).received_at(Timestamp::from_millis(received).unwrap());
            let order = if minute % 2 == 0 { [&early, &late] } else { [&late, &early] };
            for input in order {
                node.submit(bytes, input).unwrap();
            }
        }
        let last = input(SOURCES[0]).received_at(Timestamp::parse("2026-11-22T11:00:00Z").unwrap());
        for source in SOURCES {
            let last = dcr_node::Input {
                organisation: input(source).organisation,
                system: input(source).system,
                ..last.clone()
            };
            node.submit(&demographics(source, 7, 1), &last).unwrap();
        }
        node.view(&clinician(), &nhs_number(6)).unwrap().shown().unwrap().to_vec()
    };
    let first = shown(&messages);
    messages.reverse();
    assert_eq!(shown(&messages), first);
    messages.sort();
    assert_eq!(shown(&messages), first);
}

#[test]
fn other_rules_take_effect_at_once_and_are_accounted_for() {
    let (folder, node) = node();
    let other = Node::open(folder.path(), &support::key()).unwrap();
    assert!(other.view(&clinician(), &nhs_number(1)).unwrap().permitted());
    let mut policy: serde_json::Value = serde_json::from_slice(support::POLICY).unwrap();
    policy["purposes"] = serde_json::json!(["ETREAT"]);
    policy["break_glass"]["purposes"] = serde_json::json!(["ETREAT"]);
    policy["deceased"]["purposes"] = serde_json::json!(["ETREAT"]);
    policy.as_object_mut().unwrap().remove("embargo");
    assert_eq!(node.set_policy(b"{}", &clinician()).unwrap_err().code(), "policy.unreadable");
    node.set_policy(policy.to_string().as_bytes(), &clinician()).unwrap();
    // The other handle stands for another process.
    assert_eq!(other.view(&clinician(), &nhs_number(1)).unwrap().decision().refusal, Some(Refusal::NotPermitted));
    assert_eq!(other.policy().unwrap().digest(), node.policy().unwrap().digest());
    let mut register: serde_json::Value = serde_json::from_slice(support::REGISTER).unwrap();
    register["organisations"].as_array_mut().unwrap().retain(|organisation| organisation["code"] != "RBD");
    let refused = node.set_register(register.to_string().as_bytes(), &clinician()).unwrap_err();
    assert_eq!(refused.code(), "node.register.own-organisation");
    node.set_register(support::REGISTER, &clinician()).unwrap();
    assert_eq!(node.stats().unwrap().audit_events, 4);
    assert!(node.verify_audit(&[]).unwrap().is_intact());
}

/// A source that has the number on someone else's details: the cross-check fails, and its dissent still protects.
#[test]
fn dissent_under_the_number_counts_though_the_details_disagree() {
    let (_folder, node) = node();
    let stranger = ("RDZ", "PAS");
    let details = serde_json::json!({"demographics": {
        "nhs_numbers": [{"number": nhs_number(8)}],
        "names": [{"family": "Nobodyelse", "given": ["Zachariah"]}],
        "birth_date": "2001-01-31",
    }});
    node.submit(&support::line(stranger, 8, "patient/8", 1, &details), &input(stranger)).unwrap();
    assert_eq!(node.view(&clinician(), &nhs_number(8)).unwrap().record().unwrap().demographics.len(), 3);
    let directive = |effect: &str, made: &str| {
        serde_json::json!({"directive": {
            "effect": effect, "scope": {"shared-record": "hide"}, "made": made, "authority": "person",
        }})
    };
    let dissent = directive("dissent", "2026-11-01T00:00:00Z");
    node.submit(&support::line(stranger, 8, "directive/1", 1, &dissent), &input(stranger)).unwrap();
    assert!(!node.view(&clinician(), &nhs_number(8)).unwrap().permitted());
    // Their consent opens nothing, though it is the later.
    let consent = directive("consent", "2026-11-02T00:00:00Z");
    node.submit(&support::line(stranger, 8, "directive/2", 1, &consent), &input(stranger)).unwrap();
    assert!(!node.view(&clinician(), &nhs_number(8)).unwrap().permitted());
}

/// What a consultation lists under its headings are links too: the name of an item that is withheld tells what it is.
#[test]
fn a_consultation_does_not_name_what_is_withheld() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    let code = |words: &str| json!({"text": words});
    let problem =
        |item: &str| line(SOURCES[0], 1, item, 1, &json!({"entry": {"body": {"problem": {"code": code(item)}}}}));
    let consultation = line(
        SOURCES[0],
        1,
        "consultation",
        1,
        &json!({"entry": {
            "body": {"encounter": {"kind": "gp-consultation", "topics": [
                {"heading": "Problems", "problems": ["kept", "secret"], "items": ["secret", "kept"]},
            ]}},
            "links": [{"kind": "has-part", "item": "secret"}, {"kind": "has-part", "item": "kept"}],
        }}),
    );
    let (organisation, system) = SOURCES[0];
    let scope = json!({"item": {"organisation": organisation, "system": system, "item": "secret"}});
    let made = "2026-01-01T00:00:00Z";
    let dissent = json!({"directive": {"effect": "dissent", "scope": scope, "made": made, "authority": "person"}});
    let mut inputs = vec![demographics(SOURCES[0], 1, 1), problem("kept"), problem("secret"), consultation];
    let number = nhs_number(1);
    let shown = |node: &Node| node.view(&clinician(), &number).unwrap().to_json().unwrap();
    for bytes in &inputs {
        assert_eq!(node.submit(bytes, &input(SOURCES[0])).unwrap().accepted, 1);
    }
    assert!(shown(&node).contains("secret"), "before the dissent it is shown");
    inputs.push(line(SOURCES[0], 1, "dissent", 1, &dissent));
    node.submit(inputs.last().unwrap(), &input(SOURCES[0])).unwrap();
    let record = shown(&node);
    assert!(!record.contains("secret"), "{record}");
    assert!(record.contains(r#""items":["kept"]"#) && record.contains(r#""problems":["kept"]"#), "{record}");
}
