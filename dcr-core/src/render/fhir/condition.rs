//! Condition: problems and diagnoses.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{EntryLinkKind, Problem, ProblemCategory, ProblemStatus};

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
const SIGNIFICANCE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ProblemSignificance";
const EPISODE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ConditionEpisode";
const EPISODICITY: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-ConditionEpisodicity";

/// Writes a problem that is the person's own.
pub(super) fn condition(w: &mut Writer, s: &Stating<'_, '_>, problem: &Problem) {
    let said = s.said();
    let profiles = Profiles::uk_core("Condition").and_ips("Condition");
    s.resource(w, ResourceType::Condition, s.id, profiles, |w| {
        w.array("extension", |w| {
            if let Some(word) = &problem.significance {
                w.item(|w| {
                    w.ours("url", SIGNIFICANCE);
                    w.code("valueCode", word.as_str());
                });
            }
            if let Some(word) = &problem.episodicity {
                w.item(|w| {
                    w.ours("url", EPISODE);
                    w.word_concept("valueCodeableConcept", EPISODICITY, word.as_str());
                });
            }
        });
        let abated = statuses(w, s, problem);
        said.concept_opt(w, "severity", problem.severity.as_ref());
        said.concept(w, "code", &problem.code);
        w.items("bodySite", &problem.body_site, |w, site| said.concept_parts(w, site));
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.date_time_opt("onsetDateTime", problem.period.start.as_ref());
        match &problem.period.end {
            Some(end) if abated => w.date_time("abatementDateTime", end),
            end => s.beyond_opt("Ended, as its source states", end.as_ref().map(|end| end.as_str())),
        }
        w.date_time_opt("recordedDate", problem.noted.as_ref());
        s.participant_opt(w, "asserter", problem.asserter.as_ref(), false);
        w.notes(&problem.notes);
        related(w, s);
    });
}

/// Writes where the problem stands and how sure the source is; whether it may also say that it is over.
///
/// Source: HL7 FHIR R4, Condition, invariant con-4: what is over is inactive, in remission or resolved. A source that gives
/// an end and no status says that it is no longer there, which is `inactive`; one that gives an end and calls the problem
/// active contradicts itself, and `active` is the safer reading.
fn statuses(w: &mut Writer, s: &Stating<'_, '_>, problem: &Problem) -> bool {
    let over = problem.period.end.is_some();
    let clinical = match &problem.status {
        Some(ProblemStatus::Other(word)) => {
            s.beyond("Status", word.as_str());
            None
        }
        Some(status) => Some(status.as_str()),
        None if over => Some("inactive"),
        None => None,
    };
    if let Some(code) = clinical {
        w.word_concept("clinicalStatus", CLINICAL, code);
    }
    let verification = match problem.category {
        Some(ProblemCategory::Suspected) => Some("provisional"),
        Some(ProblemCategory::Refuted) => Some("refuted"),
        _ => None,
    };
    if let Some(code) = verification {
        w.ours_concept("verificationStatus", VERIFICATION, code);
    }
    w.array("category", |w| match &problem.category {
        Some(ProblemCategory::ProblemListItem) => w.item(|w| w.ours_coding(CATEGORY, "problem-list-item")),
        Some(ProblemCategory::EncounterDiagnosis) => w.item(|w| w.ours_coding(CATEGORY, "encounter-diagnosis")),
        Some(category @ (ProblemCategory::HealthConcern | ProblemCategory::Other(_))) => {
            w.item(|w| w.text("text", category.as_str()));
        }
        Some(ProblemCategory::Suspected | ProblemCategory::Refuted | ProblemCategory::FamilyHistory) | None => {}
    });
    matches!(clinical, Some("inactive" | "remission" | "resolved"))
}

/// What the problem is told of in, or hangs together with.
fn related(w: &mut Writer, s: &Stating<'_, '_>) {
    const EVIDENCE: &[ResourceType] = &[
        ResourceType::Composition,
        ResourceType::DocumentReference,
        ResourceType::DiagnosticReport,
        ResourceType::Observation,
        ResourceType::Condition,
        ResourceType::Procedure,
    ];
    let mut found = s.links(&EntryLinkKind::DocumentedIn, EVIDENCE);
    found.extend(s.links(&EntryLinkKind::RelatedTo, EVIDENCE));
    w.items("evidence", (!found.is_empty()).then_some(found), |w, found| {
        super::stating::references(w, "detail", &found);
    });
}
