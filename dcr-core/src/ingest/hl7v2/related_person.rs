//! NK1: the people who matter to the person's care.

use super::allergy::key_of;
use super::context::Context;
use super::draft::Drafts;
use super::message::Segment;
use super::subject::Identifiers;
use super::value::Value;
use crate::contribution::ContentHash;
use crate::identifier::CodedConcept;
use crate::record::{EntryBody, Period, RelatedPerson, RelatedPersonRole};

/// One entry for each NK1 segment that names someone or a relationship.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for (number, segment) in context.named("NK1").enumerate() {
        let Some(person) = read(context, segment) else { continue };
        let item = context.own_item("related-person", &[&known_by(&person, number)]);
        context.add_entry(drafts, segment, item, EntryBody::RelatedPerson(person));
    }
}

fn read(context: &Context<'_>, nk1: Segment<'_>) -> Option<RelatedPerson> {
    if ![2, 3, 30].into_iter().any(|number| nk1.field(number).has_value()) {
        return None;
    }
    nk1.field(1).mark();
    let mut names: Vec<_> = nk1.field(2).repeats().filter_map(Value::name).collect();
    if names.is_empty() {
        names = nk1.field(30).repeats().filter_map(Value::name).collect();
    }
    let relationship = nk1.field(3).concept();
    let role = nk1.field(7);
    let role = role.part(1).text().or_else(|| role.part(2).whole());
    let identifiers = Identifiers::read(nk1.field(33).repeats().take(1), &context.source.organisation);
    let mut contacts: Vec<_> =
        [5, 6].into_iter().flat_map(|n| nk1.field(n).repeats()).flat_map(Value::contacts).collect();
    contacts.dedup();
    Some(RelatedPerson {
        names,
        roles: roles(relationship.as_ref(), role.as_deref()),
        relationship,
        addresses: nk1.field(4).repeats().filter_map(Value::address).collect(),
        contacts,
        birth_date: nk1.field(16).birth_date(),
        nhs_number: identifiers.nhs_numbers.first().cloned(),
        identifier: identifiers.local_ids().next().cloned(),
        period: Period { start: nk1.field(8).date_time(), end: nk1.field(9).date_time() },
        ..RelatedPerson::default()
    })
}

/// The roles that the contact role (HL7 table 0131) and the relationship (table 0063) state.
fn roles(relationship: Option<&CodedConcept>, role: Option<&str>) -> Vec<RelatedPersonRole> {
    let related = relationship.map(key_of).unwrap_or_default();
    let role = role.unwrap_or_default();
    let mut roles = Vec::new();
    match role.to_ascii_uppercase().as_str() {
        "" => {}
        "N" | "NOK" | "NEXTOFKIN" | "NEXT OF KIN" => roles.push(RelatedPersonRole::NextOfKin),
        "C" | "EMC" | "EC" | "EMERGENCY CONTACT" => roles.push(RelatedPersonRole::EmergencyContact),
        "CGV" | "CARER" => roles.push(RelatedPersonRole::Carer),
        _ => roles.push(RelatedPersonRole::from(role)),
    }
    match related.to_ascii_uppercase().as_str() {
        "NOK" => roles.push(RelatedPersonRole::NextOfKin),
        "EMC" => roles.push(RelatedPersonRole::EmergencyContact),
        "CGV" => roles.push(RelatedPersonRole::Carer),
        "GRD" => roles.push(RelatedPersonRole::Guardian),
        "DEP" => roles.push(RelatedPersonRole::Dependant),
        _ => {}
    }
    roles.sort();
    roles.dedup();
    roles
}

/// What tells one related person from another over messages: name and relationship, whatever order they come in; one
/// without a name is known by the position.
fn known_by(person: &RelatedPerson, number: usize) -> String {
    let Some(name) = person.names.first() else { return (number + 1).to_string() };
    let relationship = person.relationship.as_ref().map(CodedConcept::words).unwrap_or_default();
    let text = [name.family.as_deref().unwrap_or_default(), &name.given.join(" "), relationship].join("\u{1f}");
    let hash = ContentHash::of(text.to_uppercase().as_bytes()).to_string();
    hash.chars().take(32).collect()
}
