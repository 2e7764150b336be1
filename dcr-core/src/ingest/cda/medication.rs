//! Drugs: `substanceAdministration`.

use super::concept::{concept, concept_at};
use super::datatypes::{decimal, period};
use super::element::Element;
use super::entries::{About, refused};
use super::narrative::Pointers;
use super::participant::participant;
use super::problem::remarks;
use crate::identifier::CodedConcept;
use crate::record::{Dosage, Medication, MedicationCourse, MedicationStatus, MedicationSupply, Period};

/// The longest narrative that is taken for a dosage's instruction.
const LONGEST_INSTRUCTION: usize = 2000;

/// The templates of vaccinations, which are no drugs taken: C-CDA R2.1 and IHE PCC.
const IMMUNISATIONS: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.52", "1.3.6.1.4.1.19376.1.5.3.1.4.12"];

/// The medication that a statement is about; `None` where it names no drug.
pub(super) fn medication<'t>(statement: Element<'t>, about: About, pointers: &Pointers<'t>) -> Option<Medication> {
    let mut templates = statement.all("templateId").filter_map(|template| template.attribute("root"));
    if templates.any(|root| IMMUNISATIONS.contains(&root)) {
        return None;
    }
    let product = statement.at(&["consumable", "manufacturedProduct"])?;
    let drug = drug(product, pointers)?;
    let status = statement.child("statusCode");
    let stands = status.and_then(|status| status.attribute("code")).map(|code| match code {
        "active" => MedicationStatus::Active,
        "completed" => MedicationStatus::Completed,
        "aborted" => MedicationStatus::Stopped,
        "suspended" | "held" => MedicationStatus::OnHold,
        "new" => MedicationStatus::Intended,
        other => MedicationStatus::from(other),
    });
    let mut taken = Period::default();
    let mut frequency = None;
    for time in statement.all("effectiveTime") {
        match time.kind() {
            "PIVL_TS" | "EIVL_TS" => frequency = frequency.or_else(|| often(time)),
            _ if taken.is_empty() => taken = period(time),
            _ => {}
        }
    }
    let dose = statement.child("doseQuantity");
    let text = statement.child("text").and_then(|text| pointers.words(text));
    let dosage = Dosage {
        text: text.filter(|words| words.len() <= LONGEST_INSTRUCTION),
        amount: dose.and_then(|dose| decimal(dose, "value")),
        unit: dose.and_then(|dose| dose.take("unit")),
        frequency,
        route: concept_at(statement, "routeCode", pointers),
        as_needed: statement.child("precondition").is_some().then_some(true),
    };
    let author = statement.child("author").and_then(|author| author.child("assignedAuthor"));
    Some(Medication {
        drug,
        ingredients: Vec::new(),
        supply: MedicationSupply::default(),
        status: stands,
        course: (about == About::DischargeMedications).then_some(MedicationCourse::Discharge),
        dosages: if dosage == Dosage::default() { Vec::new() } else { vec![dosage] },
        period: taken,
        authored: None,
        last_issued: None,
        review_due: None,
        quantity: None,
        reasons: reasons(statement, pointers),
        status_reason: None,
        prescriber: author.and_then(|role| participant(role, pointers)),
        notes: Vec::new(),
    })
}

fn drug<'t>(product: Element<'t>, pointers: &Pointers<'t>) -> Option<CodedConcept> {
    let material = product.child("manufacturedMaterial").or_else(|| product.child("manufacturedLabeledDrug"))?;
    let mut found = material.any_child("code").and_then(|code| concept(code, pointers)).unwrap_or_default();
    if found.text.is_none() {
        found.text = material.child("name").and_then(Element::take_words);
    }
    (!found.is_empty()).then_some(found)
}

/// How often: a period such as 12 hours, or an event of the day such as `PC` (after a meal).
///
/// Source: HL7 v3 data types, PIVL and EIVL; TimingEvent.
fn often(time: Element<'_>) -> Option<String> {
    if let Some(every) = time.child("period") {
        let value = every.attribute("value")?;
        let unit = match every.attribute("unit").unwrap_or_default() {
            "s" => "seconds",
            "min" => "minutes",
            "h" => "hours",
            "d" => "days",
            "wk" => "weeks",
            "mo" => "months",
            other => other,
        };
        return Some(format!("every {value} {unit}").trim_end().to_owned());
    }
    let event = time.child("event")?.attribute("code")?;
    Some(format!("at {event}"))
}

/// What the drug is for: statements that it is the reason of.
fn reasons<'t>(statement: Element<'t>, pointers: &Pointers<'t>) -> Vec<CodedConcept> {
    remarks(statement)
        .filter(|(relation, reason)| relation.attribute("typeCode") == Some("RSON") && refused(*reason).is_none())
        .filter_map(|(_, reason)| concept(reason.any_child("value")?, pointers))
        .collect()
}
