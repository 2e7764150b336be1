//! The one list of medicines: what is taken now, and what one source says that another does not (M45, M51 to M54).

use super::LineShown;
use super::group::LineGroup;
use super::notice::NoticeKind;
use crate::identifier::{CodedConcept, system};
use crate::merge::differences::dose;
use crate::merge::fact::{same_product, same_words};
use crate::merge::holds::{Phase, phase};
use crate::record::{EntryBody, Medication, MedicationCourse, MedicationStatus};
use crate::time::Timestamp;

/// Whether a medicine is taken, as one source states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Planned,
    Now,
    Ended,
}

fn taken(medication: &Medication, at: Timestamp) -> Taken {
    match &medication.status {
        Some(
            MedicationStatus::Completed
            | MedicationStatus::Stopped
            | MedicationStatus::NotTaken
            | MedicationStatus::Cancelled,
        ) => Taken::Ended,
        Some(MedicationStatus::Intended | MedicationStatus::Draft) => Taken::Planned,
        _ => match phase(&medication.period, at) {
            Phase::Before => Taken::Planned,
            Phase::During => Taken::Now,
            Phase::After => Taken::Ended,
        },
    }
}

/// Whose list a statement stands on, as its course tells.
fn by_practice(medication: &Medication) -> bool {
    matches!(
        medication.course,
        Some(MedicationCourse::Repeat | MedicationCourse::RepeatDispensing | MedicationCourse::Acute)
    )
}

fn by_hospital(medication: &Medication) -> bool {
    matches!(medication.course, Some(MedicationCourse::Inpatient | MedicationCourse::Discharge))
}

/// The group of a line of medicines: it is taken if any source says so.
pub(super) fn group<'a, I: Iterator<Item = &'a Medication>>(all: impl Fn() -> I, at: Timestamp) -> LineGroup {
    use MedicationCourse as Course;
    if all().all(|one| matches!(one.course, Some(Course::Dispense | Course::Administration))) {
        return LineGroup::Given;
    }
    let now = || all().filter(|one| taken(one, at) == Taken::Now);
    let on = |course: &[Course]| now().any(|one| one.course.as_ref().is_some_and(|stated| course.contains(stated)));
    if now().next().is_none() {
        let planned = all().any(|one| taken(one, at) == Taken::Planned);
        return if planned { LineGroup::Planned } else { LineGroup::Past };
    }
    if on(&[Course::Repeat, Course::RepeatDispensing]) {
        LineGroup::Repeat
    } else if on(&[Course::Acute]) {
        LineGroup::Acute
    } else if on(&[Course::Inpatient, Course::Discharge]) {
        LineGroup::Hospital
    } else if on(&[Course::OverTheCounter]) {
        LineGroup::OverTheCounter
    } else {
        LineGroup::Active
    }
}

/// Whether a line stands among the medicines that are taken now or will be.
pub(super) fn is_on_the_list(group: Option<LineGroup>) -> bool {
    matches!(
        group,
        Some(
            LineGroup::Active
                | LineGroup::Repeat
                | LineGroup::Acute
                | LineGroup::Hospital
                | LineGroup::OverTheCounter
                | LineGroup::Planned
        )
    )
}

/// Whether any line shows what a practice lists.
pub(super) fn a_practice_lists(lines: &[LineShown<'_>]) -> bool {
    lines.iter().flat_map(LineShown::bodies).any(|body| matches!(body, EntryBody::Medication(one) if by_practice(one)))
}

/// What a hospital did that the practice's list does not show yet.
pub(super) fn not_yet_acted_on(line: &LineShown<'_>, practice_seen: bool, at: Timestamp) -> Option<NoticeKind> {
    let stated = || {
        line.statements.iter().filter_map(|(provenance, entry)| match &entry.body {
            EntryBody::Medication(medication) => Some((provenance.recorded, medication)),
            _ => None,
        })
    };
    let listed = || stated().filter(|(_, one)| by_practice(one));
    let now = |one: &Medication| taken(one, at) == Taken::Now;
    let hospital = stated().filter(|(_, one)| by_hospital(one)).max_by_key(|(recorded, _)| *recorded);
    let (told, theirs) = hospital?;
    let Some((listed_at, ours)) = listed().filter(|(_, one)| now(one)).max_by_key(|(recorded, _)| *recorded) else {
        let started = practice_seen && now(theirs) && listed().next().is_none();
        return started.then_some(NoticeKind::StartedByHospital);
    };
    if told <= listed_at {
        return None;
    }
    if taken(theirs, at) == Taken::Ended {
        // A stay's own course ends with the stay; only what a hospital says was stopped was.
        return (theirs.status == Some(MedicationStatus::Stopped)).then_some(NoticeKind::StoppedByHospital);
    }
    let doses = dose(theirs).zip(dose(ours));
    let changed = !same_product(&theirs.drug, &ours.drug) || doses.is_some_and(|(a, b)| !same_words(&a, &b));
    changed.then_some(NoticeKind::ChangedByHospital)
}
/// The SNOMED CT or dm+d codes of what a drug contains, and of the drug itself.
pub(super) fn substances<'a>(
    drug: &'a CodedConcept,
    ingredients: &'a [CodedConcept],
) -> impl Iterator<Item = &'a str> + use<'a> {
    let codings = std::iter::once(drug).chain(ingredients).flat_map(|concept| &concept.codings);
    codings
        .filter(|coding| coding.system == system::SNOMED || coding.system == system::DMD)
        .map(|coding| coding.code.as_str())
}
