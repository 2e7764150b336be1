//! The tests of a report: groups with their results, and results that stand alone.

use super::codes::Status;
use super::draft::{Draft, Drafts, item_id};
use super::measurement;
use super::message::Segment;
use super::parties::Parties;
use super::parts::{Report, Subject, Test, all, qualified};
use super::specimen::{self, Taken};
use crate::contribution::{ContributionBody, ContributionStatus, Version};
use crate::identifier::{CodedConcept, SourceItemId, SubjectId};
use crate::ingest::Severity;
use crate::record::{
    Entry, EntryBody, EntryLink, EntryLinkKind, Investigation, InvestigationKind, Measurement, ResultStatus,
};
use crate::time::{PartialDateTime, Timestamp};
use std::collections::BTreeMap;

/// What the report says of all its tests.
pub(super) struct Common<'c> {
    pub(super) kind: Option<InvestigationKind>,
    pub(super) parties: &'c Parties,
    /// The report's number at the laboratory (RFF+SRI).
    pub(super) number: Option<String>,
    pub(super) issued: Option<PartialDateTime>,
    pub(super) status: Option<Status>,
    /// Whether the report adds to an earlier one, so that it must not supersede it.
    pub(super) supplementary: bool,
    pub(super) version: Version,
    pub(super) recorded: Timestamp,
}

/// One test and what it belongs to.
struct Planned<'s, 'm> {
    test: &'s Test<'m>,
    /// Whether it is a result of a group that was taken back.
    is_taken_back: bool,
    /// Whether results refer to it as their group.
    is_group: bool,
    /// The group that it belongs to, among those before it.
    parent: Option<usize>,
    /// The results of the group.
    members: Vec<usize>,
    specimen: Option<usize>,
}

/// Adds an investigation for each group of tests and for each result that stands alone.
///
/// `shares` says whether what all of them have in common may be repeated in each; if not, it stays attached.
pub(super) fn map(
    report: &Report<'_>,
    subject: &Subject<'_>,
    id: &SubjectId,
    common: &Common<'_>,
    shares: bool,
    drafts: &mut Drafts,
) {
    let planned = plan(subject);
    let coded = subject.tests.iter().any(measurement::is_coded);
    let notes = if shares && coded { measurement::words(&subject.clinical, "CID") } else { None };
    let notes = notes.map(|words| format!("Clinical information: {words}"));
    if notes.is_some() {
        let known = subject.clinical.iter().filter(|segment| matches!(segment.tag(), "S10" | "CIN"));
        known.for_each(|segment| segment.mark());
    }
    let mut taken: BTreeMap<usize, Taken> = BTreeMap::new();
    let mut items: BTreeMap<usize, SourceItemId> = BTreeMap::new();
    for (at, plan) in planned.iter().enumerate() {
        if plan.parent.is_some() && !plan.is_group {
            continue;
        }
        let (Some(code), Some(inv)) = (measurement::code(plan.test), all(&plan.test.own, "INV").next()) else {
            continue;
        };
        let specimen = plan.specimen.filter(|_| shares).and_then(|number| {
            let group = subject.specimens.get(number)?;
            Some(taken.entry(number).or_insert_with(|| specimen::read(group)).clone())
        });
        let mut investigation = begin(common, code.clone(), specimen, notes.clone());
        let (status, stands) = settled(plan.test, common);
        investigation.status = status;
        add_measurements(&planned, plan, &code, &mut investigation);
        let item = item(common, id, &investigation, &code);
        let links = plan
            .parent
            .and_then(|parent| items.get(&parent))
            .map(|parent| EntryLink { kind: EntryLinkKind::PartOf, item: parent.clone() });
        let mut entry = Entry::new(EntryBody::Investigation(investigation));
        entry.links.extend(links);
        let draft = drafts.add(
            inv,
            Draft {
                item: item.clone(),
                subject: id.clone(),
                version: common.version,
                recorded: common.recorded,
                status: stands,
                body: ContributionBody::Entry(Box::new(entry)),
            },
        );
        items.insert(at, item);
        claim(&planned, plan, draft, drafts);
        if items.len() == 1 {
            drafts.claim(&report.own, draft);
            drafts.claim(&subject.clinical, draft);
        }
        if let Some(group) = plan.specimen.and_then(|number| subject.specimens.get(number)) {
            drafts.claim(group, draft);
        }
    }
}

