//! Problem observations.

use super::code_system::is_clinical;
use super::concept::{concept, concept_at, only_refined};
use super::datatypes::period;
use super::element::Element;
use super::entries::{About, refused};
use super::narrative::Pointers;
use super::participant::participant;
use crate::identifier::Coding;
use crate::record::{Period, Problem, ProblemCategory, ProblemStatus};

/// The most statements about a statement that are looked into.
const MOST_RELATIONS: usize = 64;

/// Whether an observation's code says that its value is a problem that the person has.
///
/// Source: C-CDA R2.1, Problem Type; HL7 v3 ActCode ASSERTION; SNOMED CT.
fn asserts(code: &str) -> bool {
    matches!(
        code,
        "ASSERTION" | "DX" | "29308-4" | "75326-9" | "75323-6" // assertion, diagnosis, problem, condition
            | "282291009" | "439401001" | "8319008" // diagnosis interpretation, diagnosis, principal diagnosis
            | "55607006" | "64572001" | "404684003" | "418799008" | "409586006" // problem, disease, finding, symptom, complaint
    )
}

/// The problem that an observation states; `None` where it states none.
pub(super) fn problem<'t>(
    observation: Element<'t>,
    concern: Option<&str>,
    about: About,
    pointers: &Pointers<'t>,
) -> Option<Problem> {
    let coded = observation.any_child("code").filter(|code| !code.is_null());
    let kind = coded.and_then(|code| code.attribute("code")).unwrap_or_default();
    let value = observation.any_child("value").filter(|value| matches!(value.kind(), "CD" | "CE" | "CV"));
    let subject = match value {
        Some(value) if asserts(kind) => value,
        // In a section of diagnoses the code itself may name the disease.
        None if matches!(about, About::Diagnoses | About::Problems) && !asserts(kind) => coded?,
        _ => return None,
    };
    if !only_refined(subject) {
        return None;
    }
    let code = concept(subject, pointers)?;
    // A code of HL7's own structural vocabularies names no disease (a measure's population, say).
    let structural = |coding: &Coding| coding.system.starts_with("http://terminology.hl7.org/CodeSystem/v3-");
    let named = match value {
        Some(_) => code.codings.is_empty() || !code.codings.iter().all(structural),
        None => code.codings.iter().any(|coding| is_clinical(&coding.system)),
    };
    if !named {
        return None;
    }
    let certainty = certainty(observation);
    if certainty == Some(Certain::Absent) {
        return None;
    }
    let period = observation.child("effectiveTime").map_or_else(Period::default, period);
    let status = status(observation).map(|word| match word {
        "55561003" | "active" => ProblemStatus::Active,
        "73425007" | "inactive" => ProblemStatus::Inactive,
        "413322009" | "resolved" => ProblemStatus::Resolved,
        "246455001" | "recurrence" => ProblemStatus::Recurrence,
        "263855007" | "relapse" => ProblemStatus::Relapse,
        "277022003" | "remission" => ProblemStatus::Remission,
        other => ProblemStatus::from(other),
    });
    // C-CDA R2.1, Problem Observation: a high bound says that the problem is over.
    let ended = period.end.is_some().then_some(ProblemStatus::Resolved);
    let active = (concern == Some("active")).then_some(ProblemStatus::Active);
    let category = match (about, certainty, kind) {
        (About::FamilyHistory, ..) => Some(ProblemCategory::FamilyHistory),
        (_, Some(Certain::Possible), _) => Some(ProblemCategory::Suspected),
        (_, _, "282291009" | "439401001" | "8319008" | "29308-4" | "DX") | (About::Diagnoses, ..) => {
            Some(ProblemCategory::EncounterDiagnosis)
        }
        (About::Problems, ..) => Some(ProblemCategory::ProblemListItem),
        _ => None,
    };
    let asserter = observation.child("author").and_then(|author| author.child("assignedAuthor"));
    Some(Problem {
        code,
        status: status.or(ended).or(active),
        category,
        significance: None,
        episodicity: None,
        severity: None,
        body_site: concept_at(observation, "targetSiteCode", pointers),
        period,
        noted: None,
        asserter: asserter.and_then(|role| participant(role, pointers)),
        notes: Vec::new(),
    })
}

/// The statements about a statement: `entryRelationship/observation`.
pub(super) fn remarks<'t>(statement: Element<'t>) -> impl Iterator<Item = (Element<'t>, Element<'t>)> {
    let relations = statement.all("entryRelationship").take(MOST_RELATIONS).filter(|relation| !relation.is_negated());
    relations.filter_map(|relation| Some((relation, relation.child("observation")?)))
}

/// The code of the observation that says where a problem or allergy stands.
///
/// Source: C-CDA R2.1, Problem Status and Allergy Status Observation: LOINC 33999-4.
pub(super) fn status(statement: Element<'_>) -> Option<&str> {
    remarks(statement).find_map(|(_, remark)| {
        let is_status = remark.child("code")?.attribute("code") == Some("33999-4");
        remark.child("value")?.attribute("code").filter(|_| is_status && refused(remark).is_none())
    })
}

/// How certain a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certain {
    Possible,
    Absent,
}

/// What the statements about a statement say of its certainty, in SNOMED CT finding contexts.
pub(super) fn certainty(statement: Element<'_>) -> Option<Certain> {
    remarks(statement).find_map(|(_, remark)| {
        Some(match remark.child("value")?.attribute("code")? {
            // Suspected, probably present, known possible, unconfirmed, differential.
            "415684004" | "410592001" | "410590009" | "unconfirmed" | "provisional" | "differential" => {
                Certain::Possible
            }
            // Known absent, probably not present, definitely not present, refuted, entered in error.
            "410516002" | "410593006" | "410594000" | "723511001" | "refuted" | "entered-in-error" => Certain::Absent,
            _ => return None,
        })
    })
}
