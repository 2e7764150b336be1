//! The two examples, and whatever random changes make of them.

use crate::made::{Case, NUMBER, REASON, REGISTER, at, case, dorset, later, no_more, number, plan, strict, told};
use dcr_core::consent::{
    AccessRequest, BreakGlass, ConsentDeath, ConsentRecord, Outcome, Plan, Policy, PolicyDocument, Rule, SectionState,
    decide_record,
};
use dcr_core::record::{DirectiveEffect, Section, SharingStatement};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

#[test]
fn each_example_loads() {
    for (policy, name) in
        [(Policy::dorset_example(), "Dorset (example)"), (Policy::strict_example(), "Dorset, stricter (example)")]
    {
        let policy = policy.unwrap();
        assert_eq!(policy.document().name, name);
        let again = Policy::from_json(&serde_json::to_vec(policy.document()).unwrap()).unwrap();
        assert_eq!(again.digest(), policy.digest());
    }
}

/// Every JSON pointer of a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, one)| pointers(one, &format!("{at}/{index}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(name, one)| pointers(one, &format!("{at}/{name}"), found)),
        _ => {}
    }
}

/// One change somewhere: another value, one of the document's own, a member or element less, or one twice.
#[derive(Debug, Clone)]
enum Mutation {
    Set(Index, Value),
    Copy(Index, Index),
    Remove(Index, Index),
    Twice(Index, Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let value = prop_oneof![
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(1),
            json!(-1),
            json!(u32::MAX),
            json!(1.5),
            json!(""),
            json!([]),
            json!({}),
            json!("assisted-conception"),
            json!("gender-recognition"),
            json!("HRESCH"),
            json!("R8000"),
            json!("proxy"),
            json!("permission"),
            json!("reduced"),
            json!("demographics"),
        ]),
        "\\PC{0,6}".prop_map(|text| json!(text)),
    ];
    prop_oneof![
        (any::<Index>(), value).prop_map(|(at, value)| Mutation::Set(at, value)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mutation::Copy(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, of)| Mutation::Remove(at, of)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, of)| Mutation::Twice(at, of)),
    ]
}

fn mutated(mut policy: Value, mutation: &Mutation) -> Value {
    let mut all = Vec::new();
    pointers(&policy, "", &mut all);
    let (Mutation::Set(at, _) | Mutation::Copy(at, _) | Mutation::Remove(at, _) | Mutation::Twice(at, _)) = mutation;
    let copied = match mutation {
        Mutation::Copy(_, from) => policy.pointer(from.get(all.as_slice()).as_str()).cloned(),
        _ => None,
    };
    let place = policy.pointer_mut(at.get(all.as_slice()).as_str()).unwrap();
    match (mutation, place) {
        (Mutation::Set(_, value), place) => *place = value.clone(),
        (Mutation::Copy(..), place) => *place = copied.unwrap(),
        (Mutation::Remove(_, of), Value::Array(list)) if !list.is_empty() => drop(list.remove(of.index(list.len()))),
        (Mutation::Remove(_, of), Value::Object(members)) if !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = names[of.index(names.len())].clone();
            members.remove(&name);
        }
        (Mutation::Twice(_, of), Value::Array(list)) if !list.is_empty() => {
            list.push(list[of.index(list.len())].clone());
        }
        _ => {}
    }
    policy
}

/// A record with what statute restricts in every section, beside what it does not.
fn restricted() -> ConsentRecord {
    let sections = Section::ALL.iter().filter(|section| **section != Section::Demographics);
    let lines: Vec<Value> = sections
        .enumerate()
        .flat_map(|(number, section)| {
            let line = |kind: &str, labels: &[&str]| {
                json!({ "section": section, "statements":
                    [{ "source": ["RBD", "PAS", format!("{kind}{number}")], "labels": labels }] })
            };
            [line("free", &[]), line("law", &["assisted-conception"]), line("law-too", &["hiv", "gender-recognition"])]
        })
        .collect();
    let said =
        json!([{ "section": "problems", "source": ["RBD", "PAS", "law-said"], "labels": ["gender-recognition"] }]);
    let record = json!({ "nhs_number": NUMBER, "demographics": [{ "source": ["RBD", "PAS", "d1"], "labels": [] }],
        "directives": [], "lines": lines, "section_statements": said });
    serde_json::from_value(record).unwrap()
}

