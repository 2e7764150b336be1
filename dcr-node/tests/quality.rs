//! How well sources deliver, and codes translated on the way in.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::identifier::{OdsCode, SourceSystem, system};
use dcr_core::ingest::quality::{Delay, Measure, QualityCounts};
use dcr_core::time::Timestamp;
use dcr_node::{Input, InputFormat, Node, door};
use serde_json::json;
use std::ops::ControlFlow;
use support::{FAMILIES, GIVEN, SOURCES, clinician, create, demographics, entry, input, key, line, lines, nhs_number};

const GP: (&str, &str) = SOURCES[1];

fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    (folder, node)
}

fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn report(node: &Node) -> String {
    door::quality(node, "2026-11-01", "2026-11-30", "json").unwrap()
}

/// The counts of one source over November 2026.
fn counts(node: &Node, source: (&str, &str)) -> QualityCounts {
    let report = node.quality(instant("2026-11-01T00:00:00Z"), instant("2026-11-30T23:59:59Z")).unwrap();
    let found = report.sources.into_iter().find(|s| (s.organisation.as_str(), s.system.as_str()) == source);
    found.unwrap().total
}

fn message(number: u32, diagnosis: &str) -> Vec<u8> {
    format!(
        "MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|{number}|P|2.4\rEVN|A08|20261122133400\r\
         PID|1||9990000018^^^NHS^NH~77^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I\rDG1|1||{diagnosis}\rZZZ|odd\r"
    )
    .into_bytes()
}

/// Messages of two days and three sources: new, repeated, unreadable, late and out of order.
fn messages() -> Vec<(Vec<u8>, Input)> {
    let hl7 = |day: &str| {
        Input::from_source(OdsCode::parse("RBD").unwrap(), SourceSystem::parse("PAS").unwrap())
            .in_format(InputFormat::Hl7v2)
            .received_at(instant(day))
    };
    let (first, second) = ("2026-11-22T13:40:00Z", "2026-11-23T13:40:00Z");
    vec![
        (message(1, "C10..^Diabetes^RCV2"), hl7(first)),
        (lines(GP, 1, 4), input(GP)),
        (entry(GP, 1, 0, 3), input(GP)),
        (entry(GP, 1, 0, 2), input(GP)),
        (b"MSH|^~\\&|PAS|RBD|broken\r".to_vec(), hl7(first)),
        (message(1, "C10..^Diabetes^RCV2"), hl7(first)),
        (message(2, "C10..^Diabetes^RCV2"), hl7(second)),
        (b"MSH|^~\\&|PAS|RBD|broken\r".to_vec(), hl7(second)),
        (message(1, "C10..^Diabetes^RCV2"), hl7(second)),
        (demographics(SOURCES[2], 2, 1), input(SOURCES[2])),
        (
            line(SOURCES[2], 3, "patient/3", 1, &json!({"demographics": {"names": [{"family": "Corfe"}]}})),
            input(SOURCES[2]),
        ),
    ]
}

#[test]
fn what_came_is_counted_by_source_and_day() {
    let (_folder, node) = node();
    for (bytes, input) in messages() {
        node.submit(&bytes, &input).unwrap();
    }
    let pas = counts(&node, SOURCES[0]);
    let of = |measure| pas.get(&measure);
    assert_eq!((of(Measure::Accepted), of(Measure::Repeated), of(Measure::Quarantined)), (2, 3, 1));
    let read_2 = system::READ_V2.to_owned();
    assert_eq!(of(Measure::Unmapped(read_2)), 2, "the diagnosis of each message; that of the repeats is not counted");
    let gp = counts(&node, GP);
    assert_eq!((gp.get(&Measure::Accepted), gp.get(&Measure::New), gp.get(&Measure::OutOfOrder)), (7, 7, 1));
    assert_eq!(gp.get(&Measure::Delayed(Delay::Longer)), 7, "recorded in the years before");
    let report = node.quality(instant("2026-11-23T00:00:00Z"), instant("2026-11-23T00:00:00Z")).unwrap();
    let told: Vec<_> = report
        .sources
        .iter()
        .map(|s| (s.organisation.as_str(), s.unmatched_persons, s.total.get(&Measure::Repeated), s.days.len()))
        .collect();
    assert_eq!(told, [("J81001", 0, 0, 0), ("RBD", 0, 2, 1), ("RDY", 1, 0, 0)]);
    assert_eq!((report.since.as_str(), report.sources[1].days[0].day.as_str()), ("2026-11-23", "2026-11-23"));
    assert_eq!(report.sources[1].last_heard, instant("2026-11-23T13:40:00Z"));
}

#[test]
fn the_same_messages_in_any_split_give_the_same_counts() {
    let (_folder, one_by_one) = node();
    for (bytes, input) in messages() {
        one_by_one.submit(&bytes, &input).unwrap();
    }
    let told = report(&one_by_one);
    let (_folder, at_once) = node();
    at_once.submit_all(messages()).unwrap();
    assert_eq!(report(&at_once), told);
    let (_folder, batch) = node();
    batch.submit_batch(messages(), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report(&batch), told);
    for split in 1..messages().len() {
        let (_folder, split_in_two) = node();
        let mut messages = messages();
        let rest = messages.split_off(split);
        split_in_two.submit_all(messages).unwrap();
        split_in_two.submit_all(rest).unwrap();
        assert_eq!(report(&split_in_two), told, "{split}");
    }
}

