//! The coded entries of a section: which of them are facts that the record has a place for.

use super::element::Element;
use super::narrative::Pointers;
use super::sections::{Section, content};
use super::{allergy, medication, problem};
use crate::ingest::{Issue, Severity};
use crate::record::{DocumentContent, EntryBody};

/// What the entries of a section state.
#[derive(Debug, Default)]
pub(super) struct Stated<'t> {
    /// What was read, with the element that states it.
    pub(super) entries: Vec<(Element<'t>, EntryBody)>,
    /// Images and other media.
    pub(super) media: Vec<DocumentContent>,
}

/// What the section is about, where that changes what its entries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Problems,
    Diagnoses,
    FamilyHistory,
    DischargeMedications,
    Immunisations,
    Anything,
}

/// Source: LOINC document section codes as C-CDA uses them; UK Core record standard headings; SNOMED CT record headings.
fn about(section: &Section<'_>) -> About {
    let codes = section.code.iter().flat_map(|code| &code.codings).map(|coding| coding.code.as_str());
    codes
        .filter_map(|code| {
            Some(match code {
                "11450-4" | "11348-0" | "problem-list" | "problems" | "problems-and-issues" => About::Problems,
                "29308-4" | "11535-2" | "46241-6" | "51848-0" | "diagnosis" | "diagnoses" => About::Diagnoses,
                "10157-6" | "family-history" | "57177007" => About::FamilyHistory,
                "10183-2" | "75311-1" => About::DischargeMedications,
                "11369-6" | "1102181000000102" | "immunisations" | "vaccinations" => About::Immunisations,
                _ => return None,
            })
        })
        .next()
        .unwrap_or(About::Anything)
}

/// Reads the entries of a section.
pub(super) fn entries<'t>(section: &Section<'t>, pointers: &Pointers<'t>, issues: &mut Vec<Issue>) -> Stated<'t> {
    let mut stated = Stated::default();
    if section.absent {
        return stated;
    }
    let about = about(section);
    for entry in section.element.all("entry") {
        let before = (stated.entries.len(), stated.media.len());
        let told = issues.len();
        let mut open: Vec<(Element<'t>, Option<&'t str>)> = entry.children().map(|found| (found, None)).collect();
        while let Some((statement, concern)) = open.pop() {
            if let Some(reason) = refused(statement) {
                issues.push(reason);
                continue;
            }
            let body = match statement.name() {
                "observation" => allergy::allergy(statement, concern, pointers)
                    .map(EntryBody::Allergy)
                    .or_else(|| problem::problem(statement, concern, about, pointers).map(EntryBody::Problem)),
                "substanceAdministration" if about != About::Immunisations => {
                    medication::medication(statement, about, pointers).map(EntryBody::Medication)
                }
                "observationMedia" => {
                    stated.media.extend(statement.child("value").and_then(|value| content(value, issues)));
                    None
                }
                // A concern, or a battery: what it holds is stated inside.
                "act" | "organizer" => {
                    let status = statement.child("statusCode").and_then(|status| status.attribute("code"));
                    open.extend(parts(statement).map(|part| (part, status.or(concern))));
                    None
                }
                _ => None,
            };
            match body {
                Some(body) => stated.entries.push((statement, body)),
                None if statement.name() == "observation" || statement.name() == "substanceAdministration" => {
                    statement.unmark_all();
                }
                None => {}
            }
        }
        if before == (stated.entries.len(), stated.media.len()) && told == issues.len() {
            let message = "the entry has no place in the model and stays attached";
            issues.push(Issue::new(Severity::Note, "cda.entry.not-modelled", entry.place(), message));
        }
    }
    // Entries of concerns were read from the last to the first.
    stated.entries.sort_by_key(|(element, _)| element.id());
    stated
}

/// The statements that an act or organizer is made of.
fn parts<'t>(statement: Element<'t>) -> impl Iterator<Item = Element<'t>> {
    let related = statement
        .all("entryRelationship")
        .filter(|relation| matches!(relation.attribute("typeCode"), Some("SUBJ" | "COMP")));
    related.chain(statement.all("component")).filter(|relation| !relation.is_negated()).flat_map(Element::children)
}

/// Why a statement, and all that it holds, is no fact about the person: it is negated, absent, taken back, a mere plan, or
/// about someone else.
///
/// Source: HL7 CDA R2, 4.3.6 (negationInd, moodCode, statusCode, subject).
pub(super) fn refused(statement: Element<'_>) -> Option<Issue> {
    let note = |code, message| Some(Issue::new(Severity::Note, code, statement.place(), message));
    if statement.is_null() {
        return note("cda.entry.absent", "the entry says that there is nothing to say and stays attached");
    }
    if statement.is_negated() {
        return note("cda.entry.negated", "the entry is negated; it is no fact and stays attached");
    }
    let mood = statement.attribute("moodCode");
    let planned = statement.name() == "substanceAdministration" && matches!(mood, Some("INT" | "RQO"));
    if !matches!(mood, None | Some("EVN")) && !planned {
        return note("cda.entry.mood", "the entry tells of no event; it is no fact and stays attached");
    }
    let status = statement.any_child("statusCode").and_then(|status| status.attribute("code"));
    if !matches!(status, None | Some("completed" | "active" | "aborted" | "suspended" | "held" | "new" | "normal")) {
        return note("cda.entry.status", "the entry was taken back, or its status is not known; it stays attached");
    }
    let about_another = statement.any_child("subject").is_some();
    if about_another {
        return note("cda.entry.subject", "the entry is about someone else and stays attached");
    }
    None
}
