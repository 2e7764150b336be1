//! Views of the parts of a message: field, repeat, component, subcomponent.

use super::escape::unescape;
use super::message::Message;
use crate::ingest::{Issue, Severity};
use std::borrow::Cow;

/// Where a value stands. Counts begin at 1; 0 means that the value is not narrowed so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    segment: usize,
    field: usize,
    repeat: usize,
    component: usize,
    subcomponent: usize,
}

impl Place {
    /// A whole field.
    pub(super) const fn field(segment: usize, field: usize) -> Self {
        Self { segment, field, repeat: 0, component: 0, subcomponent: 0 }
    }
}

/// A part of a message. Reading it notes that it was used; `peek` and `raw` do not.
///
/// A part that the message does not have is an empty value, so that reading needs no checks on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'m> {
    message: &'m Message<'m>,
    start: usize,
    end: usize,
    place: Place,
}

/// The value that states explicitly that there is none.
const NULL: &str = "\"\"";

impl<'m> Value<'m> {
    pub(super) const fn new(message: &'m Message<'m>, start: usize, end: usize, place: Place) -> Self {
        Self { message, start, end, place }
    }

    /// The value as it came.
    pub(super) fn raw(self) -> &'m str {
        self.message.text.get(self.start..self.end).unwrap_or_default()
    }

    /// Where its text begins.
    pub(super) const fn start(self) -> usize {
        self.start
    }

    /// The number of its field.
    pub(super) const fn number(self) -> usize {
        self.place.field
    }

    /// Whether there is nothing at all.
    pub(super) const fn is_absent(self) -> bool {
        self.start >= self.end
    }

    /// Whether it says that there is no value.
    pub(super) fn is_null(self) -> bool {
        self.raw() == NULL
    }

    /// Whether a leaf of it holds a value, `""` aside.
    pub(super) fn has_value(self) -> bool {
        self.leaves().any(|leaf| !leaf.is_null())
    }

    fn parts(self, delimiter: Option<u8>) -> Parts<'m> {
        Parts { delimiter, rest: Some(self.raw().as_bytes()), at: self.start }
    }

    fn narrowed(self, delimiter: Option<u8>, number: usize, place: Place) -> Self {
        if self.is_absent() {
            return Self { place, ..self };
        }
        let part = number.checked_sub(1).and_then(|skip| self.parts(delimiter).nth(skip));
        let (start, end) = part.unwrap_or((self.end, self.end));
        Self { start, end, place, ..self }
    }

    /// The repeats of a field; one that is absent has none.
    pub(super) fn repeats(self) -> impl Iterator<Item = Self> {
        let parts = self.parts(Some(self.message.delimiters.repeat)).enumerate();
        parts.take(if self.is_absent() { 0 } else { usize::MAX }).map(move |(index, (start, end))| Self {
            start,
            end,
            place: Place { repeat: self.place.repeat.max(index + 1), ..self.place },
            ..self
        })
    }

    fn first_repeat(self) -> Self {
        if self.place.repeat > 0 {
            return self;
        }
        self.narrowed(Some(self.message.delimiters.repeat), 1, Place { repeat: 1, ..self.place })
    }

    /// The next level's part with this number: a component of a (first) repeat, a subcomponent of a component.
    pub(super) fn part(self, number: usize) -> Self {
        let value = self.first_repeat();
        if value.place.component == 0 {
            value.narrowed(Some(self.message.delimiters.component), number, Place { component: number, ..value.place })
        } else {
            value.narrowed(self.message.delimiters.subcomponent, number, Place { subcomponent: number, ..value.place })
        }
    }

    fn first_leaf(self) -> Self {
        // The delimiters of the levels above do not stand in a value that is narrowed so far, unless as text.
        let delimiters = &self.message.delimiters;
        let component = Some(delimiters.component).filter(|_| self.place.component == 0);
        let subcomponent = delimiters.subcomponent.filter(|_| self.place.subcomponent == 0);
        let repeat = Some(delimiters.repeat).filter(|_| self.place.repeat == 0);
        let length = match component.or(subcomponent).or(repeat) {
            Some(first) => {
                let (second, third) = (subcomponent.unwrap_or(first), repeat.unwrap_or(first));
                self.raw().as_bytes().iter().position(|b| *b == first || *b == second || *b == third)
            }
            None => None,
        };
        let Place { segment, field, repeat, component, subcomponent } = self.place;
        let (repeat, component, subcomponent) = (repeat.max(1), component.max(1), subcomponent.max(1));
        Self {
            end: length.map_or(self.end, |length| self.start + length),
            place: Place { segment, field, repeat, component, subcomponent },
            ..self
        }
    }

    /// The parts of the next level, in order.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let delimiters = self.message.delimiters;
        let place = self.place;
        let delimiter = match place {
            Place { repeat: 0, .. } => Some(delimiters.repeat),
            Place { component: 0, .. } => Some(delimiters.component),
            _ => delimiters.subcomponent,
        };
        self.parts(delimiter).enumerate().map(move |(index, (start, end))| Self {
            start,
            end,
            place: match place {
                Place { repeat: 0, .. } => Place { repeat: index + 1, ..place },
                Place { component: 0, .. } => Place { component: index + 1, ..place },
                _ => Place { subcomponent: index + 1, ..place },
            },
            ..self
        })
    }

    /// Whether it cannot be parted further.
    pub(super) const fn is_leaf(self) -> bool {
        self.place.subcomponent > 0
    }

    /// Every innermost value that is not absent.
    pub(super) fn leaves(self) -> Leaves<'m> {
        Leaves { value: self, rest: Some(self.raw().as_bytes()), at: self.start }
    }

    /// How many innermost values of it were used, and how many not.
    pub(super) fn tally(self) -> (usize, usize) {
        self.message.tally(self.start, self.end)
    }

    /// Whether this innermost value was used.
    pub(super) fn used(self) -> bool {
        self.message.marked(self.start)
    }

    /// Notes that everything in it was used.
    pub(super) fn mark(self) {
        self.message.mark(self.start, self.end);
    }

    /// Whether an escape may stand in it.
    fn escaped(self) -> bool {
        self.message.delimiters.escape.is_some_and(|mark| self.raw().as_bytes().contains(&mark))
    }

    fn decoded(self) -> Cow<'m, str> {
        if !self.escaped() {
            return Cow::Borrowed(self.raw());
        }
        let read = unescape(self.raw(), &self.message.delimiters, self.message.encoding);
        if !read.understood {
            self.issue(Severity::Warning, "hl7v2.escape.unknown", "an escape is not understood and stands as it came");
        }
        read.text
    }

    /// The innermost first value as it came, not noted as used; empty when absent or `""`.
    pub(super) fn peek(self) -> &'m str {
        let leaf = self.first_leaf();
        if leaf.is_null() { "" } else { leaf.raw().trim() }
    }

    /// The innermost first value with its escapes resolved; `None` when absent, blank or `""`.
    pub(super) fn text(self) -> Option<String> {
        self.first_leaf().whole()
    }

    /// All of it as one text, separators included, with its escapes resolved; `None` when absent, blank or `""`.
    ///
    /// For words: a sender that forgets to escape `A&E` loses nothing.
    pub(super) fn whole(self) -> Option<String> {
        if self.is_absent() || self.is_null() {
            return None;
        }
        if !self.escaped() {
            let text = self.raw().trim();
            if text.is_empty() {
                return None;
            }
            self.mark();
            return Some(text.to_owned());
        }
        let text = self.decoded();
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        self.mark();
        Some(text.to_owned())
    }

    /// The words of all repeats, one a line, indentation kept; separators inside a line stand as they came.
    pub(super) fn lines(self) -> Option<String> {
        if !self.has_value() {
            return None;
        }
        self.mark();
        if !self.raw().as_bytes().contains(&self.message.delimiters.repeat) {
            return Some(self.decoded().trim_end().to_owned());
        }
        let lines: Vec<_> = self.repeats().map(|line| line.decoded().trim_end().to_owned()).collect();
        Some(lines.join("\n"))
    }

    /// What the innermost first value means; it is noted as used only if it means something.
    pub(super) fn read<T>(self, meaning: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let leaf = self.first_leaf();
        if leaf.is_absent() || leaf.is_null() {
            return None;
        }
        let found = meaning(leaf.decoded().trim());
        if found.is_some() {
            leaf.mark();
        }
        found
    }

    /// Notes the innermost first value as used.
    pub(super) fn first_used(self) {
        self.first_leaf().mark();
    }

    /// Notes it as used if it says the same.
    pub(super) fn mark_if(self, expected: &str) {
        self.read(|text| (text == expected).then_some(()));
    }

    /// Where it stands: `PID-3[2].1`. A repeat is numbered where it is not the first.
    pub(super) fn place_text(self) -> String {
        let Place { segment, field, repeat, component, subcomponent } = self.place;
        let mut text = self.message.segment(segment).place_text();
        text.push('-');
        push_number(&mut text, field);
        if repeat > 1 {
            text.push('[');
            push_number(&mut text, repeat);
            text.push(']');
        }
        for number in [component, subcomponent] {
            if number > 0 {
                text.push('.');
                push_number(&mut text, number);
            }
        }
        text
    }

    /// Notes something unusual about it.
    pub(super) fn issue(self, severity: Severity, code: &'static str, message: &'static str) {
        self.message.issue(Issue::new(severity, code, self.place_text(), message));
    }
}

