//! What a message is answered with: ACK messages of the original mode.

use super::charset;
use super::delimiters::Delimiters;
use crate::ingest::{Fate, Issue, Severity, Unit};
use crate::time::Timestamp;

/// What the answers carry of their own.
///
/// ```
/// # use dcr_core::ingest::hl7v2::Acknowledgement;
/// # use dcr_core::time::Timestamp;
/// # let at = Timestamp::parse("2026-11-22T13:00:00Z").unwrap();
/// assert!(Acknowledgement::new("DCR7F3", at).is_ok());
/// assert_eq!(Acknowledgement::new("DCR-7", at).unwrap_err().code(), "hl7v2.acknowledgement.control-id");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    control_id: String,
    at: Timestamp,
}

/// The beginning of the control identifiers is not one to twelve ASCII letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the beginning of the control identifiers is not one to twelve letters and digits")]
pub struct AcknowledgementError;

impl AcknowledgementError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "hl7v2.acknowledgement.control-id"
    }
}

impl Acknowledgement {
    /// The beginning of every answer's control identifier (MSH-10), which no other answers may share, and the time of the
    /// answers (MSH-7).
    ///
    /// With the number of the message behind it the identifier keeps to the 20 characters of the older versions. Letters
    /// and digits are never separators, so that it is the same in every message.
    ///
    /// # Errors
    /// [`AcknowledgementError`] when it is not one to twelve ASCII letters and digits.
    pub fn new(control_id: &str, at: Timestamp) -> Result<Self, AcknowledgementError> {
        let fits = (1..=12).contains(&control_id.len()) && control_id.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self { control_id: control_id.to_owned(), at }) } else { Err(AcknowledgementError) }
    }
}

/// The answer to each unit of a stream, in order: one HL7 v2 ACK message in the original mode.
///
/// - MSA-1 is `AA` for a unit that is accepted. For one in quarantine it is `AE` where its content is at fault and `AR`
///   where it could not be read as a message at all or is of a kind that is not taken (HL7 v2.5.1 chapter 2, section
///   2.9.2 and table 0357). Say it only when what was accepted, or put into quarantine, is durable.
/// - Every issue is an ERR segment: location, HL7 error code (table 0357), severity and this project's stable code; before
///   v2.5, repeats of ERR-1, and MSA-3 and MSA-6 for the reason of a quarantine. No more than 100 are listed.
/// - Separators, version, character set, country, processing identifier and trigger event are the sender's as far as they
///   are legal; sending and receiving applications and facilities change places. A message whose header cannot be read is
///   answered as v2.4 with the usual separators.
/// - Nothing else of the message is repeated, so that no personal data is.
///
/// An enhanced-mode sender (MSH-15, MSH-16) is answered in the original mode too.
#[must_use]
pub fn acknowledge<'u>(units: impl IntoIterator<Item = &'u Unit>, acknowledgement: &Acknowledgement) -> Vec<Vec<u8>> {
    units.into_iter().enumerate().map(|(index, unit)| answer(unit, index + 1, acknowledgement)).collect()
}

/// The most issues that one answer lists.
const MOST_ERRORS: usize = 100;

fn answer(unit: &Unit, number: usize, acknowledgement: &Acknowledgement) -> Vec<u8> {
    let header = Header::read(&unit.original);
    let mut writer = Writer { bytes: Vec::with_capacity(256), delimiters: header.delimiters };
    let reason = match &unit.fate {
        Fate::Accepted => None,
        Fate::Quarantined(reason) => Some(reason),
    };
    let code = match reason {
        None => "AA",
        // Table 0357: errors are numbered from 100, rejections from 200.
        Some(reason) if error_code(reason).0.starts_with('1') => "AE",
        Some(_) => "AR",
    };
    header_segment(&mut writer, &header, number, acknowledgement);
    writer.segment("MSA");
    writer.plain(code);
    writer.raw(header.control_id);
    if !header.version.has_error_segments()
        && let Some(reason) = reason
    {
        writer.plain(reason.message);
        writer.plain("");
        writer.plain("");
        writer.coded(error_code(reason), None, writer.delimiters.component);
    }
    writer.end();
    errors(&mut writer, header.version, unit, reason);
    writer.bytes
}

