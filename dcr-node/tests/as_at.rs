//! A node's record as it was, and what changed since a reader's last look.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::AuditKind;
use dcr_core::consent::{ChangeKind, Changes, VisibleRecord};
use dcr_core::merge::AsAt;
use dcr_core::record::{DirectiveAuthority, OptOutMode, Section};
use dcr_core::time::Timestamp;
use dcr_node::Node;
use serde_json::{Value, json};
use support::{SOURCES, clinician, create, demographics, input, line, nhs_number};

const PERSON: u32 = 2;

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn submit(node: &Node, bytes: &[u8], received: &str) {
    node.submit(bytes, &input(SOURCES[0]).received_at(time(received))).unwrap();
}

fn state(node: &Node, item: &str, version: u64, body: &Value, received: &str) {
    submit(node, &line(SOURCES[0], PERSON, item, version, body), received);
}

fn problem(code: &str, status: &str) -> Value {
    json!({"entry": {"body": {"problem": {
        "code": {"codings": [{"system": "http://snomed.info/sct", "code": code, "display": code}]}, "status": status,
    }}}})
}

fn populated() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    submit(&node, &demographics(SOURCES[0], PERSON, 1), "2026-01-01T00:00:00Z");
    state(&node, "asthma", 1, &problem("195967001", "active"), "2026-01-01T00:00:00Z");
    state(&node, "asthma", 2, &problem("195967001", "resolved"), "2026-03-01T00:00:00Z");
    state(&node, "diabetes", 1, &problem("44054006", "active"), "2026-04-01T00:00:00Z");
    (folder, node)
}

fn told(record: &VisibleRecord) -> Vec<(String, u64, Option<&'static str>)> {
    let problems = record.sections.iter().find(|section| section.section == Section::Problems).unwrap();
    let statements = problems.lines.iter().flat_map(|line| &line.statements);
    statements
        .map(|said| {
            let provenance = &said.provenance;
            (provenance.item.to_string(), provenance.version.number(), said.later.map(|later| later.as_str()))
        })
        .collect()
}

fn changed(changes: &Changes) -> Vec<(ChangeKind, String)> {
    changes.changes.iter().map(|change| (change.kind, change.line.statements[0].provenance.item.to_string())).collect()
}

#[test]
fn the_record_as_it_was_known_is_shown_and_accounted_for() {
    let (_folder, node) = populated();
    let known = |at| {
        let as_at = AsAt { known: Some(time(at)), held: None };
        node.view_as_at(&clinician(), &nhs_number(PERSON), &as_at).unwrap()
    };
    let answer = known("2026-02-01T00:00:00Z");
    let record = answer.record().unwrap();
    assert_eq!(told(record), [("asthma".to_owned(), 1, Some("changed"))]);
    assert_eq!(record.as_at.unwrap().known, Some(time("2026-02-01T00:00:00Z")));
    let past = "This is not the present record. It shows what was known on 01-Feb-2026 00:00 GMT.";
    assert!(answer.to_text().unwrap().contains(past), "{}", answer.to_text().unwrap());
    assert!(answer.to_html().unwrap().contains(past));
    let bundle: Value = serde_json::from_slice(&answer.to_fhir().unwrap().unwrap()).unwrap();
    let tags = bundle["meta"]["tag"].as_array().unwrap();
    assert!(tags.contains(&json!({"system": "urn:x-dcr:as-at", "code": "known-2026-02-01T00:00:00.000Z"})), "{tags:?}");
    assert_eq!(told(known("2026-05-01T00:00:00Z").record().unwrap()).len(), 2);
    // Before anything was heard of them there is nothing to show, and that is an answer too.
    let before = known("2025-01-01T00:00:00Z");
    assert!(before.permitted() && told(before.record().unwrap()).is_empty());
    let kinds: Vec<AuditKind> =
        node.who_saw(&clinician(), &nhs_number(PERSON)).unwrap().iter().map(|event| event.parts().kind).collect();
    assert_eq!(kinds, [AuditKind::View; 3]);
}

