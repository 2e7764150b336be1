//! What another policy would change for the people of a node.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, Outcome, Policy, Rule, RuleYield, SectionState};
use dcr_core::record::Section;
use dcr_node::door;
use serde_json::{Value, json};
use support::{POLICY, clinician, nhs_number, populated};

fn policy(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document: Value = serde_json::from_slice(POLICY).unwrap();
    change(&mut document);
    document.to_string().into_bytes()
}

#[test]
fn a_change_tells_whom_it_affects_and_how_and_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 4, 6);
    let numbers = [nhs_number(0), nhs_number(1), nhs_number(500)];
    let requests = [clinician(), AccessRequest { relationship: None, ..clinician() }];

    let same = node.what_if(POLICY, &requests, &numbers, &clinician()).unwrap();
    assert_eq!((same.people, same.unknown, same.looks, same.revealing), (2, 1, 4, 0));
    assert_eq!(same.changed, []);

    let stricter = policy(|document| {
        let roles = document["roles"].as_array_mut().unwrap();
        let role = roles.iter_mut().find(|role| role["code"] == "R8000").unwrap();
        role["sections"].as_array_mut().unwrap().retain(|section| section != "allergies");
    });
    let told = node.what_if(&stricter, &requests, &numbers, &clinician()).unwrap();
    assert_eq!((told.changed.len(), told.revealing), (2, 0), "the look without a relationship stays refused");
    let effect = &told.changed[0].effect;
    assert_eq!((effect.before, effect.after), (Outcome::Permit, Outcome::Permit));
    assert_eq!(effect.sections.len(), 1);
    assert_eq!(effect.sections[0].section, Section::Allergies);
    assert_eq!(effect.sections[0].after, Some(SectionState::Withheld));
    assert_eq!(effect.sections[0].opened, 0);
    assert_eq!(effect.rules_gained, [(Rule::SectionNotForRole, RuleYield::Withholds)]);
    assert_eq!(node.policy().unwrap().digest(), Policy::from_json(POLICY).unwrap().digest(), "nothing is put in force");

    let closed = policy(|document| document["purposes"] = json!(["ETREAT", "THREAT"]));
    assert!(node.what_if(&closed, &requests, &numbers, &clinician()).is_err(), "it contradicts itself");

    let events = node.who_saw(&clinician(), &nhs_number(0)).unwrap();
    assert_eq!(events.iter().filter(|event| event.parts().kind == AuditKind::PolicyTrial).count(), 2);
}

#[test]
fn whoever_may_not_look_at_any_record_is_told_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 2, 2);
    let stranger = AccessRequest { organisation: "XXX".to_owned(), ..clinician() };
    let document = json!({
        "policy": serde_json::from_slice::<Value>(POLICY).unwrap(), "requests": [clinician()],
        "nhs_numbers": [nhs_number(0)], "by": stranger,
    });
    let refused = door::what_if(&node, document.to_string().as_bytes()).unwrap_err();
    assert_eq!(refused.code(), "node.request.not-permitted");
    let asked = json!({
        "policy": serde_json::from_slice::<Value>(POLICY).unwrap(), "requests": [clinician()],
        "nhs_numbers": [nhs_number(0)], "by": clinician(),
    });
    let told: Value = serde_json::from_str(&door::what_if(&node, asked.to_string().as_bytes()).unwrap()).unwrap();
    assert_eq!(told, json!({ "people": 1, "unknown": 0, "looks": 1, "changed": [], "revealing": 0 }));
}