fn request(role: &str, kind: &str, purpose: &str) -> AccessRequest {
    let mut request = AccessRequest::new("user-1", "RBD", role, purpose, at()).by(kind, Some(REASON));
    if let Some(tie) = &mut request.relationship {
        tie.evidence = Some("letter 4711".to_owned());
        tie.established = Some(later(at(), -1));
        tie.authority = (kind == "proxy").then(|| "attorney".to_owned());
    }
    request.user.nhs_number = (kind == "person-themself").then(|| number(NUMBER));
    AccessRequest { permission: Some("given".to_owned()), ..request }
}

fn requests() -> [AccessRequest; 4] {
    let doctor = request("R8000", "admission", "TREAT");
    let emergency = AccessRequest { purpose: "ETREAT".to_owned(), ..doctor.clone() }.breaking_glass(REASON);
    [doctor, emergency, request("person", "person-themself", "PATRQT"), request("proxy", "proxy", "PWATRNY")]
}

/// A request by a role of the stricter example, by a tie and for a purpose of its own, with all that it asks for.
fn fitting() -> impl Strategy<Value = AccessRequest> {
    (any::<Index>(), any::<Index>(), any::<Index>(), any::<bool>()).prop_map(|(role, tie, purpose, glass)| {
        let strict = strict();
        let one_of =
            |list: &Value, place: Index| list.as_array().unwrap()[place.index(list.as_array().unwrap().len())].clone();
        let role = one_of(&strict["roles"], role);
        let kind = one_of(&role["relationships"], tie);
        let purpose = one_of(&strict["purposes"], purpose);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut request = request(&text(&role["code"]), &text(&kind), &text(&purpose));
        let terms = strict["relationships"].as_array().unwrap().iter().find(|terms| terms["kind"] == kind).unwrap();
        let tie = request.relationship.as_mut().unwrap();
        tie.asserted_by = Some(text(&terms["asserted_by"][0]));
        tie.code = terms.get("codes").map(|codes| text(&codes[0]));
        let declared = BreakGlass { reason: Some(REASON.to_owned()), code: Some("scr-1".to_owned()) };
        AccessRequest { break_glass: glass.then_some(declared), ..request }
    })
}

