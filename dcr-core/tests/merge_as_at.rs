//! The record as it was: by what was known then, and by what held then (M70 to M75).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure is the test's failure")]

mod support;

use dcr_core::contribution::{
    Contribution, ContributionBody, ContributionParts, ContributionStatus, Statement, Version,
};
use dcr_core::identity::{Cluster, PersonId};
use dcr_core::merge::{AsAt, CombinedRecord, Later, PastRecord, StatementSet, combine, combine_as_at};
use dcr_core::record::{EntryBody, ProblemStatus, SensitivityLabel};
use dcr_core::time::{PartialDateTime, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;
use support::{person, problem, time};

fn cluster() -> Cluster {
    let members = vec![person("J81001", "1"), person("RBD", "1")];
    let id = PersonId::of(&members[0]);
    Cluster { id, members, nhs_number: None, former_numbers: Vec::new(), evidence: Vec::new() }
}

/// A statement as another version, received at a time.
fn at(statement: &Statement, version: u64, received: &str, edit: impl FnOnce(&mut ContributionParts)) -> Statement {
    let mut parts = statement.contribution().clone().into_parts();
    parts.version = Version::new(version).unwrap();
    edit(&mut parts);
    Statement::new(Contribution::new(parts).unwrap(), time(received)).unwrap()
}

fn known(statements: &[Statement], at: &str) -> PastRecord {
    combine_as_at(&cluster(), statements.to_vec(), &AsAt { known: Some(time(at)), held: None })
}

fn held(statements: &[Statement], at: &str) -> CombinedRecord {
    combine_as_at(&cluster(), statements.to_vec(), &AsAt { known: None, held: Some(time(at)) }).then
}

fn items(record: &CombinedRecord) -> Vec<(&str, u64, Option<Later>)> {
    let statements = record.lines.iter().flat_map(|line| line.statements());
    let mut items: Vec<_> = statements
        .map(|statement| (statement.provenance.item.as_str(), statement.provenance.version.number(), statement.later))
        .collect();
    items.sort_unstable();
    items
}

fn status(parts: &mut ContributionParts, status: ProblemStatus) {
    if let Some(ContributionBody::Entry(entry)) = &mut parts.body
        && let EntryBody::Problem(problem) = &mut entry.body
    {
        problem.status = Some(status);
    }
}

fn retract(parts: &mut ContributionParts) {
    parts.status = ContributionStatus::EnteredInError;
    parts.body = None;
}

#[test]
fn what_was_known_at_a_moment_comes_back_with_what_became_of_it() {
    let asthma = problem(&person("RBD", "1"), "asthma", "195967001", ProblemStatus::Active, None);
    let wrong = problem(&person("RBD", "1"), "wrong", "44054006", ProblemStatus::Active, None);
    let held = [
        at(&asthma, 1, "2026-01-01T10:00:00Z", |_| {}),
        at(&wrong, 1, "2026-01-02T10:00:00Z", |_| {}),
        at(&asthma, 2, "2026-02-01T10:00:00Z", |parts| status(parts, ProblemStatus::Resolved)),
        at(&wrong, 2, "2026-03-01T10:00:00Z", retract),
    ];
    assert_eq!(items(&known(&held, "2025-12-31T10:00:00Z").then), []);
    assert_eq!(items(&known(&held, "2026-01-01T10:00:00Z").then), [("asthma", 1, Some(Later::Changed))]);
    let february = known(&held, "2026-02-02T10:00:00Z");
    assert_eq!(items(&february.then), [("asthma", 2, None), ("wrong", 1, Some(Later::Withdrawn))]);
    assert_eq!(items(&february.now), [("asthma", 2, None)]);
    assert_eq!(items(&known(&held, "2026-03-01T10:00:00Z").then), [("asthma", 2, None)]);
}

#[test]
fn a_label_of_any_version_or_of_the_line_of_now_covers_what_was_known_then() {
    let hospital = problem(&person("RBD", "1"), "d1", "195967001", ProblemStatus::Active, None);
    let practice = problem(&person("J81001", "1"), "p1", "195967001", ProblemStatus::Active, None);
    let label = |label: SensitivityLabel| {
        move |parts: &mut ContributionParts| {
            if let Some(ContributionBody::Entry(entry)) = &mut parts.body {
                entry.sensitivity = entry.sensitivity.clone().with(label);
            }
        }
    };
    let held = [
        at(&hospital, 1, "2026-01-01T10:00:00Z", |_| {}),
        at(&hospital, 2, "2026-02-01T10:00:00Z", label(SensitivityLabel::Hiv)),
        at(&hospital, 3, "2026-02-02T10:00:00Z", |_| {}),
        at(&practice, 1, "2026-03-01T10:00:00Z", label(SensitivityLabel::SexualHealth)),
    ];
    let then = known(&held, "2026-01-15T10:00:00Z").then;
    assert_eq!(then.lines.len(), 1);
    let labels: BTreeSet<&SensitivityLabel> = then.lines[0].sensitivity().labels().iter().collect();
    assert_eq!(labels, BTreeSet::from([&SensitivityLabel::Hiv, &SensitivityLabel::SexualHealth]));
}

#[test]
fn what_held_at_a_moment_is_what_had_begun_and_was_not_over() {
    let source = person("RBD", "1");
    let dated = |item: &str, code: &str, start: Option<&str>, end: Option<&str>| {
        let stated = problem(&source, item, code, ProblemStatus::Active, start);
        at(&stated, 1, "2026-01-01T10:00:00Z", |parts| {
            if let Some(ContributionBody::Entry(entry)) = &mut parts.body
                && let EntryBody::Problem(problem) = &mut entry.body
            {
                problem.period.end = end.map(|end| PartialDateTime::parse(end).unwrap());
            }
        })
    };
    let stated = [
        dated("over", "1", Some("2010"), Some("2012-05")),
        dated("lasting", "2", Some("2011-03-01"), None),
        dated("undated", "3", None, None),
        dated("later", "4", Some("2015"), None),
    ];
    let items_at = |at| items(&held(&stated, at)).into_iter().map(|(item, ..)| item.to_owned()).collect::<Vec<_>>();
    assert_eq!(items_at("2009-06-01T00:00:00Z"), ["undated"]);
    assert_eq!(items_at("2012-05-31T12:00:00Z"), ["lasting", "over", "undated"]);
    assert_eq!(items_at("2012-06-01T12:00:00Z"), ["lasting", "undated"]);
    assert_eq!(items_at("2015-01-01T12:00:00Z"), ["lasting", "later", "undated"]);
}

fn any_version() -> impl Strategy<Value = Statement> {
    (0..2_usize, 0..4_u8, 1..4_u64, 0..3_usize, 0..8_i64, any::<bool>()).prop_map(
        |(organisation, item, version, code, day, wrong)| {
            let who = person(["RBD", "J81001"][organisation], "1");
            let stated = problem(
                &who,
                &format!("item/{item}"),
                ["73211009", "38341003", "195967001"][code],
                ProblemStatus::Active,
                None,
            );
            let received = Timestamp::from_millis(1_767_312_000_000 + day * 86_400_000).unwrap();
            at(&stated, version, &received.to_string(), |parts| {
                if wrong {
                    retract(parts);
                }
            })
        },
    )
}

proptest! {
    #[test]
    fn what_is_known_grows_and_ends_at_the_present(statements in proptest::collection::vec(any_version(), 0..20)) {
        let at = |day: i64| Timestamp::from_millis(1_767_312_000_000 + day * 86_400_000).unwrap();
        let keys_at = |day: i64| -> BTreeSet<String> {
            let set: StatementSet = statements.iter().filter(|s| s.received() <= at(day)).cloned().collect();
            set.iter().map(|s| s.contribution().key().item.to_string()).collect()
        };
        for day in 0..8 {
            let as_at = AsAt { known: Some(at(day)), held: None };
            let past = combine_as_at(&cluster(), statements.clone(), &as_at);
            // It is the record of those who had received no more, but for what became of it since.
            let received: StatementSet = statements.iter().filter(|s| s.received() <= at(day)).cloned().collect();
            let then = combine(&cluster(), received);
            let plain = |record: &CombinedRecord| -> Vec<_> {
                record.lines.iter().map(|line| line.statements().iter().map(|s| s.provenance.clone()).collect::<Vec<_>>()).collect()
            };
            prop_assert_eq!(plain(&past.then), plain(&then));
            prop_assert!(day == 0 || keys_at(day - 1).is_subset(&keys_at(day)));
        }
        let all: StatementSet = statements.iter().cloned().collect();
        let as_at = AsAt { known: Some(at(9)), held: None };
        let past = combine_as_at(&cluster(), statements, &as_at);
        prop_assert_eq!(&past.then, &past.now);
        prop_assert_eq!(past.now, combine(&cluster(), all));
    }

    #[test]
    fn what_is_retracted_leaves_the_record_as_if_it_had_never_been(
        statements in proptest::collection::vec(any_version(), 0..16), item in 0..4_u8,
    ) {
        let item = format!("item/{item}");
        let gone = |s: &&Statement| s.contribution().key().item.as_str() == item;
        let others: StatementSet = statements.iter().filter(|s| !gone(s)).cloned().collect();
        let retractions: Vec<Statement> =
            statements.iter().filter(gone).map(|s| at(s, 9, "2026-06-01T00:00:00Z", retract)).collect();
        let all: StatementSet = statements.iter().cloned().chain(retractions).collect();
        prop_assert_eq!(combine(&cluster(), all), combine(&cluster(), others));
    }
}
