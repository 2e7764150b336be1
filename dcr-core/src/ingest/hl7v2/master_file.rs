//! MFN^M02 and MFN^M05: staff and places, which are about no person.

use super::draft::{MAPPING, Tally, leftovers};
use super::message::{Message, Segment};
use super::value::Value;
use crate::contribution::{ContentHash, Origin, SourceFormat};
use crate::ingest::{DirectoryAction, DirectoryEntry, DirectoryIdentifier, DirectoryKind, Issue, Severity, Source};
use crate::record::Period;
use crate::time::{PartialDateTime, Timestamp};

/// Whether the message brings staff (M02) or places (M05). Source: HL7 v2.5.1 chapter 8.
pub(super) fn is_directory(message: &Message<'_>) -> bool {
    let kind = message.segment(0).field(9);
    kind.part(1).peek() == "MFN"
        && matches!(kind.part(2).peek(), "M02" | "M05")
        && message.segments().all(|segment| segment.name() != "PID")
}

/// One entry for each MFE and what follows it; what stands before the first is attached to it.
///
/// # Errors
/// The reason for quarantine, when an MFE does not say what to do or with whom: a deactivation that is only half
/// understood would leave in use what is not.
pub(super) fn map(
    message: &Message<'_>,
    source: &Source,
    original: &[u8],
) -> Result<(Vec<DirectoryEntry>, Tally), Issue> {
    let msh = message.segment(0);
    msh.field(9).mark();
    msh.field(18).first_used();
    let sent = msh.field(7).date_time();
    let origin = Origin {
        format: SourceFormat::Hl7v2,
        message: ContentHash::of(original),
        message_id: msh.field(10).text(),
        place: None,
        mapping: Some(MAPPING.to_owned()),
    };
    let recorded = sent.as_ref().map_or(source.received, PartialDateTime::earliest);
    let mut groups: Vec<Vec<Segment<'_>>> = vec![Vec::new()];
    let mut began = false;
    for segment in message.segments() {
        if segment.name() == "MFE" && std::mem::replace(&mut began, true) {
            groups.push(Vec::new());
        }
        if let Some(last) = groups.last_mut() {
            last.push(segment);
        }
    }
    let mut entries = Vec::new();
    let mut tally = Tally::default();
    for group in groups {
        let mut entry = entry(&group, recorded, origin.clone())?;
        for segment in group {
            leftovers(segment, &mut entry.attached, &mut tally);
        }
        entries.push(entry);
    }
    Ok((entries, tally))
}

fn unusable(place: &str, message: &'static str) -> Issue {
    Issue::new(Severity::Fatal, "hl7v2.directory.unusable", place, message)
}

