//! Numbers, their units, and the few words that stand for a state: what of a source's text is no free text.

use super::{NOT_SHOWN, coded};
use crate::identifier::{CodedConcept, Coding};
use crate::record::{Decimal, Dosage, Quantity, ReferenceRange, ResultValue};

/// The longest unit, in bytes, and of how many words.
const UNIT: (usize, usize) = (24, 2);

/// The longest code of a unit with its system, in bytes.
const UNIT_CODE: usize = 128;

/// Source: HL7 FHIR R4, quantity-comparator; HL7 v2 SN.1.
const COMPARATORS: [&str; 8] = ["<", "<=", ">=", ">", "=", "<>", "~", "ad"];

/// Source: HL7 v3 GTSAbbreviation; the Latin abbreviations of prescriptions in the United Kingdom.
const FREQUENCIES: [&str; 28] = [
    "AM", "PM", "BID", "TID", "QID", "QD", "QOD", "Q1H", "Q2H", "Q3H", "Q4H", "Q6H", "Q8H", "Q12H", "BED", "WK", "MO",
    "OD", "BD", "TDS", "QDS", "OM", "ON", "MANE", "NOCTE", "PRN", "STAT", "ONCE",
];

/// A result's value; one in words is told to be there.
///
/// Source: HL7 FHIR R4, data-absent-reason `masked`.
pub(super) fn value(value: ResultValue) -> ResultValue {
    const ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    let masked = || {
        let masked = Coding::new(ABSENT, "masked").with_display("Masked");
        ResultValue::Absent(CodedConcept::from_coding(masked))
    };
    match value {
        ResultValue::Quantity(amount) => ResultValue::Quantity(quantity(amount)),
        ResultValue::Coded(concept) => coded(concept).map_or_else(masked, ResultValue::Coded),
        ResultValue::Text(_) => masked(),
        ResultValue::Time(time) => ResultValue::Time(time),
        ResultValue::Ratio(of, to) => ResultValue::Ratio(quantity(of), quantity(to)),
        ResultValue::Range(from, to) => ResultValue::Range(from.map(quantity), to.map(quantity)),
        ResultValue::Absent(why) => coded(why).map_or_else(masked, ResultValue::Absent),
    }
}

fn quantity(amount: Quantity) -> Quantity {
    let Quantity { comparator, value, unit, unit_code } = amount;
    // A number that loses its comparator or unit is another number: where either cannot be shown, that is said.
    let comparator = comparator.map(|word| one_of(word, &COMPARATORS).unwrap_or_else(|| NOT_SHOWN.to_owned()));
    let is_code = |code: &String| code.len() <= UNIT_CODE && !code.contains(|c: char| c.is_whitespace());
    Quantity { comparator, value, unit: unit.map(shown_unit), unit_code: unit_code.filter(is_code) }
}

fn shown_unit(unit: String) -> String {
    if is_unit(&unit) { unit } else { NOT_SHOWN.to_owned() }
}

/// Whether a text can be a unit: one or two short words of letters, digits and the signs of UCUM.
fn is_unit(text: &str) -> bool {
    let sign = |c: char| c.is_alphanumeric() || "%/.*^[]{}()'\"+-°·_ ".contains(c);
    text.len() <= UNIT.0 && text.split_whitespace().count() <= UNIT.1 && text.chars().all(sign)
}

/// A range of numbers; one in words goes.
pub(super) fn range(range: ReferenceRange) -> Option<ReferenceRange> {
    let ReferenceRange { low, high, text: _ } = range;
    (low.is_some() || high.is_some()).then_some(ReferenceRange { low, high, text: None })
}

/// The dose, its route and a frequency in a code; the instruction in words goes.
pub(super) fn dosage(dosage: Dosage) -> Option<Dosage> {
    let Dosage { text: _, amount, unit, frequency, route, as_needed } = dosage;
    let kept = Dosage {
        text: None,
        amount,
        unit: unit.map(shown_unit),
        frequency: frequency.and_then(|word| one_of(word, &FREQUENCIES)),
        route: route.and_then(coded),
        as_needed,
    };
    (kept != Dosage::default()).then_some(kept)
}

/// A text that is a number, with or without a unit behind it, such as `28 tablets`.
pub(super) fn amount(text: String) -> Option<String> {
    let number = text.trim().split(|c: char| !(c.is_ascii_digit() || c == '.')).next().unwrap_or_default();
    let unit = text.trim().strip_prefix(number).unwrap_or_default();
    (Decimal::parse(number).is_ok() && is_unit(unit)).then_some(text)
}

/// A text that is a number and nothing else.
pub(super) fn number(text: String) -> Option<String> {
    Decimal::parse(&text).is_ok().then_some(text)
}

/// A text that is one of these words, in upper or lower case.
pub(super) fn one_of(text: String, words: &[&str]) -> Option<String> {
    words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())).then_some(text)
}
