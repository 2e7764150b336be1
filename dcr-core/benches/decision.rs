//! What one decision costs: the compiled plan by itself, the whole decision as a document, and the visible record taken
//! out of the combined one.
//!
//! A node that is asked a thousand times a second has a millisecond for each; the decision must not be felt in it.
#![allow(missing_docs, reason = "the macros of the harness make undocumented items")]

#[path = "../tests/consent_support/mod.rs"]
mod consent_support;

use consent_support::record;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dcr_core::consent::{AccessRequest, PersonFacts, Plan, Policy, decide, look};
use dcr_core::merge::CombinedRecord;
use dcr_core::register::{Register, RegisterDocument};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};
use std::hint::black_box;

/// As many organisations as a region has.
const ORGANISATIONS: usize = 6_500;

fn person(directives: usize, lines: usize) -> CombinedRecord {
    let scopes = [json!({ "section": "documents" }), json!({ "label": "hiv" }), json!({ "organisation": "RHM" })];
    let stated = |scope: &Value, effect: &str| json!({ "effect": effect, "scope": scope, "made": "2024-03-01T00:00:00Z", "authority": "person" });
    let directives: Vec<Value> = scopes
        .iter()
        .cycle()
        .take(directives)
        .enumerate()
        .map(|(index, scope)| stated(scope, if index % 4 == 3 { "consent" } else { "dissent" }))
        .collect();
    let lines: Vec<Value> = (0..lines)
        .map(|index| {
            let labels = if index % 20 == 0 { json!(["mental-health"]) } else { json!([]) };
            json!({ "section": "problems", "statements": [
                { "source": ["RBD", "PAS", format!("a{index}")], "labels": labels },
                { "source": ["J81001", "EMIS", format!("b{index}")], "labels": [] },
            ] })
        })
        .collect();
    let demographics = json!([{ "source": ["RBD", "PAS", "d"], "labels": [] }]);
    record(&json!({ "demographics": demographics, "directives": directives, "lines": lines }))
}

/// The example register with as many practices beside it as make it a region's.
fn register() -> Option<Register> {
    let mut document: RegisterDocument = serde_json::from_slice(Register::DORSET_EXAMPLE).ok()?;
    let mut practice = document.organisations.iter().find(|one| one.code.as_str() == "RBD")?.clone();
    for index in document.organisations.len()..ORGANISATIONS {
        practice.code = dcr_core::identifier::OdsCode::parse(&format!("V{index:05}")).ok()?;
        document.organisations.push(practice.clone());
    }
    Register::new(document).ok()
}

fn decisions(criterion: &mut Criterion) {
    let (Ok(policy), Some(register), Ok(at)) =
        (Policy::dorset_example(), register(), Timestamp::parse("2026-11-22T09:00:00Z"))
    else {
        return;
    };
    let plan = Plan::new(policy, register);
    let request = AccessRequest::new("u1", "RBD", "S8000:G8000:R8000", "TREAT", at).by("admission", None);
    for directives in [0, 3, 100] {
        let facts = PersonFacts::of(&person(directives, 0));
        criterion.bench_function(&format!("plan/{directives} directives"), |bencher| {
            bencher.iter(|| plan.decide(black_box(&request), Some(black_box(&facts))));
        });
    }
    for (directives, lines) in [(3, 300), (3, 1000)] {
        let record = person(directives, lines);
        criterion.bench_function(&format!("decide/{directives} directives/{lines} lines"), |bencher| {
            bencher.iter(|| decide(&plan, black_box(&request), black_box(&record)));
        });
        criterion.bench_function(&format!("look/{directives} directives/{lines} lines"), |bencher| {
            bencher.iter_batched(
                || record.clone(),
                |record| look(&plan, black_box(&request), black_box(record), &[]),
                BatchSize::LargeInput,
            );
        });
    }
}

criterion_group!(benches, decisions);
criterion_main!(benches);
