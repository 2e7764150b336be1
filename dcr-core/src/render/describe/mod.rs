//! What each kind of entry says, in words: one description, from which the terminal and the browser are both written.

mod care;
mod clinical;
mod description;
mod document;
mod investigation;
mod medication;
mod people;

pub(super) use description::{Description, Passage, ResultRow, Tone};
pub(super) use medication::supply_words;

use super::{dates, words};
use crate::record::{Entry, EntryBody};

/// The words of one entry.
pub(super) fn describe(entry: &Entry) -> Description {
    let mut description = match &entry.body {
        EntryBody::Problem(e) => clinical::problem(e),
        EntryBody::Allergy(e) => clinical::allergy(e),
        EntryBody::Medication(e) => medication::medication(e),
        EntryBody::Investigation(e) => investigation::investigation(e),
        EntryBody::RelatedPerson(e) => people::related_person(e),
        EntryBody::CareProvider(e) => people::care_provider(e),
        EntryBody::Document(e) => document::document(e),
        EntryBody::Encounter(e) => care::encounter(e),
        EntryBody::Procedure(e) => clinical::procedure(e),
        EntryBody::Immunisation(e) => clinical::immunisation(e),
        EntryBody::SocialCare(e) => care::social_care(e),
        EntryBody::Alert(e) => clinical::alert(e),
        EntryBody::AboutMe(e) => care::about_me(e),
    };
    if description.when.is_none() {
        description.when = entry.body.when().map(dates::partial);
    }
    description.fact("Stated by", entry.author.as_ref().map(words::participant));
    if !entry.sensitivity.is_empty() {
        let labels: Vec<String> = entry.sensitivity.labels().iter().map(|label| words::word(label.as_str())).collect();
        description.fact("Marked as sensitive", Some(labels.join("; ")));
    }
    description
}
