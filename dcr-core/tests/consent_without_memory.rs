//! A decision before the lines takes no memory, so that a host may ask for any number of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is the test's failure")]

#[path = "consent_support/mod.rs"]
mod consent_support;
#[path = "consent_support/made.rs"]
mod made;

use dcr_core::consent::{
    AccessRequest, BreakGlass, ConsentRecord, Outcome, PersonFacts, Plan, Refusal, Rule, RuleYield, Verdict,
    decide_record,
};
use dcr_core::record::Section;
use made::{NUMBER, REASON, at, later, number, plan};
use serde_json::{Value, json};

/// How often memory was taken, and what was made meanwhile.
fn counted<T>(make: impl FnOnce() -> T) -> (u64, T) {
    let mut made = None;
    let info = allocation_counter::measure(|| made = Some(make()));
    (info.count_total, made.unwrap())
}

fn request(organisation: &str, role: &str, kind: &str, purpose: &str) -> AccessRequest {
    let mut request = AccessRequest::new("user-1", organisation, role, purpose, at()).by(kind, Some(REASON));
    request.user.teams = vec!["Heart failure".to_owned(), " district NURSES ".to_owned()];
    if let Some(tie) = &mut request.relationship {
        tie.evidence = Some("letter 4711".to_owned());
        tie.established = Some(later(at(), -1));
        tie.authority = (kind == "proxy").then(|| "attorney".to_owned());
    }
    request.user.nhs_number = (kind == "person-themself").then(|| number(NUMBER));
    request
}

fn emergency(request: AccessRequest) -> AccessRequest {
    let glass = BreakGlass { reason: Some(REASON.to_owned()), code: Some("scr-1".to_owned()) };
    AccessRequest { break_glass: Some(glass), ..request }
}

/// Requests of every kind, and what comes of each for a person without a directive.
fn requests() -> Vec<(&'static str, AccessRequest, Option<Refusal>)> {
    let staff = |organisation| request(organisation, "R8000", "admission", "TREAT");
    vec![
        ("a permit", staff("RBD"), None),
        ("one by a full role", request("RBD", "S8000:G8000:R8003", "referral", "TREAT"), None),
        ("one in an emergency", emergency(AccessRequest { relationship: None, ..staff("RBD") }), None),
        ("one across the border", staff("RHM"), None),
        ("a proxy's", request("RBD", "proxy", "proxy", "PWATRNY"), None),
        ("the person's own", request("RBD", "person", "person-themself", "PATRQT"), None),
        ("one of a relative", AccessRequest { connection: Some("relative".to_owned()), ..staff("RBD") }, None),
        ("no organisation", staff("XXXXX"), Some(Refusal::NotPermitted)),
        ("one not admitted", staff("LACK01"), Some(Refusal::NotPermitted)),
        ("no agreement", staff("RTX"), Some(Refusal::NotPermitted)),
        ("no role", request("RBD", "R9999", "admission", "TREAT"), Some(Refusal::NotPermitted)),
        ("no purpose", request("RBD", "R8000", "admission", "HRESCH"), Some(Refusal::NotPermitted)),
        ("no tie", AccessRequest { relationship: None, ..staff("RBD") }, Some(Refusal::NotPermitted)),
        ("a tie of no kind", request("RBD", "R8000", "neighbour", "TREAT"), Some(Refusal::NotPermitted)),
        (
            "a permission refused",
            AccessRequest { permission: Some("refused".to_owned()), ..staff("RBD") },
            Some(Refusal::NotAvailable),
        ),
    ]
}

/// A person with so many directives about items, labels, sections and users, and these besides.
fn person(directives: usize, besides: &[Value]) -> ConsentRecord {
    let scopes = [
        json!({ "item": { "organisation": "RBD", "system": "PAS", "item": "i1" } }),
        json!({ "label": "hiv" }),
        json!({ "label": "local-word" }),
        json!({ "section": "documents" }),
        json!({ "user": "somebody else" }),
        json!({ "team": "Another team" }),
        json!({ "organisation": "RDY" }),
        json!({ "purpose": "CAREMGT" }),
    ];
    let plain = (0..directives).map(|number| {
        let mut scope = scopes[number % scopes.len()].clone();
        if number % scopes.len() == 0 {
            scope["item"]["item"] = json!(format!("i{number}"));
        }
        json!({ "effect": if number % 5 == 0 { "consent" } else { "dissent" }, "scope": scope,
            "made": "2024-03-01T00:00:00.000Z", "ends": "2030-01-01T00:00:00.000Z", "authority": "attorney",
            "evidence": { "statement": "LPA", "dated": "2024-01" } })
    });
    let directives: Vec<Value> = plain.chain(besides.iter().cloned()).collect();
    let lines =
        json!([{ "section": "problems", "statements": [{ "source": ["RBD", "PAS", "p1"], "labels": ["hiv"] }] }]);
    let record = json!({ "nhs_number": NUMBER, "demographics": [], "directives": directives, "lines": lines });
    serde_json::from_value(record).unwrap()
}

