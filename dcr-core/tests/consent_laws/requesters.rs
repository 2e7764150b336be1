//! Less evidence and unknown words only ever take away.

use crate::cases;
use crate::made::{Case, REGISTER_DOCUMENT, case, no_more, number, policy_of, register_of};
use dcr_core::consent::{AccessRequest, BreakGlass, ClaimedRelationship, ConsentRecord, Plan};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

/// A word that no vocabulary has, or one of them written otherwise.
fn unknown() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["", " ", "neighbour", "robot", "perhaps", "friend", "treat", "ADMISSION", "R800", "admission "])
            .prop_map(str::to_owned),
        "[a-z]{1,8}-x",
    ]
}

fn tie(case: &mut Case, change: impl FnOnce(&mut ClaimedRelationship)) {
    case.request.relationship.iter_mut().next().map(change);
}

/// Whether a tie makes the view the person's own or a proxy's.
fn is_own(claimed: &ClaimedRelationship) -> bool {
    ["proxy", "person-themself"].contains(&claimed.kind.as_str())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_piece_of_assurance_less_reveals_nothing(case in case(), place in any::<Index>()) {
        let whole = case.told(&case.plan());
        let mut register = REGISTER_DOCUMENT.clone();
        let code = case.request.organisation.clone();
        let organisations = register["organisations"].as_array_mut().unwrap();
        if let Some(asking) = organisations.iter_mut().find(|one| one["code"] == code.as_str()) {
            let evidence = asking["assurance"]["evidence"].as_array_mut().unwrap();
            evidence.remove(place.index(evidence.len()));
        }
        let less = Plan::new(policy_of(&case.policy), register_of(&register));
        no_more(&case.told(&less), &whole)?;
    }

    #[test]
    fn an_agreement_less_reveals_nothing(case in case(), place in any::<Index>()) {
        let whole = case.told(&case.plan());
        let mut register = REGISTER_DOCUMENT.clone();
        let agreements = register["agreements"].as_array_mut().unwrap();
        agreements.remove(place.index(agreements.len()));
        let less = Plan::new(policy_of(&case.policy), register_of(&register));
        no_more(&case.told(&less), &whole)?;
    }

    /// A county without neighbours takes shorter ways to its answers, and to the same ones.
    #[test]
    fn a_neighbour_who_has_no_part_in_it_changes_nothing(case in case()) {
        let mut register = REGISTER_DOCUMENT.clone();
        let county = register["county"].clone();
        let organisations = register["organisations"].as_array_mut().unwrap();
        let is_neighbour = |one: &serde_json::Value| one.get("county").is_some_and(|of| *of != county);
        let neighbours: Vec<_> = organisations.extract_if(.., |one| is_neighbour(one)).collect();
        prop_assert!(neighbours.len() > 3);
        register["agreements"] = json!([]);
        let of_the_county = |text: String| {
            let neighbours = neighbours.iter().map(|one| one["code"].to_string());
            neighbours.fold(text, |text, code| text.replace(&code, "\"RBD\""))
        };
        let request = of_the_county(json!(case.request).to_string());
        let record = of_the_county(json!(case.record).to_string());
        let case = case.with(|case| {
            case.request = AccessRequest::from_json(request.as_bytes()).unwrap();
            case.record = ConsentRecord::from_json(record.as_bytes()).unwrap();
        });
        let alone = Plan::new(policy_of(&case.policy), register_of(&register));
        let (beside, alone) = (case.decide(&case.plan()), case.decide(&alone));
        prop_assert_eq!(&beside.shown, &alone.shown);
        prop_assert_eq!(&beside.unsourced, &alone.unsourced);
        prop_assert_eq!(beside.decision.rules(), alone.decision.rules());
    }

    /// A stated beginning that is not to come is evidence; one that is to come denies, and is left out of this law.
    #[test]
    fn a_relationship_with_less_reveals_nothing(case in case()) {
        let plan = case.plan();
        let whole = case.told(&plan);
        let at = case.request.at;
        let without: [fn(&mut ClaimedRelationship); 4] = [
            |claimed| claimed.evidence = None,
            |claimed| claimed.evidence = Some(" \u{200b}".to_owned()),
            |claimed| claimed.authority = None,
            |claimed| claimed.reason = None,
        ];
        for change in without {
            no_more(&case.with(|case| tie(case, change)).told(&plan), &whole)?;
        }
        let claimed = case.request.relationship.as_ref();
        if claimed.is_some_and(|claimed| claimed.established.is_some_and(|when| when <= at)) {
            no_more(&case.with(|case| tie(case, |claimed| claimed.established = None)).told(&plan), &whole)?;
        }
        // Without any tie a look is never the person's own, so what is kept from that view is another matter.
        if !claimed.is_some_and(is_own) {
            no_more(&case.with(|case| case.request.relationship = None).told(&plan), &whole)?;
        }
    }

    /// A word that nobody knows opens no more than no word, and no more than one that is known.
    #[test]
    fn a_word_that_nobody_knows_reveals_nothing(case in case(), word in unknown()) {
        let plan = case.plan();
        let whole = case.told(&plan);
        let with = |change: &dyn Fn(&mut AccessRequest)| case.with(|case| change(&mut case.request)).told(&plan);
        for change in [
            &(|request: &mut AccessRequest| request.organisation = format!("{word}?")) as &dyn Fn(&mut AccessRequest),
            &|request| request.purpose.clone_from(&word),
            &|request| request.role.clone_from(&word),
        ] {
            prop_assert!(with(change).is_empty());
        }
        // A permission: as if it were refused.
        let unclear = with(&|request| request.permission = Some(word.clone()));
        no_more(&unclear, &with(&|request| request.permission = None))?;
        no_more(&unclear, &with(&|request| request.permission = Some("given".to_owned())))?;
        prop_assert_eq!(&unclear, &with(&|request| request.permission = Some("refused".to_owned())));
        // A connection: as if it were every one.
        let unclear = with(&|request| request.connection = Some(word.clone()));
        for known in [None, Some("self"), Some("relative"), Some("colleague")] {
            no_more(&unclear, &with(&|request| request.connection = known.map(str::to_owned)))?;
        }
        // A tie, beside none and beside the one that was stated, save where that makes the view the person's own.
        let unclear = with(&|request| request.relationship.iter_mut().for_each(|one| one.kind.clone_from(&word)));
        no_more(&unclear, &with(&|request| request.relationship = None))?;
        if case.request.relationship.as_ref().is_some_and(|claimed| !is_own(claimed)) {
            no_more(&unclear, &whole)?;
        }
        for change in [
            (|claimed, word| claimed.asserted_by = word) as fn(&mut ClaimedRelationship, Option<String>),
            |claimed, word| claimed.code = word,
        ] {
            let with = |word: Option<&str>| {
                case.with(|case| tie(case, |claimed| change(claimed, word.map(str::to_owned)))).told(&plan)
            };
            no_more(&with(Some(&word)), &with(None))?;
            no_more(&with(Some(&word)), &whole)?;
        }
        // The reason of an emergency.
        let glass = |code: Option<&str>| with(&|request| {
            let declared = request.break_glass.clone();
            request.break_glass = declared.map(|glass| BreakGlass { code: code.map(str::to_owned), ..glass });
        });
        no_more(&glass(Some(&word)), &glass(None))?;
        no_more(&glass(Some(&word)), &whole)?;
    }

    /// Whoever says that they are the person shows it by the number.
    #[test]
    fn another_number_is_not_the_person(case in case()) {
        let plan = case.plan();
        let as_the_person = |own: Option<&str>| {
            let asked = case.with(|case| {
                let request = AccessRequest { role: "person".to_owned(), ..case.request.clone() };
                case.request = request.by("person-themself", None);
                case.request.user.nhs_number = own.map(number);
                case.record.nhs_number = Some(number(crate::made::NUMBER));
            });
            asked.told(&plan)
        };
        prop_assert!(as_the_person(None).is_empty());
        prop_assert!(as_the_person(Some("9434765870")).is_empty());
    }
}
