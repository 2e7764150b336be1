//! The International Patient Summary of one person: the library's own hand-made record with every kind of entry.

use crate::measure::seconds;
use crate::tell;
use dcr_core::consent::VisibleRecord;
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use std::hint::black_box;

pub fn run() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dcr-core/tests/fhir_export");
    let json = std::fs::read(folder.join("every-kind.json")).expect("the record");
    let record: VisibleRecord = serde_json::from_slice(&json).expect("a visible record");
    let ours = seconds(|| {
        black_box(ips_document(&record).expect("a summary"));
    });
    tell("Patient summary of one person", "dcr", 1.0 / ours, "a second", None);
    if let Some(path) = std::env::args().nth(3) {
        let bundle = uk_core_bundle(&record).expect("a Bundle");
        std::fs::write(path, bundle).expect("the record is written for the peer in JavaScript");
    }
}
