//! One stream of bytes to units.

use super::batch::{Batches, Disagreement};
use super::context::Context;
use super::delimiters::Delimiters;
use super::draft::{Drafts, Tally};
use super::message::{Message, Segment};
use super::split::{Piece, PieceKind, split};
use super::subject::Identifiers;
use super::value::Value;
use super::{allergy, charset, clinical, date_time, demographics, directive, encounter, link, problem};
use super::{procedure, related_person, role, sensitivity, visit};
use crate::contribution::{Contribution, Version};
use crate::identifier::SubjectId;
use crate::ingest::{Fate, Issue, Limits, Severity, Source, Unit};
use crate::time::{PartialDateTime, Precision, Timestamp};
use std::ops::Range;

/// Bytes; the standard allows 199 characters.
const LONGEST_MESSAGE_ID: usize = 512;

/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Every message of a stream with what was made of its values.
pub(super) fn units(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<(Unit, Tally)> {
    let mut units: Vec<(Unit, Tally)> = Vec::new();
    let mut batches = Batches::default();
    let disagree = |units: &mut Vec<(Unit, Tally)>, found: Option<Disagreement>, bytes: &[u8]| {
        let Some(Disagreement { issue, empty }) = found else { return };
        match units.last_mut() {
            Some((last, _)) if !empty => last.issues.push(issue),
            _ => {
                let reason = Issue { severity: Severity::Fatal, ..issue };
                units.push((Unit::quarantined(place(units.len()), bytes, reason), Tally::default()));
            }
        }
    };
    // What is left open at the end is told by the last segment that wrapped anything.
    let mut last = bytes.get(..0).unwrap_or_default();
    for piece in split(bytes) {
        if piece.kind == PieceKind::Wrapper {
            if piece.bytes.len() >= 3 {
                last = piece.bytes;
            }
            disagree(&mut units, batches.wrapper(piece.bytes), piece.bytes);
            continue;
        }
        if piece.kind != PieceKind::Stray {
            batches.message();
        }
        let unit = unit(&piece, place(units.len()), source, limits);
        units.push(unit);
    }
    disagree(&mut units, batches.end(), last);
    units
}

fn place(before: usize) -> String {
    format!("message {}", before + 1)
}

fn unit(piece: &Piece<'_>, place: String, source: &Source, limits: &Limits) -> (Unit, Tally) {
    let mut issues = Vec::new();
    match contributions(piece, source, limits, &mut issues) {
        Ok((contributions, tally)) => {
            let unit = Unit {
                place,
                original: piece.bytes.to_vec(),
                contributions,
                directory: Vec::new(),
                issues,
                fate: Fate::Accepted,
            };
            (unit, tally)
        }
        Err(reason) => {
            let mut unit = Unit::quarantined(place, piece.bytes, reason);
            unit.issues.extend(issues);
            (unit, Tally::default())
        }
    }
}

fn fatal(code: &'static str, place: &str, message: &'static str) -> Issue {
    Issue::new(Severity::Fatal, code, place, message)
}

fn contributions(
    piece: &Piece<'_>,
    source: &Source,
    limits: &Limits,
    issues: &mut Vec<Issue>,
) -> Result<(Vec<Contribution>, Tally), Issue> {
    if piece.kind == PieceKind::Cut {
        return Err(fatal("hl7v2.frame.cut", "", "the message's frame has no end: the message may be cut short"));
    }
    if piece.bytes.len() > limits.message_bytes {
        return Err(fatal("hl7v2.limit.bytes", "", "the message is larger than the limit allows"));
    }
    let delimiters = Delimiters::read(piece.bytes)?;
    // A header inside a message is the beginning of another whose terminator was lost.
    let header = piece.bytes.get(..6).unwrap_or_default();
    if memchr::memmem::find(piece.bytes.get(6..).unwrap_or_default(), header).is_some() {
        return Err(fatal("hl7v2.message.second-header", "", "a second header stands inside the message"));
    }
    let decoded = charset::decode(piece.bytes, delimiters.field)?;
    issues.extend(decoded.issue);
    let message = Message::index(&*decoded.text, delimiters, decoded.encoding, limits)?;
    let result = map(&message, source, piece.bytes);
    issues.extend(message.take_issues());
    result
}

/// What a message says of itself.
struct Header<'m> {
    kind: String,
    trigger: String,
    message_id: Option<String>,
    sent: Option<PartialDateTime>,
    recorded: Option<PartialDateTime>,
    event: Option<Segment<'m>>,
}

