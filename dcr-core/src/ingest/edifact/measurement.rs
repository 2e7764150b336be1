//! RSL, FTX and S20 of a test: one measured or observed thing.

use super::codes::{self, Status};
use super::message::Segment;
use super::parts::{Group, Test, all};
use super::text;
use super::value::Value;
use crate::identifier::CodedConcept;
use crate::ingest::Severity;
use crate::record::{Decimal, Interpretation, Measurement, Quantity, ReferenceRange, ResultStatus, ResultValue};

/// Whether the test says what was done.
pub(super) fn is_coded(test: &Test<'_>) -> bool {
    let inv = all(&test.own, "INV").next();
    inv.is_some_and(|inv| inv.value(2, 1).has_value() || inv.value(2, 4).has_value())
}

/// What was done (INV-2): a code, its list and its words.
pub(super) fn code(test: &Test<'_>) -> Option<CodedConcept> {
    let inv = all(&test.own, "INV").next()?;
    let words = inv.value(2, 4).text();
    let code = codes::concept(inv.value(2, 1), inv.value(2, 2), words)?;
    inv.value(1, 1).mark();
    Some(code)
}

/// What the test's own status says; nothing is noted as used.
pub(super) fn status(group: &[Segment<'_>]) -> Option<Status> {
    let sts = all(group, "STS").next()?;
    let code = sts.value(2, 1).peek();
    (!code.is_empty()).then(|| codes::status(&code))
}

/// Notes a status as used, where it goes into the model.
pub(super) fn mark_status(group: &[Segment<'_>]) {
    if let Some(sts) = all(group, "STS").next() {
        sts.value(2, 1).mark();
    }
}

/// The segments of free text with this qualifier, which is noted as used.
pub(super) fn words(group: &[Segment<'_>], qualifier: &str) -> Option<String> {
    let segments: Vec<_> = all(group, "FTX").filter(|ftx| ftx.value(1, 1).peek() == qualifier).collect();
    let words = text::free_text(segments.iter().copied())?;
    segments.iter().for_each(|ftx| ftx.value(1, 1).mark());
    Some(words)
}

/// Whether the test says a value, in numbers, code or words.
pub(super) fn has_value(test: &Test<'_>) -> bool {
    let said = |segment: Segment<'_>| segment.leaves().next().is_some();
    all(&test.own, "RSL").any(said) || all(&test.own, "FTX").any(|ftx| ftx.value(1, 1).peek() == "RIT")
}

/// The measurement of a test; `whole` is the status of the investigation that it belongs to.
pub(super) fn read(test: &Test<'_>, code: CodedConcept, whole: Option<&ResultStatus>) -> Measurement {
    let rsl = all(&test.own, "RSL").next();
    let mut value = rsl.and_then(value);
    let unit = match &value {
        Some(ResultValue::Quantity(quantity)) => quantity.unit.clone(),
        _ => None,
    };
    let mut notes = Vec::new();
    if let Some(words) = words(&test.own, "RIT") {
        match value {
            None => value = Some(ResultValue::Text(words)),
            Some(_) => notes.push(words),
        }
    }
    notes.extend(words(&test.own, "SPC"));
    let mut ranges: Vec<_> = test.ranges.iter().filter_map(|group| range(group, unit.as_deref())).collect();
    if let Some(text) = words(&test.own, "CRR") {
        ranges.push(ReferenceRange { low: None, high: None, text: Some(text) });
    }
    if all(&test.own, "RSL").nth(1).is_some() {
        let message = "a test has more than one result; those behind the first stay attached";
        if let Some(more) = all(&test.own, "RSL").nth(1) {
            more.issue(Severity::Error, "edifact.result.repeated", message);
        }
    }
    let status = match status(&test.own) {
        Some(Status::Known(status)) => {
            mark_status(&test.own);
            status.filter(|status| Some(status) != whole)
        }
        Some(Status::EnteredInError) | None => None,
    };
    Measurement {
        code,
        value,
        interpretations: rsl.and_then(interpretation).into_iter().collect(),
        ranges,
        status,
        observed: None,
        method: None,
        group: None,
        notes,
    }
}

fn interpretation(rsl: Segment<'_>) -> Option<Interpretation> {
    rsl.value(5, 1).read(|code| Some(codes::interpretation(code)))
}

/// RSL-1 says whether the result is a number (`NV`) or a code (`CV`); another kind of result is kept as words.
fn value(rsl: Segment<'_>) -> Option<ResultValue> {
    let kind = rsl.value(1, 1);
    let value = match kind.peek().as_str() {
        "NV" => number(rsl),
        "CV" => codes::concept(rsl.value(2, 3), rsl.value(2, 4), rsl.value(2, 6).text()).map(ResultValue::Coded),
        _ => text::name(rsl.components(2)).map(ResultValue::Text),
    };
    if value.is_some() {
        kind.mark();
    }
    value
}

/// One number, or from one to another; what is no number is kept as words.
fn number(rsl: Segment<'_>) -> Option<ResultValue> {
    let first = rsl.value(2, 1);
    let Some((comparator, value)) = first.read(|text| amount(first, text)) else {
        let words = first.text().map(ResultValue::Text);
        if words.is_some() {
            let message = "a value that should be a number is kept as words";
            first.issue(Severity::Note, "edifact.value.not-numeric", message);
        }
        return words;
    };
    let code = rsl.value(2, 2);
    let stated = code.read(codes::comparator);
    if code.has_value() && (stated.is_none() || comparator.is_some()) {
        // A number without its comparator is another number, and two of them contradict each other.
        let message = "the comparator of a number is not known; the number is kept as words";
        code.issue(Severity::Warning, "edifact.code.unknown", message);
        code.mark();
        return Some(ResultValue::Text(format!("{} ({})", first.peek(), code.peek())));
    }
    let unit = unit(rsl);
    let quantity = |comparator: Option<&str>, value| Quantity {
        comparator: comparator.map(str::to_owned),
        value,
        unit: unit.clone(),
        unit_code: None,
    };
    let low = quantity(stated.or(comparator), value);
    let second = rsl.value(3, 1);
    if second.has_value() {
        if low.comparator.is_none()
            && !rsl.value(3, 2).has_value()
            && let Some(high) = second.decimal()
        {
            return Some(ResultValue::Range(Some(low), Some(quantity(None, high))));
        }
        let message = "the second number of a result cannot be used; the result is kept as words";
        second.issue(Severity::Warning, "edifact.value.second", message);
        let words = [first, code, second, rsl.value(3, 2)].map(Value::peek);
        second.mark();
        rsl.value(3, 2).mark();
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).chain(unit).collect();
        return Some(ResultValue::Text(words.join(" ")));
    }
    Some(ResultValue::Quantity(low))
}

/// A number with the comparator that laboratories write before it.
fn amount(value: Value<'_>, text: &str) -> Option<(Option<&'static str>, Decimal)> {
    for comparator in ["<=", ">=", "<", ">"] {
        if let Some(rest) = text.strip_prefix(comparator) {
            return Some((Some(comparator), value.number_of(rest.trim())?));
        }
    }
    Some((None, value.number_of(text)?))
}

/// RSL-4: the unit's words, or in NHS002 its code, which is what is written.
fn unit(rsl: Segment<'_>) -> Option<String> {
    rsl.value(4, 4).text().or_else(|| rsl.value(4, 1).text())
}

/// S20: the limits and for whom they hold. Limits in another unit than the value's are kept in words alone.
fn range(group: &Group<'_>, unit: Option<&str>) -> Option<ReferenceRange> {
    let mut range = ReferenceRange::default();
    if let Some(rnd) = all(group, "RND").next() {
        let (low, high, of) = (rnd.value(2, 1), rnd.value(3, 1), rnd.value(4, 1));
        let in_words = of.has_value()
            || [low, high].iter().any(|limit| limit.has_value() && limit.number_of(&limit.peek()).is_none());
        if !of.has_value() || unit.is_none_or(|unit| unit == of.peek()) {
            range.low = low.decimal();
            range.high = high.decimal();
        }
        if in_words && (low.has_value() || high.has_value()) {
            let limits = match (low.text(), high.text()) {
                (Some(low), Some(high)) => format!("{low} - {high}"),
                (Some(low), None) => format!(">= {low}"),
                (None, high) => format!("<= {}", high.unwrap_or_default()),
            };
            range.text = Some([Some(limits), of.text()].into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        if range != ReferenceRange::default() {
            rnd.value(1, 1).mark_if("U");
        }
    }
    if let Some(population) = words(group, "RPD") {
        range.text = Some(match range.text.take() {
            Some(limits) => format!("{limits}\n{population}"),
            None => population,
        });
    }
    if range == ReferenceRange::default() {
        return None;
    }
    for segment in all(group, "S20") {
        segment.mark();
    }
    Some(range)
}
