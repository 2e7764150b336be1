//! FHIR from public projects: every file is printed byte for byte, and what became of it is kept, one line a file.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at what it did not expect and says what it skips"
)]

mod corpus_support;

use corpus_support::{files, shared, snapshot, source, told};
use dcr_core::ingest::fhir::{self, Tree};
use dcr_core::ingest::{Limits, Unit};
use serde_json::Value;

fn each_file(folder: &str) -> Vec<(String, Vec<u8>)> {
    let found = shared(&format!("fhir/{folder}"));
    found.map(|path| files(&path)).unwrap_or_default().into_iter().filter(|(name, _)| name.ends_with(".json")).collect()
}

fn read(bytes: &[u8]) -> Vec<Unit> {
    fhir::read(bytes, &source(), &Limits::default())
}

fn kept(folder: &str) {
    let lines: Vec<(String, String)> =
        each_file(folder).into_iter().map(|(name, bytes)| (name, told(&read(&bytes)))).collect();
    if !lines.is_empty() {
        snapshot(&format!("fhir-{folder}"), lines);
    }
}

#[test]
fn synthea_bundles() {
    kept("synthea-r4");
}

#[test]
fn uk_core_examples() {
    kept("ukcore-examples");
}

#[test]
fn the_standards_examples() {
    kept("hl7-r4-examples");
}

/// Numbers, order, unknown members, shadows, null padding: whatever a file says is said again in its own bytes.
#[test]
fn every_file_is_printed_byte_for_byte() {
    for folder in ["synthea-r4", "ukcore-examples", "hl7-r4-examples", "gpconnect-stu3", "ukcore-definitions"] {
        for (name, bytes) in each_file(folder) {
            let Ok(tree) = Tree::parse(&bytes, &Limits::default()) else {
                println!("refused: {name}");
                continue;
            };
            assert_eq!(tree.bytes(), bytes, "{name}");
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            assert_eq!(tree.root().raw(), std::str::from_utf8(text).unwrap().trim(), "{name}");
            let compact = tree.root().compact();
            // White space aside, the tokens are those of the file: a library that keeps the tokens' text agrees.
            assert_eq!(Tree::parse(compact.as_bytes(), &Limits::default()).unwrap().values(), tree.values(), "{name}");
            let (one, other): (Value, Value) =
                (serde_json::from_str(&compact).unwrap(), serde_json::from_slice(text).unwrap());
            assert_eq!(one, other, "{name}");
        }
    }
}
