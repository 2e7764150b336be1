//! The laws of the join, and the rules of folding.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure is the test's failure")]

mod support;

use dcr_core::contribution::{Contribution, ContributionBody, ContributionStatus, Statement, Version};
use dcr_core::identifier::{CodedConcept, Coding, SourceItemId, system};
use dcr_core::identity::{Cluster, PersonId, resolve};
use dcr_core::merge::{CombinedRecord, StatementSet, combine};
use dcr_core::record::{
    Decimal, Entry, EntryBody, Investigation, Measurement, ProblemStatus, Quantity, ResultValue, Section,
    SensitivityLabel,
};
use dcr_core::time::{PartialDateTime, Timestamp};
use proptest::prelude::*;
use support::{current, demographics, link, person, problem, verified};

const NUMBER: &str = "9990000018";

fn cluster(organisations: &[&str]) -> Cluster {
    let mut members: Vec<_> = organisations.iter().map(|organisation| person(organisation, "1")).collect();
    members.sort();
    Cluster {
        id: PersonId::of(&members[0]),
        members,
        nhs_number: None,
        former_numbers: Vec::new(),
        evidence: Vec::new(),
    }
}

fn lines(record: &CombinedRecord) -> Vec<Vec<String>> {
    record
        .lines
        .iter()
        .map(|line| line.statements().iter().map(|s| s.provenance.organisation.to_string()).collect())
        .collect()
}

fn edited(statement: &Statement, edit: impl FnOnce(&mut dcr_core::contribution::ContributionParts)) -> Statement {
    let mut parts = statement.contribution().clone().into_parts();
    edit(&mut parts);
    Statement::new(Contribution::new(parts).unwrap(), statement.received()).unwrap()
}

#[test]
fn one_condition_from_two_sources_is_one_line_that_shows_where_they_differ() {
    let practice = problem(&person("J81001", "1"), "p1", "73211009", ProblemStatus::Active, Some("2010-05"));
    let hospital = problem(&person("RBD", "1"), "d1", "73211009", ProblemStatus::Resolved, None);
    let record = combine(&cluster(&["J81001", "RBD"]), [practice, hospital].into_iter().collect());
    assert_eq!(record.lines.len(), 1);
    let line = &record.lines[0];
    assert_eq!(line.section(), Section::Problems);
    assert_eq!(line.statements().len(), 2);
    assert_eq!(line.differences().len(), 1);
    assert_eq!(line.differences()[0].aspect, "status");
}

