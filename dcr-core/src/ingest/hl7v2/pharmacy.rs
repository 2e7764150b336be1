//! ORC, RXO, RXE, RXD, RXG, RXA and RXR: medications prescribed, dispensed, due and given.
//!
//! Source: HL7 v2.5.1 chapter 4A. A prescription is known by its placer's order number, so that a hold, a change or a
//! discontinuation supersedes what was ordered; each dispense and each administration is an entry of its own.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::encounter;
use super::investigation;
use super::message::Segment;
use super::order::OF_THE_PERSON;
use super::result;
use super::timing::Timing;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::ingest::Severity;
use crate::record::{
    Decimal, Dosage, Entry, EntryBody, EntryLink, EntryLinkKind, Medication, MedicationCourse, MedicationStatus,
    Participant, Period,
};

/// One order: its ORC and what follows until the next.
struct Order<'m> {
    common: Option<Segment<'m>>,
    parts: Vec<Segment<'m>>,
}

fn orders<'m>(context: &Context<'m>) -> Vec<Order<'m>> {
    let mut found: Vec<Order<'m>> = Vec::new();
    for segment in context.all() {
        match segment.name() {
            name if name.is_empty() || OF_THE_PERSON.contains(&name) => {}
            "ORC" => found.push(Order { common: Some(segment), parts: Vec::new() }),
            name => match found.last_mut() {
                Some(order) => order.parts.push(segment),
                None if name.starts_with("RX") => found.push(Order { common: None, parts: vec![segment] }),
                None => {}
            },
        }
    }
    found.retain(|order| order.parts.iter().any(|segment| segment.name().starts_with("RX")));
    found
}

/// What a segment of an order states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// What is to be taken (RXE, or RXO where the pharmacy has not encoded it).
    Prescribed,
    /// RXD.
    Dispensed,
    /// RXG: what is to be given next.
    Due,
    /// RXA.
    Given,
}

/// In which fields a segment keeps what every one of them states.
struct Fields {
    drug: usize,
    amount: usize,
    unit: usize,
    instructions: usize,
    indication: usize,
}

fn fields(name: &str) -> Fields {
    match name {
        "RXE" => Fields { drug: 2, amount: 3, unit: 5, instructions: 7, indication: 27 },
        "RXD" => Fields { drug: 2, amount: 12, unit: 12, instructions: 9, indication: 21 },
        "RXG" => Fields { drug: 4, amount: 5, unit: 7, instructions: 13, indication: 22 },
        "RXA" => Fields { drug: 5, amount: 6, unit: 7, instructions: 9, indication: 19 },
        _ => Fields { drug: 1, amount: 2, unit: 4, instructions: 7, indication: 20 },
    }
}

/// The medications of a message.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let during = context.first("PV1").and_then(|pv1| encounter::item(context, pv1));
    for order in orders(context) {
        let named =
            |name: &str| order.parts.iter().copied().filter(|segment| segment.name() == name).collect::<Vec<_>>();
        let mut acts: Vec<(Act, Segment<'_>)> = Vec::new();
        for (act, name) in [(Act::Dispensed, "RXD"), (Act::Due, "RXG"), (Act::Given, "RXA")] {
            acts.extend(named(name).into_iter().map(|segment| (act, segment)));
        }
        if acts.is_empty() {
            let encoded = named("RXE").first().or(named("RXO").first()).copied();
            acts.extend(encoded.map(|segment| (Act::Prescribed, segment)));
        }
        let mut first = None;
        for (act, segment) in acts {
            let draft = add(context, &order, act, segment, during.as_ref(), drafts);
            if first.is_none()
                && let Some(draft) = draft
            {
                first = Some(draft);
                for part in order.common.iter().chain(&order.parts) {
                    drafts.claim(*part, draft);
                }
            } else if let Some(draft) = draft {
                for part in following(&order, segment) {
                    drafts.claim(part, draft);
                }
            }
            if let Some(draft) = draft {
                drafts.claim(segment, draft);
            }
        }
        let observations: Vec<_> = order.parts.iter().copied().skip_while(|segment| segment.name() != "OBX").collect();
        investigation::lone(context, &observations, drafts);
    }
}

/// What stands between a segment that states an act and the next such segment.
fn following<'m>(order: &Order<'m>, segment: Segment<'m>) -> impl Iterator<Item = Segment<'m>> {
    let behind = order.parts.iter().copied().skip_while(move |part| part.number <= segment.number);
    behind.take_while(|part| !matches!(part.name(), "RXO" | "RXE" | "RXD" | "RXG" | "RXA"))
}

