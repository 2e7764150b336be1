//! MedicationDispense and MedicationAdministration: what was handed out and what was given.

use super::choice::ResourceType;
use super::medication::{dosage, measured, quantity, reasons, rest};
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{Dosage, EntryLinkKind, Medication, MedicationStatus, MedicationSupply};

/// The status of an act, where FHIR has a word for it; `not_done` is the word for what did not happen.
fn status(s: &Stating<'_, '_>, medication: &Medication, not_done: &'static str) -> &'static str {
    match &medication.status {
        Some(MedicationStatus::Completed) => "completed",
        Some(MedicationStatus::Stopped) => "stopped",
        Some(MedicationStatus::OnHold) => "on-hold",
        Some(MedicationStatus::NotTaken) => not_done,
        Some(MedicationStatus::Other(word)) if word == "in-progress" => "in-progress",
        Some(MedicationStatus::Unknown) | None => "unknown",
        Some(other) => {
            s.beyond("Status", other.as_str());
            "unknown"
        }
    }
}

/// Writes what was handed out.
pub(super) fn dispense(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    let said = s.said();
    s.resource(w, ResourceType::MedicationDispense, s.id, Profiles::uk_core("MedicationDispense"), |w| {
        s.links_at(w, "partOf", &EntryLinkKind::PartOf, &[ResourceType::Procedure]);
        w.ours(
            "status",
            match &medication.status {
                Some(MedicationStatus::Cancelled) => "cancelled",
                Some(MedicationStatus::Other(word)) if word == "preparation" => "preparation",
                _ => status(s, medication, "declined"),
            },
        );
        said.concept_opt(w, "statusReasonCodeableConcept", medication.status_reason.as_ref());
        said.concept_required(w, "medicationCodeableConcept", &medication.drug);
        s.subject(w, "subject");
        s.link_at(w, "context", &EntryLinkKind::During, &[ResourceType::Encounter, ResourceType::EpisodeOfCare]);
        s.links_at(w, "authorizingPrescription", &EntryLinkKind::BasedOn, &[ResourceType::MedicationRequest]);
        if let Some(words) = medication.quantity.as_deref() {
            w.object("quantity", |w| quantity(w, words));
        }
        let length = measured(medication.supply.duration.as_deref());
        if let Some(words) = length {
            w.object("daysSupply", |w| quantity(w, words));
        }
        w.date_time_opt("whenHandedOver", medication.period.start.as_ref());
        w.notes(&medication.notes);
        w.items("dosageInstruction", &medication.dosages, |w, found| dosage(w, s, found));
        s.beyond_opt("Until", medication.period.end.as_ref().map(|end| end.as_str()));
        for reason in &medication.reasons {
            s.beyond("Reason", crate::render::words::concept(reason));
        }
        let duration = medication.supply.duration.clone().filter(|_| length.is_none());
        rest(s, &MedicationSupply { duration, ..medication.supply.clone() });
        further(s, medication);
    });
}

/// Writes what was given.
pub(super) fn administration(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    let said = s.said();
    s.resource(w, ResourceType::MedicationAdministration, s.id, Profiles::uk_core("MedicationAdministration"), |w| {
        s.links_at(
            w,
            "partOf",
            &EntryLinkKind::PartOf,
            &[ResourceType::MedicationAdministration, ResourceType::Procedure],
        );
        w.ours("status", status(s, medication, "not-done"));
        w.items("statusReason", &medication.status_reason, |w, reason| said.concept_parts(w, reason));
        said.concept_required(w, "medicationCodeableConcept", &medication.drug);
        s.subject(w, "subject");
        s.link_at(w, "context", &EntryLinkKind::During, &[ResourceType::Encounter, ResourceType::EpisodeOfCare]);
        let before = w.len();
        w.date_or_period("effectiveDateTime", "effectivePeriod", &medication.period);
        if w.len() == before {
            w.object("_effectiveDateTime", |w| w.absent("unknown"));
        }
        reasons(w, s, medication);
        s.link_at(w, "request", &EntryLinkKind::BasedOn, &[ResourceType::MedicationRequest]);
        w.notes(&medication.notes);
        let mut dosages = medication.dosages.iter();
        if let Some(found) = dosages.next() {
            w.object("dosage", |w| given(w, s, found));
        }
        for found in dosages {
            s.beyond_opt("A further dose", found.text.as_deref());
        }
        s.beyond_opt("Quantity", medication.quantity.as_deref());
        rest(s, &medication.supply);
        further(s, medication);
    });
}

/// The dose that was given; FHIR asks for its size (invariant mad-1).
fn given(w: &mut Writer, s: &Stating<'_, '_>, dosage: &Dosage) {
    w.text_opt("text", dosage.text.as_deref());
    s.said().concept_opt(w, "route", dosage.route.as_ref());
    let before = w.len();
    w.object("dose", |w| {
        if let Some(amount) = &dosage.amount {
            w.number("value", amount.as_str());
        }
        w.text_opt("unit", dosage.unit.as_deref());
    });
    if w.len() == before {
        w.object("dose", |w| w.absent("unknown"));
    }
    s.beyond_opt("How often", dosage.frequency.as_deref());
    s.beyond_opt("As needed", dosage.as_needed.map(|needed| if needed { "yes" } else { "no" }));
}

/// What neither resource has an element for.
fn further(s: &Stating<'_, '_>, medication: &Medication) {
    s.beyond_opt("Recorded", medication.authored.as_ref().map(|time| time.as_str()));
    s.beyond_opt("Last issued", medication.last_issued.as_ref().map(|issued| issued.as_str()));
    s.beyond_opt("Review due", medication.review_due.as_ref().map(|due| due.as_str()));
    s.beyond_opt("Prescribed by", medication.prescriber.as_ref().map(crate::render::words::participant));
}
