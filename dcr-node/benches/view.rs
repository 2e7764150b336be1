//! How long a look takes, without and with the durable account.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, unused_crate_dependencies, reason = "a bench")]

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use dcr_node::{Find, Node};
use support::{clinician, nhs_number, populated};

fn looks(criterion: &mut Criterion) {
    // 100 entries from each of three sources: 300 for each person.
    let folder = tempfile::tempdir().unwrap();
    let node: Node = populated(folder.path(), 50, 100);
    let mut person = 0;
    let mut next = || {
        person = (person + 7) % 50;
        nhs_number(person)
    };
    criterion.bench_function("view of 300 entries, account durable", |bench| {
        bench.iter(|| assert!(node.view(&clinician(), &next()).unwrap().permitted()));
    });
    criterion.bench_function("search for a person, account durable", |bench| {
        bench.iter(|| assert!(node.find(&clinician(), &Find::NhsNumber(next())).unwrap().is_some()));
    });
    criterion.bench_function("view of nobody: the durable account alone", |bench| {
        bench.iter(|| assert!(!node.view(&clinician(), &nhs_number(9_999)).unwrap().permitted()));
    });
}

criterion_group!(benches, looks);
criterion_main!(benches);
