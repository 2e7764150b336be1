use super::*;
use crate::consent::Policy;
use crate::register::Register;
use crate::time::Timestamp;
use serde_json::{Value, json};

fn plan(change: impl Fn(&mut Value)) -> Plan {
    let mut document: Value = serde_json::from_slice(Policy::DORSET_EXAMPLE).unwrap();
    change(&mut document);
    let policy = Policy::from_json(document.to_string().as_bytes()).unwrap();
    Plan::new(policy, Register::dorset_example().unwrap())
}

/// The Dorset example whose doctors do not see problems.
fn without_problems() -> Plan {
    plan(|document| {
        let doctor = document["roles"].as_array_mut().unwrap().iter_mut().find(|role| role["code"] == "R8000").unwrap();
        doctor["sections"].as_array_mut().unwrap().retain(|section| section != "problems");
    })
}

fn doctor() -> AccessRequest {
    let at = Timestamp::parse("2026-11-22T09:00:00Z").unwrap();
    AccessRequest::new("u1", "RBD", "R8000", "TREAT", at).by("admission", None)
}

fn record(lines: &Value) -> ConsentRecord {
    let small = json!({ "demographics": [], "directives": [], "lines": lines });
    ConsentRecord::from_json(small.to_string().as_bytes()).unwrap()
}

#[test]
fn a_section_taken_from_a_role_closes_its_lines_and_given_back_opens_them() {
    let line = |section: &str, item: &str| json!({ "section": section, "statements": [{ "source": ["RBD", "PAS", item], "labels": [] }] });
    let record = record(&json!([line("problems", "1"), line("problems", "2"), line("allergies", "3")]));
    let (whole, less) = (plan(|_| ()), without_problems());
    let closed = SectionEffect {
        section: Section::Problems,
        before: Some(SectionState::Shown),
        after: Some(SectionState::Withheld),
        opened: 0,
        closed: 2,
    };
    let gained = vec![(Rule::SectionNotForRole, RuleYield::Withholds)];
    let there = what_if(&whole, &less, &doctor(), &record);
    let expected = Effect {
        before: Outcome::Permit,
        after: Outcome::Permit,
        sections: vec![closed.clone()],
        rules_gained: gained.clone(),
        rules_lost: Vec::new(),
    };
    assert_eq!(there, expected);
    assert!(there.changes() && !there.reveals());
    let back = what_if(&less, &whole, &doctor(), &record);
    let opened = SectionEffect { before: closed.after, after: closed.before, opened: 2, closed: 0, ..closed };
    let expected = Effect { sections: vec![opened], rules_gained: Vec::new(), rules_lost: gained, ..expected };
    assert_eq!(back, expected);
    assert!(back.changes() && back.reveals());
}

#[test]
fn a_line_more_or_less_is_told_where_the_section_keeps_its_state() {
    let granted = |labels: Value| {
        plan(move |document| {
            let roles = document["roles"].as_array_mut().unwrap();
            roles.iter_mut().find(|role| role["code"] == "R8000").unwrap()["labels"] = labels.clone();
        })
    };
    let line = |item: &str, labels: Value| json!({ "section": "problems", "statements": [{ "source": ["RBD", "PAS", item], "labels": labels }] });
    let record = record(&json!([line("1", json!([])), line("2", json!(["hiv"])), line("3", json!(["mental-health"]))]));
    let (none, one) = (granted(json!([])), granted(json!(["hiv"])));
    let effect = |opened: usize, closed: usize| SectionEffect {
        section: Section::Problems,
        before: Some(SectionState::PartlyWithheld),
        after: Some(SectionState::PartlyWithheld),
        opened,
        closed,
    };
    assert_eq!(what_if(&none, &one, &doctor(), &record).sections, [effect(1, 0)]);
    assert_eq!(what_if(&one, &none, &doctor(), &record).sections, [effect(0, 1)]);
}

#[test]
fn a_look_that_becomes_permitted_reveals_though_nothing_is_held() {
    let refuses = plan(|document| {
        let purposes = |list: &mut Value| list.as_array_mut().unwrap().retain(|purpose| purpose != "TREAT");
        purposes(&mut document["purposes"]);
        purposes(&mut document["break_glass"]["purposes"]);
        document["deceased"] = Value::Null;
    });
    let permits = plan(|_| ());
    let there = what_if(&refuses, &permits, &doctor(), &record(&json!([])));
    assert_eq!((there.before, there.after, there.sections.len()), (Outcome::Deny, Outcome::Permit, 14));
    assert!(there.sections.iter().all(|section| (section.before, section.opened) == (None, 0)));
    assert!(there.changes() && there.reveals());
    let back = what_if(&permits, &refuses, &doctor(), &record(&json!([])));
    assert!(back.changes() && !back.reveals());
    let none = what_if(&permits, &permits, &doctor(), &record(&json!([])));
    assert!(!none.changes() && !none.reveals());
}
