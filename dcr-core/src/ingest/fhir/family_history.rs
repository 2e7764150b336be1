//! FamilyMemberHistory: what a relative has or had, never to be read as this person's.

use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{EntryBody, Period, Problem, ProblemCategory};

/// Reads a FamilyMemberHistory: one problem for each condition of the relative, or one that says only whose history it
/// is.
pub(super) fn family_history(reader: &Reader<'_, '_>) -> Vec<EntryBody> {
    let view = reader.view;
    let mut about: Vec<String> = view.get("relationship").and_then(|who| reader.words(who)).into_iter().collect();
    about.extend(reader.text_at(view, "name"));
    let about = about.join(", ");
    let noted = reader.date_at(view, "date");
    let notes = reader.notes();
    let problem = |code: CodedConcept, period: Period, own: Vec<String>| {
        let mut all = if about.is_empty() { Vec::new() } else { vec![format!("Relative: {about}")] };
        all.extend(own);
        all.extend(notes.iter().cloned());
        EntryBody::Problem(Problem {
            code,
            status: None,
            category: Some(ProblemCategory::FamilyHistory),
            significance: None,
            episodicity: None,
            severity: None,
            body_site: None,
            period,
            noted: noted.clone(),
            asserter: None,
            notes: all,
        })
    };
    let mut found = Vec::new();
    for condition in reader.array_at(view, "condition") {
        let Some(code) = reader.concept_at(condition, "code") else { continue };
        let mut own: Vec<String> = reader.notes_of(condition);
        let outcome = condition.get("outcome").and_then(|outcome| reader.words(outcome));
        own.extend(outcome.map(|outcome| format!("Outcome: {outcome}")));
        own.extend(condition.get("onsetAge").and_then(|age| age_words(reader, age)).map(|age| format!("At age {age}")));
        found.push(problem(code, Period::default(), own));
    }
    if found.is_empty() && !about.is_empty() {
        let reasons = reader.concepts_at(view, "reasonCode").into_iter().next();
        found.extend(reasons.map(|reason| problem(reason, Period::default(), Vec::new())));
    }
    found
}

fn age_words<'t>(reader: &Reader<'_, 't>, age: View<'t>) -> Option<String> {
    super::medication::amount(reader, age)
}
