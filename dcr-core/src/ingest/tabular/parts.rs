//! The parts that several kinds of contribution share: concepts, periods, names, addresses, contacts, participants.

use super::reading::Reading;
use super::value::{Column, Value};
use crate::identifier::{CodedConcept, Coding, OdsCode, Postcode, Uprn};
use crate::ingest::{Issue, Severity};
use crate::record::{Address, AddressUse, Contact, ContactKind, HumanName, NameUse, Participant, Period};
use schemars::JsonSchema;
use serde::Deserialize;

/// What something is: words, a code in a code system, or both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptFields {
    /// The words.
    #[serde(default)]
    text: Option<Value>,
    /// The code.
    #[serde(default)]
    code: Option<CodeFields>,
}

/// A code and its code system.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeFields {
    /// The code system's URI, or a local system's name.
    system: String,
    /// The code.
    value: Value,
}

impl ConceptFields {
    /// The concept; `None` when the row says neither words nor code.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<CodedConcept> {
        let mut concept = CodedConcept::default();
        if let Some(code) = &self.code {
            concept.codings =
                reading.text(&code.value).map(|value| Coding::new(&code.system, value)).into_iter().collect();
        }
        concept.text = self.text.as_ref().and_then(|text| reading.value(text));
        (!concept.is_empty()).then_some(concept)
    }
}

/// From when until when.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodFields {
    /// When it began.
    #[serde(default)]
    start: Option<Column>,
    /// When it ended.
    #[serde(default)]
    end: Option<Column>,
}

impl PeriodFields {
    /// The period; both ends may be unknown.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Period {
        Period {
            start: self.start.as_ref().and_then(|column| reading.date(column)),
            end: self.end.as_ref().and_then(|column| reading.date(column)),
        }
    }
}

/// A person's name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NameFields {
    /// What it is used for: usual, official, nickname, maiden, old.
    #[serde(default, rename = "use")]
    name_use: Option<Value>,
    /// Family name.
    #[serde(default)]
    family: Option<Value>,
    /// Given names in order.
    #[serde(default)]
    given: Vec<Value>,
    /// Titles.
    #[serde(default)]
    prefix: Vec<Value>,
    /// Suffixes.
    #[serde(default)]
    suffix: Vec<Value>,
    /// The whole name, where the file does not part it.
    #[serde(default)]
    text: Option<Value>,
}

impl NameFields {
    /// The name, if any cell says it.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<HumanName> {
        reading.if_said(|reading| HumanName {
            name_use: read_word(reading, self.name_use.as_ref(), |word| NameUse::from(word)),
            family: read_text(reading, self.family.as_ref()),
            given: read_texts(reading, &self.given),
            prefix: read_texts(reading, &self.prefix),
            suffix: read_texts(reading, &self.suffix),
            text: read_text(reading, self.text.as_ref()),
        })
    }
}

/// An address.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressFields {
    /// What it is used for: home, work, temp, old, billing.
    #[serde(default, rename = "use")]
    address_use: Option<Value>,
    /// Its lines, without the postcode.
    #[serde(default)]
    lines: Vec<Value>,
    /// The postcode; one that does not follow the pattern is kept as it came.
    #[serde(default)]
    postcode: Option<Column>,
    /// The unique property reference number.
    #[serde(default)]
    uprn: Option<Column>,
    /// From when.
    #[serde(default)]
    start: Option<Column>,
    /// Until when.
    #[serde(default)]
    end: Option<Column>,
}

impl AddressFields {
    /// The address, if any cell says it.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Address> {
        reading.if_said(|reading| {
            let (mut postcode, mut postcode_text) = (None, None);
            if let Some(column) = &self.postcode
                && let Some(text) = reading.column(&column.column)
            {
                match Postcode::parse(&text) {
                    Ok(read) => postcode = Some(read),
                    Err(error) => {
                        reading.account.issues.push(Issue::new(
                            Severity::Note,
                            error.code(),
                            reading.row.place(&column.column),
                            "the postcode does not follow the pattern and is kept as it came",
                        ));
                        postcode_text = Some(text);
                    }
                }
            }
            Address {
                address_use: read_word(reading, self.address_use.as_ref(), |word| AddressUse::from(word)),
                lines: read_texts(reading, &self.lines),
                postcode,
                postcode_text,
                uprn: self
                    .uprn
                    .as_ref()
                    .and_then(|column| reading.parsed(&column.column, |text| Ok(Uprn::parse(text)?))),
                start: self.start.as_ref().and_then(|column| reading.date(column)),
                end: self.end.as_ref().and_then(|column| reading.date(column)),
            }
        })
    }
}

/// A way to reach someone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactFields {
    /// By what means: phone, mobile, email, fax, sms.
    kind: String,
    /// The number or address.
    value: Column,
    /// What it is used for.
    #[serde(default, rename = "use")]
    contact_use: Option<Value>,
}

impl ContactFields {
    /// The contact, if its cell says one.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Contact> {
        Some(Contact {
            kind: ContactKind::from(self.kind.as_str()),
            value: reading.column(&self.value.column)?,
            contact_use: read_text(reading, self.contact_use.as_ref()),
        })
    }
}

/// A professional, team or organisation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ParticipantFields {
    /// Name.
    #[serde(default)]
    name: Option<Value>,
    /// What they did or are.
    #[serde(default)]
    role: Option<Value>,
    /// A professional's or location's identifier.
    #[serde(default)]
    identifier: Option<CodeFields>,
    /// ODS code of the organisation.
    #[serde(default)]
    organisation: Option<Column>,
    /// Name of the organisation.
    #[serde(default)]
    organisation_name: Option<Value>,
    /// Telephone number or address for contact.
    #[serde(default)]
    contact: Option<Value>,
}

impl ParticipantFields {
    /// The participant, if any cell says one.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<Participant> {
        reading.if_said(|reading| Participant {
            name: read_text(reading, self.name.as_ref()),
            role: read_text(reading, self.role.as_ref()),
            identifier: self.identifier.as_ref().and_then(|identifier| {
                reading.text(&identifier.value).map(|value| format!("{}|{value}", identifier.system))
            }),
            organisation: self
                .organisation
                .as_ref()
                .and_then(|column| reading.parsed(&column.column, |text| Ok(OdsCode::parse(text)?))),
            organisation_name: read_text(reading, self.organisation_name.as_ref()),
            contact: read_text(reading, self.contact.as_ref()),
        })
    }
}

/// An optional text.
pub(super) fn read_text(reading: &mut Reading<'_>, value: Option<&Value>) -> Option<String> {
    value.and_then(|value| reading.value(value))
}

/// The texts that the row says, in order.
pub(super) fn read_texts(reading: &mut Reading<'_>, values: &[Value]) -> Vec<String> {
    values.iter().filter_map(|value| reading.value(value)).collect()
}

/// An optional word of an open vocabulary.
pub(super) fn read_word<T>(reading: &mut Reading<'_>, value: Option<&Value>, word: impl Fn(&str) -> T) -> Option<T> {
    value.and_then(|value| reading.text(value)).map(word)
}

/// An optional concept.
pub(super) fn read_concept(reading: &mut Reading<'_>, concept: Option<&ConceptFields>) -> Option<CodedConcept> {
    concept.and_then(|concept| concept.read(reading))
}

/// An optional participant.
pub(super) fn read_participant(
    reading: &mut Reading<'_>,
    participant: Option<&ParticipantFields>,
) -> Option<Participant> {
    participant.and_then(|participant| participant.read(reading))
}
