//! Words that are broken into lines by the width of a component.

use super::message::Segment;
use super::value::Value;

/// The characters of one line of free text (data element 4440).
const FREE_TEXT: usize = 70;

/// The characters of one line of a name (data element 3036).
const NAME: usize = 35;

/// The words of free text segments (FTX-4), line for line; noted as used.
///
/// A line that fills its component to the last character goes on in the next one in the middle of a word; any other ends
/// where its writer ended it. Empty lines at the end are left out.
pub(super) fn free_text<'m>(segments: impl IntoIterator<Item = Segment<'m>>) -> Option<String> {
    let lines: Vec<Value<'m>> = segments.into_iter().flat_map(|segment| lines(segment)).collect();
    join(&lines, FREE_TEXT, "\n")
}

/// FTX-4 without the empty lines at its end.
fn lines(segment: Segment<'_>) -> Vec<Value<'_>> {
    let mut lines: Vec<_> = segment.components(4).collect();
    while lines.last().is_some_and(|line| !line.has_value()) {
        lines.pop();
    }
    lines
}

/// A name in several components; noted as used.
pub(super) fn name<'m>(components: impl Iterator<Item = Value<'m>>) -> Option<String> {
    let lines: Vec<Value<'m>> = components.filter(|line| line.has_value()).collect();
    join(&lines, NAME, " ").map(|name| name.trim().to_owned())
}

fn join(lines: &[Value<'_>], width: usize, between: &str) -> Option<String> {
    let mut joined = String::new();
    let mut goes_on = true;
    for value in lines {
        let line = value.line();
        if !goes_on || line.starts_with(' ') {
            joined.push_str(if joined.is_empty() { "" } else { between });
        }
        joined.push_str(line.trim_end());
        goes_on = line.chars().count() == width && !line.ends_with(' ');
        value.mark();
    }
    (!joined.trim().is_empty()).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::super::service::Service;
    use super::*;
    use crate::ingest::Limits;

    fn message(text: &str) -> Message<'_> {
        Message::index(text, Service::DEFAULT, &Limits::default()).unwrap()
    }

    #[test]
    fn lines_stay_lines_unless_they_are_full() {
        let full = format!("{}CH", "x".repeat(68));
        let text = format!("FTX+SPC+++First::  Time    Result:{full}:D?: risk::'FTX+SPC+++Next'FTX+SPC+++:'");
        let message = message(&text);
        let expected = format!("First\n\n  Time    Result\n{full}D: risk\nNext");
        assert_eq!(free_text(message.segments()), Some(expected));
        assert!(message.segments().flat_map(Segment::leaves).filter(|leaf| leaf.raw() != "SPC").all(Value::used));
    }

    #[test]
    fn a_name_goes_on_where_its_line_is_full() {
        let message = message("NAD+MR+++Bowel Cancer Screening Administrato:r'NAD+PO+++Southern:Hub'NAD+PO+++ '");
        let name = |number| name(message.segment(number).components(4));
        assert_eq!(name(0).as_deref(), Some("Bowel Cancer Screening Administrator"));
        assert_eq!(name(1).as_deref(), Some("Southern Hub"));
        assert_eq!(name(2), None);
    }
}
