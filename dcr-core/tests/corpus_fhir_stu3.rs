//! What becomes of whole GP records in FHIR STU3.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at what it did not expect")]

mod corpus_support;

use corpus_support::{files, shared, snapshot, source, told};
use dcr_core::ingest::{Limits, fhir};

#[test]
fn whole_gp_records() {
    let Some(folder) = shared("fhir/gpconnect-stu3") else { return };
    let lines = files(&folder).into_iter().filter(|(name, _)| name.ends_with(".json"));
    let lines = lines.map(|(name, bytes)| (name, told(&fhir::read(&bytes, &source(), &Limits::default()))));
    snapshot("fhir-gpconnect-stu3", lines);
}
