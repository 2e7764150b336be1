//! MedicationDispense and MedicationAdministration: what was handed out and what was given.

use super::medication::{amount, dosage, dosages, drug, of_drug};
use super::reader::Reader;
use crate::identifier::CodedConcept;
use crate::record::{EntryBody, EntryLinkKind, Medication, MedicationCourse, MedicationStatus, Period};

/// The status of an act; that one is under way is not that the medication is taken.
fn status(reader: &Reader<'_, '_>) -> Option<MedicationStatus> {
    reader.text_at(reader.view, "status").map(|word| match word.as_str() {
        "not-done" | "declined" => MedicationStatus::NotTaken,
        word => MedicationStatus::from(word),
    })
}

/// Reads a MedicationDispense.
pub(super) fn dispense(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let drug = drug(reader)?;
    reader.link_at(&EntryLinkKind::During, view, "context");
    reader.links_at(&EntryLinkKind::BasedOn, view, "authorizingPrescription");
    reader.links_at(&EntryLinkKind::PartOf, view, "partOf");
    let handed_over = reader.date_at(view, "whenHandedOver");
    let mut found = Medication {
        status: status(reader),
        course: Some(MedicationCourse::Dispense),
        dosages: dosages(reader, view, "dosageInstruction"),
        period: Period { start: handed_over.or_else(|| reader.date_at(view, "whenPrepared")), end: None },
        quantity: view.get("quantity").and_then(|quantity| amount(reader, quantity)),
        status_reason: reader.concept_at(view, "statusReasonCodeableConcept"),
        prescriber: None,
        notes: reader.notes(),
        ..of_drug(drug)
    };
    found.supply.duration = view.get("daysSupply").and_then(|days| amount(reader, days));
    Some(EntryBody::Medication(found))
}

/// Reads a MedicationAdministration.
pub(super) fn administration(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let drug = drug(reader)?;
    reader.link_at(&EntryLinkKind::During, view, "context");
    reader.link_at(&EntryLinkKind::BasedOn, view, "request");
    reader.links_at(&EntryLinkKind::PartOf, view, "partOf");
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    let reasons: Vec<CodedConcept> = reader.concepts_at(view, "reasonCode");
    Some(EntryBody::Medication(Medication {
        status: status(reader),
        course: Some(MedicationCourse::Administration),
        dosages: view.get("dosage").and_then(|dose| dosage(reader, dose)).into_iter().collect(),
        period: reader.date_or_period("effective"),
        reasons,
        status_reason: reader.array_at(view, "statusReason").into_iter().next().and_then(|c| reader.concept(c)),
        notes: reader.notes(),
        ..of_drug(drug)
    }))
}
