//! One message as a flat index over its text, with an account of which of its values were used.

use super::delimiters::Delimiters;
use super::value::{Place, Value, push_number};
use crate::ingest::{Issue, Limits, Severity};
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

/// Where a segment and its fields lie.
#[derive(Debug)]
struct SegmentSpan {
    start: usize,
    end: usize,
    /// Which one of its name it is, from 1.
    ordinal: usize,
    /// Its fields in [`Message::fields`]; none for a line that is no segment.
    first_field: usize,
    fields: usize,
    /// [`NO_NAME`] for a line that is no segment.
    name: Name,
    /// Whether it is the only one of its name.
    only: bool,
}

/// One message: its text, where its segments and fields lie in it, which values were used and what was unusual.
#[derive(Debug)]
pub(super) struct Message<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) delimiters: Delimiters,
    pub(super) encoding: &'static Encoding,
    segments: Vec<SegmentSpan>,
    /// Start and end of every field of every segment, one after another.
    fields: Vec<(usize, usize)>,
    /// One bit for each byte of the text: set where a value starts that was used.
    used: Vec<Cell<u64>>,
    /// One bit for each byte of the text: set where an innermost value starts. Found when first asked for: who only looks
    /// into a message does not need it.
    starts: OnceCell<Vec<u64>>,
    issues: RefCell<Vec<Issue>>,
    most_issues: usize,
}

impl<'t> Message<'t> {
    /// Indexes a message that begins with its header.
    ///
    /// # Errors
    /// An issue when the message has more segments or a field has more repeats than the limits allow.
    pub(super) fn index(
        text: impl Into<Cow<'t, str>>,
        delimiters: Delimiters,
        encoding: &'static Encoding,
        limits: &Limits,
    ) -> Result<Self, Issue> {
        let text = text.into();
        let bytes = text.as_bytes();
        let mut segments: Vec<SegmentSpan> = Vec::new();
        let mut fields = Vec::with_capacity(bytes.len() / 8);
        let mut totals: BTreeMap<Name, usize> = BTreeMap::new();
        let too_many = |place: String| {
            Issue::new(Severity::Fatal, "hl7v2.limit.repeats", place, "there are more repeats than the limit allows")
        };
        let mut segment_start = 0;
        let mut field_start = 0;
        let mut first_field = 0;
        let marks = ends(bytes, delimiters.field).chain(std::iter::once(bytes.len()));
        for at in marks {
            if bytes.get(at) == Some(&delimiters.field) {
                fields.push((field_start, at));
                field_start = at + 1;
                continue;
            }
            if at > segment_start {
                fields.push((field_start, at));
                let name = fields.get(first_field).and_then(|&(start, end)| name_of(bytes.get(start..end)?));
                let name = name.unwrap_or(NO_NAME);
                let total = totals.entry(name).or_default();
                *total += 1;
                if segments.len() >= limits.repeats {
                    return Err(too_many("segments".to_owned()));
                }
                segments.push(SegmentSpan {
                    start: segment_start,
                    end: at,
                    ordinal: *total,
                    first_field,
                    fields: fields.len() - first_field,
                    name,
                    only: true,
                });
            }
            segment_start = at + 1;
            field_start = segment_start;
            first_field = fields.len();
        }
        for segment in &mut segments {
            segment.only = totals.get(&segment.name).is_none_or(|total| *total == 1);
        }
        let length = bytes.len();
        let repeats = memchr::memchr_iter(delimiters.repeat, bytes).count();
        let message = Self {
            text,
            delimiters,
            encoding,
            segments,
            fields,
            used: vec![Cell::new(0); length / 64 + 1],
            starts: OnceCell::new(),
            issues: RefCell::default(),
            most_issues: limits.repeats,
        };
        if repeats >= limits.repeats {
            for segment in message.segments() {
                for field in segment.fields() {
                    if field.repeats().count() > limits.repeats {
                        return Err(too_many(field.place_text()));
                    }
                }
            }
        }
        Ok(message)
    }

