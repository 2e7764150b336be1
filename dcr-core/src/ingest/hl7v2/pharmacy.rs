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
    MedicationSupply, Participant, Period,
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

/// The most bytes of a segment that several acts of one order share; each of them carries what it says.
const MOST_SHARED: usize = 4096;

/// One act and what belongs to it.
struct Stated<'o, 'm> {
    act: Act,
    segment: Segment<'m>,
    /// The ORC.
    common: Option<Segment<'m>>,
    /// What goes before the first act of the order; for any other act, nothing.
    before: &'o [Segment<'m>],
    /// What stands between this act and the next.
    own: &'o [Segment<'m>],
    /// What the pharmacy encoded (RXE), for what was dispensed of it.
    encoded: Option<Segment<'m>>,
    /// The order's first RXR and TQ1, for an act that has none of its own.
    route: Option<Segment<'m>>,
    timing: Option<Segment<'m>>,
}

impl<'m> Stated<'_, 'm> {
    fn own(&self, name: &str) -> Option<Segment<'m>> {
        self.own.iter().copied().find(|segment| segment.name() == name)
    }
}

/// The acts of an order: what was done if anything was, else what was ordered.
fn acts<'m>(order: &Order<'m>) -> Vec<(Act, usize)> {
    let done = order.parts.iter().enumerate().filter_map(|(at, segment)| {
        let act = match segment.name() {
            "RXD" => Act::Dispensed,
            "RXG" => Act::Due,
            "RXA" => Act::Given,
            _ => return None,
        };
        Some((act, at))
    });
    let done: Vec<_> = done.collect();
    if !done.is_empty() {
        return done;
    }
    let first = |name: &str| order.parts.iter().position(|segment| segment.name() == name);
    first("RXE").or_else(|| first("RXO")).map(|at| (Act::Prescribed, at)).into_iter().collect()
}

/// The medications of a message.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let during = context.first("PV1").and_then(|pv1| encounter::item(context, pv1));
    for order in orders(context) {
        let first = |name: &str| order.parts.iter().copied().find(|segment| segment.name() == name);
        let (encoded, route, timing) = (first("RXE"), first("RXR"), first("TQ1"));
        let mut owner = None;
        for (act, at) in acts(&order) {
            let Some(segment) = order.parts.get(at).copied() else { continue };
            let shared = |segment: &Segment<'_>| owner.is_none() || segment.raw().len() <= MOST_SHARED;
            let behind = order.parts.get(at + 1..).unwrap_or_default();
            let end =
                behind.iter().position(|part| matches!(part.name(), "RXO" | "RXE" | "RXD" | "RXG" | "RXA" | "OBX"));
            let stated = Stated {
                act,
                segment,
                common: order.common.filter(shared),
                before: if owner.is_none() { order.parts.get(..at).unwrap_or_default() } else { &[] },
                own: behind.get(..end.unwrap_or(behind.len())).unwrap_or_default(),
                encoded: encoded.filter(shared),
                route: route.filter(shared),
                timing: timing.filter(shared),
            };
            let Some(draft) = add(context, &stated, during.as_ref(), drafts) else { continue };
            if owner.is_none() {
                owner = Some(draft);
                for part in order.common.iter().chain(&order.parts) {
                    drafts.claim(*part, draft);
                }
            } else {
                for part in std::iter::once(&segment).chain(stated.own) {
                    drafts.claim(*part, draft);
                }
            }
        }
        let observations: Vec<_> = order.parts.iter().copied().skip_while(|segment| segment.name() != "OBX").collect();
        investigation::lone(context, &observations, drafts);
    }
}

