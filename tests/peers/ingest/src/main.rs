//! Reading foreign formats on one core, beside other people's libraries in the same run.
//!
//! Prints one JSON object a line: the work, who did it, how much a second of thread CPU time, and where it was asked the
//! peak memory as a multiple of the input. `compare.py` makes the table.

mod fhir;
mod hl7v2;
mod ips;
mod measure;
mod tabular;

use std::path::PathBuf;

#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// Tells one figure.
fn tell(work: &str, who: &str, per_second: f64, unit: &str, memory: Option<f64>) {
    println!(
        "{}",
        serde_json::json!({"work": work, "who": who, "per_second": per_second, "unit": unit, "memory": memory})
    );
}

fn source() -> dcr_core::ingest::Source {
    dcr_core::ingest::Source {
        organisation: dcr_core::identifier::OdsCode::parse("RBD").expect("a code"),
        system: dcr_core::identifier::SourceSystem::parse("PAS").expect("a name"),
        received: dcr_core::time::Timestamp::parse("2026-11-22T13:00:00Z").expect("an instant"),
    }
}

/// What every reader of ours does with what it read: canonical bytes and their hash.
fn hash_all(units: &[dcr_core::ingest::Unit]) {
    for contribution in units.iter().flat_map(|unit| &unit.contributions) {
        std::hint::black_box(contribution.content_hash().expect("a contribution prints"));
    }
}

fn main() {
    let shared = PathBuf::from(std::env::args().nth(1).expect("the folder of the shared data"));
    fhir::run(&shared.join("fhir/synthea-r4"));
    hl7v2::run(&shared.join("hl7v2"));
    tabular::run();
    ips::run();
}
