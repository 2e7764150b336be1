//! Social care: requests, needs, assessments, services, reviews, care plans and equipment.
//!
//! UK Core has no profile of its own for them. Services are EpisodeOfCare and assessments Task, as Interweave maps the
//! council's data set; what these have no element for stands in the resource's text.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::{ByDates, Stating};
use super::writer::Writer;
use crate::record::{EntryLinkKind, SocialCare, SocialCareKind, SocialCareStatus};

/// Writes an entry of social care.
pub(super) fn social_care(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    match care.kind {
        SocialCareKind::Request => request(w, s, care),
        SocialCareKind::Need => need(w, s, care),
        SocialCareKind::Service => service(w, s, care),
        SocialCareKind::CarePlan => plan(w, s, care),
        SocialCareKind::Equipment => equipment(w, s, care),
        SocialCareKind::Assessment | SocialCareKind::Review | SocialCareKind::Other(_) => task(w, s, care),
    }
}

fn request(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    let said = s.said();
    s.resource(w, ResourceType::ServiceRequest, s.id, Profiles::uk_core("ServiceRequest"), |w| {
        w.ours(
            "status",
            match care.status {
                Some(SocialCareStatus::Planned | SocialCareStatus::Active) => "active",
                Some(SocialCareStatus::OnHold) => "on-hold",
                Some(SocialCareStatus::Finished) => "completed",
                Some(SocialCareStatus::Cancelled) => "revoked",
                Some(SocialCareStatus::Other(_)) | None => "unknown",
            },
        );
        w.ours("intent", "proposal");
        said.concept(w, "code", &care.what);
        s.subject(w, "subject");
        w.date_or_period("occurrenceDateTime", "occurrencePeriod", &care.period);
        w.items("reasonCode", &care.reason, |w, reason| said.concept_parts(w, reason));
        w.notes(&care.notes);
        rest(s, care, &["reason"]);
    });
}

/// A need of care is no disease: its category says so, and it claims no clinical status.
fn need(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    let said = s.said();
    s.resource(w, ResourceType::Condition, s.id, Profiles::uk_core("Condition"), |w| {
        w.items("category", ["Social care need"], |w, words| w.ours("text", words));
        said.concept(w, "code", &care.what);
        s.subject(w, "subject");
        w.date_time_opt("onsetDateTime", care.period.start.as_ref());
        s.beyond_opt("Until", care.period.end.as_ref().map(|end| end.as_str()));
        w.notes(&care.notes);
        rest(s, care, &[]);
    });
}

fn service(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    let said = s.said();
    s.resource(w, ResourceType::EpisodeOfCare, s.id, Profiles::uk_core("EpisodeOfCare"), |w| {
        match care.status {
            Some(SocialCareStatus::Planned) => w.ours("status", "planned"),
            Some(SocialCareStatus::Active) => w.ours("status", "active"),
            Some(SocialCareStatus::OnHold) => w.ours("status", "onhold"),
            Some(SocialCareStatus::Finished) => w.ours("status", "finished"),
            Some(SocialCareStatus::Cancelled) => w.ours("status", "cancelled"),
            // FHIR asks for one of its words; the dates say which, and the text what the source says.
            Some(SocialCareStatus::Other(_)) | None => match s.by_dates(&care.period) {
                ByDates::Planned => w.ours("status", "planned"),
                ByDates::Holds => w.ours("status", "active"),
                ByDates::Over => w.ours("status", "finished"),
            },
        }
        w.array("type", |w| {
            for concept in [Some(&care.what), care.component.as_ref()].into_iter().flatten() {
                w.item(|w| said.concept_parts(w, concept));
            }
        });
        s.subject(w, "patient");
        w.period("period", &care.period);
        for note in &care.notes {
            s.beyond("Note", note.as_str());
        }
        rest(s, care, &["component"]);
    });
}

fn plan(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    let said = s.said();
    s.resource(w, ResourceType::CarePlan, s.id, Profiles::uk_core("CarePlan"), |w| {
        w.ours(
            "status",
            match care.status {
                Some(SocialCareStatus::Planned) => "draft",
                Some(SocialCareStatus::Active) => "active",
                Some(SocialCareStatus::OnHold) => "on-hold",
                Some(SocialCareStatus::Finished) => "completed",
                Some(SocialCareStatus::Cancelled) => "revoked",
                Some(SocialCareStatus::Other(_)) | None => "unknown",
            },
        );
        w.ours("intent", "plan");
        s.links_at(w, "basedOn", &EntryLinkKind::BasedOn, &[ResourceType::CarePlan]);
        s.links_at(w, "replaces", &EntryLinkKind::Replaces, &[ResourceType::CarePlan]);
        s.links_at(w, "partOf", &EntryLinkKind::PartOf, &[ResourceType::CarePlan]);
        // A plan with a name of its own has its kind as the category.
        let kind = care.component.as_ref().filter(|_| care.what.codings.is_empty());
        w.items("category", [kind.unwrap_or(&care.what)], |w, what| said.concept_parts(w, what));
        w.text_opt("title", kind.map(|_| care.what.words()));
        w.text_opt("description", care.description.as_deref());
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.period("period", &care.period);
        s.participant_opt(w, "author", care.worker.as_ref().or(care.provider.as_ref()), true);
        s.links_at(w, "addresses", &EntryLinkKind::BecauseOf, &[ResourceType::Condition]);
        s.links_at(w, "supportingInfo", &EntryLinkKind::RelatedTo, super::document::ANYTHING);
        w.items("activity", activities(care), |w, words| {
            w.object("detail", |w| {
                w.ours("status", "unknown");
                w.text("description", words);
            });
        });
        w.notes(&care.notes);
        let author = if care.worker.is_some() { "worker" } else { "provider" };
        let kind = if kind.is_some() { "component" } else { "" };
        rest(s, care, &["description", author, kind, "activities"]);
    });
}

