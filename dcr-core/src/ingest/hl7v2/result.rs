//! OBX and their NTE: the results of an order, grouped by what they are about, and the documents among them.

use super::allergy::key_of;
use super::content;
use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::investigation::Whole;
use super::message::Segment;
use super::observation::{self, TakenBack};
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::ingest::Severity;
use crate::record::{
    Document, DocumentStatus, Entry, EntryBody, EntryLink, EntryLinkKind, Investigation, Measurement, Participant,
    Period, ResultStatus, ResultValue,
};
use std::collections::{BTreeMap, BTreeSet};

/// The observations of an order with one code and subid: one result, or one document, in one or more segments.
#[derive(Debug)]
pub(super) struct Group<'m> {
    /// OBX-3 and OBX-4 of the first.
    pub(super) code: &'m str,
    pub(super) subid: &'m str,
    /// Each OBX with the NTE and PRT that follow it.
    pub(super) parts: Vec<(Segment<'m>, Vec<Segment<'m>>)>,
}

/// What follows an OBR.
#[derive(Debug, Default)]
pub(super) struct Groups<'m> {
    /// In the order in which they begin.
    pub(super) results: Vec<Group<'m>>,
    /// Encapsulated data and pointers.
    pub(super) documents: Vec<Group<'m>>,
    /// NTE that belong to the order itself.
    pub(super) notes: Vec<Segment<'m>>,
}

impl<'m> Groups<'m> {
    /// Groups segments. Words that go on in the next segment stay with the segment before, whatever subid counts them.
    pub(super) fn read(segments: &[Segment<'m>]) -> Self {
        let mut groups = Self::default();
        let mut known: BTreeMap<(bool, &'m str, &'m str), usize> = BTreeMap::new();
        let mut last: Option<(bool, usize)> = None;
        let mut before: Option<Segment<'m>> = None;
        let mut began = false;
        for &segment in segments {
            match segment.name() {
                "OBX" => {
                    began = true;
                    let is_document = matches!(segment.field(2).peek(), "ED" | "RP");
                    let goes_on = before.is_some_and(|before| observation::goes_on(before, segment));
                    before = Some(segment);
                    let list = if is_document { &mut groups.documents } else { &mut groups.results };
                    if let Some((_, at)) = last.filter(|(kind, _)| goes_on && *kind == is_document) {
                        if let Some(group) = list.get_mut(at) {
                            group.parts.push((segment, Vec::new()));
                        }
                        continue;
                    }
                    let (code, subid) = (segment.field(3).code_key(), segment.field(4).peek());
                    let at = *known.entry((is_document, code, subid)).or_insert(list.len());
                    match list.get_mut(at) {
                        Some(group) => group.parts.push((segment, Vec::new())),
                        None => list.push(Group { code, subid, parts: vec![(segment, Vec::new())] }),
                    }
                    last = Some((is_document, at));
                }
                // Who took part in the observation stands between it and its notes.
                name @ ("NTE" | "PRT") => match last {
                    Some((is_document, at)) => {
                        before = None;
                        let list = if is_document { &mut groups.documents } else { &mut groups.results };
                        if let Some((_, notes)) = list.get_mut(at).and_then(|group| group.parts.last_mut()) {
                            notes.push(segment);
                        }
                    }
                    None if !began && name == "NTE" => groups.notes.push(segment),
                    None => {}
                },
                // What stands between says nothing that is read; a note behind it is not about the observation.
                _ => {
                    began = true;
                    last = None;
                    before = None;
                }
            }
        }
        groups
    }

    /// Every OBX.
    pub(super) fn observations(&self) -> impl Iterator<Item = Segment<'m>> {
        let parts = self.results.iter().chain(&self.documents).flat_map(|group| &group.parts);
        parts.map(|(obx, _)| *obx)
    }

    /// Whether there are observations and none of them stands, one at least because it was wrong.
    pub(super) fn all_wrong(&self) -> bool {
        let mut worst = None;
        for obx in self.observations() {
            match observation::taken_back(obx) {
                TakenBack::No => return false,
                TakenBack::Deleted => worst = worst.max(Some(false)),
                TakenBack::Wrong => worst = Some(true),
            }
        }
        worst == Some(true)
    }
}

/// The words of an NTE; nothing for any other segment.
pub(super) fn note(nte: Segment<'_>) -> Option<String> {
    if nte.name() != "NTE" {
        return None;
    }
    let words = nte.field(3).lines()?;
    nte.field(1).mark();
    Some(words)
}