fn entry(group: &[Segment<'_>], recorded: Timestamp, origin: Origin) -> Result<DirectoryEntry, Issue> {
    let first = |name: &str| group.iter().copied().find(|segment| segment.name() == name);
    let Some(mfe) = first("MFE") else {
        return Err(unusable("MFE", "the message has no MFE segment"));
    };
    let Some(action) = mfe.field(1).read(action) else {
        return Err(unusable(&mfe.field(1).place_text(), "what is to be done with the entry is not known"));
    };
    let (staff, place) = (first("STF"), first("LOC"));
    let place_text = mfe.place_text();
    let mut entry = match (staff, place) {
        (Some(stf), None) => of_staff(mfe, stf, first("PRA"), action, recorded, origin),
        (None, Some(loc)) => of_place(mfe, loc, first("LRL"), action, recorded, origin),
        // What is deleted or deactivated need not be described again; the key then says what it is by its type.
        (None, None) => bare(mfe, action, recorded, origin),
        (Some(_), Some(_)) => None,
    }
    .ok_or_else(|| unusable(&place_text, "the entry has no key"))?;
    let effective = mfe.field(3).date_time();
    match action {
        DirectoryAction::Delete | DirectoryAction::Deactivate if entry.valid.end.is_none() => {
            entry.valid.end = effective;
        }
        _ if entry.valid.start.is_none() => entry.valid.start = effective,
        _ => {}
    }
    entry.origin.place = Some(place_text);
    Ok(entry)
}

/// HL7 table 0180.
fn action(code: &str) -> Option<DirectoryAction> {
    Some(match code {
        "MAD" => DirectoryAction::Add,
        "MUP" => DirectoryAction::Update,
        "MDL" => DirectoryAction::Delete,
        "MDC" => DirectoryAction::Deactivate,
        "MAC" => DirectoryAction::Reactivate,
        _ => return None,
    })
}

/// A code with its authority; the words of the code stay attached.
fn coded(value: Value<'_>) -> Option<DirectoryIdentifier> {
    let code = value.part(1).text()?;
    Some(DirectoryIdentifier { system: value.part(3).text().unwrap_or_else(|| "local".to_owned()), value: code })
}

/// An identifier with check digit (CX).
fn numbered(value: Value<'_>) -> Option<DirectoryIdentifier> {
    let number = value.part(1).text()?;
    let authority = value.part(4).text().or_else(|| value.part(5).text());
    Some(DirectoryIdentifier { system: authority.unwrap_or_else(|| "local".to_owned()), value: number })
}

/// A place as its parts are written, which is how other messages name it.
fn located(value: Value<'_>) -> Option<DirectoryIdentifier> {
    Some(DirectoryIdentifier { system: "local".to_owned(), value: value.whole()? })
}

fn bare(mfe: Segment<'_>, action: DirectoryAction, recorded: Timestamp, origin: Origin) -> Option<DirectoryEntry> {
    let is_place = mfe.field(5).peek() == "PL";
    mfe.field(5).mark();
    let identifier = if is_place { located(mfe.field(4)) } else { coded(mfe.field(4)) }?;
    let kind = if is_place { DirectoryKind::Place } else { DirectoryKind::Staff };
    Some(DirectoryEntry {
        kind,
        identifier,
        other_identifiers: Vec::new(),
        name: None,
        part_of: None,
        valid: Period::default(),
        action,
        recorded,
        origin,
        attached: Vec::new(),
    })
}

fn of_staff(
    mfe: Segment<'_>,
    stf: Segment<'_>,
    pra: Option<Segment<'_>>,
    action: DirectoryAction,
    recorded: Timestamp,
    origin: Origin,
) -> Option<DirectoryEntry> {
    let identifier = coded(stf.field(1)).or_else(|| coded(mfe.field(4)))?;
    if mfe.field(4).raw() == stf.field(1).raw() && stf.field(1).leaves().all(Value::used) {
        mfe.field(4).mark();
    }
    mfe.field(5).mark();
    let mut other_identifiers: Vec<_> = stf.field(2).repeats().filter_map(numbered).collect();
    // PRA-6: practitioner numbers, by their type.
    other_identifiers.extend(pra.into_iter().flat_map(|pra| pra.field(6).repeats()).filter_map(|number| {
        let value = number.part(1).text()?;
        Some(DirectoryIdentifier { system: number.part(2).text().unwrap_or_else(|| "local".to_owned()), value })
    }));
    let name = stf.field(3).spoken_name();
    let part_of = stf.field(8).shown().or_else(|| stf.field(9).shown());
    Some(DirectoryEntry {
        kind: DirectoryKind::Staff,
        identifier,
        other_identifiers,
        name,
        part_of,
        valid: Period { start: stf.field(12).part(1).date_time(), end: stf.field(13).part(1).date_time() },
        action,
        recorded,
        origin,
        attached: Vec::new(),
    })
}

fn of_place(
    mfe: Segment<'_>,
    loc: Segment<'_>,
    lrl: Option<Segment<'_>>,
    action: DirectoryAction,
    recorded: Timestamp,
    origin: Origin,
) -> Option<DirectoryEntry> {
    let identifier = located(loc.field(1)).or_else(|| located(mfe.field(4)))?;
    if mfe.field(4).raw() == loc.field(1).raw() {
        mfe.field(4).mark();
    }
    mfe.field(5).mark();
    let part_of = lrl.and_then(|lrl| lrl.field(6).location()).or_else(|| loc.field(4).part(1).whole());
    Some(DirectoryEntry {
        kind: DirectoryKind::Place,
        identifier,
        other_identifiers: Vec::new(),
        name: loc.field(2).whole(),
        part_of,
        valid: Period::default(),
        action,
        recorded,
        origin,
        attached: Vec::new(),
    })
}
