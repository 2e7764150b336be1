//! The consent rules against their vectors: each rule by hand, and every combination as the reference rules answer it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is the test's failure")]

mod consent_support;

use consent_support::{
    agree, answer, held, is_plain, parse_policy, parse_register, parse_request, patched, record, shown, vectors,
};
use dcr_core::consent::{
    AccessRequest, ConsentRecord, Decision, Outcome, PersonFacts, Plan, RecordDecision, Refusal, decide, decide_record,
    look,
};
use dcr_core::merge::CombinedRecord;
use dcr_core::register::Register;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn small(record: &Value) -> Option<ConsentRecord> {
    (!record.is_null()).then(|| ConsentRecord::from_json(record.to_string().as_bytes()).unwrap())
}

/// `policy_patch` and `register_patch` of a case are JSON merge patches (RFC 7396) of the file's policy and the register.
#[test]
fn each_rule_answers_as_written_by_hand() {
    let (file, register) = (vectors("rules.json"), vectors("register.json"));
    for case in file["cases"].as_array().unwrap() {
        let patch = |document: &Value, patch: &str| match case.get(patch) {
            Some(patch) => patched(document.clone(), patch),
            None => document.clone(),
        };
        let policy = parse_policy(&patch(&file["policy"], "policy_patch"));
        let register = patch(&register, "register_patch").to_string();
        let plan = Plan::new(policy, Register::from_json(register.as_bytes()).unwrap());
        let request = parse_request(&case["request"]);
        let answer = answer(&decide_record(&plan, &request, small(&case["record"]).as_ref()));
        for (key, expected) in case["expect"].as_object().unwrap() {
            let got = answer.get(key).unwrap_or(&Value::Null);
            match key.as_str() {
                // What is expected of some sections says nothing of the others.
                "sections" => {
                    for (section, state) in expected.as_object().unwrap() {
                        assert_eq!(&got[section], state, "{}: {section}", case["name"]);
                    }
                }
                _ => assert_eq!(got, expected, "{}: {key}\n{answer}", case["name"]),
            }
        }
    }
}

/// Every policy with every request with every record: the answer is that of the reference rules, and whatever the
/// answer, what must hold of every look holds.
#[test]
fn every_combination_answers_as_the_reference_rules_do() {
    let file = vectors("combinations.json");
    let plan = |policy: &Value| Plan::new(parse_policy(policy), parse_register());
    let plans: Vec<Plan> = file["policies"].as_array().unwrap().iter().map(plan).collect();
    let requests: Vec<AccessRequest> = file["requests"].as_array().unwrap().iter().map(parse_request).collect();
    let smalls = file["records"].as_array().unwrap();
    let records: Vec<Option<ConsentRecord>> = smalls.iter().map(small).collect();
    let combined: Vec<Option<CombinedRecord>> =
        smalls.iter().map(|small| (!small.is_null() && is_plain(small)).then(|| record(small))).collect();
    let place = |index: &Value| usize::try_from(index.as_u64().unwrap()).unwrap();
    let (mut compared, mut asked) = (0, 0);
    for (plan, rows) in plans.iter().zip(file["rows"].as_array().unwrap()) {
        for (request, row) in requests.iter().zip(rows.as_array().unwrap()) {
            let nobody = Decision::not_found(plan, request);
            asked += 1;
            for (number, record) in records.iter().enumerate() {
                // One in four, another for each request: all of them are compared where the code is compiled to be fast.
                if (number + asked) % 4 != 0 {
                    continue;
                }
                let index = if row.is_array() { &row[number] } else { row };
                let mut expected = file["answers"][place(index)].clone();
                if let Some(view) = expected.as_object_mut().unwrap().remove("view") {
                    for (key, value) in file["views"][place(&view)].as_object().unwrap() {
                        expected[key] = value.clone();
                    }
                }
                let decided = decide_record(plan, request, record.as_ref());
                let got = answer(&decided);
                assert_eq!(
                    got,
                    expected,
                    "policy {} request {}\nrecord {}",
                    plan.policy().document().name,
                    json!(request),
                    smalls[number]
                );
                check(plan, request, record.as_ref(), &decided.decision, &nobody);
                if let Some(combined) = &combined[number] {
                    check_combined(plan, request, combined, &decided);
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 100_000, "{compared}");
}

fn check(plan: &Plan, request: &AccessRequest, record: Option<&ConsentRecord>, decision: &Decision, nobody: &Decision) {
    if decision.outcome() == Outcome::Deny {
        assert_eq!(decision.outward(), nobody.outward(), "a refusal tells of the person");
        assert!(decision.sections().is_empty() && decision.overrides().is_empty());
    } else {
        assert_eq!(nobody.refusal(), Some(Refusal::NotAvailable), "the requester's stage knew the person");
    }
    let verdict = plan.decide(request, record.map(PersonFacts::of_small).as_ref());
    assert_eq!(verdict.outcome(), decision.outcome());
    assert_eq!(verdict.refusal(), decision.refusal());
}

/// The combined record is decided on like its small form, and what is shown is what was decided.
fn check_combined(plan: &Plan, request: &AccessRequest, record: &CombinedRecord, decided: &RecordDecision) {
    let decision = &decided.decision;
    let look = look(plan, request, record.clone(), &[]);
    assert_eq!(look.decision.rules(), decision.rules());
    assert_eq!(look.decision.sections(), decision.sections());
    assert_eq!(&decide(plan, request, record), &look.decision, "deciding and showing disagree");
    assert_eq!(look.decision.outcome() == Outcome::Permit, look.visible.is_some());
    if let Some(visible) = &look.visible {
        agree(decision, visible);
        let (masked, sourced): (BTreeSet<String>, BTreeSet<String>) =
            shown(visible).into_iter().partition(|name| name.starts_with("WITHHELD/"));
        let unsourced = &decided.unsourced;
        assert!(sourced.is_subset(&held(record)));
        let named = decided.shown.iter().filter(|name| !unsourced.contains(name));
        assert_eq!(sourced, named.cloned().collect());
        assert_eq!(masked.len(), unsourced.len());
    }
}
