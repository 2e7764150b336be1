//! An emergency opens what the policy's overrides say, and no more.

use crate::cases;
use crate::made::{REASON, case, no_more, plan};
use dcr_core::consent::{BreakGlass, Obligation, Outcome, RecordDecision, Rule};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

fn declared(code: Option<&str>) -> BreakGlass {
    BreakGlass { reason: Some(REASON.to_owned()), code: code.map(str::to_owned) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn an_emergency_that_overrides_nothing_changes_nothing(case in case(), code in select(vec![None, Some("scr-1")])) {
        let mut policy = case.policy.clone();
        policy["break_glass"]["overrides"] = json!([]);
        let plan = plan(&policy);
        let calm = case.with(|case| case.request.break_glass = None).decide(&plan);
        let emergency = case.with(|case| case.request.break_glass = Some(declared(code))).decide(&plan);
        prop_assert_eq!(&emergency.shown, &calm.shown);
        prop_assert_eq!(&emergency.unsourced, &calm.unsourced);
        prop_assert_eq!(emergency.decision.sections(), calm.decision.sections());
        prop_assert_eq!(emergency.decision.refusal(), calm.decision.refusal());
        prop_assert_eq!(emergency.decision.consent(), calm.decision.consent());
        prop_assert!(emergency.decision.overrides().is_empty());
        prop_assert!(!emergency.decision.obligations().contains(&Obligation::TellPerson));
        let about_it = |rule: Rule| matches!(rule, Rule::BreakGlass | Rule::BreakGlassNotAccepted);
        let others: Vec<_> = emergency.decision.rules().iter().filter(|fired| !about_it(fired.rule)).cloned().collect();
        prop_assert_eq!(others.as_slice(), calm.decision.rules());
    }

    #[test]
    fn an_override_less_reveals_nothing(case in case(), place in any::<Index>()) {
        let case = case.with(|case| case.request.break_glass = Some(declared(Some("scr-1"))));
        let whole = case.told(&case.plan());
        let mut policy = case.policy.clone();
        let overrides = policy["break_glass"]["overrides"].as_array_mut().unwrap();
        if !overrides.is_empty() {
            overrides.remove(place.index(overrides.len()));
        }
        no_more(&case.told(&plan(&policy)), &whole)?;
    }

    #[test]
    fn a_label_more_that_is_never_opened_reveals_nothing(case in case(), label in select(&crate::made::LABELS[..15])) {
        let case = case.with(|case| case.request.break_glass = Some(declared(Some("scr-1"))));
        let whole = case.told(&case.plan());
        let mut policy = case.policy.clone();
        let never = policy["break_glass"]["never_opens"].as_array_mut().unwrap();
        if !never.contains(&json!(label)) {
            never.push(json!(label));
        }
        no_more(&case.told(&plan(&policy)), &whole)?;
    }

    /// What carries a label that the policy never opens is shown in an emergency only if it would be without the two words
    /// for labels.
    #[test]
    fn what_is_never_opened_stays_closed(case in case(), label in select(&crate::made::LABELS[..15])) {
        let mut policy = case.policy.clone();
        policy["break_glass"]["never_opens"] = json!([label]);
        let case = case.with(|case| {
            case.request.break_glass = Some(declared(Some("scr-1")));
            // No other label, neither stated nor by a code.
            policy["code_sets"] = json!([]);
            let statements = case.record.lines.iter_mut().flat_map(|line| &mut line.statements);
            statements.for_each(|stated| stated.labels = crate::made::sensitivity(&[label]));
        });
        let open = case.decide(&plan(&policy));
        let overrides = policy["break_glass"]["overrides"].as_array_mut().unwrap();
        overrides.retain(|word| word != "label-not-granted" && word != "label-dissent");
        let closed = case.decide(&plan(&policy));
        for line in &case.record.lines {
            let shown = |by: &RecordDecision| by.shown.contains(&line.statements[0].source.name());
            prop_assert!(!shown(&open) || shown(&closed), "{} opens", label);
        }
    }

    /// An emergency never takes anything away, and what it opened is told and followed up.
    #[test]
    fn what_an_emergency_opens_is_told(case in case()) {
        let plan = case.plan();
        let calm = case.with(|case| case.request.break_glass = None);
        let emergency = case.with(|case| case.request.break_glass = Some(declared(Some("scr-1"))));
        let (before, decided) = (calm.told(&plan), emergency.decide(&plan));
        let after = crate::made::told(&decided);
        no_more(&before, &after)?;
        let decision = decided.decision;
        if before != after {
            prop_assert!(!decision.overrides().is_empty());
        }
        if decision.outcome() == Outcome::Permit && !decision.overrides().is_empty() {
            let asked = &case.policy["break_glass"]["overrides"];
            for word in decision.overrides() {
                prop_assert!(asked.as_array().unwrap().contains(&json!(word)));
            }
            let tells = case.policy["break_glass"]["tells_person"] != json!(false);
            prop_assert_eq!(decision.obligations().contains(&Obligation::TellPerson), tells);
            prop_assert!(decision.obligations().contains(&Obligation::AlertPrivacyOfficer));
            prop_assert!(decision.obligations().contains(&Obligation::RecordReason));
        }
    }
}
