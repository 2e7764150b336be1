//! What came from FHIR, combined and looked at with everything permitted, leaves as FHIR and reads as the same again.
//!
//! The differences that remain are named in [`expected`], one by one; `docs/mapping-export.md` says why each must be.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test says what failed by stopping"
)]

mod corpus_support;

use corpus_support::{files, shared, source};
use dcr_core::consent::{
    ConsentState, SectionState, VisibleDemographics, VisibleLine, VisibleRecord, VisibleSection,
    VisibleSectionStatement, VisibleStatement,
};
use dcr_core::contribution::{Contribution, ContributionBody, Statement};
use dcr_core::identity::{Cluster, PersonId};
use dcr_core::ingest::{Limits, Unit, fhir};
use dcr_core::merge::{CombinedRecord, StatementSet, combine};
use dcr_core::record::{
    AllergyCategory, AllergyStatus, Demographics, DocumentStatus, Entry, EntryBody, EntryLinkKind, ImmunisationStatus,
    MedicationCourse, MedicationStatus, Participant, ProblemStatus, ProcedureStatus, ResultStatus, Section,
    Sensitivity, SensitivityLabel,
};
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The visible record of someone to whom everything is permitted.
fn seen(record: CombinedRecord) -> VisibleRecord {
    let demographics = record
        .demographics
        .into_iter()
        .map(|stated| VisibleDemographics {
            provenance: stated.provenance,
            organisation_name: "Dorset County Hospital".to_owned(),
            demographics: stated.demographics,
        })
        .collect();
    let mut sections: Vec<VisibleSection> = Section::ALL
        .iter()
        .filter(|section| **section != Section::Demographics)
        .map(|section| VisibleSection {
            section: *section,
            state: SectionState::NothingRecorded,
            withheld: Vec::new(),
            lines: Vec::new(),
            statements: Vec::new(),
        })
        .collect();
    for line in record.lines {
        let entry = (*line.statements()[0].entry).clone();
        let statements = line.statements().iter().map(|statement| VisibleStatement {
            later: None,
            provenance: statement.provenance.clone(),
            organisation_name: "Dorset County Hospital".to_owned(),
            entry: (*statement.entry != entry).then(|| (*statement.entry).clone()),
        });
        let shown = VisibleLine {
            statements: statements.collect(),
            differences: line.differences().to_vec(),
            entry,
            group: None,
            notices: Vec::new(),
        };
        let section = sections.iter_mut().find(|section| section.section == line.section()).unwrap();
        section.state = SectionState::Shown;
        section.lines.push(shown);
    }
    for said in record.section_statements {
        let section = sections.iter_mut().find(|section| section.section == said.statement.section).unwrap();
        section.statements.push(VisibleSectionStatement {
            provenance: said.provenance,
            organisation_name: "Dorset County Hospital".to_owned(),
            statement: said.statement,
        });
    }
    VisibleRecord {
        as_at: None,
        format: 1,
        person: record.person,
        at: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
        consent: ConsentState::Shared,
        demographics,
        sections,
        sources: Vec::new(),
    }
}

/// The record of everyone in a unit, who are one person.
fn record(unit: &Unit) -> Option<VisibleRecord> {
    let members: BTreeSet<_> = unit.contributions.iter().map(Contribution::person).collect();
    let members: Vec<_> = members.into_iter().collect();
    let id = PersonId::of(members.first()?);
    let mut set = StatementSet::new();
    for contribution in &unit.contributions {
        set.insert(Statement::new(contribution.clone(), source().received).unwrap());
    }
    Some(seen(combine(
        &Cluster { id, members, nhs_number: None, former_numbers: Vec::new(), evidence: Vec::new() },
        set,
    )))
}

/// What each statement of a record says, by its item.
fn stated(record: &VisibleRecord) -> BTreeMap<String, Entry> {
    let mut all = BTreeMap::new();
    for line in record.sections.iter().flat_map(|section| &section.lines) {
        for statement in &line.statements {
            let entry = statement.entry.as_ref().unwrap_or(&line.entry);
            all.insert(statement.provenance.item.to_string(), entry.clone());
        }
    }
    all
}