/// Writes a number; most have one or two digits.
pub(super) fn push_number(text: &mut String, number: usize) {
    let digit = |value: usize| u8::try_from(value % 10).map_or('0', |value| char::from(b'0' + value));
    match number {
        0..=9 => text.push(digit(number)),
        10..=99 => text.extend([digit(number / 10), digit(number)]),
        _ => text.push_str(&number.to_string()),
    }
}

/// How long a value is for which calling the wide search costs less than it saves.
const WIDE: usize = 32;

/// Where the parts between delimiters begin and end; without a delimiter there is one.
struct Parts<'m> {
    delimiter: Option<u8>,
    /// What was not looked at yet, and where it begins; nothing behind the last.
    rest: Option<&'m [u8]>,
    at: usize,
}

impl Iterator for Parts<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let rest = self.rest?;
        let start = self.at;
        let length = self.delimiter.and_then(|delimiter| {
            if rest.len() < WIDE { rest.iter().position(|b| *b == delimiter) } else { memchr::memchr(delimiter, rest) }
        });
        match length {
            Some(length) => {
                self.rest = rest.get(length + 1..);
                self.at += length + 1;
                Some((start, start + length))
            }
            None => {
                self.rest = None;
                Some((start, start + rest.len()))
            }
        }
    }
}

