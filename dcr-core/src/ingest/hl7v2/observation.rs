//! OBX: one measured or observed thing.

use super::concept::system_of;
use super::message::Segment;
use super::value::Value;
use crate::identifier::CodedConcept;
use crate::ingest::Severity;
use crate::record::{
    Decimal, Interpretation, Measurement, Participant, Quantity, ReferenceRange, ResultStatus, ResultValue,
};

/// The most repeats that become a measurement each; every one of them carries what they have in common.
const MOST_VALUES: usize = 8;

/// Whether an observation is taken back, so that its value must not be shown (HL7 table 0085: `D` and `W`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TakenBack {
    /// It stands.
    No,
    /// It was deleted.
    Deleted,
    /// It was wrong, for instance another person's.
    Wrong,
}

/// The number of the field that holds an order's status, OBR-25.
const ORDER_STATUS: usize = 25;

/// Whether the observation is taken back; nothing is noted as used.
pub(super) fn taken_back(obx: Segment<'_>) -> TakenBack {
    match obx.field(11).peek() {
        "D" => TakenBack::Deleted,
        "W" => TakenBack::Wrong,
        _ => TakenBack::No,
    }
}

/// HL7 tables 0085 and 0123. A word that is not known is kept.
///
/// In an order `S` is scheduled, in an observation it is partial.
pub(super) fn result_status(field: Value<'_>) -> Option<ResultStatus> {
    let code = field.text()?;
    Some(match code.as_str() {
        "S" if field.number() == ORDER_STATUS => ResultStatus::Registered,
        "A" | "S" => ResultStatus::Partial,
        "O" | "I" => ResultStatus::Registered,
        "P" | "R" | "B" => ResultStatus::Preliminary,
        "F" | "U" => ResultStatus::Final,
        "C" => ResultStatus::Corrected,
        "X" | "N" => ResultStatus::Cancelled,
        "Y" | "Z" => ResultStatus::Unknown,
        other => ResultStatus::from(other),
    })
}

/// Whether the values of this type are words that may run over several segments.
pub(super) fn is_narrative(obx: Segment<'_>) -> bool {
    matches!(obx.field(2).peek(), "TX" | "FT")
}

/// Whether the words of one segment go on in the next: the same observation with the same status, and the same subid or the
/// next number. Of encapsulated data only what is counted or says nothing of its type goes on.
pub(super) fn goes_on(before: Segment<'_>, obx: Segment<'_>) -> bool {
    let same = |number: usize| before.field(number).raw() == obx.field(number).raw();
    let counted = || {
        let (first, second) = (before.field(4).peek().parse::<u32>(), obx.field(4).peek().parse::<u32>());
        matches!((first, second), (Ok(first), Ok(second)) if first.checked_add(1) == Some(second))
    };
    is_narrative(obx) && same(2) && same(3) && same(11) && (same(4) || counted())
}

/// The measurements of one segment: one, or one for each repeat of a value that is not words.
pub(super) fn measurements(obx: Segment<'_>, code: &CodedConcept) -> Vec<Measurement> {
    obx.field(1).mark();
    let common = Measurement {
        // Another spelling of the code stays with its own value.
        code: obx.field(3).concept().unwrap_or_else(|| code.clone()),
        value: None,
        interpretations: obx
            .field(8)
            .repeats()
            .filter_map(Value::text)
            .map(|f| Interpretation::from(f.as_str()))
            .collect(),
        ranges: obx.field(7).lines().map(|text| range(&text)).into_iter().collect(),
        status: result_status(obx.field(11)),
        observed: obx.field(14).date_time(),
        method: obx.field(17).concept(),
        group: obx.field(4).text(),
        notes: Vec::new(),
    };
    let words = matches!(obx.field(2).peek(), "ST" | "TX" | "FT" | "ID" | "IS" | "TM");
    if !words && obx.field(5).repeats().nth(MOST_VALUES).is_some() {
        obx.field(5).issue(Severity::Note, "hl7v2.value.repeats", "a value of many repeats is kept as words");
        let value = obx.field(5).lines().map(ResultValue::Text);
        return vec![Measurement { value, ..common }];
    }
    let mut values = values(obx).into_iter();
    // Most have one value or none: only what is said several times is copied.
    let last = values.next_back();
    let mut made = Vec::with_capacity(values.len() + 1);
    made.extend(values.map(|value| Measurement { value: Some(value), ..common.clone() }));
    made.push(Measurement { value: last, ..common });
    made
}

/// Who answers for an observation (OBX-16), and where it was made (OBX-23 and OBX-25).
pub(super) fn performers(obx: Segment<'_>) -> Vec<Participant> {
    let mut found = obx.field(16).professionals("responsible observer");
    let place = obx.field(23);
    if let Some(name) = place.part(1).whole() {
        found.push(Participant {
            organisation_name: Some(name),
            role: Some("performing organisation".to_owned()),
            identifier: place.part(10).text().map(|number| {
                let authority = place.part(6).text().unwrap_or_else(|| "local".to_owned());
                format!("{authority}|{number}")
            }),
            ..Participant::default()
        });
    }
    found.extend(obx.field(25).professionals("medical director"));
    found
}

