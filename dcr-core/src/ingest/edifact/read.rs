//! One stream of bytes to units.

use super::charset;
use super::codes::{self, Status};
use super::draft::{Draft, Drafts, Tally, item_id};
use super::investigation::{self, Common};
use super::measurement;
use super::message::{Message, Segment};
use super::parties::{self, Parties};
use super::parts::{self, Parts, Report, all, qualified};
use super::patient;
use super::split::{Piece, PieceKind, split};
use super::value::iso;
use crate::contribution::{Contribution, ContributionBody, ContributionStatus, Version};
use crate::ingest::{Fate, Issue, Limits, Severity, Source, Unit};
use crate::record::InvestigationKind;
use crate::time::{PartialDateTime, Timestamp};

/// Bytes of each of the two references; the standard allows 14 characters.
const LONGEST_REFERENCE: usize = 64;

/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How many times the stream's own size the units' originals may have in all: each repeats its envelope.
const LARGEST_GROWTH: usize = 8;

/// How many times the message's own size that may be which a report says once and every investigation repeats; and how
/// many bytes it may be in any case.
const LARGEST_REPETITION: usize = 8;
const SMALL: usize = 1 << 16;

/// Every message of a stream with what was made of its values.
pub(super) fn units(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<(Unit, Tally)> {
    let pieces = split(bytes);
    let size = pieces.iter().fold(0_usize, |size, piece| size.saturating_add(piece.len()));
    if size > bytes.len().saturating_mul(LARGEST_GROWTH) {
        let reason = fatal("edifact.limit.envelope", "UNB", "the envelopes are too long for so many messages");
        return vec![(Unit::quarantined("interchange", bytes, reason), Tally::default())];
    }
    pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| unit(piece, format!("message {}", index + 1), source, limits))
        .collect()
}

fn unit(piece: &Piece<'_>, place: String, source: &Source, limits: &Limits) -> (Unit, Tally) {
    let original = piece.original();
    let mut issues = piece.issues.clone();
    match contributions(piece, &original, source, limits, &mut issues) {
        Ok((contributions, tally)) => {
            let directory = Vec::new();
            (Unit { place, original, contributions, directory, issues, fate: Fate::Accepted }, tally)
        }
        Err(reason) => {
            let mut unit = Unit::quarantined(place, &original, reason);
            unit.issues.extend(issues);
            (unit, Tally::default())
        }
    }
}

fn fatal(code: &'static str, place: impl Into<String>, message: &'static str) -> Issue {
    Issue::new(Severity::Fatal, code, place, message)
}

fn contributions(
    piece: &Piece<'_>,
    original: &[u8],
    source: &Source,
    limits: &Limits,
    issues: &mut Vec<Issue>,
) -> Result<(Vec<Contribution>, Tally), Issue> {
    match &piece.kind {
        PieceKind::Message => {}
        PieceKind::Cut => {
            return Err(fatal("edifact.message.cut", "UNT", "the message has no end: it may be cut short"));
        }
        PieceKind::Stray => return Err(fatal("edifact.message.none", "", "the bytes belong to no message")),
        PieceKind::Unreadable(issue) => return Err(issue.clone()),
    }
    if original.len() > limits.message_bytes {
        return Err(fatal("edifact.limit.bytes", "", "the message is larger than the limit allows"));
    }
    let (text, issue) = charset::decode(original, piece.service)?;
    issues.extend(issue);
    let message = Message::index(&text, piece.service, limits)?;
    let result = map(&message, source, original);
    issues.extend(message.take_issues());
    result
}

/// What a message and its interchange say of themselves.
struct Header {
    message_id: Option<String>,
    /// When the message was made (DTM+137), else when the interchange was prepared.
    made: Option<PartialDateTime>,
    kind: Option<InvestigationKind>,
}

