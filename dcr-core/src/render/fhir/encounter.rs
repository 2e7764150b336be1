//! Encounter: contacts with services.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::{Stating, reference};
use super::writer::Writer;
use crate::identifier::CodedConcept;
use crate::record::{Encounter, EncounterKind, EncounterStatus, EntryLinkKind, Participant};

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const ADMISSION: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AdmissionMethod";
const DISCHARGE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DischargeMethod";

/// Writes an encounter.
pub(super) fn encounter(w: &mut Writer, s: &Stating<'_, '_>, encounter: &Encounter) {
    let said = s.said();
    s.resource(w, ResourceType::Encounter, s.id, Profiles::uk_core("Encounter"), |w| {
        // UK Core puts how the person left on the Encounter, and how they came in on the stay.
        let left_by_method = encounter.discharge.as_ref().filter(|found| by_method(found, "DischargeMethod"));
        extension(w, s, DISCHARGE, left_by_method);
        if let Some(number) = encounter.visit_number.as_deref() {
            w.items("identifier", [number], |w, number| w.text("value", number));
        }
        let status = match &encounter.status {
            Some(EncounterStatus::OnLeave) => "onleave",
            Some(EncounterStatus::Other(word)) => match word.as_str() {
                "triaged" => "triaged",
                word => {
                    s.beyond("Status", word);
                    "unknown"
                }
            },
            Some(status) => status.as_str(),
            None => "unknown",
        };
        w.text("status", status);
        class(w, s, &encounter.kind);
        said.concept_opt(w, "serviceType", encounter.service.as_ref());
        if let Some(priority) = encounter.priority.as_deref() {
            w.object("priority", |w| w.text("text", priority));
        }
        s.subject(w, "subject");
        s.links_at(w, "basedOn", &EntryLinkKind::BasedOn, &[ResourceType::ServiceRequest]);
        participants(w, s, &encounter.participants);
        w.period("period", &encounter.period);
        said.concepts(w, "reasonCode", &encounter.reasons);
        s.links_at(
            w,
            "reasonReference",
            &EntryLinkKind::BecauseOf,
            &[ResourceType::Condition, ResourceType::Procedure, ResourceType::Observation],
        );
        let diagnoses = s.links(&EntryLinkKind::RelatedTo, &[ResourceType::Condition, ResourceType::Procedure]);
        w.items("diagnosis", diagnoses, |w, id| reference(w, "condition", id));
        w.object("hospitalization", |w| {
            let came_by_method = encounter.admission.as_ref().filter(|found| by_method(found, "AdmissionMethod"));
            extension(w, s, ADMISSION, came_by_method);
            if came_by_method.is_none() {
                said.concept_opt(w, "admitSource", encounter.admission.as_ref());
            }
            if left_by_method.is_none() {
                said.concept_opt(w, "dischargeDisposition", encounter.discharge.as_ref());
            }
        });
        w.items("location", encounter.moves.iter().filter(|found| !found.location.trim().is_empty()), |w, found| {
            let place = s.export.people.borrow_mut().place(s.naming(), &found.location);
            reference(w, "location", place);
            w.period("period", &found.period);
        });
        if let Some(provider) = provider(&encounter.participants) {
            s.participant(w, "serviceProvider", provider, true);
        }
        s.link_at(w, "partOf", &EntryLinkKind::PartOf, &[ResourceType::Encounter]);
        rest(s, encounter);
        for note in &encounter.notes {
            s.beyond("Note", note.as_str());
        }
    });
}

/// What neither Encounter nor its neighbours have an element for.
pub(super) fn rest(s: &Stating<'_, '_>, encounter: &Encounter) {
    s.beyond_opt("Expected to end", encounter.expected_end.as_ref().map(|end| end.as_str()));
    for topic in &encounter.topics {
        let name = topic.title.iter().chain(&topic.heading).map(String::as_str).collect::<Vec<_>>().join(", ");
        s.beyond("Dealt with", name);
        for note in &topic.notes {
            s.beyond("Note", note.as_str());
        }
    }
}

/// What only an Encounter has an element for.
pub(super) fn stay(s: &Stating<'_, '_>, encounter: &Encounter) {
    let words = |concept: &Option<CodedConcept>| concept.as_ref().map(crate::render::words::concept);
    s.beyond_opt("Came in by", words(&encounter.admission));
    s.beyond_opt("Left by", words(&encounter.discharge));
    rest(s, encounter);
}

/// Whether a concept is drawn from one of UK Core's code systems of that name.
fn by_method(concept: &CodedConcept, name: &str) -> bool {
    let of_uk_core =
        |system: &str| system.starts_with("https://fhir.hl7.org.uk/CodeSystem/UKCore-") && system.contains(name);
    concept.codings.iter().any(|coding| of_uk_core(&coding.system))
}

fn extension(w: &mut Writer, s: &Stating<'_, '_>, url: &'static str, concept: Option<&CodedConcept>) {
    w.items("extension", concept, |w, concept| {
        w.ours("url", url);
        s.said().concept(w, "valueCodeableConcept", concept);
    });
}

/// Source: HL7 v3 ActEncounterCode.
fn class(w: &mut Writer, s: &Stating<'_, '_>, kind: &EncounterKind) {
    let known = match kind {
        EncounterKind::Inpatient => Some("IMP"),
        EncounterKind::Outpatient => Some("AMB"),
        EncounterKind::Emergency => Some("EMER"),
        EncounterKind::DayCase => Some("SS"),
        EncounterKind::Home => Some("HH"),
        EncounterKind::Virtual => Some("VR"),
        EncounterKind::PreAdmission => Some("PRENC"),
        EncounterKind::Community => Some("FLD"),
        EncounterKind::GpConsultation => {
            s.beyond("Kind", "GP consultation");
            Some("AMB")
        }
        EncounterKind::Referral => {
            s.beyond("Kind", "referral");
            Some("AMB")
        }
        EncounterKind::EpisodeOfCare => {
            s.beyond("Kind", "episode of care");
            Some("AMB")
        }
        EncounterKind::Appointment => {
            s.beyond("Kind", "appointment");
            Some("AMB")
        }
        EncounterKind::Other(_) => None,
    };
    w.object("class", |w| match (known, kind.as_str().trim()) {
        (Some(code), _) => super::datatypes::ours(w, ACT_CODE, code),
        (None, "" | "unknown") => w.absent("unknown"),
        (None, word) => w.code("code", word),
    });
}

/// An organisation at the end of the participants, of which nothing else is told, is the one that provides the service.
pub(super) fn provider(participants: &[Participant]) -> Option<&Participant> {
    participants.last().filter(|last| {
        (last.organisation.is_some() || last.organisation_name.is_some())
            && last.name.is_none()
            && last.identifier.is_none()
            && last.role.is_none()
            && last.contact.is_none()
    })
}

fn participants(w: &mut Writer, s: &Stating<'_, '_>, all: &[Participant]) {
    let last = provider(all);
    w.array("participant", |w| {
        for who in all.iter().take(all.len() - usize::from(last.is_some())) {
            w.item(|w| s.participant(w, "individual", who, false));
        }
    });
}
