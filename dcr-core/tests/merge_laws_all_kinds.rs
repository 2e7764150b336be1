//! The laws of folding over entries of every kind, whose values are so few that they agree and contradict often.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure is the test's failure")]

mod support;

use dcr_core::contribution::{Contribution, ContributionBody, ContributionKey, ContributionStatus, Statement, Version};
use dcr_core::identifier::{PersonKey, SourceSystem};
use dcr_core::identity::{Cluster, PersonId};
use dcr_core::merge::{CombinedRecord, Line, LineStatement, StatementSet, combine};
use dcr_core::record::{Entry, EntryBody, ProblemCategory, Section};
use dcr_core::time::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{current, person};

const SOURCES: [(&str, &str); 5] =
    [("J81001", "EMIS"), ("J81001", "Docman"), ("RBD", "LIMS"), ("RBD", "PAS"), ("E06000058", "Mosaic")];
const KINDS: usize = 13;
/// How many choices make one entry.
const CHOICES: usize = 7;
type Choices = [usize; CHOICES];

fn local_person((organisation, system): (&str, &str)) -> PersonKey {
    PersonKey { system: SourceSystem::parse(system).unwrap(), ..person(organisation, "1") }
}

fn everyone() -> Cluster {
    let mut members = SOURCES.map(local_person).to_vec();
    members.sort();
    Cluster {
        id: PersonId::of(&members[0]),
        members,
        nhs_number: None,
        former_numbers: Vec::new(),
        evidence: Vec::new(),
    }
}

/// Chooses by a number; leaves the member out where nothing is chosen.
fn choose(made: &mut Value, name: &str, values: &[Value], choice: usize) {
    let value = &values[choice % values.len()];
    if !value.is_null() {
        made[name] = value.clone();
    }
}

fn code(system: &str, code: &str) -> Value {
    json!({ "codings": [{ "system": system, "code": code }] })
}

fn concepts() -> [Value; 6] {
    let snomed = |number| code("http://snomed.info/sct", number);
    let mapped = json!({ "codings": [
        { "system": "http://read.info/readv2", "code": "C10..", "display": "Diabetes" },
        { "system": "http://snomed.info/sct", "code": "1", "mapped_by": "map 1" },
    ]});
    [snomed("1"), snomed("1"), snomed("2"), mapped, json!({ "text": "diabetes" }), code("LOCAL", "1")]
}

fn times() -> [Value; 7] {
    let stated = ["2025", "2025-10", "2025-10-26", "2025-10-26T01:30", "2025-10-26T01:30:30Z", "2025-12-24"];
    let [year, month, day, twice, world, later] = stated.map(Value::from);
    [Value::Null, year, month, day, twice, world, later]
}

fn period(start: usize, end: usize) -> Value {
    let mut made = json!({});
    choose(&mut made, "start", &times(), start);
    choose(&mut made, "end", &[Value::Null, Value::Null, json!("2025-10-27"), json!("2025")], end);
    made
}

