//! TQ1 segments and the older TQ values: when, how often and until when.

use super::message::Segment;
use super::value::Value;
use crate::time::PartialDateTime;

/// When something is to happen. Source: HL7 v2.5.1 chapter 4, TQ1; v2.4 chapter 4, section 4.3 (TQ).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Timing {
    pub(super) start: Option<PartialDateTime>,
    pub(super) end: Option<PartialDateTime>,
    /// How often, in the source's words.
    pub(super) frequency: Option<String>,
    /// Conditions and instructions.
    pub(super) words: Vec<String>,
    pub(super) as_needed: bool,
}

impl Timing {
    /// The timing of a segment of an order: its TQ1, else the value of the type TQ in the segment (RXE-1, RXG-3) or in the
    /// ORC.
    pub(super) fn read(common: Option<Segment<'_>>, tq1: Option<Segment<'_>>, of: Segment<'_>) -> Self {
        if let Some(tq1) = tq1 {
            return Self::segment(tq1);
        }
        let own = match of.name() {
            "RXE" => Some(of.field(1)),
            "RXG" => Some(of.field(3)),
            _ => None,
        };
        let value = own.filter(|value| value.has_value()).or_else(|| common.map(|orc| orc.field(7)));
        value.map(Self::value).unwrap_or_default()
    }

    /// A TQ1 segment.
    pub(super) fn segment(tq1: Segment<'_>) -> Self {
        tq1.field(1).mark();
        let patterns: Vec<String> = tq1.field(3).repeats().filter_map(|repeat| pattern(repeat.part(1))).collect();
        let times: Vec<String> = tq1.field(4).repeats().filter_map(Value::text).collect();
        let as_needed = patterns.iter().any(|pattern| pattern.starts_with("PRN")) || tq1.field(9).peek() == "PRN";
        if tq1.field(9).peek() == "PRN" {
            tq1.field(9).part(1).mark();
        }
        Self {
            start: tq1.field(7).date_time(),
            end: tq1.field(8).date_time(),
            frequency: joined(patterns.into_iter().chain(times)),
            words: [10, 11].into_iter().filter_map(|number| tq1.field(number).lines()).collect(),
            as_needed,
        }
    }

    /// A value of the type TQ.
    pub(super) fn value(value: Value<'_>) -> Self {
        let interval = value.part(2);
        let pattern = interval.part(1).text();
        let as_needed =
            pattern.as_deref().is_some_and(|pattern| pattern.starts_with("PRN")) || value.part(6).peek() == "PRN";
        if value.part(6).peek() == "PRN" {
            value.part(6).first_used();
        }
        Self {
            start: value.part(4).date_time(),
            end: value.part(5).date_time(),
            frequency: joined(pattern.into_iter().chain(interval.part(2).text())),
            words: [7, 8].into_iter().filter_map(|number| value.part(number).whole()).collect(),
            as_needed,
        }
    }
}

/// A repeat pattern: its words, else its code.
fn pattern(value: Value<'_>) -> Option<String> {
    value.part(2).text().or_else(|| value.part(1).text())
}

fn joined(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(" "))
}