/// What a plan's activities are, from the first on, as the reader of a CarePlan names them.
fn activities(care: &SocialCare) -> impl Iterator<Item = &String> {
    (1..).map_while(|number| care.details.get(&activity(number)))
}

fn activity(number: usize) -> String {
    format!("Activity {number:02}")
}

fn equipment(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    let said = s.said();
    s.resource(w, ResourceType::Device, s.id, Profiles::uk_core("Device"), |w| {
        w.ours(
            "status",
            match care.status {
                Some(SocialCareStatus::Active) => "active",
                Some(SocialCareStatus::Finished | SocialCareStatus::Cancelled) => "inactive",
                _ => "unknown",
            },
        );
        said.concept(w, "type", &care.what);
        s.subject(w, "patient");
        w.notes(&care.notes);
        s.beyond_opt("When", crate::render::words::period(&care.period));
        rest(s, care, &[]);
    });
}

fn task(w: &mut Writer, s: &Stating<'_, '_>, care: &SocialCare) {
    let said = s.said();
    s.resource(w, ResourceType::Task, s.id, Profiles::uk_core("Task"), |w| {
        match care.status {
            Some(SocialCareStatus::Planned) => w.ours("status", "requested"),
            Some(SocialCareStatus::Active) => w.ours("status", "in-progress"),
            Some(SocialCareStatus::OnHold) => w.ours("status", "on-hold"),
            Some(SocialCareStatus::Finished) => w.ours("status", "completed"),
            Some(SocialCareStatus::Cancelled) => w.ours("status", "cancelled"),
            Some(SocialCareStatus::Other(_)) | None => match s.by_dates(&care.period) {
                ByDates::Planned => w.ours("status", "requested"),
                ByDates::Holds => w.ours("status", "in-progress"),
                ByDates::Over => w.ours("status", "completed"),
            },
        }
        w.ours("intent", "plan");
        said.concept(w, "code", &care.what);
        w.text_opt("description", care.description.as_deref());
        s.subject(w, "for");
        w.period("executionPeriod", &care.period);
        s.participant_opt(w, "owner", care.worker.as_ref().or(care.provider.as_ref()), true);
        said.concept_opt(w, "reasonCode", care.reason.as_ref());
        w.notes(&care.notes);
        let owner = if care.worker.is_some() { "worker" } else { "provider" };
        rest(s, care, &["description", "reason", owner]);
    });
}

/// Says in words what the resource has no element for: everything but what is in `told`.
fn rest(s: &Stating<'_, '_>, care: &SocialCare, told: &[&str]) {
    let participant = |who: &Option<crate::record::Participant>| who.as_ref().map(crate::render::words::participant);
    let words = |concept: &Option<crate::identifier::CodedConcept>| concept.as_ref().map(crate::render::words::concept);
    s.beyond("Kind", crate::render::words::word(care.kind.as_str()));
    let status = care.status.as_ref().map(|status| crate::render::words::word(status.as_str()));
    s.beyond("Status", status.unwrap_or_else(|| "not stated".to_owned()));
    for (name, label, value) in [
        ("component", "Component", words(&care.component)),
        ("client", "In the capacity of", care.client_type.clone()),
        ("reason", "Reason", words(&care.reason)),
        ("outcome", "Outcome", words(&care.outcome)),
        ("delivery", "Delivery", care.delivery.clone()),
        ("provider", "Provider", participant(&care.provider)),
        ("worker", "Worker", participant(&care.worker)),
        ("description", "Description", care.description.clone()),
    ] {
        if !told.contains(&name) {
            s.beyond_opt(label, value);
        }
    }
    let told = if told.contains(&"activities") { activities(care).count() } else { 0 };
    let told: Vec<String> = (1..=told).map(activity).collect();
    for (name, value) in care.details.iter().filter(|(name, _)| !told.contains(name)) {
        s.beyond("Detail", format!("{name}: {value}"));
    }
}