/// The innermost values of a part of a message that are not absent, in order.
pub(super) struct Leaves<'m> {
    value: Value<'m>,
    /// What was not looked at yet, and where it begins; nothing behind the last.
    rest: Option<&'m [u8]>,
    at: usize,
}

impl<'m> Iterator for Leaves<'m> {
    type Item = Value<'m>;

    fn next(&mut self) -> Option<Value<'m>> {
        let delimiters = &self.value.message.delimiters;
        let (repeat, component) = (delimiters.repeat, delimiters.component);
        let subcomponent = delimiters.subcomponent.unwrap_or(component);
        loop {
            let rest = self.rest?;
            let length = if rest.len() < WIDE {
                rest.iter().position(|b| *b == component || *b == subcomponent || *b == repeat)
            } else {
                memchr::memchr3(component, subcomponent, repeat, rest)
            };
            let start = self.at;
            match length {
                Some(length) => {
                    self.rest = rest.get(length + 1..);
                    self.at += length + 1;
                }
                None => self.rest = None,
            }
            let length = length.unwrap_or(rest.len());
            if length > 0 {
                return Some(Value { start, end: start + length, ..self.value });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::delimiters::Delimiters;
    use super::*;
    use crate::ingest::Limits;

    fn with(text: &str, check: impl FnOnce(&Message<'_>, Value<'_>)) {
        let text = format!("MSH|^~\\&|\rPID|{text}");
        let delimiters = Delimiters::read(text.as_bytes()).unwrap();
        let message = Message::index(&text, delimiters, encoding_rs::UTF_8, &Limits::default()).unwrap();
        let field = message.segments().nth(1).unwrap().field(1);
        check(&message, field);
    }

    #[test]
    fn parts_are_reached_by_number_and_absent_ones_are_empty() {
        with("a^b&c~d", |_, field| {
            assert_eq!(field.repeats().map(Value::raw).collect::<Vec<_>>(), ["a^b&c", "d"]);
            assert_eq!(field.part(2).part(2).raw(), "c");
            assert_eq!(field.part(2).part(2).place_text(), "PID-1.2.2");
            let second = field.repeats().nth(1).unwrap();
            assert_eq!((second.part(1).raw(), second.part(7).raw()), ("d", ""));
            assert_eq!(second.part(1).place_text(), "PID-1[2].1");
            assert!(second.part(7).part(3).is_absent());
            assert_eq!(field.leaves().map(Value::raw).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        });
        with("", |_, field| assert_eq!(field.repeats().count(), 0));
    }

    #[test]
    fn only_what_is_read_counts_as_used() {
        with("a^b&c~d", |_, field| {
            assert_eq!(field.part(1).text().as_deref(), Some("a"));
            assert_eq!(field.part(2).peek(), "b");
            assert_eq!(field.part(2).read(|text| (text == "other").then_some(())), None);
            let used: Vec<_> = field.leaves().filter(|leaf| leaf.used()).map(Value::raw).collect();
            assert_eq!(used, ["a"]);
            assert_eq!(field.part(2).whole().as_deref(), Some("b&c"));
            let used: Vec<_> = field.leaves().filter(|leaf| leaf.used()).map(Value::raw).collect();
            assert_eq!(used, ["a", "b", "c"]);
        });
    }

    #[test]
    fn explicitly_empty_is_told_from_absent() {
        with("\"\"", |_, field| {
            assert!(field.is_null() && !field.is_absent() && !field.has_value());
            assert_eq!((field.text(), field.whole(), field.peek()), (None, None, ""));
            assert!(field.leaves().all(|leaf| !leaf.used()));
        });
        with("", |_, field| assert!(field.is_absent() && !field.is_null()));
    }

    #[test]
    fn an_escape_that_is_not_understood_is_told() {
        with("a^x\\Q\\y", |message, field| {
            assert_eq!(field.part(2).text().as_deref(), Some("x\\Q\\y"));
            let issues = message.take_issues();
            assert_eq!(issues.len(), 1);
            assert_eq!((issues[0].code, issues[0].place.as_str()), ("hl7v2.escape.unknown", "PID-1.2.1"));
        });
    }
}
