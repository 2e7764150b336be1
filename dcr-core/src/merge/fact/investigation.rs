//! When two results or reports are one (M23, M33, M35).

use super::concept::{self, Sameness, number, same_number, stated, words_key};
use super::keys::{Keys, begin, hash};
use super::span::{DAY, compatible, days, minute, to_the_day};
use super::{Likeness, Pair};
use crate::identifier::{CodedConcept, system};
use crate::record::{Investigation, Measurement, ResultStatus, ResultValue};
use crate::time::PartialDateTime;

pub(super) fn time(test: &Investigation) -> Option<&PartialDateTime> {
    test.observed.as_ref().or(test.reported.as_ref())
}

/// A request or a heading of results, as against a result: often the order and its one result have one code.
fn is_result(test: &Investigation) -> bool {
    !test.measurements.is_empty()
}

pub(super) fn likeness(pair: &Pair<'_, Investigation>) -> Option<Likeness> {
    let (a, b) = (pair.a, pair.b);
    if is_result(a) != is_result(b) || pair.sameness(|test| &test.code) != Sameness::Same {
        return None;
    }
    let times = time(a).zip(time(b));
    if share_a_number(a, b) {
        let near = |(a, b): (&PartialDateTime, &PartialDateTime)| {
            let before = |end: &PartialDateTime, start: &PartialDateTime| {
                end.latest().millis().saturating_add(DAY) < start.earliest().millis()
            };
            !before(a, b) && !before(b, a)
        };
        return times.is_none_or(near).then_some(Likeness(4));
    }
    let (a_time, b_time) = times?;
    if specimens_contradict(a, b) {
        return None;
    }
    if minute(a_time).is_some_and(|ours| minute(b_time) == Some(ours)) {
        return Some(Likeness(3));
    }
    let one_day = to_the_day(a_time) && to_the_day(b_time) && compatible(a_time, b_time);
    // Two requests of one day that tell nothing may be two requests.
    (one_day && tells(a) != (None, None) && tells(a) == tells(b)).then_some(Likeness(1))
}

fn share_a_number(a: &Investigation, b: &Investigation) -> bool {
    // One order may ask for several specimens, such as two bottles of one blood culture.
    same_number(a.filler_number.as_deref(), b.filler_number.as_deref())
        || share_a_specimen(a, b)
        || (same_number(a.placer_number.as_deref(), b.placer_number.as_deref()) && !specimens_contradict(a, b))
}

fn share_a_specimen(a: &Investigation, b: &Investigation) -> bool {
    specimens(a).any(|ours| specimens(b).any(|theirs| same_number(Some(ours), Some(theirs))))
}

fn specimens(test: &Investigation) -> impl Iterator<Item = &str> {
    let stated = test.specimens.iter().filter_map(|specimen| specimen.identifier.as_deref());
    stated.filter(|stated| number(stated).is_some())
}

fn specimens_contradict(a: &Investigation, b: &Investigation) -> bool {
    specimens(a).next().is_some() && specimens(b).next().is_some() && !share_a_specimen(a, b)
}

pub(super) fn keys(test: &Investigation, organisation: &str, keys: &mut Keys) {
    let numbers = [("p", test.placer_number.as_deref()), ("f", test.filler_number.as_deref())];
    let numbers = numbers.into_iter().filter_map(|(of, number)| Some((of, number?)));
    for (of, stated) in numbers.chain(specimens(test).map(|stated| ("s", stated))) {
        if let Some(number) = number(stated) {
            let of = hash(hash(begin(5), of.as_bytes()), number.as_bytes());
            concept::keys(keys, of, &test.code, organisation);
        }
    }
    for day in time(test).into_iter().flat_map(days) {
        concept::keys(keys, hash(begin(6), &day.to_be_bytes()), &test.code, organisation);
    }
}

/// How final a result is: what was corrected stands before what was final, and that before whatever was not yet.
pub(in crate::merge) fn finality(test: &Investigation) -> u8 {
    match test.status {
        Some(ResultStatus::Corrected | ResultStatus::Amended | ResultStatus::Appended) => 2,
        Some(ResultStatus::Final) => 1,
        _ => 0,
    }
}

fn tells(test: &Investigation) -> (Option<String>, Option<String>) {
    let words = |text: &str| Some(words_key(text)).filter(|words| !words.is_empty());
    (values(&test.measurements).as_deref().and_then(words), test.conclusion.as_deref().and_then(words))
}

/// The one value, or each of several behind what it is a value of, in an order that no source decides.
pub(in crate::merge) fn values(measurements: &[Measurement]) -> Option<String> {
    if let [one] = measurements {
        return one.value.as_ref().and_then(value_words);
    }
    let told = |measurement: &Measurement| {
        Some(format!("{} {}", code_or_words(&measurement.code), value_words(measurement.value.as_ref()?)?))
    };
    let mut values: Vec<String> = measurements.iter().filter_map(told).collect();
    // As they are compared: how one source writes a word moves no value.
    values.sort_by_cached_key(|told| (words_key(told), told.clone()));
    (!values.is_empty()).then(|| values.join("; "))
}

/// The code by which sources compare, else the first, else the words.
fn code_or_words(concept: &CodedConcept) -> String {
    let code = concept.code_in(system::SNOMED).or_else(|| concept.code_in(system::DMD));
    let code = code.or_else(|| concept.codings.first().map(|coding| coding.code.as_str()));
    code.map_or_else(|| words_key(concept.words()), str::to_owned)
}

fn value_words(value: &ResultValue) -> Option<String> {
    match value {
        ResultValue::Quantity(quantity) => Some(format!(
            "{}{}{}",
            quantity.comparator.as_deref().unwrap_or_default(),
            quantity.value.without_trailing_zeros(),
            stated(quantity.unit.as_deref()).map(|unit| format!(" {unit}")).unwrap_or_default()
        )),
        ResultValue::Coded(concept) => Some(words_key(concept.words())).filter(|words| !words.is_empty()),
        ResultValue::Text(text) => Some(words_key(text)).filter(|words| !words.is_empty()),
        ResultValue::Time(time) => Some(time.to_string()),
        ResultValue::Ratio(..) | ResultValue::Range(..) | ResultValue::Absent(_) => None,
    }
}
