//! MedicationStatement and MedicationRequest: what is taken, and what was prescribed.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{Decimal, Dosage, EntryLinkKind, Medication, MedicationCourse, MedicationStatus};

const LAST_ISSUED: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationStatementLastIssueDate";
const QUANTITY_TEXT: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationQuantityText";
const COURSE: &str = "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy";
const COURSE_UK: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationRequestCourseOfTherapy";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/medicationrequest-category";
const REASONS: &[ResourceType] = &[ResourceType::Condition, ResourceType::Observation];

/// Writes a MedicationStatement.
pub(super) fn statement(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    let said = s.said();
    let profiles = Profiles::uk_core("MedicationStatement").and_ips("MedicationStatement");
    s.resource(w, ResourceType::MedicationStatement, s.id, profiles, |w| {
        w.items("extension", &medication.last_issued, |w, issued| {
            w.ours("url", LAST_ISSUED);
            w.date_time("valueDateTime", issued);
        });
        s.links_at(
            w,
            "basedOn",
            &EntryLinkKind::BasedOn,
            &[ResourceType::MedicationRequest, ResourceType::CarePlan, ResourceType::ServiceRequest],
        );
        s.links_at(
            w,
            "partOf",
            &EntryLinkKind::PartOf,
            &[ResourceType::MedicationStatement, ResourceType::Procedure, ResourceType::Observation],
        );
        let status = match &medication.status {
            Some(MedicationStatus::Draft | MedicationStatus::Cancelled | MedicationStatus::Other(_)) | None => {
                s.beyond_opt("Status", medication.status.as_ref().map(MedicationStatus::as_str));
                "unknown"
            }
            Some(status) => status.as_str(),
        };
        w.text("status", status);
        w.items("statusReason", &medication.status_reason, |w, reason| said.concept_parts(w, reason));
        said.concept_required(w, "medicationCodeableConcept", &medication.drug);
        s.subject(w, "subject");
        s.encounter(w, "context");
        let before = w.len();
        w.date_or_period("effectiveDateTime", "effectivePeriod", &medication.period);
        if w.len() == before {
            w.object("_effectiveDateTime", |w| w.absent("unknown"));
        }
        w.date_time_opt("dateAsserted", medication.authored.as_ref());
        s.participant_opt(w, "informationSource", medication.prescriber.as_ref(), true);
        s.links_at(
            w,
            "derivedFrom",
            &EntryLinkKind::RelatedTo,
            &[
                ResourceType::MedicationRequest,
                ResourceType::MedicationStatement,
                ResourceType::Observation,
                ResourceType::Condition,
            ],
        );
        reasons(w, s, medication);
        w.notes(&medication.notes);
        w.items("dosage", &medication.dosages, |w, found| dosage(w, s, found));
        s.beyond_opt("Course", medication.course.as_ref().map(MedicationCourse::as_str));
        s.beyond_opt("Quantity", medication.quantity.as_deref());
        s.beyond_opt("Review due", medication.review_due.as_ref().map(|due| due.as_str()));
    });
}

/// Writes a MedicationRequest.
pub(super) fn request(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    let said = s.said();
    let profiles = Profiles::uk_core("MedicationRequest").and_ips("MedicationRequest");
    s.resource(w, ResourceType::MedicationRequest, s.id, profiles, |w| {
        let (status, intent) = match &medication.status {
            Some(MedicationStatus::Intended) => ("active", "plan"),
            Some(MedicationStatus::NotTaken | MedicationStatus::Other(_)) | None => {
                s.beyond_opt("Status", medication.status.as_ref().map(MedicationStatus::as_str));
                ("unknown", "order")
            }
            Some(status) => (status.as_str(), "order"),
        };
        w.text("status", status);
        said.concept_opt(w, "statusReason", medication.status_reason.as_ref());
        w.text("intent", intent);
        match &medication.course {
            Some(MedicationCourse::Inpatient) => {
                w.array("category", |w| w.item(|w| w.ours_coding(CATEGORY, "inpatient")))
            }
            Some(MedicationCourse::Discharge) => {
                w.array("category", |w| w.item(|w| w.ours_coding(CATEGORY, "discharge")))
            }
            _ => {}
        }
        said.concept_required(w, "medicationCodeableConcept", &medication.drug);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.date_time_opt("authoredOn", medication.authored.as_ref());
        s.participant_opt(w, "requester", medication.prescriber.as_ref(), true);
        reasons(w, s, medication);
        s.links_at(
            w,
            "basedOn",
            &EntryLinkKind::BasedOn,
            &[ResourceType::CarePlan, ResourceType::MedicationRequest, ResourceType::ServiceRequest],
        );
        match &medication.course {
            Some(MedicationCourse::Repeat) => w.ours_concept("courseOfTherapyType", COURSE, "continuous"),
            Some(MedicationCourse::RepeatDispensing) => {
                w.ours_concept("courseOfTherapyType", COURSE_UK, "continuous-repeat-dispensing");
            }
            Some(MedicationCourse::Acute) => w.ours_concept("courseOfTherapyType", COURSE, "acute"),
            Some(MedicationCourse::Inpatient | MedicationCourse::Discharge) | None => {}
            Some(course) => s.beyond("Course", course.as_str()),
        }
        w.notes(&medication.notes);
        w.items("dosageInstruction", &medication.dosages, |w, found| dosage(w, s, found));
        w.object("dispenseRequest", |w| {
            w.period("validityPeriod", &medication.period);
            if let Some(words) = medication.quantity.as_deref() {
                w.object("quantity", |w| quantity(w, words));
            }
        });
        // UK Core asks whether another product may be given, which the record does not hold.
        w.object("substitution", |w| w.object("_allowedBoolean", |w| w.absent("unknown")));
        s.link_at(w, "priorPrescription", &EntryLinkKind::Replaces, &[ResourceType::MedicationRequest]);
        s.beyond_opt("Last issued", medication.last_issued.as_ref().map(|issued| issued.as_str()));
        s.beyond_opt("Review due", medication.review_due.as_ref().map(|due| due.as_str()));
    });
}

/// A quantity in words: where it begins with a number, the number and its unit.
fn quantity(w: &mut Writer, words: &str) {
    let (number, unit) = words.split_once(' ').unwrap_or((words, ""));
    match Decimal::parse(number) {
        Ok(value) if value.as_str() == number => {
            w.number("value", number);
            w.text("unit", unit);
        }
        _ => w.items("extension", [words], |w, words| {
            w.ours("url", QUANTITY_TEXT);
            w.text("valueString", words);
        }),
    }
}

fn reasons(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    s.said().concepts(w, "reasonCode", &medication.reasons);
    s.links_at(w, "reasonReference", &EntryLinkKind::BecauseOf, REASONS);
}

fn dosage(w: &mut Writer, s: &Stating<'_, '_>, dosage: &Dosage) {
    w.text_opt("text", dosage.text.as_deref());
    if let Some(frequency) = dosage.frequency.as_deref() {
        w.object("timing", |w| w.object("code", |w| w.text("text", frequency)));
    }
    if let Some(as_needed) = dosage.as_needed {
        w.boolean("asNeededBoolean", as_needed);
    }
    s.said().concept_opt(w, "route", dosage.route.as_ref());
    w.items("doseAndRate", [dosage], |w, dosage| {
        w.object("doseQuantity", |w| {
            if let Some(amount) = &dosage.amount {
                w.number("value", amount.as_str());
            }
            w.text_opt("unit", dosage.unit.as_deref());
        });
    });
}
