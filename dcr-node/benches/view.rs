//! How long a look takes, and how much of it is the durable account.
//!
//! No look is without its account, so that what the look alone takes (load, combine, decide, redact, print) cannot be
//! timed by itself: it is the view of someone less that of an empty node, which is the account alone. Where the system has
//! a file system in memory, both are timed there too, where writing durably costs nothing and varies little.
//!
//! The refusals are timed beside one another: how long one takes must not tell whether the person is known.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, unused_crate_dependencies, reason = "a bench")]

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dcr_core::record::{DirectiveAuthority, OptOutMode};
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
    let empty = tempfile::tempdir_in(folder).unwrap();
    let empty = support::create(empty.path());
    criterion.bench_function(&format!("view in an empty node, the account alone, {account}"), |bench| {
        bench.iter(|| assert!(!empty.view(&clinician(), &nhs_number(1)).unwrap().permitted()));
    });
    let hidden: Vec<_> = (0..50).step_by(5).map(nhs_number).collect();
    for number in &hidden {
        node.opt_out(number, OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    }
    let unknown: Vec<_> = (9_000..9_010).map(nhs_number).collect();
    for (who, numbers) in [("hidden", &hidden), ("unknown", &unknown)] {
        let mut next = numbers.iter().cycle();
        criterion.bench_function(&format!("refusal of someone {who}, {account}"), |bench| {
            bench.iter(|| assert!(!node.view(&clinician(), next.next().unwrap()).unwrap().permitted()));
        });
    }
}

criterion_group!(benches, looks);
criterion_main!(benches);
