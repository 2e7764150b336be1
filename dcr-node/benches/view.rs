//! How long a look takes, and how much of it is the durable account.
//!
//! No look is without its account, so that what the look alone takes (load, combine, decide, redact, print) cannot be
//! timed by itself: it is the view of someone less the view of nobody, which is the account alone. Where the system has
//! a file system in memory, both are timed there too, where writing durably costs nothing and varies little.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, unused_crate_dependencies, reason = "a bench")]

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dcr_node::{Find, Node};
use std::path::Path;
use support::{clinician, nhs_number, populated};

/// A file system in memory, on systems that have this one.
const MEMORY: &str = "/dev/shm";

fn looks(criterion: &mut Criterion) {
    let disk = tempfile::tempdir().unwrap();
    measure(criterion, disk.path(), "account durable");
    if let Ok(memory) = tempfile::tempdir_in(MEMORY) {
        measure(criterion, memory.path(), "account in memory");
    }
}

fn measure(criterion: &mut Criterion, folder: &Path, account: &str) {
    // 100 entries from each of three sources: 300 for each person.
    let node: Node = populated(folder, 50, 100);
    let mut person = 0;
    let mut next = || {
        person = (person + 7) % 50;
        nhs_number(person)
    };
    criterion.bench_function(&format!("view of 300 entries, {account}"), |bench| {
        bench.iter_batched(
            &mut next,
            |number| assert!(node.view(&clinician(), &number).unwrap().permitted()),
            BatchSize::SmallInput,
        );
    });
    criterion.bench_function(&format!("search for a person, {account}"), |bench| {
        bench.iter_batched(
            &mut next,
            |number| assert!(node.find(&clinician(), &Find::NhsNumber(number)).unwrap().is_some()),
            BatchSize::SmallInput,
        );
    });
    let nobody = nhs_number(9_999);
    criterion.bench_function(&format!("view of nobody, the account alone, {account}"), |bench| {
        bench.iter(|| assert!(!node.view(&clinician(), &nobody).unwrap().permitted()));
    });
}

criterion_group!(benches, looks);
criterion_main!(benches);
