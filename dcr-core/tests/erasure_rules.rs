//! What must hold of the decision to erase, for directives made at random: nothing is erased that need not be.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests: a failure here is the test's failure"
)]

mod consent_support;

use consent_support::record;
use dcr_core::consent::{AccessRequest, Holding, Plan, Policy, Rule, RuleYield, decide, holding, holding_until};
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const AUTHORITIES: [&str; 6] =
    ["person", "parental-responsibility", "attorney", "deputy", "best-interest", "not-stated"];

fn time() -> impl Strategy<Value = String> {
    (2023..2029_u32, 1..13_u32).prop_map(|(year, month)| format!("{year}-{month:02}-01T00:00:00Z"))
}

fn instant() -> impl Strategy<Value = Timestamp> {
    time().prop_map(|text| Timestamp::parse(&text).unwrap())
}

fn evidence() -> impl Strategy<Value = Value> {
    (select(vec!["LPA seen", " "]), of(time()), of(time()), any::<bool>()).prop_map(
        |(statement, dated, ends, competent)| {
            let mut evidence = json!({ "statement": statement, "competent": competent });
            dated.into_iter().for_each(|dated| evidence["dated"] = json!(dated.get(..10)));
            ends.into_iter().for_each(|ends| evidence["ends"] = json!(ends));
            evidence
        },
    )
}

fn directive(authorities: &'static [&'static str]) -> impl Strategy<Value = Directive> {
    let scope = prop_oneof![4 => Just("do-not-hold"), 1 => Just("hide")];
    (select(vec!["dissent", "consent"]), scope, time(), of(time()), of(time()), select(authorities), of(evidence()))
        .prop_map(|(effect, mode, made, starts, ends, authority, evidence)| {
            let mut directive = json!({
                "effect": effect, "scope": { "shared-record": mode }, "made": made, "authority": authority,
            });
            starts.into_iter().for_each(|starts| directive["starts"] = json!(starts));
            ends.into_iter().for_each(|ends| directive["ends"] = json!(ends));
            evidence.into_iter().for_each(|evidence| directive["evidence"] = evidence);
            serde_json::from_value(directive).unwrap()
        })
}

fn directives() -> impl Strategy<Value = Vec<Directive>> {
    proptest::collection::vec(directive(&AUTHORITIES), 0..6)
}

fn at(directives: &[Directive], instant: Timestamp) -> Holding {
    holding(&directives.iter().collect::<Vec<_>>(), instant)
}

fn do_not_hold(directive: &Directive, effect: DirectiveEffect) -> bool {
    directive.effect == effect && directive.scope == DirectiveScope::SharedRecord(OptOutMode::DoNotHold)
}

/// Whether a directive may be the reason to erase, told as plainly as can be.
fn could_erase(directive: &Directive, instant: Timestamp) -> bool {
    let evidence = directive.evidence.as_ref();
    let dated = evidence.and_then(|evidence| evidence.dated.as_ref());
    let proven = evidence.is_some_and(|evidence| evidence.statement.trim() != "")
        && dated.is_some_and(|dated| dated.earliest() <= instant);
    let proxy = matches!(
        directive.authority,
        DirectiveAuthority::ParentalResponsibility | DirectiveAuthority::Attorney | DirectiveAuthority::Deputy
    );
    do_not_hold(directive, DirectiveEffect::Dissent)
        && directive.starts.is_none_or(|starts| starts <= instant)
        && directive.ends.is_none_or(|ends| instant < ends)
        && (directive.authority == DirectiveAuthority::Person || proxy && proven)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_erased_without_a_directive_that_may(directives in directives(), instant in instant()) {
        if at(&directives, instant) == Holding::NotHeld {
            prop_assert!(directives.iter().any(|directive| could_erase(directive, instant)));
        }
    }

    #[test]
    fn what_is_withdrawn_or_lies_in_the_future_erases_nothing(directives in directives(), instant in instant()) {
        let rest: Vec<Directive> =
            directives.into_iter().filter(|directive| !could_erase(directive, instant)).collect();
        prop_assert_ne!(at(&rest, instant), Holding::NotHeld);
    }

    #[test]
    fn the_persons_later_consent_always_cancels(directives in directives()) {
        // After whatever the directives say.
        let instant = Timestamp::parse("2029-01-01T00:00:00Z").unwrap();
        let consent = Directive {
            effect: DirectiveEffect::Consent,
            scope: DirectiveScope::SharedRecord(OptOutMode::DoNotHold),
            made: instant,
            starts: None,
            ends: None,
            visit: None,
            authority: DirectiveAuthority::Person,
            evidence: None,
            statement: None,
            original: None,
        };
        let with: Vec<Directive> = directives.into_iter().chain([consent]).collect();
        prop_assert_eq!(at(&with, instant), Holding::Held);
    }

    #[test]
    fn a_dissent_never_lowers_and_a_consent_never_raises(
        directives in directives(), one in directive(&AUTHORITIES), instant in instant()
    ) {
        let before = at(&directives, instant);
        let effect = one.effect;
        let with: Vec<Directive> = [one].into_iter().chain(directives).collect();
        let after = at(&with, instant);
        match effect {
            DirectiveEffect::Dissent => prop_assert!(after >= before),
            DirectiveEffect::Consent => prop_assert!(after <= before),
        }
    }

    #[test]
    fn the_order_has_no_bearing(directives in directives(), instant in instant(), turn in 0..6_usize) {
        let mut turned = directives.clone();
        turned.rotate_left(turn % directives.len().max(1));
        prop_assert_eq!(at(&turned, instant), at(&directives, instant));
        turned.reverse();
        prop_assert_eq!(at(&turned, instant), at(&directives, instant));
    }

    #[test]
    fn the_answer_stays_until_it_says(directives in directives(), instant in instant(), later in instant()) {
        let until = holding_until(&directives.iter().collect::<Vec<_>>(), instant);
        if later >= instant && until.is_none_or(|until| later < until) {
            prop_assert_eq!(at(&directives, later), at(&directives, instant));
        }
    }

    /// Whoever is not held is not shown either.
    #[test]
    fn whatever_is_not_held_is_not_shown(
        directives in proptest::collection::vec(directive(&["person"]), 0..6), instant in instant()
    ) {
        let plain: Vec<Directive> =
            directives.into_iter().map(|directive| Directive { evidence: None, ..directive }).collect();
        let small = json!({ "demographics": [], "directives": plain, "lines": [] });
        let request = AccessRequest::new("u1", "RBD", "R8000", "TREAT", instant).by("admission", None);
        let plan = Plan::new(Policy::dorset_example().unwrap(), Register::dorset_example().unwrap());
        let decision = decide(&plan, &request, &record(&small));
        let denied = decision
            .rules()
            .iter()
            .any(|fired| fired.rule == Rule::DoNotHold && fired.yielded == RuleYield::Denies);
        let asked = decision.rules().iter().all(|fired| !fired.rule.as_str().starts_with("C0"));
        prop_assert_eq!(denied, asked && at(&plain, instant) >= Holding::Withheld);
    }
}