/// A time that the header states. One more than a day after the message was received is not believed, and stays
/// attached: believed, it would let nothing that is sent later take the message's place.
fn believed(value: Value<'_>, source: &Source) -> Option<PartialDateTime> {
    let latest = source.received.millis().saturating_add(DAY);
    if date_time::parse(value.peek()).is_ok_and(|time| time.earliest().millis() > latest) {
        value.issue(
            Severity::Warning,
            "hl7v2.time.future",
            "the time is more than a day after the message was received and is not believed",
        );
        return None;
    }
    value.date_time()
}

/// The version that a message implies: its time, and among messages of one time as it is stated the sequence number
/// (MSH-13) where the sender counts them.
fn version(message: &Message<'_>, header: &Header<'_>, source: &Source) -> Version {
    let Some(sent) = &header.sent else {
        return Version::from_time(header.recorded.as_ref().map_or(source.received, PartialDateTime::earliest));
    };
    let (time, text) = (sent.earliest(), sent.as_str());
    let unstated: u64 = match sent.precision() {
        Precision::Second if text.contains('.') => 1,
        Precision::Second => 1000,
        Precision::Minute => 60_000,
        _ => DAY.unsigned_abs(),
    };
    let number = message.segment(0).field(13).read(|text| text.parse::<u64>().ok().filter(|number| *number > 0));
    let later = i64::try_from(number.unwrap_or_default() % unstated).unwrap_or_default();
    Version::from_time(Timestamp::from_millis(time.millis().saturating_add(later)).unwrap_or(time))
}

fn header<'m>(message: &'m Message<'m>, source: &Source) -> Header<'m> {
    let msh = message.segment(0);
    let kind = msh.field(9);
    msh.field(18).first_used();
    let mut header = Header {
        kind: kind.part(1).text().unwrap_or_default(),
        trigger: kind.part(2).text().unwrap_or_default(),
        // It is repeated in every contribution, so a longer one than any system sends stays attached.
        message_id: msh.field(10).read(|text| (text.len() <= LONGEST_MESSAGE_ID).then(|| text.to_owned())),
        sent: believed(msh.field(7), source),
        recorded: None,
        event: message.segments().find(|segment| segment.name() == "EVN"),
    };
    kind.part(3).mark();
    if let Some(evn) = header.event {
        if header.trigger.is_empty() {
            header.trigger = evn.field(1).text().unwrap_or_default();
        } else {
            evn.field(1).mark_if(&header.trigger);
        }
        header.recorded = believed(evn.field(2), source);
    }
    if matches!(msh.field(11).peek(), "T" | "D") {
        msh.field(11).issue(
            Severity::Note,
            "hl7v2.processing.not-production",
            "the message says that it is for training or debugging",
        );
    }
    header
}

fn map(message: &Message<'_>, source: &Source, original: &[u8]) -> Result<(Vec<Contribution>, Tally), Issue> {
    let header = header(message, source);
    let earliest = |time: &Option<PartialDateTime>| time.as_ref().map(PartialDateTime::earliest);
    let recorded = earliest(&header.recorded).or(earliest(&header.sent)).unwrap_or(source.received);
    let version = version(message, &header, source);
    let persons = persons(message)?;
    note_partial(message, &header);
    for line in message.segments().filter(|segment| segment.name().is_empty()) {
        message.issue(Issue::new(
            Severity::Warning,
            "hl7v2.segment.malformed",
            line.place_text(),
            "a line is no segment, as when a value holds a line break; it stays attached",
        ));
    }
    let mut drafts = Drafts::new(message);
    // For each person's part of the message, the draft that takes what no other claims.
    let mut fallbacks = Vec::with_capacity(persons.len());
    let mut people = Vec::with_capacity(persons.len());
    for (pid, segments) in persons {
        let first = segments.start;
        let (draft, subject) = person(message, source, &header, recorded, pid, segments, &mut drafts)?;
        fallbacks.push((first, draft));
        people.push((pid, subject));
    }
    if header.kind == "ADT" {
        link::pairs(source, &header.trigger, recorded, &people, &mut drafts)?;
    }
    let fallback = |segment: Segment<'_>| {
        let behind = fallbacks.partition_point(|(first, _)| *first <= segment.number);
        fallbacks.get(behind.saturating_sub(1)).map_or(0, |(_, draft)| *draft)
    };
    Ok(drafts.finish(message, source, original, header.message_id.as_deref(), version, fallback))
}

