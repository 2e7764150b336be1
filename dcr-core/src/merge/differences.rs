//! What the statements of one line do not agree on (M17).

use super::fact::{compatible, has_words, same_product, same_words, values};
use super::{Difference, LineStatement};
use crate::record::{ContactKind, Decimal, Dosage, Entry, EntryBody, Medication, RelatedPerson};
use crate::time::PartialDateTime;
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
    let said = || {
        let told = statements.iter().filter_map(|statement| Some((statement, (point.said)(&statement.entry)?)));
        told.filter(|(_, said)| has_words(said))
    };
    let (first, word) = said().next()?;
    if said().skip(1).all(|(other, said)| (point.agree)(&first.entry, &other.entry, &word, &said)) {
        return None;
    }
    let said = said().map(|(by, word)| (by.provenance.organisation.clone(), word.into_owned())).collect();
    Some(Difference { aspect: point.name.to_owned(), said })
}

fn exactly(_: &Entry, _: &Entry, a: &str, b: &str) -> bool {
    a == b
}

/// Whether two times that are told overlap: a year and a month of it are no disagreement.
fn as_times(_: &Entry, _: &Entry, a: &str, b: &str) -> bool {
    let times = PartialDateTime::parse(a).ok().zip(PartialDateTime::parse(b).ok());
    times.is_some_and(|(a, b)| compatible(&a, &b))
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
        point!("status", $kind, exactly, |entry| {
            // A source that does not know says nothing.
            let status = entry.status.as_ref().map(|status| status.as_str()).filter(|status| *status != "unknown");
            status.map(Cow::Borrowed)
        })
    };
}

/// The points of a kind, in the order of their names.
fn points(body: &EntryBody) -> &'static [Point] {
    const PROBLEM: &[Point] = &[
        point!("onset", Problem, as_times, |e| e.period.start.as_ref().map(|onset| Cow::Borrowed(onset.as_str()))),
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
        status!(Medication),
    ];
    const INVESTIGATION: &[Point] = &[
        status!(Investigation),
        point!("value", Investigation, as_words, |e| values(&e.measurements).map(Cow::Owned)),
    ];
    const RELATED_PERSON: &[Point] = &[
        point!("relationship", RelatedPerson, as_words, |e| {
            e.relationship.as_ref().map(|relationship| Cow::Borrowed(relationship.words()))
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

/// The doses, several in the order in which they are taken.
pub(super) fn dose(medication: &Medication) -> Said<'_> {
    let mut doses = medication.dosages.iter().map(one_dose).filter(|dose| !dose.is_empty());
    let first = doses.next()?;
    let joined = |said: String, dose: Cow<'_, str>| said + "; " + &dose;
    let rest: Vec<_> = doses.collect();
    if rest.is_empty() { Some(first) } else { Some(Cow::Owned(rest.into_iter().fold(first.into_owned(), joined))) }
}

/// The text of a dose; of one without, its size, unit and how often.
fn one_dose(dosage: &Dosage) -> Cow<'_, str> {
    if let Some(text) = dosage.text.as_deref().filter(|text| has_words(text)) {
        return Cow::Borrowed(text);
    }
    let amount = dosage.amount.as_ref().map(Decimal::without_trailing_zeros);
    let parts = [amount, dosage.unit.as_deref(), dosage.frequency.as_deref()];
    Cow::Owned(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
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
    let telephones =
        person.contacts.iter().filter(|contact| matches!(contact.kind, ContactKind::Phone | ContactKind::Mobile));
    let mut numbers = telephones.map(|contact| contact.value.chars().filter(char::is_ascii_digit).collect::<String>());
    numbers.find(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::differences;
    use crate::merge::fact::tests::statement;
    use serde_json::{Value, json};

    /// What a practice and a hospital differ in.
    fn differ(practice: &Value, hospital: &Value) -> Value {
        let differences =
            differences(&[statement("J81001", "EMIS", "1", practice), statement("RBD", "PAS", "1", hospital)]);
        json!(differences.iter().map(|each| [&*each.aspect, &*each.said[0].1, &*each.said[1].1]).collect::<Vec<_>>())
    }

    #[test]
    fn an_onset_told_more_closely_is_no_difference() {
        let began = |time: &str| json!({ "problem": { "code": { "text": "Asthma" }, "period": { "start": time } } });
        assert_eq!(differ(&began("2010-05"), &began("2010")), json!([]));
        assert_eq!(differ(&began("2010-05"), &began("2011")), json!([["onset", "2010-05", "2011"]]));
    }

    #[test]
    fn a_blank_and_a_status_that_is_not_known_say_nothing() {
        let given = |batch: &str| json!({ "immunisation": { "vaccine": { "text": "Flu" }, "batch": batch } });
        assert_eq!(differ(&given("AB1"), &given(" ")), json!([]));
        assert_eq!(differ(&given(" "), &given(" ")), json!([]));
        assert_eq!(differ(&given("AB1"), &given("ab2")), json!([["batch", "AB1", "ab2"]]));
        let result = |status: &str| json!({ "investigation": { "code": { "text": "CRP" }, "status": status } });
        assert_eq!(differ(&result("final"), &result("unknown")), json!([]));
        assert_eq!(differ(&result("final"), &result("partial")), json!([["status", "final", "partial"]]));
    }

    #[test]
    fn a_dose_without_text_is_told_by_its_size() {
        let taken = |dosage: Value| json!({ "medication": { "drug": { "text": "Ramipril" }, "dosages": [dosage] } });
        let five = taken(json!({ "amount": "5.0", "unit": "mg", "frequency": "daily" }));
        assert_eq!(differ(&five, &taken(json!({ "text": "5 MG daily" }))), json!([]));
        let ten = taken(json!({ "amount": "10", "unit": "mg" }));
        assert_eq!(differ(&five, &ten), json!([["dose", "5 mg daily", "10 mg"]]));
    }

    #[test]
    fn a_local_code_is_no_other_product_than_itself() {
        let taken = |codings: Value| json!({ "medication": { "drug": { "codings": codings } } });
        let [local, dmd, snomed] = [("LOCAL", "x"), ("https://dmd.nhs.uk", "1"), ("http://snomed.info/sct", "1")]
            .map(|(system, code)| json!({ "system": system, "code": code }));
        assert_eq!(differ(&taken(json!([local, dmd])), &taken(json!([snomed]))), json!([]));
        assert_eq!(differ(&taken(json!([local])), &taken(json!([snomed]))), json!([["product", "x", "1"]]));
    }

    #[test]
    fn a_relationship_is_told_as_its_source_writes_it() {
        let kin = |relationship: &str| json!({ "related-person": { "relationship": { "text": relationship } } });
        assert_eq!(differ(&kin("Wife"), &kin("wife ")), json!([]));
        assert_eq!(differ(&kin("Wife"), &kin("Mother")), json!([["relationship", "Wife", "Mother"]]));
    }

    #[test]
    fn a_telephone_without_digits_is_passed_over() {
        let reached = |numbers: &[&str]| {
            let contacts: Vec<Value> =
                numbers.iter().map(|number| json!({ "kind": "phone", "value": number })).collect();
            json!({ "related-person": { "contacts": contacts } })
        };
        assert_eq!(differ(&reached(&["none", "01202 1"]), &reached(&["(01202) 1"])), json!([]));
        assert_eq!(differ(&reached(&["none", "2"]), &reached(&["1"])), json!([["telephone", "2", "1"]]));
    }
}
