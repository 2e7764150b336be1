//! Writes rows about people for matching as CSV, and beside them which rows are hard and why (`.cases.csv`).
//!
//! ```text
//! county-rows --people N --out FILE [--seed N] [--without-nhs-numbers]
//! ```

use dcr_county::matching::{CASE_COLUMNS, MatchingOptions, ROW_COLUMNS, matching_rows};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "county-rows --people N --out FILE [--seed N] [--without-nhs-numbers]";

fn main() -> ExitCode {
    let Some((options, out)) = arguments(std::env::args().skip(1)) else {
        let _ = writeln!(io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    match write(&options, &out) {
        Ok(written) => {
            let _ = writeln!(io::stderr(), "{written} rows about {} people", options.people);
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<(MatchingOptions, PathBuf)> {
    let mut options = MatchingOptions { seed: 1, people: 0, nhs_numbers: true };
    let mut out = None;
    while let Some(flag) = given.next() {
        match flag.as_str() {
            "--people" => options.people = given.next()?.parse().ok()?,
            "--seed" => options.seed = given.next()?.parse().ok()?,
            "--out" => out = Some(PathBuf::from(given.next()?)),
            "--without-nhs-numbers" => options.nhs_numbers = false,
            _ => return None,
        }
    }
    (options.people > 0).then_some(())?;
    Some((options, out?))
}

fn write(options: &MatchingOptions, out: &Path) -> Result<u64, csv::Error> {
    let mut rows = csv::Writer::from_path(out)?;
    let mut cases = csv::Writer::from_path(out.with_extension("cases.csv"))?;
    rows.write_record(ROW_COLUMNS)?;
    cases.write_record(CASE_COLUMNS)?;
    let mut written = 0;
    for labelled in matching_rows(options) {
        rows.write_record(labelled.row.fields())?;
        for (case, group) in labelled.cases {
            cases.write_record([labelled.row.row_id.to_string(), case.as_str().to_owned(), group.to_string()])?;
        }
        written += 1;
    }
    rows.flush()?;
    cases.flush()?;
    Ok(written)
}