/// Which item each exported resource is, as its Provenance says.
fn items(bundle: &Value) -> BTreeMap<String, Vec<String>> {
    let mut items: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in bundle["entry"].as_array().unwrap() {
        let resource = &entry["resource"];
        if resource["resourceType"] == "Provenance" {
            let target = resource["target"][0]["reference"].as_str().unwrap().strip_prefix("urn:uuid:").unwrap();
            let item = resource["entity"][0]["what"]["identifier"]["value"].as_str().unwrap();
            items.entry(target.to_owned()).or_default().push(item.to_owned());
        }
    }
    items
}

/// What an entry reads as once it has been FHIR: the differences that FHIR's own rules force.
fn expected(mut entry: Entry) -> Entry {
    let bare = |who: &mut Participant| who.contact = None;
    match &mut entry.body {
        EntryBody::Allergy(e) => {
            // FHIR requires a clinical status.
            if e.status.is_none() {
                e.status = Some(AllergyStatus::Active);
            }
            e.categories.retain(|category| !matches!(category, AllergyCategory::NoneKnown));
            if e.status == Some(AllergyStatus::Refuted) {
                e.certainty = None;
            }
        }
        EntryBody::Problem(e) => {
            // FHIR allows an end only where the status says that it is over.
            let over = matches!(
                e.status,
                Some(ProblemStatus::Inactive | ProblemStatus::Remission | ProblemStatus::Resolved) | None
            );
            if e.period.end.is_some() && e.status.is_none() {
                e.status = Some(ProblemStatus::Inactive);
            }
            if !over {
                e.period.end = None;
            }
        }
        EntryBody::Medication(e) => {
            e.prescriber.iter_mut().for_each(bare);
            e.status.get_or_insert(MedicationStatus::Unknown);
        }
        EntryBody::Procedure(e) => {
            e.status.get_or_insert(ProcedureStatus::Unknown);
        }
        EntryBody::Immunisation(e) => {
            e.status.get_or_insert(ImmunisationStatus::Completed);
        }
        EntryBody::Investigation(e) => {
            e.status.get_or_insert(ResultStatus::Unknown);
            // R4's DiagnosticReport has no element that refers to a DocumentReference, which its forms have become.
            let form = |item: &str| item.contains("/presentedForm/");
            entry.links.retain(|link| link.kind != EntryLinkKind::DocumentedIn || !form(link.item.as_str()));
        }
        EntryBody::Document(e) => {
            // XHTML knows one space between words.
            for section in &mut e.sections {
                while section.text.contains("  ") {
                    section.text = section.text.replace("  ", " ");
                }
            }
            e.status.get_or_insert(DocumentStatus::Current);
        }
        _ => {}
    }
    entry.sensitivity = labels(entry.sensitivity);
    entry
}

/// A label that HL7 has no word for stands beside Confidentiality `R`.
fn labels(labels: Sensitivity) -> Sensitivity {
    let own = |label: &SensitivityLabel| {
        matches!(
            label,
            SensitivityLabel::Other(_)
                | SensitivityLabel::ThirdParty
                | SensitivityLabel::Termination
                | SensitivityLabel::Safeguarding
        )
    };
    if labels.labels().iter().any(own) { labels.with(SensitivityLabel::Restricted) } else { labels }
}

/// What a round trip of one input came to.
#[derive(Debug, Default)]
struct Trip {
    entries: usize,
    sections: usize,
    differ: Vec<String>,
}