/// The body of an entry of one of the kinds, by number.
fn body(kind: usize, [concept, first, second, third, start, end, other]: Choices) -> Value {
    let what = concepts()[concept % 6].clone();
    let site =
        [Value::Null, json!([code("http://snomed.info/sct", "7")]), json!([code("http://snomed.info/sct", "8")])];
    let number = [Value::Null, json!("A1"), json!(" a1"), json!("B2")];
    let status = |words: [&str; 3]| [Value::Null, json!(words[0]), json!(words[1]), json!(words[2])];
    let period = period(start, end);
    let (name, mut made) = match kind {
        0 => {
            let mut made = json!({ "code": what, "period": period });
            let categories = ["encounter-diagnosis", "suspected", "problem-list-item"];
            choose(&mut made, "category", &status(categories), first);
            choose(&mut made, "status", &status(["active", "resolved", "inactive"]), second);
            choose(&mut made, "body_site", &site.map(|sites| sites[0].clone()), third);
            ("problem", made)
        }
        1 => {
            let mut made = json!({ "code": what, "period": period });
            choose(&mut made, "ingredients", &site, first);
            choose(&mut made, "status", &status(["active", "refuted", "resolved"]), second);
            ("allergy", made)
        }
        2 => {
            let mut made = json!({ "drug": what, "period": period });
            choose(&mut made, "course", &status(["administration", "repeat", "dispense"]), first);
            choose(&mut made, "status", &status(["active", "stopped", "completed"]), second);
            choose(&mut made, "ingredients", &site, third);
            ("medication", made)
        }
        3 => {
            let mut made = json!({ "code": what });
            choose(&mut made, "placer_number", &number, first);
            choose(&mut made, "status", &status(["final", "corrected", "partial"]), second);
            choose(&mut made, "observed", &times(), start);
            choose(&mut made, "specimens", &number.map(|number| json!([{ "identifier": number }])), end);
            let value =
                |value: &str| json!([{ "code": code("LOCAL", "1"), "value": { "quantity": { "value": value } } }]);
            choose(&mut made, "measurements", &[Value::Null, value("1.0"), value("1"), value("2")], third);
            ("investigation", made)
        }
        4 => {
            let names = ["Ann Lee", "ann  lee", "Bob Lee"].map(|name| json!([{ "text": name }]));
            let mut made = json!({ "names": names[concept % 3], "period": period });
            choose(
                &mut made,
                "nhs_number",
                &[Value::Null, Value::Null, json!("9990000018"), json!("9990000026")],
                first,
            );
            choose(&mut made, "birth_date", &[Value::Null, json!("1950"), json!("1950-03-12"), json!("1951")], second);
            ("related-person", made)
        }
        5 => {
            let mut made = json!({ "role": (["usual-gp", "pharmacy"][concept % 2]), "period": period });
            choose(&mut made, "name", &[Value::Null, json!("Dr Lee"), json!("DR LEE"), json!("Dr Ray")], first);
            let codes = ["RBD", "J81001"].map(|code| json!([{ "organisation": code }]));
            choose(&mut made, "members", &[Value::Null, codes[0].clone(), codes[1].clone()], second);
            ("care-provider", made)
        }
        6 => {
            let mut made = json!({ "kind": what });
            choose(&mut made, "identifier", &number, first);
            let texts = ["Dear colleague", "Dear friend"].map(|text| json!([{ "text": text }]));
            choose(&mut made, "contents", &[Value::Null, texts[0].clone(), texts[1].clone()], second);
            choose(&mut made, "written", &times(), start);
            ("document", made)
        }
        7 => {
            let mut made = json!({ "kind": (["inpatient", "outpatient"][concept % 2]), "period": period });
            choose(&mut made, "visit_number", &number, first);
            ("encounter", made)
        }
        8 => {
            let mut made = json!({ "code": what, "performed": period });
            choose(&mut made, "status", &status(["completed", "not-done", "completed"]), first);
            choose(&mut made, "body_sites", &site, second);
            ("procedure", made)
        }
        9 => {
            let mut made = json!({ "vaccine": what });
            choose(&mut made, "given", &times(), start);
            choose(&mut made, "dose", &[Value::Null, json!("1"), json!("1 "), json!("2")], first);
            choose(&mut made, "procedure", &[Value::Null, code("http://snomed.info/sct", "5")], second);
            ("immunisation", made)
        }
        10 => {
            let mut made = json!({ "kind": (["service", "need"][first % 2]), "what": what, "period": period });
            choose(&mut made, "component", &site.map(|sites| sites[0].clone()), second);
            ("social-care", made)
        }
        11 => {
            let mut made = json!({ "code": what, "period": period });
            choose(&mut made, "status", &status(["active", "inactive", "active"]), first);
            ("alert", made)
        }
        _ => ("about-me", json!({ "most_important": (["My dog", "My cat"][first % 2]) })),
    };
    if other == 0 && made.get("notes").is_none() && name != "about-me" && name != "document" {
        made["notes"] = json!(["seen"]);
    }
    json!({ "body": { name: made } })
}

fn stated(source: (&str, &str), item: &str, entry: Value, recorded: i64) -> Statement {
    let entry: Entry = serde_json::from_value(entry).unwrap();
    let made = current(&local_person(source), item, ContributionBody::Entry(Box::new(entry)));
    edited(&made, |parts| {
        parts.recorded = Timestamp::from_millis(1_761_436_800_000 + recorded * 2_592_000_000).unwrap();
    })
}

fn edited(statement: &Statement, edit: impl FnOnce(&mut dcr_core::contribution::ContributionParts)) -> Statement {
    let mut parts = statement.contribution().clone().into_parts();
    edit(&mut parts);
    Statement::new(Contribution::new(parts).unwrap(), statement.received()).unwrap()
}

/// Statements of one or two kinds.
fn any_statements() -> impl Strategy<Value = Vec<Statement>> {
    let one = (0..SOURCES.len(), 0..6_usize, any::<bool>(), proptest::array::uniform7(0..12_usize), 0..4_i64);
    (0..KINDS, 0..KINDS, proptest::collection::vec(one, 0..20)).prop_map(|(kind, second, drawn)| {
        let make = |(source, item, is_second, choices, recorded): (usize, usize, bool, Choices, i64)| {
            let kind = if is_second { second } else { kind };
            stated(SOURCES[source], &format!("item/{item}"), body(kind, choices), recorded)
        };
        drawn.into_iter().map(make).collect()
    })
}

fn record(statements: &[Statement]) -> CombinedRecord {
    combine(&everyone(), statements.iter().cloned().collect())
}

fn key(statement: &LineStatement) -> ContributionKey {
    let from = &statement.provenance;
    ContributionKey { organisation: from.organisation.clone(), system: from.system.clone(), item: from.item.clone() }
}

fn is_mention(statement: &LineStatement) -> bool {
    matches!(&statement.entry.body, EntryBody::Problem(problem)
        if problem.category == Some(ProblemCategory::EncounterDiagnosis))
}