/// A case in which directives read from coded statements have the effects that such statements can have.
fn as_read(mut case: Case) -> Case {
    for directive in &mut case.record.directives {
        let dissent_alone = [SharingStatement::SecondaryUse, SharingStatement::ParentalRefusal];
        if directive.statement.is_some_and(|statement| dissent_alone.contains(&statement)) {
            directive.effect = DirectiveEffect::Dissent;
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_loads_shows_nothing_that_statute_restricts(
        strictly in any::<bool>(),
        mutations in prop::collection::vec(mutation(), 1..5),
    ) {
        let policy = if strictly { strict() } else { dorset() };
        let policy = mutations.iter().fold(policy, mutated);
        let bytes = policy.to_string();
        let Ok(policy) = Policy::from_json(bytes.as_bytes()) else { return Ok(()) };
        let document: PolicyDocument = policy.document().clone();
        prop_assert_eq!(Policy::new(document).map(|again| again.digest()), Ok(policy.digest()));
        let plan = Plan::new(policy, REGISTER.clone());
        let record = restricted();
        for request in requests() {
            let decided = decide_record(&plan, &request, Some(&record));
            prop_assert!(decided.shown.iter().all(|name| !name.contains("/law")), "{:?}", decided.shown);
        }
    }

    /// Where a request has what both examples ask for, the stricter one reveals no more; nor does it for any other.
    ///
    /// It does in one place alone, by its own intent: it asks for permission, and an emergency overrides that there is
    /// none; the word for that is the word for one that is refused.
    #[test]
    fn the_stricter_example_reveals_no_more(case in case(), fitting in fitting()) {
        let mut case = as_read(case);
        for request in [case.request.clone(), fitting] {
            case.request = request;
            let refused = case.request.permission.as_deref().is_some_and(|word| word != "given");
            if !(refused && case.request.break_glass.is_some()) {
                no_more(&case.told(&plan(&strict())), &case.told(&plan(&dorset())))?;
            }
        }
    }
}

/// The requests above are looks: else nothing would be shown in any case.
#[test]
fn both_examples_permit_what_has_what_they_ask_for() {
    let record = restricted();
    for policy in [dorset(), strict()] {
        let plan = plan(&policy);
        for request in requests() {
            let decided = decide_record(&plan, &request, Some(&record));
            assert_eq!(decided.decision.outcome(), Outcome::Permit, "{}", request.role);
            assert!(decided.shown.contains(&"RBD/PAS/free3".to_owned()));
        }
    }
}

/// Where the stricter example could let more through by asking for more: a consent of another kind that undoes a dissent,
/// days after death, and a section that the other example does not show to the role at all.
#[test]
fn the_stricter_example_opens_no_door_of_its_own() {
    let directive = |effect: &str, year: &str, statement: &str| {
        json!({ "effect": effect, "scope": { "shared-record": "hide" }, "made": format!("{year}-03-01T00:00:00.000Z"),
            "authority": "person", "statement": statement })
    };
    let dissent_alone = [SharingStatement::SecondaryUse, SharingStatement::ParentalRefusal];
    for statement in SharingStatement::ALL.iter().filter(|statement| !dissent_alone.contains(statement)) {
        let mut record = restricted();
        let directives =
            [directive("dissent", "2024", "local-sharing"), directive("consent", "2025", statement.as_str())];
        record.directives = directives.map(|directive| serde_json::from_value(directive).unwrap()).to_vec();
        let looks = [dorset(), strict()].map(|policy| decide_record(&plan(&policy), &requests()[0], Some(&record)));
        let permitted = looks.each_ref().map(|look| look.decision.outcome() == Outcome::Permit);
        assert_eq!(permitted, [*statement == SharingStatement::LocalSharing; 2], "{statement}");
    }
    let mut dead = restricted();
    dead.died = Some(ConsentDeath { on: Some(later(at(), -1)) });
    assert_eq!(decide_record(&plan(&strict()), &requests()[2], Some(&dead)).decision.outcome(), Outcome::Deny);
    let worker = request("R8014", "referral", "TREAT");
    let states = [dorset(), strict()]
        .map(|policy| decide_record(&plan(&policy), &worker, Some(&restricted())).decision.section(Section::Documents));
    assert_eq!(states, [Some(SectionState::Withheld); 2]);
}

/// The one place in which the stricter example is not the stricter one.
#[test]
fn a_permission_refused_in_an_emergency_is_overridden_by_the_stricter_example_alone() {
    let mut request = AccessRequest { permission: Some("refused".to_owned()), ..requests()[1].clone() };
    request.break_glass.as_mut().unwrap().code = Some("scr-1".to_owned());
    let record = restricted();
    let by = |policy: &Value| decide_record(&plan(policy), &request, Some(&record));
    let (lax, strict) = (by(&dorset()), by(&strict()));
    assert_eq!((lax.decision.outcome(), strict.decision.outcome()), (Outcome::Deny, Outcome::Permit));
    assert!(strict.decision.rules().iter().any(|fired| fired.rule == Rule::PermissionRefused));
    assert!(told(&lax).is_empty());
}
