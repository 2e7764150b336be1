//! The encounter that the document is about: `componentOf/encompassingEncounter`.

use super::concept::concept_at;
use super::datatypes::{identifier, period, take_identifier};
use super::element::Element;
use super::header::item_of;
use super::narrative::Pointers;
use super::participant::participant;
use crate::identifier::SourceItemId;
use crate::record::{Encounter, EncounterKind, EncounterMove, EntryBody, Period};

/// The encounter and the item under which it stands; `None` where it has no identifier: it could not be told from others.
pub(super) fn encounter<'t>(root: Element<'t>, pointers: &Pointers<'t>) -> Option<(SourceItemId, EntryBody)> {
    let found = root.at(&["componentOf", "encompassingEncounter"])?;
    let id = found.all("id").find(|id| identifier(*id).is_some())?;
    let number = take_identifier(id)?;
    let code = found.any_child("code").filter(|code| !code.is_null());
    // HL7 v3 ActEncounterCode.
    let kind = match code.and_then(|code| code.attribute("code")).unwrap_or_default() {
        "IMP" | "ACUTE" | "NONAC" | "SS" => EncounterKind::Inpatient,
        "AMB" => EncounterKind::Outpatient,
        "EMER" => EncounterKind::Emergency,
        "HH" => EncounterKind::Home,
        "FLD" => EncounterKind::Community,
        "VR" => EncounterKind::Virtual,
        "PRENC" => EncounterKind::PreAdmission,
        _ => EncounterKind::from("other"),
    };
    let place = found.at(&["location", "healthCareFacility"]);
    let location = place.and_then(|facility| {
        let name = facility.at(&["location", "name"]).or_else(|| facility.at(&["serviceProviderOrganization", "name"]));
        name.and_then(Element::take_words)
    });
    let mut participants = Vec::new();
    for name in ["responsibleParty", "encounterParticipant"] {
        let roles = found.all(name).filter_map(|party| party.child("assignedEntity"));
        participants.extend(roles.filter_map(|role| participant(role, pointers)));
    }
    let encounter = Encounter {
        kind,
        status: None,
        visit_number: Some(number.clone()),
        period: found.child("effectiveTime").map_or_else(Period::default, period),
        service: None,
        reasons: Vec::new(),
        priority: None,
        topics: Vec::new(),
        moves: location.map(|location| EncounterMove { location, period: Period::default() }).into_iter().collect(),
        participants,
        admission: None,
        discharge: concept_at(found, "dischargeDispositionCode", pointers),
        expected_end: None,
        notes: Vec::new(),
    };
    Some((item_of("encounter", &number)?, EntryBody::Encounter(encounter)))
}