fn trip(name: &str, bytes: &[u8]) -> Trip {
    let mut trip = Trip::default();
    for unit in fhir::read(bytes, &source(), &Limits::default()) {
        let Some(first) = record(&unit) else { continue };
        assert!(serde_json::from_slice::<Value>(&ips_document(&first).unwrap()).is_ok(), "{name}");
        let exported = uk_core_bundle(&first).unwrap();
        let bundle: Value = serde_json::from_slice(&exported).unwrap();
        let items = items(&bundle);
        let again = fhir::read(&exported, &source(), &Limits::default());
        let again: BTreeMap<String, Contribution> = again
            .into_iter()
            .flat_map(|unit| unit.contributions)
            .map(|contribution| (contribution.key().item.to_string(), contribution))
            .collect();
        let named =
            |item: &str| items.get(item.rsplit('/').next().unwrap_or_default()).map_or(item, |all| &all[0]).to_owned();
        for said in first.sections.iter().flat_map(|section| &section.statements) {
            let mut before = said.statement.clone();
            before.sensitivity = labels(before.sensitivity);
            trip.sections += 1;
            let back =
                again.values().any(|found| found.parts().body == Some(ContributionBody::Section(before.clone())));
            if !back {
                trip.differ.push(format!("{name} {}: what is said of a section differs", said.provenance.item));
            }
        }
        let stated = stated(&first);
        for (item, contribution) in &again {
            let id = item.rsplit('/').next().unwrap();
            if let Some(ContributionBody::Demographics(found)) = &contribution.parts().body {
                let before = first.demographics.first().map(|stated| stated.demographics.clone()).unwrap_or_default();
                if let Some(difference) = demographics(&before, found) {
                    trip.differ.push(format!("{name} {item}: {difference}"));
                }
            }
            let (Some(ContributionBody::Entry(found)), Some(all)) = (&contribution.parts().body, items.get(id)) else {
                continue;
            };
            for original in all {
                let Some(before) = stated.get(original) else { continue };
                if made_beside(original) {
                    continue;
                }
                trip.entries += 1;
                let mut after: Entry = (**found).clone();
                for link in &mut after.links {
                    link.item = named(link.item.as_str()).parse().unwrap();
                }
                let mut before = expected(before.clone());
                // A link to what is not part of the record leads nowhere and is left out.
                before.links.retain(|link| {
                    let item = link.item.as_str();
                    stated.contains_key(item) && !made_beside(item) && item != original
                });
                if sorted(&before) != sorted(&after) {
                    trip.differ.push(format!("{name} {original}: {}", difference(&before, &after)));
                }
            }
        }
        for (item, entry) in &stated {
            let back = items.iter().any(|(id, all)| {
                all.contains(item) && again.keys().any(|key| key.rsplit('/').next() == Some(id.as_str()))
            });
            if !back {
                trip.differ.push(format!("{name} {item}: a {} did not come back", entry.section()));
            }
        }
    }
    trip
}

/// Entries that the reader makes of a Patient's own elements beside its demographics.
fn made_beside(item: &str) -> bool {
    ["/contact/", "/generalPractitioner/", "/managingOrganization"].iter().any(|part| item.contains(part))
}

fn sorted(entry: &Entry) -> Value {
    let mut value = serde_json::to_value(entry).unwrap();
    if let Some(links) = value.get_mut("links").and_then(Value::as_array_mut) {
        links.sort_by_key(Value::to_string);
    }
    value
}

fn demographics(before: &Demographics, after: &Demographics) -> Option<String> {
    let mut before = before.clone();
    before.languages.retain(|language| language.code_in("urn:ietf:bcp:47").is_some());
    before.nhs_numbers.truncate(1);
    before.sensitivity = labels(before.sensitivity);
    if let Some(gp) = &mut before.gp {
        gp.contact = None;
    }
    let (before, after) = (serde_json::to_value(&before).unwrap(), serde_json::to_value(after).unwrap());
    (before != after).then(|| differing(&before, &after, ""))
}

fn difference(before: &Entry, after: &Entry) -> String {
    differing(&sorted(before), &sorted(after), "")
}

