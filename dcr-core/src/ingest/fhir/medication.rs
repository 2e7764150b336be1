//! MedicationStatement and MedicationRequest, with the Medication that they name.

use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{Dosage, EntryBody, EntryLinkKind, Medication, MedicationCourse, MedicationStatus, Period};

const LAST_ISSUED: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationStatementLastIssueDate";

/// The drug: a concept, or the code of the Medication that is referred to.
fn drug(reader: &Reader<'_, '_>) -> Option<CodedConcept> {
    let view = reader.view;
    if let Some(concept) = reader.concept_at(view, "medicationCodeableConcept") {
        return Some(concept);
    }
    let reference = view.get("medicationReference")?;
    if let Some(target) = reader.follow(reference) {
        reader.note_modifiers(target);
        if let Some(concept) = reader.concept_at(target, "code") {
            return Some(concept);
        }
    }
    Some(CodedConcept::from_text(&reader.text_at(reference, "display")?))
}

fn dosage<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<Dosage> {
    let dose = view.items("doseAndRate").next().and_then(|dose| dose.get("doseQuantity"));
    let as_needed = match view.get("asNeededCodeableConcept") {
        // For what it is needed stays attached.
        Some(_) => Some(true),
        None => reader.boolean_at(view, "asNeededBoolean"),
    };
    let found = Dosage {
        text: reader.text_at(view, "text").or_else(|| reader.text_at(view, "patientInstruction")),
        amount: dose.and_then(|dose| reader.decimal(dose.get("value")?)),
        unit: dose.and_then(|dose| {
            let unit = if dose.get("unit").is_some() { "unit" } else { "code" };
            reader.text_at(dose, unit)
        }),
        frequency: view.at(&["timing", "code"]).and_then(|code| reader.words(code)),
        route: reader.concept_at(view, "route"),
        as_needed,
    };
    (found != Dosage::default()).then_some(found)
}

fn dosages(reader: &Reader<'_, '_>, key: &str) -> Vec<Dosage> {
    reader.array_at(reader.view, key).into_iter().filter_map(|view| dosage(reader, view)).collect()
}

fn reasons(reader: &Reader<'_, '_>) -> Vec<CodedConcept> {
    reader.links_at(&EntryLinkKind::BecauseOf, reader.view, "reasonReference");
    reader.concepts_at(reader.view, "reasonCode")
}

/// Reads a MedicationStatement.
pub(super) fn medication_statement(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let drug = drug(reader)?;
    reader.link_at(&EntryLinkKind::During, view, "context");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::PartOf, view, "partOf");
    reader.links_at(&EntryLinkKind::RelatedTo, view, "derivedFrom");
    let last_issued = Reader::extension(view, LAST_ISSUED).and_then(|extension| {
        let date = reader.date_at(extension, "valueDateTime")?;
        extension.mark_at("url");
        Some(date)
    });
    Some(EntryBody::Medication(Medication {
        drug,
        status: reader.text_at(view, "status").map(|word| MedicationStatus::from(word.as_str())),
        course: None,
        dosages: dosages(reader, "dosage"),
        period: reader.date_or_period("effective"),
        authored: reader.date_at(view, "dateAsserted"),
        last_issued,
        review_due: None,
        quantity: None,
        reasons: reasons(reader),
        status_reason: reader.array_at(view, "statusReason").into_iter().next().and_then(|c| reader.concept(c)),
        prescriber: None,
        ingredients: Vec::new(),
        notes: reader.notes(),
    }))
}

/// Reads a MedicationRequest.
pub(super) fn medication_request(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    reader.refuse_when_true("doNotPerform");
    let drug = drug(reader)?;
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.link_at(&EntryLinkKind::Replaces, view, "priorPrescription");
    let dispense = view.get("dispenseRequest");
    Some(EntryBody::Medication(Medication {
        drug,
        status: request_status(reader),
        course: course(reader),
        dosages: dosages(reader, "dosageInstruction"),
        period: dispense.map_or_else(Period::default, |dispense| reader.period_at(dispense, "validityPeriod")),
        authored: reader.date_at(view, "authoredOn"),
        last_issued: None,
        review_due: None,
        quantity: dispense.and_then(|dispense| amount(reader, dispense.get("quantity")?)),
        reasons: reasons(reader),
        status_reason: reader.concept_at(view, "statusReason"),
        prescriber: reader.participant_at(view, "requester").or_else(|| reader.participant_at(view, "recorder")),
        ingredients: Vec::new(),
        notes: reader.notes(),
    }))
}

/// A request that is only a proposal, plan or option is no prescription: it is intended, and its own words for status
/// and intent stay attached.
fn request_status(reader: &Reader<'_, '_>) -> Option<MedicationStatus> {
    let (status, intent) = (reader.view.get("status"), reader.view.text_at("intent"));
    let over = matches!(
        status.and_then(View::text).as_deref(),
        Some("completed" | "stopped" | "cancelled" | "entered-in-error" | "draft")
    );
    if matches!(intent.as_deref(), Some("proposal" | "plan" | "option")) && !over {
        return Some(MedicationStatus::Intended);
    }
    reader.text(status?).map(|word| MedicationStatus::from(word.as_str()))
}

fn course(reader: &Reader<'_, '_>) -> Option<MedicationCourse> {
    let of_therapy = reader.view.get("courseOfTherapyType").and_then(|concept| {
        reader.coarse_code(concept, "medicationrequest-course-of-therapy", |code| match code {
            "continuous" => Some(MedicationCourse::Repeat),
            "continuous-repeat-dispensing" => Some(MedicationCourse::RepeatDispensing),
            "acute" => Some(MedicationCourse::Acute),
            _ => None,
        })
    });
    of_therapy.or_else(|| {
        reader.array_at(reader.view, "category").into_iter().find_map(|category| {
            reader.coarse_code(category, "medicationrequest-category", |code| match code {
                "inpatient" => Some(MedicationCourse::Inpatient),
                "discharge" => Some(MedicationCourse::Discharge),
                _ => None,
            })
        })
    })
}

/// A quantity as words: the number as it was written and the unit.
fn amount<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<String> {
    let value = view.get("value").filter(|value| value.number().is_some())?;
    value.mark();
    let unit = reader.text_at(view, "unit").map(|unit| format!(" {unit}")).unwrap_or_default();
    Some(format!("{}{unit}", value.raw()))
}
