//! A related person out of a row.

use super::parts::{
    AddressFields, ConceptFields, ContactFields, NameFields, PeriodFields, read_concept, read_text, read_texts,
};
use super::reading::{Fault, Reading};
use super::subject::RowSubject;
use super::value::{Column, Value};
use crate::identifier::{NhsNumber, SubjectId};
use crate::record::{RelatedPerson, RelatedPersonRole};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a related person stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RelatedPersonFields {
    /// Their names.
    #[serde(default)]
    names: Vec<NameFields>,
    /// The relationship, such as mother.
    #[serde(default)]
    relationship: Option<ConceptFields>,
    /// What they are in care matters: next-of-kin, emergency-contact, carer, cared-for, health-attorney,
    /// property-attorney, parental-responsibility, guardian, advocate, dependant.
    #[serde(default)]
    roles: Vec<Value>,
    /// Their addresses.
    #[serde(default)]
    addresses: Vec<AddressFields>,
    /// How to reach them.
    #[serde(default)]
    contacts: Vec<ContactFields>,
    /// Their date of birth.
    #[serde(default)]
    birth_date: Option<Column>,
    /// Their own NHS number.
    #[serde(default)]
    nhs_number: Option<Column>,
    /// Their identifier in the same file, in the namespace of the row's own person.
    #[serde(default)]
    identifier: Option<Column>,
    /// From when until when.
    #[serde(default)]
    period: PeriodFields,
    /// The paper an attorney or guardian acts on.
    #[serde(default)]
    authority: Option<Value>,
    /// Order of preference, 1 first.
    #[serde(default)]
    rank: Option<Column>,
    /// Notes.
    #[serde(default)]
    notes: Vec<Value>,
}

impl RelatedPersonFields {
    /// The related person; `None` when the row does not say who they are by name, identifier or NHS number.
    pub(super) fn read(&self, reading: &mut Reading<'_>, subject: &RowSubject) -> Option<RelatedPerson> {
        let person = RelatedPerson {
            names: self.names.iter().filter_map(|fields| fields.read(reading)).collect(),
            relationship: read_concept(reading, self.relationship.as_ref()),
            roles: read_texts(reading, &self.roles).iter().map(|word| RelatedPersonRole::from(word.as_str())).collect(),
            addresses: self.addresses.iter().filter_map(|fields| fields.read(reading)).collect(),
            contacts: self.contacts.iter().filter_map(|fields| fields.read(reading)).collect(),
            birth_date: self.birth_date.as_ref().and_then(|column| reading.date(column)),
            nhs_number: self
                .nhs_number
                .as_ref()
                .and_then(|column| reading.parsed(&column.column, |text| Ok(NhsNumber::parse(text)?))),
            identifier: self.identifier.as_ref().and_then(|column| {
                reading.parsed(&column.column, |text| Ok(SubjectId::new(&subject.namespace, text)?))
            }),
            period: self.period.read(reading),
            authority: read_text(reading, self.authority.as_ref()),
            rank: self
                .rank
                .as_ref()
                .and_then(|column| reading.parsed(&column.column, |text| text.parse::<u32>().map_err(|_| Fault::WORD))),
            notes: read_texts(reading, &self.notes),
        };
        let known = !person.names.is_empty() || person.identifier.is_some() || person.nhs_number.is_some();
        known.then_some(person)
    }
}