/// Where two JSON values differ.
fn differing(before: &Value, after: &Value, place: &str) -> String {
    match (before, after) {
        (Value::Object(one), Value::Object(two)) => {
            let keys: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
            let parts = keys.into_iter().filter(|key| one.get(*key) != two.get(*key)).map(|key| {
                let none = json!(null);
                differing(one.get(key).unwrap_or(&none), two.get(key).unwrap_or(&none), &format!("{place}/{key}"))
            });
            parts.collect::<Vec<_>>().join("; ")
        }
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
            let parts = (0..one.len())
                .filter(|at| one[*at] != two[*at])
                .map(|at| differing(&one[at], &two[at], &format!("{place}/{at}")));
            parts.collect::<Vec<_>>().join("; ")
        }
        _ => format!("{place}: {before} -> {after}"),
    }
}

fn folder(name: &str) -> Option<(usize, Vec<String>)> {
    let (mut entries, mut differ) = (0, Vec::new());
    for (file, bytes) in files(&shared(name)?) {
        if !file.ends_with(".json") {
            continue;
        }
        let found = trip(&file, &bytes);
        entries += found.entries;
        differ.extend(found.differ);
    }
    Some((entries, differ))
}

#[test]
fn uk_core_examples_come_back_as_they_went() {
    let Some((entries, differ)) = folder("fhir/ukcore-examples") else { return };
    println!("{entries} entries");
    assert!(entries > 60, "{entries}");
    assert_eq!(differ, Vec::<String>::new());
}

#[test]
fn hl7_examples_come_back_as_they_went() {
    let Some((entries, differ)) = folder("fhir/hl7-r4-examples") else { return };
    println!("{entries} entries");
    assert!(entries > 200, "{entries}");
    assert_eq!(differ, Vec::<String>::new());
}

#[test]
fn synthetic_records_come_back_as_they_went() {
    let Some((entries, differ)) = folder("fhir/synthea-r4") else { return };
    println!("{entries} entries");
    assert!(entries > 500, "{entries}");
    assert_eq!(differ, Vec::<String>::new());
}

