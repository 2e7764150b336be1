//! When two problems are one (M20).

use super::concept;
use super::keys::{Keys, begin, hash};
use super::span::{End, Span};
use super::{Likeness, Pair};
use crate::record::{Problem, ProblemCategory, ProblemStatus};
use crate::time::{PartialDateTime, Timestamp};

/// Statements of different classes are never one: what is suspected, refuted or a relative's is no fact about the person.
/// A category that this version does not know is a class of its own: nobody can say that it states a fact.
fn class(problem: &Problem) -> Option<&str> {
    match &problem.category {
        None
        | Some(
            ProblemCategory::ProblemListItem | ProblemCategory::EncounterDiagnosis | ProblemCategory::HealthConcern,
        ) => None,
        Some(other) => Some(other.as_str()),
    }
}

pub(super) fn is_mention(problem: &Problem) -> bool {
    problem.category == Some(ProblemCategory::EncounterDiagnosis)
}

pub(super) fn start(problem: &Problem) -> Option<&PartialDateTime> {
    problem.period.start.as_ref().or(problem.noted.as_ref())
}

fn span(problem: &Problem, recorded: Timestamp) -> Span<'_> {
    let over =
        matches!(problem.status, Some(ProblemStatus::Inactive | ProblemStatus::Remission | ProblemStatus::Resolved));
    let end = match &problem.period.end {
        _ if is_mention(problem) => None,
        Some(end) => Some(End::Stated(end)),
        None => over.then_some(End::Recorded(recorded)),
    };
    Span { start: start(problem), end }
}

pub(super) fn likeness(pair: &Pair<'_, Problem>) -> Option<Likeness> {
    let one = class(pair.a) == class(pair.b)
        && pair.same(|problem| &problem.code)
        && !pair.different(|problem| problem.body_site.as_ref())
        && !pair.apart(span);
    one.then(|| Likeness(if pair.compatible(start) { 3 } else { 2 }))
}

pub(super) fn keys(problem: &Problem, organisation: &str, keys: &mut Keys) {
    concept::keys(keys, hash(begin(1), class(problem).unwrap_or_default().as_bytes()), &problem.code, organisation);
}
