//! The model's smaller parts as words.

use super::dates;
use crate::identifier::{CodedConcept, Coding, system};
use crate::record::{Address, Contact, Interpretation, Participant, Period, Quantity, ReferenceRange, ResultValue};

/// A vocabulary's word as a reader reads it: `on-hold` becomes `On hold`; a source's own word stays as it came.
pub(super) fn word(code: &str) -> String {
    match code {
        "gp-consultation" => return "GP consultation".to_owned(),
        "usual-gp" => return "Usual GP".to_owned(),
        "hiv" => return "HIV".to_owned(),
        "temp" => return "Temporary".to_owned(),
        "virtual" => return "By telephone or video".to_owned(),
        "sms" => return "Text message".to_owned(),
        _ => {}
    }
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
        return code.to_owned();
    }
    let mut shown = String::with_capacity(code.len());
    for (index, c) in code.chars().enumerate() {
        shown.push(match c {
            '-' => ' ',
            c if index == 0 => c.to_ascii_uppercase(),
            c => c,
        });
    }
    shown
}

/// The words of a concept; a concept without any shows its code and the code system's name.
pub(super) fn concept(concept: &CodedConcept) -> String {
    let named = concept.text.as_deref().or_else(|| concept.codings.iter().find_map(|c| c.display.as_deref()));
    match (named, concept.codings.first()) {
        (Some(words), _) if !words.trim().is_empty() => words.to_owned(),
        (_, Some(coding)) => code(coding),
        _ => "Not named by the source".to_owned(),
    }
}

fn code(coding: &Coding) -> String {
    let name = match coding.system.as_str() {
        system::SNOMED => "SNOMED CT",
        system::DMD => "dm+d",
        system::READ_V2 => "Read v2",
        system::CTV3 => "CTV3",
        system::ICD10 => "ICD-10",
        system::OPCS4 => "OPCS-4",
        system::LOINC => "LOINC",
        other => other,
    };
    format!("{} ({name})", coding.code)
}

/// The concepts, parted by semicolons; `None` when there is none.
pub(super) fn concepts(all: &[CodedConcept]) -> Option<String> {
    (!all.is_empty()).then(|| all.iter().map(concept).collect::<Vec<_>>().join("; "))
}

/// What a medicine contains, and which dictionary says so; `None` when nothing is known.
pub(super) fn ingredients(all: &[CodedConcept]) -> Option<String> {
    let by = all.iter().flat_map(|concept| &concept.codings).find_map(|coding| coding.mapped_by.as_deref());
    let contained = concepts(all)?;
    Some(by.map_or_else(|| contained.clone(), |by| format!("{contained} (by {by})")))
}

/// Who took part: name, role, organisation and contact, as far as they are said.
pub(super) fn participant(participant: &Participant) -> String {
    let organisation = match (&participant.organisation_name, &participant.organisation) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (Some(name), None) => Some(name.clone()),
        (None, Some(code)) => Some(code.to_string()),
        (None, None) => None,
    };
    let mut parts: Vec<String> =
        [participant.name.clone(), participant.role.clone(), organisation, participant.contact.clone()]
            .into_iter()
            .flatten()
            .filter(|part| !part.trim().is_empty())
            .collect();
    if parts.is_empty() {
        parts.extend(participant.identifier.clone());
    }
    parts.join(", ")
}

/// Everyone, parted by semicolons; `None` when there is none.
pub(super) fn participants(all: &[Participant]) -> Option<String> {
    (!all.is_empty()).then(|| all.iter().map(participant).collect::<Vec<_>>().join("; "))
}

/// `12-Mar-2026 to 14-Mar-2026`, `since 12-Mar-2026`, `until 14-Mar-2026`; `None` when neither end is known.
pub(super) fn period(period: &Period) -> Option<String> {
    match (&period.start, &period.end) {
        (Some(start), Some(end)) if start == end => Some(dates::partial(start)),
        (Some(start), Some(end)) => Some(format!("{} to {}", dates::partial(start), dates::partial(end))),
        (Some(start), None) => Some(format!("since {}", dates::partial(start))),
        (None, Some(end)) => Some(format!("until {}", dates::partial(end))),
        (None, None) => None,
    }
}

/// An amount with its unit, the number exactly as it came.
pub(super) fn quantity(quantity: &Quantity) -> String {
    let unit = quantity.unit.as_deref().or_else(|| {
        let code = quantity.unit_code.as_deref()?;
        Some(code.rsplit_once('|').map_or(code, |(_, unit)| unit))
    });
    let comparator = quantity.comparator.as_deref().unwrap_or_default();
    let unit = unit.map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{comparator}{}{unit}", quantity.value)
}

/// The value of one result.
pub(super) fn value(value: &ResultValue) -> String {
    let end = |end: &Option<Quantity>| end.as_ref().map_or_else(|| "no limit".to_owned(), quantity);
    match value {
        ResultValue::Quantity(amount) => quantity(amount),
        ResultValue::Coded(code) => concept(code),
        ResultValue::Text(text) => text.clone(),
        ResultValue::Time(time) => dates::partial(time),
        ResultValue::Ratio(numerator, denominator) => format!("{} : {}", quantity(numerator), quantity(denominator)),
        ResultValue::Range(low, high) => format!("{} to {}", end(low), end(high)),
        ResultValue::Absent(why) => format!("No value: {}", concept(why)),
    }
}

