//! Reading CDA: what a document becomes, what is never a fact, and what is kept.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

use dcr_core::contribution::{Contribution, ContributionBody};
use dcr_core::identifier::{OdsCode, SourceSystem, system};
use dcr_core::ingest::{Fate, Issue, Limits, Source, Unit, cda};
use dcr_core::record::{
    Allergy, Demographics, Document, DocumentContent, Encounter, EncounterKind, Entry, EntryBody, EntryLinkKind,
    Gender, Medication, MedicationCourse, MedicationStatus, NameUse, Problem, ProblemCategory, ProblemStatus,
    SensitivityLabel,
};
use dcr_core::time::Timestamp;

mod body;
mod entries;
mod faults;
mod header;

/// A discharge summary as a hospital sends it.
const DISCHARGE: &str = include_str!("../../../tests/fuzz/corpus/cda/discharge.xml");

/// A letter as a file in the document.
const ATTACHED: &str = include_str!("../../../tests/fuzz/corpus/cda/attached.xml");

fn read(xml: &str) -> Unit {
    let source = Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("Letters").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    };
    let mut units = cda::read(xml.as_bytes(), &source, &Limits::default());
    assert_eq!(units.len(), 1);
    units.pop().unwrap()
}

/// A document with this body and these sections' XML.
fn with_section(section: &str) -> Unit {
    read(&format!(
        "<ClinicalDocument xmlns='urn:hl7-org:v3' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>\
         <id root='1.2'/><title>Letter</title><effectiveTime value='20260102'/><confidentialityCode code='N'/>\
         <recordTarget><patientRole><id root='2.16.840.1.113883.2.1.4.1' extension='9990000018'/></patientRole></recordTarget>\
         <component><structuredBody><component><section>{section}</section></component></structuredBody></component>\
         </ClinicalDocument>"
    ))
}

/// A document with one problem observation with these attributes and this content.
fn with_problem(attributes: &str, content: &str) -> Unit {
    with_section(&format!(
        "<entry><observation {attributes}><code code='ASSERTION'/>{content}<value xsi:type='CD' code='195967001' \
         codeSystem='2.16.840.1.113883.6.96' displayName='Asthma'/></observation></entry>"
    ))
}

fn items(unit: &Unit) -> Vec<&str> {
    unit.contributions.iter().map(|contribution| contribution.key().item.as_str()).collect()
}

fn entries(unit: &Unit) -> Vec<&Entry> {
    unit.contributions
        .iter()
        .filter_map(|contribution| match &contribution.parts().body {
            Some(ContributionBody::Entry(entry)) => Some(&**entry),
            _ => None,
        })
        .collect()
}

fn holder(unit: &Unit) -> (&Contribution, &Entry, &Document) {
    let found = unit.contributions.iter().find_map(|contribution| match &contribution.parts().body {
        Some(ContributionBody::Entry(entry)) => match &entry.body {
            EntryBody::Document(document) => Some((contribution, &**entry, document)),
            _ => None,
        },
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no document in {unit:#?}"))
}

fn demographics(unit: &Unit) -> &Demographics {
    match &unit.contributions[0].parts().body {
        Some(ContributionBody::Demographics(who)) => who,
        other => panic!("{other:?}"),
    }
}

fn attached(unit: &Unit) -> Vec<(&str, &str)> {
    holder(unit).0.parts().attached.iter().map(|part| (part.place.as_str(), part.content.as_str())).collect()
}

fn codes(unit: &Unit) -> Vec<&'static str> {
    unit.issues.iter().map(|issue: &Issue| issue.code).collect()
}

macro_rules! bodies {
    ($unit:expr, $kind:ident) => {
        crate::entries($unit)
            .into_iter()
            .filter_map(|entry| match &entry.body {
                EntryBody::$kind(found) => Some((entry, found)),
                _ => None,
            })
            .collect::<Vec<(&Entry, &$kind)>>()
    };
}
pub(crate) use bodies;
