//! Writes a simulated county to a folder: one subfolder for each organisation with its sendings in the order of arrival,
//! `order.tsv` with the order over all of them, and `truth.jsonl` with one person a line.
//!
//! ```text
//! county --out FOLDER [--people N] [--seed N]
//! ```

use dcr_core::ingest::Format;
use dcr_county::{CountyOptions, windows};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "county --out FOLDER [--people N] [--seed N]";

fn main() -> ExitCode {
    let Some((options, out)) = arguments(std::env::args().skip(1)) else {
        let _ = writeln!(io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    match write(&options, &out) {
        Ok(written) => {
            let _ = writeln!(io::stderr(), "{written} sendings about {} people", options.people);
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<(CountyOptions, PathBuf)> {
    let mut options = CountyOptions::default();
    let mut out = None;
    while let Some(flag) = given.next() {
        let value = given.next()?;
        match flag.as_str() {
            "--people" => options.people = value.parse().ok()?,
            "--seed" => options.seed = value.parse().ok()?,
            "--out" => out = Some(PathBuf::from(value)),
            _ => return None,
        }
    }
    Some((options, out?))
}

fn write(options: &CountyOptions, out: &PathBuf) -> io::Result<u64> {
    fs::create_dir_all(out)?;
    let mut truth = BufWriter::new(File::create(out.join("truth.jsonl"))?);
    let mut order = BufWriter::new(File::create(out.join("order.tsv"))?);
    writeln!(order, "file\torganisation\tsystem\tformat\tmapping\tsent")?;
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for window in windows(options) {
        for person in window.people {
            serde_json::to_writer(&mut truth, &person)?;
            truth.write_all(b"\n")?;
        }
        for sending in window.sendings {
            let count = counts.entry(sending.organisation).or_default();
            *count += 1;
            let ending = match sending.format {
                Format::Hl7v2 => "hl7",
                Format::Fhir => "json",
                _ => "csv",
            };
            // A thousand files a folder, so that a county of 800,000 people does not end in one folder of millions.
            let folder = format!("{}/{:05}", sending.organisation, *count / 1000);
            if *count == 1 || count.is_multiple_of(1000) {
                fs::create_dir_all(out.join(&folder))?;
            }
            let file = format!("{folder}/{count:08}.{ending}");
            fs::write(out.join(&file), &sending.bytes)?;
            let mapping = sending.mapping.unwrap_or("-");
            let (organisation, system, format) = (sending.organisation, sending.system, sending.format.as_str());
            writeln!(order, "{file}\t{organisation}\t{system}\t{format}\t{mapping}\t{}", sending.sent)?;
        }
    }
    order.flush()?;
    truth.flush()?;
    Ok(counts.values().sum())
}
