//! Answers agree with themselves: in whatever order and at whatever time they are asked for, and in whatever form.

use crate::cases;
use crate::consent_support::{combined, shown};
use crate::made::{REGISTER_DOCUMENT, case, later, plan, policy_of, register_of, shuffle};
use dcr_core::consent::{
    ConsentRecord, Outcome, PersonFacts, Plan, Rule, RuleYield, SectionState, Verdict, decide, decide_record, look,
    what_if,
};
use dcr_core::record::{Section, SensitivityLabel};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An answer as JSON without some members of its decision.
fn without(answer: &impl serde::Serialize, members: &[&str]) -> Value {
    let mut answer = serde_json::to_value(answer).unwrap();
    for member in members {
        answer["decision"].as_object_mut().unwrap().remove(*member);
    }
    answer
}

/// Another order of every list in a document.
fn turned(mut document: Value, seed: &mut u64) -> Value {
    match &mut document {
        Value::Array(list) => {
            shuffle(list, seed);
            list.iter_mut().for_each(|one| *one = turned(one.take(), seed));
        }
        Value::Object(members) => members.values_mut().for_each(|one| *one = turned(one.take(), seed)),
        _ => {}
    }
    document
}

/// The rules about sections and lines, which lines may add to.
fn about_lines(rule: Rule) -> bool {
    rule >= Rule::SectionNotInAgreement
}

