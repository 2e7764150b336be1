//! Trains the compression dictionary of the store from synthetic messages.
//!
//! ```text
//! cargo run --example train_dictionary -- FOLDER OUTPUT
//! ```
//!
//! Every file under FOLDER is one message, HL7 v2 or FHIR; of the messages and of the contributions read from them every
//! one is a sample, of any other file its first lines. The samples must be synthetic: parts of them stand in the dictionary, and the
//! dictionary is public. A new dictionary is a new storage format, unless no node holds anything yet.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Format, Limits, Source, fhir, hl7v2};
use dcr_core::time::Timestamp;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const DICTIONARY_BYTES: usize = 32 * 1024;
const LONGEST_SAMPLE: usize = 16 * 1024;
const MOST_FILES: usize = 4_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: train_dictionary FOLDER OUTPUT".into());
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files)?;
    files.sort();
    let mut samples = Vec::with_capacity(files.len());
    // Evenly over the folder, so that every source has its share.
    let step = files.len().div_ceil(MOST_FILES).max(1);
    for file in files.iter().step_by(step) {
        collect_samples(&fs::read(file)?, &mut samples)?;
    }
    let dictionary = zstd::dict::from_samples(&samples, DICTIONARY_BYTES)?;
    fs::write(&output, &dictionary)?;
    println!("{} samples, a dictionary of {} bytes", samples.len(), dictionary.len());
    Ok(())
}

fn collect_samples(bytes: &[u8], samples: &mut Vec<Vec<u8>>) -> Result<(), Box<dyn Error>> {
    let source = Source {
        organisation: OdsCode::parse("RBD")?,
        system: SourceSystem::parse("PAS")?,
        received: Timestamp::parse("2026-11-22T13:34:00Z")?,
    };
    let units = match Format::detect(bytes) {
        Some(Format::Hl7v2) => hl7v2::read(bytes, &source, &Limits::default()),
        Some(Format::Fhir) => fhir::read(bytes, &source, &Limits::default()),
        _ => Vec::new(),
    };
    samples.push(bytes.iter().copied().take(LONGEST_SAMPLE).collect());
    for contribution in units.iter().flat_map(|unit| &unit.contributions) {
        let mut sample = contribution.canonical()?;
        sample.truncate(LONGEST_SAMPLE);
        samples.push(sample);
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
