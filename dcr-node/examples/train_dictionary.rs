//! Trains the compression dictionary of the store from synthetic messages.
//!
//! ```text
//! cargo run --example train_dictionary -- FOLDER OUTPUT
//! ```
//!
//! Every file under FOLDER is one sample. The samples must be synthetic: parts of them stand in the dictionary, and the
//! dictionary is public. A new dictionary is a new storage format, unless no node holds anything yet.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const DICTIONARY_BYTES: usize = 32 * 1024;
const LONGEST_SAMPLE: usize = 64 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: train_dictionary FOLDER OUTPUT".into());
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files)?;
    files.sort();
    let mut samples = Vec::with_capacity(files.len());
    for file in &files {
        let mut sample = fs::read(file)?;
        sample.truncate(LONGEST_SAMPLE);
        samples.push(sample);
    }
    let dictionary = zstd::dict::from_samples(&samples, DICTIONARY_BYTES)?;
    fs::write(&output, &dictionary)?;
    println!("{} samples, a dictionary of {} bytes", samples.len(), dictionary.len());
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
