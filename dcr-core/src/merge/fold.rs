//! Which statements tell one fact, and what they differ in.

use super::{Difference, Line, LineStatement};
use crate::identifier::{CodedConcept, system};
use crate::record::{Entry, EntryBody, MedicationStatus, ProblemCategory, ResultValue, Sensitivity};
use std::collections::BTreeSet;

/// What a statement is about, for folding: statements with equal keys tell one fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FactKey {
    /// A thing by its code, and whether it is fact, suspicion or family history.
    Thing { kind: &'static str, code: String },
    /// A thing by its code at a time.
    Event { kind: &'static str, code: String, time: String },
    /// Told by this one item only.
    Own,
}

impl FactKey {
    /// The key of an entry.
    ///
    /// What lasts (a problem, an allergy, a drug, a person, a provider, an alert) is known by what it is; what happens
    /// (a result, a procedure, a vaccination) is known by what it is and when. Everything else stands alone.
    pub(super) fn of(entry: &Entry) -> Self {
        let thing = |kind, code: Option<String>| code.map_or(Self::Own, |code| Self::Thing { kind, code });
        let event = |kind, code: Option<String>, time: Option<&str>| match (code, time) {
            (Some(code), Some(time)) => Self::Event { kind, code, time: time.to_owned() },
            _ => Self::Own,
        };
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
                thing("related person", person.names.first().map(|name| words_key(&name.display())))
            }
            EntryBody::CareProvider(provider) => {
                let who = provider.members.first().and_then(|member| {
                    member.organisation.as_ref().map(ToString::to_string).or_else(|| member.name.clone())
                });
                let name = provider.name.clone().or(who).map(|name| format!("{} {}", provider.role, words_key(&name)));
                thing("care provider", name)
            }
            EntryBody::Investigation(test) => event(
                "investigation",
                concept_key(&test.code),
                test.observed.as_ref().map(|time| minute(time.as_str())),
            ),
            EntryBody::Procedure(procedure) => event(
                "procedure",
                concept_key(&procedure.code),
                procedure.performed.start.as_ref().map(|time| time.date_text()),
            ),
            EntryBody::Immunisation(vaccination) => event(
                "immunisation",
                concept_key(&vaccination.vaccine),
                vaccination.given.as_ref().map(|time| time.date_text()),
            ),
            EntryBody::Document(_) | EntryBody::Encounter(_) | EntryBody::SocialCare(_) | EntryBody::AboutMe(_) => {
                Self::Own
            }
        }
    }
}

/// A time to the minute, without what a source may or may not add (seconds, offset).
fn minute(time: &str) -> &str {
    time.get(..16).unwrap_or(time)
}

/// The code by which two sources' concepts are compared: SNOMED CT (of which dm+d is a part) before any other, words last.
fn concept_key(concept: &CodedConcept) -> Option<String> {
    let snomed = concept.code_in(system::SNOMED).or_else(|| concept.code_in(system::DMD));
    if let Some(code) = snomed {
        return Some(format!("sct|{code}"));
    }
    if let Some(coding) = concept.codings.first() {
        return Some(format!("{}|{}", coding.system, coding.code));
    }
    concept.text.as_deref().map(words_key).filter(|words| !words.is_empty())
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

fn differences(statements: &[LineStatement]) -> Vec<Difference> {
    if statements.len() < 2 {
        return Vec::new();
    }
    let told: Vec<Vec<(&'static str, String)>> = statements.iter().map(|statement| aspects(&statement.entry)).collect();
    let names: BTreeSet<&str> = told.iter().flatten().map(|(name, _)| *name).collect();
    let mut found = Vec::new();
    for name in names {
        let said: Vec<_> = statements
            .iter()
            .zip(&told)
            .filter_map(|(statement, told)| {
                let (_, word) = told.iter().find(|(aspect, _)| *aspect == name)?;
                Some((statement.provenance.organisation.clone(), word.clone()))
            })
            .collect();
        let words: BTreeSet<&str> = said.iter().map(|(_, word)| word.as_str()).collect();
        if words.len() > 1 {
            found.push(Difference { aspect: name.to_owned(), said });
        }
    }
    found
}

/// What a statement says on the points on which sources can contradict each other; nothing for what it leaves unsaid.
fn aspects(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut said: Vec<(&'static str, String)> = Vec::new();
    let mut say = |aspect, word: Option<String>| {
        if let Some(word) = word {
            said.push((aspect, word));
        }
    };
    let text = |time: &Option<crate::time::PartialDateTime>| time.as_ref().map(ToString::to_string);
    match &entry.body {
        EntryBody::Problem(e) => {
            say("status", e.status.as_ref().map(ToString::to_string));
            say("onset", text(&e.period.start));
            say("significance", e.significance.as_ref().map(ToString::to_string));
        }
        EntryBody::Allergy(e) => {
            say("status", e.status.as_ref().map(ToString::to_string));
            say("certainty", e.certainty.as_ref().map(ToString::to_string));
            say("criticality", e.criticality.as_ref().map(ToString::to_string));
        }
        EntryBody::Medication(e) => {
            let status = e.status.as_ref().filter(|status| **status != MedicationStatus::Unknown);
            say("status", status.map(ToString::to_string));
            let doses: Vec<&str> = e.dosages.iter().filter_map(|dosage| dosage.text.as_deref()).collect();
            say("dose", (!doses.is_empty()).then(|| doses.join("; ")));
        }
        EntryBody::Investigation(e) => {
            say("status", e.status.as_ref().map(ToString::to_string));
            if let [measurement] = e.measurements.as_slice() {
                say("value", measurement.value.as_ref().and_then(value_words));
            }
        }
        EntryBody::RelatedPerson(e) => {
            say("relationship", e.relationship.as_ref().map(|relationship| words_key(relationship.words())));
        }
        EntryBody::CareProvider(e) => say("status", e.status.clone()),
        EntryBody::Alert(e) => say("status", e.status.as_ref().map(ToString::to_string)),
        EntryBody::Procedure(e) => say("status", e.status.as_ref().map(ToString::to_string)),
        EntryBody::Immunisation(e) => say("status", e.status.as_ref().map(ToString::to_string)),
        EntryBody::Document(_) | EntryBody::Encounter(_) | EntryBody::SocialCare(_) | EntryBody::AboutMe(_) => {}
    }
    said
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
