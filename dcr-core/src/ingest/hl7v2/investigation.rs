//! Orders and results: investigations, and the results and documents that are parts of them.
//!
//! # What is one contribution
//!
//! The order (OBR) is one contribution, keyed by the filler's number and what was done; each result is one more, keyed by
//! its order, what was observed (OBX-3) and its subid (OBX-4). A laboratory may send some results first and the rest, or
//! a correction, later; what it leaves out of the later message still stands, because a result is taken back only by an
//! observation that says so (OBX-11 `D` or `W`). Were the order and its results one contribution, the later message would
//! hide the results that it does not repeat; joined by result, any order of arrival leads to the same record.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::encounter;
use super::message::Segment;
use super::observation;
use super::order::{self, Order};
use super::result::{self, Groups};
use super::sensitivity::{bounded, label};
use super::susceptibility::Parents;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::ingest::Severity;
use crate::record::{
    Entry, EntryBody, EntryLink, EntryLinkKind, Investigation, InvestigationKind, Participant, ResultStatus,
    Sensitivity, Specimen,
};
use crate::time::Timestamp;

/// An order on its way into contributions.
pub(super) struct Prepared<'m> {
    pub(super) order: Order<'m>,
    pub(super) item: SourceItemId,
    pub(super) code: CodedConcept,
    pub(super) groups: Groups<'m>,
    /// The result of another order that this one looks into further (OBR-26).
    pub(super) parent: Option<SourceItemId>,
}

/// What the results of an order have in common.
pub(super) struct Whole {
    /// Their order; `None` for observations that belong to none.
    pub(super) item: Option<SourceItemId>,
    pub(super) kind: Option<InvestigationKind>,
    pub(super) status: Option<ResultStatus>,
    pub(super) observed: Option<crate::time::PartialDateTime>,
    pub(super) reported: Option<crate::time::PartialDateTime>,
    pub(super) sensitivity: Sensitivity,
    pub(super) recorded: Timestamp,
}

/// What the orders of a message say: results, or what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// A laboratory or department reports (ORU, OUL).
    Results,
    /// Someone asks for something (ORM, OML, OMG).
    Requests,
}

/// One investigation for each OBR, with its results and documents, and one for each observation outside of any order.
pub(super) fn map(context: &Context<'_>, told: Told, drafts: &mut Drafts) {
    let found = order::read(context);
    let during = context.first("PV1").and_then(|pv1| encounter::item(context, pv1));
    let mut prepared = Vec::new();
    for order in found.orders {
        let obr = order.request;
        let Some(code) = obr.field(4).concept() else {
            context.issue(
                obr,
                Severity::Error,
                "hl7v2.investigation.no-code",
                "the investigation does not say what was done; its segments stay attached",
            );
            continue;
        };
        let item = item_of(context, told, &order);
        let groups = Groups::read(&order.rest);
        prepared.push(Prepared { order, item, code, groups, parent: None });
    }
    let parents = Parents::find(&mut prepared);
    for (number, prepared) in prepared.into_iter().enumerate() {
        order_entries(context, told, prepared, number, &parents, during.as_ref(), drafts);
    }
    lone(context, &found.lone, drafts);
}

/// Observations that belong to no order: each is known by the person, what was observed and when.
pub(super) fn lone(context: &Context<'_>, segments: &[Segment<'_>], drafts: &mut Drafts) {
    let groups = Groups::read(segments);
    let checks: Vec<_> =
        groups.observations().flat_map(|obx| obx.field(13).repeats()).filter_map(Value::text).collect();
    let whole = Whole {
        item: None,
        kind: None,
        status: None,
        observed: None,
        reported: None,
        sensitivity: bounded(checks.iter().map(|code| label(code)).collect()),
        recorded: context.recorded,
    };
    for group in &groups.results {
        result::add(context, group, &whole, Vec::new(), drafts);
    }
    for group in &groups.documents {
        result::add_document(context, group, &whole, None, drafts);
    }
}

