//! Appointment and EpisodeOfCare: contacts to come, and care over a time.

use super::reader::Reader;
use super::request::encounter_of;
use super::view::View;
use crate::record::{Encounter, EncounterKind, EncounterMove, EncounterStatus, EntryBody, EntryLinkKind, Period};

/// The kind of resource that a reference means, as far as it says.
fn kind_of(reader: &Reader<'_, '_>, reference: View<'_>) -> Option<String> {
    let target = reference.text_at("reference").and_then(|text| reader.bundle.find(&text));
    if let Some(slot) = target.and_then(|at| reader.bundle.slot(at)) {
        return Some(slot.kind.clone());
    }
    let text = reference.text_at("reference")?;
    let (_, typed) = super::bundle::typed_reference(&text)?;
    typed.split_once('/').map(|(kind, _)| kind.to_owned())
}

/// Reads an Appointment.
pub(super) fn appointment(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let mut found = Encounter {
        status: reader.view.get("status").and_then(View::text).map(|word| match word.as_ref() {
            "proposed" | "pending" | "booked" | "waitlist" => EncounterStatus::Planned,
            "arrived" | "checked-in" => EncounterStatus::Arrived,
            "fulfilled" => EncounterStatus::Finished,
            "noshow" => EncounterStatus::NoShow,
            word => {
                reader.view.mark_at("status");
                EncounterStatus::from(word)
            }
        }),
        period: Period { start: reader.date_at(view, "start"), end: reader.date_at(view, "end") },
        reasons: reader.concepts_at(view, "reasonCode"),
        ..encounter_of(EncounterKind::Appointment)
    };
    if found.period.is_empty()
        && let Some(asked) = reader.array_at(view, "requestedPeriod").into_iter().next()
    {
        found.period = Period { start: reader.date_at(asked, "start"), end: reader.date_at(asked, "end") };
    }
    found.service = ["specialty", "serviceType", "serviceCategory"]
        .iter()
        .find_map(|key| reader.one_or_more(view, key).into_iter().next().and_then(|concept| reader.concept(concept)))
        .or_else(|| reader.concept_at(view, "appointmentType"));
    for participant in reader.array_at(view, "participant") {
        let Some(actor) = participant.get("actor") else { continue };
        match kind_of(reader, actor).as_deref() {
            // The person themself.
            Some("Patient") => super::reader::mark_reference(actor),
            Some("Location") => found
                .moves
                .extend(reader.location(actor).map(|location| EncounterMove { location, period: Period::default() })),
            _ => {
                if let Some(mut who) = reader.participant(actor) {
                    let role = participant.items("type").next().and_then(|role| reader.words(role));
                    who.role = role.or(who.role);
                    found.participants.push(who);
                }
            }
        }
    }
    for key in ["description", "comment", "patientInstruction"] {
        found.notes.extend(reader.text_at(view, key));
    }
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    Some(EntryBody::Encounter(found))
}

/// Reads an EpisodeOfCare.
pub(super) fn episode(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let mut found = Encounter {
        status: view.get("status").and_then(View::text).map(|word| match word.as_ref() {
            "active" => EncounterStatus::InProgress,
            "waitlist" => EncounterStatus::Planned,
            word => {
                view.mark_at("status");
                EncounterStatus::from(word)
            }
        }),
        period: reader.period_at(view, "period"),
        service: reader.array_at(view, "type").into_iter().next().and_then(|kind| reader.concept(kind)),
        ..encounter_of(EncounterKind::EpisodeOfCare)
    };
    for key in ["managingOrganization", "careManager"] {
        found.participants.extend(reader.participant_at(view, key));
    }
    reader.links_at(&EntryLinkKind::BasedOn, view, "referralRequest");
    for diagnosis in reader.array_at(view, "diagnosis") {
        reader.link_at(&EntryLinkKind::RelatedTo, diagnosis, "condition");
    }
    Some(EntryBody::Encounter(found))
}