    /// The segments in order.
    pub(super) fn segments(&'t self) -> impl DoubleEndedIterator<Item = Segment<'t>> + Clone {
        (0..self.segments.len()).map(|number| self.segment(number))
    }

    /// The segment at this position, counted from 0.
    pub(super) fn segment(&'t self, number: usize) -> Segment<'t> {
        Segment { message: self, number }
    }

    /// How many segments there are.
    pub(super) fn len(&self) -> usize {
        self.segments.len()
    }

    /// Where innermost values that are not absent start, one bit for each byte.
    fn starts(&self) -> &[u64] {
        self.starts.get_or_init(|| {
            let Delimiters { field, component, repeat, subcomponent, .. } = self.delimiters;
            let mut parts = [false; 256];
            for byte in [field, component, repeat, subcomponent.unwrap_or(component), b'\r', b'\n'] {
                if let Some(part) = parts.get_mut(usize::from(byte)) {
                    *part = true;
                }
            }
            let mut behind = 1;
            let word = |bytes: &[u8]| {
                let bit = |byte: &u8| u64::from(parts.get(usize::from(*byte)).copied().unwrap_or_default());
                let missing = u32::try_from(64 - bytes.len()).unwrap_or_default();
                // What is no byte of the text is as a delimiter.
                let none = u64::MAX.checked_shl(64 - missing).unwrap_or_default();
                let marks = bytes.iter().rev().fold(0, |marks, byte| marks << 1 | bit(byte)) | none;
                let starts = !marks & (marks << 1 | behind);
                behind = marks >> 63;
                starts
            };
            self.text.as_bytes().chunks(64).map(word).collect()
        })
    }

    /// The innermost values that start in a part of the text: for each word of the index its number and their bits.
    fn starting(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, u64)> {
        let words = if start < end { start / 64..(end - 1) / 64 + 1 } else { 0..0 };
        let all = self.starts().get(words.clone()).unwrap_or_default();
        words.zip(all).map(move |(number, word)| {
            let from = if number == start / 64 { u64::MAX << (start % 64) } else { u64::MAX };
            let to = if number == (end - 1) / 64 { u64::MAX >> (63 - (end - 1) % 64) } else { u64::MAX };
            (number, word & from & to)
        })
    }

    /// Notes that the innermost values of a part of the text were used.
    pub(super) fn mark(&self, start: usize, end: usize) {
        for (number, starts) in self.starting(start, end) {
            if let Some(word) = self.used.get(number) {
                word.set(word.get() | starts);
            }
        }
    }

    /// How many innermost values of a part of the text were used, and how many not.
    pub(super) fn tally(&self, start: usize, end: usize) -> (usize, usize) {
        let count = |bits: u64| bits.count_ones() as usize;
        self.starting(start, end).fold((0, 0), |(used, unused), (number, starts)| {
            let marks = self.used.get(number).map_or(0, Cell::get);
            (used + count(starts & marks), unused + count(starts & !marks))
        })
    }

    /// Whether the value that starts there was used.
    pub(super) fn marked(&self, start: usize) -> bool {
        self.used.get(start / 64).is_some_and(|word| word.get() >> (start % 64) & 1 == 1)
    }

    /// Notes something unusual; beyond as many issues as the limits allow repeats, one more says that there were more.
    pub(super) fn issue(&self, issue: Issue) {
        let mut issues = self.issues.borrow_mut();
        if issues.len() < self.most_issues {
            issues.push(issue);
        } else if issues.len() == self.most_issues {
            issues.push(Issue::new(
                Severity::Warning,
                "hl7v2.limit.issues",
                "",
                "there are more issues than the limit allows to list",
            ));
        }
    }

    /// What was unusual, taken out.
    pub(super) fn take_issues(&self) -> Vec<Issue> {
        self.issues.take()
    }
}

/// How many bytes are looked at one by one before the wide search is called: most fields are short.
const NEAR: usize = 16;

/// Where fields and segments end.
fn ends(bytes: &[u8], field: u8) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(from..)?;
        let (near, far) = rest.split_at(rest.len().min(NEAR));
        let close = near.iter().position(|b| *b == field || *b == b'\r' || *b == b'\n');
        let length = close.or_else(|| memchr::memchr3(field, b'\r', b'\n', far).map(|length| near.len() + length))?;
        let at = from + length;
        from = at + 1;
        Some(at)
    })
}

/// The three characters of a segment's name.
type Name = [u8; 3];

/// Stands for the name of a line that is no segment.
const NO_NAME: Name = [0; 3];

fn name_of(name: &[u8]) -> Option<Name> {
    let name: Name = name.try_into().ok()?;
    let [a, b, c] = name;
    let is_name = a.is_ascii_uppercase() && [b, c].iter().all(|x| x.is_ascii_uppercase() || x.is_ascii_digit());
    is_name.then_some(name)
}

/// One segment of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'m> {
    message: &'m Message<'m>,
    /// Which one of the message it is, from 0.
    pub(super) number: usize,
}

