//! Combined records from the small form in which the consent vectors write them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code,
    unreachable_pub,
    reason = "test support: a failure here is the test's failure"
)]

use dcr_core::consent::{
    AccessRequest, Decision, Outcome, Policy, RecordDecision, SectionDecision, SectionState, VisibleRecord,
};
use dcr_core::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, Origin,
    SourceFormat, Statement, Version,
};
use dcr_core::identifier::{Coding, OdsCode, PersonKey, SourceItemId, SourceSystem, SubjectId};
use dcr_core::identity::{Cluster, PersonId};
use dcr_core::merge::{CombinedRecord, Provenance, StatementSet, combine};
use dcr_core::record::{Death, Demographics, Entry, EntryBody, Sensitivity};
use dcr_core::register::Register;
use dcr_core::time::{PartialDateTime, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The text of a vector file.
pub fn vectors(name: &str) -> Value {
    let path = format!("{}/../tests/vectors/consent/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn parse_policy(value: &Value) -> Policy {
    Policy::from_json(value.to_string().as_bytes()).unwrap()
}

pub fn parse_register() -> Register {
    Register::from_json(vectors("register.json").to_string().as_bytes()).unwrap()
}

pub fn parse_request(value: &Value) -> AccessRequest {
    AccessRequest::from_json(value.to_string().as_bytes()).unwrap()
}

fn person(organisation: &str, system: &str) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(organisation).unwrap(),
        system: SourceSystem::parse(system).unwrap(),
        subject: SubjectId::new(SubjectId::LOCAL, "1").unwrap(),
    }
}

fn statement(source: &Value, body: ContributionBody) -> (PersonKey, Statement) {
    statement_at(source, Timestamp::parse("2026-01-01T00:00:00Z").unwrap(), body)
}

fn statement_at(source: &Value, recorded: Timestamp, body: ContributionBody) -> (PersonKey, Statement) {
    let person = person(source[0].as_str().unwrap(), source[1].as_str().unwrap());
    let contribution = Contribution::new(ContributionParts {
        key: ContributionKey {
            organisation: person.organisation.clone(),
            system: person.system.clone(),
            item: SourceItemId::parse(source[2].as_str().unwrap()).unwrap(),
        },
        version: Version::new(1).unwrap(),
        derived_from: None,
        recorded,
        subject: person.subject.clone(),
        status: ContributionStatus::Current,
        body: Some(body),
        origin: Origin {
            format: SourceFormat::Direct,
            message: ContentHash::of(b"vector"),
            message_id: None,
            place: None,
            mapping: None,
        },
        attached: Vec::new(),
    })
    .unwrap();
    (person, Statement::new(contribution, Timestamp::parse("2026-01-02T00:00:00Z").unwrap()).unwrap())
}

fn labels(stated: &Value) -> Sensitivity {
    serde_json::from_value(stated["labels"].clone()).unwrap()
}

/// An entry of a section; those of one line share the words that make them one fact.
fn entry(section: &str, words: &str, labels: Sensitivity) -> Entry {
    let what = json!({ "text": words });
    let body = match section {
        "problems" => json!({ "problem": { "code": what } }),
        "allergies" => json!({ "allergy": { "code": what } }),
        "medications" => json!({ "medication": { "drug": what } }),
        "alerts" => json!({ "alert": { "code": what } }),
        "investigations" => json!({ "investigation": { "code": what, "kind": "laboratory" } }),
        "related-people" => json!({ "related-person": { "names": [{ "text": words }],
            "addresses": [{ "lines": ["1 Secret Street"] }], "contacts": [{ "kind": "phone", "value": "secret" }] } }),
        "care-providers" => json!({ "care-provider": { "role": "team", "name": "secret team",
            "members": [{ "contact": "secret", "organisation": "J81001" }] } }),
        "documents" => json!({ "document": { "kind": what } }),
        "encounters" => json!({ "encounter": { "kind": "inpatient", "moves": [{ "location": "secret ward" }] } }),
        "procedures" => json!({ "procedure": { "code": what } }),
        "immunisations" => json!({ "immunisation": { "vaccine": what } }),
        "social-care" => json!({ "social-care": { "kind": "service", "what": what } }),
        "about-me" => json!({ "about-me": { "most_important": words } }),
        other => panic!("no section {other}"),
    };
    Entry { sensitivity: labels, ..Entry::new(serde_json::from_value(body).unwrap()) }
}

