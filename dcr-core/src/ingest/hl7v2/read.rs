//! One stream of bytes to units.

use super::context::Context;
use super::delimiters::Delimiters;
use super::draft::{Drafts, Tally};
use super::message::{Message, Segment};
use super::split::{Piece, PieceKind, split};
use super::subject::Identifiers;
use super::{allergy, charset, clinical, demographics, directive, encounter, link, master_file, problem};
use super::{related_person, sensitivity};
use crate::contribution::{Contribution, Version};
use crate::ingest::{DirectoryEntry, Fate, Issue, Limits, Severity, Source, Unit};
use crate::time::{PartialDateTime, Timestamp};
use std::ops::Range;

/// Bytes; the standard allows 199 characters.
const LONGEST_MESSAGE_ID: usize = 512;

/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What a message states of people, what of the directory, and what became of its values.
type Made = (Vec<Contribution>, Vec<DirectoryEntry>, Tally);

/// Every message of a stream with what was made of its values.
pub(super) fn units(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<(Unit, Tally)> {
    let pieces = split(bytes);
    let mut units = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.kind != PieceKind::Wrapper) {
        let place = format!("message {}", units.len() + 1);
        units.push(unit(piece, place, source, limits));
    }
    units
}

fn unit(piece: &Piece<'_>, place: String, source: &Source, limits: &Limits) -> (Unit, Tally) {
    let mut issues = Vec::new();
    match contributions(piece, source, limits, &mut issues) {
        Ok((contributions, directory, tally)) => {
            let unit =
                Unit { place, original: piece.bytes.to_vec(), contributions, directory, issues, fate: Fate::Accepted };
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

fn contributions(piece: &Piece<'_>, source: &Source, limits: &Limits, issues: &mut Vec<Issue>) -> Result<Made, Issue> {
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
    let message = Message::index(&decoded.text, delimiters, decoded.encoding, limits)?;
    let result = if master_file::is_directory(&message) {
        master_file::map(&message, source, piece.bytes).map(|(directory, tally)| (Vec::new(), directory, tally))
    } else {
        map(&message, source, piece.bytes).map(|(contributions, tally)| (contributions, Vec::new(), tally))
    };
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

fn header<'m>(message: &'m Message<'m>) -> Header<'m> {
    let msh = message.segment(0);
    let kind = msh.field(9);
    msh.field(18).first_used();
    let mut header = Header {
        kind: kind.part(1).text().unwrap_or_default(),
        trigger: kind.part(2).text().unwrap_or_default(),
        // It is repeated in every contribution, so a longer one than any system sends stays attached.
        message_id: msh.field(10).read(|text| (text.len() <= LONGEST_MESSAGE_ID).then(|| text.to_owned())),
        sent: msh.field(7).date_time(),
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
        header.recorded = evn.field(2).date_time();
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
    let header = header(message);
    let earliest = |time: &Option<PartialDateTime>| time.as_ref().map(PartialDateTime::earliest);
    let recorded = earliest(&header.recorded).or(earliest(&header.sent)).unwrap_or(source.received);
    let version = earliest(&header.sent).or(earliest(&header.recorded)).unwrap_or(source.received);
    if version.millis() > source.received.millis().saturating_add(DAY) {
        message.segment(0).field(7).issue(
            Severity::Warning,
            "hl7v2.time.future",
            "the message's time is more than a day after it was received; later messages may seem older",
        );
    }
    let persons = persons(message);
    if persons.is_empty() {
        return Err(fatal("hl7v2.message.no-person", "PID", "the message has no PID segment"));
    }
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
    for segments in persons {
        let first = segments.start;
        fallbacks.push((first, person(message, source, &header, recorded, segments, &mut drafts)?));
    }
    let fallback = |segment: Segment<'_>| {
        let behind = fallbacks.partition_point(|(first, _)| *first <= segment.number);
        fallbacks.get(behind.saturating_sub(1)).map_or(0, |(_, draft)| *draft)
    };
    let version = Version::from_time(version);
    Ok(drafts.finish(message, source, original, header.message_id.as_deref(), version, fallback))
}

/// The parts of a message by person: from one PID to the next, so that nothing of one is ever put to another.
fn persons(message: &Message<'_>) -> Vec<Range<usize>> {
    let starts: Vec<_> =
        message.segments().filter(|segment| segment.name() == "PID").map(|segment| segment.number).collect();
    let ends = starts.iter().copied().skip(1).chain(std::iter::once(message.len()));
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

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
    segments: Range<usize>,
    drafts: &mut Drafts,
) -> Result<usize, Issue> {
    let pid = message.segment(segments.start);
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
            allergy::map(&context, drafts);
            problem::map(&context, drafts);
        }
        _ => clinical::map(&context, drafts),
    }
    let labels = sensitivity::of_message(&context);
    drafts.restrict(&context.subject, &labels);
    Ok(draft)
}