/// The parts of a message by person: the PID of each and the segments that are theirs.
///
/// With several persons each part goes from one PID to the next, so that nothing of one is ever put to another; what
/// stands before the first belongs to nobody, and if it is about a person the message cannot be used. With one person
/// everything is theirs, in whatever order it stands.
fn persons<'m>(message: &'m Message<'m>) -> Result<Vec<(Segment<'m>, Range<usize>)>, Issue> {
    let pids: Vec<_> = message.segments().filter(|segment| segment.name() == "PID").collect();
    let Some(first) = pids.first() else {
        return Err(fatal("hl7v2.message.no-person", "PID", "the message has no PID segment"));
    };
    let astray = message.segments().take(first.number).find(|segment| OF_A_PERSON.contains(&segment.name()));
    if let [only] = pids.as_slice() {
        if let Some(astray) = astray {
            message.issue(Issue::new(
                Severity::Note,
                "hl7v2.segment.order",
                astray.place_text(),
                "a segment about the person stands before the PID segment; it is read as about the only person",
            ));
        }
        return Ok(vec![(*only, 0..message.len())]);
    }
    if let Some(astray) = astray {
        let place = astray.place_text();
        return Err(fatal("hl7v2.segment.order", &place, "a segment before the first of several persons is nobody's"));
    }
    let ends = pids.iter().skip(1).map(|pid| pid.number).chain(std::iter::once(message.len()));
    Ok(pids.iter().zip(ends).map(|(pid, end)| (*pid, pid.number..end)).collect())
}

/// Segments that say something of the person whose PID they follow, in any message that has several.
const OF_A_PERSON: [&str; 16] =
    ["PD1", "NK1", "PV1", "PV2", "MRG", "AL1", "IAM", "DG1", "PR1", "OBR", "OBX", "ORC", "TXA", "RXA", "ZU8", "ARV"];

fn note_partial(message: &Message<'_>, header: &Header<'_>) {
    if header.kind != "ADT" && !clinical::is_known(&header.kind) {
        message.segment(0).field(9).issue(
            Severity::Note,
            "hl7v2.message.partial",
            "of this kind of message only who the person is has a place in the model; the rest stays attached",
        );
    }
}

fn person<'m>(
    message: &'m Message<'m>,
    source: &'m Source,
    header: &Header<'m>,
    recorded: Timestamp,
    pid: Segment<'m>,
    segments: Range<usize>,
    drafts: &mut Drafts,
) -> Result<(usize, SubjectId), Issue> {
    let identifiers = Identifiers::read([pid.field(3), pid.field(2), pid.field(4)], &source.organisation);
    let Some(subject) = identifiers.subject() else {
        let place = pid.field(3).place_text();
        return Err(fatal("hl7v2.person.no-identifier", &place, "the person has no identifier that can be used"));
    };
    let context = Context {
        message,
        source,
        kind: header.kind.clone(),
        trigger: header.trigger.clone(),
        subject,
        recorded,
        event: header.event,
        recorded_text: header.recorded.as_ref().or(header.sent.as_ref()).cloned(),
        segments,
    };
    let draft = demographics::map(&context, pid, &identifiers, drafts);
    link::map(&context, drafts)?;
    directive::map(&context, drafts);
    match header.kind.as_str() {
        "ADT" => {
            related_person::map(&context, drafts);
            encounter::map(&context, drafts);
            visit::map(&context, drafts);
            role::map(&context, drafts);
            procedure::map(&context, drafts);
            allergy::map(&context, drafts);
            problem::map(&context, drafts);
        }
        _ => clinical::map(&context, drafts),
    }
    let labels = sensitivity::of_message(&context);
    drafts.restrict(&context.subject, &labels);
    Ok((draft, context.subject))
}
