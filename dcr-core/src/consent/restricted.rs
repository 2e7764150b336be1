//! What is taken out of a record whose person is marked restricted: whatever gives away where they are.
//!
//! Source: Personal Demographics Service, Confidentiality `R`: address, GP and telecom are removed. A person's place
//! also shows in related people, wards, practices and providers of care.

use crate::record::{Address, Contact, Demographics, Entry, EntryBody, Participant, SectionStatement};

/// Demographics with nothing but name, NHS number, birth, gender, death and what is needed to speak with the person.
pub(super) fn demographics(stated: &Demographics) -> Demographics {
    Demographics {
        nhs_numbers: stated.nhs_numbers.clone(),
        names: stated.names.clone(),
        birth_date: stated.birth_date.clone(),
        gender: stated.gender.clone(),
        death: stated.death.clone(),
        languages: stated.languages.clone(),
        interpreter_needed: stated.interpreter_needed,
        sensitivity: stated.sensitivity.clone(),
        ..Demographics::default()
    }
}

/// What a source says of a section as a whole, without its words.
pub(super) fn section_statement(said: &SectionStatement) -> SectionStatement {
    SectionStatement { notes: Vec::new(), ..said.clone() }
}

/// An entry without places, contacts and the organisations of those who took part.
pub(super) fn entry(mut entry: Entry) -> Entry {
    entry.author.iter_mut().for_each(participant);
    match &mut entry.body {
        EntryBody::RelatedPerson(person) => {
            person.addresses = Vec::<Address>::new();
            person.contacts = Vec::<Contact>::new();
            person.identifier = None;
            person.authority = None;
            person.notes.clear();
        }
        EntryBody::CareProvider(provider) => {
            provider.name = None;
            provider.members.iter_mut().for_each(participant);
            provider.notes.clear();
        }
        EntryBody::Encounter(encounter) => {
            encounter.moves.clear();
            encounter.visit_number = None;
            encounter.service = None;
            encounter.admission = None;
            encounter.discharge = None;
            encounter.participants.iter_mut().for_each(participant);
            encounter.notes.clear();
            for topic in &mut encounter.topics {
                topic.title = None;
                topic.notes.clear();
            }
        }
        EntryBody::Problem(problem) => problem.asserter.iter_mut().for_each(participant),
        EntryBody::Allergy(allergy) => allergy.asserter.iter_mut().for_each(participant),
        EntryBody::Medication(medication) => {
            let issues = medication.supply.issues.iter_mut().flat_map(|issue| &mut issue.prescriber);
            medication.prescriber.iter_mut().chain(issues).for_each(participant);
            medication.supply.agency = None;
        }
        EntryBody::Investigation(test) => {
            test.requester.iter_mut().chain(&mut test.performers).for_each(participant);
        }
        EntryBody::Procedure(procedure) => procedure.performers.iter_mut().for_each(participant),
        EntryBody::Immunisation(vaccination) => vaccination.performers.iter_mut().for_each(participant),
        EntryBody::Alert(alert) => alert.author.iter_mut().for_each(participant),
        EntryBody::Document(document) => document.authors.iter_mut().for_each(participant),
        EntryBody::SocialCare(care) => {
            care.provider = None;
            care.worker.iter_mut().for_each(participant);
        }
        EntryBody::AboutMe(_) => {}
    }
    entry
}

fn participant(participant: &mut Participant) {
    participant.organisation = None;
    participant.organisation_name = None;
    participant.contact = None;
}

#[cfg(test)]
mod tests;
