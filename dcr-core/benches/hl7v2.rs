//! What HL7 v2 costs on one core, over the public messages of the shared data: looking into messages, and all the way to
//! contributions as they are stored.
//!
//! Told in messages a second of processor time, so that other work on the machine does not count.
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use dcr_core::contribution::ContentHash;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::hl7v2::{Acknowledgement, MessageView, acknowledge, messages, read};
use dcr_core::ingest::{Limits, Source, Unit};
use dcr_core::time::Timestamp;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often each thing is measured; the best is told.
const ROUNDS: u32 = 3;

/// How long one measurement takes at least: the system counts processor time in steps of some milliseconds.
const ROUND: Duration = Duration::from_millis(400);

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Processor time of this thread where the system tells it (Linux), else the clock's.
fn now(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn measure(what: &str, count: usize, bytes: usize, mut pass: impl FnMut() -> usize) {
    // What a word on the command line does not name is left out, as with other benchmarks.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if !wanted.is_empty() && !wanted.iter().any(|word| what.contains(word.as_str())) {
        return;
    }
    let start = Instant::now();
    let mut best = u128::MAX;
    for _ in 0..ROUNDS {
        let before = now(start);
        let (mut passes, mut spent) = (0, Duration::ZERO);
        while spent < ROUND {
            black_box(pass());
            passes += 1;
            spent = now(start).saturating_sub(before);
        }
        best = best.min(spent.as_nanos() / passes);
    }
    let nanoseconds = best.max(1);
    let (each, rate) = (nanoseconds / count.max(1) as u128, count as u128 * 1_000_000_000 / nanoseconds);
    let throughput = bytes as u128 * 1_000 / nanoseconds;
    println!("{what:<44} {rate:>9} messages/s {each:>8} ns each {throughput:>6} MB/s");
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hl7v2");
    let streams = |name: &str| {
        let read: Vec<Vec<u8>> = files(&folder.join(name)).iter().filter_map(|file| std::fs::read(file).ok()).collect();
        read
    };
    for (name, streams) in [("simulated hospital", streams("simhospital")), ("converter", streams("converter"))] {
        if streams.is_empty() {
            println!("{name}: the shared data is absent: skipped");
            continue;
        }
        bench(name, &streams);
    }
}

fn bench(name: &str, streams: &[Vec<u8>]) {
    let (Ok(organisation), Ok(system)) = (OdsCode::parse("RBD"), SourceSystem::parse("PAS")) else { return };
    let Ok(received) = Timestamp::parse("2026-11-22T13:00:00Z") else { return };
    let source = Source { organisation, system, received };
    let limits = Limits::default();
    let all: Vec<&[u8]> = streams.iter().flat_map(|stream| messages(stream)).collect();
    let (count, bytes) = (all.len(), all.iter().map(|message| message.len()).sum());
    println!("{name}: {count} messages, {} bytes on average", bytes / count.max(1));
    measure("part, index, read five fields, write", count, bytes, || {
        let mut seen = 0;
        for message in streams.iter().flat_map(|stream| messages(stream)) {
            let Ok(view) = MessageView::read(message, &limits) else { continue };
            for (segment, field, component) in
                [("MSH", 9, 2), ("MSH", 10, 1), ("PID", 3, 1), ("PID", 5, 1), ("PV1", 19, 1)]
            {
                seen += view.text(segment, field, component).map_or(0, |text| text.len());
            }
            seen += view.to_bytes().len();
        }
        seen
    });
    measure("to contributions", count, bytes, || {
        all.iter().flat_map(|message| read(message, &source, &limits)).map(|unit| unit.contributions.len()).sum()
    });
    let stored = |unit: Unit| {
        let mut seen = unit.original.len();
        for contribution in &unit.contributions {
            let canonical = contribution.canonical().unwrap_or_default();
            seen += usize::from(ContentHash::of(&canonical).as_bytes().iter().any(|b| *b > 0)) + canonical.len();
        }
        seen
    };
    measure("to contributions, canonical and hashed", count, bytes, || {
        all.iter().flat_map(|message| read(message, &source, &limits)).map(stored).sum()
    });
    measure("the same, each stream read as a whole", count, bytes, || {
        streams.iter().flat_map(|stream| read(stream, &source, &limits)).map(stored).sum()
    });
    let contributions: usize = all.iter().flat_map(|m| read(m, &source, &limits)).map(|u| u.contributions.len()).sum();
    let attached = |unit: Unit| unit.contributions.iter().map(|c| c.parts().attached.len()).sum::<usize>();
    let attached: usize = all.iter().flat_map(|message| read(message, &source, &limits)).map(attached).sum();
    println!("  {contributions} contributions, {attached} parts attached");
    let Ok(reply) = Acknowledgement::new("DCR", received) else { return };
    let units: Vec<_> = streams.iter().flat_map(|stream| read(stream, &source, &limits)).collect();
    measure("answer", count, bytes, || acknowledge(&units, &reply).iter().map(Vec::len).sum());
}
