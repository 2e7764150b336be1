//! How many messages a second are read and kept, in batches.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, unused_crate_dependencies, reason = "a bench")]

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use support::{SOURCES, create, entry, input};

const BATCH: u32 = 1_000;

fn batches(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Elements(u64::from(BATCH)));
    let mut batch = 0;
    group.bench_function("1,000 messages of one contribution, one transaction", |bench| {
        bench.iter_batched(
            || {
                batch += 1;
                let message = |n| {
                    (entry(SOURCES[n as usize % 3], n % 250, batch * 4 + n / 250, 1), input(SOURCES[n as usize % 3]))
                };
                (0..BATCH).map(message).collect::<Vec<_>>()
            },
            |messages| assert_eq!(node.submit_all(messages).unwrap().len(), BATCH as usize),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("the same again: nothing changes", |bench| {
        let messages: Vec<_> =
            (0..BATCH).map(|n| (entry(SOURCES[0], n % 250, n / 250, 1), input(SOURCES[0]))).collect();
        node.submit_all(messages.clone()).unwrap();
        bench.iter(|| assert_eq!(node.submit_all(messages.clone()).unwrap().len(), BATCH as usize));
    });
}

criterion_group!(benches, batches);
criterion_main!(benches);
