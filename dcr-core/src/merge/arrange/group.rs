//! In which group of its section a line stands (M42 to M49).

use super::LineShown;
use super::medication;
use crate::identifier::{CodedConcept, system};
use crate::merge::holds::{Phase, begins_after, ended_before, phase};
use crate::record::{
    Alert, AlertKind, AlertStatus, Allergy, AllergyCategory, AllergyStatus, Document, DocumentStatus, Encounter,
    EncounterStatus, EntryBody, ImmunisationStatus, Problem, ProblemCategory, ProblemSignificance, ProblemStatus,
    ProcedureStatus, ResultStatus, SocialCare, SocialCareStatus,
};
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use std::collections::BTreeSet;

closed_vocabulary! {
    /// A group of lines within a section, in the order in which groups stand.
    pub enum LineGroup {
        /// What has to be seen before anything else: plans for the end of life and for emergencies.
        Foremost = "foremost",
        /// It holds.
        Active = "active",
        /// On repeat prescription.
        Repeat = "repeat",
        /// Prescribed for once.
        Acute = "acute",
        /// Given or prescribed by a hospital, and not on a practice's list.
        Hospital = "hospital",
        /// Bought without a prescription.
        OverTheCounter = "over-the-counter",
        /// It is still to come.
        Planned = "planned",
        /// A source states that there is none.
        NoneKnown = "none-known",
        /// Diagnosed at encounters, and on no list of problems.
        Mentioned = "mentioned",
        /// It holds, and every source that says so calls it minor.
        Minor = "minor",
        /// Suspected.
        Suspected = "suspected",
        /// A relative's.
        FamilyHistory = "family-history",
        /// Single doses that were given or handed out.
        Given = "given",
        /// It is over.
        Past = "past",
        /// A later document stands in its place.
        Superseded = "superseded",
        /// It did not come about.
        Cancelled = "cancelled",
        /// It was looked into and is not so.
        Refuted = "refuted",
    }
}

