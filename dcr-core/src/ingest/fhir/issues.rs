//! The requests behind a course of medication: what was planned, and each issue.
//!
//! Source: GP Connect Access Record Structured, MedicationRequest; UK Core MedicationRequest.

use super::medication::{amount, count, dosages, later, prescriber, request_into};
use super::reader::Reader;
use super::view::View;
use crate::record::{Medication, MedicationCourse, MedicationIssue};
use std::cmp::Reverse;

/// The requests that are told as a part of the statement being read: plans fill in what the statement leaves open,
/// orders are its issues.
pub(super) fn fold(reader: &Reader<'_, '_>, found: &mut Medication) {
    let requests: Vec<View<'_>> = reader.parts().collect();
    let is_order = |request: &View<'_>| request.text_at("intent").as_deref() == Some("order");
    for plan in requests.iter().copied().filter(|request| !is_order(request)) {
        reader.mark_told(plan);
        request_into(reader, plan, found);
        if found.dosages.is_empty() {
            found.dosages = dosages(reader, plan, "dosageInstruction");
        } else {
            same_dosages(reader, plan, found);
        }
        if found.prescriber.is_none() {
            found.prescriber = prescriber(reader, plan);
        }
        found.notes.extend(reader.notes_of(plan));
    }
    for order in requests.into_iter().filter(is_order) {
        reader.mark_told(order);
        let issue = issue(reader, order, found);
        // A source that does not state the last issue states the issues.
        if found.last_issued.is_none() || found.supply.issues.iter().any(|known| known.issued == found.last_issued) {
            found.last_issued = later(found.last_issued.take(), issue.issued.clone());
        }
        found.supply.issues.push(issue);
    }
    let when = |issue: &MedicationIssue| issue.issued.as_ref().map(crate::time::PartialDateTime::earliest);
    found.supply.issues.sort_by_key(|issue| Reverse(when(issue)));
}

/// Whether a request's instructions are those of the course; then they are used.
fn same_dosages<'t>(reader: &Reader<'_, 't>, request: View<'t>, found: &Medication) -> Vec<crate::record::Dosage> {
    let stated = dosages(reader, request, "dosageInstruction");
    if stated == found.dosages { Vec::new() } else { stated }
}

fn issue<'t>(reader: &Reader<'_, 't>, order: View<'t>, found: &mut Medication) -> MedicationIssue {
    if found.course.is_none() {
        found.course = prescription_type(reader, order);
    } else if let Some(stated) = prescription_type(reader, order)
        && found.course.as_ref() != Some(&stated)
        && let Some(extension) = Reader::uk_extension(order, &["PrescriptionType"])
    {
        extension.unmark_all();
    }
    let dispense = order.get("dispenseRequest");
    let mut issue = MedicationIssue {
        issued: reader.date_at(order, "authoredOn"),
        status: reader.text_at(order, "status"),
        period: dispense.map(|dispense| reader.period_at(dispense, "validityPeriod")).unwrap_or_default(),
        quantity: dispense.and_then(|dispense| amount(reader, dispense.get("quantity")?)),
        dosages: same_dosages(reader, order, found),
        prescriber: prescriber(reader, order),
        notes: reader.notes_of(order),
    };
    if issue.prescriber == found.prescriber {
        issue.prescriber = None;
    }
    issue
}

/// What a request says beyond its standard elements: repeats, why and when its status changed.
pub(super) fn supply<'t>(reader: &Reader<'_, 't>, request: View<'t>, found: &mut Medication) {
    let date = |part: View<'t>| reader.date_at(part, "valueDateTime");
    if let Some(repeats) = Reader::uk_extension(request, &["MedicationRepeatInformation"]) {
        let number = |urls: [&str; 2]| {
            let part = urls.iter().find_map(|url| reader.part(repeats, url))?;
            count(part.get("valuePositiveInt").or_else(|| part.get("valueUnsignedInt")))
        };
        let allowed = number(["numberOfRepeatPrescriptionsAllowed", "numberOfPrescriptionsAllowed"]);
        let issued = number(["numberOfRepeatPrescriptionsIssued", "numberOfPrescriptionsIssued"]);
        found.supply.repeats_allowed = found.supply.repeats_allowed.or(allowed);
        found.supply.repeats_issued = found.supply.repeats_issued.or(issued);
        // When the authorisation ends the course is to be looked at again.
        if found.review_due.is_none() {
            found.review_due = reader.part(repeats, "authorisationExpiryDate").and_then(date);
        }
    }
    if let Some(reason) = Reader::uk_extension(request, &["MedicationStatusReason"]) {
        if found.status_reason.is_none()
            && let Some(part) = reader.part(reason, "statusReason")
        {
            found.status_reason = reader.concept_at(part, "valueCodeableConcept");
        }
        if found.supply.status_changed.is_none() {
            found.supply.status_changed = reader.part(reason, "statusChangeDate").and_then(date);
        }
    }
}

/// Acute, repeat or repeat dispensing.
pub(super) fn prescription_type<'t>(reader: &Reader<'_, 't>, request: View<'t>) -> Option<MedicationCourse> {
    let extension = Reader::uk_extension(request, &["PrescriptionType"])?;
    let course = reader.coarse_code(extension.get("valueCodeableConcept")?, "", |code| match code {
        "acute" | "acute-handwritten" => Some(MedicationCourse::Acute),
        "repeat" | "delayed-prescribing" => Some(MedicationCourse::Repeat),
        "repeat-dispensing" => Some(MedicationCourse::RepeatDispensing),
        _ => None,
    })?;
    Some(course)
}

/// A quantity that the source gives in words.
pub(super) fn quantity_words<'t>(reader: &Reader<'_, 't>, quantity: View<'t>) -> Option<String> {
    let extension = Reader::uk_extension(quantity, &["MedicationQuantityText"])?;
    let words = reader.text_at(extension, "valueString")?;
    extension.mark_at("url");
    // The number beside the words is in them or stays attached.
    if let Some(value) = quantity.get("value").filter(|value| value.number().is_some()) {
        value.mark();
        let unit = reader.text_at(quantity, "unit").map(|unit| format!(" {unit}")).unwrap_or_default();
        return Some(format!("{}{unit} ({words})", value.raw()));
    }
    Some(words)
}