/// What is expected, in words.
pub(super) fn range(range: &ReferenceRange) -> String {
    let numbers = match (&range.low, &range.high) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}")),
        (Some(low), None) => Some(format!("{low} or more")),
        (None, Some(high)) => Some(format!("{high} or less")),
        (None, None) => None,
    };
    match (numbers, range.text.as_deref()) {
        (Some(numbers), Some(text)) => format!("{numbers} ({text})"),
        (Some(numbers), None) => numbers,
        (None, text) => text.unwrap_or_default().to_owned(),
    }
}

/// Whether a value is as expected, in words.
pub(super) fn interpretation(interpretation: &Interpretation) -> String {
    match interpretation {
        Interpretation::Normal => "Normal",
        Interpretation::Abnormal => "Abnormal",
        Interpretation::CriticalAbnormal => "Critically abnormal",
        Interpretation::High => "High",
        Interpretation::CriticalHigh => "Critically high",
        Interpretation::Low => "Low",
        Interpretation::CriticalLow => "Critically low",
        Interpretation::Positive => "Positive",
        Interpretation::Negative => "Negative",
        Interpretation::Resistant => "Resistant",
        Interpretation::Susceptible => "Susceptible",
        Interpretation::Intermediate => "Intermediate",
        Interpretation::Other(other) => other,
    }
    .to_owned()
}

/// An address on one line, with its use and span.
pub(super) fn address(address: &Address) -> String {
    let postcode = address.postcode.as_ref().map(ToString::to_string).or_else(|| address.postcode_text.clone());
    let shown: Vec<String> =
        address.lines.iter().filter(|line| !line.trim().is_empty()).cloned().chain(postcode).collect();
    let span = Period { start: address.start.clone(), end: address.end.clone() };
    let about: Vec<String> = address
        .address_use
        .as_ref()
        .map(|u| word(u.as_str()).to_lowercase())
        .into_iter()
        .chain(period(&span))
        .collect();
    match (shown.is_empty(), about.is_empty()) {
        (true, _) => String::new(),
        (false, true) => shown.join(", "),
        (false, false) => format!("{} ({})", shown.join(", "), about.join(", ")),
    }
}

/// A way to reach someone: the value, by what means and for what.
pub(super) fn contact(contact: &Contact) -> String {
    let kind = word(contact.kind.as_str()).to_lowercase();
    match contact.contact_use.as_deref() {
        Some(used) => format!("{} ({kind}, {})", contact.value, word(used).to_lowercase()),
        None => format!("{} ({kind})", contact.value),
    }
}

/// A size in bytes as a reader takes it in: `512 bytes`, `34 kB`, `3 MB`, rounded up.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Decimal;
    use crate::time::PartialDateTime;

    #[test]
    fn known_words_read_as_english_and_a_sources_word_stays() {
        assert_eq!(word("on-hold"), "On hold");
        assert_eq!(word("usual-gp"), "Usual GP");
        assert_eq!(word("Zugezogen-X"), "Zugezogen-X");
    }

    #[test]
    fn a_code_without_words_names_its_system() {
        let bare = CodedConcept::from_coding(Coding::new(system::SNOMED, "73211009"));
        assert_eq!(concept(&bare), "73211009 (SNOMED CT)");
        let mut substance =
            CodedConcept::from_coding(Coding::new(system::SNOMED, "387517004").with_display("Paracetamol"));
        assert_eq!(ingredients(&[]), None);
        assert_eq!(ingredients(&[substance.clone()]).as_deref(), Some("Paracetamol"));
        substance.codings[0].mapped_by = Some("dm+d@2026-11-16".to_owned());
        assert_eq!(ingredients(&[substance]).as_deref(), Some("Paracetamol (by dm+d@2026-11-16)"));
        assert_eq!(concept(&CodedConcept::default()), "Not named by the source");
    }

    #[test]
    fn numbers_keep_their_digits() {
        let amount = |value: &str| Quantity {
            comparator: Some("<".to_owned()),
            value: Decimal::parse(value).unwrap(),
            unit: None,
            unit_code: Some("http://unitsofmeasure.org|mmol/L".to_owned()),
        };
        assert_eq!(quantity(&amount("48.10")), "<48.10 mmol/L");
        assert_eq!(value(&ResultValue::Range(Some(amount("1")), None)), "<1 mmol/L to no limit");
    }

    #[test]
    fn a_period_says_which_end_is_known() {
        let day = |text| Some(PartialDateTime::parse(text).unwrap());
        let shown = |start, end| period(&Period { start, end });
        assert_eq!(shown(day("2026-03"), day("2026-04-02")).as_deref(), Some("Mar-2026 to 02-Apr-2026"));
        assert_eq!(shown(day("2026"), None).as_deref(), Some("since 2026"));
        assert_eq!(shown(None, day("2026")).as_deref(), Some("until 2026"));
        assert_eq!(shown(None, None), None);
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(33_001), "34 kB");
        assert_eq!(size(2_000_001), "3 MB");
    }
}
