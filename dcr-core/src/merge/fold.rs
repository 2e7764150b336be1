//! Which statements tell one fact, and what they differ in.

use super::{Difference, Line, LineStatement};
use crate::identifier::{CodedConcept, system};
use crate::record::{Entry, EntryBody, Measurement, MedicationStatus, ProblemCategory, ResultValue, Sensitivity};
use crate::time::{PartialDateTime, Precision};
use std::borrow::Cow;

/// What a statement is about, for folding: statements with equal keys tell one fact.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FactKey<'a> {
    kind: &'static str,
    what: What<'a>,
    /// When it happened; for what lasts, nothing.
    time: Option<When<'a>>,
}

/// When something happened, as far as two sources tell it alike.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When<'a> {
    /// A date, or less.
    Date(&'a str),
    /// Minutes of the clock of the world: one source writes local time, another the same minute with its offset.
    Minute(i64),
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What<'a> {
    Code { system: &'a str, code: &'a str },
    Words(String),
}

impl<'a> FactKey<'a> {
    /// The key of an entry; `None` where it stands alone.
    ///
    /// What lasts (a problem, an allergy, a drug, a person, a provider, an alert) is known by what it is; what happens
    /// (a result, a procedure, a vaccination) is known by what it is and when. Everything else stands alone.
    pub(super) fn of(entry: &'a Entry) -> Option<Self> {
        let thing = |kind, what: Option<What<'a>>| Some(Self { kind, what: what?, time: None });
        let event =
            |kind, what: Option<What<'a>>, time: Option<When<'a>>| Some(Self { kind, what: what?, time: Some(time?) });
        match &entry.body {
            EntryBody::Problem(problem) => {
                let kind = match &problem.category {
                    Some(ProblemCategory::FamilyHistory) => "family history",
                    Some(ProblemCategory::Suspected) => "suspected problem",
                    Some(ProblemCategory::Refuted) => "refuted problem",
                    _ => "problem",
                };
                thing(kind, concept_key(&problem.code))
            }
            EntryBody::Allergy(allergy) => thing("allergy", concept_key(&allergy.code)),
            EntryBody::Medication(medication) => thing("medication", concept_key(&medication.drug)),
            EntryBody::Alert(alert) => thing("alert", concept_key(&alert.code)),
            EntryBody::RelatedPerson(person) => {
                thing("related person", person.names.first().map(|name| What::Words(words_key(&name.display()))))
            }
            EntryBody::CareProvider(provider) => {
                let who = provider.members.first().and_then(|member| {
                    member.organisation.as_ref().map(ToString::to_string).or_else(|| member.name.clone())
                });
                let name = provider.name.clone().or(who);
                let words = name.map(|name| What::Words(format!("{} {}", provider.role, words_key(&name))));
                thing("care provider", words)
            }
            EntryBody::Investigation(test) => {
                // Often the order and its one result have one code; they are two statements of one source.
                let kind = if test.measurements.is_empty() { "investigation" } else { "result" };
                event(kind, concept_key(&test.code), test.observed.as_ref().map(minute))
            }
            EntryBody::Procedure(procedure) => event(
                "procedure",
                concept_key(&procedure.code),
                procedure.performed.start.as_ref().map(|time| When::Date(time.date_text())),
            ),
            EntryBody::Immunisation(vaccination) => event(
                "immunisation",
                concept_key(&vaccination.vaccine),
                vaccination.given.as_ref().map(|time| When::Date(time.date_text())),
            ),
            EntryBody::Document(_) | EntryBody::Encounter(_) | EntryBody::SocialCare(_) | EntryBody::AboutMe(_) => None,
        }
    }
}

/// A time to the minute: seconds are what one source adds and another does not.
fn minute(time: &PartialDateTime) -> When<'_> {
    match time.precision() {
        Precision::Year | Precision::Month | Precision::Day => When::Date(time.date_text()),
        Precision::Minute | Precision::Second => When::Minute(time.earliest().millis().div_euclid(60_000)),
    }
}

/// The code by which two sources' concepts are compared: SNOMED CT (of which dm+d is a part) before any other, words last.
fn concept_key(concept: &CodedConcept) -> Option<What<'_>> {
    let snomed = concept.code_in(system::SNOMED).or_else(|| concept.code_in(system::DMD));
    if let Some(code) = snomed {
        return Some(What::Code { system: system::SNOMED, code });
    }
    if let Some(coding) = concept.codings.first() {
        return Some(What::Code { system: &coding.system, code: &coding.code });
    }
    concept.text.as_deref().map(words_key).filter(|words| !words.is_empty()).map(What::Words)
}