/// The identifier of what an order says of something observed.
pub(super) fn item_under(order: &SourceItemId, code: &str, subid: &str) -> SourceItemId {
    let order = order.as_str();
    let base = format!("result/{}", order.strip_prefix("investigation/").unwrap_or(order));
    if subid.is_empty() {
        item_id(&[&base, code], Joined::First)
    } else {
        item_id(&[&base, code, "sub", subid], Joined::First)
    }
}

/// The identifier of an observation that belongs to no order.
fn item_alone(context: &Context<'_>, kind: &str, group: &Group<'_>) -> SourceItemId {
    let at = group.parts.first().map(|(obx, _)| obx.field(14).peek()).filter(|at| !at.is_empty());
    let at = at.or_else(|| context.recorded_text.as_ref().map(|at| at.as_str())).unwrap_or_default();
    if group.subid.is_empty() {
        context.own_item(kind, &[group.code, at])
    } else {
        context.own_item(kind, &[group.code, at, "sub", group.subid])
    }
}

/// Adds one result.
///
/// A result of which every observation was taken back does not stand; it keeps what was observed, so that it supersedes
/// the value that an earlier message stated, and the observations stay attached.
pub(super) fn add(context: &Context<'_>, group: &Group<'_>, whole: &Whole, links: Vec<EntryLink>, drafts: &mut Drafts) {
    let Some((first, _)) = group.parts.first() else { return };
    let Some(code) = first.field(3).concept() else {
        context.issue(
            *first,
            Severity::Warning,
            "hl7v2.observation.no-code",
            "the observation does not say what was observed and stays attached",
        );
        return;
    };
    let mut measurements: Vec<Measurement> = Vec::new();
    let mut performers: Vec<Participant> = Vec::new();
    let mut known = BTreeSet::new();
    let mut narrative: Option<Segment<'_>> = None;
    let mut worst = None;
    for (obx, notes) in &group.parts {
        let back = observation::taken_back(*obx);
        if back != TakenBack::No {
            worst = worst.max(Some(back == TakenBack::Wrong));
            narrative = None;
            obx.field(11).first_used();
            context.issue(
                *obx,
                Severity::Warning,
                "hl7v2.observation.taken-back",
                "the observation was taken back; it stays attached and is not shown as a value",
            );
            continue;
        }
        if narrative.is_some_and(|before| observation::goes_on(before, *obx)) {
            go_on(narrative, *obx, &mut measurements);
        } else {
            let stated = observation::measurements(*obx, &code);
            if measurements.is_empty() {
                measurements = stated;
            } else {
                measurements.extend(stated);
            }
        }
        for performer in observation::performers(*obx) {
            if known.insert(performer.clone()) {
                performers.push(performer);
            }
        }
        narrative = (observation::is_narrative(*obx) && notes.is_empty()).then_some(*obx);
        if let Some(last) = measurements.last_mut() {
            last.notes.extend(notes.iter().filter_map(|nte| note(*nte)));
        }
    }
    let status = match worst {
        Some(wrong) if measurements.is_empty() => {
            if wrong {
                ContributionStatus::EnteredInError
            } else {
                ContributionStatus::Deleted
            }
        }
        _ => ContributionStatus::Current,
    };
    let investigation = together(code, measurements, performers, whole);
    let mut entry = Entry::new(EntryBody::Investigation(investigation));
    entry.sensitivity = whole.sensitivity.clone();
    entry.links = whole.item.iter().map(|item| EntryLink { kind: EntryLinkKind::PartOf, item: item.clone() }).collect();
    entry.links.extend(links);
    let item = match &whole.item {
        Some(order) => item_under(order, group.code, group.subid),
        None => item_alone(context, "result", group),
    };
    let body = ContributionBody::Entry(Box::new(entry));
    let draft = drafts.add(context, *first, item, status, whole.recorded, body);
    claim(group, draft, drafts);
}

fn claim(group: &Group<'_>, draft: usize, drafts: &mut Drafts) {
    for (obx, notes) in &group.parts {
        drafts.claim(*obx, draft);
        for nte in notes {
            drafts.claim(*nte, draft);
        }
    }
}