fn header_segment(writer: &mut Writer, header: &Header<'_>, number: usize, acknowledgement: &Acknowledgement) {
    let Delimiters { field, component, repeat, escape, subcomponent } = writer.delimiters;
    writer.bytes.extend_from_slice(b"MSH");
    writer.bytes.extend([field, component, repeat]);
    writer.bytes.extend(escape.into_iter().chain(subcomponent));
    let [sender, senders_place, receiver, receivers_place] = header.applications;
    for field in [receiver, receivers_place, sender, senders_place] {
        writer.raw(field);
    }
    writer.plain(&time(acknowledgement.at));
    writer.plain("");
    writer.plain("ACK");
    if let Some(trigger) = header.trigger.filter(|_| header.version >= Version::V2_3) {
        writer.bytes.push(component);
        writer.bytes.extend_from_slice(trigger);
        if header.version >= Version::V2_3_1 {
            writer.bytes.push(component);
            writer.bytes.extend_from_slice(b"ACK");
        }
    }
    writer.plain(&format!("{}{number}", acknowledgement.control_id));
    writer.raw(header.processing);
    writer.plain(header.version_text);
    if !(header.country.is_empty() && header.charset.is_empty()) {
        (0..4).for_each(|_| writer.plain(""));
        writer.raw(header.country);
        writer.raw(header.charset);
    }
    writer.end();
}

/// ERR segments; before v2.5 one of them with all errors as repeats of its only field.
fn errors(writer: &mut Writer, version: Version, unit: &Unit, reason: Option<&Issue>) {
    let more = unit.issues.len().saturating_sub(MOST_ERRORS);
    let more = (more > 0).then(|| {
        Issue::new(Severity::Note, "hl7v2.acknowledgement.more", "", "there are more issues than an answer lists")
    });
    // The reason comes first; it is one of the issues as well.
    let rest = unit.issues.iter().filter(|issue| Some(*issue) != reason);
    let listed: Vec<_> = reason.into_iter().chain(rest).take(MOST_ERRORS).chain(more.iter()).collect();
    if version.has_error_segments() {
        for issue in listed {
            writer.segment("ERR");
            writer.plain("");
            writer.location(issue);
            writer.coded(error_code_of(issue, unit), None, writer.delimiters.component);
            writer.plain(severity(issue, unit));
            writer.coded((issue.code, ""), Some("99DCR"), writer.delimiters.component);
            writer.plain("");
            writer.plain("");
            writer.plain(issue.message);
            writer.end();
        }
        return;
    }
    if listed.is_empty() {
        return;
    }
    writer.segment("ERR");
    for (index, issue) in listed.into_iter().enumerate() {
        let mark = if index == 0 { writer.delimiters.field } else { writer.delimiters.repeat };
        writer.bytes.push(mark);
        writer.location_before_2_5(issue, error_code_of(issue, unit));
    }
    writer.end();
}

/// An accepted message's issues are told as what they are, never as the end of a transaction that succeeded.
fn severity(issue: &Issue, unit: &Unit) -> &'static str {
    match (&unit.fate, issue.severity) {
        (Fate::Quarantined(_), Severity::Fatal) => "E",
        (_, Severity::Note) => "I",
        _ => "W",
    }
}

fn error_code_of(issue: &Issue, unit: &Unit) -> (&'static str, &'static str) {
    match (&unit.fate, error_code(issue)) {
        // The catch-all for internal errors is for what was not accepted.
        (Fate::Accepted, (INTERNAL, _)) => ("0", "Message accepted"),
        (_, code) => code,
    }
}

const INTERNAL: &str = "207";

/// The code of HL7 table 0357 that is nearest to an issue's own.
fn error_code(issue: &Issue) -> (&'static str, &'static str) {
    match issue.code {
        "hl7v2.message.no-person" | "hl7v2.message.second-header" | "hl7v2.segment.order" | "hl7v2.link.no-other" => {
            ("100", "Segment sequence error")
        }
        "hl7v2.segment.malformed" | "hl7v2.batch.count" | "hl7v2.batch.cut" => ("100", "Segment sequence error"),
        "hl7v2.person.no-identifier" | "hl7v2.merge.no-prior" | "hl7v2.encounter.no-key" | "hl7v2.visit.no-number" => {
            ("101", "Required field missing")
        }
        code if code.starts_with("time.") || code.starts_with("identifier.") || code.starts_with("decimal.") => {
            ("102", "Data type error")
        }
        "hl7v2.code.unknown" | "hl7v2.confidentiality.unknown" => ("103", "Table value not found"),
        "hl7v2.message.partial" => ("200", "Unsupported message type"),
        "hl7v2.event.unknown" => ("201", "Unsupported event code"),
        _ => (INTERNAL, "Application internal error"),
    }
}

