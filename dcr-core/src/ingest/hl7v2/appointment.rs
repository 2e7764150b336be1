//! SCH, TQ1, AIS, AIL and AIP of a scheduling message (SIU): appointments.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::encounter;
use super::message::Segment;
use super::result;
use super::timing::Timing;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::record::{
    Encounter, EncounterKind, EncounterMove, EncounterStatus, Entry, EntryBody, EntryLink, EntryLinkKind, Period,
};

/// The most persons of one message who each carry what it says of all of them.
const MOST_PERSONS: usize = 8;

/// The segments of a scheduling or referral message that are about everyone in it, and those of one person.
///
/// Both kinds of message begin with the appointment or referral and name the person after it. With more persons than
/// anyone books together, what is about all of them stays attached.
pub(super) fn with_heading<'m>(context: &Context<'m>) -> Vec<Segment<'m>> {
    let message = context.message;
    let pids = message.segments().filter(|segment| segment.name() == "PID");
    let persons = pids.take(MOST_PERSONS + 1).count();
    if persons > MOST_PERSONS {
        return context.all().collect();
    }
    let person = message.segments().find(|segment| segment.name() == "PID").map_or(0, |pid| pid.number);
    let is_ours = |number: usize| persons == 1 || number < person || context.segments.contains(&number);
    message.segments().filter(|segment| is_ours(segment.number)).collect()
}

/// The appointment of the message. Source: HL7 v2.5.1 chapter 10.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let segments = with_heading(context);
    let Some(sch) = segments.iter().copied().find(|segment| segment.name() == "SCH") else { return };
    // The filler's number, which every later message about the appointment repeats, else the placer's.
    let number = [2, 1].map(|field| sch.field(field).peek()).into_iter().find(|number| !number.is_empty());
    let parts: Vec<_> = segments.iter().copied().filter(|segment| is_part(segment.name())).collect();
    let encounter = read(context, sch, &parts);
    let item = match number {
        Some(number) => item_id(&["appointment", number], Joined::All),
        None => match &encounter.period.start {
            Some(start) => context.own_item("appointment", &[start.as_str()]),
            None => return,
        },
    };
    let deleted = matches!(context.trigger.as_str(), "S17" | "S22");
    let status = if deleted { ContributionStatus::Deleted } else { ContributionStatus::Current };
    let mut entry = Entry::new(EntryBody::Encounter(encounter));
    let during = context.first("PV1").and_then(|pv1| encounter::item(context, pv1));
    entry.links.extend(during.map(|item| EntryLink { kind: EntryLinkKind::RelatedTo, item }));
    let body = ContributionBody::Entry(Box::new(entry));
    let draft = drafts.add(context, sch, item, status, context.recorded, body);
    for part in parts {
        drafts.claim(part, draft);
    }
}

fn is_part(name: &str) -> bool {
    matches!(name, "TQ1" | "NTE" | "RGS" | "AIS" | "AIG" | "AIL" | "AIP")
}

fn read(context: &Context<'_>, sch: Segment<'_>, parts: &[Segment<'_>]) -> Encounter {
    let timing = match parts.iter().find(|part| part.name() == "TQ1") {
        Some(tq1) => Timing::segment(*tq1),
        None => Timing::value(sch.field(11)),
    };
    let named = |name: &'static str| parts.iter().copied().filter(move |part| part.name() == name);
    let started = || named("AIS").map(|ais| (ais, 4)).chain(named("AIP").chain(named("AIL")).map(|part| (part, 6)));
    let start = timing.start.or_else(|| started().find_map(|(part, field)| part.field(field).date_time()));
    for (part, field) in started() {
        // Said of each resource, and known already.
        if start.is_some() && part.field(field).date_time() == start {
            part.field(field).mark();
        }
    }
    let service = named("AIS").find_map(|ais| ais.field(3).concept());
    let others = named("AIS").skip(1).filter_map(|ais| ais.field(3).shown());
    let service = service.or_else(|| sch.field(8).concept());
    let mut participants: Vec<_> = named("AIP")
        .flat_map(|aip| {
            aip.field(1).mark();
            let role = aip.field(4).shown().unwrap_or_else(|| "practitioner".to_owned());
            aip.field(3).professionals(&role)
        })
        .collect();
    participants.extend(sch.field(16).professionals("contact at the service"));
    let mut moves: Vec<_> = named("AIL")
        .filter_map(|ail| {
            ail.field(1).mark();
            let location = ail.field(3).location()?;
            Some(EncounterMove { location, period: Period { start: start.clone(), end: None } })
        })
        .collect();
    if let Some(pv1) = context.first("PV1") {
        for (field, role) in [(7, "attending"), (8, "referring"), (9, "consulting")] {
            participants.extend(pv1.field(field).professionals(role));
        }
        if moves.is_empty() {
            moves.extend(pv1.field(3).location().map(|location| EncounterMove { location, period: Period::default() }));
        }
    }
    let mut notes: Vec<String> = parts
        .iter()
        .filter(|part| part.name() == "NTE")
        .filter_map(|nte| result::note(*nte))
        .chain(timing.words)
        .collect();
    // Why it was moved, called off or missed; of any other event the reason says no more than the event.
    if matches!(context.trigger.as_str(), "S13" | "S15" | "S16" | "S17" | "S26") {
        notes.extend(sch.field(6).shown());
    }
    notes.extend(others);
    for number in [1, 2] {
        sch.field(number).first_used();
    }
    Encounter {
        kind: EncounterKind::Appointment,
        status: Some(status(context, sch)),
        visit_number: sch.field(2).text().or_else(|| sch.field(1).text()),
        period: Period { start, end: timing.end },
        service,
        reasons: sch.field(7).concept().into_iter().collect(),
        moves,
        participants,
        admission: None,
        discharge: None,
        expected_end: None,
        notes,
        priority: None,
        topics: Vec::new(),
    }
}

/// What the event says, else the status of the filler (SCH-25, HL7 table 0278); otherwise it is booked.
fn status(context: &Context<'_>, sch: Segment<'_>) -> EncounterStatus {
    match context.trigger.as_str() {
        "S15" | "S16" | "S17" | "S22" => return EncounterStatus::Cancelled,
        "S26" => return EncounterStatus::NoShow,
        _ => {}
    }
    let stated = sch.field(25).read(|code| {
        Some(match code.to_ascii_uppercase().as_str() {
            "BOOKED" | "PENDING" | "WAITLIST" | "OVERBOOK" => EncounterStatus::Planned,
            "ARRIVED" => EncounterStatus::Arrived,
            "STARTED" => EncounterStatus::InProgress,
            "COMPLETE" => EncounterStatus::Finished,
            "CANCELLED" | "DC" | "DELETED" => EncounterStatus::Cancelled,
            "NOSHOW" => EncounterStatus::NoShow,
            _ => return None,
        })
    });
    stated.unwrap_or(EncounterStatus::Planned)
}
