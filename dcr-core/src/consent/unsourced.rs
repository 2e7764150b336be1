//! What is left of a statement that is shown without its source (C42): nothing that says, or that a directory could tell,
//! which organisation states it.

use super::restricted;
use crate::contribution::SourceFormat;
use crate::identifier::{CodedConcept, OdsCode, SourceItemId, SourceSystem, system};
use crate::merge::{Difference, Provenance};
use crate::record::{Concepts, DocumentContent, Entry, EntryBody, SectionStatement};

/// Stands for the name of the organisation.
pub(super) const ORGANISATION_NAME: &str =
    "an organisation that is not named here, because it could give away where the person is";

/// Stands for the format, and for a map that made a code: its name may be that of the organisation.
const WITHHELD: &str = "withheld";

/// The beginnings of the names of code systems that many organisations use; any other may be one organisation's own.
const SHARED_SYSTEMS: [&str; 13] = [
    system::SNOMED,
    system::DMD,
    system::READ_V2,
    system::CTV3,
    system::ICD10,
    system::OPCS4,
    system::LOINC,
    system::UCUM,
    "http://terminology.hl7.org/",
    "http://hl7.org/fhir/",
    "https://fhir.hl7.org.uk/",
    "https://fhir.nhs.uk/",
    "http://read.info/",
];

/// Where a statement came from, without the source: its times and its version. `number` tells it apart from the other
/// statements without a source that one visible record shows; it is counted over what is shown, so that it tells of
/// nothing else.
pub(super) fn provenance(provenance: &Provenance, number: usize) -> Provenance {
    let Provenance { organisation: _, system: _, item: _, version, recorded, received, format: _ } = provenance;
    Provenance {
        organisation: OdsCode::withheld(),
        system: SourceSystem::withheld(),
        item: SourceItemId::withheld(number),
        version: *version,
        recorded: *recorded,
        received: *received,
        format: SourceFormat::from(WITHHELD),
    }
}

/// What a line's statements differ in, without the codes of the organisations that `hidden` names.
pub(super) fn differences(mut differences: Vec<Difference>, hidden: impl Fn(&OdsCode) -> bool) -> Vec<Difference> {
    let said = differences.iter_mut().flat_map(|difference| &mut difference.said);
    said.filter(|(organisation, _)| hidden(organisation))
        .for_each(|(organisation, _)| *organisation = OdsCode::withheld());
    differences
}

/// What a source says of a section as a whole: as in every restricted view, and without the source's own codes.
pub(super) fn section_statement(said: &SectionStatement) -> SectionStatement {
    let mut said = restricted::section_statement(said);
    said.concepts(&mut without_own_codes);
    said
}

/// An entry as in every restricted view, and without its links, everyone who took part, the source's own numbers and the
/// codes of its own systems. Who took part is not needed, and a register of professionals tells where they work.
pub(super) fn entry(entry: Entry) -> Entry {
    let mut entry = restricted::entry(entry);
    entry.author = None;
    entry.links.clear();
    entry.concepts(&mut without_own_codes);
    match &mut entry.body {
        EntryBody::Problem(problem) => problem.asserter = None,
        EntryBody::Allergy(allergy) => allergy.asserter = None,
        EntryBody::Medication(medication) => {
            medication.prescriber = None;
            medication.supply.issues.iter_mut().for_each(|issue| issue.prescriber = None);
        }
        EntryBody::Investigation(test) => {
            test.requester = None;
            test.performers.clear();
            test.placer_number = None;
            test.filler_number = None;
            test.specimens.iter_mut().for_each(|specimen| specimen.identifier = None);
        }
        EntryBody::RelatedPerson(person) => person.identifier = None,
        EntryBody::CareProvider(provider) => provider.members.clear(),
        EntryBody::Document(document) => {
            document.authors.clear();
            document.custodian = None;
            document.identifier = None;
            document.replaces = None;
            document.contents.retain(|content| !matches!(content, DocumentContent::Link { .. }));
        }
        EntryBody::Encounter(encounter) => {
            encounter.participants.clear();
            for topic in &mut encounter.topics {
                topic.problems.clear();
                topic.items.clear();
            }
        }
        EntryBody::Procedure(procedure) => procedure.performers.clear(),
        EntryBody::Immunisation(vaccination) => vaccination.performers.clear(),
        EntryBody::SocialCare(care) => {
            care.provider = None;
            care.worker = None;
        }
        EntryBody::Alert(alert) => alert.author = None,
        EntryBody::AboutMe(_) => {}
    }
    entry
}

/// Leaves of a concept the codes of systems that many use. What only a local code said stays as words.
fn without_own_codes(concept: &mut CodedConcept) {
    // Systems of identifiers, such as that of organisations' codes, name something and do not classify it.
    let shared =
        |system: &str| SHARED_SYSTEMS.iter().any(|begins| system.starts_with(begins)) && !system.contains("/Id/");
    if concept.text.is_none() && !concept.codings.iter().any(|coding| shared(&coding.system)) {
        concept.text = concept.codings.iter().find_map(|coding| coding.display.clone());
    }
    concept.codings.retain(|coding| shared(&coding.system));
    for coding in &mut concept.codings {
        if coding.mapped_by.is_some() {
            coding.mapped_by = Some(WITHHELD.to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