#[test]
fn two_episodes_of_one_source_stay_two_lines_and_a_copy_folds_with_its_own_date() {
    let hospital = person("RBD", "1");
    let record = combine(
        &cluster(&["J81001", "RBD"]),
        [
            problem(&hospital, "d1", "233604007", ProblemStatus::Resolved, Some("2019-01-04")),
            problem(&hospital, "d2", "233604007", ProblemStatus::Active, Some("2026-02-01")),
            problem(&person("J81001", "1"), "p1", "233604007", ProblemStatus::Active, Some("2026-02-01")),
        ]
        .into_iter()
        .collect(),
    );
    assert_eq!(lines(&record).iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn what_no_longer_stands_is_not_in_the_record_but_stays_in_the_set() {
    let hospital = person("RBD", "1");
    let stated = problem(&hospital, "d1", "73211009", ProblemStatus::Active, None);
    for status in [ContributionStatus::EnteredInError, ContributionStatus::Deleted] {
        let retracted = edited(&stated, |parts| {
            parts.version = Version::new(2).unwrap();
            parts.status = status;
            parts.body = None;
        });
        let set: StatementSet = [retracted, stated.clone()].into_iter().collect();
        assert_eq!(set.len(), 1);
        assert_eq!(combine(&cluster(&["RBD"]), set).lines, []);
    }
}

#[test]
fn a_label_on_one_copy_covers_the_line() {
    let practice = problem(&person("J81001", "1"), "p1", "73211009", ProblemStatus::Active, None);
    let hospital = edited(&problem(&person("RBD", "1"), "d1", "73211009", ProblemStatus::Active, None), |parts| {
        if let Some(dcr_core::contribution::ContributionBody::Entry(entry)) = &mut parts.body {
            entry.sensitivity = entry.sensitivity.clone().with(SensitivityLabel::Hiv);
        }
    });
    let record = combine(&cluster(&["J81001", "RBD"]), [practice, hospital].into_iter().collect());
    assert_eq!(record.lines.len(), 1);
    assert_eq!(record.lines[0].sensitivity().labels(), [SensitivityLabel::Hiv]);
}

#[test]
fn statements_about_others_are_left_out() {
    let statements = [
        verified(&person("RBD", "1"), NUMBER, ("Anne", "O'Brien"), "1944-03-05"),
        problem(&person("RBD", "2"), "d1", "73211009", ProblemStatus::Active, None),
    ];
    let found = resolve(&statements);
    let record = combine(&found.clusters[0], statements.into_iter().collect());
    assert_eq!((record.demographics.len(), record.lines.len()), (1, 0));
}

fn any_statement() -> impl Strategy<Value = Statement> {
    (0..4_usize, 0..6_u8, 1..4_u64, 0..3_usize, 0..3_usize, 0..3_usize, 0..3_i64).prop_map(
        |(organisation, item, version, code, status, onset, received)| {
            let who = person(["RBD", "R0D", "J81001", "E06000059"][organisation], "1");
            let status = [ProblemStatus::Active, ProblemStatus::Resolved, ProblemStatus::Inactive][status].clone();
            let stated = problem(
                &who,
                &format!("item/{item}"),
                ["73211009", "38341003", "195967001"][code],
                status,
                [None, Some("2010-05"), Some("2019-01-04")][onset],
            );
            let stated = edited(&stated, |parts| parts.version = Version::new(version).unwrap());
            let received = Timestamp::from_millis(1_767_312_000_000 + received * 1000).unwrap();
            Statement::new(stated.contribution().clone(), received).unwrap()
        },
    )
}

fn any_set() -> impl Strategy<Value = StatementSet> {
    proptest::collection::vec(any_statement(), 0..24).prop_map(|statements| statements.into_iter().collect())
}

proptest! {
    #[test]
    fn join_is_commutative(a in any_set(), b in any_set()) {
        prop_assert_eq!(a.clone().join(b.clone()), b.join(a));
    }

    #[test]
    fn join_is_associative(a in any_set(), b in any_set(), c in any_set()) {
        prop_assert_eq!(a.clone().join(b.clone()).join(c.clone()), a.join(b.join(c)));
    }

    #[test]
    fn join_is_idempotent_and_has_an_empty_element(a in any_set()) {
        prop_assert_eq!(a.clone().join(a.clone()), a.clone());
        prop_assert_eq!(a.clone().join(StatementSet::new()), a);
    }

    #[test]
    fn order_of_arrival_and_repeats_leave_no_trace(statements in proptest::collection::vec(any_statement(), 0..24)) {
        let forward: StatementSet = statements.iter().cloned().collect();
        let backward: StatementSet = statements.iter().rev().chain(&statements).cloned().collect();
        prop_assert_eq!(&forward, &backward);
        let everyone = cluster(&["RBD", "R0D", "J81001", "E06000059"]);
        prop_assert_eq!(combine(&everyone, forward), combine(&everyone, backward));
    }

    #[test]
    fn every_standing_statement_is_behind_exactly_one_line(set in any_set()) {
        let record = combine(&cluster(&["RBD", "R0D", "J81001", "E06000059"]), set.clone());
        let mut behind: Vec<_> = record.lines.iter().flat_map(|line| line.statements()).map(|s| s.provenance.item.clone()).collect();
        let mut standing: Vec<_> = set.iter().map(|s| s.contribution().key().item.clone()).collect();
        behind.sort();
        standing.sort();
        prop_assert_eq!(behind, standing);
        for line in &record.lines {
            let mut sources: Vec<_> = line.statements().iter().map(|s| s.provenance.organisation.clone()).collect();
            sources.sort();
            let count = sources.len();
            sources.dedup();
            prop_assert_eq!(sources.len(), count, "one source folded with itself");
        }
    }
}

#[test]
fn what_a_later_version_no_longer_derives_is_withdrawn_whatever_came_first() {
    let hospital = person("RBD", "1");
    let at = |statement: Statement, version: u64, from: Option<&str>| {
        edited(&statement, |parts| {
            parts.version = Version::new(version).unwrap();
            parts.derived_from = from.map(|item| SourceItemId::parse(item).unwrap());
        })
    };
    let parent = || demographics(&hospital, None, ("Ann", "Example"), "1950-01-01");
    let key = parent().contribution().key().item.as_str().to_owned();
    let contact = |item: &str| problem(&hospital, item, "73211009", ProblemStatus::Active, None);
    let joined = || {
        let link = link(&hospital, &person("RBD", "2"), dcr_core::contribution::LinkRelation::Same);
        at(link, 1, Some(&key))
    };
    let mut all = [
        at(parent(), 1, None),
        at(contact("contact/0"), 1, Some(&key)),
        at(contact("contact/1"), 1, Some(&key)),
        joined(),
        at(parent(), 2, None),
        at(contact("contact/0"), 2, Some(&key)),
        at(contact("orphan"), 1, Some("not-held")),
    ];
    for _ in 0..all.len() {
        all.rotate_left(1);
        let set: StatementSet = all.iter().cloned().collect();
        assert_eq!(set.len(), 5, "nothing is dropped");
        let standing: Vec<Statement> = set.iter().cloned().collect();
        assert_eq!(dcr_core::identity::resolve(&standing).clusters.iter().map(|c| c.members.len()).max(), Some(1));
        let record = combine(&cluster(&["RBD"]), set);
        let mut items: Vec<&str> =
            record.lines.iter().flat_map(|line| line.statements()).map(|said| said.provenance.item.as_str()).collect();
        items.sort_unstable();
        assert_eq!(items, ["contact/0", "orphan"]);
    }
}

/// One order or result of a laboratory: its measured values, each with a code.
fn investigation(source: &str, item: &str, code: &str, observed: &str, values: &[(&str, &str)]) -> Statement {
    let concept = |code: &str| CodedConcept::from_coding(Coding::new(system::SNOMED, code));
    let measurement = |(code, value): &(&str, &str)| Measurement {
        code: concept(code),
        value: Some(ResultValue::Quantity(Quantity {
            comparator: None,
            value: Decimal::parse(value).unwrap(),
            unit: Some("mg/L".to_owned()),
            unit_code: None,
        })),
        interpretations: Vec::new(),
        ranges: Vec::new(),
        status: None,
        observed: None,
        method: None,
        group: None,
        notes: Vec::new(),
    };
    let test = Investigation {
        code: concept(code),
        kind: None,
        status: None,
        placer_number: None,
        filler_number: None,
        observed: PartialDateTime::parse(observed).ok(),
        reported: None,
        specimens: Vec::new(),
        measurements: values.iter().map(measurement).collect(),
        conclusion: None,
        requester: None,
        performers: Vec::new(),
        notes: Vec::new(),
    };
    let body = ContributionBody::Entry(Box::new(Entry::new(EntryBody::Investigation(test))));
    current(&person(source, "1"), item, body)
}

const CRP: &str = "1001371000000100";

/// The lines of a hospital's and a practice's statements.
fn of_two(statements: Vec<Statement>) -> CombinedRecord {
    combine(&cluster(&["J81001", "RBD"]), statements.into_iter().collect())
}

#[test]
fn an_order_and_its_result_of_one_code_fold_each_with_its_own_copy() {
    let record = of_two(vec![
        investigation("RBD", "investigation/1/CRP", CRP, "2026-07-01T10:30:00", &[]),
        investigation("RBD", "result/1/CRP/CRP", CRP, "2026-07-01T10:30:00", &[(CRP, "12")]),
        investigation("J81001", "DiagnosticReport/1", CRP, "2026-07-01T10:30:00", &[]),
        investigation("J81001", "Observation/1", CRP, "2026-07-01T10:30:00", &[(CRP, "12")]),
    ]);
    assert_eq!(lines(&record).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    assert!(record.lines.iter().all(|line| line.differences().is_empty()));
}

#[test]
fn a_result_folds_with_the_same_minute_however_its_clock_is_written() {
    let copy = |at| {
        let here = investigation("RBD", "result/1", CRP, "2026-07-01T10:30", &[(CRP, "12")]);
        of_two(vec![here, investigation("J81001", "Observation/1", CRP, at, &[(CRP, "12")])]).lines.len()
    };
    for same in ["2026-07-01T10:30:59", "2026-07-01T09:30:00Z", "2026-07-01T10:30:00+01:00"] {
        assert_eq!(copy(same), 1, "{same}");
    }
    // An hour apart in truth: nobody can say that these are one.
    for other in ["2026-07-01T10:30:00Z", "2026-07-01T10:31", "2026-07-02", "2026-07"] {
        assert_eq!(copy(other), 2, "{other}");
    }
}

#[test]
fn a_result_known_by_its_date_alone_folds_with_one_of_that_day_that_tells_the_same() {
    let copies = |there: &[(&str, &str)]| {
        let here = investigation("RBD", "result/1", CRP, "2026-07-01T10:30", &[(CRP, "12.0")]);
        of_two(vec![here, investigation("J81001", "Observation/1", CRP, "2026-07-01", there)]).lines.len()
    };
    assert_eq!(copies(&[(CRP, "12")]), 1);
    assert_eq!(copies(&[(CRP, "13")]), 2);
}

#[test]
fn two_sources_that_tell_one_of_several_values_otherwise_differ() {
    let pressure =
        |source, item, values: [(&str, &str); 2]| investigation(source, item, "75367002", "2026-07-01T10:30", &values);
    let differing = |diastolic| {
        let record = of_two(vec![
            pressure("RBD", "1", [("271649006", "140"), ("271650006", "90")]),
            pressure("J81001", "1", [("271650006", diastolic), ("271649006", "140")]),
        ]);
        assert_eq!(record.lines.len(), 1);
        record.lines[0].differences().iter().map(|difference| difference.aspect.clone()).collect::<Vec<_>>()
    };
    assert_eq!(differing("90"), [""; 0]);
    assert_eq!(differing("95"), ["value"]);
}