fn order_entries(
    context: &Context<'_>,
    told: Told,
    prepared: Prepared<'_>,
    number: usize,
    parents: &Parents,
    during: Option<&SourceItemId>,
    drafts: &mut Drafts,
) {
    let Prepared { order, item, code, groups, parent } = prepared;
    let obr = order.request;
    let mut investigation = request(&order, told, code.clone());
    for nte in &groups.notes {
        investigation.notes.extend(result::note(*nte));
    }
    // User defined access checks: what they ask for is not known, so they withhold.
    let checks = groups.observations().flat_map(|obx| obx.field(13).repeats()).filter_map(Value::text);
    let sensitivity = order.common.map(|orc| orc.field(28).confidentiality()).unwrap_or_default();
    let sensitivity = sensitivity.union(&bounded(checks.map(|code| label(&code)).collect()));
    // Sent for the wrong person, say: then the order itself must not be shown. What another message said of other
    // results of the order stands by itself.
    let wrong = groups.all_wrong();
    let status = if wrong { ContributionStatus::EnteredInError } else { ContributionStatus::Current };
    let mut whole = Whole {
        item: Some(item.clone()),
        kind: investigation.kind.clone(),
        status: investigation.status.clone(),
        observed: investigation.observed.clone(),
        reported: investigation.reported.clone(),
        sensitivity: sensitivity.clone(),
        recorded: recorded(context, told, &order, &investigation),
    };
    let mut links = Vec::new();
    let mut link = |kind: EntryLinkKind, item: SourceItemId| links.push(EntryLink { kind, item });
    if let Some(during) = during {
        link(EntryLinkKind::During, during.clone());
    }
    if let Some(parent) = parent {
        link(EntryLinkKind::PartOf, parent);
    }
    if let (Told::Results, Some(placer)) = (told, &investigation.placer_number) {
        link(EntryLinkKind::BasedOn, order_item(placer, &code));
    }
    // In the order of display; what is part of another result is named there.
    for (at, group) in groups.results.iter().enumerate() {
        if parents.inside(number, at).is_none() {
            link(EntryLinkKind::HasPart, result::item_under(&item, group.code, group.subid));
        }
    }
    let mut entry = Entry::new(EntryBody::Investigation(investigation));
    entry.sensitivity = sensitivity;
    entry.links = links;
    let body = ContributionBody::Entry(Box::new(entry));
    let draft = drafts.add(context, obr, item.clone(), status, whole.recorded, body);
    for segment in order.common.iter().chain(&order.specimens).chain(&order.rest).chain(&order.unread) {
        drafts.claim(*segment, draft);
    }
    // Another order of this message may have had the key before.
    let header = drafts.item(draft).cloned().unwrap_or(item);
    whole.item = Some(header.clone());
    let part = |at: usize| groups.results.get(at).map(|group| result::item_under(&header, group.code, group.subid));
    for (at, group) in groups.results.iter().enumerate() {
        let inside = parents.inside(number, at).and_then(part);
        let mut links: Vec<_> =
            inside.into_iter().map(|item| EntryLink { kind: EntryLinkKind::PartOf, item }).collect();
        let parts = parents.parts(number, at).iter().filter_map(|at| part(*at));
        let parts = parts.chain(parents.orders(number, at).iter().cloned());
        links.extend(parts.map(|item| EntryLink { kind: EntryLinkKind::HasPart, item }));
        result::add(context, group, &whole, links, drafts);
    }
    for group in &groups.documents {
        result::add_document(context, group, &whole, Some(&code), drafts);
    }
}

