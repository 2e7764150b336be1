//! What a person has decided only ever takes away, and a refusal does not tell that there is anyone.

use crate::cases;
use crate::made::{aimed, case, directive, later, no_more, number, plan, told};
use dcr_core::consent::{Decision, Outcome, Refusal, Rule, decide_record};
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode, SensitivityLabel};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

/// A dissent that stands whatever else was decided: made last, without an end.
fn standing(scope: DirectiveScope) -> Directive {
    Directive {
        effect: DirectiveEffect::Dissent,
        scope,
        made: later(crate::made::at(), 1_000_000_000_000),
        starts: None,
        ends: None,
        visit: None,
        authority: DirectiveAuthority::Person,
        evidence: None,
        statement: None,
        original: None,
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_dissent_reveals_nothing(case in case(), dissent in directive(Some(DirectiveEffect::Dissent))) {
        let plan = case.plan();
        let more = case.with(|case| case.record.directives.push(aimed(dissent, &case.record)));
        no_more(&more.told(&plan), &case.told(&plan))?;
    }

    /// A label is a word, and one's own words are told apart.
    #[test]
    fn a_dissent_about_a_label_that_nothing_bears_takes_nothing(case in case()) {
        let plan = case.plan();
        let about = DirectiveScope::Label(SensitivityLabel::from("a-word-of-nobody"));
        let more = case.with(|case| case.record.directives.push(standing(about)));
        prop_assert_eq!(more.told(&plan), case.told(&plan));
    }

    /// What a consent undoes, it undoes with good evidence only.
    #[test]
    fn a_proxys_consent_without_its_evidence_reveals_nothing(
        case in case(),
        mut consent in directive(Some(DirectiveEffect::Consent)),
        proxy in select(vec![DirectiveAuthority::Attorney, DirectiveAuthority::BestInterest]),
    ) {
        let plan = case.plan();
        consent.authority = proxy;
        let consent = aimed(consent, &case.record);
        // A dissent that it undoes.
        let dissent = Directive {
            made: later(consent.made, -1),
            authority: DirectiveAuthority::NotStated,
            ..standing(consent.scope.clone())
        };
        let case = case.with(|case| case.record.directives.push(dissent));
        let with = case.with(|case| case.record.directives.push(consent));
        let whole = with.told(&plan);
        let bare = with.with(|case| case.record.directives.last_mut().unwrap().evidence = None);
        no_more(&bare.told(&plan), &whole)?;
        let undated = with.with(|case| {
            case.record.directives.last_mut().unwrap().evidence.iter_mut().for_each(|paper| paper.dated = None);
        });
        no_more(&undated.told(&plan), &whole)?;
        let blank = with.with(|case| {
            let papers = &mut case.record.directives.last_mut().unwrap().evidence;
            papers.iter_mut().for_each(|paper| paper.statement = " \u{200b}".to_owned());
        });
        no_more(&blank.told(&plan), &whole)?;
        // And such a consent is as none; one that is not understood is something else.
        prop_assume!(with.record.directives.last().unwrap().scope != DirectiveScope::NotUnderstood);
        let none = case.told(&plan);
        for without in [bare, undated, blank] {
            prop_assert_eq!(&without.told(&plan), &none);
        }
    }

    /// Of a dissent and a consent that were made at one time, the dissent stands.
    #[test]
    fn a_consent_of_the_same_time_undoes_nothing(case in case(), dissent in directive(Some(DirectiveEffect::Dissent))) {
        let plan = case.plan();
        let dissent = aimed(dissent, &case.record);
        let consent = Directive {
            effect: DirectiveEffect::Consent,
            authority: DirectiveAuthority::Person,
            ..dissent.clone()
        };
        let forbidden = case.with(|case| case.record.directives.push(dissent));
        let both = forbidden.with(|case| case.record.directives.push(consent));
        // A policy that asks for permission may take the consent for one.
        if case.request.permission.is_some() {
            prop_assert_eq!(both.told(&plan), forbidden.told(&plan));
        }
    }

    #[test]
    fn a_mark_of_the_person_or_a_line_reveals_nothing(
        case in case(),
        place in any::<prop::sample::Index>(),
        label in select(&crate::made::LABELS[..]),
    ) {
        let plan = case.plan();
        let whole = case.told(&plan);
        let marked = case.with(|case| {
            let statements = case.record.lines.iter_mut().flat_map(|line| &mut line.statements);
            let mut statements: Vec<_> = statements.collect();
            if !statements.is_empty() {
                let statement = place.get_mut(&mut statements);
                statement.labels = std::mem::take(&mut statement.labels).with(SensitivityLabel::from(label));
            }
        });
        no_more(&marked.told(&plan), &whole)?;
        // A label of the person's own, save the one that has a view of its own.
        let person = case.with(|case| {
            for stated in &mut case.record.demographics {
                stated.labels = std::mem::take(&mut stated.labels).with(SensitivityLabel::from(label));
            }
        });
        no_more(&person.told(&plan), &whole)?;
    }

    /// To the requester, whoever is not theirs to see and whoever is not known are byte for byte the same.
    #[test]
    fn a_refusal_does_not_tell_that_there_is_someone(case in case(), other in case()) {
        let plan = case.plan();
        let nobody = Decision::not_found(&plan, &case.request).outward().canonical().unwrap();
        prop_assert_eq!(&decide_record(&plan, &case.request, None).decision.outward().canonical().unwrap(), &nobody);
        for record in [&case.record, &other.record] {
            let decided = decide_record(&plan, &case.request, Some(record));
            if decided.decision.outcome() == Outcome::Deny {
                prop_assert_eq!(&decided.decision.outward().canonical().unwrap(), &nobody);
                prop_assert!(decided.shown.is_empty() && decided.unsourced.is_empty());
            }
        }
    }

    /// Whoever opted out, will not be held, or refused this requester, is as one who is not known.
    #[test]
    fn who_refused_is_as_one_who_is_not_known(case in case()) {
        let plan = case.plan();
        let nobody = Decision::not_found(&plan, &case.request);
        let overrides = case.policy["break_glass"]["overrides"].clone();
        let overridden = |word: &str| overrides.as_array().unwrap().contains(&json!(word));
        let organisation = plan.register().organisation(&case.request.organisation);
        let scopes = [
            (Some(DirectiveScope::SharedRecord(OptOutMode::DoNotHold)), false),
            (Some(DirectiveScope::SharedRecord(OptOutMode::Hide)), overridden("opt-out")),
            (Some(DirectiveScope::NotUnderstood), overridden("not-understood")),
            (
                organisation.map(|one| DirectiveScope::Organisation(one.code.clone())),
                overridden("organisation-dissent"),
            ),
            (Some(DirectiveScope::User(case.request.user.id.clone())), overridden("user-dissent")),
        ];
        for (scope, may_be_overridden) in scopes {
            let Some(scope) = scope else { continue };
            let refused = case.with(|case| case.record.directives.push(standing(scope.clone())));
            let decided = refused.decide(&plan);
            // In an emergency that overrides the refusal, the look is another matter.
            if case.request.break_glass.is_none() || !may_be_overridden {
                prop_assert_eq!(decided.decision.outcome(), Outcome::Deny, "{:?}", scope);
                let told = |decision: &Decision| decision.outward().canonical().unwrap();
                prop_assert_eq!(told(&decided.decision), told(&nobody), "{:?}", scope);
            }
        }
    }

    /// That permission is asked for is told by the request alone, and only where it says nothing of it.
    #[test]
    fn that_permission_is_missing_is_about_the_request(
        case in case(),
        stated in select(vec![None, Some("refused"), Some("perhaps")]),
    ) {
        let plan = case.plan();
        let case = case.with(|case| case.request.permission = stated.map(str::to_owned));
        let nobody = Decision::not_found(&plan, &case.request);
        let told = |decision: &Decision| {
            decision.outward().reasons.iter().any(|reason| reason.rule == Rule::PermissionMissing)
        };
        let decision = case.decide(&plan).decision;
        if decision.refusal() == Some(Refusal::NotAvailable) {
            prop_assert_eq!(told(&decision), told(&nobody));
        }
        prop_assert!(stated.is_none() || !told(&nobody), "a permission that is refused is stated");
        let required = case.policy["permission_to_view"]["required"] == json!(true);
        prop_assert!(required || !told(&nobody));
    }

    #[test]
    fn a_death_and_a_number_reveal_nothing(case in case()) {
        let plan = plan(&case.policy);
        let whole = case.told(&plan);
        let dead = case.with(|case| case.record.died = Some(dcr_core::consent::ConsentDeath::default()));
        no_more(&told(&dead.decide(&plan)), &whole)?;
        // The person's own view needs their number; anyone else's look is flagged or denied by it.
        let other = case.with(|case| case.record.nhs_number = Some(number("9434765870")));
        if case.request.user.nhs_number.is_none() {
            prop_assert_eq!(other.told(&plan), whole);
        }
    }
}

/// Laws about nothing but refusals would say little.
#[test]
fn the_cases_are_of_every_kind() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut permitted, mut unavailable, mut overridden, mut fired) = (0, 0, 0, std::collections::BTreeSet::new());
    const CASES: usize = 2_000;
    for _ in 0..CASES {
        let case = case().new_tree(&mut runner).unwrap().current();
        let decision = case.decide(&case.plan()).decision;
        permitted += usize::from(decision.outcome() == Outcome::Permit);
        unavailable += usize::from(decision.refusal() == Some(Refusal::NotAvailable));
        overridden += usize::from(!decision.overrides().is_empty());
        fired.extend(decision.rules().iter().map(|fired| fired.rule));
    }
    assert!(permitted > CASES / 5, "{permitted} are permitted");
    assert!(unavailable > CASES / 12, "{unavailable} are not available");
    assert!(overridden > CASES / 50, "{overridden} are overridden");
    let never: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !fired.contains(rule)).collect();
    // These are about words and organisations that the laws of the requester put in on purpose.
    let apart = [
        Rule::UserUnnamed,
        Rule::OrganisationNotOpen,
        Rule::PurposeUnknown,
        Rule::RelationshipUnknown,
        Rule::PersonNotFound,
    ];
    assert!(never.iter().all(|rule| apart.contains(rule)), "{never:?} never fire");
}