fn claim(planned: &[Planned<'_, '_>], plan: &Planned<'_, '_>, draft: usize, drafts: &mut Drafts) {
    let members = plan.members.iter().filter_map(|member| planned.get(*member));
    for plan in std::iter::once(plan).chain(members) {
        drafts.claim(&plan.test.own, draft);
        plan.test.ranges.iter().for_each(|range| drafts.claim(range, draft));
    }
}

/// Which tests are groups, and what belongs to which: SEQ numbers a group, RFF+ARL names the group of a result, RFF+ASL
/// the specimen.
fn plan<'s, 'm>(subject: &'s Subject<'m>) -> Vec<Planned<'s, 'm>> {
    let mut specimens = BTreeMap::new();
    for (at, group) in subject.specimens.iter().enumerate() {
        specimens.entry(specimen::sequence(group).unwrap_or_default()).or_insert(at);
    }
    let only = (subject.specimens.len() == 1).then_some(0);
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    let mut planned: Vec<Planned<'s, 'm>> = Vec::new();
    for (at, test) in subject.tests.iter().enumerate() {
        let is_coded = measurement::is_coded(test);
        let sequence = specimen::sequence(&test.own);
        let reference = |word: &str| qualified(&test.own, "RFF", word).filter(|rff| rff.value(1, 2).has_value());
        let group = reference("ARL");
        let parent = group.and_then(|rff| groups.get(&rff.value(1, 2).peek()).copied());
        if let (Some(rff), None) = (group, parent) {
            let message = "the group that a result belongs to is not in the message; the result stands alone";
            rff.issue(Severity::Warning, "edifact.result.no-group", message);
        }
        let of_specimen = reference("ASL");
        let named = of_specimen.and_then(|rff| specimens.get(&rff.value(1, 2).peek()).copied());
        if let (Some(rff), None) = (of_specimen, named) {
            let message = "the specimen that a test was made of is not in the message";
            rff.issue(Severity::Warning, "edifact.result.no-specimen", message);
        }
        let inherited = parent.and_then(|parent| planned.get(parent)).and_then(|parent| parent.specimen);
        let specimen = if of_specimen.is_some() { named } else { inherited.or(only) };
        let is_member = parent.is_some() && sequence.is_none();
        let is_taken_back = is_member && measurement::status(&test.own) == Some(Status::EnteredInError);
        if is_coded {
            if !is_taken_back {
                mark_structure(test, parent.and(group), named.and(of_specimen));
            }
            if let Some(number) = &sequence {
                groups.insert(number.clone(), at);
            }
            if let Some(parent) = parent.filter(|_| is_member).and_then(|parent| planned.get_mut(parent)) {
                parent.members.push(at);
            }
        }
        let is_group = sequence.is_some();
        planned.push(Planned { test, is_taken_back, is_group, parent, members: Vec::new(), specimen });
    }
    planned
}

/// What says only how the tests hang together is told by how they are arranged.
fn mark_structure(test: &Test<'_>, group: Option<Segment<'_>>, specimen: Option<Segment<'_>>) {
    for segment in test.own.iter().filter(|segment| matches!(segment.tag(), "GIS" | "SEQ" | "S10" | "S11")) {
        segment.mark();
    }
    [group, specimen].into_iter().flatten().for_each(Segment::mark);
}

