//! What one decision costs, for a person with few directives and for one with many.
//!
//! A node that is asked a thousand times a second has a millisecond for each; the decision must not be felt in it.
#![allow(missing_docs, reason = "the macros of the harness make undocumented items")]

#[path = "../tests/consent_support/mod.rs"]
mod consent_support;

use consent_support::record;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dcr_core::consent::{AccessRequest, Policy, decide, look};
use dcr_core::merge::CombinedRecord;
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use serde_json::{Value, json};
use std::hint::black_box;

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

fn decisions(criterion: &mut Criterion) {
    let (Ok(policy), Ok(register), Ok(at)) =
        (Policy::dorset_example(), Register::dorset_example(), Timestamp::parse("2026-11-22T09:00:00Z"))
    else {
        return;
    };
    let request = AccessRequest::new("u1", "RBD", "S8000:G8000:R8000", "TREAT", at).by("admission", None);
    for (directives, lines) in [(0, 0), (3, 30), (3, 300), (100, 300)] {
        let record = person(directives, lines);
        criterion.bench_function(&format!("decide/{directives} directives/{lines} lines"), |bencher| {
            bencher.iter(|| decide(&policy, &register, black_box(&request), black_box(&record)));
        });
    }
    let record = person(3, 300);
    criterion.bench_function("look/3 directives/300 lines", |bencher| {
        bencher.iter_batched(
            || record.clone(),
            |record| look(&policy, &register, black_box(&request), black_box(record), &[]),
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
