//! One message as a flat index over its text, with an account of which of its values were used.

use super::service::Service;
use super::value::Value;
use crate::ingest::{Issue, Limits, Severity};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

/// Where a segment lies, and which are its elements.
#[derive(Debug)]
struct SegmentSpan {
    span: Range<usize>,
    /// Its elements in [`Message::elements`], the tag being the first.
    elements: Range<usize>,
    /// Which one of its tag it is, from 1.
    ordinal: usize,
    well_formed: bool,
}

/// One message with its envelope: its text, where its segments, elements and components lie in it, which components were
/// used and what was unusual.
#[derive(Debug)]
pub(super) struct Message<'t> {
    pub(super) text: &'t str,
    pub(super) service: Service,
    segments: Vec<SegmentSpan>,
    /// Each element's components in `components`.
    elements: Vec<Range<usize>>,
    components: Vec<Range<usize>>,
    /// How many segments there are of each tag.
    totals: BTreeMap<&'t str, usize>,
    /// For each component whether it was used.
    used: Vec<Cell<bool>>,
    issues: RefCell<Vec<Issue>>,
    most_issues: usize,
}

impl<'t> Message<'t> {
    /// Indexes a message; a service string advice at its beginning is no segment.
    ///
    /// # Errors
    /// An issue when there are more segments, elements or components in one segment than the limits allow repeats.
    pub(super) fn index(text: &'t str, service: Service, limits: &Limits) -> Result<Self, Issue> {
        let mut message = Self {
            text,
            service,
            segments: Vec::new(),
            elements: Vec::new(),
            components: Vec::new(),
            totals: BTreeMap::new(),
            used: Vec::new(),
            issues: RefCell::default(),
            most_issues: limits.repeats,
        };
        let start = match text.starts_with("UNA") {
            true => Service::read(text.as_bytes())?.1,
            false => 0,
        };
        message.scan(start, limits)?;
        message.used = vec![Cell::new(false); message.components.len()];
        Ok(message)
    }

    fn scan(&mut self, start: usize, limits: &Limits) -> Result<(), Issue> {
        let text = self.text;
        let blank = |at: usize| text.len() - text.get(at..).unwrap_or_default().trim_ascii_start().len();
        let mut segment = blank(start);
        let (mut component, mut element) = (segment, self.components.len());
        let mut first = self.elements.len();
        let mut at = segment;
        while segment < text.len() {
            let byte = text.as_bytes().get(at).copied();
            match byte {
                Some(mark) if Some(mark) == self.service.release => {
                    at += 2;
                    continue;
                }
                Some(mark) if mark == self.service.component => {
                    self.components.push(component..at);
                }
                Some(mark) if mark == self.service.element => {
                    self.components.push(component..at);
                    self.elements.push(element..self.components.len());
                    element = self.components.len();
                }
                Some(mark) if mark != self.service.terminator => {
                    at += 1;
                    continue;
                }
                _ => {
                    let end = at.min(text.len());
                    self.components.push(component.min(end)..end);
                    self.elements.push(element..self.components.len());
                    element = self.components.len();
                    self.push(segment..end, first..self.elements.len(), limits)?;
                    first = self.elements.len();
                    segment = blank((at + 1).min(text.len()));
                    at = segment;
                    component = segment;
                    continue;
                }
            }
            at += 1;
            component = at;
        }
        Ok(())
    }

    fn push(&mut self, span: Range<usize>, elements: Range<usize>, limits: &Limits) -> Result<(), Issue> {
        let first = self.elements.get(elements.start).map_or(0, |element| element.start);
        let too_many = self.segments.len() >= limits.repeats || self.components.len() - first > limits.repeats;
        if too_many {
            return Err(Issue::new(
                Severity::Fatal,
                "edifact.limit.repeats",
                format!("segment {}", self.segments.len() + 1),
                "there are more segments, or more values in one segment, than the limit allows",
            ));
        }
        let tag = self.components.get(first).and_then(|tag| self.text.get(tag.clone())).unwrap_or_default();
        let well_formed = is_tag(tag);
        let total = self.totals.entry(if well_formed { tag } else { "" }).or_default();
        *total += 1;
        self.segments.push(SegmentSpan { span, elements, ordinal: *total, well_formed });
        Ok(())
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

    /// The text of a component.
    pub(super) fn component(&self, at: usize) -> &'t str {
        self.components.get(at).and_then(|span| self.text.get(span.clone())).unwrap_or_default()
    }

    /// Notes that a component was used.
    pub(super) fn mark(&self, at: usize) {
        if let Some(used) = self.used.get(at) {
            used.set(true);
        }
    }

    /// Whether a component was used.
    pub(super) fn marked(&self, at: usize) -> bool {
        self.used.get(at).is_some_and(Cell::get)
    }

