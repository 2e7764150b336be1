//! Writes exports for other people's validators to read: `export OUT` puts UK Core Bundles and patient summaries of several
//! people of the simulated county, and of the hand-made records and directives of the library's tests, into a folder.

use dcr_core::consent::{AccessRequest, Plan, Policy, SourceConnection, VisibleRecord, look};
use dcr_core::contribution::Statement;
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::identity::resolve;
use dcr_core::ingest::{Format, Limits, Source, fhir, hl7v2, tabular};
use dcr_core::merge::{SourcedDirective, StatementSet, combine};
use dcr_core::register::Register;
use dcr_core::render::fhir::{consent_bundle, ips_document, uk_core_bundle};
use dcr_core::time::Timestamp;
use dcr_county::{CountyOptions, nhs_number, windows};
use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

/// How many people of the county.
const PEOPLE: u32 = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(out) = std::env::args().nth(1) else { return Err("export OUT".into()) };
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dcr-core/tests");
    for name in
        ["render/full", "render/overridden", "render/empty", "fhir_export/every-kind", "fhir_export/as-requested"]
    {
        let record = serde_json::from_slice(&std::fs::read(records.join(format!("{name}.json")))?)?;
        keep(out, name.rsplit('/').next().unwrap_or(name), &record)?;
    }
    let directives: Vec<SourcedDirective> =
        serde_json::from_slice(&std::fs::read(records.join("fhir_export/directives.json"))?)?;
    std::fs::write(
        out.join("directives.uk-core.json"),
        consent_bundle(&directives, &NhsNumber::parse(&nhs_number(0))?),
    )?;
    county(out)
}

fn keep(out: &Path, name: &str, record: &VisibleRecord) -> Result<(), Box<dyn Error>> {
    std::fs::write(out.join(format!("{name}.uk-core.json")), uk_core_bundle(record)?)?;
    std::fs::write(out.join(format!("{name}.ips.json")), ips_document(record)?)?;
    Ok(())
}

fn county(out: &Path) -> Result<(), Box<dyn Error>> {
    let plan = Plan::new(Policy::dorset_example()?, Register::dorset_example()?);
    let mut statements = StatementSet::new();
    let mut sources = BTreeSet::new();
    let options = CountyOptions { seed: 1, people: PEOPLE };
    for sending in windows(&options).flat_map(|window| window.sendings) {
        let source = Source {
            organisation: OdsCode::parse(sending.organisation)?,
            system: SourceSystem::parse(sending.system)?,
            received: sending.sent,
        };
        let limits = Limits::default();
        let units = match (sending.format, sending.mapping) {
            (Format::Hl7v2, _) => hl7v2::read(&sending.bytes, &source, &limits),
            (Format::Fhir, _) => fhir::read(&sending.bytes, &source, &limits),
            (Format::Tabular, Some(name)) => {
                let mapping = tabular::Mapping::built_in(name).ok_or("mapping")?;
                tabular::read(&sending.bytes, mapping, &source, &limits)
            }
            _ => return Err("the county sends a format that is not read here".into()),
        };
        for contribution in units.into_iter().flat_map(|unit| unit.contributions) {
            statements.insert(Statement::new(contribution, sending.sent)?);
        }
        sources.insert((source.organisation, source.system));
    }
    let at = Timestamp::parse("2026-11-22T13:34:00Z")?;
    let connected =
        |(organisation, system): (OdsCode, SourceSystem)| SourceConnection { organisation, system, last_heard: at };
    let connections: Vec<SourceConnection> = sources.into_iter().map(connected).collect();
    let resolution = resolve(statements.iter());
    for index in 0..PEOPLE {
        let Some(cluster) = resolution.by_nhs_number(&NhsNumber::parse(&nhs_number(index))?) else { continue };
        let record = combine(cluster, statements.clone());
        let request = AccessRequest::new("u1", "RBD", "S8000:G8000:R8000", "TREAT", at).by("admission", None);
        if let Some(visible) = look(&plan, &request, record, &connections).visible {
            keep(out, &format!("person-{index}"), &visible)?;
        }
    }
    Ok(())
}
