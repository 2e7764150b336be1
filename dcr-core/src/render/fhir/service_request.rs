//! ServiceRequest: referrals, what was asked for and is not done yet, and who asked for an investigation.

use super::choice::ResourceType;
use super::id::ResourceId;
use super::meta::Profiles;
use super::stating::Stating;
use super::system;
use super::writer::Writer;
use crate::record::{Encounter, EncounterStatus, EntryLinkKind, Investigation, Participant, Procedure};

/// Writes the order behind an investigation, where the record names who asked for it. How the order stands is not held.
pub(super) fn order(w: &mut Writer, s: &Stating<'_, '_>, investigation: &Investigation) -> Option<ResourceId> {
    let requester = investigation.requester.as_ref()?;
    let id = s.part(&["order"]);
    s.resource(w, ResourceType::ServiceRequest, id, Profiles::uk_core("ServiceRequest"), |w| {
        w.items("identifier", investigation.placer_number.as_deref(), |w, number| {
            if !number.trim().is_empty() {
                w.ours_concept("type", system::IDENTIFIER_TYPE, "PLAC");
                w.text("value", number);
            }
        });
        w.ours("status", "unknown");
        w.ours("intent", "order");
        s.said().concept(w, "code", &investigation.code);
        s.subject(w, "subject");
        s.participant(w, "requester", requester, true);
    });
    Some(id)
}

const BASED_ON: &[ResourceType] =
    &[ResourceType::CarePlan, ResourceType::ServiceRequest, ResourceType::MedicationRequest];
const REASONS: &[ResourceType] = &[
    ResourceType::Condition,
    ResourceType::Observation,
    ResourceType::DiagnosticReport,
    ResourceType::DocumentReference,
];

/// Writes a referral: a contact with a service that was asked for.
pub(super) fn referral(w: &mut Writer, s: &Stating<'_, '_>, encounter: &Encounter) {
    let said = s.said();
    s.resource(w, ResourceType::ServiceRequest, s.id, Profiles::uk_core("ServiceRequest"), |w| {
        w.items("identifier", encounter.visit_number.as_deref(), |w, number| w.text("value", number));
        s.links_at(w, "basedOn", &EntryLinkKind::BasedOn, BASED_ON);
        s.links_at(w, "replaces", &EntryLinkKind::Replaces, &[ResourceType::ServiceRequest]);
        let status = match &encounter.status {
            Some(EncounterStatus::Planned | EncounterStatus::Arrived | EncounterStatus::InProgress) => "active",
            Some(EncounterStatus::Finished) => "completed",
            Some(EncounterStatus::Cancelled) => "revoked",
            Some(EncounterStatus::Other(word)) if word == "on-hold" => "on-hold",
            Some(EncounterStatus::Other(word)) if word == "unknown" => "unknown",
            Some(other) => {
                s.beyond("Status", other.as_str());
                "unknown"
            }
            None => "unknown",
        };
        w.ours("status", status);
        w.ours("intent", "order");
        w.items("category", [REFERRAL], |w, code| w.ours_coding(crate::identifier::system::SNOMED, code));
        match encounter.priority.as_deref() {
            known @ Some("routine" | "urgent" | "asap" | "stat") => w.text_opt("priority", known),
            other => s.beyond_opt("Priority", other),
        }
        said.concept_opt(w, "code", encounter.service.as_ref());
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.date_time_opt("authoredOn", encounter.period.start.as_ref());
        s.beyond_opt("Until", encounter.period.end.as_ref().map(|end| end.as_str()));
        asked(w, s, &encounter.participants, |who| who.role.as_deref() == Some("recipient"));
        said.concepts(w, "reasonCode", &encounter.reasons);
        s.links_at(w, "reasonReference", &EntryLinkKind::BecauseOf, REASONS);
        s.links_at(w, "supportingInfo", &EntryLinkKind::RelatedTo, super::document::ANYTHING);
        w.notes(&encounter.notes);
        for place in &encounter.moves {
            s.beyond("Where", place.location.as_str());
        }
        super::encounter::stay(s, encounter);
    });
}

/// SNOMED CT: patient referral.
const REFERRAL: &str = "3457005";

/// Writes what was asked for and is not done yet.
pub(super) fn request(w: &mut Writer, s: &Stating<'_, '_>, procedure: &Procedure) {
    let said = s.said();
    s.resource(w, ResourceType::ServiceRequest, s.id, Profiles::uk_core("ServiceRequest"), |w| {
        s.links_at(w, "basedOn", &EntryLinkKind::BasedOn, BASED_ON);
        s.links_at(w, "replaces", &EntryLinkKind::Replaces, &[ResourceType::ServiceRequest]);
        w.ours("status", "active");
        w.ours("intent", "order");
        said.concept_required(w, "code", &procedure.code);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.date_or_period("occurrenceDateTime", "occurrencePeriod", &procedure.performed);
        asked(w, s, &procedure.performers, |who| who.role.as_deref() != Some("requester"));
        said.concepts(w, "reasonCode", &procedure.reasons);
        s.links_at(w, "reasonReference", &EntryLinkKind::BecauseOf, REASONS);
        s.links_at(w, "supportingInfo", &EntryLinkKind::RelatedTo, super::document::ANYTHING);
        said.concepts(w, "bodySite", &procedure.body_sites);
        w.notes(&procedure.notes);
        s.beyond_opt("Outcome", procedure.outcome.as_ref().map(crate::render::words::concept));
    });
}

/// Who asked, and who is asked; whoever is neither by what the source says is told in words.
fn asked(w: &mut Writer, s: &Stating<'_, '_>, all: &[Participant], is_asked: impl Fn(&Participant) -> bool) {
    let (performers, others): (Vec<&Participant>, Vec<&Participant>) = all.iter().partition(|who| is_asked(who));
    let asks = others.iter().find(|who| who.role.as_deref() == Some("requester")).copied();
    s.participant_opt(w, "requester", asks, true);
    w.array("performer", |w| {
        for who in performers {
            if let Some(id) = s.export.people.borrow_mut().find(s.naming(), who, true) {
                w.item(|w| w.url("reference", &id));
            }
        }
    });
    for who in others.into_iter().filter(|who| Some(*who) != asks) {
        s.beyond("Takes part", crate::render::words::participant(who));
    }
}
