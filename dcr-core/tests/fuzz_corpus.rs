//! The fuzz corpus on the stable toolchain: every file of it, and mutations of each, through the fuzz entries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../tests/fuzz/entry.rs"]
mod entry;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::path::Path;

/// How many mutations each file of the corpus is put through.
const MUTATIONS: u32 = 64;

/// One change to a file.
#[derive(Debug, Clone)]
enum Change {
    Set { at: prop::sample::Index, to: u8 },
    Remove { from: prop::sample::Index, count: usize },
    Insert { at: prop::sample::Index, bytes: Vec<u8> },
    Repeat { from: prop::sample::Index, count: usize },
}

fn change() -> impl Strategy<Value = Change> {
    // Bytes that mean something to one format or another, and any byte.
    let byte = prop_oneof![prop::sample::select(b"\0\r\n\t,;\"'|^~\\&{}[]:/-+.0919\xff\xc3".to_vec()), any::<u8>()];
    prop_oneof![
        (any::<prop::sample::Index>(), byte.clone()).prop_map(|(at, to)| Change::Set { at, to }),
        (any::<prop::sample::Index>(), 1..40_usize).prop_map(|(from, count)| Change::Remove { from, count }),
        (any::<prop::sample::Index>(), prop::collection::vec(byte, 1..8))
            .prop_map(|(at, bytes)| Change::Insert { at, bytes }),
        (any::<prop::sample::Index>(), 1..80_usize).prop_map(|(from, count)| Change::Repeat { from, count }),
    ]
}

fn apply(mut bytes: Vec<u8>, change: &Change) -> Vec<u8> {
    let length = bytes.len();
    let span = |from: &prop::sample::Index, count: usize| {
        let from = from.index(length + 1);
        from..(from + count).min(length)
    };
    match change {
        Change::Set { at, to } if length > 0 => bytes[at.index(length)] = *to,
        Change::Set { to, .. } => bytes.push(*to),
        Change::Remove { from, count } => drop(bytes.drain(span(from, *count))),
        Change::Insert { at, bytes: more } => {
            let at = at.index(length + 1);
            bytes.splice(at..at, more.iter().copied());
        }
        Change::Repeat { from, count } => {
            let copied = bytes[span(from, *count)].to_vec();
            bytes.extend(copied);
        }
    }
    bytes
}

#[test]
fn every_file_and_its_mutations_hold_the_invariants() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus");
    for (target, entry) in entry::ENTRIES {
        let mut files: Vec<_> = std::fs::read_dir(corpus.join(target))
            .expect("a corpus for each target")
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "no corpus for {target}");
        let mut read = 0;
        for file in &files {
            let bytes = std::fs::read(file).unwrap();
            read += usize::from(entry(&bytes));
            // A fixed seed: the same mutations on every machine and in every run.
            let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
            let config = Config { cases: MUTATIONS, failure_persistence: None, ..Config::default() };
            let changes = prop::collection::vec(change(), 1..6);
            let outcome = TestRunner::new_with_rng(config, rng).run(&changes, |changes| {
                entry(&changes.iter().fold(bytes.clone(), apply));
                Ok(())
            });
            assert!(outcome.is_ok(), "{target}, {}: {outcome:?}", file.display());
        }
        assert!(read * 2 >= files.len(), "{target}: {read} of {} files are read as anything", files.len());
    }
}

#[test]
fn every_target_has_an_entry_and_a_corpus() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
    let names = |folder: &str| {
        let mut names: Vec<String> = std::fs::read_dir(fuzz.join(folder))
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let entries: Vec<&str> = entry::ENTRIES.iter().map(|(name, _)| *name).collect();
    assert_eq!(names("targets"), entries);
    assert_eq!(names("corpus"), entries);
}