fn begin(common: &Common<'_>, code: CodedConcept, specimen: Option<Taken>, clinical: Option<String>) -> Investigation {
    let taken = specimen.unwrap_or_default();
    let observed = taken.specimen.collected.clone();
    let specimens = if taken.specimen == Default::default() { Vec::new() } else { vec![taken.specimen] };
    Investigation {
        code,
        kind: common.kind.clone(),
        status: None,
        placer_number: None,
        filler_number: common.number.clone(),
        observed,
        reported: common.issued.clone(),
        specimens,
        measurements: Vec::new(),
        conclusion: None,
        requester: common.parties.requester.clone(),
        performers: common.parties.performers.clone(),
        notes: clinical.into_iter().chain(taken.notes).collect(),
    }
}

/// The test's own status, else the report's; and whether the investigation stands.
fn settled(test: &Test<'_>, common: &Common<'_>) -> (Option<ResultStatus>, ContributionStatus) {
    let own = measurement::status(&test.own);
    if own.is_some() {
        measurement::mark_status(&test.own);
    }
    match (own, &common.status) {
        (Some(Status::EnteredInError), _) | (_, Some(Status::EnteredInError)) => {
            (None, ContributionStatus::EnteredInError)
        }
        (Some(Status::Known(Some(status))), _) => (Some(status), ContributionStatus::Current),
        (_, Some(Status::Known(status))) => (status.clone(), ContributionStatus::Current),
        _ => (None, ContributionStatus::Current),
    }
}

fn add_measurements(
    planned: &[Planned<'_, '_>],
    plan: &Planned<'_, '_>,
    code: &CodedConcept,
    investigation: &mut Investigation,
) {
    observed_of_imaging(plan.test, investigation);
    if !plan.is_group || measurement::has_value(plan.test) {
        let measured = measurement::read(plan.test, code.clone(), investigation.status.as_ref());
        investigation.measurements.push(Measurement { status: None, ..measured });
    } else {
        investigation.notes.extend(measurement::words(&plan.test.own, "SPC"));
    }
    for member in plan.members.iter().filter_map(|member| planned.get(*member)) {
        if member.is_taken_back {
            if let Some(inv) = all(&member.test.own, "INV").next() {
                let message = "a result was taken back; it stays attached and is not shown as a value";
                inv.issue(Severity::Warning, "edifact.result.taken-back", message);
            }
            continue;
        }
        let Some(code) = measurement::code(member.test) else { continue };
        investigation.measurements.push(measurement::read(member.test, code, investigation.status.as_ref()));
    }
}

/// DTM+AIC: when the images were taken.
fn observed_of_imaging(test: &Test<'_>, investigation: &mut Investigation) {
    if investigation.observed.is_none()
        && let Some(dtm) = qualified(&test.own, "DTM", "AIC")
        && let Some(time) = dtm.value(1, 2).date_time(dtm.value(1, 3))
    {
        dtm.value(1, 1).mark();
        investigation.observed = Some(time);
    }
}

/// The person, the laboratory's number of the specimen and what was done: a report that is issued again about the same
/// specimen has a new number and supersedes the earlier one. Without a specimen's number the report's own and its day; so
/// has a supplementary report, which adds and does not supersede.
fn item(common: &Common<'_>, id: &SubjectId, investigation: &Investigation, code: &CodedConcept) -> SourceItemId {
    let what = code.codings.first().map_or_else(|| code.words(), |coding| coding.code.as_str());
    let specimen = investigation.specimens.first().and_then(|specimen| specimen.identifier.as_deref());
    let day = common.issued.as_ref().map(PartialDateTime::date_text).unwrap_or_default();
    let report = common.number.as_deref().unwrap_or_default();
    let (namespace, value) = (id.namespace(), id.value());
    match specimen {
        Some(number) if common.supplementary => {
            item_id(None, &["investigation", namespace, value, number, what, "supplementary", report, day])
        }
        Some(number) => item_id(None, &["investigation", namespace, value, number, what]),
        None => item_id(None, &["investigation", namespace, value, report, day, what]),
    }
}