    /// Notes something unusual; beyond as many issues as the limits allow repeats, one more says that there were more.
    pub(super) fn issue(&self, issue: Issue) {
        let mut issues = self.issues.borrow_mut();
        if issues.len() < self.most_issues {
            issues.push(issue);
        } else if issues.len() == self.most_issues {
            issues.push(Issue::new(
                Severity::Warning,
                "edifact.limit.issues",
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

fn is_tag(tag: &str) -> bool {
    matches!(tag.as_bytes(), [a, b, c]
        if a.is_ascii_uppercase() && [b, c].iter().all(|x| x.is_ascii_uppercase() || x.is_ascii_digit()))
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

    /// Its three letters, or nothing for what is no segment.
    pub(super) fn tag(self) -> &'m str {
        match self.span() {
            Some(span) if span.well_formed => {
                self.message.text.get(span.span.start..span.span.start + 3).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// The segment as it came, without its terminator.
    pub(super) fn raw(self) -> &'m str {
        self.span().and_then(|span| self.message.text.get(span.span.clone())).unwrap_or_default()
    }

    /// A component of an element, both counted from 1; one that is not there says nothing.
    pub(super) fn value(self, element: usize, component: usize) -> Value<'m> {
        let at = self.components(element).nth(component.saturating_sub(1));
        at.unwrap_or_else(|| Value::absent(self.message, self.number, element, component))
    }

    /// The components of an element, counted from 1.
    pub(super) fn components(self, element: usize) -> impl Iterator<Item = Value<'m>> + Clone {
        let span = self.span().filter(|span| element > 0 && element < span.elements.len() && span.well_formed);
        let range = span.and_then(|span| self.message.elements.get(span.elements.start + element)).cloned();
        let range = range.unwrap_or_default();
        let first = range.start;
        range.map(move |at| Value::new(self.message, self.number, element, at - first + 1, at))
    }

    /// How many elements it has.
    pub(super) fn elements(self) -> usize {
        self.span().map_or(0, |span| span.elements.len().saturating_sub(1))
    }

    /// An element as it came.
    pub(super) fn element_raw(self, element: usize) -> &'m str {
        let span = self.span().filter(|span| element < span.elements.len());
        let range = span.and_then(|span| self.message.elements.get(span.elements.start + element));
        let Some(range) = range.filter(|range| !range.is_empty()) else { return "" };
        let start = self.message.components.get(range.start).map(|span| span.start);
        let end = self.message.components.get(range.end - 1).map(|span| span.end);
        match (start, end) {
            (Some(start), Some(end)) => self.message.text.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }

    /// Every component that says something.
    pub(super) fn leaves(self) -> impl Iterator<Item = Value<'m>> {
        (1..=self.elements()).flat_map(move |element| self.components(element)).filter(|value| value.has_value())
    }

    /// Notes every one of its values as used: they say where it stands and nothing else.
    pub(super) fn mark(self) {
        self.leaves().for_each(Value::mark);
    }

    /// Its tag, with a number where there are several: `BGM`, `NAD[2]`; for what is no segment, `segment 4`.
    pub(super) fn place(self) -> String {
        let tag = self.tag();
        if tag.is_empty() {
            return format!("segment {}", self.number + 1);
        }
        let ordinal = self.span().map_or(1, |span| span.ordinal);
        match self.message.totals.get(tag) {
            Some(1) | None => tag.to_owned(),
            Some(_) => format!("{tag}[{ordinal}]"),
        }
    }

    /// Notes something unusual about it.
    pub(super) fn issue(self, severity: Severity, code: &'static str, message: &'static str) {
        self.message.issue(Issue::new(severity, code, self.place(), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(text: &str) -> Message<'_> {
        Message::index(text, Service::DEFAULT, &Limits::default()).unwrap()
    }

    #[test]
    fn segments_elements_and_components_are_found() {
        let message = index("UNA:+.? '\r\nUNH+1+MEDRPT:0:1'\r\nNAD+SLA+++ST JAMES?'S ?+ CO:x'S01'FTX+a:?::b'");
        let tags: Vec<_> = message.segments().map(Segment::tag).collect();
        assert_eq!(tags, ["UNH", "NAD", "S01", "FTX"]);
        let [unh, nad, s01, ftx] = [0, 1, 2, 3].map(|number| message.segment(number));
        assert_eq!((unh.elements(), unh.value(2, 3).raw(), unh.value(2, 4).raw()), (2, "1", ""));
        assert_eq!(nad.value(4, 1).text().as_deref(), Some("ST JAMES'S + CO"));
        assert_eq!((nad.element_raw(4), nad.element_raw(9)), ("ST JAMES?'S ?+ CO:x", ""));
        assert_eq!((s01.elements(), s01.leaves().count()), (0, 0));
        assert_eq!(ftx.components(1).map(Value::raw).collect::<Vec<_>>(), ["a", "?:", "b"]);
    }

    #[test]
    fn what_is_no_segment_is_told_by_its_position() {
        let message = index("NAD+SLA+++ST JAMES'S HOSPITAL'NAD+PO");
        let places: Vec<_> = message.segments().map(Segment::place).collect();
        assert_eq!(places, ["NAD[1]", "segment 2", "NAD[2]"]);
        assert_eq!((message.segment(1).raw(), message.segment(1).leaves().count()), ("S HOSPITAL", 0));
    }

    #[test]
    fn a_release_at_the_very_end_releases_nothing() {
        let message = index("FTX+a?");
        assert_eq!((message.len(), message.segment(0).raw()), (1, "FTX+a?"));
        assert_eq!(message.segment(0).value(1, 1).text().as_deref(), Some("a"));
    }

    #[test]
    fn limits_are_held() {
        let limits = Limits { repeats: 3, ..Limits::default() };
        let index = |text: &str| Message::index(text, Service::DEFAULT, &limits).map(|message| message.len());
        assert_eq!(index("AAA'AAA'AAA'"), Ok(3));
        assert_eq!(index("AAA'AAA'AAA'AAA'").unwrap_err().place, "segment 4");
        assert_eq!(index("AAA+b:c'"), Ok(1));
        assert_eq!(index("AAA+b:c:d'").unwrap_err().code, "edifact.limit.repeats");
    }
}