/// `YYYYMMDDHHMMSS+0000`.
fn time(at: Timestamp) -> String {
    let digits: String = at.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    format!("{digits}+0000")
}

/// The versions that answers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    Earlier,
    V2_3,
    V2_3_1,
    V2_5,
}

impl Version {
    fn read(text: &str) -> Option<Self> {
        match text.strip_prefix("2.")?.as_bytes() {
            b"1" | b"2" => Some(Self::Earlier),
            b"3" => Some(Self::V2_3),
            b"3.1" | b"3.2" | b"4" => Some(Self::V2_3_1),
            [b'5'..=b'9'] | [b'5'..=b'9', b'.', b'1'..=b'9'] => Some(Self::V2_5),
            _ => None,
        }
    }

    fn has_error_segments(self) -> bool {
        self >= Self::V2_5
    }
}

/// What of a message's header its answer repeats: each part only if it is what it should be, because a header that ran
/// into the next segment may hold anything.
struct Header<'m> {
    delimiters: Delimiters,
    /// MSH-3 to MSH-6.
    applications: [&'m [u8]; 4],
    trigger: Option<&'m [u8]>,
    control_id: &'m [u8],
    processing: &'m [u8],
    version: Version,
    version_text: &'m str,
    country: &'m [u8],
    charset: &'m [u8],
}

/// The longest name of an application that is repeated; the standard allows 227 characters.
const LONGEST_NAME: usize = 512;

/// Stands for a control identifier that is missing: MSA-2 must not be empty.
const NO_CONTROL_ID: &[u8] = b"UNKNOWN";

impl<'m> Header<'m> {
    fn read(message: &'m [u8]) -> Self {
        let usual =
            Delimiters { field: b'|', component: b'^', repeat: b'~', escape: Some(b'\\'), subcomponent: Some(b'&') };
        let mut header = Self {
            delimiters: usual,
            applications: [b""; 4],
            trigger: None,
            control_id: NO_CONTROL_ID,
            processing: b"P",
            version: Version::V2_3_1,
            version_text: "2.4",
            country: b"",
            charset: b"",
        };
        let Ok(delimiters) = Delimiters::read(message) else { return header };
        header.delimiters = delimiters;
        let line = message.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
        let fields: Vec<&[u8]> = line.splitn(20, |b| *b == delimiters.field).collect();
        // MSH-1 is the separator itself, so that MSH-2 stands first behind the name.
        let field = |number: usize| fields.get(number - 1).copied().unwrap_or_default();
        let first = |number: usize| {
            let part = field(number).split(|b| *b == delimiters.component || *b == delimiters.repeat).next();
            part.unwrap_or_default().trim_ascii()
        };
        // Behind a name that ends in `MSH` the next may read like the encoding characters: a second header to a reader.
        let is_name = |text: &[u8]| text.len() <= LONGEST_NAME && !text.ends_with(b"MSH");
        let name = |number: usize| if is_name(field(number)) { field(number) } else { b"" };
        header.applications = [name(3), name(4), name(5), name(6)];
        let trigger = field(9).split(|b| *b == delimiters.component).nth(1).unwrap_or_default();
        let is_trigger = |text: &[u8]| {
            matches!(text, [a, rest @ ..] if rest.len() == 2 && a.is_ascii_uppercase()
                && rest.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
        };
        header.trigger = Some(trigger).filter(|text| is_trigger(text));
        if !field(10).trim_ascii().is_empty() {
            header.control_id = field(10);
        }
        if matches!(first(11), b"P" | b"T" | b"D") {
            header.processing = first(11);
        }
        let version = std::str::from_utf8(first(12)).unwrap_or_default();
        if let Some(read) = Version::read(version) {
            (header.version, header.version_text) = (read, version);
        }
        if first(17).len() == 3 && first(17).iter().all(u8::is_ascii_uppercase) {
            header.country = first(17);
        }
        if charset::is_named(first(18)) {
            header.charset = first(18);
        }
        header
    }
}

/// Writes fields behind their separators.
struct Writer {
    bytes: Vec<u8>,
    delimiters: Delimiters,
}

impl Writer {
    fn segment(&mut self, name: &str) {
        self.bytes.extend_from_slice(name.as_bytes());
    }

