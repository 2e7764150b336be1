//! The consent rules against their vectors: each rule by hand, and every combination as the reference rules answer it.

mod consent_support;

use consent_support::{agree, answer, held, parse_policy, parse_register, parse_request, record, shown, vectors};
use dcr_core::consent::{AccessRequest, Decision, Look, Outcome, Policy, Refusal, decide, look};
use dcr_core::merge::CombinedRecord;
use dcr_core::register::Register;

fn answered(policy: &Policy, register: &Register, request: &AccessRequest, held: Option<&CombinedRecord>) -> Look {
    match held {
        Some(record) => look(policy, register, request, record.clone(), &[]),
        None => Look { decision: Decision::not_found(policy, register, request), visible: None },
    }
}

#[test]
fn each_rule_answers_as_written_by_hand() {
    let file = vectors("rules.json");
    let (policy, register) = (parse_policy(&file["policy"]), parse_register());
    for case in file["cases"].as_array().unwrap() {
        let held = (!case["record"].is_null()).then(|| record(&case["record"]));
        let look = answered(&policy, &register, &parse_request(&case["request"]), held.as_ref());
        let answer = answer(&look.decision, look.visible.as_ref());
        for (key, expected) in case["expect"].as_object().unwrap() {
            match key.as_str() {
                // What is expected of some sections says nothing of the others.
                "sections" => {
                    for (section, state) in expected.as_object().unwrap() {
                        assert_eq!(&answer["sections"][section], state, "{}: {section}", case["name"]);
                    }
                }
                _ => assert_eq!(&answer[key], expected, "{}: {key}", case["name"]),
            }
        }
    }
}

/// Every policy with every request with every record: the answer is that of the reference rules, and whatever the
/// answer, what must hold of every look holds.
#[test]
fn every_combination_answers_as_the_reference_rules_do() {
    let file = vectors("combinations.json");
    let register = parse_register();
    let policies: Vec<Policy> = file["policies"].as_array().unwrap().iter().map(parse_policy).collect();
    let requests: Vec<AccessRequest> = file["requests"].as_array().unwrap().iter().map(parse_request).collect();
    let records: Vec<Option<CombinedRecord>> =
        file["records"].as_array().unwrap().iter().map(|small| (!small.is_null()).then(|| record(small))).collect();
    let mut compared = 0;
    for (policy, rows) in policies.iter().zip(file["rows"].as_array().unwrap()) {
        for ((request, row), request_text) in
            requests.iter().zip(rows.as_array().unwrap()).zip(file["requests"].as_array().unwrap())
        {
            let nobody = Decision::not_found(policy, &register, request);
            for ((record, index), small) in
                records.iter().zip(row.as_array().unwrap()).zip(file["records"].as_array().unwrap())
            {
                let look = answered(policy, &register, request, record.as_ref());
                let expected = &file["answers"][usize::try_from(index.as_u64().unwrap()).unwrap()];
                let got = answer(&look.decision, look.visible.as_ref());
                assert_eq!(&got, expected, "request {request_text}\nrecord {small}");
                check(policy, &register, request, record.as_ref(), &look, &nobody);
                compared += 1;
            }
        }
    }
    assert!(compared > 100_000, "{compared}");
}

fn check(
    policy: &Policy,
    register: &Register,
    request: &AccessRequest,
    record: Option<&CombinedRecord>,
    look: &Look,
    nobody: &Decision,
) {
    let decision = &look.decision;
    assert_eq!(decision.outcome() == Outcome::Permit, look.visible.is_some());
    if decision.outcome() == Outcome::Deny {
        assert_eq!(decision.outward(), nobody.outward(), "a refusal tells of the person");
        assert!(decision.sections().is_empty() && decision.overrides().is_empty());
    } else {
        assert_eq!(nobody.refusal(), Some(Refusal::NotAvailable), "the requester's stage knew the person");
    }
    let Some(record) = record else { return };
    assert_eq!(&decide(policy, register, request, record), decision, "deciding and showing disagree");
    if let Some(visible) = &look.visible {
        agree(decision, visible);
        assert!(shown(visible).is_subset(&held(record)));
    }
}
