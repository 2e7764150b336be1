//! MedicationStatement and MedicationRequest, with the Medication that they name.

use super::issues;
use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{
    Dosage, EntryBody, EntryLinkKind, Medication, MedicationCourse, MedicationStatus, MedicationSupply, Period,
};
use crate::time::PartialDateTime;

const AGENCY: &[&str] = &["PrescribingAgency", "MedicationPrescribingAgency", "MedicationPrescribingOrganizationType"];
const DOSAGE_CHANGED: &[&str] = &["MedicationStatementDosageLastChanged", "MedicationDosageLastChanged"];

/// The drug: a concept, the code of the Medication that is referred to, what the reference calls it, or else what that
/// Medication is made of.
pub(super) fn drug(reader: &Reader<'_, '_>) -> Option<CodedConcept> {
    let view = reader.view;
    if let Some(concept) = reader.concept_at(view, "medicationCodeableConcept") {
        return Some(concept);
    }
    let reference = view.get("medicationReference")?;
    let target = reader.follow(reference);
    if let Some(target) = target {
        reader.note_modifiers(target);
        if let Some(concept) = reader.concept_at(target, "code") {
            return Some(concept);
        }
    }
    let called = reader.text_at(reference, "display");
    let words = called.or_else(|| made_of(reader, target?))?;
    Some(CodedConcept::from_text(&words))
}

/// What a product that has no code of its own is made of, in words; `None` where they do not name every ingredient.
fn made_of<'t>(reader: &Reader<'_, 't>, product: View<'t>) -> Option<String> {
    let named = |part: View<'t>| match part.get("itemCodeableConcept") {
        Some(item) => item.get("text").or_else(|| item.items("coding").find_map(|coding| coding.get("display"))),
        None => part.at(&["itemReference", "display"]),
    };
    let is_text = |view: &View<'t>| view.text().is_some_and(|text| !text.trim().is_empty());
    let parts = product.items("ingredient").map(|part| named(part).filter(is_text));
    let parts: Vec<View<'t>> = parts.collect::<Option<_>>()?;
    let words: Vec<String> = parts.into_iter().filter_map(|part| reader.text(part)).collect();
    (!words.is_empty()).then(|| words.join(" + "))
}

pub(super) fn dosage<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<Dosage> {
    let dose = view.items("doseAndRate").next().and_then(|dose| dose.get("doseQuantity"));
    let dose = dose.or_else(|| view.get("doseQuantity")).or_else(|| view.get("dose"));
    let as_needed = match view.get("asNeededCodeableConcept") {
        // For what it is needed stays attached.
        Some(_) => Some(true),
        None => reader.boolean_at(view, "asNeededBoolean"),
    };
    let told = reader.text_at(view, "text");
    let further = reader.text_at(view, "patientInstruction");
    let found = Dosage {
        text: match (told, further) {
            (Some(told), Some(further)) if further != told => Some(format!("{told}; {further}")),
            (told, further) => told.or(further),
        },
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

pub(super) fn dosages<'t>(reader: &Reader<'_, 't>, view: View<'t>, key: &str) -> Vec<Dosage> {
    reader.one_or_more(view, key).into_iter().filter_map(|view| dosage(reader, view)).collect()
}

pub(super) fn reasons(reader: &Reader<'_, '_>) -> Vec<CodedConcept> {
    reader.links_at(&EntryLinkKind::BecauseOf, reader.view, "reasonReference");
    reader.concepts_at(reader.view, "reasonCode")
}

/// A medication of which nothing but the drug is known.
pub(super) fn of_drug(drug: CodedConcept) -> Medication {
    Medication {
        drug,
        status: None,
        course: None,
        dosages: Vec::new(),
        period: Period::default(),
        authored: None,
        last_issued: None,
        review_due: None,
        quantity: None,
        reasons: Vec::new(),
        status_reason: None,
        prescriber: None,
        notes: Vec::new(),
        ingredients: Vec::new(),
        supply: MedicationSupply::default(),
    }
}

/// Reads a MedicationStatement, and the requests that are told as a part of it.
pub(super) fn medication_statement(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let drug = drug(reader)?;
    reader.link_at(&EntryLinkKind::During, view, "context");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::PartOf, view, "partOf");
    reader.links_at(&EntryLinkKind::RelatedTo, view, "derivedFrom");
    let mut found = Medication {
        status: statement_status(reader),
        dosages: dosages(reader, view, "dosage"),
        period: reader.date_or_period("effective"),
        authored: reader.date_at(view, "dateAsserted"),
        last_issued: reader.uk_date(view, &["MedicationStatementLastIssueDate"]),
        reasons: reasons(reader),
        status_reason: reader.array_at(view, "statusReason").into_iter().next().and_then(|c| reader.concept(c)),
        notes: reader.notes(),
        ..of_drug(drug)
    };
    found.supply.agency = reader.uk_concept(view, AGENCY);
    found.supply.dosage_changed = reader.uk_date(view, DOSAGE_CHANGED);
    issues::fold(reader, &mut found);
    Some(EntryBody::Medication(found))
}

