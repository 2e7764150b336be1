//! Merging against its vectors: the core answers as the reference rules, which are written from `docs/merge.md` alone.
//!
//! `DCR_MERGE_VECTORS` may name further files of the same form, by spaces, such as those that
//! `tests/reference/make_merge_vectors.py --histories 20000 --seed 7 FILE` writes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failure here is the test's failure")]

use dcr_core::contribution::{Contribution, ContributionBody, Statement};
use dcr_core::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::identity::{Cluster, PersonId};
use dcr_core::merge::{CombinedRecord, Provenance, StatementSet, combine};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The vectors that are kept, and those that the environment names.
fn files() -> impl Iterator<Item = (PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/merge");
    let kept = ["cases.json", "histories.json"].map(|name| folder.join(name));
    let further = std::env::var("DCR_MERGE_VECTORS").unwrap_or_default();
    let further: Vec<PathBuf> = further.split_whitespace().map(PathBuf::from).collect();
    kept.into_iter().chain(further).map(|path| {
        let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        (path, value)
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn cluster(members: &Value) -> Cluster {
    let member = |member: &Value| PersonKey {
        organisation: OdsCode::parse(text(&member[0])).unwrap(),
        system: SourceSystem::parse(text(&member[1])).unwrap(),
        subject: SubjectId::new(text(&member[2]), text(&member[3])).unwrap(),
    };
    let mut members: Vec<PersonKey> = list(members).iter().map(member).collect();
    members.sort();
    Cluster {
        id: PersonId::of(&members[0]),
        members,
        nhs_number: None,
        former_numbers: Vec::new(),
        evidence: Vec::new(),
    }
}

/// A contribution as it was received. Its bytes are canonical, so both sides see one content hash.
fn statement(held: &Value, origin: &Value) -> Statement {
    let mut parts = held[1].clone();
    parts["origin"] = origin.clone();
    let bytes = dcr_core::contribution::canonical_bytes(&json!({"format": 1, "contribution": parts})).unwrap();
    let contribution = Contribution::from_canonical(&bytes).unwrap_or_else(|error| panic!("{error}: {held}"));
    Statement::new(contribution, Timestamp::parse(text(&held[0])).unwrap()).unwrap()
}

/// The place of the first contribution that says this, from there and then.
fn place(history: &[Statement], from: &Provenance, says: impl Fn(&ContributionBody) -> bool) -> usize {
    let told = |each: &Statement| each.contribution().parts().body.as_ref().is_some_and(&says);
    history.iter().position(|each| Provenance::of(each) == *from && told(each)).unwrap()
}

fn answer(record: &CombinedRecord, history: &[Statement]) -> Value {
    let lines = record.lines.iter().map(|line| {
        let statements: Vec<usize> = line
            .statements()
            .iter()
            .map(|statement| {
                let says = |body: &ContributionBody| *body == ContributionBody::Entry(statement.entry.clone());
                place(history, &statement.provenance, says)
            })
            .collect();
        let mut told = json!({"statements": statements});
        let mut labels: Vec<&str> = line.sensitivity().labels().iter().map(|label| label.as_str()).collect();
        labels.sort_unstable();
        if !labels.is_empty() {
            told["labels"] = json!(labels);
        }
        if !line.differences().is_empty() {
            told["differences"] = json!(line.differences());
        }
        told
    });
    let mut told = json!({"lines": lines.collect::<Vec<_>>()});
    let demographics = record.demographics.iter().map(|each| {
        place(
            history,
            &each.provenance,
            |body| matches!(body, ContributionBody::Demographics(said) if **said == each.demographics),
        )
    });
    let directives = record.directives.iter().map(|each| {
        place(history, &each.provenance, |body| *body == ContributionBody::Directive(each.directive.clone()))
    });
    let sections = record.section_statements.iter().map(|each| {
        place(history, &each.provenance, |body| *body == ContributionBody::Section(each.statement.clone()))
    });
    let listed = [
        ("demographics", demographics.collect::<Vec<_>>()),
        ("directives", directives.collect()),
        ("sections", sections.collect()),
    ];
    for (name, places) in listed.into_iter().filter(|(_, places)| !places.is_empty()) {
        told[name] = json!(places);
    }
    told
}

/// What differs, and of the lines and lists that differ the statements themselves.
fn differing(core: &Value, page: &Value, history: &Value) -> String {
    let only = |ours: &Value, theirs: &Value| {
        let differ: Vec<&Value> = list(ours).iter().filter(|line| !list(theirs).contains(line)).collect();
        let said: Vec<&Value> = differ
            .iter()
            .flat_map(|line| list(&line["statements"]))
            .map(|place| &history["contributions"][usize::try_from(place.as_u64().unwrap()).unwrap()][1])
            .collect();
        (json!(differ), said)
    };
    let (core_lines, _) = only(&core["lines"], &page["lines"]);
    let (page_lines, mut said) = only(&page["lines"], &core["lines"]);
    said.dedup();
    let said: String = said.iter().map(|each| format!("  {each}\n")).collect();
    if core_lines == page_lines {
        return format!("the core {core}\nthe page {page}\n");
    }
    format!("the core {core_lines}\nthe page {page_lines}\n{said}")
}

#[test]
fn each_history_gives_the_record_of_the_reference_rules_whatever_came_first() {
    let (mut differences, mut asked) = (Vec::new(), 0);
    for (path, file) in files() {
        let person = cluster(&file["members"]);
        for (number, history) in list(&file["histories"]).iter().enumerate() {
            let held: Vec<Statement> =
                list(&history["contributions"]).iter().map(|held| statement(held, &file["origin"])).collect();
            let mut rotated = held.clone();
            rotated.rotate_left(held.len() / 2);
            let reversed: Vec<Statement> = held.iter().rev().cloned().collect();
            for (order, statements) in [("as it stands", held.clone()), ("rotated", rotated), ("reversed", reversed)] {
                let record = combine(&person, statements.into_iter().collect::<StatementSet>());
                let got = answer(&record, &held);
                if got != history["answer"] {
                    let named = history["case"].as_str().unwrap_or_default();
                    let differing = differing(&got, &history["answer"], history);
                    differences.push(format!("{path:?} {number} {named} ({order})\n{differing}"));
                    break;
                }
            }
            asked += 1;
        }
    }
    let shown = differences.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} of {asked} differ:\n{shown}", differences.len());
    assert!(asked >= 140, "{asked}");
}