/// The codes, names, date and links of a statement in the small form, in an entry whose kind has a place for them.
fn further(entry: &mut Entry, stated: &Value) {
    let codes = stated["codes"].as_array().into_iter().flatten();
    let display = &stated["names"][0];
    let codings = codes.map(|code| json!({ "system": code[0], "code": code[1], "display": display }));
    let codings: Vec<Coding> = codings.map(|coding| serde_json::from_value(coding).unwrap()).collect();
    let concept = match &mut entry.body {
        EntryBody::Problem(e) => Some(&mut e.code),
        EntryBody::Allergy(e) => Some(&mut e.code),
        EntryBody::Medication(e) => Some(&mut e.drug),
        EntryBody::Investigation(e) => Some(&mut e.code),
        EntryBody::Procedure(e) => Some(&mut e.code),
        EntryBody::Immunisation(e) => Some(&mut e.vaccine),
        EntryBody::Document(e) => Some(&mut e.kind),
        _ => None,
    };
    if let Some(concept) = concept {
        concept.codings = codings;
    }
    if let (EntryBody::SocialCare(care), Some(words)) = (&mut entry.body, stated["words"][0].as_str()) {
        care.notes.push(words.to_owned());
    }
    if let Some(dated) = stated.get("dated") {
        let when = || Some(serde_json::from_value::<PartialDateTime>(dated.clone()).unwrap());
        match &mut entry.body {
            EntryBody::Problem(e) => e.period.start = when(),
            EntryBody::Allergy(e) => e.noted = when(),
            EntryBody::Medication(e) => e.period.start = when(),
            EntryBody::Investigation(e) => e.observed = when(),
            EntryBody::Document(e) => e.written = when(),
            EntryBody::Encounter(e) => e.period.start = when(),
            _ => panic!("no date of such an entry"),
        }
    }
    for link in stated["links"].as_array().into_iter().flatten() {
        entry.links.push(serde_json::from_value(json!({ "kind": link[0], "item": link[1] })).unwrap());
    }
}

/// The combined record that the small form describes, made by the same steps as any other.
pub fn record(small: &Value) -> CombinedRecord {
    let combined = combined(small);
    assert_eq!(combined.lines.len(), small["lines"].as_array().unwrap().len(), "a vector's lines fold otherwise");
    combined
}

/// The same of a small form with more in it: codes, links, times recorded, a death and a number. Its lines may fold
/// otherwise than they are written.
pub fn combined(small: &Value) -> CombinedRecord {
    let mut members = BTreeSet::from([person("RBD", "PAS")]);
    let mut set = StatementSet::new();
    let mut add = |(member, statement): (PersonKey, Statement)| {
        members.insert(member);
        assert!(set.insert(statement), "a vector states one item twice");
    };
    for stated in small["demographics"].as_array().unwrap() {
        let mut demographics: Demographics = serde_json::from_value(json!({
            "addresses": [{ "lines": ["1 Secret Street"] }], "practice": "J81001",
            "contacts": [{ "kind": "phone", "value": "secret" }], "gp": { "name": "secret" },
        }))
        .unwrap();
        demographics.sensitivity = labels(stated);
        demographics.death = match &small["died"] {
            Value::Null => None,
            died if died.get("on").is_some() => Some(Death::On(serde_json::from_value(died["on"].clone()).unwrap())),
            _ => Some(Death::Dead),
        };
        add(statement(&stated["source"], ContributionBody::Demographics(Box::new(demographics))));
    }
    for (index, directive) in small["directives"].as_array().unwrap().iter().enumerate() {
        let body = ContributionBody::Directive(serde_json::from_value(directive.clone()).unwrap());
        add(statement(&json!(["RBD", "PAS", format!("directive-{index}")]), body));
    }
    for (index, line) in small["lines"].as_array().unwrap().iter().enumerate() {
        for stated in line["statements"].as_array().unwrap() {
            let words = line["words"].as_str().map_or_else(|| format!("line {index}"), str::to_owned);
            let mut entry = entry(line["section"].as_str().unwrap(), &words, labels(stated));
            further(&mut entry, stated);
            let recorded = stated.get("recorded").map(|when| serde_json::from_value(when.clone()).unwrap());
            let recorded = recorded.unwrap_or_else(|| Timestamp::parse("2026-01-01T00:00:00Z").unwrap());
            add(statement_at(&stated["source"], recorded, ContributionBody::Entry(Box::new(entry))));
        }
    }
    for stated in small["section_statements"].as_array().into_iter().flatten() {
        let said = json!({ "section": stated["section"], "heading": { "text": "list" }, "empty": "no-content-recorded",
            "notes": ["secret"], "sensitivity": stated["labels"] });
        add(statement(&stated["source"], ContributionBody::Section(serde_json::from_value(said).unwrap())));
    }
    let members: Vec<PersonKey> = members.into_iter().collect();
    let id = PersonId::of(&members[0]);
    let nhs_number = serde_json::from_value(small["nhs_number"].clone()).unwrap();
    combine(&Cluster { id, members, nhs_number, former_numbers: Vec::new(), evidence: Vec::new() }, set)
}

