//! Encounters, social care and "About me" in words.

use super::{Description, Tone};
use crate::record::{AboutMe, Encounter, EncounterStatus, SocialCare, SocialCareStatus};
use crate::render::{dates, words};

pub(super) fn encounter(encounter: &Encounter) -> Description {
    let kind = words::word(encounter.kind.as_str());
    let what = match &encounter.service {
        Some(service) => format!("{kind}: {}", words::concept(service)),
        None => kind,
    };
    let when = match (&encounter.period.start, &encounter.period.end, &encounter.status) {
        (Some(start), None, status) if *status != Some(EncounterStatus::InProgress) => Some(dates::partial(start)),
        _ => words::period(&encounter.period),
    };
    let mut said = Description::new(what).when(when);
    said.mark(
        encounter.status.as_ref().map(EncounterStatus::as_str),
        match encounter.status {
            Some(EncounterStatus::Finished) => Tone::Quiet,
            Some(EncounterStatus::Cancelled) => Tone::Caution,
            _ => Tone::Plain,
        },
    );
    said.fact("Reason", words::concepts(&encounter.reasons));
    for step in &encounter.moves {
        let span = words::period(&step.period).map(|span| format!(" ({span})")).unwrap_or_default();
        said.fact("Where", Some(format!("{}{span}", step.location)));
    }
    said.fact("With", words::participants(&encounter.participants));
    said.fact("Came in", encounter.admission.as_ref().map(words::concept));
    said.fact("Left", encounter.discharge.as_ref().map(words::concept));
    said.fact("Discharge expected", encounter.expected_end.as_ref().map(dates::partial));
    said.fact("Priority", encounter.priority.clone());
    for topic in &encounter.topics {
        let name =
            [topic.title.as_deref(), topic.heading.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        for note in &topic.notes {
            said.fact(if name.is_empty() { "Note" } else { name.as_str() }, Some(note.clone()));
        }
    }
    said.fact("Visit number", encounter.visit_number.clone());
    said.notes(&encounter.notes);
    said
}

pub(super) fn social_care(entry: &SocialCare) -> Description {
    let kind = words::word(entry.kind.as_str());
    let mut said =
        Description::new(format!("{kind}: {}", words::concept(&entry.what))).when(words::period(&entry.period));
    said.mark(
        entry.status.as_ref().map(SocialCareStatus::as_str),
        match entry.status {
            Some(SocialCareStatus::Finished) => Tone::Quiet,
            Some(SocialCareStatus::Cancelled | SocialCareStatus::OnHold) => Tone::Caution,
            _ => Tone::Plain,
        },
    );
    said.fact("Component", entry.component.as_ref().map(words::concept));
    said.fact("Client type", entry.client_type.clone());
    said.fact("Reason", entry.reason.as_ref().map(words::concept));
    said.fact("Outcome", entry.outcome.as_ref().map(words::concept));
    said.fact("Delivered", entry.delivery.clone());
    said.fact("Provider", entry.provider.as_ref().map(words::participant));
    said.fact("Worker", entry.worker.as_ref().map(words::participant));
    for (name, value) in &entry.details {
        said.fact(name, Some(value.clone()));
    }
    if let Some(description) = &entry.description {
        said.passage("Description", description);
    }
    said.notes(&entry.notes);
    said
}

pub(super) fn about_me(about: &AboutMe) -> Description {
    let mut said = Description::new("In the person's own words".to_owned());
    for (title, words) in [
        ("What is most important to me", &about.most_important),
        ("People who are important to me", &about.important_people),
        ("How I communicate and how to communicate with me", &about.communication),
        ("Please do and please don't", &about.please_do_and_do_not),
        ("My wellness", &about.wellness),
        ("How and when to support me", &about.support),
        ("Also worth knowing about me", &about.also_worth_knowing),
        ("Supported to write this by", &about.supported_by),
    ] {
        if let Some(words) = words {
            said.passage(title, words);
        }
    }
    said
}