/// The order's entry without its results.
fn request(order: &Order<'_>, told: Told, code: CodedConcept) -> Investigation {
    let obr = order.request;
    obr.field(1).mark();
    let mut investigation = Investigation {
        code,
        kind: obr.field(24).read(kind),
        status: observation::result_status(obr.field(25)),
        placer_number: obr.field(2).text(),
        filler_number: obr.field(3).text(),
        observed: obr.field(7).date_time(),
        reported: obr.field(22).date_time(),
        specimens: order.specimens.iter().filter_map(|spm| specimen(*spm)).collect(),
        measurements: Vec::new(),
        conclusion: None,
        requester: obr.field(16).professional("requester"),
        performers: performers(obr),
        // Relevant clinical information and the reason for the study.
        notes: obr.field(13).lines().into_iter().chain(reasons(obr)).collect(),
    };
    if order.specimens.is_empty() {
        let kind = obr.field(15).part(1).concept();
        let specimen = Specimen { identifier: None, kind, collected: None, received: obr.field(14).date_time() };
        if specimen != Specimen::default() {
            investigation.specimens.push(specimen);
        }
    }
    if investigation.observed.is_none() {
        investigation.observed = investigation.specimens.iter().find_map(|specimen| specimen.collected.clone());
    }
    if let Some(orc) = order.common {
        common(orc, obr, told, &mut investigation);
    }
    if told == Told::Requests && investigation.status.is_none() {
        investigation.status = Some(ResultStatus::Registered);
    }
    if obr.field(6).raw() == obr.field(7).raw() && obr.field(7).leaves().all(Value::used) {
        obr.field(6).mark();
    }
    investigation
}

/// What an ORC adds to its OBR.
fn common(orc: Segment<'_>, obr: Segment<'_>, told: Told, investigation: &mut Investigation) {
    let same = |number: usize, known: &mut Option<String>| match known {
        Some(known) => orc.field(number).mark_if(known),
        None => *known = orc.field(number).text(),
    };
    same(2, &mut investigation.placer_number);
    same(3, &mut investigation.filler_number);
    let used = |field: Value<'_>| field.leaves().all(Value::used);
    if investigation.requester.is_none() {
        investigation.requester = orc.field(12).professional("requester");
    } else if orc.field(12).raw() == obr.field(16).raw() && used(obr.field(16)) {
        orc.field(12).mark();
    }
    if orc.field(9).raw() == obr.field(22).raw() && used(obr.field(22)) {
        orc.field(9).mark();
    }
    if told == Told::Results {
        orc.field(1).mark_if("RE");
        match investigation.status {
            Some(ResultStatus::Final | ResultStatus::Corrected) => orc.field(5).mark_if("CM"),
            None => investigation.status = orc.field(5).read(order_status),
            Some(_) => {}
        }
        return;
    }
    let called_off = orc.field(1).read(|code| {
        Some(matches!(code, "CA" | "OC" | "CR" | "DC" | "OD" | "DR" | "UA" | "RU" | "RQ")).filter(|known| {
            // Other events leave the order as its status says; those that are not known stay attached.
            *known || matches!(code, "NW" | "SN" | "OK" | "NA" | "XO" | "XX" | "XR" | "SC" | "RO" | "RP" | "RR" | "CN")
        })
    });
    let stated = orc.field(5).read(order_status);
    if called_off == Some(true) {
        investigation.status = Some(ResultStatus::Cancelled);
    } else if let Some(stated) = stated.filter(|_| investigation.status.is_none()) {
        investigation.status = Some(stated);
    }
}

/// HL7 table 0038, order status.
fn order_status(code: &str) -> Option<ResultStatus> {
    Some(match code {
        "A" => ResultStatus::Partial,
        "CA" | "DC" | "RP" => ResultStatus::Cancelled,
        "IP" | "SC" => ResultStatus::Registered,
        "CM" => ResultStatus::from("completed"),
        "HD" => ResultStatus::from("on-hold"),
        "ER" => ResultStatus::from("error"),
        _ => return None,
    })
}