/// The statements that stand behind a line, as they were received.
fn behind<'a>(line: &Line, standing: &'a [Statement]) -> Vec<&'a Statement> {
    let keys: BTreeSet<ContributionKey> = line.statements().iter().map(key).collect();
    standing.iter().filter(|statement| keys.contains(statement.contribution().key())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_standing_statement_is_behind_exactly_one_line(statements in any_statements()) {
        let set: StatementSet = statements.iter().cloned().collect();
        let standing: Vec<ContributionKey> = set.current().map(|each| each.contribution().key().clone()).collect();
        let mut behind: Vec<_> = record(&statements).lines.iter().flat_map(Line::statements).map(key).collect();
        behind.sort();
        prop_assert_eq!(behind, standing);
    }

    #[test]
    fn order_of_arrival_and_repeats_leave_no_trace(statements in any_statements(), turn in 0..20_usize) {
        let mut turned = statements.clone();
        turned.rotate_left(turn.min(statements.len()));
        turned.extend(statements.iter().rev().cloned());
        prop_assert_eq!(record(&statements), record(&turned));
    }

    #[test]
    fn a_line_holds_one_statement_of_a_source_beside_mentions(statements in any_statements()) {
        for line in &record(&statements).lines {
            let mut sources = BTreeSet::new();
            for said in line.statements().iter().filter(|said| !is_mention(said)) {
                let source = (said.provenance.organisation.clone(), said.provenance.system.clone());
                prop_assert!(sources.insert(source), "two of one source");
            }
        }
    }

    #[test]
    fn any_two_statements_of_a_line_are_one_by_themselves(statements in any_statements()) {
        let set: StatementSet = statements.iter().cloned().collect();
        let standing: Vec<Statement> = set.iter().cloned().collect();
        for line in &record(&statements).lines {
            let behind = behind(line, &standing);
            for (place, one) in behind.iter().enumerate() {
                for other in &behind[place + 1..] {
                    prop_assert_eq!(record(&[(*one).clone(), (*other).clone()]).lines.len(), 1);
                }
            }
            // And so are all of them: what else is in the record holds nothing together that is not one.
            let alone: Vec<Statement> = behind.into_iter().cloned().collect();
            prop_assert_eq!(record(&alone).lines.iter().map(|line| line.statements().len()).max(), Some(alone.len()));
        }
    }

    #[test]
    fn a_statement_about_something_else_changes_no_other_line(
        statements in any_statements(), source in 0..SOURCES.len(), kind in 0..KINDS
    ) {
        let unrelated = |text: &str| json!({ "text": text });
        let mut entry = body(kind, [0, 0, 0, 0, 0, 0, 1]);
        let (name, told) = entry["body"].as_object().unwrap().iter().next().map(|(name, told)| (name.clone(), told.clone())).unwrap();
        let mut told = told;
        for concept in ["code", "drug", "vaccine", "what"] {
            if told.get(concept).is_some() {
                told[concept] = unrelated("something else");
            }
        }
        match name.as_str() {
            "related-person" => told["names"] = json!([{ "text": "Some Body" }]),
            "care-provider" => told["name"] = json!("Someone"),
            _ => {}
        }
        entry["body"] = json!({ name: told });
        let added = stated(SOURCES[source], "unrelated", entry, 1);
        let before = record(&statements);
        let mut after = record(&[statements, vec![added]].concat());
        let lines = after.lines.len();
        after.lines.retain(|line| line.statements()[0].provenance.item.as_str() != "unrelated");
        prop_assert_eq!(after.lines.len() + 1, lines);
        prop_assert_eq!(before, after);
    }

    #[test]
    fn what_is_taken_back_leaves_no_trace(statements in any_statements(), which in 0..20_usize, deleted in any::<bool>()) {
        prop_assume!(!statements.is_empty());
        let taken_back = statements[which % statements.len()].clone();
        let retraction = edited(&taken_back, |parts| {
            parts.version = Version::new(2).unwrap();
            parts.status = if deleted { ContributionStatus::Deleted } else { ContributionStatus::EnteredInError };
            parts.body = None;
        });
        let key = taken_back.contribution().key().clone();
        let never: Vec<Statement> =
            statements.iter().filter(|each| *each.contribution().key() != key).cloned().collect();
        prop_assert_eq!(record(&[statements, vec![retraction]].concat()), record(&never));
    }
}

#[test]
fn what_is_made_folds_in_every_section_but_the_persons_own_words() {
    let mut runner = TestRunner::deterministic();
    let mut folded: BTreeMap<Section, usize> = BTreeMap::new();
    for _ in 0..600 {
        let statements = any_statements().new_tree(&mut runner).unwrap().current();
        for line in record(&statements).lines {
            *folded.entry(line.section()).or_default() += usize::from(line.statements().len() > 1);
        }
    }
    let never: Vec<Section> = folded.iter().filter(|(_, times)| **times < 10).map(|(section, _)| *section).collect();
    assert_eq!((folded.len(), never), (KINDS, vec![Section::AboutMe]), "{folded:?}");
}
