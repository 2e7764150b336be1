//! Condition: problems and diagnoses.

use super::reader::Reader;
use crate::record::{
    EntryBody, EntryLinkKind, Episodicity, Period, Problem, ProblemCategory, ProblemSignificance, ProblemStatus,
};

const SIGNIFICANCE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ProblemSignificance";
const SIGNIFICANCE_STU3: &str =
    "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-ProblemSignificance-1";
const EPISODICITY: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ConditionEpisodicity";

/// Reads a Condition.
pub(super) fn condition(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let code = reader.concept_at(view, "code")?;
    let status = view
        .get("clinicalStatus")
        .and_then(|status| reader.known_code(status, "condition-clinical", |code| Some(ProblemStatus::from(code))));
    // What was not confirmed must never read as a fact, so it comes before the list that the problem stands on.
    let verification = view.get("verificationStatus").and_then(|status| {
        reader.coarse_code(status, "condition-ver-status", |code| match code {
            "unconfirmed" | "provisional" | "differential" => Some(Some(ProblemCategory::Suspected)),
            "refuted" => Some(Some(ProblemCategory::Refuted)),
            "confirmed" => Some(None),
            _ => None,
        })
    });
    if verification.is_none()
        && let Some(unknown) = view.get("verificationStatus")
        && !super::map::says_in_error(unknown)
    {
        reader.not_understood.set(true);
        let message = "how sure the source is cannot be read";
        reader.issue(crate::ingest::Severity::Error, "fhir.modifier-element", unknown, message);
    }
    let listed = || {
        reader.array_at(view, "category").into_iter().find_map(|category| {
            reader.known_code(category, "condition-category", |code| {
                let known = ProblemCategory::from(code);
                (!matches!(known, ProblemCategory::Other(_))).then_some(known)
            })
        })
    };
    let significance = Reader::extension(view, SIGNIFICANCE)
        .or_else(|| Reader::extension(view, SIGNIFICANCE_STU3))
        .and_then(|extension| {
            let word = reader.text(extension.get("valueCode")?)?;
            extension.mark_at("url");
            Some(ProblemSignificance::from(word.as_str()))
        });
    let episodicity = Reader::extension(view, EPISODICITY).and_then(|extension| {
        let known = |code: &str| {
            let known = Episodicity::from(code);
            (!matches!(known, Episodicity::Other(_))).then_some(known)
        };
        let word = match extension.get("valueCode") {
            Some(word) => known(&word.text()?).inspect(|_| word.mark()),
            None => reader.known_code(extension.get("valueCodeableConcept")?, "", known),
        }?;
        extension.mark_at("url");
        Some(word)
    });
    // An onset period is the time in which it began, so its end is not the problem's; likewise for abatement.
    let period = Period {
        start: reader.date_at(view, "onsetDateTime").or_else(|| reader.date_at(view.get("onsetPeriod")?, "start")),
        end: reader.date_at(view, "abatementDateTime").or_else(|| reader.date_at(view.get("abatementPeriod")?, "end")),
    };
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    Some(EntryBody::Problem(Problem {
        code,
        status,
        category: verification.flatten().or_else(listed),
        significance,
        episodicity,
        severity: reader.concept_at(view, "severity"),
        body_site: reader.array_at(view, "bodySite").into_iter().next().and_then(|site| reader.concept(site)),
        period,
        noted: reader.date_at(view, "recordedDate"),
        asserter: reader.participant_at(view, "asserter").or_else(|| reader.participant_at(view, "recorder")),
        notes: reader.notes(),
    }))
}