fn dissent(scope: &Value) -> Value {
    json!({ "effect": "dissent", "scope": scope, "made": "2024-03-01T00:00:00.000Z", "authority": "person" })
}

#[test]
fn a_decision_takes_no_memory() {
    let plan: Plan = plan(&made::dorset());
    for directives in [0, 3, 100] {
        let facts = PersonFacts::of_small(&person(directives, &[]));
        for (name, request, refusal) in requests() {
            // What is made once, such as tables of words, is made now.
            let warm: Verdict = plan.decide(&request, Some(&facts));
            assert_eq!(warm.refusal(), refusal, "{name} with {directives} directives");
            let (taken, verdict) = counted(|| plan.decide(&request, Some(&facts)));
            assert_eq!(taken, 0, "{name} with {directives} directives");
            assert_eq!(verdict, warm);
            assert_eq!(counted(|| plan.decide(&request, None)).0, 0, "{name} for nobody");
        }
    }
}

#[test]
fn what_withholds_a_section_is_told_by_its_bit() {
    let plan = plan(&made::dorset());
    let bit = |rule| Rule::ALL.iter().position(|one| *one == rule).map_or(0, |place| 1_u64 << place);
    let mut told = 0;
    for (_, request, _) in requests() {
        let facts = PersonFacts::of_small(&person(100, &[]));
        let verdict = plan.decide(&request, Some(&facts));
        let rules = || Section::ALL.iter().flat_map(|section| verdict.withheld_by(*section));
        let bits = rules().fold(0_u64, |bits, rule| bits | bit(rule));
        assert_eq!(verdict.rules_that(RuleYield::Withholds), bits);
        told |= bits;
    }
    let expected = [Rule::SectionNotInAgreement, Rule::SectionDissent];
    assert_eq!(told, expected.into_iter().fold(0, |bits, rule| bits | bit(rule)));
}

#[test]
fn each_refusal_by_the_person_takes_no_memory() {
    let plan = plan(&made::dorset());
    let doctor = request("RBD", "R8000", "admission", "TREAT");
    let cases = [
        (dissent(&json!({ "shared-record": "do-not-hold" })), doctor.clone(), Rule::DoNotHold),
        (dissent(&json!({ "shared-record": "hide" })), doctor.clone(), Rule::OptOut),
        (dissent(&json!("not-understood")), doctor.clone(), Rule::NotUnderstood),
        (dissent(&json!({ "organisation": "RBD" })), doctor.clone(), Rule::OrganisationDissent),
        (dissent(&json!({ "organisation-kind": "acute-trust" })), doctor.clone(), Rule::OrganisationKindDissent),
        (dissent(&json!({ "purpose": "TREAT" })), doctor.clone(), Rule::PurposeDissent),
        (dissent(&json!({ "user": " USER-1" })), doctor.clone(), Rule::UserDissent),
        (dissent(&json!({ "team": "District nurses" })), doctor.clone(), Rule::TeamDissent),
        (dissent(&json!({ "proxy": "attorney" })), request("RBD", "proxy", "proxy", "PWATRNY"), Rule::ProxyDissent),
    ];
    for (dissent, request, rule) in cases {
        for directives in [0, 100] {
            let facts = PersonFacts::of_small(&person(directives, std::slice::from_ref(&dissent)));
            let warm = plan.decide(&request, Some(&facts));
            assert!(warm.rules().any(|(fired, _)| fired == rule), "{rule}");
            assert_eq!(warm.outcome(), Outcome::Deny);
            assert_eq!(counted(|| plan.decide(&request, Some(&facts))).0, 0, "{rule}");
            // An emergency that overrides it is another way through the rules.
            let emergency = emergency(request.clone());
            let _ = plan.decide(&emergency, Some(&facts));
            assert_eq!(counted(|| plan.decide(&emergency, Some(&facts))).0, 0, "{rule} in an emergency");
        }
    }
}

/// The counting counts: a whole decision, with its document, takes memory.
#[test]
fn a_whole_decision_takes_memory() {
    let plan = plan(&made::dorset());
    let doctor = request("RBD", "R8000", "admission", "TREAT");
    let record = person(3, &[]);
    let _ = decide_record(&plan, &doctor, Some(&record));
    let (taken, decided) = counted(|| decide_record(&plan, &doctor, Some(&record)));
    assert_eq!(decided.decision.outcome(), Outcome::Permit);
    assert!(taken > 0, "the memory that a decision takes is not counted");
    assert!(counted(|| PersonFacts::of_small(&record)).0 > 0);
}