fn name(provenance: &Provenance) -> String {
    format!("{}/{}/{}", provenance.organisation, provenance.system, provenance.item)
}

/// The statements that a visible record shows, by organisation, system and item.
pub fn shown(visible: &VisibleRecord) -> BTreeSet<String> {
    let lines = visible.sections.iter().flat_map(|section| &section.lines);
    let statements = lines.flat_map(|line| &line.statements).map(|statement| name(&statement.provenance));
    let sections = visible.sections.iter().flat_map(|section| &section.statements);
    let said = sections.map(|said| name(&said.provenance));
    visible.demographics.iter().map(|stated| name(&stated.provenance)).chain(statements).chain(said).collect()
}

/// Every statement of a combined record, named alike.
pub fn held(record: &CombinedRecord) -> BTreeSet<String> {
    let statements = record.lines.iter().flat_map(|line| line.statements());
    let lines = statements.map(|statement| name(&statement.provenance));
    let said = record.section_statements.iter().map(|said| name(&said.provenance));
    record.demographics.iter().map(|stated| name(&stated.provenance)).chain(lines).chain(said).collect()
}

/// A decision and what it shows, in the form in which the vectors write it.
pub fn answer(decided: &RecordDecision) -> Value {
    let decision = &decided.decision;
    let rules: Vec<Value> =
        decision.rules().iter().map(|fired| json!([fired.rule, fired.yielded, fired.sections])).collect();
    let mut answer = json!({ "outcome": decision.outcome(), "rules": rules });
    if let Some(refusal) = decision.refusal() {
        answer["refusal"] = json!(refusal);
    }
    let classes = |sections: &[SectionDecision]| -> serde_json::Map<String, Value> {
        let some = sections.iter().filter(|section| !section.withheld.is_empty());
        some.map(|section| (section.section.to_string(), json!(section.withheld))).collect()
    };
    if decision.outcome() == Outcome::Permit {
        let states = decision.sections().iter().map(|section| (section.section.to_string(), json!(section.state)));
        answer["sections"] = Value::Object(states.collect());
        answer["consent"] = json!(decision.consent());
        answer["shown"] = json!(decided.shown);
        for (key, told) in [("classes", classes(decision.sections())), ("told", classes(&decision.outward().sections))]
        {
            if !told.is_empty() {
                answer[key] = Value::Object(told);
            }
        }
    }
    if !decided.unsourced.is_empty() {
        answer["masked"] = json!(decided.unsourced);
    }
    if !decision.overrides().is_empty() {
        answer["overrides"] = json!(decision.overrides());
    }
    if !decision.obligations().is_empty() {
        answer["obligations"] = json!(decision.obligations());
    }
    if let Some(until) = decision.valid_until() {
        answer["valid_until"] = json!(until);
    }
    if !decision.missing().is_empty() {
        let missing = decision.missing().iter().map(|missing| json!([missing.kind, missing.lapsed]));
        answer["missing"] = missing.collect();
    }
    answer
}

/// Whether the small form says no more than [`record`] makes a combined record of.
pub fn is_plain(small: &Value) -> bool {
    let plain =
        |object: &Value, known: &[&str]| object.as_object().unwrap().keys().all(|key| known.contains(&key.as_str()));
    let lines = small["lines"].as_array().unwrap().iter();
    plain(small, &["demographics", "directives", "lines", "section_statements"])
        && small["directives"].as_array().unwrap().iter().all(|directive| directive.get("visit").is_none())
        && lines
            .flat_map(|line| line["statements"].as_array().unwrap())
            .all(|stated| plain(stated, &["source", "labels"]))
}

/// A JSON merge patch (RFC 7396).
pub fn patched(mut value: Value, patch: &Value) -> Value {
    let Some(patch) = patch.as_object() else { return patch.clone() };
    if !value.is_object() {
        value = json!({});
    }
    for (key, change) in patch {
        if change.is_null() {
            value.as_object_mut().unwrap().remove(key);
        } else {
            value[key] = patched(value[key].take(), change);
        }
    }
    value
}

/// That what a visible record says of its sections is what it shows.
pub fn agree(decision: &Decision, visible: &VisibleRecord) {
    for section in &visible.sections {
        assert_eq!(decision.section(section.section), Some(section.state));
        let shows = matches!(section.state, SectionState::Shown | SectionState::PartlyWithheld);
        assert!(section.withheld.iter().all(|class| {
            decision
                .outward()
                .sections
                .iter()
                .any(|outward| outward.section == section.section && outward.withheld.contains(class))
        }));
        assert_eq!(shows, !section.lines.is_empty(), "{}", section.section);
        assert!(!section.state.shows_nothing() || section.statements.is_empty(), "{}", section.section);
    }
}