fn values(obx: Segment<'_>) -> Vec<ResultValue> {
    let value = obx.field(5);
    let kind = obx.field(2).text().unwrap_or_default();
    match kind.as_str() {
        "NM" => value.repeats().filter_map(|repeat| number(obx, repeat)).collect(),
        "SN" => value.repeats().filter_map(|repeat| structured(obx, repeat)).collect(),
        "CE" | "CWE" | "CNE" | "CF" => value.concepts().into_iter().map(ResultValue::Coded).collect(),
        "DT" | "TS" | "DTM" => value.repeats().filter_map(Value::date_time).map(ResultValue::Time).collect(),
        // A number with a unit is a number even where its type was forgotten.
        "" if obx.field(6).has_value() && value.repeats().all(|repeat| Decimal::parse(repeat.raw()).is_ok()) => {
            value.repeats().filter_map(|repeat| number(obx, repeat)).collect()
        }
        "ST" | "TX" | "FT" | "ID" | "IS" | "TM" => value.lines().map(ResultValue::Text).into_iter().collect(),
        _ => {
            let words = value.lines();
            if words.is_some() {
                obx.field(2).issue(
                    Severity::Note,
                    "hl7v2.value.type",
                    "a value of a type without a place in the model is kept as it is written",
                );
            }
            words.map(ResultValue::Text).into_iter().collect()
        }
    }
}

/// OBX-6: the unit as it is written, and its code where a system is named.
fn with_unit(obx: Segment<'_>, comparator: Option<String>, value: Decimal) -> Quantity {
    let field = obx.field(6);
    let (words, system) = (field.part(2), field.part(3));
    let (unit, unit_code) = match field.part(1).whole() {
        Some(code) => match system.text() {
            Some(system) => {
                let unit_code = format!("{}|{code}", system_of(&system));
                (words.whole().or(Some(code)), Some(unit_code))
            }
            // Words beside a code that is kept nowhere else stay attached.
            None => (Some(code), None),
        },
        None => (words.whole(), None),
    };
    Quantity { comparator, value, unit, unit_code }
}

/// A number (NM). Laboratories write `<15` there too; what is no number at all is kept as words.
fn number(obx: Segment<'_>, repeat: Value<'_>) -> Option<ResultValue> {
    let read = repeat.read(|text| {
        let (comparator, digits) = comparator_of(text);
        Some((comparator.map(str::to_owned), Decimal::parse(digits).ok()?))
    });
    if let Some((comparator, value)) = read {
        return Some(ResultValue::Quantity(with_unit(obx, comparator, value)));
    }
    let words = repeat.whole()?;
    repeat.issue(Severity::Note, "hl7v2.value.not-numeric", "a value that should be a number is kept as words");
    Some(ResultValue::Text(words))
}

fn comparator_of(text: &str) -> (Option<&'static str>, &str) {
    for comparator in ["<=", ">=", "<", ">"] {
        if let Some(rest) = text.strip_prefix(comparator) {
            return (Some(comparator), rest.trim());
        }
    }
    (None, text)
}

/// A structured number (SN, HL7 v2.5.1 chapter 2A): comparator, number, separator or suffix, number.
fn structured(obx: Segment<'_>, repeat: Value<'_>) -> Option<ResultValue> {
    let [comparator, first, separator, second] = [1, 2, 3, 4].map(|number| repeat.part(number).peek());
    let (first, second) = (Decimal::parse(first).ok(), Decimal::parse(second).ok());
    let known = matches!(comparator, "" | "=" | "<" | ">" | "<=" | ">=");
    let compared = (!matches!(comparator, "" | "=")).then(|| comparator.to_owned());
    let value = match (first, separator, second) {
        (Some(value), "", None) if known => ResultValue::Quantity(with_unit(obx, compared, value)),
        (Some(low), "-", Some(high)) if comparator.is_empty() => {
            ResultValue::Range(Some(with_unit(obx, None, low)), Some(with_unit(obx, None, high)))
        }
        (Some(numerator), ":" | "/", Some(denominator)) if known => ResultValue::Ratio(
            Quantity { comparator: compared, value: numerator, unit: None, unit_code: None },
            Quantity { comparator: None, value: denominator, unit: None, unit_code: None },
        ),
        _ => {
            let words: Vec<_> = (1..=4).filter_map(|number| repeat.part(number).text()).collect();
            return (!words.is_empty()).then(|| ResultValue::Text(words.concat()));
        }
    };
    for number in 1..=4 {
        repeat.part(number).part(1).mark();
    }
    Some(value)
}

/// OBX-7: `3.5-5.0`, `3.5 - 5.0`, `<5`, `>=10`, or words.
fn range(text: &str) -> ReferenceRange {
    let mut range = ReferenceRange { low: None, high: None, text: Some(text.to_owned()) };
    let trimmed = text.trim();
    match comparator_of(trimmed) {
        (Some("<" | "<="), limit) => range.high = Decimal::parse(limit).ok(),
        (Some(_), limit) => range.low = Decimal::parse(limit).ok(),
        (None, _) => {
            // The first hyphen may be the sign of a negative lower limit.
            let hyphen = trimmed.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(at, _)| at);
            if let Some((low, high)) = hyphen.and_then(|at| trimmed.split_at_checked(at))
                && let (Ok(low), Ok(high)) = (Decimal::parse(low), Decimal::parse(high.trim_start_matches('-')))
            {
                range.low = Some(low);
                range.high = Some(high);
            }
        }
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_in_every_common_spelling() {
        let read = |text: &str| {
            let range = range(text);
            assert_eq!(range.text.as_deref(), Some(text));
            let limit = |limit: Option<Decimal>| limit.map_or("none".to_owned(), |d| d.as_str().to_owned());
            (limit(range.low), limit(range.high))
        };
        let some = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        assert_eq!(read("3.5-5.0"), some("3.5", "5.0"));
        assert_eq!(read("49 - 92"), some("49", "92"));
        assert_eq!(read("-2-+3"), some("-2", "3"));
        assert_eq!(read("<5"), some("none", "5"));
        assert_eq!(read(">= 10"), some("10", "none"));
        assert_eq!(read("[ ]"), some("none", "none"));
        assert_eq!(read("negative"), some("none", "none"));
        assert_eq!(read("1-2-3"), some("none", "none"));
    }
}
