//! When two medications are one (M22, M36).

use super::concept::{self, Sameness};
use super::keys::{Keys, begin, hash};
use super::span::{End, Span, days, to_the_day};
use super::{Likeness, Pair};
use crate::identifier::{CodedConcept, system};
use crate::record::{Medication, MedicationCourse, MedicationStatus};
use crate::time::{PartialDateTime, Timestamp};
use std::collections::BTreeSet;

/// A dose that was given or handed out, which happened once, as against a course, which lasts.
fn is_given(medication: &Medication) -> bool {
    matches!(medication.course, Some(MedicationCourse::Dispense | MedicationCourse::Administration))
}

pub(super) fn start(medication: &Medication) -> Option<&PartialDateTime> {
    medication.period.start.as_ref().or(medication.authored.as_ref())
}

fn span(medication: &Medication, recorded: Timestamp) -> Span<'_> {
    let over = matches!(
        medication.status,
        Some(
            MedicationStatus::Completed
                | MedicationStatus::Stopped
                | MedicationStatus::NotTaken
                | MedicationStatus::Cancelled
        )
    );
    let end = match &medication.period.end {
        Some(end) => Some(End::Stated(end)),
        None => over.then_some(End::Recorded(recorded)),
    };
    Span { start: start(medication), end }
}

pub(super) fn likeness(pair: &Pair<'_, Medication>) -> Option<Likeness> {
    if is_given(pair.a) != is_given(pair.b) || pair.all_different(routes) {
        return None;
    }
    let drug = pair.sameness(|medication| &medication.drug);
    if is_given(pair.a) {
        let precise = [pair.a, pair.b].iter().all(|given| start(given).is_some_and(to_the_day));
        return (drug == Sameness::Same && precise && pair.compatible(start)).then_some(Likeness(3));
    }
    if !(drug == Sameness::Same || same_ingredients(&pair.a.ingredients, &pair.b.ingredients)) || pair.apart(span) {
        return None;
    }
    Some(Likeness(match drug {
        Sameness::Same if pair.compatible(start) => 4,
        Sameness::Same => 3,
        Sameness::Different | Sameness::Unknown => 2,
    }))
}

fn routes(medication: &Medication) -> impl Iterator<Item = &CodedConcept> {
    medication.dosages.iter().filter_map(|dosage| dosage.route.as_ref())
}

pub(super) fn keys(medication: &Medication, organisation: &str, keys: &mut Keys) {
    if is_given(medication) {
        for day in start(medication).into_iter().flat_map(days) {
            concept::keys(keys, hash(begin(4), &day.to_be_bytes()), &medication.drug, organisation);
        }
        return;
    }
    concept::keys(keys, begin(3), &medication.drug, organisation);
    keys.add_some(ingredients_key(begin(3), &medication.ingredients));
}

/// The SNOMED CT or dm+d code of an ingredient.
fn substance(ingredient: &CodedConcept) -> Option<&str> {
    ingredient.code_in(system::SNOMED).or_else(|| ingredient.code_in(system::DMD))
}

/// The codes of all ingredients; nothing when there is none, or one without a code.
fn substances(ingredients: &[CodedConcept]) -> Option<BTreeSet<&str>> {
    let codes: Option<BTreeSet<&str>> = ingredients.iter().map(substance).collect();
    codes.filter(|codes| !codes.is_empty())
}

pub(super) fn same_ingredients(a: &[CodedConcept], b: &[CodedConcept]) -> bool {
    !a.is_empty() && !b.is_empty() && substances(a).is_some_and(|codes| Some(codes) == substances(b))
}

pub(super) fn ingredients_key(of: u64, ingredients: &[CodedConcept]) -> Option<u64> {
    let begun = hash(of, b"ingredients");
    substances(ingredients).map(|codes| codes.iter().fold(begun, |so_far, code| hash(so_far, code.as_bytes())))
}

/// Whether two drugs are one product, and not only one substance (M36). A local code means nothing to another source.
pub(in crate::merge) fn same_product(a: &CodedConcept, b: &CodedConcept) -> bool {
    let among = |one: &CodedConcept, other: &CodedConcept| {
        one.codings.first().is_some_and(|first| other.codings.iter().any(|coding| concept::one_code(first, coding)))
    };
    among(a, b) || among(b, a) || concept::share_words(a, b)
}
