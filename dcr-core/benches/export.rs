//! What an export costs beside the JSON of the same record, for a person with 300 entries.
//!
//! A summary is made while someone waits for it: it must cost no more than the look itself.
#![allow(missing_docs, reason = "the macros of the harness make undocumented items")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dcr_core::consent::{SectionState, VisibleLine, VisibleRecord};
use dcr_core::identifier::SourceItemId;
use dcr_core::record::{EntryBody, Section};
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use dcr_core::render::json;
use std::hint::black_box;

/// How many lines of each section: 300 in all, most of them results and medications, as of someone long ill.
const LINES: [(Section, usize); 11] = [
    (Section::Alerts, 4),
    (Section::Problems, 40),
    (Section::Allergies, 6),
    (Section::Medications, 60),
    (Section::Investigations, 140),
    (Section::Procedures, 10),
    (Section::Immunisations, 14),
    (Section::Documents, 8),
    (Section::Encounters, 14),
    (Section::RelatedPeople, 2),
    (Section::CareProviders, 2),
];

/// The hand-made record of the render tests with its lines repeated, each under a number of its own.
fn person() -> Option<VisibleRecord> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/render/full.json");
    let mut record: VisibleRecord = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    for section in &mut record.sections {
        let wanted = LINES.iter().find(|(found, _)| *found == section.section).map_or(0, |(_, count)| *count);
        let lines: Vec<VisibleLine> = section.lines.iter().cycle().take(wanted).cloned().collect();
        section.lines = lines;
        section.state = if section.lines.is_empty() { SectionState::NothingRecorded } else { SectionState::Shown };
        for line in &mut section.lines {
            one_result(&mut line.entry.body);
        }
        for (index, line) in section.lines.iter_mut().enumerate() {
            for statement in &mut line.statements {
                let item = format!("{}-{index}", statement.provenance.item);
                statement.provenance.item = SourceItemId::parse(&item).ok()?;
            }
        }
    }
    Some(record)
}

/// One result a line, as a hospital's feed sends them; the record's own lines are whole panels.
fn one_result(body: &mut EntryBody) {
    if let EntryBody::Investigation(found) = body
        && let Some(first) = found.measurements.first().cloned()
    {
        found.code = first.code.clone();
        found.measurements = vec![first];
        found.requester = None;
        found.specimens.clear();
    }
}

fn exports(criterion: &mut Criterion) {
    let Some(record) = person() else { return };
    let lines: usize = record.sections.iter().map(|section| section.lines.len()).sum();
    let mut group = criterion.benchmark_group(format!("export/{lines} entries"));
    type Render = fn(&VisibleRecord) -> Result<Vec<u8>, dcr_core::render::RenderError>;
    for (name, render) in [("json", json as Render), ("uk-core", uk_core_bundle), ("ips", ips_document)] {
        let Ok(bytes) = render(&record) else { continue };
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| render(black_box(&record))));
    }
    group.finish();
}

criterion_group!(benches, exports);
criterion_main!(benches);