/// The group of each line.
pub(super) fn groups(lines: &[LineShown<'_>], at: Timestamp) -> Vec<Option<LineGroup>> {
    let replaced: BTreeSet<&str> = lines
        .iter()
        .flat_map(LineShown::bodies)
        .filter_map(|body| match body {
            EntryBody::Document(document) => document.replaces.as_deref(),
            _ => None,
        })
        .collect();
    lines.iter().map(|line| group(line, &replaced, at)).collect()
}

/// Every statement of a line that is of one kind.
macro_rules! of_kind {
    ($line:ident, $kind:ident) => {
        $line.bodies().filter_map(|body| match body {
            EntryBody::$kind(entry) => Some(entry),
            _ => None,
        })
    };
}

fn group(line: &LineShown<'_>, replaced: &BTreeSet<&str>, at: Timestamp) -> Option<LineGroup> {
    let any = |found: bool, group: LineGroup| found.then_some(group);
    match line.bodies().next()? {
        EntryBody::Problem(leading) => Some(problem(leading, || of_kind!(line, Problem), at)),
        EntryBody::Allergy(_) => Some(allergy(|| of_kind!(line, Allergy))),
        EntryBody::Medication(_) => Some(medication::group(|| of_kind!(line, Medication), at)),
        EntryBody::Investigation(leading) => any(leading.status == Some(ResultStatus::Cancelled), LineGroup::Cancelled),
        EntryBody::RelatedPerson(_) => {
            Some(lasting(of_kind!(line, RelatedPerson).map(|person| phase(&person.period, at))))
        }
        EntryBody::CareProvider(_) => {
            Some(lasting(of_kind!(line, CareProvider).map(|provider| phase(&provider.period, at))))
        }
        EntryBody::Alert(_) => Some(alert(|| of_kind!(line, Alert), at)),
        EntryBody::Document(leading) => Some(document(leading, || of_kind!(line, Document), replaced)),
        EntryBody::Encounter(leading) => Some(encounter(leading, at)),
        EntryBody::SocialCare(leading) => Some(social_care(leading, at)),
        EntryBody::Procedure(leading) => match leading.status {
            Some(ProcedureStatus::NotDone) => Some(LineGroup::Cancelled),
            Some(ProcedureStatus::Requested | ProcedureStatus::Preparation) => Some(LineGroup::Planned),
            _ => None,
        },
        EntryBody::Immunisation(leading) => {
            any(leading.status == Some(ImmunisationStatus::NotDone), LineGroup::Cancelled)
        }
        EntryBody::AboutMe(_) => None,
    }
}

/// It holds if any source says that it does: one that is behind must not take it off the list.
fn lasting(phases: impl Iterator<Item = Phase>) -> LineGroup {
    phases.max().map_or(LineGroup::Past, of_phase)
}

const fn of_phase(phase: Phase) -> LineGroup {
    match phase {
        Phase::Before => LineGroup::Planned,
        Phase::During => LineGroup::Active,
        Phase::After => LineGroup::Past,
    }
}

fn problem<'a, I: Iterator<Item = &'a Problem>>(leading: &Problem, all: impl Fn() -> I, at: Timestamp) -> LineGroup {
    match &leading.category {
        Some(ProblemCategory::FamilyHistory) => return LineGroup::FamilyHistory,
        Some(ProblemCategory::Suspected) => return LineGroup::Suspected,
        Some(ProblemCategory::Refuted) => return LineGroup::Refuted,
        _ => {}
    }
    let is_mention = |problem: &Problem| problem.category == Some(ProblemCategory::EncounterDiagnosis);
    let holds = |problem: &Problem| match &problem.status {
        Some(ProblemStatus::Active | ProblemStatus::Recurrence | ProblemStatus::Relapse) => true,
        Some(ProblemStatus::Inactive | ProblemStatus::Remission | ProblemStatus::Resolved) => false,
        _ => !is_mention(problem) && !ended_before(problem.period.end.as_ref(), at),
    };
    if all().any(holds) {
        let mut weights = all().filter_map(|problem| problem.significance.as_ref()).peekable();
        let minor = weights.peek().is_some() && weights.all(|weight| *weight == ProblemSignificance::Minor);
        if minor { LineGroup::Minor } else { LineGroup::Active }
    } else if all().all(|problem| is_mention(problem) && problem.status.is_none()) {
        LineGroup::Mentioned
    } else {
        LineGroup::Past
    }
}

fn allergy<'a, I: Iterator<Item = &'a Allergy>>(all: impl Fn() -> I) -> LineGroup {
    if all().any(|allergy| allergy.categories.contains(&AllergyCategory::NoneKnown)) {
        return LineGroup::NoneKnown;
    }
    let over = |allergy: &Allergy| matches!(allergy.status, Some(AllergyStatus::Inactive | AllergyStatus::Resolved));
    let refuted = |allergy: &Allergy| allergy.status == Some(AllergyStatus::Refuted);
    if all().all(refuted) {
        LineGroup::Refuted
    } else if all().all(|allergy| over(allergy) || refuted(allergy)) {
        LineGroup::Past
    } else {
        LineGroup::Active
    }
}

fn alert<'a, I: Iterator<Item = &'a Alert>>(all: impl Fn() -> I, at: Timestamp) -> LineGroup {
    let phases = all().map(|alert| match phase(&alert.period, at) {
        Phase::During if alert.status == Some(AlertStatus::Inactive) => Phase::After,
        phase => phase,
    });
    let group = lasting(phases);
    let plan = all().any(|alert| alert.kind == Some(AlertKind::AdvancePlan) || is_plan(&alert.code));
    if plan && group == LineGroup::Active { LineGroup::Foremost } else { group }
}

fn document<'a, I: Iterator<Item = &'a Document>>(
    leading: &Document,
    all: impl Fn() -> I,
    replaced: &BTreeSet<&str>,
) -> LineGroup {
    let is_replaced =
        all().any(|document| document.identifier.as_deref().is_some_and(|identifier| replaced.contains(identifier)));
    match &leading.status {
        Some(DocumentStatus::Cancelled) => LineGroup::Cancelled,
        Some(DocumentStatus::Superseded) => LineGroup::Superseded,
        _ if is_replaced => LineGroup::Superseded,
        _ if is_plan(&leading.kind) => LineGroup::Foremost,
        _ => LineGroup::Active,
    }
}

/// Whether a document or an alert is, or points to, a plan that has to be seen before anything else: the types of the
/// National Record Locator that plan for an emergency or the end of life.
///
/// Source: NHS England, National Record Locator, pointer types (SNOMED CT).
fn is_plan(kind: &CodedConcept) -> bool {
    const PLANS: [&str; 8] = [
        "736253002",        // mental health crisis plan
        "887701000000100",  // emergency health care plan
        "861421000000109",  // end of life care coordination summary
        "1382601000000107", // recommended summary plan for emergency care and treatment (ReSPECT)
        "325691000000100",  // contingency plan
        "736373009",        // end of life care plan
        "736366004",        // advance care plan
        "735324008",        // treatment escalation plan
    ];
    kind.codings.iter().any(|coding| coding.system == system::SNOMED && PLANS.contains(&coding.code.as_str()))
}

fn encounter(encounter: &Encounter, at: Timestamp) -> LineGroup {
    match &encounter.status {
        Some(EncounterStatus::Cancelled | EncounterStatus::NoShow) => LineGroup::Cancelled,
        Some(EncounterStatus::Finished) => LineGroup::Past,
        Some(EncounterStatus::Arrived | EncounterStatus::InProgress | EncounterStatus::OnLeave) => LineGroup::Active,
        _ if begins_after(encounter.period.start.as_ref(), at) => LineGroup::Planned,
        Some(EncounterStatus::Planned) => LineGroup::Planned,
        _ if ended_before(encounter.period.end.as_ref(), at) => LineGroup::Past,
        _ => LineGroup::Active,
    }
}

fn social_care(event: &SocialCare, at: Timestamp) -> LineGroup {
    match &event.status {
        Some(SocialCareStatus::Cancelled) => LineGroup::Cancelled,
        Some(SocialCareStatus::Finished) => LineGroup::Past,
        Some(SocialCareStatus::Planned) => LineGroup::Planned,
        _ => of_phase(phase(&event.period, at)),
    }
}
