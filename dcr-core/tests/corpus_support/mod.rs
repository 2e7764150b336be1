//! What became of other people's files, as a snapshot that a reviewer can read: one line a file.
//!
//! `DCR_WRITE_SNAPSHOTS=1 cargo test -p dcr-core --test corpus_<format>` writes the snapshots anew; a change of meaning
//! then shows as a difference. A file's own content never comes into a snapshot: only its name, counts and codes.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    dead_code,
    unreachable_pub,
    reason = "test support: a failure here is the test's failure"
)]

use dcr_core::contribution::{ContributionBody, ContributionStatus};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Fate, Severity, Source, Unit};
use dcr_core::time::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder of the shared data, or `None` where it is absent, told on standard output.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(folder);
    if !path.is_dir() {
        println!("the shared data is absent: skipped");
        return None;
    }
    Some(path)
}

/// Every file of a folder and those below it, by name, with its path relative to the folder.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push((name, std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}

/// The source that every snapshot is read as.
pub fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:00:00Z").unwrap(),
    }
}

/// What became of one input, in one line: units, kinds of contribution, how many parts stay attached, issues by code.
pub fn told(units: &[Unit]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |what: String| *counts.entry(what).or_default() += 1;
    for unit in units {
        match &unit.fate {
            Fate::Accepted => count("unit:accepted".to_owned()),
            Fate::Quarantined(reason) => count(format!("unit:quarantined:{}", reason.code)),
        }
        for contribution in &unit.contributions {
            let parts = contribution.parts();
            let kind = match &parts.body {
                Some(ContributionBody::Entry(entry)) => entry.section().as_str(),
                Some(ContributionBody::Demographics(_)) => "demographics",
                Some(ContributionBody::Directive(_)) => "directive",
                Some(ContributionBody::Link(_)) => "link",
                Some(ContributionBody::Section(said)) => said.section.as_str(),
                None => "nothing",
            };
            let status = match parts.status {
                ContributionStatus::Current => "",
                ContributionStatus::EnteredInError => ":entered-in-error",
                ContributionStatus::Deleted => ":deleted",
            };
            let what = if matches!(parts.body, Some(ContributionBody::Section(_))) { "section" } else { "entry" };
            count(format!("{what}:{kind}{status}"));
            parts.attached.iter().for_each(|_| count("attached".to_owned()));
        }
        for issue in unit.issues.iter().filter(|issue| issue.severity != Severity::Fatal) {
            count(format!("issue:{}", issue.code));
        }
    }
    counts.iter().map(|(what, count)| format!("{what}={count}")).collect::<Vec<_>>().join(" ")
}

/// The names of files in which runs of ten digits, which may be people's NHS numbers, are told as `person-1`,
/// `person-2` and so on, in the order in which they first stand.
struct Nameless(Vec<String>);

impl Nameless {
    fn name(&mut self, file: &str) -> String {
        let mut told = String::new();
        let mut rest = file;
        while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, digits) = rest.split_at(from);
            let to = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let (digits, after) = digits.split_at(to);
            told.push_str(before);
            if digits.len() == 10 {
                let known = self.0.iter().position(|known| known == digits).unwrap_or_else(|| {
                    self.0.push(digits.to_owned());
                    self.0.len() - 1
                });
                told.push_str(&format!("person-{}", known + 1));
            } else {
                told.push_str(digits);
            }
            rest = after;
        }
        told + rest
    }
}

/// Compares with the snapshot of this name, or writes it when `DCR_WRITE_SNAPSHOTS` is set.
pub fn snapshot(name: &str, lines: impl IntoIterator<Item = (String, String)>) {
    let mut names = Nameless(Vec::new());
    let text: String = lines.into_iter().map(|(file, told)| format!("{}: {told}\n", names.name(&file))).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format!("{name}.txt"));
    if std::env::var_os("DCR_WRITE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    for (line, (now, before)) in text.lines().zip(kept.lines()).enumerate() {
        assert_eq!(now, before, "{name}, line {}", line + 1);
    }
    assert_eq!(text.lines().count(), kept.lines().count(), "{name}: files");
}
