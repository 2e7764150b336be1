//! RelatedPerson, and the contacts that a Patient names.

use super::datatypes::is_nhs_number;
use super::reader::Reader;
use super::view::View;
use crate::identifier::SubjectId;
use crate::record::{EntryBody, RelatedPerson, RelatedPersonRole};

/// What a relationship code says of the person's part in care.
///
/// Source: HL7 v2 table 0131, v3 RoleCode, UK Core AdditionalPersonRelationshipRole, UK Core PersonRelationshipType.
fn role(code: &str) -> Option<RelatedPersonRole> {
    Some(match code {
        "C" | "EC" | "ECON" => RelatedPersonRole::EmergencyContact,
        "N" | "NOK" => RelatedPersonRole::NextOfKin,
        "Carer" | "CAREGIVER" => RelatedPersonRole::Carer,
        "Guardian" | "GUARD" => RelatedPersonRole::Guardian,
        "Dependant" => RelatedPersonRole::Dependant,
        "HPOWATT" => RelatedPersonRole::HealthAttorney,
        _ => return None,
    })
}

/// The relationships: the first is kept as such, further ones where they are a role in care.
fn relationships<'t>(reader: &Reader<'_, 't>, parent: View<'t>, found: &mut RelatedPerson) {
    for concept in reader.array_at(parent, "relationship") {
        let codes: Vec<_> = concept.items("coding").filter_map(|coding| coding.text_at("code")).collect();
        for role in codes.iter().filter_map(|code| role(code)) {
            if !found.roles.contains(&role) {
                found.roles.push(role);
            }
        }
        if found.relationship.is_none() {
            found.relationship = reader.concept(concept);
        }
    }
}

/// A contact that a Patient names.
pub(super) fn contact<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<RelatedPerson> {
    let mut found = RelatedPerson::default();
    relationships(reader, view, &mut found);
    found.names.extend(view.get("name").and_then(|name| reader.human_name(name)));
    found.contacts = reader.contacts(view, "telecom");
    found.addresses.extend(view.get("address").and_then(|address| reader.address(address)));
    if found == RelatedPerson::default() {
        return None;
    }
    found.period = reader.period_at(view, "period");
    if let Some(extension) = Reader::uk_extension(view, &["ContactRank"])
        && let Some(value) = extension.get("valuePositiveInt")
        && let Some(rank) = value.number().and_then(|text| text.parse().ok())
    {
        value.mark();
        extension.mark_at("url");
        found.rank = Some(rank);
    }
    Some(found)
}

/// Reads a RelatedPerson.
pub(super) fn related_person(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let mut found = RelatedPerson::default();
    for identifier in reader.array_at(view, "identifier") {
        let system = identifier.text_at("system");
        let Some(value) = identifier.get("value") else { continue };
        let Some(text) = value.text() else { continue };
        if system.as_deref().is_some_and(is_nhs_number) {
            if found.nhs_number.is_none() {
                found.nhs_number = reader.nhs_number(value);
                if found.nhs_number.as_ref().is_some_and(|number| number.as_str() == text) {
                    value.mark();
                    identifier.mark_at("system");
                }
            }
        } else if found.identifier.is_none() {
            found.identifier = SubjectId::new(system.as_deref().unwrap_or(SubjectId::LOCAL), &text).ok();
            if found.identifier.as_ref().is_some_and(|id| id.value() == text) {
                value.mark();
                identifier.mark_at("system");
            }
        }
    }
    relationships(reader, view, &mut found);
    found.names = reader.human_names(view, "name");
    found.contacts = reader.contacts(view, "telecom");
    found.addresses = reader.addresses(view, "address");
    found.birth_date = reader.date_at(view, "birthDate");
    if found == RelatedPerson::default() {
        return None;
    }
    found.period = reader.period_at(view, "period");
    Some(EntryBody::RelatedPerson(found))
}