#[test]
fn the_present_is_what_is_known_at_a_moment_after_everything() {
    let (_folder, node) = populated();
    let as_at = AsAt { known: Some(time("2026-05-01T00:00:00Z")), held: None };
    let mut past = node.view_as_at(&clinician(), &nhs_number(PERSON), &as_at).unwrap().record().unwrap().clone();
    past.as_at = None;
    assert_eq!(&past, node.view(&clinician(), &nhs_number(PERSON)).unwrap().record().unwrap());
}

#[test]
fn whoever_opted_out_since_is_not_shown_as_they_were() {
    let (_folder, node) = populated();
    node.opt_out(&nhs_number(PERSON), OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    let as_at = AsAt { known: Some(time("2026-02-01T00:00:00Z")), held: None };
    let hidden = node.view_as_at(&clinician(), &nhs_number(PERSON), &as_at).unwrap();
    let unknown = node.view_as_at(&clinician(), &nhs_number(500), &as_at).unwrap();
    assert!(!hidden.permitted());
    assert_eq!(hidden.decision(), unknown.decision());
    let since = time("2026-02-01T00:00:00Z");
    let hidden = node.changes(&clinician(), &nhs_number(PERSON), since).unwrap();
    assert_eq!(hidden.changes, None);
    assert_eq!(hidden.decision, node.changes(&clinician(), &nhs_number(500), since).unwrap().decision);
}

#[test]
fn a_reader_hears_what_is_new_what_changed_and_what_is_gone() {
    let (_folder, node) = populated();
    let since = |at| node.changes(&clinician(), &nhs_number(PERSON), time(at)).unwrap().changes.unwrap();
    let all = since("2026-02-01T00:00:00Z");
    assert_eq!(changed(&all), [(ChangeKind::New, "diabetes".to_owned()), (ChangeKind::Changed, "asthma".to_owned())]);
    assert_eq!((all.since, all.demographics), (time("2026-02-01T00:00:00Z"), false));
    assert_eq!(changed(&since("2026-03-15T00:00:00Z")), [(ChangeKind::New, "diabetes".to_owned())]);
    assert!(since("2026-04-01T00:00:00Z").is_empty());
    assert!(since("2025-01-01T00:00:00Z").demographics);
    let stated = line(SOURCES[0], PERSON, "diabetes", 2, &problem("44054006", "active"));
    let mut gone: Value = serde_json::from_slice(&stated).unwrap();
    gone["contribution"]["status"] = json!("entered-in-error");
    gone["contribution"].as_object_mut().unwrap().remove("body");
    submit(&node, gone.to_string().as_bytes(), "2026-05-01T00:00:00Z");
    assert_eq!(changed(&since("2026-04-15T00:00:00Z")), [(ChangeKind::Gone, "diabetes".to_owned())]);
    assert!(since("2026-05-01T00:00:00Z").is_empty());
}

#[test]
fn a_caseload_tells_of_those_who_changed_and_may_be_seen() {
    let (_folder, node) = populated();
    let caseload = [nhs_number(PERSON), nhs_number(500)];
    let found = node.caseload_changes(&clinician(), &caseload, time("2026-03-15T00:00:00Z")).unwrap();
    assert_eq!(found.iter().map(|found| &found.nhs_number).collect::<Vec<_>>(), [&nhs_number(PERSON)]);
    assert_eq!(changed(found[0].answer.changes.as_ref().unwrap()), [(ChangeKind::New, "diabetes".to_owned())]);
    assert!(node.caseload_changes(&clinician(), &caseload, time("2026-04-01T00:00:00Z")).unwrap().is_empty());
    // Each was asked about twice, whatever was found; reading the account is not in what it reads.
    for number in &caseload {
        let events = node.who_saw(&clinician(), number).unwrap();
        assert_eq!(events.iter().filter(|event| event.parts().kind != AuditKind::AuditReading).count(), 2);
    }
}
