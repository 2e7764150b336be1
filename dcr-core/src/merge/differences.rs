//! What the statements of one line do not agree on (M17).

use super::fact::{same_product, same_words, values, words_key};
use super::{Difference, LineStatement};
use crate::record::{ContactKind, Entry, EntryBody, Medication, MedicationStatus, RelatedPerson};
use std::borrow::Cow;

/// What a statement says on one point; nothing where it leaves it unsaid.
type Said<'a> = Option<Cow<'a, str>>;

/// One point on which statements are compared: its name, what an entry says on it, and whether two say the same.
struct Point {
    name: &'static str,
    said: for<'a> fn(&'a Entry) -> Said<'a>,
    agree: fn(&Entry, &Entry, &str, &str) -> bool,
}

/// Statements of one line are of one kind, so that each speaks on the same points.
pub(super) fn differences(statements: &[LineStatement]) -> Vec<Difference> {
    let [first, _, ..] = statements else { return Vec::new() };
    points(&first.entry.body).iter().filter_map(|point| difference(point, statements)).collect()
}

fn difference(point: &Point, statements: &[LineStatement]) -> Option<Difference> {
    let said = || statements.iter().filter_map(|statement| Some((statement, (point.said)(&statement.entry)?)));
    let (first, word) = said().next()?;
    if said().all(|(other, said)| (point.agree)(&first.entry, &other.entry, &word, &said)) {
        return None;
    }
    let said = said().map(|(by, word)| (by.provenance.organisation.clone(), word.into_owned())).collect();
    Some(Difference { aspect: point.name.to_owned(), said })
}

fn exactly(_: &Entry, _: &Entry, a: &str, b: &str) -> bool {
    a == b
}

fn as_words(_: &Entry, _: &Entry, a: &str, b: &str) -> bool {
    same_words(a, b)
}

macro_rules! point {
    ($name:literal, $kind:ident, $agree:ident, |$entry:ident| $said:expr) => {
        Point {
            name: $name,
            said: |entry| match &entry.body {
                EntryBody::$kind($entry) => $said,
                _ => None,
            },
            agree: $agree,
        }
    };
}

macro_rules! status {
    ($kind:ident) => {
        point!("status", $kind, exactly, |entry| entry.status.as_ref().map(|status| Cow::Borrowed(status.as_str())))
    };
}

/// The points of a kind, in the order of their names.
fn points(body: &EntryBody) -> &'static [Point] {
    const PROBLEM: &[Point] = &[
        point!("onset", Problem, exactly, |e| e.period.start.as_ref().map(|onset| Cow::Borrowed(onset.as_str()))),
        point!("significance", Problem, exactly, |e| e.significance.as_ref().map(|word| Cow::Borrowed(word.as_str()))),
        status!(Problem),
    ];
    const ALLERGY: &[Point] = &[
        point!("certainty", Allergy, exactly, |e| e.certainty.as_ref().map(|word| Cow::Borrowed(word.as_str()))),
        point!("criticality", Allergy, exactly, |e| e.criticality.as_ref().map(|word| Cow::Borrowed(word.as_str()))),
        status!(Allergy),
    ];
    const MEDICATION: &[Point] = &[
        point!("dose", Medication, as_words, |e| dose(e)),
        Point { name: "product", said: product, agree: one_product },
        point!("status", Medication, exactly, |e| {
            let status = e.status.as_ref().filter(|status| **status != MedicationStatus::Unknown);
            status.map(|status| Cow::Borrowed(status.as_str()))
        }),
    ];
    const INVESTIGATION: &[Point] = &[
        status!(Investigation),
        point!("value", Investigation, as_words, |e| values(&e.measurements).map(Cow::Owned)),
    ];
    const RELATED_PERSON: &[Point] = &[
        point!("relationship", RelatedPerson, exactly, |e| {
            e.relationship.as_ref().map(|relationship| Cow::Owned(words_key(relationship.words())))
        }),
        point!("telephone", RelatedPerson, exactly, |e| telephone(e).map(Cow::Owned)),
    ];
    const CARE_PROVIDER: &[Point] =
        &[point!("status", CareProvider, as_words, |e| e.status.as_deref().map(Cow::Borrowed))];
    const DOCUMENT: &[Point] = &[status!(Document)];
    const ENCOUNTER: &[Point] = &[status!(Encounter)];
    const PROCEDURE: &[Point] = &[status!(Procedure)];
    const IMMUNISATION: &[Point] =
        &[point!("batch", Immunisation, as_words, |e| e.batch.as_deref().map(Cow::Borrowed)), status!(Immunisation)];
    const SOCIAL_CARE: &[Point] = &[status!(SocialCare)];
    const ALERT: &[Point] = &[status!(Alert)];
    match body {
        EntryBody::Problem(_) => PROBLEM,
        EntryBody::Allergy(_) => ALLERGY,
        EntryBody::Medication(_) => MEDICATION,
        EntryBody::Investigation(_) => INVESTIGATION,
        EntryBody::RelatedPerson(_) => RELATED_PERSON,
        EntryBody::CareProvider(_) => CARE_PROVIDER,
        EntryBody::Document(_) => DOCUMENT,
        EntryBody::Encounter(_) => ENCOUNTER,
        EntryBody::Procedure(_) => PROCEDURE,
        EntryBody::Immunisation(_) => IMMUNISATION,
        EntryBody::SocialCare(_) => SOCIAL_CARE,
        EntryBody::Alert(_) => ALERT,
        EntryBody::AboutMe(_) => &[],
    }
}

/// The doses' texts; several in the order in which they are taken.
fn dose(medication: &Medication) -> Said<'_> {
    let mut doses = medication.dosages.iter().filter_map(|dosage| dosage.text.as_deref());
    let first = doses.next()?;
    let rest: Vec<&str> = doses.collect();
    if rest.is_empty() {
        return Some(Cow::Borrowed(first));
    }
    Some(Cow::Owned(std::iter::once(first).chain(rest).collect::<Vec<_>>().join("; ")))
}

fn product(entry: &Entry) -> Said<'_> {
    match &entry.body {
        EntryBody::Medication(medication) => Some(Cow::Borrowed(medication.drug.words())),
        _ => None,
    }
}

fn one_product(a: &Entry, b: &Entry, _: &str, _: &str) -> bool {
    match (&a.body, &b.body) {
        (EntryBody::Medication(a), EntryBody::Medication(b)) => same_product(&a.drug, &b.drug),
        _ => true,
    }
}

/// The digits of the first telephone number.
fn telephone(person: &RelatedPerson) -> Option<String> {
    let number =
        person.contacts.iter().find(|contact| matches!(contact.kind, ContactKind::Phone | ContactKind::Mobile))?;
    let digits: String = number.value.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}