fn add(
    context: &Context<'_>,
    stated: &Stated<'_, '_>,
    during: Option<&SourceItemId>,
    drafts: &mut Drafts,
) -> Option<usize> {
    let (act, segment) = (stated.act, stated.segment);
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
    let medication = medication(context, stated, drug);
    let own_number = |field: usize| Some(segment.field(field).peek()).filter(|number| !number.is_empty());
    let number = stated.common.and_then(numbers).or_else(|| match segment.name() {
        "RXE" => own_number(15),
        "RXD" => own_number(7),
        _ => None,
    });
    let code = segment.field(at.drug).code_key();
    let when = segment.field(3).peek();
    let (kind, parts): (&str, Vec<&str>) = match act {
        Act::Prescribed => ("medication", Vec::new()),
        Act::Dispensed => ("dispense", vec![segment.field(1).peek(), when]),
        Act::Due => ("medication-due", vec![segment.field(1).peek(), code]),
        Act::Given => ("administration", vec![segment.field(2).peek(), when]),
    };
    let item = match number {
        Some(number) => item_id(&[&[kind, number][..], &parts].concat(), Joined::All),
        None => {
            let start = medication.period.start.as_ref().map(|start| start.as_str()).unwrap_or_default();
            context.own_item(kind, &[&[code, start][..], &parts].concat())
        }
    };
    let deleted = act == Act::Given && segment.field(21).read(|code| (code == "D").then_some(())).is_some();
    let status = if deleted { ContributionStatus::Deleted } else { ContributionStatus::Current };
    let recorded = match act {
        Act::Prescribed | Act::Due => medication.authored.as_ref(),
        Act::Dispensed | Act::Given => medication.period.start.as_ref(),
    };
    let recorded = recorded.map_or(context.recorded, |at| at.earliest());
    let mut entry = Entry::new(EntryBody::Medication(medication));
    entry.sensitivity = stated.common.map(|orc| orc.field(28).confidentiality()).unwrap_or_default();
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

fn medication(context: &Context<'_>, stated: &Stated<'_, '_>, drug: CodedConcept) -> Medication {
    let (act, segment, orc) = (stated.act, stated.segment, stated.common);
    let at = fields(segment.name());
    let timing = Timing::read(orc, stated.own("TQ1").or(stated.timing), segment);
    let route = stated.own("RXR").or(stated.route);
    let dosage = match stated.encoded.filter(|_| act == Act::Dispensed) {
        Some(encoded) => dosage(encoded, &fields("RXE"), route, &timing),
        None => dosage(segment, &at, route, &timing),
    };
    let period = match act {
        Act::Dispensed => Period { start: segment.field(3).date_time(), end: None },
        Act::Given => Period { start: segment.field(3).date_time(), end: segment.field(4).date_time() },
        Act::Prescribed | Act::Due => Period { start: timing.start, end: timing.end },
    };
    let notes = stated.before.iter().chain(stated.own).filter(|part| part.name() == "NTE");
    let mut notes: Vec<String> = notes.filter_map(|nte| result::note(*nte)).collect();
    if segment.name() == "RXE" {
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
    let supply = supply(segment);
    Medication {
        drug,
        status: status(orc, act, segment),
        course: course(context, orc, act, &supply),
        dosages: dosage.into_iter().collect(),
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
        ingredients: Vec::new(),
        notes,
        supply,
    }
}

/// How often it may be filled again, and was.
fn supply(segment: Segment<'_>) -> MedicationSupply {
    let count = |field: usize| segment.field(field).read(|text| text.parse::<u32>().ok());
    match segment.name() {
        "RXE" => {
            MedicationSupply { repeats_allowed: count(12), repeats_issued: count(17), ..MedicationSupply::default() }
        }
        "RXO" => MedicationSupply { repeats_allowed: count(13), ..MedicationSupply::default() },
        _ => MedicationSupply::default(),
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
fn status(orc: Option<Segment<'_>>, act: Act, segment: Segment<'_>) -> Option<MedicationStatus> {
    if act == Act::Given {
        return Some(match segment.field(20).text().as_deref() {
            None | Some("CP") => MedicationStatus::Completed,
            Some("PA") => MedicationStatus::Stopped,
            Some("RE" | "NA") => MedicationStatus::NotTaken,
            Some(other) => MedicationStatus::from(other),
        });
    }
    let orc = orc?;
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
fn course(
    context: &Context<'_>,
    orc: Option<Segment<'_>>,
    act: Act,
    supply: &MedicationSupply,
) -> Option<MedicationCourse> {
    match act {
        Act::Dispensed => return Some(MedicationCourse::Dispense),
        Act::Given => return Some(MedicationCourse::Administration),
        Act::Due => return Some(MedicationCourse::Inpatient),
        Act::Prescribed => {}
    }
    let kind = orc.and_then(|orc| orc.field(29).read(|code| matches!(code, "I" | "O").then(|| code.to_owned())));
    let inpatient = match kind.as_deref() {
        Some(kind) => kind == "I",
        None => context.first("PV1").is_some_and(|pv1| pv1.field(2).peek() == "I"),
    };
    let again = supply.repeats_allowed.is_some_and(|times| times > 0);
    match (inpatient, again) {
        (true, _) => Some(MedicationCourse::Inpatient),
        (false, true) => Some(MedicationCourse::Repeat),
        (false, false) => None,
    }
}