fn words_key(words: &str) -> String {
    words.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The line that some statements of one fact make; `None` when there are none.
///
/// The statement that was recorded last leads; what decides a tie is the rest of the provenance, so the order in which
/// the statements came leaves no trace.
pub(super) fn line_of(mut statements: Vec<LineStatement>) -> Option<Line> {
    statements.sort_by(|a, b| (b.provenance.recorded, &b.provenance).cmp(&(a.provenance.recorded, &a.provenance)));
    if statements.is_empty() {
        return None;
    }
    let sensitivity =
        statements.iter().fold(Sensitivity::NONE, |labels, statement| labels.union(&statement.entry.sensitivity));
    let differences = differences(&statements);
    Some(Line { statements, sensitivity, differences })
}

/// Statements of one fact are of one kind, so that each tells the same aspects in the same places.
pub(super) fn differences(statements: &[LineStatement]) -> Vec<Difference> {
    if statements.len() < 2 {
        return Vec::new();
    }
    let told: Vec<Aspects<'_>> = statements.iter().map(|statement| aspects(&statement.entry)).collect();
    let mut found = Vec::new();
    for place in 0..ASPECTS {
        let said = || {
            statements.iter().zip(&told).filter_map(|(statement, told)| {
                let (name, word) = told.get(place)?;
                Some((statement, *name, word.as_deref()?))
            })
        };
        let Some((_, name, first)) = said().next() else { continue };
        if said().any(|(_, _, word)| word != first) {
            let said = said().map(|(by, _, word)| (by.provenance.organisation.clone(), word.to_owned())).collect();
            found.push(Difference { aspect: name.to_owned(), said });
        }
    }
    found
}

const ASPECTS: usize = 3;

/// What a statement says on each point, in the order of their names; nothing for what it leaves unsaid.
type Aspects<'a> = [(&'static str, Option<Cow<'a, str>>); ASPECTS];

/// What a statement says on the points on which sources can contradict each other.
fn aspects(entry: &Entry) -> Aspects<'_> {
    macro_rules! word {
        ($vocabulary:expr) => {
            $vocabulary.as_ref().map(|word| Cow::Borrowed(word.as_str()))
        };
    }
    let unsaid = ("", None);
    let only = |name, word| [(name, word), ("", None), ("", None)];
    match &entry.body {
        EntryBody::Problem(e) => {
            [("onset", word!(e.period.start)), ("significance", word!(e.significance)), ("status", word!(e.status))]
        }
        EntryBody::Allergy(e) => {
            [("certainty", word!(e.certainty)), ("criticality", word!(e.criticality)), ("status", word!(e.status))]
        }
        EntryBody::Medication(e) => {
            let doses: Vec<&str> = e.dosages.iter().filter_map(|dosage| dosage.text.as_deref()).collect();
            let dose = match doses.as_slice() {
                [] => None,
                [one] => Some(Cow::Borrowed(*one)),
                several => Some(Cow::Owned(several.join("; "))),
            };
            let status = e.status.as_ref().filter(|status| **status != MedicationStatus::Unknown);
            [("dose", dose), ("status", word!(status)), unsaid]
        }
        EntryBody::Investigation(e) => {
            [("status", word!(e.status)), ("value", values_words(&e.measurements).map(Cow::Owned)), unsaid]
        }
        EntryBody::RelatedPerson(e) => {
            let relationship = e.relationship.as_ref().map(|relationship| words_key(relationship.words()));
            only("relationship", relationship.map(Cow::Owned))
        }
        EntryBody::CareProvider(e) => only("status", word!(e.status)),
        EntryBody::Alert(e) => only("status", word!(e.status)),
        EntryBody::Procedure(e) => only("status", word!(e.status)),
        EntryBody::Immunisation(e) => only("status", word!(e.status)),
        EntryBody::Document(_) | EntryBody::Encounter(_) | EntryBody::SocialCare(_) | EntryBody::AboutMe(_) => {
            only("", None)
        }
    }
}

/// The one value, or each of several behind what it is a value of, in an order that no source decides.
fn values_words(measurements: &[Measurement]) -> Option<String> {
    if let [one] = measurements {
        return one.value.as_ref().and_then(value_words);
    }
    let told = |measurement: &Measurement| {
        let of = match concept_key(&measurement.code)? {
            What::Code { code, .. } => code.to_owned(),
            What::Words(words) => words,
        };
        Some(format!("{of} {}", value_words(measurement.value.as_ref()?)?))
    };
    let mut values: Vec<String> = measurements.iter().filter_map(told).collect();
    values.sort_unstable();
    (!values.is_empty()).then(|| values.join("; "))
}

fn value_words(value: &ResultValue) -> Option<String> {
    match value {
        ResultValue::Quantity(quantity) => Some(format!(
            "{}{}{}",
            quantity.comparator.as_deref().unwrap_or_default(),
            quantity.value,
            quantity.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default()
        )),
        ResultValue::Coded(concept) => Some(words_key(concept.words())),
        ResultValue::Text(text) => Some(words_key(text)),
        ResultValue::Time(time) => Some(time.to_string()),
        ResultValue::Ratio(..) | ResultValue::Range(..) | ResultValue::Absent(_) => None,
    }
}
