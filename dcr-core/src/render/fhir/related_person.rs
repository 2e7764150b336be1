//! RelatedPerson: next of kin, carers, emergency contacts, attorneys.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::identifier::system;
use crate::record::{RelatedPerson, RelatedPersonRole};

const CONTACT_ROLE: &str = "http://terminology.hl7.org/CodeSystem/v2-0131";
const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
const UK_ROLE: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AdditionalPersonRelationshipRole";

/// Writes a related person.
pub(super) fn related_person(w: &mut Writer, s: &Stating<'_, '_>, person: &RelatedPerson) {
    let said = s.said();
    s.resource(w, ResourceType::RelatedPerson, s.id, Profiles::uk_core("RelatedPerson"), |w| {
        w.array("identifier", |w| {
            if let Some(number) = &person.nhs_number {
                w.item(|w| {
                    w.ours("system", system::NHS_NUMBER);
                    w.text("value", number.as_str());
                });
            }
            if let Some(id) = &person.identifier {
                w.item(|w| said.identifier(w, id));
            }
        });
        s.subject(w, "patient");
        w.array("relationship", |w| {
            if let Some(relationship) = &person.relationship {
                w.item(|w| said.concept_parts(w, relationship));
            }
            for word in &person.roles {
                w.item(|w| role(w, word));
            }
        });
        w.items("name", &person.names, Writer::human_name);
        w.items("telecom", &person.contacts, Writer::contact);
        w.text_opt("birthDate", person.birth_date.as_ref().map(|date| date.date_text()));
        w.items("address", &person.addresses, Writer::address);
        w.period("period", &person.period);
        s.beyond_opt("Authority", person.authority.as_deref());
        s.beyond_opt("Order of preference", person.rank.map(|rank| rank.to_string()));
        for note in &person.notes {
            s.beyond("Note", note.as_str());
        }
    });
}

/// Source: HL7 v2 table 0131, v3 RoleCode, UK Core AdditionalPersonRelationshipRole.
fn role(w: &mut Writer, role: &RelatedPersonRole) {
    let coded = match role {
        RelatedPersonRole::NextOfKin => Some((CONTACT_ROLE, "N")),
        RelatedPersonRole::EmergencyContact => Some((CONTACT_ROLE, "C")),
        RelatedPersonRole::Carer => Some((UK_ROLE, "Carer")),
        RelatedPersonRole::Guardian => Some((UK_ROLE, "Guardian")),
        RelatedPersonRole::Dependant => Some((UK_ROLE, "Dependant")),
        RelatedPersonRole::HealthAttorney => Some((ROLE, "HPOWATT")),
        RelatedPersonRole::PropertyAttorney => Some((ROLE, "POWATT")),
        _ => None,
    };
    match coded {
        Some((system, code)) => w.ours_coding(system, code),
        None => w.text("text", &crate::render::words::word(role.as_str())),
    }
}