fn add(
    context: &Context<'_>,
    order: &Order<'_>,
    act: Act,
    segment: Segment<'_>,
    during: Option<&SourceItemId>,
    drafts: &mut Drafts,
) -> Option<usize> {
    let at = fields(segment.name());
    let Some(drug) = segment.field(at.drug).concept() else {
        context.issue(
            segment,
            Severity::Error,
            "hl7v2.medication.no-drug",
            "the order does not say which medicine; its segments stay attached",
        );
        return None;
    };
    let medication = medication(context, order, act, segment, drug);
    let number = order.common.and_then(|orc| numbers(orc)).or_else(|| match segment.name() {
        "RXE" => Some(segment.field(15).peek()).filter(|number| !number.is_empty()),
        "RXD" => Some(segment.field(7).peek()).filter(|number| !number.is_empty()),
        _ => None,
    });
    let code = segment.field(at.drug).code_key();
    let when = [3].map(|field| segment.field(field).peek()).concat();
    let counter = segment.field(if act == Act::Given { 2 } else { 1 }).peek();
    let (kind, parts): (&str, Vec<&str>) = match act {
        Act::Prescribed => ("medication", Vec::new()),
        Act::Dispensed => ("dispense", vec![counter, &when]),
        Act::Due => ("medication-due", vec![counter, code]),
        Act::Given => ("administration", vec![counter, &when]),
    };
    let item = match number {
        Some(number) => item_id(&[&[kind, number][..], &parts].concat(), Joined::All),
        None => {
            let start = medication.period.start.as_ref().map(|start| start.as_str()).unwrap_or_default();
            context.own_item(kind, &[&[code, start][..], &parts].concat())
        }
    };
    let deleted = act == Act::Given && segment.field(21).read(|code| Some(code == "D").filter(|d| *d)) == Some(true);
    let status = if deleted { ContributionStatus::Deleted } else { ContributionStatus::Current };
    let recorded = match act {
        Act::Prescribed | Act::Due => medication.authored.as_ref(),
        Act::Dispensed | Act::Given => medication.period.start.as_ref(),
    };
    let recorded = recorded.map_or(context.recorded, |at| at.earliest());
    let mut entry = Entry::new(EntryBody::Medication(medication));
    entry.sensitivity = order.common.map(|orc| orc.field(28).confidentiality()).unwrap_or_default();
    if act == Act::Given {
        entry.author = segment.field(10).professional("administering");
    }
    entry.links.extend(during.map(|item| EntryLink { kind: EntryLinkKind::During, item: item.clone() }));
    if let (true, Some(number)) = (act != Act::Prescribed, number) {
        let item = item_id(&["medication", number], Joined::All);
        entry.links.push(EntryLink { kind: EntryLinkKind::BasedOn, item });
    }
    let body = ContributionBody::Entry(Box::new(entry));
    Some(drafts.add(context, segment, item, status, recorded, body))
}

/// The placer's number, which every later message about the order repeats, else the filler's.
fn numbers(orc: Segment<'_>) -> Option<&str> {
    let stated = [2, 3].map(|number| {
        orc.field(number).part(1).first_used();
        orc.field(number).peek()
    });
    stated.into_iter().find(|number| !number.is_empty())
}

fn medication(
    context: &Context<'_>,
    order: &Order<'_>,
    act: Act,
    segment: Segment<'_>,
    drug: CodedConcept,
) -> Medication {
    let at = fields(segment.name());
    let timing = Timing::read(order.common, &order.parts, segment);
    let route = following(order, segment).chain(order.parts.iter().copied()).find(|part| part.name() == "RXR");
    let mut dosages: Vec<Dosage> = dosage(segment, &at, route, &timing).into_iter().collect();
    if act == Act::Dispensed
        && let Some(encoded) = order.parts.iter().copied().find(|part| part.name() == "RXE")
    {
        dosages = dosage(encoded, &fields("RXE"), route, &timing).into_iter().collect();
    }
    let mut period = Period { start: timing.start.clone(), end: timing.end.clone() };
    match act {
        Act::Dispensed => period = Period { start: segment.field(3).date_time(), end: None },
        Act::Given => period = Period { start: segment.field(3).date_time(), end: segment.field(4).date_time() },
        Act::Prescribed | Act::Due => {}
    }
    let orc = order.common;
    let mut notes: Vec<String> =
        order.parts.iter().filter(|part| part.name() == "NTE").filter_map(|nte| result::note(*nte)).collect();
    if act == Act::Prescribed && segment.name() == "RXE" {
        notes.extend(segment.field(21).repeats().filter_map(Value::shown));
    }
    let quantity = match segment.name() {
        "RXE" => quantity(segment.field(10), segment.field(11)),
        "RXO" => quantity(segment.field(11), segment.field(12)),
        "RXD" => quantity(segment.field(4), segment.field(5)),
        _ => None,
    };
    if act != Act::Prescribed {
        segment.field(1).mark();
    }
    Medication {
        drug,
        status: status(order, act, segment),
        course: course(context, order, act, segment),
        dosages,
        period,
        authored: orc.and_then(|orc| orc.field(9).date_time()),
        last_issued: if segment.name() == "RXE" { segment.field(18).date_time() } else { None },
        review_due: None,
        quantity,
        reasons: segment.field(at.indication).concepts(),
        status_reason: match act {
            Act::Given => segment.field(18).concept(),
            _ => orc.and_then(|orc| orc.field(16).concept()),
        },
        prescriber: prescriber(orc, segment),
        notes,
    }
}

