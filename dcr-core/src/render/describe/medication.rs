//! Medications in words.

use super::{Description, Tone};
use crate::record::{Dosage, Medication, MedicationStatus};
use crate::render::{dates, words};

pub(super) fn medication(medication: &Medication) -> Description {
    let mut said = Description::new(words::concept(&medication.drug)).when(words::period(&medication.period));
    said.mark(
        medication.status.as_ref().map(|status| match status {
            MedicationStatus::Unknown => "Status not known",
            status => status.as_str(),
        }),
        match medication.status {
            Some(MedicationStatus::Completed | MedicationStatus::Cancelled) => Tone::Quiet,
            Some(MedicationStatus::Stopped | MedicationStatus::OnHold | MedicationStatus::NotTaken) => Tone::Caution,
            _ => Tone::Plain,
        },
    );
    said.mark(medication.course.as_ref().map(|course| course.as_str()), Tone::Plain);
    for dosage in &medication.dosages {
        said.fact("Dose", Some(dose(dosage)));
    }
    said.fact("Contains", words::ingredients(&medication.ingredients));
    said.fact("Quantity", medication.quantity.clone());
    said.fact("For", words::concepts(&medication.reasons));
    said.fact("Why stopped or changed", medication.status_reason.as_ref().map(words::concept));
    said.fact("Prescribed", medication.authored.as_ref().map(dates::partial));
    said.fact("Last issued", medication.last_issued.as_ref().map(dates::partial));
    said.fact("Review due", medication.review_due.as_ref().map(dates::partial));
    said.fact("Prescriber", medication.prescriber.as_ref().map(words::participant));
    said.notes(&medication.notes);
    said
}

/// The instruction in words; its parts stand beside it wherever they are given, because words and parts can differ.
fn dose(dosage: &Dosage) -> String {
    let amount = dosage.amount.as_ref().map(|amount| match &dosage.unit {
        Some(unit) => format!("{amount} {unit}"),
        None => amount.to_string(),
    });
    let as_needed = match dosage.as_needed {
        Some(true) => Some("only when needed".to_owned()),
        _ => None,
    };
    let parts: Vec<String> = [amount, dosage.frequency.clone(), dosage.route.as_ref().map(words::concept), as_needed]
        .into_iter()
        .flatten()
        .collect();
    match (&dosage.text, parts.is_empty()) {
        (Some(text), true) => text.clone(),
        (Some(text), false) => format!("{text} ({})", parts.join(", ")),
        (None, _) => parts.join(", "),
    }
}
