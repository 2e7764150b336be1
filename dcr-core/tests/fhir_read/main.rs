//! Reading FHIR: what each resource becomes, what is withheld, and what is kept.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test stops at what it did not expect"
)]

use dcr_core::contribution::{Contribution, ContributionBody, ContributionStatus};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Fate, Issue, Limits, Severity, Source, Unit, fhir};
use dcr_core::record::{
    Allergy, AllergyStatus, Directive, DirectiveEffect, DirectiveScope, Document, DocumentContent, Encounter,
    EncounterKind, Entry, EntryBody, EntryLinkKind, Investigation, InvestigationKind, Medication, MedicationStatus,
    OptOutMode, Problem, ProblemCategory, Purpose, ResultValue, SensitivityLabel,
};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};

mod consents;
mod documents;
mod entries;
mod faults;
mod further;
mod labels;
mod lines;
mod lossless;
mod parts;
mod persons;
mod stu3;

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    }
}

fn read_text(text: &str) -> Vec<Unit> {
    fhir::read(text.as_bytes(), &source(), &Limits::default())
}

fn read(value: &Value) -> Vec<Unit> {
    read_text(&value.to_string())
}

fn only(mut units: Vec<Unit>) -> Unit {
    assert_eq!(units.len(), 1, "{units:#?}");
    units.pop().unwrap()
}

fn bundle(resources: Vec<Value>) -> Value {
    let entries: Vec<Value> = resources.into_iter().map(|resource| json!({ "resource": resource })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "timestamp": "2026-01-02T03:04:05Z", "entry": entries })
}

fn contribution<'u>(unit: &'u Unit, item: &str) -> &'u Contribution {
    let found = unit.contributions.iter().find(|c| c.key().item.as_str() == item);
    found.unwrap_or_else(|| panic!("no {item} in {unit:#?}"))
}

fn entry<'u>(unit: &'u Unit, item: &str) -> &'u Entry {
    match &contribution(unit, item).parts().body {
        Some(ContributionBody::Entry(entry)) => entry,
        other => panic!("{other:?}"),
    }
}

fn attached(unit: &Unit, item: &str) -> Vec<(String, String)> {
    let parts = contribution(unit, item).parts();
    parts.attached.iter().map(|part| (part.place.clone(), part.content.clone())).collect()
}

fn issue<'u>(unit: &'u Unit, code: &str) -> &'u Issue {
    unit.issues.iter().find(|issue| issue.code == code).unwrap_or_else(|| panic!("no {code} in {:?}", unit.issues))
}

macro_rules! body {
    ($unit:expr, $item:expr, $kind:ident) => {
        match &entry($unit, $item).body {
            EntryBody::$kind(found) => found,
            other => panic!("{other:?}"),
        }
    };
}
pub(crate) use body;

/// A resource about patient 1, with more members.
fn about(kind: &str, more: Value) -> Value {
    let mut resource = json!({ "resourceType": kind, "id": "a", "subject": { "reference": "Patient/1" } });
    resource.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    resource
}

fn snomed(code: &str, display: &str) -> Value {
    json!({ "coding": [{ "system": "http://snomed.info/sct", "code": code, "display": display }] })
}

fn whole_directive<'u>(unit: &'u Unit, item: &str) -> &'u Directive {
    match &contribution(unit, item).parts().body {
        Some(ContributionBody::Directive(directive)) => directive,
        other => panic!("{other:?}"),
    }
}

fn directive(unit: &Unit, item: &str) -> (DirectiveEffect, DirectiveScope) {
    let found = whole_directive(unit, item);
    (found.effect, found.scope.clone())
}
