//! Condition: problems and diagnoses.

use super::reader::Reader;
use super::view::View;
use crate::record::{
    EntryBody, EntryLinkKind, Episodicity, Period, Problem, ProblemCategory, ProblemSignificance, ProblemStatus,
};

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
            reader.known_code(category, "", |code| {
                let known = ProblemCategory::from(code);
                (!matches!(known, ProblemCategory::Other(_))).then_some(known)
            })
        })
    };
    let significance = Reader::uk_extension(view, &["ProblemSignificance"]).and_then(|extension| {
        let word = reader.text(extension.get("valueCode")?)?;
        extension.mark_at("url");
        Some(ProblemSignificance::from(word.as_str()))
    });
    let episodicity = Reader::uk_extension(view, &["ConditionEpisodicity", "Episodicity", "ConditionEpisode"])
        .and_then(|extension| {
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
    reader.link_at(&EntryLinkKind::During, view, "context");
    problem_links(reader);
    Some(EntryBody::Problem(Problem {
        code,
        status,
        category: verification.flatten().or_else(listed),
        significance,
        episodicity,
        severity: reader.concept_at(view, "severity"),
        body_site: reader.array_at(view, "bodySite").into_iter().next().and_then(|site| reader.concept(site)),
        period,
        noted: reader.date_at(view, "recordedDate").or_else(|| reader.date_at(view, "assertedDate")),
        asserter: reader.participant_at(view, "asserter").or_else(|| reader.participant_at(view, "recorder")),
        notes: reader.notes(),
    }))
}

/// What hangs together with a problem: the entry that it stands for, what was done about it, and other problems.
///
/// Source: UK Core and GP Connect, extensions ActualProblem, RelatedClinicalContent and RelatedProblemHeader.
fn problem_links(reader: &Reader<'_, '_>) {
    for name in ["ActualProblem", "RelatedClinicalContent"] {
        for extension in Reader::uk_extensions(reader.view, name) {
            if let Some(reference) = extension.get("valueReference") {
                reader.link(&EntryLinkKind::RelatedTo, reference);
                if reference.any_used() {
                    extension.mark_at("url");
                }
            }
        }
    }
    for extension in Reader::uk_extensions(reader.view, "RelatedProblemHeader") {
        let kind = Reader::extension(extension, "type").and_then(|part| part.get("valueCode"));
        let word = kind.and_then(View::text).unwrap_or_default().to_lowercase();
        // The word says what the other problem is to this one.
        let link = match word.as_str() {
            "parent" => EntryLinkKind::PartOf,
            "child" => EntryLinkKind::HasPart,
            _ => EntryLinkKind::RelatedTo,
        };
        let target = Reader::extension(extension, "target").and_then(|part| part.get("valueReference"));
        if let Some(target) = target {
            reader.link(&link, target);
            if target.any_used() {
                let _ = (reader.part(extension, "type"), reader.part(extension, "target"));
                if let Some(kind) = kind.filter(|_| link != EntryLinkKind::RelatedTo) {
                    kind.mark();
                }
            }
        }
    }
}
