//! How fast FHIR R4 is read on one core, beside two other ways of reading JSON, in thread CPU time.
//!
//! `cargo bench -p dcr-core --bench fhir`, with a part of a line's name to measure only such lines; reads the Synthea bundles of the shared data, and says so where they are absent.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a measurement stops at what it did not expect, and prints what it found"
)]

use dcr_core::contribution::Statement;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Limits, Source, fhir};
use dcr_core::time::Timestamp;
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.try_into().unwrap(), now.tv_nsec.try_into().unwrap())
}

/// The best of several runs over all files, in MB/s.
fn measure(name: &str, files: &[Vec<u8>], mut work: impl FnMut(&[u8])) {
    if std::env::args().nth(1).is_some_and(|part| !part.starts_with('-') && !name.contains(&part)) {
        return;
    }
    let bytes: usize = files.iter().map(Vec::len).sum();
    let run = |work: &mut dyn FnMut(&[u8])| {
        let start = thread_time();
        files.iter().for_each(|file| work(file));
        thread_time() - start
    };
    let best = (0..15).map(|_| run(&mut work)).min().unwrap();
    println!("{name:<44} {:>7.0} MB/s", bytes as f64 / best.as_secs_f64() / 1e6);
}

#[derive(Deserialize)]
struct RawBundle<'a> {
    #[serde(borrow)]
    entry: Vec<RawEntry<'a>>,
}

#[derive(Deserialize)]
struct RawEntry<'a> {
    #[serde(borrow)]
    resource: &'a RawValue,
}

fn main() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/fhir/synthea-r4");
    let Ok(listed) = std::fs::read_dir(&folder) else {
        println!("skipped: no shared data");
        return;
    };
    let files: Vec<Vec<u8>> = listed.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let limits = Limits::default();
    let source = Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    };
    println!("as it came, indented");
    all(&files, &source, &limits);
    let compact =
        |bytes: &Vec<u8>| serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(bytes).unwrap()).unwrap();
    let files: Vec<Vec<u8>> = files.iter().map(compact).collect();
    println!("without white space");
    all(&files, &source, &limits);
}

fn all(files: &[Vec<u8>], source: &Source, limits: &Limits) {
    measure("serde_json Value, read and printed", files, |bytes| {
        let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        black_box(serde_json::to_vec(&value).unwrap());
    });
    measure("serde_json RawValue of each entry, copied", files, |bytes| {
        let bundle: RawBundle<'_> = serde_json::from_slice(bytes).unwrap();
        let mut out = Vec::with_capacity(bytes.len());
        bundle.entry.iter().for_each(|entry| out.extend_from_slice(entry.resource.get().as_bytes()));
        black_box(out);
    });
    measure("Tree", files, |bytes| {
        black_box(fhir::Tree::parse(bytes, limits).unwrap());
    });
    measure("Tree, its bytes copied", files, |bytes| {
        let tree = fhir::Tree::parse(bytes, limits).unwrap();
        black_box(tree.bytes().to_vec());
    });
    measure("Tree, printed compactly value by value", files, |bytes| {
        let tree = fhir::Tree::parse(bytes, limits).unwrap();
        black_box(tree.root().compact());
    });
    measure("contributions", files, |bytes| {
        black_box(fhir::read(bytes, source, limits));
    });
    measure("contributions, canonical and hashed", files, |bytes| {
        for unit in fhir::read(bytes, source, limits) {
            for contribution in unit.contributions {
                black_box(Statement::new(contribution, source.received).unwrap());
            }
        }
    });
}