fn map(message: &Message<'_>, source: &Source, original: &[u8]) -> Result<(Vec<Contribution>, Tally), Issue> {
    let first = |tag: &'static str| message.segments().find(|segment| segment.tag() == tag);
    let missing = || fatal("edifact.message.none", "", "the bytes belong to no message");
    let (unh, unt) = (first("UNH").ok_or_else(missing)?, first("UNT").ok_or_else(missing)?);
    envelope(unh, unt, first("UNB"), message)?;
    let parts = parts::part(message);
    let header = header(unh, first("UNB"), &parts);
    for gis in message.segments().filter(|segment| segment.tag() == "GIS") {
        let indicator = gis.value(1, 1).peek();
        // Whether it changes or cancels, and what, is not said in the messages' published form.
        if !matches!(indicator.as_str(), "" | "N") {
            return Err(fatal(
                "edifact.indicator.unknown",
                gis.place(),
                "the report or result is not new, and what it changes cannot be told",
            ));
        }
    }
    for segment in message.segments().filter(|segment| segment.tag().is_empty()) {
        segment.issue(
            Severity::Warning,
            "edifact.segment.malformed",
            "the segment has no tag, as when a value holds a terminator that is not released; it stays attached",
        );
    }
    let recorded = header.made.as_ref().map_or(source.received, PartialDateTime::earliest);
    future(unh, recorded, source);
    let mut drafts = Drafts::new(message);
    let mut fallbacks = Vec::new();
    let shares = shares(&parts, message);
    let mut parties = None;
    for report in &parts.reports {
        let common = common(report, &parts, &header, recorded, source, shares, &mut parties);
        for subject in &report.subjects {
            let sender = first("UNB").map(|unb| unb.value(2, 1));
            let Some(patient) = patient::read(subject, sender) else {
                let place = message.segment(subject.first).place();
                return Err(fatal(
                    "edifact.person.no-identifier",
                    place,
                    "the person has no NHS number and no other identifier that can be used",
                ));
            };
            let (namespace, value) = (patient.id.namespace().to_owned(), patient.id.value().to_owned());
            let draft = drafts.add(
                message.segment(subject.first),
                Draft {
                    // Apart from what a registration says, which these words must not supersede.
                    item: item_id(None, &["demographics", &namespace, &value, "MEDRPT"]),
                    subject: patient.id.clone(),
                    version: Version::from_time(recorded),
                    recorded,
                    status: ContributionStatus::Current,
                    body: ContributionBody::Demographics(Box::new(patient.demographics)),
                },
            );
            fallbacks.push((subject.first, draft));
            if subject.tests.is_empty() {
                let message = "the report says nothing but who the person is";
                unh.issue(Severity::Note, "edifact.report.no-results", message);
            }
            for test in subject.tests.iter().filter(|test| !measurement::is_coded(test)) {
                if let Some(first) = test.own.first() {
                    let message = "an investigation does not say what was done; its segments stay attached";
                    first.issue(Severity::Error, "edifact.investigation.no-code", message);
                }
            }
            if let Some(common) = &common {
                investigation::map(report, subject, &patient.id, common, shares, &mut drafts);
            }
        }
    }
    if fallbacks.is_empty() {
        return Err(fatal("edifact.message.no-person", "PNA", "the message is about no person"));
    }
    let fallback = |segment: Segment<'_>| {
        let behind = fallbacks.partition_point(|(first, _)| *first <= segment.number);
        fallbacks.get(behind.saturating_sub(1)).map_or(0, |(_, draft)| *draft)
    };
    Ok(drafts.finish(message, source, original, header.message_id.as_deref(), fallback))
}

/// Checks UNH and UNT, and which message it is.
fn envelope(unh: Segment<'_>, unt: Segment<'_>, unb: Option<Segment<'_>>, message: &Message<'_>) -> Result<(), Issue> {
    if unh.value(1, 1).peek() != unt.value(2, 1).peek() {
        // The beginning of one message and the end of another may be two people's.
        return Err(fatal(
            "edifact.message.reference",
            unt.place(),
            "the message's end has not the reference of its beginning: two messages may have run together",
        ));
    }
    unt.value(2, 1).mark();
    let counted = unt.number.saturating_sub(unh.number) + 1;
    if unt.value(1, 1).peek().parse() == Ok(counted) {
        unt.value(1, 1).mark();
    } else {
        let message = "the message does not have as many segments as it counts";
        unt.issue(Severity::Warning, "edifact.message.count", message);
    }
    let kind = unh.value(2, 1).peek();
    if !matches!(kind.as_str(), "MEDRPT" | "NHSRSR") {
        return Err(fatal("edifact.message.type", unh.place(), "the message is no medical service report"));
    }
    if !matches!(unh.value(2, 5).peek().as_str(), "NHS002" | "NHS003" | "NHS004") {
        let message = "the message is in none of the forms NHS002, NHS003 and NHS004 and was read as if it were";
        unh.issue(Severity::Warning, "edifact.message.version", message);
    }
    unh.components(2).for_each(|value| value.mark());
    if let Some(unb) = unb {
        unb.components(1).for_each(|value| value.mark());
        if unb.value(11, 1).peek() == "1" {
            let message = "the interchange says that it is a test";
            unb.issue(Severity::Note, "edifact.interchange.test", message);
        }
        let reference = unb.value(5, 1).peek();
        for trailer in message.segments().filter(|segment| segment.tag() == "UNZ") {
            trailer.value(1, 1).mark_if("1");
            trailer.value(2, 1).mark_if(&reference);
        }
    }
    Ok(())
}

