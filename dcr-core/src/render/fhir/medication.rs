//! MedicationStatement and MedicationRequest: what is taken, and what was prescribed.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{Decimal, Dosage, EntryLinkKind, Medication, MedicationCourse, MedicationStatus, MedicationSupply};

const LAST_ISSUED: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationStatementLastIssueDate";
const AGENCY: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationPrescribingOrganizationType";
const DOSAGE_CHANGED: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationDosageLastChanged";
const REPEATS: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationRepeatInformation";
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
        w.array("extension", |w| {
            for (url, date) in
                [(LAST_ISSUED, &medication.last_issued), (DOSAGE_CHANGED, &medication.supply.dosage_changed)]
            {
                if let Some(date) = date {
                    w.item(|w| {
                        w.ours("url", url);
                        w.date_time("valueDateTime", date);
                    });
                }
            }
            if let Some(agency) = &medication.supply.agency {
                w.item(|w| {
                    w.ours("url", AGENCY);
                    said.concept_required(w, "valueCodeableConcept", agency);
                });
            }
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
        rest(s, &MedicationSupply { agency: None, dosage_changed: None, ..medication.supply.clone() });
        s.beyond_opt("Review due", medication.review_due.as_ref().map(|due| due.as_str()));
    });
}

/// What the resource has no element for of how it is supplied, in the words of the pages.
pub(super) fn rest(s: &Stating<'_, '_>, supply: &MedicationSupply) {
    for (label, words) in crate::render::describe::supply_words(supply) {
        s.beyond(label, words);
    }
}

/// Writes a MedicationRequest.
pub(super) fn request(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    let said = s.said();
    let profiles = Profiles::uk_core("MedicationRequest").and_ips("MedicationRequest");
    let length = measured(medication.supply.duration.as_deref());
    s.resource(w, ResourceType::MedicationRequest, s.id, profiles, |w| {
        if medication.supply.repeats_issued.is_some() || medication.review_due.is_some() {
            w.items("extension", [medication], repeats);
        }
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
                w.array("category", |w| w.item(|w| w.ours_coding(CATEGORY, "inpatient")));
            }
            Some(MedicationCourse::Discharge) => {
                w.array("category", |w| w.item(|w| w.ours_coding(CATEGORY, "discharge")));
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
                w.ours_concept("courseOfTherapyType", COURSE_UK, "continuous-repeating-dispensing");
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
            if let Some(allowed) = medication.supply.repeats_allowed {
                w.number("numberOfRepeatsAllowed", &allowed.to_string());
            }
            if let Some(words) = length {
                w.object("expectedSupplyDuration", |w| quantity(w, words));
            }
        });
        // UK Core asks whether another product may be given, which the record does not hold.
        w.object("substitution", |w| w.object("_allowedBoolean", |w| w.absent("unknown")));
        s.link_at(w, "priorPrescription", &EntryLinkKind::Replaces, &[ResourceType::MedicationRequest]);
        s.beyond_opt("Last issued", medication.last_issued.as_ref().map(|issued| issued.as_str()));
        let supply = medication.supply.clone();
        let duration = supply.duration.filter(|_| length.is_none());
        rest(s, &MedicationSupply { duration, repeats_allowed: None, repeats_issued: None, ..supply });
    });
}

/// How often a course was issued, and when its authorisation ends, which is when it is to be looked at again.
fn repeats(w: &mut Writer, medication: &Medication) {
    w.array("extension", |w| {
        if let Some(issued) = medication.supply.repeats_issued {
            w.item(|w| {
                w.ours("url", "numberOfPrescriptionsIssued");
                w.number("valueUnsignedInt", &issued.to_string());
            });
        }
        if let Some(due) = &medication.review_due {
            w.item(|w| {
                w.ours("url", "authorisationExpiryDate");
                w.date_time("valueDateTime", due);
            });
        }
    });
    w.ours("url", REPEATS);
}

/// A length of time that begins with a number.
pub(super) fn measured(words: Option<&str>) -> Option<&str> {
    words.filter(|words| {
        let number = words.split_once(' ').map_or(*words, |(number, _)| number);
        Decimal::parse(number).is_ok_and(|value| value.as_str() == number)
    })
}

/// A quantity in words: where it begins with a number, the number and its unit.
pub(super) fn quantity(w: &mut Writer, words: &str) {
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

pub(super) fn reasons(w: &mut Writer, s: &Stating<'_, '_>, medication: &Medication) {
    s.said().concepts(w, "reasonCode", &medication.reasons);
    s.links_at(w, "reasonReference", &EntryLinkKind::BecauseOf, REASONS);
}

pub(super) fn dosage(w: &mut Writer, s: &Stating<'_, '_>, dosage: &Dosage) {
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