/// When the order's statement was recorded: results when they were reported (OBR-22), requests when they were made (ORC-9).
fn recorded(context: &Context<'_>, told: Told, order: &Order<'_>, investigation: &Investigation) -> Timestamp {
    let stated = match told {
        Told::Results => investigation.reported.clone(),
        Told::Requests => order.common.and_then(|orc| orc.field(9).date_time()),
    };
    stated.map_or(context.recorded, |stated| stated.earliest())
}

/// OBR-31, the reason for the study.
fn reasons(obr: Segment<'_>) -> Vec<String> {
    obr.field(31).concepts().iter().map(|reason| reason.words().to_owned()).collect()
}

/// OBR-10 and OBR-32 to 35.
fn performers(obr: Segment<'_>) -> Vec<Participant> {
    let mut found = Vec::new();
    for (number, role) in [(32, "interpreter"), (33, "assistant"), (34, "technician"), (35, "transcriptionist")] {
        found.extend(obr.field(number).repeats().filter_map(|repeat| named(repeat, role)));
    }
    found.extend(obr.field(10).professionals("collector"));
    found
}

/// A professional as a name with subcomponents (NDL) or, as many send it, with components.
fn named(repeat: Value<'_>, role: &str) -> Option<Participant> {
    let second = repeat.part(2).peek();
    if repeat.part(1).part(2).is_absent() && !second.is_empty() && !second.starts_with(|c: char| c.is_ascii_digit()) {
        repeat.professional(role)
    } else {
        repeat.part(1).professional(role)
    }
}

/// HL7 table 0074.
fn kind(section: &str) -> Option<InvestigationKind> {
    Some(match section {
        "CH" | "HM" | "BG" | "BLB" | "IMM" | "LAB" | "SR" | "TX" | "CG" | "OSL" => InvestigationKind::Laboratory,
        "MB" | "MCB" | "MYC" | "VR" | "PAR" => InvestigationKind::Microbiology,
        "SP" | "CP" | "PAT" => InvestigationKind::Pathology,
        "RAD" | "RX" | "RUS" | "CT" | "NMR" | "NMS" | "IMG" | "OUS" | "VUS" | "CUS" | "XRC" | "CTH" => {
            InvestigationKind::Imaging
        }
        _ => return None,
    })
}

/// Of results the filler's number, else the placer's; of requests the other way about, because the filler gives its
/// number later; then what was done, and the result that it looks into further. Without a number, the person and the time.
fn item_of(context: &Context<'_>, told: Told, order: &Order<'_>) -> SourceItemId {
    let obr = order.request;
    let code = obr.field(4).code_key();
    let number = |number: usize| {
        let common = order.common.map(|orc| orc.field(number).peek()).unwrap_or_default();
        Some(obr.field(number).peek()).filter(|stated| !stated.is_empty()).unwrap_or(common)
    };
    let (kind, first, second) = match told {
        Told::Results => ("investigation", number(3), number(2)),
        Told::Requests => ("order", number(2), number(3)),
    };
    let number = if first.is_empty() { second } else { first };
    if number.is_empty() {
        return context.own_item(kind, &[code, obr.field(7).peek()]);
    }
    let (parent, subid) = (obr.field(26).part(1).peek(), obr.field(26).part(2).peek());
    if parent.is_empty() {
        item_id(&[kind, number, code], Joined::All)
    } else {
        item_id(&[kind, number, code, "of", parent, subid], Joined::All)
    }
}

/// The request that a placer's number stands for.
fn order_item(placer: &str, code: &CodedConcept) -> SourceItemId {
    item_id(&["order", placer, super::allergy::key_of(code)], Joined::All)
}

fn specimen(spm: Segment<'_>) -> Option<Specimen> {
    let number = spm.field(2);
    let specimen = Specimen {
        identifier: number.part(2).text().or_else(|| number.part(1).text()),
        kind: spm.field(4).concept(),
        collected: spm.field(17).part(1).date_time(),
        received: spm.field(18).date_time(),
    };
    if specimen == Specimen::default() {
        return None;
    }
    spm.field(1).mark();
    Some(specimen)
}