/// What a reader of the export must find with exactly the characters that the source wrote.
#[test]
fn digits_offsets_and_partial_dates_are_those_of_the_source() {
    let subject = json!({ "reference": "Patient/1" });
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": [
        { "resource": { "resourceType": "Patient", "id": "1", "birthDate": "1950-02",
            "identifier": [{ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" }] } },
        { "resource": { "resourceType": "Observation", "id": "2", "status": "final", "subject": subject,
            "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "1022431000000105", "display": "Hb A1c" }] },
            "effectiveDateTime": "2026-03-29T00:30:00.250+05:30", "issued": "2026-03-29T10:00:00Z",
            "valueQuantity": { "value": "@48.10", "unit": "mmol/mol", "system": "http://unitsofmeasure.org", "code": "mmol/mol" },
            "referenceRange": [{ "low": { "value": "@-0.50" }, "high": { "value": "@1.0e2" } }] } },
        { "resource": { "resourceType": "Condition", "id": "3", "subject": subject, "onsetDateTime": "1999",
            "code": { "text": "Type 2 diabetes <b>\u{e9}</b> & \"more\"" } } },
        { "resource": { "resourceType": "MedicationStatement", "id": "4", "status": "active", "subject": subject,
            "medicationCodeableConcept": { "text": "Metformin" }, "effectivePeriod": { "start": "2020-01", "end": "2021-02-03" },
            "dosage": [{ "doseAndRate": [{ "doseQuantity": { "value": "@500.000", "unit": "mg" } }] }] } },
    ] });
    let mut text = bundle.to_string();
    for digits in ["48.10", "-0.50", "1.0e2", "500.000"] {
        text = text.replace(&format!("\"@{digits}\""), digits);
    }
    let found = trip("digits", text.as_bytes());
    assert_eq!((found.entries, found.differ), (3, Vec::<String>::new()));
    let unit = fhir::read(text.as_bytes(), &source(), &Limits::default()).remove(0);
    let exported = String::from_utf8(uk_core_bundle(&record(&unit).unwrap()).unwrap()).unwrap();
    for part in [
        "\"value\":48.10,",
        "{\"value\":-0.50}",
        "{\"value\":1.0e2}",
        "\"value\":500.000,",
        "\"birthDate\":\"1950-02\"",
        "\"onsetDateTime\":\"1999\"",
        "\"effectiveDateTime\":\"2026-03-29T00:30:00.250+05:30\"",
        "{\"start\":\"2020-01\",\"end\":\"2021-02-03\"}",
    ] {
        assert!(exported.contains(part), "{part}");
    }
}

/// What UK Core places where no example shows it.
#[test]
fn what_uk_core_says_by_its_own_extensions_is_read_back() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fhir_export/every-kind.json");
    let record: VisibleRecord = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let exported = uk_core_bundle(&record).unwrap();
    let unit = fhir::read(&exported, &source(), &Limits::default()).remove(0);
    let bodies: Vec<&EntryBody> = unit
        .contributions
        .iter()
        .filter_map(|contribution| match &contribution.parts().body {
            Some(ContributionBody::Entry(entry)) => Some(&entry.body),
            _ => None,
        })
        .collect();
    let any = |wanted: &dyn Fn(&EntryBody) -> bool| bodies.iter().any(|body| wanted(body));
    let before: Vec<&EntryBody> =
        record.sections.iter().flat_map(|section| &section.lines).map(|line| &line.entry.body).collect();
    let was = |wanted: &dyn Fn(&EntryBody) -> bool| before.iter().any(|body| wanted(body));
    type Says<'s> = &'s dyn Fn(&EntryBody) -> bool;
    let kept: [(&str, Says<'_>); 5] = [
        ("end of an allergy", &|body| matches!(body, EntryBody::Allergy(e) if e.period.end.is_some())),
        ("episodicity", &|body| matches!(body, EntryBody::Problem(e) if e.episodicity.is_some())),
        (
            "repeat dispensing",
            &|body| matches!(body, EntryBody::Medication(e) if e.course == Some(MedicationCourse::RepeatDispensing)),
        ),
        (
            "role of a provider",
            &|body| matches!(body, EntryBody::CareProvider(e) if e.role.as_str() == "social-worker"),
        ),
        ("notes of a report", &|body| matches!(body, EntryBody::Investigation(e) if e.notes == ["haemolysed"])),
    ];
    for (what, wanted) in kept {
        assert_eq!((was(wanted), any(wanted)), (true, true), "{what}");
    }
}

/// A practice's own lists, as GP Connect and UK Core state them.
#[test]
fn what_a_source_says_of_a_section_comes_back() {
    let list = |id: &str, code: &str, more: Value| {
        let mut list = json!({ "resourceType": "List", "id": id, "status": "current", "mode": "snapshot",
            "title": "Ended allergies", "subject": { "reference": "Patient/1" }, "date": "2026-11-20T09:00:00+00:00",
            "code": { "coding": [{ "system": "http://snomed.info/sct", "code": code, "display": "Ended allergies" }] } });
        for (key, value) in more.as_object().unwrap() {
            list[key] = value.clone();
        }
        json!({ "resource": list })
    };
    let reason = |system: &str, code: &str| json!({ "coding": [{ "system": system, "code": code }] });
    let warning = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ListWarningCode";
    let warned = json!({ "url": warning, "valueCodeableConcept": { "coding": [
        { "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-ListWarningCode", "code": "data-in-transit" }] } });
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": [
        { "resource": { "resourceType": "Patient", "id": "1",
            "identifier": [{ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" }] } },
        list("2", "1103671000000101", json!({ "emptyReason":
            reason("https://fhir.hl7.org.uk/CodeSystem/UKCore-ListEmptyReasonCode", "no-content-recorded"),
            "note": [{ "text": "Information not available" }] })),
        list("3", "933361000000108", json!({ "emptyReason":
            reason("http://terminology.hl7.org/CodeSystem/list-empty-reason", "nilknown") })),
        list("4", "717711000000103", json!({ "extension": [warned], "note": [{ "text": "Some are on their way" }] })),
    ] });
    let found = trip("lists", bundle.to_string().as_bytes());
    assert_eq!((found.sections, found.differ), (3, Vec::<String>::new()));
}
