//! PV1 and PV2: encounters.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::link::Event;
use super::message::Segment;
use super::role;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::ingest::Severity;
use crate::record::{Encounter, EncounterKind, EncounterMove, EncounterStatus, Entry, EntryBody, Period};

/// What an event says of the encounter in its PV1; `None` for an event that this reader does not know.
///
/// Source: HL7 v2.5.1 chapter 3, section 3.3.
fn meaning(trigger: &str) -> Option<(ContributionStatus, Option<EncounterStatus>)> {
    use ContributionStatus::{Current, Deleted};
    Some(match trigger {
        "A01" | "A02" | "A06" | "A07" | "A12" | "A13" | "A17" | "A22" | "A25" | "A26" | "A52" => {
            (Current, Some(EncounterStatus::InProgress))
        }
        "A04" => (Current, Some(EncounterStatus::Arrived)),
        "A03" => (Current, Some(EncounterStatus::Finished)),
        "A05" | "A14" => (Current, Some(EncounterStatus::Planned)),
        "A21" | "A53" => (Current, Some(EncounterStatus::OnLeave)),
        // News of the person, plans, tracking inside the hospital and changes of doctor leave the encounter as it stands.
        "A08" | "A09" | "A10" | "A15" | "A16" | "A28" | "A31" | "A32" | "A33" | "A54" | "A55" | "A60" | "A61"
        | "A62" => (Current, None),
        "A11" | "A27" | "A38" => (Deleted, Some(EncounterStatus::Cancelled)),
        "A23" => (Deleted, None),
        _ => return None,
    })
}

/// The encounter of the message, if its event says something of one that has a key.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    if Event::of(&context.trigger) == Event::Visit {
        return;
    }
    let Some(pv1) = context.first("PV1") else { return };
    let class = pv1.field(2).peek();
    // A person message carries a PV1 only because the structure asks for it: class `N`, not applicable.
    if class == "N" || !pv1.fields().any(|field| field.has_value() && !field.raw().eq(class)) {
        return;
    }
    let Some((status, stands)) = meaning(&context.trigger) else {
        context.issue(
            pv1,
            Severity::Note,
            "hl7v2.event.unknown",
            "what the event says of the encounter is not known; the segment stays attached",
        );
        return;
    };
    let Some(item) = item(context, pv1) else {
        context.issue(
            pv1,
            Severity::Warning,
            "hl7v2.encounter.no-key",
            "the encounter has neither a visit number nor an admission time; the segment stays attached",
        );
        return;
    };
    let mut encounter = read(context, pv1, stands);
    let roles: Vec<_> = roles(context, pv1).collect();
    encounter.participants.extend(roles.iter().flat_map(|rol| role::of_the_visit(*rol)));
    let body = ContributionBody::Entry(Box::new(Entry::new(EntryBody::Encounter(encounter))));
    let draft = drafts.add(context, pv1, item, status, context.recorded, body);
    if let Some(pv2) = context.first("PV2") {
        drafts.claim(pv2, draft);
    }
    for rol in roles {
        drafts.claim(rol, draft);
    }
}

/// The ROL segments that name who took part in the visit: those behind PV1, before what is not of the visit alone.
fn roles<'m>(context: &Context<'m>, pv1: Segment<'m>) -> impl Iterator<Item = Segment<'m>> {
    let behind = context.all().skip_while(move |segment| segment.number <= pv1.number);
    let of_the_visit = behind.take_while(|segment| !matches!(segment.name(), "PV1" | "DG1" | "PR1" | "IN1"));
    of_the_visit.filter(|segment| segment.name() == "ROL" && !role::ended(*segment))
}

/// The encounter's identifier; nothing is noted as used.
pub(super) fn item(context: &Context<'_>, pv1: Segment<'_>) -> Option<SourceItemId> {
    let (number, admitted) = (pv1.field(19).peek(), pv1.field(44).peek());
    if !number.is_empty() {
        Some(item_id(&["encounter", number], Joined::All))
    } else if !admitted.is_empty() {
        Some(context.own_item("encounter", &[admitted]))
    } else {
        None
    }
}

/// The encounter that a PV1 describes.
pub(super) fn read(context: &Context<'_>, pv1: Segment<'_>, stands: Option<EncounterStatus>) -> Encounter {
    pv1.field(1).mark();
    // A discharge that is called off (A13) may still be told: its time and its manner stay attached.
    let left = context.trigger != "A13";
    let end = if left { pv1.field(45).date_time() } else { None };
    let occurred = || context.event.filter(|_| context.trigger == "A03").and_then(|evn| evn.field(6).date_time());
    let period = Period { start: pv1.field(44).date_time(), end: end.or_else(occurred) };
    let mut encounter = Encounter {
        kind: kind(pv1.field(2)),
        // A discharge time is said outright; what an update leaves open it closes.
        status: stands.or_else(|| period.end.is_some().then_some(EncounterStatus::Finished)),
        visit_number: pv1.field(19).text(),
        period,
        service: pv1.field(10).concept(),
        reasons: Vec::new(),
        moves: moves(context, pv1),
        participants: Vec::new(),
        admission: pv1.field(14).concept().or_else(|| pv1.field(4).concept()),
        discharge: if left { joined(pv1.field(36).concept(), pv1.field(37).part(1)) } else { None },
        expected_end: None,
        notes: Vec::new(),
        priority: None,
        topics: Vec::new(),
    };
    for (number, role) in
        [(7, "attending"), (8, "referring"), (9, "consulting"), (17, "admitting"), (52, "other provider")]
    {
        encounter.participants.extend(pv1.field(number).professionals(role));
    }
    if let Some(pv2) = context.first("PV2") {
        encounter.reasons.extend(pv2.field(3).concept());
        encounter.reasons.extend(pv2.field(12).whole().map(|text| CodedConcept::from_text(&text)));
        encounter.expected_end = pv2.field(9).date_time();
    }
    encounter
}

/// Source: HL7 table 0004.
fn kind(class: Value<'_>) -> EncounterKind {
    match class.text().as_deref() {
        Some("I") => EncounterKind::Inpatient,
        Some("O" | "R") => EncounterKind::Outpatient,
        Some("E") => EncounterKind::Emergency,
        Some("P") => EncounterKind::PreAdmission,
        Some(other) => EncounterKind::from(other),
        None => EncounterKind::from("unknown"),
    }
}

/// Where the person was and is. A transfer ends the stay at the prior place when the new one begins.
fn moves(context: &Context<'_>, pv1: Segment<'_>) -> Vec<EncounterMove> {
    let transfer = matches!(context.trigger.as_str(), "A02" | "A06" | "A07" | "A17");
    let at = if transfer {
        context.event.and_then(|evn| evn.field(6).date_time()).or_else(|| context.recorded_text.clone())
    } else {
        None
    };
    let prior = if transfer { pv1.field(6).location() } else { None };
    let prior = prior.map(|location| EncounterMove { location, period: Period { start: None, end: at.clone() } });
    let present = pv1.field(3).location();
    let present = present.map(|location| EncounterMove { location, period: Period { start: at, end: None } });
    prior.into_iter().chain(present).collect()
}

/// How the person left, and where to.
fn joined(how: Option<CodedConcept>, to: Value<'_>) -> Option<CodedConcept> {
    match how {
        Some(mut how) if how.text.is_none() => {
            how.text = to.whole();
            Some(how)
        }
        Some(how) => Some(how),
        None => to.whole().map(|text| CodedConcept::from_text(&text)),
    }
}
