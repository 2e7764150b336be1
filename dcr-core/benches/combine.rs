//! What it costs to combine one person's contributions, to show them as they were, and to write the visible record.
//!
//! The person is made as a county's are: two sources that tell much the same of problems, medicines and results, hospital
//! stays with their diagnoses, letters, care. Three hundred contributions are a long record, three thousand a very long one.
#![allow(missing_docs, reason = "the macros of the harness make undocumented items")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dcr_core::consent::{AccessRequest, Plan, Policy, look};
use dcr_core::contribution::{Contribution, Statement};
use dcr_core::identity::{Cluster, PersonId};
use dcr_core::merge::{AsAt, StatementSet, combine, combine_as_at};
use dcr_core::register::Register;
use dcr_core::render::json;
use dcr_core::time::Timestamp;
use serde_json::{Value, json};
use std::hint::black_box;

const SNOMED: &str = "http://snomed.info/sct";

fn concept(code: usize, words: &str) -> Value {
    json!({ "codings": [{ "system": SNOMED, "code": (100_000_000 + code * 17).to_string(), "display": format!("{words} {code}") }] })
}

/// What is stated in place `index` of a record; of every ten places, four are copies of results, three of problems and
/// medicines, and three are a source's own.
fn body(index: usize) -> Value {
    let thing = index / 20;
    let day = format!("20{:02}-{:02}-{:02}", 10 + thing % 15, 1 + thing % 12, 1 + thing % 28);
    match index % 10 {
        0 | 1 => {
            json!({ "problem": { "code": concept(thing % 40, "Condition"), "status": "active", "period": { "start": day } } })
        }
        2 | 3 => {
            json!({ "medication": { "drug": concept(1000 + thing % 30, "Medicine"), "status": "active", "course": "repeat",
            "dosages": [{ "text": "One to be taken each day" }], "period": { "start": day }, "ingredients": [concept(2000 + thing % 30, "Substance")] } })
        }
        4..=7 => {
            json!({ "investigation": { "code": concept(3000 + index % 10, "Test"), "status": "final", "observed": format!("{day}T09:30:00Z"),
            "filler_number": format!("F{thing}"), "measurements": [{ "code": concept(3000 + index % 10, "Test"),
            "value": { "quantity": { "value": format!("{}.{}", 3 + thing % 90, thing % 10), "unit": "mmol/L" } } }] } })
        }
        8 => {
            json!({ "encounter": { "kind": "inpatient", "status": "finished", "visit_number": format!("V{index}"), "period": { "start": day } } })
        }
        _ => json!({ "document": { "kind": concept(4000, "Letter"), "title": "Discharge letter", "written": day,
            "sections": [{ "title": "Summary", "text": "Seen on the ward and discharged home with the medicines below." }] } }),
    }
}

fn statements(count: usize) -> Option<Vec<Statement>> {
    let stated = |index: usize| {
        let (organisation, system) = if (index / 10).is_multiple_of(2) { ("J81001", "EMIS") } else { ("RBD", "PAS") };
        let contribution: Contribution = serde_json::from_value(json!({ "format": 1, "contribution": {
            "key": { "organisation": organisation, "system": system, "item": format!("item/{index}") },
            "version": 1,
            "recorded": format!("2026-{:02}-{:02}T10:00:00.000Z", 1 + index % 10, 1 + index % 28),
            "subject": { "namespace": system, "value": "1" },
            "status": "current",
            "body": { "entry": { "body": body(index) } },
            "origin": { "format": "direct", "message": "0".repeat(64) },
        } }))
        .ok()?;
        Statement::new(contribution, Timestamp::parse("2026-11-01T10:00:00Z").ok()?).ok()
    };
    (0..count).map(stated).collect()
}

fn cluster(statements: &[Statement]) -> Option<Cluster> {
    let mut members: Vec<_> = statements.iter().map(|statement| statement.contribution().person()).collect();
    members.sort();
    members.dedup();
    let id = PersonId::of(members.first()?);
    Some(Cluster { id, members, nhs_number: None, former_numbers: Vec::new(), evidence: Vec::new() })
}

fn records(criterion: &mut Criterion) {
    for count in [300, 3_000, 30_000] {
        let Some(statements) = statements(count) else { return };
        let Some(cluster) = cluster(&statements) else { return };
        let set: StatementSet = statements.iter().cloned().collect();
        let mut group = criterion.benchmark_group(format!("record of {count}"));
        group.throughput(Throughput::Elements(count as u64));
        if count == 30_000 {
            group.sample_size(10);
        }
        group.bench_function("combine", |bencher| {
            bencher.iter_batched(|| set.clone(), |set| combine(&cluster, set), BatchSize::LargeInput);
        });
        let as_at = AsAt { known: Timestamp::parse("2026-12-01T00:00:00Z").ok(), held: None };
        group.bench_function("combine as it was known", |bencher| {
            bencher.iter_batched(
                || statements.clone(),
                |statements| combine_as_at(&cluster, statements, &as_at),
                BatchSize::LargeInput,
            );
        });
        group.finish();
        write(criterion, count, combine(&cluster, set));
    }
}

fn write(criterion: &mut Criterion, count: usize, record: dcr_core::merge::CombinedRecord) {
    let (Ok(policy), Ok(register), Ok(at)) =
        (Policy::dorset_example(), Register::dorset_example(), Timestamp::parse("2026-11-22T09:00:00Z"))
    else {
        return;
    };
    let plan = Plan::new(policy, register);
    let request = AccessRequest::new("555000111222", "RBD", "R8000", "TREAT", at).by("admission", None);
    let Some(visible) = look(&plan, &request, record, &[]).visible else { return };
    let Ok(written) = json(&visible) else { return };
    let mut group = criterion.benchmark_group(format!("visible record of {count}"));
    group.throughput(Throughput::Bytes(written.len() as u64));
    group.bench_function("as canonical JSON", |bencher| bencher.iter(|| json(black_box(&visible))));
    group.finish();
}

criterion_group!(benches, records);
criterion_main!(benches);
