//! How many messages a second of the simulated county are read and kept, on one core, 1,000 in one transaction.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, unused_crate_dependencies, reason = "a bench")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dcr_core::consent::Policy;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::Format;
use dcr_core::register::Register;
use dcr_county::{CountyOptions, sendings};
use dcr_node::{Input, InputFormat, Node, NodeKey, NodeOptions};

fn county(criterion: &mut Criterion) {
    let all: Vec<(Vec<u8>, Input)> = sendings(&CountyOptions { seed: 1, people: 500 })
        .map(|sending| {
            let format = match (sending.format, sending.mapping) {
                (Format::Tabular, Some(mapping)) => InputFormat::Tabular { mapping: mapping.to_owned() },
                (Format::Hl7v2, _) => InputFormat::Hl7v2,
                _ => InputFormat::Fhir,
            };
            let source = Input::from_source(
                OdsCode::parse(sending.organisation).unwrap(),
                SourceSystem::parse(sending.system).unwrap(),
            );
            (sending.bytes, source.in_format(format).received_at(sending.sent))
        })
        .collect();
    let of = |wanted: &[&str]| -> Vec<(Vec<u8>, Input)> {
        all.iter().filter(|(_, input)| wanted.contains(&input.format.as_str())).cloned().collect()
    };
    let options = NodeOptions {
        organisation: OdsCode::parse("RBD").unwrap(),
        register: Register::DORSET_EXAMPLE.to_vec(),
        policy: Policy::DORSET_EXAMPLE.to_vec(),
    };
    let key = NodeKey::generate().unwrap();
    let mut group = criterion.benchmark_group("county");
    group.sample_size(10);
    for (name, sent) in
        [("all", all.clone()), ("hl7v2", of(&["hl7v2"])), ("fhir", of(&["fhir"])), ("csv", of(&["csv"]))]
    {
        // Units are what a receipt counts: messages, Bundles of one person, rows.
        let folder = tempfile::tempdir().unwrap();
        let node = Node::create(folder.path(), &options, &key).unwrap();
        let units: u64 = node.submit_all(sent.clone()).unwrap().iter().map(|receipt| receipt.accepted).sum();
        group.throughput(Throughput::Elements(units));
        group.bench_function(name, |bench| {
            bench.iter_batched(
                || {
                    let folder = tempfile::tempdir().unwrap();
                    let node = Node::create(folder.path(), &options, &key).unwrap();
                    (folder, node)
                },
                |(folder, node)| {
                    for batch in sent.chunks(1_000) {
                        node.submit_all(batch.iter().map(|(bytes, input)| (bytes, input.clone()))).unwrap();
                    }
                    (folder, node)
                },
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group!(benches, county);
criterion_main!(benches);