fn header(unh: Segment<'_>, unb: Option<Segment<'_>>, parts: &Parts<'_>) -> Header {
    let bounded = |text: &str| (text.len() <= LONGEST_REFERENCE).then(|| text.to_owned());
    let interchange = unb.and_then(|unb| unb.value(5, 1).read(bounded));
    let reference = unh.value(1, 1).read(bounded);
    let message_id = match (interchange, reference) {
        (Some(interchange), Some(reference)) => Some(format!("{interchange}/{reference}")),
        (one, other) => one.or(other),
    };
    let made = qualified(&parts.header, "DTM", "137").and_then(|dtm| {
        let made = dtm.value(1, 2).date_time(dtm.value(1, 3))?;
        dtm.value(1, 1).mark();
        Some(made)
    });
    let kind = all(&parts.header, "BGM").next().and_then(|bgm| {
        bgm.value(1, 1).read(|code| match code {
            "LSR" => Some(InvestigationKind::Laboratory),
            "RRR" => Some(InvestigationKind::Imaging),
            _ => None,
        })
    });
    Header { message_id, made: made.or_else(|| unb.and_then(prepared)), kind }
}

/// UNB-4: when the interchange was prepared. A year of two digits from 70 on is of the last century.
fn prepared(unb: Segment<'_>) -> Option<PartialDateTime> {
    let (date, time) = (unb.value(4, 1), unb.value(4, 2));
    let day = match date.peek() {
        full if full.len() == 8 => full,
        short if short.len() == 6 => format!("{}{short}", if short.as_str() < "70" { "20" } else { "19" }),
        _ => return None,
    };
    let read = PartialDateTime::parse(&iso(&format!("{day}{}", time.peek()))?).ok()?;
    date.mark();
    time.mark();
    Some(read)
}

fn future(unh: Segment<'_>, time: Timestamp, source: &Source) {
    if time.millis() > source.received.millis().saturating_add(DAY) {
        unh.issue(
            Severity::Warning,
            "edifact.time.future",
            "the message's time is more than a day after it was received; later messages may seem older",
        );
    }
}

/// Whether what the report says once may be repeated in every investigation: a few words in thousands of tests may not.
fn shares(parts: &Parts<'_>, message: &Message<'_>) -> bool {
    let length = |group: &[Segment<'_>]| group.iter().map(|segment| segment.raw().len()).sum::<usize>();
    let parties: usize = parts.parties.iter().map(|group| length(group)).sum();
    let subjects = || parts.reports.iter().flat_map(|report| report.subjects.iter().map(move |one| (report, one)));
    let repeated = subjects().fold(0_usize, |sum, (report, subject)| {
        let longest = subject.specimens.iter().map(|group| length(group)).max().unwrap_or_default();
        let shared = parties + length(&report.own) + length(&subject.clinical) + longest;
        sum.saturating_add(shared.saturating_mul(subject.tests.len()))
    });
    repeated <= message.text.len().saturating_mul(LARGEST_REPETITION).max(SMALL)
}

/// What a report says of all its tests; nothing where it has none, so that nothing of it counts as used.
fn common<'p>(
    report: &Report<'_>,
    parts: &Parts<'_>,
    header: &Header,
    recorded: Timestamp,
    source: &Source,
    shares: bool,
    parties: &'p mut Option<Parties>,
) -> Option<Common<'p>> {
    if !report.subjects.iter().flat_map(|subject| &subject.tests).any(measurement::is_coded) {
        return None;
    }
    let parties =
        parties.get_or_insert_with(|| if shares { parties::read(&parts.parties) } else { Parties::default() });
    let issued = qualified(&report.own, "DTM", "ISR").and_then(|dtm| {
        let issued = dtm.value(1, 2).date_time(dtm.value(1, 3))?;
        dtm.value(1, 1).mark();
        Some(issued)
    });
    let number = qualified(&report.own, "RFF", "SRI").filter(|_| shares).and_then(|rff| {
        let number = rff.value(1, 2).text()?;
        rff.value(1, 1).mark();
        Some(number)
    });
    let said = all(&report.own, "STS").next().map(|sts| sts.value(2, 1));
    let code = said.and_then(|code| code.text());
    for segment in report.own.iter().filter(|segment| matches!(segment.tag(), "S02" | "GIS")) {
        segment.mark();
    }
    let time = issued.as_ref().map_or(recorded, PartialDateTime::earliest);
    if let Some(dtm) = all(&report.own, "DTM").next() {
        future(dtm, time, source);
    }
    let status: Option<Status> = code.as_deref().map(codes::status);
    Some(Common {
        kind: header.kind.clone(),
        parties,
        number,
        issued,
        status,
        supplementary: code.as_deref() == Some("SR"),
        version: Version::from_time(time),
        recorded,
    })
}