impl<'m> Segment<'m> {
    fn span(self) -> Option<&'m SegmentSpan> {
        self.message.segments.get(self.number)
    }

    /// Its three letters, or nothing for a line that is no segment.
    pub(super) fn name(self) -> &'m str {
        match self.span() {
            Some(span) if span.name != NO_NAME => self.message.text.get(span.start..span.start + 3).unwrap_or_default(),
            _ => "",
        }
    }

    /// Whether it has this name.
    pub(super) fn is(self, name: &str) -> bool {
        self.span().is_some_and(|span| span.name.as_slice() == name.as_bytes())
    }

    /// The segment as it came, without its terminator.
    pub(super) fn raw(self) -> &'m str {
        self.span().and_then(|span| self.message.text.get(span.start..span.end)).unwrap_or_default()
    }

    /// Where its text begins.
    pub(super) fn start(self) -> usize {
        self.span().map_or(0, |span| span.start)
    }

    /// Where its text ends, before its terminator.
    pub(super) fn end(self) -> usize {
        self.span().map_or(0, |span| span.end)
    }

    /// Writes its fields with the separators between them.
    pub(super) fn write(self, into: &mut String) {
        let Some(span) = self.span() else { return };
        let fields = self.message.fields.get(span.first_field..span.first_field + span.fields).unwrap_or_default();
        for (index, (start, end)) in fields.iter().enumerate() {
            if index > 0 {
                into.push(char::from(self.message.delimiters.field));
            }
            into.push_str(self.message.text.get(*start..*end).unwrap_or_default());
        }
    }

    /// The field with this number, as the standard counts; empty when the segment ends before it.
    pub(super) fn field(self, number: usize) -> Value<'m> {
        let span = self.span();
        let header = span.is_some_and(|span| span.name == *b"MSH");
        let (start, end) = match span {
            // The header's first field is the separator itself.
            Some(span) if header && number == 1 => (span.start + 3, span.start + 4),
            Some(span) => {
                let at = if header { number.saturating_sub(1) } else { number };
                let known =
                    (at < span.fields && span.name != NO_NAME).then(|| self.message.fields.get(span.first_field + at));
                known.flatten().copied().unwrap_or((span.end, span.end))
            }
            None => (0, 0),
        };
        Value::new(self.message, start, end, Place::field(self.number, number))
    }

    /// Its fields that hold values: for the header, those behind the separators.
    pub(super) fn fields(self) -> impl Iterator<Item = Value<'m>> {
        let header = self.name() == "MSH";
        let count = self.span().filter(|span| span.name != NO_NAME).map_or(0, |span| span.fields);
        let range = if header { 3..count + 1 } else { 1..count };
        range.map(move |number| self.field(number))
    }

    /// How many innermost values of its fields were used, and how many not.
    pub(super) fn tally(self) -> (usize, usize) {
        let first = self.fields().next().map_or(self.end(), Value::start);
        self.message.tally(first, self.end())
    }

    /// Its name, with a number where there are several: `PID`, `IN1[2]`; for a line that is no segment, `line 4`.
    pub(super) fn place_text(self) -> String {
        let name = self.name();
        let ordinal = self.span().map_or(1, |span| span.ordinal);
        // Room for the place of a value in it, which is written behind.
        let mut text = String::with_capacity(24);
        if name.is_empty() {
            text.push_str("line ");
            push_number(&mut text, self.number + 1);
        } else {
            text.push_str(name);
            if self.span().is_some_and(|span| !span.only) {
                text.push('[');
                push_number(&mut text, ordinal);
                text.push(']');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(text: &str) -> Message<'_> {
        let delimiters = Delimiters::read(text.as_bytes()).unwrap();
        Message::index(text, delimiters, encoding_rs::UTF_8, &Limits::default()).unwrap()
    }

    #[test]
    fn every_terminator_ends_a_segment() {
        for end in ["\r", "\n", "\r\n"] {
            let text = format!("MSH|^~\\&|A|B{end}PID|1||5~6{end}{end}ZU3{end}");
            let message = index(&text);
            let names: Vec<_> = message.segments().map(Segment::name).collect();
            assert_eq!(names, ["MSH", "PID", "ZU3"], "{end:?}");
            let pid = message.segments().nth(1).unwrap();
            assert_eq!((pid.field(1).raw(), pid.field(2).raw(), pid.field(3).raw()), ("1", "", "5~6"));
            assert_eq!((pid.field(0).raw(), pid.field(9).raw()), ("PID", ""));
        }
    }

    #[test]
    fn header_fields_are_counted_from_the_separator() {
        let message = index("MSH|^~\\&|A|B");
        let header = message.segments().next().unwrap();
        let raw: Vec<_> = (1..=5).map(|number| header.field(number).raw()).collect();
        assert_eq!(raw, ["|", "^~\\&", "A", "B", ""]);
        assert_eq!(header.fields().map(Value::raw).collect::<Vec<_>>(), ["A", "B"]);
    }

    #[test]
    fn lines_that_are_no_segments_are_numbered() {
        let message = index("MSH|^~\\&|A||B\r\nPID|1\r\n\r\ntext that is no segment|x\nZZZ\r");
        let places: Vec<_> = message.segments().map(Segment::place_text).collect();
        assert_eq!(places, ["MSH", "PID", "line 3", "ZZZ"]);
    }

    #[test]
    fn limits_are_held() {
        let delimiters = Delimiters::read(b"MSH|^~\\&|").unwrap();
        let limits = Limits { repeats: 3, ..Limits::default() };
        let index = |text: &str| Message::index(text, delimiters, encoding_rs::UTF_8, &limits).map(|m| m.len());
        assert_eq!(index("MSH|^~\\&|\rA01\rA01"), Ok(3));
        assert_eq!(index("MSH|^~\\&|\rA01\rA01\rA01").unwrap_err().place, "segments");
        assert_eq!(index("MSH|^~\\&|\rPID|a~b~c|d~e"), Ok(2));
        assert_eq!(index("MSH|^~\\&|\rPID|x|a~b~c~d").unwrap_err().place, "PID-2");
    }
}
