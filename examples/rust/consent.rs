//! A Caldicott Guardian's office: who may look at what, why, and what another policy would change, without a node.
//!
//! Records stand in their small form: where statements come from, how they are labelled, and what the person decided.
//! `cargo run --example consent`. Everybody in it is made up.

use dcr_core::consent::{
    AccessRequest, ConsentRecord, Decision, Outcome, PersonFacts, Plan, Policy, decide_record, what_if,
};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;

/// A record of a hospital's problem and a practice's medicine.
const RECORD: &str = r#"{
    "demographics": [{ "source": ["RBD", "PAS", "patient"], "labels": [] }],
    "directives": [DIRECTIVES],
    "lines": [
        { "section": "problems", "statements": [{ "source": ["RBD", "PAS", "diabetes"], "labels": [] }] },
        { "section": "medications", "statements": [{ "source": ["J81001", "GP", "insulin"], "labels": [] }] }
    ]
}"#;

/// The person's own dissent; the scope is left open.
const DISSENT: &str =
    r#"{ "effect": "dissent", "scope": SCOPE, "authority": "person", "made": "2026-02-01T10:00:00Z" }"#;

fn record(scope: Option<&str>) -> Result<ConsentRecord, Box<dyn std::error::Error>> {
    let directives = scope.map(|scope| DISSENT.replace("SCOPE", scope)).unwrap_or_default();
    Ok(ConsentRecord::from_json(RECORD.replace("DIRECTIVES", &directives).as_bytes())?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plan = Plan::new(Policy::dorset_example()?, Register::dorset_example()?);
    let stricter = Plan::new(Policy::strict_example()?, Register::dorset_example()?);

    let at = Timestamp::parse("2026-11-22T12:00:00Z")?;
    let doctor = AccessRequest::new("dr-1", "RBD", "R8000", "TREAT", at).by("referral", None);
    let emergency = AccessRequest::new("dr-1", "RBD", "R8000", "TREAT", at)
        .breaking_glass("Unconscious in the emergency department");

    let people = [
        ("Ann, who decided nothing", record(None)?, [Outcome::Permit, Outcome::Permit]),
        (
            "Dorothea, who keeps her medicines to herself",
            record(Some(r#"{ "section": "medications" }"#))?,
            [Outcome::Permit, Outcome::Permit],
        ),
        ("Ebenezer, who opted out", record(Some(r#"{ "shared-record": "hide" }"#))?, [Outcome::Deny, Outcome::Permit]),
    ];
    for (name, held, expected) in &people {
        // Read once, it serves any number of decisions, which then take no memory.
        let facts = PersonFacts::of_small(held);
        for ((title, request), outcome) in
            [("a doctor", &doctor), ("an emergency doctor", &emergency)].into_iter().zip(expected)
        {
            let verdict = plan.decide(request, Some(&facts));
            println!("\n== {name}; {title}: {}", verdict.outcome());
            for (rule, yielded) in verdict.rules() {
                println!("  {rule} {yielded}");
            }
            let decision: Decision = decide_record(&plan, request, Some(held)).decision;
            println!("for the account:\n  {}", decision.explain(&plan).join("\n  "));
            println!("for the doctor:\n  {}", decision.outward().explain().join("\n  "));
            assert_eq!((verdict.outcome(), decision.outcome()), (*outcome, *outcome));
        }
        let effect = what_if(&plan, &stricter, &doctor, held);
        println!("by the stricter policy: {} becomes {}", effect.before, effect.after);
        assert_eq!((effect.after, effect.reveals()), (Outcome::Deny, false));
    }

    let hospice = plan.register().organisation("HOSP01").ok_or("the hospice is not in the register")?;
    let admission = hospice.admission(plan.policy().admission_criteria(), at);
    println!("\n== {}\n  {}", hospice.name, admission.sentences().join("\n  "));
    assert!(!admission.missing.is_empty());
    Ok(())
}