    fn end(&mut self) {
        while self.bytes.last() == Some(&self.delimiters.field) {
            self.bytes.pop();
        }
        self.bytes.push(b'\r');
    }

    /// A field in this project's own words.
    fn plain(&mut self, text: &str) {
        self.bytes.push(self.delimiters.field);
        self.escaped(text);
    }

    /// A field as the sender wrote it, in the sender's separators and character set.
    fn raw(&mut self, field: &[u8]) {
        self.bytes.push(self.delimiters.field);
        self.bytes.extend_from_slice(field);
    }

    /// A code with its words and its system (CWE).
    fn coded(&mut self, (code, words): (&str, &str), system: Option<&str>, mark: u8) {
        self.bytes.push(self.delimiters.field);
        self.code(code, words, system, mark);
    }

    fn code(&mut self, code: &str, words: &str, system: Option<&str>, mark: u8) {
        self.escaped(code);
        self.bytes.push(mark);
        self.escaped(words);
        self.bytes.push(mark);
        self.escaped(system.unwrap_or("HL70357"));
    }

    /// ERR-2 (ERL): segment, its number, field, repeat, component, subcomponent.
    fn location(&mut self, issue: &Issue) {
        self.bytes.push(self.delimiters.field);
        let Some(place) = Place::read(&issue.place) else { return };
        self.escaped(place.segment);
        for number in place.numbers.iter().take(place.depth) {
            self.bytes.push(self.delimiters.component);
            self.escaped(number);
        }
    }

    /// ERR-1 (ELD): segment, its number, field, and the error's code with this project's own beside it.
    fn location_before_2_5(&mut self, issue: &Issue, code: (&str, &str)) {
        let Delimiters { component, subcomponent, .. } = self.delimiters;
        let place = Place::read(&issue.place);
        self.escaped(place.as_ref().map_or("", |place| place.segment));
        for at in 0..2 {
            self.bytes.push(component);
            let number =
                place.as_ref().filter(|place| place.depth > at).and_then(|place| place.numbers.get(at).copied());
            self.escaped(number.unwrap_or_default());
        }
        self.bytes.push(component);
        match subcomponent {
            Some(mark) => {
                self.code(code.0, code.1, None, mark);
                self.bytes.push(mark);
                self.code(issue.code, issue.message, Some("99DCR"), mark);
            }
            None => self.escaped(code.0),
        }
    }

    /// A text of this project with the sender's separators escaped; a sender that has no escape gets a blank for them.
    fn escaped(&mut self, text: &str) {
        let Delimiters { field, component, repeat, escape, subcomponent } = self.delimiters;
        for byte in text.bytes() {
            let name = match byte {
                _ if byte == field => b'F',
                _ if byte == component => b'S',
                _ if byte == repeat => b'R',
                _ if Some(byte) == escape => b'E',
                _ if Some(byte) == subcomponent => b'T',
                _ => {
                    self.bytes.push(byte);
                    continue;
                }
            };
            match escape {
                Some(mark) => self.bytes.extend([mark, name, mark]),
                None => self.bytes.push(b' '),
            }
        }
    }
}

/// Where an issue stands, as [`super::value::Value::place_text`] writes it: `PID-3[2].1`.
struct Place<'i> {
    segment: &'i str,
    /// The segment's number, field, repeat, component and subcomponent.
    numbers: [&'i str; 5],
    /// How many of them are told.
    depth: usize,
}

impl<'i> Place<'i> {
    /// A place that is not a segment's, such as that of a line that is none, is not told.
    fn read(text: &'i str) -> Option<Self> {
        let (segment, within) = text.split_once('-').unwrap_or((text, ""));
        let (segment, ordinal) = numbered(segment);
        if segment.len() != 3 || !segment.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return None;
        }
        let mut parts = within.split('.');
        let (field, repeat) = numbered(parts.next().unwrap_or_default());
        let (component, subcomponent) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let numbers = [ordinal, field, repeat, component, subcomponent];
        let depth = match (field, component, subcomponent) {
            ("", ..) => 1,
            (_, "", _) => 3,
            (_, _, "") => 4,
            _ => 5,
        };
        Some(Self { segment, numbers, depth })
    }
}

/// A name or number and the number in brackets behind it, `1` where there is none.
fn numbered(text: &str) -> (&str, &str) {
    match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
        Some(found) => found,
        None => (text, "1"),
    }
}
