//! RF1 and PRD of a referral message (REF): referrals.

use super::appointment::with_heading;
use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::message::Segment;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::ingest::Severity;
use crate::record::{Encounter, EncounterKind, EncounterStatus, Entry, EntryBody, Participant, Period};

/// The referral of the message. Source: HL7 v2.5.1 chapter 11.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let segments = with_heading(context);
    let Some(rf1) = segments.iter().copied().find(|segment| segment.name() == "RF1") else { return };
    let number = [6, 11].map(|field| rf1.field(field).peek()).into_iter().find(|number| !number.is_empty());
    let when = rf1.field(7).peek();
    if number.is_none() && when.is_empty() {
        context.issue(
            rf1,
            Severity::Warning,
            "hl7v2.referral.no-key",
            "the referral has neither a number nor a date; its segments stay attached",
        );
        return;
    }
    let item = match number {
        Some(number) => item_id(&["referral", number], Joined::All),
        None => context.own_item("referral", &[when]),
    };
    let providers: Vec<_> = segments.iter().copied().filter(|segment| segment.name() == "PRD").collect();
    let encounter = Encounter {
        kind: EncounterKind::Referral,
        status: Some(status(context, rf1)),
        visit_number: rf1.field(6).text().or_else(|| rf1.field(11).text()),
        period: Period { start: rf1.field(7).date_time(), end: rf1.field(8).date_time() },
        service: rf1.field(3).concept(),
        reasons: rf1.field(10).concepts(),
        moves: Vec::new(),
        participants: providers.iter().filter_map(|prd| provider(*prd)).collect(),
        admission: None,
        discharge: None,
        expected_end: None,
        // Disposition and category.
        notes: [4, 5].into_iter().flat_map(|field| rf1.field(field).repeats()).filter_map(Value::shown).collect(),
        priority: rf1.field(2).shown(),
        topics: Vec::new(),
    };
    let body = ContributionBody::Entry(Box::new(Entry::new(EntryBody::Encounter(encounter))));
    let draft = drafts.add(context, rf1, item, ContributionStatus::Current, context.recorded, body);
    for segment in segments.iter().filter(|segment| matches!(segment.name(), "PRD" | "CTD" | "AUT")) {
        drafts.claim(*segment, draft);
    }
}

/// What the event says, else the referral's status (RF1-1, HL7 table 0283).
fn status(context: &Context<'_>, rf1: Segment<'_>) -> EncounterStatus {
    if context.trigger == "I14" {
        return EncounterStatus::Cancelled;
    }
    let stated = rf1.field(1).read(|code| {
        Some(match code {
            "A" | "P" => EncounterStatus::Planned,
            "R" => EncounterStatus::from("rejected"),
            "E" => EncounterStatus::from("expired"),
            _ => return None,
        })
    });
    stated.unwrap_or(EncounterStatus::Planned)
}

/// Who refers, or is referred to (PRD, HL7 table 0286).
fn provider(prd: Segment<'_>) -> Option<Participant> {
    let name = prd.field(2).spoken_name();
    let place = prd.field(10);
    let organisation_name = [1, 2].into_iter().find_map(|part| place.part(part).whole());
    if name.is_none() && organisation_name.is_none() {
        return None;
    }
    let identifier = prd.field(7).part(1).text().map(|number| {
        let kind = prd.field(7).part(2).text().unwrap_or_else(|| "local".to_owned());
        format!("{kind}|{number}")
    });
    Some(Participant {
        name,
        role: Some(prd.field(1).shown().unwrap_or_else(|| "provider".to_owned())),
        identifier,
        organisation: None,
        organisation_name: organisation_name.or_else(|| prd.field(4).location()),
        contact: prd.field(5).repeats().flat_map(Value::contacts).map(|contact| contact.value).next(),
    })
}