fn prescriber(orc: Option<Segment<'_>>, segment: Segment<'_>) -> Option<Participant> {
    let ordered = orc.and_then(|orc| orc.field(12).professional("prescriber"));
    ordered.or_else(|| match segment.name() {
        "RXE" => segment.field(13).professional("prescriber"),
        "RXO" => segment.field(14).professional("prescriber"),
        _ => None,
    })
}

fn quantity(amount: Value<'_>, unit: Value<'_>) -> Option<String> {
    let amount = amount.text()?;
    Some(std::iter::once(amount).chain(unit.shown()).collect::<Vec<_>>().join(" "))
}

fn dosage(segment: Segment<'_>, at: &Fields, route: Option<Segment<'_>>, timing: &Timing) -> Option<Dosage> {
    // A total daily dose (RXD-12) is no dose; 999 says that the amount is not known (RXA-6).
    let amount = if segment.name() == "RXD" {
        None
    } else {
        segment.field(at.amount).read(|text| Decimal::parse(text).ok().filter(|_| text != "999"))
    };
    let mut text: Vec<String> = segment.field(at.instructions).repeats().filter_map(Value::shown).collect();
    text.extend(timing.words.iter().cloned());
    let dosage = Dosage {
        text: (!text.is_empty()).then(|| text.join("\n")),
        unit: if amount.is_some() { segment.field(at.unit).shown() } else { None },
        amount,
        frequency: timing.frequency.clone(),
        route: route.and_then(|rxr| rxr.field(1).concept()),
        as_needed: timing.as_needed.then_some(true),
    };
    (dosage != Dosage::default()).then_some(dosage)
}

/// Where it stands: for what was done, what was done; for what is ordered, the event (ORC-1, HL7 table 0119) where it
/// stops or holds the order, else the order's status (ORC-5, table 0038).
fn status(order: &Order<'_>, act: Act, segment: Segment<'_>) -> Option<MedicationStatus> {
    if act == Act::Given {
        return Some(match segment.field(20).text().as_deref() {
            None | Some("CP") => MedicationStatus::Completed,
            Some("PA") => MedicationStatus::Stopped,
            Some("RE" | "NA") => MedicationStatus::NotTaken,
            Some(other) => MedicationStatus::from(other),
        });
    }
    let orc = order.common?;
    let event = orc.field(1).read(|code| {
        Some(match code {
            "CA" | "OC" | "CR" | "UA" | "UC" => MedicationStatus::Cancelled,
            "DC" | "OD" | "DR" | "UD" | "RQ" | "RU" => MedicationStatus::Stopped,
            "HD" | "OH" | "HR" => MedicationStatus::OnHold,
            "NW" | "OK" | "RL" | "OE" | "RF" | "RO" | "RP" | "XO" | "XX" | "XR" | "RE" | "SC" | "SN" | "SR" => {
                MedicationStatus::Active
            }
            _ => return None,
        })
    });
    let stated = orc.field(5).read(|code| {
        Some(match code {
            "CM" => MedicationStatus::Completed,
            "CA" => MedicationStatus::Cancelled,
            "DC" | "RP" => MedicationStatus::Stopped,
            "HD" => MedicationStatus::OnHold,
            "A" | "IP" | "SC" => MedicationStatus::Active,
            "ER" => MedicationStatus::Unknown,
            _ => return None,
        })
    });
    match (act, event, stated) {
        (_, Some(ended), _) if ended != MedicationStatus::Active => Some(ended),
        (Act::Dispensed, ..) => Some(MedicationStatus::Completed),
        (Act::Due, ..) => Some(MedicationStatus::Intended),
        (_, _, Some(stated)) => Some(stated),
        (_, event, None) => event,
    }
}

/// What kind of course it is: of a prescription for someone in a bed (ORC-29 or PV1-2 `I`) inpatient, and one that may be
/// filled again repeat; otherwise the message does not say.
fn course(context: &Context<'_>, order: &Order<'_>, act: Act, segment: Segment<'_>) -> Option<MedicationCourse> {
    match act {
        Act::Dispensed => return Some(MedicationCourse::Dispense),
        Act::Given => return Some(MedicationCourse::Administration),
        Act::Due => return Some(MedicationCourse::Inpatient),
        Act::Prescribed => {}
    }
    let kind =
        order.common.and_then(|orc| orc.field(29).read(|code| matches!(code, "I" | "O").then(|| code.to_owned())));
    let inpatient = match kind.as_deref() {
        Some(kind) => kind == "I",
        None => context.first("PV1").is_some_and(|pv1| pv1.field(2).peek() == "I"),
    };
    let refills = segment.field(if segment.name() == "RXE" { 12 } else { 13 });
    let again = refills.read(|text| text.parse::<u32>().ok()).is_some_and(|times| times > 0);
    match (inpatient, again) {
        (true, _) => Some(MedicationCourse::Inpatient),
        (false, true) => Some(MedicationCourse::Repeat),
        (false, false) => None,
    }
}