/// The result as an investigation: what its values have in common is said once.
fn together(
    code: CodedConcept,
    mut measurements: Vec<Measurement>,
    performers: Vec<Participant>,
    whole: &Whole,
) -> Investigation {
    let status = measurements.iter().find_map(|m| m.status.clone()).or_else(|| whole.status.clone());
    let observed = measurements.iter().find_map(|m| m.observed.clone()).or_else(|| whole.observed.clone());
    for measurement in &mut measurements {
        if measurement.status == status {
            measurement.status = None;
        }
        if measurement.observed == observed {
            measurement.observed = None;
        }
    }
    Investigation {
        code,
        kind: whole.kind.clone(),
        status,
        placer_number: None,
        filler_number: None,
        observed,
        reported: whole.reported.clone(),
        specimens: Vec::new(),
        measurements,
        conclusion: None,
        requester: None,
        performers,
        notes: Vec::new(),
    }
}

/// Adds the words of a segment to those before.
fn go_on(before: Option<Segment<'_>>, obx: Segment<'_>, measurements: &mut [Measurement]) {
    let Some(Measurement { value, .. }) = measurements.last_mut() else { return };
    let words = obx.field(5).lines().unwrap_or_default();
    match value {
        Some(ResultValue::Text(text)) => {
            text.push('\n');
            text.push_str(&words);
        }
        _ => *value = Some(ResultValue::Text(words)),
    }
    obx.field(1).mark();
    // What the segment before says in the same words is kept with it.
    for field in before.into_iter().flat_map(|before| before.fields()) {
        let again = obx.field(field.number());
        if field.leaves().all(Value::used) && again.raw() == field.raw() {
            again.mark();
        }
    }
}

/// Adds a document of an order, or one that belongs to none.
pub(super) fn add_document(
    context: &Context<'_>,
    group: &Group<'_>,
    whole: &Whole,
    order: Option<&CodedConcept>,
    drafts: &mut Drafts,
) {
    let Some((first, _)) = group.parts.first() else { return };
    let mut worst = None;
    let mut standing = Vec::new();
    for (obx, _) in &group.parts {
        let back = observation::taken_back(*obx);
        if back == TakenBack::No {
            standing.push(*obx);
        } else {
            worst = worst.max(Some(back == TakenBack::Wrong));
            context.issue(
                *obx,
                Severity::Warning,
                "hl7v2.observation.taken-back",
                "the observation was taken back; it stays attached and is not shown as a value",
            );
        }
    }
    let contents = content::read_all(&standing);
    // Contents that cannot be used leave the segments attached to their order.
    if contents.is_empty() && worst.is_none() {
        return;
    }
    let Some(kind) = first.field(3).concept().or_else(|| order.cloned()) else { return };
    let status = match worst {
        Some(true) if contents.is_empty() => ContributionStatus::EnteredInError,
        Some(false) if contents.is_empty() => ContributionStatus::Deleted,
        _ => ContributionStatus::Current,
    };
    for obx in &standing {
        obx.field(1).mark();
        obx.field(2).mark();
        obx.field(4).mark();
        if obx.number != first.number && obx.field(3).raw() == first.field(3).raw() {
            obx.field(3).mark();
        }
    }
    let document = Document {
        title: Some(kind.words().to_owned()),
        status: standing.iter().find_map(|obx| observation::result_status(obx.field(11))).map(document_status),
        written: standing.iter().find_map(|obx| obx.field(14).date_time()).or_else(|| whole.reported.clone()),
        covers: Period::default(),
        authors: Vec::new(),
        custodian: None,
        identifier: None,
        replaces: None,
        sections: Vec::new(),
        contents,
        kind,
    };
    let item = match &whole.item {
        Some(order) => item_id(&["document", order.as_str(), key_of(&document.kind), group.subid], Joined::All),
        None => item_alone(context, "document", group),
    };
    let recorded = document.written.as_ref().map_or(whole.recorded, |written| written.earliest());
    let mut entry = Entry::new(EntryBody::Document(document));
    entry.sensitivity = whole.sensitivity.clone();
    entry.links = whole.item.iter().map(|item| EntryLink { kind: EntryLinkKind::PartOf, item: item.clone() }).collect();
    let body = ContributionBody::Entry(Box::new(entry));
    let draft = drafts.add(context, *first, item, status, recorded, body);
    claim(group, draft, drafts);
}

fn document_status(status: ResultStatus) -> DocumentStatus {
    match status {
        ResultStatus::Final => DocumentStatus::Final,
        ResultStatus::Preliminary | ResultStatus::Partial => DocumentStatus::Preliminary,
        ResultStatus::Corrected | ResultStatus::Amended => DocumentStatus::Amended,
        ResultStatus::Cancelled => DocumentStatus::Cancelled,
        other => DocumentStatus::from(other.as_str()),
    }
}
