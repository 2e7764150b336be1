//! Other people's HL7 v2 messages: nothing panics and no value is lost.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failure is the test's failure, and the table is for whoever reads its output"
)]

use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::hl7v2::{coverage, read};
use dcr_core::ingest::{Fate, Limits, Source, Unit};
use dcr_core::time::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hl7v2");
    if !folder.is_dir() {
        println!("the shared data is absent: skipped");
        return None;
    }
    Some(folder)
}

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:00:00Z").unwrap(),
    }
}

/// How many values a text in ER7 with the usual separators holds, counted by nothing but splitting.
fn values(text: &str) -> usize {
    text.split(['|', '^', '~', '&']).filter(|value| !value.is_empty()).count()
}

/// How many values a message holds: of its segments without their names, of the header without its separators, and each
/// line that is no segment as one.
fn values_of_message(text: &str) -> usize {
    let lines = text.split(['\r', '\n']).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, rest) = line.split_once('|').unwrap_or((line, ""));
            let upper = |c: char| c.is_ascii_uppercase();
            let is_segment = name.chars().count() == 3
                && name.starts_with(upper)
                && name.chars().all(|c| upper(c) || c.is_ascii_digit());
            match name {
                "MSH" => values(rest.split_once('|').map_or("", |(_, fields)| fields)),
                _ if is_segment => values(rest),
                _ => 1,
            }
        })
        .sum()
}

/// How many values a unit's attached parts hold, counted from what was attached.
fn values_attached(unit: &Unit) -> usize {
    let all = unit.contributions.iter().flat_map(|contribution| &contribution.parts().attached);
    let all = all.chain(unit.directory.iter().flat_map(|entry| &entry.attached));
    all.map(|attached| {
        let segment = attached.place.split(['-', '[']).next().unwrap();
        if attached.place.starts_with("line ") {
            1
        } else if attached.place.contains('-') {
            values(&attached.content)
        } else {
            assert!(attached.content.starts_with(segment), "a whole segment begins with its name");
            values(&attached.content) - 1
        }
    })
    .sum()
}

#[derive(Default)]
struct Row {
    messages: usize,
    quarantined: BTreeMap<&'static str, usize>,
    present: usize,
    used: usize,
    attached: usize,
    in_quarantine: usize,
    contributions: usize,
}

fn check(bytes: &[u8], name: &str, row: &mut Row) {
    let units = read(bytes, &source(), &Limits::default());
    let counted = coverage(bytes, &source(), &Limits::default());
    assert_eq!(units.len(), counted.len());
    for (unit, counted) in units.iter().zip(counted) {
        let text = String::from_utf8_lossy(&unit.original);
        let present = values_of_message(&text);
        row.messages += 1;
        row.present += present;
        row.contributions += unit.contributions.len();
        match &unit.fate {
            Fate::Accepted => {
                assert_eq!(
                    counted.used + counted.attached,
                    present,
                    "{name}, {}: every value is accounted for",
                    unit.place
                );
                assert_eq!(counted.attached, values_attached(unit), "{name}, {}: attached is attached", unit.place);
                row.used += counted.used;
                row.attached += counted.attached;
            }
            Fate::Quarantined(reason) => {
                assert!(unit.contributions.is_empty());
                *row.quarantined.entry(reason.code).or_default() += 1;
                row.in_quarantine += present;
            }
        }
        let keys: std::collections::BTreeSet<_> = unit.contributions.iter().map(|c| c.key()).collect();
        assert_eq!(keys.len(), unit.contributions.len(), "{name}, {}: no key twice", unit.place);
        for contribution in &unit.contributions {
            let bytes = contribution.canonical().unwrap();
            assert_eq!(&dcr_core::contribution::Contribution::from_canonical(&bytes).unwrap(), contribution);
        }
    }
}

fn print(rows: &BTreeMap<String, Row>) {
    println!("kind          messages contributions  values    used attached quarantined  reasons");
    for (kind, row) in rows {
        println!(
            "{kind:<13} {:>8} {:>13} {:>7} {:>7} {:>8} {:>11}  {:?}",
            row.messages, row.contributions, row.present, row.used, row.attached, row.in_quarantine, row.quarantined
        );
    }
}

#[test]
fn every_value_of_the_converters_messages_is_accounted_for() {
    let Some(folder) = folder() else { return };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(folder.join("converter")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 139);
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let kind: String = name.chars().take(3).collect();
        let row = rows.entry(kind).or_default();
        let before = row.messages;
        check(&std::fs::read(&file).unwrap(), &name, row);
        assert!(row.messages > before, "{name} holds a message");
    }
    print(&rows);
    let accepted: usize = rows.values().map(|row| row.messages - row.quarantined.values().sum::<usize>()).sum();
    assert!(accepted > 100, "most are accepted: {accepted}");
}

/// What share of the values of a kind of message finds its place in the model, in hundredths; the rest is addresses of
/// organisations, insurance, billing and the like.
const USED_AT_LEAST: [(&str, usize); 11] = [
    ("IZ_", 55),
    ("LAB", 70),
    ("LRI", 65),
    ("OMG", 28),
    ("OML", 28),
    ("ORM", 24),
    ("OUL", 18),
    ("RDS", 12),
    ("REF", 25),
    ("SIU", 30),
    ("VXU", 22),
];

#[test]
fn clinical_messages_are_used_and_not_merely_kept() {
    let Some(folder) = folder() else { return };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for file in std::fs::read_dir(folder.join("converter")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        check(&std::fs::read(&path).unwrap(), &name, rows.entry(name.chars().take(3).collect()).or_default());
    }
    for (kind, share) in USED_AT_LEAST {
        let row = rows.get(kind).unwrap();
        assert!(row.used * 100 >= row.present * share, "{kind}: {} of {}", row.used, row.present);
    }
}

/// A laboratory's first report, with some results preliminary and some still to come, and its final one: other people's.
#[test]
fn a_final_report_supersedes_the_preliminary_one_result_by_result() {
    let Some(folder) = folder() else { return };
    let results = |name: &str| {
        let units = read(&std::fs::read(folder.join("converter").join(name)).unwrap(), &source(), &Limits::default());
        let all = units.into_iter().flat_map(|unit| unit.contributions);
        all.filter(|contribution| contribution.key().item.as_str().starts_with("result/"))
            .map(|contribution| (contribution.key().clone(), contribution.parts().version))
            .collect::<BTreeMap<_, _>>()
    };
    let (first, last) = (results("LAB-ORU-1.hl7"), results("LAB-ORU-2.hl7"));
    assert_eq!(first.len(), 10);
    assert_eq!(first.keys().collect::<Vec<_>>(), last.keys().collect::<Vec<_>>());
    assert!(first.values().zip(last.values()).all(|(first, last)| first < last));
}

#[test]
fn every_value_of_a_simulated_hospital_is_accounted_for() {
    let Some(folder) = folder() else { return };
    let mut row = Row::default();
    let bytes = std::fs::read(folder.join("simhospital/messages.out")).unwrap();
    check(&bytes, "messages.out", &mut row);
    assert_eq!(row.messages, 1013);
    assert_eq!(row.quarantined.values().sum::<usize>(), 0, "{:?}", row.quarantined);
    print(&BTreeMap::from([("simulated".to_owned(), row)]));
}