/// The status; STU3 says apart from it whether the medication is taken, and what is not taken never reads as taken.
fn statement_status(reader: &Reader<'_, '_>) -> Option<MedicationStatus> {
    let status = reader.text_at(reader.view, "status").map(|word| MedicationStatus::from(word.as_str()));
    let Some(taken) = reader.view.get("taken") else { return status };
    match taken.text().as_deref() {
        Some("n") => {
            taken.mark();
            Some(MedicationStatus::NotTaken)
        }
        Some("y" | "unk" | "na") => status,
        _ => {
            reader.not_understood.set(true);
            let message = "an element that changes the meaning is not understood";
            reader.issue(crate::ingest::Severity::Error, "fhir.modifier-element", taken, message);
            status
        }
    }
}

/// Reads a MedicationRequest.
pub(super) fn medication_request(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    reader.refuse_when_true("doNotPerform");
    let drug = drug(reader)?;
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.link_at(&EntryLinkKind::During, view, "context");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.link_at(&EntryLinkKind::Replaces, view, "priorPrescription");
    let mut found = Medication {
        status: request_status(reader),
        dosages: dosages(reader, view, "dosageInstruction"),
        authored: reader.date_at(view, "authoredOn"),
        reasons: reasons(reader),
        prescriber: prescriber(reader, view),
        notes: reader.notes(),
        ..of_drug(drug)
    };
    request_into(reader, view, &mut found);
    Some(EntryBody::Medication(found))
}

/// What a request says of a course: its kind, its supply and why it was stopped.
pub(super) fn request_into<'t>(reader: &Reader<'_, 't>, view: View<'t>, found: &mut Medication) {
    if found.course.is_none() {
        found.course = course(reader, view);
    }
    if let Some(dispense) = view.get("dispenseRequest") {
        if found.period.is_empty() {
            found.period = reader.period_at(dispense, "validityPeriod");
        }
        found.quantity = found.quantity.take().or_else(|| amount(reader, dispense.get("quantity")?));
        let length = dispense.get("expectedSupplyDuration");
        found.supply.duration = length.and_then(|length| amount(reader, length));
        if found.supply.repeats_allowed.is_none() {
            found.supply.repeats_allowed = count(dispense.get("numberOfRepeatsAllowed"));
        }
    }
    if found.status_reason.is_none() {
        found.status_reason = reader.concept_at(view, "statusReason");
    }
    issues::supply(reader, view, found);
}

/// Who asked for it: a Reference in R4, an agent and for whom it acts in STU3.
pub(super) fn prescriber<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<crate::record::Participant> {
    let requester = view.get("requester").and_then(|requester| reader.requester(requester));
    requester.or_else(|| reader.participant_at(view, "recorder"))
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

fn course<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<MedicationCourse> {
    let of_therapy = view.get("courseOfTherapyType").and_then(|concept| {
        let uk = |code: &str| (code == "continuous-repeating-dispensing").then_some(MedicationCourse::RepeatDispensing);
        let known = reader.coarse_code(concept, "medicationrequest-course-of-therapy", |code| match code {
            "continuous" => Some(MedicationCourse::Repeat),
            "continuous-repeat-dispensing" => Some(MedicationCourse::RepeatDispensing),
            "acute" => Some(MedicationCourse::Acute),
            _ => None,
        });
        known.or_else(|| reader.coarse_code(concept, "UKCore-MedicationRequestCourseOfTherapy", uk))
    });
    of_therapy.or_else(|| issues::prescription_type(reader, view)).or_else(|| {
        reader.one_or_more(view, "category").into_iter().find_map(|category| {
            reader.coarse_code(category, "medicationrequest-category", |code| match code {
                "inpatient" => Some(MedicationCourse::Inpatient),
                "discharge" => Some(MedicationCourse::Discharge),
                _ => None,
            })
        })
    })
}

/// A quantity as words: the number as it was written and the unit.
pub(super) fn amount<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<String> {
    if let Some(words) = issues::quantity_words(reader, view) {
        return Some(words);
    }
    let value = view.get("value").filter(|value| value.number().is_some())?;
    value.mark();
    let unit = reader.text_at(view, "unit").map(|unit| format!(" {unit}")).unwrap_or_default();
    Some(format!("{}{unit}", value.raw()))
}

/// A count, used.
pub(super) fn count(view: Option<View<'_>>) -> Option<u32> {
    let view = view?;
    let read = view.number()?.parse().ok()?;
    view.mark();
    Some(read)
}

/// The later of two dates, by their earliest instants.
pub(super) fn later(one: Option<PartialDateTime>, other: Option<PartialDateTime>) -> Option<PartialDateTime> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.earliest() > one.earliest() { other } else { one }),
        (one, other) => one.or(other),
    }
}
