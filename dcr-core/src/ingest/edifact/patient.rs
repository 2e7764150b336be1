//! S05, S06 and S07: who the person is.

use super::message::Segment;
use super::parts::{Subject, all, qualified};
use super::value::Value;
use crate::identifier::{NhsNumber, Postcode, SubjectId};
use crate::ingest::Severity;
use crate::record::{Address, Demographics, Gender, HumanName, NhsNumberStatement};

/// Whom a report is about.
pub(super) struct Patient {
    /// By what the source knows the person: the NHS number, else the sender's own number.
    pub(super) id: SubjectId,
    /// Who the person is.
    pub(super) demographics: Demographics,
}

/// Reads the person; `None` when nothing identifies them.
///
/// The sender's own number means something only beside the sender, whose address is `namespace`.
pub(super) fn read(subject: &Subject<'_>, namespace: Option<Value<'_>>) -> Option<Patient> {
    let pna = all(&subject.own, "PNA").next();
    let number = pna.and_then(nhs_number);
    let local = ["SSI", "RPI"].into_iter().find_map(|word| {
        let value = qualified(&subject.own, "RFF", word)?;
        let space = namespace.map(Value::peek).filter(|space| !space.is_empty());
        let read = |text: &str| SubjectId::new(space.as_deref().unwrap_or(SubjectId::LOCAL), text).ok();
        let id = value.value(1, 2).read(read)?;
        value.value(1, 1).mark();
        if let Some(namespace) = namespace {
            namespace.mark();
        }
        Some(id)
    });
    let by_number = number.as_ref().and_then(|number| SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).ok());
    let (id, identifiers) = match (by_number, local) {
        (Some(id), local) => (id, local.into_iter().collect()),
        (None, Some(local)) => (local, Vec::new()),
        (None, None) => return None,
    };
    let demographics = Demographics {
        nhs_numbers: number.map(|number| NhsNumberStatement { number, verification: None }).into_iter().collect(),
        identifiers,
        names: pna.and_then(name).into_iter().collect(),
        birth_date: qualified(&subject.own, "DTM", "329").and_then(|dtm| {
            let date = dtm.value(1, 2).date_time(dtm.value(1, 3))?;
            dtm.value(1, 1).mark();
            Some(date)
        }),
        gender: all(&subject.own, "PDI").next().and_then(gender),
        addresses: all(&subject.own, "ADR").filter_map(address).collect(),
        ..Demographics::default()
    };
    for segment in subject.own.iter().filter(|segment| matches!(segment.tag(), "S05" | "S06" | "S07")) {
        segment.mark();
    }
    Some(Patient { id, demographics })
}

/// PNA-2: the official patient identification, which is the NHS number.
fn nhs_number(pna: Segment<'_>) -> Option<NhsNumber> {
    let value = pna.value(2, 1);
    if !value.has_value() || !matches!(pna.value(2, 2).peek().as_str(), "" | "OPI") {
        return None;
    }
    match NhsNumber::parse(&value.peek()) {
        Ok(number) => {
            value.mark();
            pna.value(2, 2).mark();
            Some(number)
        }
        Err(error) => {
            value.issue(Severity::Warning, error.code(), "an NHS number cannot be one and was not used");
            None
        }
    }
}

/// The parts of the name, each behind its qualifier.
fn name(pna: Segment<'_>) -> Option<HumanName> {
    let (mut name, mut middle) = (HumanName::default(), Vec::new());
    for element in 3..=pna.elements() {
        let (qualifier, value) = (pna.value(element, 1), pna.value(element, 2));
        let words = match qualifier.peek().as_str() {
            "SU" if name.family.is_none() => value.text().map(|words| name.family = Some(words)),
            "FO" => value.text().map(|words| name.given.push(words)),
            "MI" => value.text().map(|words| middle.push(words)),
            "TI" => value.text().map(|words| name.prefix.push(words)),
            _ => None,
        };
        if words.is_some() {
            qualifier.mark();
        }
    }
    name.given.append(&mut middle);
    if name == HumanName::default() {
        return None;
    }
    pna.value(1, 1).mark_if("PAT");
    Some(name)
}

/// PERSON GENDER CODE as the messages write it; what is not known stays attached.
fn gender(pdi: Segment<'_>) -> Option<Gender> {
    let value = pdi.value(1, 1);
    let gender = value.read(|code| match code {
        "0" => Some(Gender::Unknown),
        "1" => Some(Gender::Male),
        "2" => Some(Gender::Female),
        "9" => Some(Gender::Indeterminate),
        _ => None,
    });
    if gender.is_none() && value.has_value() {
        value.issue(Severity::Warning, "edifact.code.unknown", "the gender code is not known and stays attached");
    }
    gender
}

/// ADR: up to five lines that say nothing of their meaning (`US`), and the postcode.
fn address(adr: Segment<'_>) -> Option<Address> {
    let lines: Vec<String> = match adr.value(2, 1).peek().as_str() {
        "US" => adr.components(2).skip(1).filter_map(Value::text).collect(),
        _ => Vec::new(),
    };
    if !lines.is_empty() {
        adr.value(2, 1).mark();
    }
    let mut address = Address { lines, ..Address::default() };
    if let Some(text) = adr.value(4, 1).text() {
        match Postcode::parse(&text) {
            Ok(postcode) => address.postcode = Some(postcode),
            Err(error) => {
                let message = "the postcode does not follow the pattern and is kept as it came";
                adr.value(4, 1).issue(Severity::Note, error.code(), message);
                address.postcode_text = Some(text);
            }
        }
    }
    (address != Address::default()).then_some(address)
}