fn open(verdict: &Verdict) -> (Vec<Section>, Vec<Section>, Vec<Section>) {
    let (full, coded, existence) = verdict.open_sections();
    let of = |bits: u32| Section::ALL.iter().copied().filter(|section| bits & (1 << *section as u32) != 0).collect();
    (of(full), of(coded), of(existence))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_statute_restricts_is_never_shown(case in case()) {
        let decided = case.decide(&case.plan());
        for line in &case.record.lines {
            let labels = || line.statements.iter().flat_map(|stated| stated.labels.labels());
            if labels().any(SensitivityLabel::legally_restricted) {
                prop_assert!(line.statements.iter().all(|stated| !decided.shown.contains(&stated.source.name())));
            }
        }
        for said in &case.record.section_statements {
            if said.labels.labels().iter().any(SensitivityLabel::legally_restricted) {
                prop_assert!(!decided.shown.contains(&said.source.name()));
            }
        }
    }

    #[test]
    fn what_is_withheld_has_a_reason_and_what_is_not_has_none(case in case()) {
        let decision = case.decide(&case.plan()).decision;
        let outward = decision.outward();
        for (decided, told) in decision.sections().iter().zip(&outward.sections) {
            let section = decided.section;
            match decided.state {
                SectionState::Withheld | SectionState::PartlyWithheld => {
                    prop_assert!(!decided.withheld.is_empty(), "{} is withheld without a reason", section);
                }
                SectionState::Shown | SectionState::NothingRecorded => {
                    prop_assert!(decided.withheld.is_empty(), "{} is not withheld by {:?}", section, decided.withheld);
                }
                // That there is a reason would tell that there is more.
                SectionState::Held => prop_assert!(told.withheld.is_empty()),
            }
            prop_assert!(told.withheld.iter().all(|class| decided.withheld.contains(class)));
            let named = |class: &_| case.policy["tells"].as_array().is_some_and(|tells| tells.contains(&json!(class)));
            prop_assert!(told.withheld.iter().all(named));
            let withholding = decision.rules().iter().filter(|fired| {
                fired.yielded == RuleYield::Withholds && fired.sections.contains(&section)
            });
            let classes: BTreeSet<_> = withholding.map(|fired| fired.rule.class().unwrap()).collect();
            prop_assert_eq!(classes, decided.withheld.iter().copied().collect());
        }
    }

    #[test]
    fn the_order_of_the_record_leaves_no_trace(case in case(), mut seed in any::<u64>()) {
        let plan = case.plan();
        let turned = case.with(|case| {
            let record = &mut case.record;
            shuffle(&mut record.directives, &mut seed);
            shuffle(&mut record.lines, &mut seed);
            shuffle(&mut record.demographics, &mut seed);
            shuffle(&mut record.section_statements, &mut seed);
            shuffle(&mut record.visits, &mut seed);
            for line in &mut record.lines {
                shuffle(&mut line.statements, &mut seed);
                for stated in &mut line.statements {
                    shuffle(&mut stated.links, &mut seed);
                    shuffle(&mut stated.words, &mut seed);
                }
            }
            shuffle(&mut case.request.user.teams, &mut seed);
        });
        prop_assert_eq!(turned.decide(&plan), case.decide(&plan));
    }

    #[test]
    fn the_order_of_the_policy_and_the_register_leaves_no_trace(case in case(), mut seed in any::<u64>()) {
        let policy = policy_of(&turned(case.policy.clone(), &mut seed));
        let turned = Plan::new(policy, register_of(&turned(REGISTER_DOCUMENT.clone(), &mut seed)));
        let digests = ["policy", "register"];
        prop_assert_eq!(without(&case.decide(&turned), &digests), without(&case.decide(&case.plan()), &digests));
    }

    #[test]
    fn an_answer_holds_until_it_says(case in case(), part in 0..1_000_i64, hours in 0..200_000_i64) {
        let plan = case.plan();
        let now = case.decide(&plan);
        let at = case.request.at;
        let until = now.decision.valid_until();
        let left = until.map_or(hours * 3_600_000, |until| until.millis() - at.millis());
        prop_assert!(left > 0 || until.is_none());
        // Somewhere before it ends, and the last instant.
        for later_by in [left * part / 1_000, (left - 1).max(0)] {
            let later = case.with(|case| case.request.at = later(at, later_by)).decide(&plan);
            let times = ["at", "valid_until"];
            prop_assert_eq!(without(&later, &times), without(&now, &times), "{} ms later", later_by);
            prop_assert_eq!(later.decision.valid_until(), until);
        }
    }

    #[test]
    fn a_verdict_is_the_decision_without_its_lines(case in case()) {
        let plan = case.plan();
        let decision = case.decide(&plan).decision;
        let verdict = plan.decide(&case.request, Some(&PersonFacts::of_small(&case.record)));
        prop_assert_eq!(verdict.outcome(), decision.outcome());
        prop_assert_eq!(verdict.refusal(), decision.refusal());
        let stages = decision.rules().iter().filter(|fired| !about_lines(fired.rule));
        let stages: Vec<_> = stages.map(|fired| (fired.rule, fired.yielded)).collect();
        prop_assert_eq!(verdict.rules().collect::<Vec<_>>(), stages);
        for (number, rule) in Rule::ALL.iter().enumerate().filter(|(_, rule)| !about_lines(**rule)) {
            for yielded in RuleYield::ALL {
                let fired = decision.rules().iter().any(|fired| (fired.rule, fired.yielded) == (*rule, *yielded));
                prop_assert_eq!(verdict.rules_that(*yielded) & (1 << number) != 0, fired);
            }
        }
        let (full, coded, existence) = open(&verdict);
        for decided in decision.sections() {
            let section = decided.section;
            let is_open = [&full, &coded, &existence].iter().any(|list| list.contains(&section));
            prop_assert_eq!(verdict.is_open(section), is_open);
            prop_assert_eq!(verdict.withheld_by(section).next().is_some(), !is_open);
            prop_assert!(is_open || decided.state == SectionState::Withheld);
            prop_assert!(decided.state != SectionState::Held || existence.contains(&section));
        }
        for fired in decision.rules() {
            let where_it_may = match fired.rule {
                Rule::CodedOnly => &coded,
                Rule::ExistenceOnly => &existence,
                _ => continue,
            };
            prop_assert!(fired.sections.iter().all(|section| where_it_may.contains(section)));
        }
        if decision.outcome() == Outcome::Permit {
            let obligations: Vec<_> = verdict.obligations().collect();
            prop_assert!(obligations.iter().all(|one| decision.obligations().contains(one)));
            prop_assert!(verdict.overrides().all(|one| decision.overrides().contains(&one)));
        } else {
            prop_assert!(full.is_empty() && coded.is_empty() && existence.is_empty());
            prop_assert_eq!(verdict.valid_until(), decision.valid_until());
        }
    }

    /// A combined record made of entries with codes, links and times is decided on like its small form.
    #[test]
    fn the_small_form_of_a_record_is_decided_on_like_the_record(case in case()) {
        let plan = case.plan();
        let record = combined(&serde_json::to_value(&case.record).unwrap());
        let small = ConsentRecord::from(&record);
        let decided = decide_record(&plan, &case.request, Some(&small));
        prop_assert_eq!(&decide(&plan, &case.request, &record), &decided.decision);
        let look = look(&plan, &case.request, record, &[]);
        prop_assert_eq!(&look.decision, &decided.decision);
        let shown = look.visible.as_ref().map(shown).unwrap_or_default();
        let (masked, sourced): (BTreeSet<String>, BTreeSet<String>) =
            shown.into_iter().partition(|name| name.starts_with("WITHHELD/"));
        let named = decided.shown.iter().filter(|name| !decided.unsourced.contains(name));
        prop_assert_eq!(sourced, named.cloned().collect());
        prop_assert_eq!(masked.len(), decided.unsourced.len());
    }

    #[test]
    fn no_change_has_no_effect_and_back_is_the_reverse(case in case(), other in crate::made::policy()) {
        let (before, after) = (case.plan(), plan(&other));
        let none = what_if(&before, &before, &case.request, &case.record);
        prop_assert!(!none.changes() && !none.reveals());
        prop_assert!(none.rules_gained.is_empty() && none.rules_lost.is_empty() && none.before == none.after);
        let there = what_if(&before, &after, &case.request, &case.record);
        let mut back = what_if(&after, &before, &case.request, &case.record);
        std::mem::swap(&mut back.before, &mut back.after);
        std::mem::swap(&mut back.rules_gained, &mut back.rules_lost);
        for section in &mut back.sections {
            std::mem::swap(&mut section.before, &mut section.after);
            std::mem::swap(&mut section.opened, &mut section.closed);
        }
        prop_assert_eq!(&back, &there);
        // What it says is what the two answers say.
        let (now, then) = (case.decide(&before), case.decide(&after));
        prop_assert_eq!((there.before, there.after), (now.decision.outcome(), then.decision.outcome()));
        let opened: usize = there.sections.iter().map(|section| section.opened).sum();
        prop_assert_eq!(opened, then.shown.iter().filter(|name| !now.shown.contains(name)).count());
    }
}
