//! Related people and care providers in words.

use super::{Description, Tone};
use crate::record::{CareProvider, HumanName, RelatedPerson};
use crate::render::{dates, words};

pub(super) fn related_person(person: &RelatedPerson) -> Description {
    let mut names = person.names.iter().map(HumanName::display).filter(|name| !name.trim().is_empty());
    let mut said = Description::new(names.next().unwrap_or_else(|| "Name not stated".to_owned()))
        .when(words::period(&person.period));
    for role in &person.roles {
        said.mark(Some(role.as_str()), Tone::Plain);
    }
    said.fact("Relationship", person.relationship.as_ref().map(words::concept));
    for name in names {
        said.fact("Also named", Some(name));
    }
    for contact in &person.contacts {
        said.fact("Contact", Some(words::contact(contact)));
    }
    for address in &person.addresses {
        said.fact("Address", Some(words::address(address)));
    }
    said.fact("Authority", person.authority.clone());
    said.fact("Order of preference", person.rank.map(|rank| rank.to_string()));
    said.fact("Born", person.birth_date.as_ref().map(dates::partial));
    said.fact("NHS number", person.nhs_number.as_ref().map(crate::identifier::NhsNumber::spaced));
    said.notes(&person.notes);
    said
}

pub(super) fn care_provider(provider: &CareProvider) -> Description {
    let role = words::word(provider.role.as_str());
    let mut members = provider.members.iter().map(words::participant).filter(|member| !member.is_empty());
    let named = provider.name.clone().filter(|name| !name.trim().is_empty()).or_else(|| members.next());
    let mut said = match named {
        Some(name) => Description::new(format!("{role}: {name}")),
        None => Description::new(role),
    }
    .when(words::period(&provider.period));
    said.mark(provider.status.as_deref(), Tone::Plain);
    for member in members {
        said.fact("Member", Some(member));
    }
    said.fact("Reason", words::concepts(&provider.reasons));
    said.notes(&provider.notes);
    said
}