#[test]
fn repeated_messages_are_counted_as_repeated_and_nothing_more() {
    let (_folder, node) = node();
    node.submit_all(messages()).unwrap();
    let before = [SOURCES[0], GP, SOURCES[2]].map(|source| counts(&node, source));
    node.submit_all(messages()).unwrap();
    // Eleven messages, of which one holds five units.
    for ((source, units), mut before) in [(SOURCES[0], 6), (GP, 7), (SOURCES[2], 2)].into_iter().zip(before) {
        before.count(Measure::Repeated, units);
        assert_eq!(counts(&node, source), before);
    }
}

#[test]
fn an_input_that_is_not_kept_is_not_counted() {
    let (_folder, node) = node();
    let mut inputs = messages();
    let unknown = input(SOURCES[0]).in_format(InputFormat::Tabular { mapping: "unheard-of".to_owned() });
    inputs.push((b"a\n".to_vec(), unknown));
    node.submit_all(inputs).unwrap_err();
    assert_eq!(report(&node), r#"{"since":"2026-11-01","until":"2026-11-30","sources":[]}"#);
}

#[test]
fn a_report_names_no_person_and_no_code() {
    let (_folder, node) = node();
    node.submit_all(messages()).unwrap();
    let mut inputs = messages();
    inputs[0].0 = message(9, "Durdle^Dora^9990000018");
    node.submit_all(inputs).unwrap();
    for form in ["json", "text"] {
        let told = door::quality(&node, "2026-11-01", "2026-11-30", form).unwrap();
        let number = nhs_number(1);
        for word in FAMILIES.iter().chain(&GIVEN).chain(&[
            "9990000018",
            "C10",
            "Diabetes",
            "odd",
            "Dora",
            "/77",
            number.as_str(),
        ]) {
            assert!(!told.contains(word), "{word}: {told}");
        }
    }
    assert_eq!(door::quality(&node, "2026-11-01", "2026-11-31", "json").unwrap_err().code(), "time.format");
    assert_eq!(door::quality(&node, "2026-11-01", "2026-11-30", "pdf").unwrap_err().code(), "node.input.format");
}

#[test]
fn a_store_of_before_gains_the_counts_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path()).close().unwrap();
    let sql = rusqlite::Connection::open(folder.path().join("node.db")).unwrap();
    sql.execute_batch("DROP TABLE quality").unwrap();
    sql.close().unwrap();
    let node = Node::open(folder.path(), &key()).unwrap();
    node.submit_all(messages()).unwrap();
    assert_eq!(counts(&node, GP).get(&Measure::Accepted), 7);
}

const READ_2_MAP: &str = "MapId\tReadCode\tTermCode\tConceptId\tDescriptionId\tIS_ASSURED\tEffectiveDate\tMapStatus\n\
    {1}\tC10..\t00\t73211009\t\t1\t20150401\t1\n";

#[test]
fn what_is_received_is_translated_by_the_terminology_that_the_host_hands_in() {
    let (_folder, node) = node();
    assert_eq!(node.terminology().maps(), []);
    let terminology = door::terminology(&[("rcsctmap2_uk_20200401000001.txt", READ_2_MAP)]).unwrap();
    node.use_terminology(terminology.clone());
    assert_eq!(node.terminology(), terminology);
    node.submit_all(messages()).unwrap();
    let pas = counts(&node, SOURCES[0]);
    assert_eq!(pas.get(&Measure::Mapped("rcsctmap2@20200401000001".to_owned())), 2);
    assert_eq!(pas.get(&Measure::Unmapped(system::READ_V2.to_owned())), 0);
    let number = dcr_core::identifier::NhsNumber::parse("9990000018").unwrap();
    let answer = node.view(&clinician(), &number).unwrap();
    let shown = String::from_utf8(answer.shown().unwrap().to_vec()).unwrap();
    assert!(
        shown.contains(
            r#"[{"code":"C10..","display":"Diabetes","system":"http://read.info/readv2"},{"code":"73211009","mapped_by":"rcsctmap2@20200401000001","system":"http://snomed.info/sct"}]"#
        ),
        "{shown}"
    );
    let told: serde_json::Value = serde_json::from_str(&door::terminology_summary(&terminology)).unwrap();
    assert_eq!((&told["maps"][0]["map"], &told["maps"][0]["used"]), (&json!("rcsctmap2@20200401000001"), &json!(1)));
    assert_eq!(told["digest"], json!(terminology.digest().to_string()));
    let error = door::terminology(&[("rcsctmap2_uk_1.txt", READ_2_MAP.replace("73211009", "73211008"))]).unwrap_err();
    assert_eq!(error.code(), "terminology.row");
    assert_eq!(error.to_string(), "file 1: line 2: the target cannot be a code of its system");
}

#[test]
fn what_was_stated_once_is_held_whatever_terminology_it_comes_under_again() {
    let (_folder, node) = node();
    let hl7 = || Input { format: InputFormat::Hl7v2, ..messages()[0].1.clone() };
    let load = |version: u32| {
        node.use_terminology(door::terminology(&[(format!("rcsctmap2_uk_{version}.txt"), READ_2_MAP)]).unwrap());
    };
    load(1);
    let first = node.submit(&message(1, "C10..^Diabetes^RCV2"), &hl7()).unwrap();
    assert!(first.contributions > 0);
    let held = node.stats().unwrap();
    for version in [2, 3] {
        load(version);
        let again = node.submit(&message(1, "C10..^Diabetes^RCV2"), &hl7()).unwrap();
        assert_eq!((again.repeated, again.contributions), (1, 0), "{version}");
    }
    assert_eq!(node.stats().unwrap(), held);
}
