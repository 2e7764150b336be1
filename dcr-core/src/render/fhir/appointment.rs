//! Appointment and EpisodeOfCare: contacts to come, and care over a time.

use super::choice::ResourceType;
use super::encounter::{provider, stay};
use super::meta::Profiles;
use super::stating::{ByDates, Stating, reference};
use super::times::is_instant;
use super::writer::Writer;
use crate::record::{Encounter, EncounterStatus, EntryLinkKind};
use crate::time::PartialDateTime;

/// The beginning and the end of an appointment, where both are times of day.
pub(super) fn times(encounter: &Encounter) -> Option<(&PartialDateTime, &PartialDateTime)> {
    let (start, end) = (encounter.period.start.as_ref()?, encounter.period.end.as_ref()?);
    (is_instant(start) && is_instant(end) && start.earliest() <= end.earliest()).then_some((start, end))
}

/// Writes an appointment. Whether those asked have agreed to come is not held, so
/// none has.
pub(super) fn appointment(w: &mut Writer, s: &Stating<'_, '_>, encounter: &Encounter) {
    let said = s.said();
    let times = times(encounter);
    s.resource(w, ResourceType::Appointment, s.id, Profiles::uk_core("Appointment"), |w| {
        w.items("identifier", encounter.visit_number.as_deref(), |w, number| w.text("value", number));
        w.ours(
            "status",
            match (&encounter.status, times) {
                (Some(EncounterStatus::Cancelled), _) => "cancelled",
                (Some(EncounterStatus::Arrived), Some(_)) => "arrived",
                (Some(EncounterStatus::Finished), Some(_)) => "fulfilled",
                (Some(EncounterStatus::NoShow), Some(_)) => "noshow",
                (_, Some(_)) => "booked",
                (_, None) => "proposed",
            },
        );
        w.items("serviceType", &encounter.service, |w, service| said.concept_parts(w, service));
        said.concepts(w, "reasonCode", &encounter.reasons);
        s.links_at(
            w,
            "reasonReference",
            &EntryLinkKind::BecauseOf,
            &[ResourceType::Condition, ResourceType::Procedure, ResourceType::Observation],
        );
        let mut notes = encounter.notes.iter();
        w.text_opt("description", notes.next().map(String::as_str));
        if let Some((start, end)) = times {
            w.date_time("start", start);
            w.date_time("end", end);
        }
        w.text_opt("comment", notes.next().map(String::as_str));
        w.text_opt("patientInstruction", notes.next().map(String::as_str));
        for note in notes {
            s.beyond("Note", note.as_str());
        }
        s.links_at(w, "basedOn", &EntryLinkKind::BasedOn, &[ResourceType::ServiceRequest]);
        w.array("participant", |w| {
            w.item(|w| {
                s.subject(w, "actor");
                w.ours("status", "needs-action");
            });
            for place in encounter.moves.iter().filter(|found| !found.location.trim().is_empty()) {
                let id = s.export.people.borrow_mut().place(s.naming(), &place.location);
                w.item(|w| {
                    reference(w, "actor", id);
                    w.ours("status", "needs-action");
                });
                s.beyond_opt("There", crate::render::words::period(&place.period));
            }
            for who in &encounter.participants {
                // An Appointment's participant may not be an Organization.
                let found = s.export.people.borrow_mut().find(s.naming(), who, false);
                if let Some(id) = found {
                    w.item(|w| {
                        reference(w, "actor", id);
                        w.ours("status", "needs-action");
                    });
                }
            }
        });
        if times.is_none() {
            w.items("requestedPeriod", [&encounter.period], |w, period| w.period_parts(period));
        }
        s.beyond_opt("Priority", encounter.priority.as_deref());
        stay(s, encounter);
    });
}

/// Writes care for one reason over a time.
pub(super) fn episode(w: &mut Writer, s: &Stating<'_, '_>, encounter: &Encounter) {
    let said = s.said();
    s.resource(w, ResourceType::EpisodeOfCare, s.id, Profiles::uk_core("EpisodeOfCare"), |w| {
        w.items("identifier", encounter.visit_number.as_deref(), |w, number| w.text("value", number));
        let by_dates = || match s.by_dates(&encounter.period) {
            ByDates::Planned => "planned",
            ByDates::Holds => "active",
            ByDates::Over => "finished",
        };
        let status = match &encounter.status {
            Some(EncounterStatus::Planned) => "planned",
            Some(EncounterStatus::InProgress) => "active",
            Some(EncounterStatus::Finished) => "finished",
            Some(EncounterStatus::Cancelled) => "cancelled",
            Some(EncounterStatus::OnLeave) => "onhold",
            Some(EncounterStatus::Other(word)) if word == "onhold" => "onhold",
            // FHIR asks for one of its words; the dates say which, and the text what the source says.
            other => {
                s.beyond("Status", other.as_ref().map_or("not stated", EncounterStatus::as_str));
                by_dates()
            }
        };
        w.ours("status", status);
        w.items("type", &encounter.service, |w, service| said.concept_parts(w, service));
        let diagnoses = s.links(&EntryLinkKind::RelatedTo, &[ResourceType::Condition]);
        w.items("diagnosis", diagnoses, |w, id| reference(w, "condition", id));
        s.subject(w, "patient");
        let keeps = encounter.participants.iter().find(|who| provider(std::slice::from_ref(*who)).is_some());
        s.participant_opt(w, "managingOrganization", keeps, true);
        w.period("period", &encounter.period);
        s.links_at(w, "referralRequest", &EntryLinkKind::BasedOn, &[ResourceType::ServiceRequest]);
        let mut others = encounter.participants.iter().filter(|who| Some(*who) != keeps);
        s.participant_opt(w, "careManager", others.next(), false);
        for who in others {
            s.beyond("Takes part", crate::render::words::participant(who));
        }
        for reason in &encounter.reasons {
            s.beyond("Reason", crate::render::words::concept(reason));
        }
        for place in &encounter.moves {
            s.beyond("Where", place.location.as_str());
        }
        for note in &encounter.notes {
            s.beyond("Note", note.as_str());
        }
        s.beyond_opt("Priority", encounter.priority.as_deref());
        stay(s, encounter);
    });
}
