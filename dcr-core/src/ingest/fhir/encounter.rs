//! Encounter: contacts with services.

use super::reader::Reader;
use super::release::Release;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{Encounter, EncounterKind, EncounterMove, EncounterStatus, EntryBody, EntryLinkKind, Participant};

/// Reads an Encounter.
pub(super) fn encounter(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let kind = kind(reader);
    let stay = view.get("hospitalization");
    let admission = stay.and_then(|stay| {
        reader.uk_concept(stay, &["AdmissionMethod"]).or_else(|| reader.concept_at(stay, "admitSource"))
    });
    let discharge = stay.and_then(|stay| {
        reader.uk_concept(stay, &["DischargeMethod"]).or_else(|| reader.concept_at(stay, "dischargeDisposition"))
    });
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    for diagnosis in reader.array_at(view, "diagnosis") {
        reader.link_at(&EntryLinkKind::RelatedTo, diagnosis, "condition");
    }
    reader.link_at(&EntryLinkKind::PartOf, view, "partOf");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    let topics = super::consultation::topics(reader);
    let found = Encounter {
        kind,
        status: reader.text_at(view, "status").map(|word| match word.as_str() {
            "onleave" => EncounterStatus::OnLeave,
            word => EncounterStatus::from(word),
        }),
        visit_number: reader.identifier_value(|_, _| true),
        period: reader.period_at(view, "period"),
        service: service(reader),
        reasons: reader.concepts_at(view, "reasonCode"),
        moves: reader.array_at(view, "location").into_iter().filter_map(|place| moved(reader, place)).collect(),
        participants: participants(reader),
        admission,
        discharge,
        expected_end: None,
        notes: Vec::new(),
        priority: reader.view.get("priority").and_then(|priority| reader.words(priority)),
        topics,
    };
    Some(EntryBody::Encounter(found))
}

/// Source: HL7 v3 ActEncounterCode.
fn kind(reader: &Reader<'_, '_>) -> EncounterKind {
    let Some(class) = reader.view.get("class") else {
        // GP Connect's Encounters are a practice's consultations and have no class.
        let practice = reader.bundle.release == Release::Stu3;
        return if practice { EncounterKind::GpConsultation } else { EncounterKind::from("unknown") };
    };
    let named = class.text_at("system").unwrap_or_default();
    let Some(code) = class.text_at("code") else { return EncounterKind::from("unknown") };
    let known = match code.as_ref() {
        "IMP" | "ACUTE" | "NONAC" | "OBSENC" => Some(EncounterKind::Inpatient),
        "AMB" => Some(EncounterKind::Outpatient),
        "EMER" => Some(EncounterKind::Emergency),
        "SS" => Some(EncounterKind::DayCase),
        "HH" => Some(EncounterKind::Home),
        "VR" => Some(EncounterKind::Virtual),
        "PRENC" => Some(EncounterKind::PreAdmission),
        "FLD" => Some(EncounterKind::Community),
        _ => None,
    };
    match known {
        // The finer words behind a known class (acute, observation) stay attached.
        Some(kind) if named.ends_with("v3-ActCode") => kind,
        _ => {
            class.mark_at("code");
            EncounterKind::from(code.as_ref())
        }
    }
}

/// The service type; a source that gives none often says it by the encounter's type.
fn service(reader: &Reader<'_, '_>) -> Option<CodedConcept> {
    let kind = || reader.array_at(reader.view, "type").into_iter().next().and_then(|kind| reader.concept(kind));
    reader.concept_at(reader.view, "serviceType").or_else(kind)
}

fn moved<'t>(reader: &Reader<'_, 't>, place: View<'t>) -> Option<EncounterMove> {
    let location = reader.location(place.get("location")?)?;
    Some(EncounterMove { location, period: reader.period_at(place, "period") })
}

fn participants(reader: &Reader<'_, '_>) -> Vec<Participant> {
    let mut found = reader.acting_participants("participant", "individual", "type");
    found.extend(reader.participant_at(reader.view, "serviceProvider"));
    found
}
