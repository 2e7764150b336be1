//! Who wrote, signed, kept or gave something: assigned entities and organisations.

use super::datatypes::{is_ods, shown_name, take_identifier};
use super::element::Element;
use super::narrative::Pointers;
use crate::identifier::OdsCode;
use crate::record::Participant;

/// The participant that a role such as `assignedAuthor` or `assignedEntity` states; `None` where it says nothing.
pub(super) fn participant<'t>(role: Element<'t>, pointers: &Pointers<'t>) -> Option<Participant> {
    let mut found = Participant::default();
    if let Some(person) = role.child("assignedPerson").or_else(|| role.child("associatedPerson")) {
        found.name = person.child("name").and_then(shown_name);
    }
    if let Some(device) = role.child("assignedAuthoringDevice").filter(|_| found.name.is_none()) {
        found.name = device
            .child("softwareName")
            .or_else(|| device.child("manufacturerModelName"))
            .and_then(Element::take_words);
    }
    found.role = role.any_child("code").and_then(|code| super::concept::words(code, pointers));
    found.identifier = role.all("id").find(|id| id.attribute("extension").is_some()).and_then(take_identifier);
    if let Some(organisation) = role.child("representedOrganization") {
        fill_organisation(organisation, &mut found);
    }
    (found != Participant::default()).then_some(found)
}

/// Fills in what an organisation says of itself.
pub(super) fn fill_organisation(organisation: Element<'_>, found: &mut Participant) {
    for id in organisation.all("id").filter(|id| id.attribute("root").is_some_and(is_ods)) {
        let code = id.attribute("extension").and_then(|text| Some((text, OdsCode::parse(text).ok()?)));
        if let Some((text, code)) = code.filter(|_| found.organisation.is_none()) {
            if code.as_str() == text {
                id.mark("extension");
                id.mark("root");
            }
            found.organisation = Some(code);
        }
    }
    found.organisation_name = organisation.child("name").and_then(Element::take_words);
}

/// The participant in this role; one that has a role of their own keeps it beside.
pub(super) fn in_role(mut participant: Participant, role: &str) -> Participant {
    participant.role = Some(match participant.role {
        Some(own) => format!("{role}, {own}"),
        None => role.to_owned(),
    });
    participant
}
