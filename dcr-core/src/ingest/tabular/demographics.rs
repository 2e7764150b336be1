//! Demographics out of a row.

use super::column::ColumnName;
use super::parts::{
    AddressFields, ConceptFields, ContactFields, NameFields, ParticipantFields, read_concept, read_participant,
    read_word,
};
use super::reading::{Fault, Reading};
use super::subject::RowSubject;
use super::value::{Column, Value, WordList};
use crate::identifier::{OdsCode, SubjectId};
use crate::record::{Death, Demographics, Gender, NhsNumberStatement, Sensitivity, VerificationStatus};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where the demographics stand in a row. The subject's NHS number goes in by itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DemographicsFields {
    /// How far the NHS number was traced: 01 to 08 (NHS number verification status).
    #[serde(default)]
    nhs_number_verification: Option<Value>,
    /// Other identifiers of the person.
    #[serde(default)]
    identifiers: Vec<IdentifierFields>,
    /// Names, the usual first.
    #[serde(default)]
    names: Vec<NameFields>,
    /// Date of birth.
    #[serde(default)]
    birth_date: Option<Column>,
    /// Gender: male, female, other, unknown.
    #[serde(default)]
    gender: Option<Value>,
    /// Date of death.
    #[serde(default)]
    death_date: Option<Column>,
    /// Addresses, the present first.
    #[serde(default)]
    addresses: Vec<AddressFields>,
    /// Telephone numbers, e-mail addresses.
    #[serde(default)]
    contacts: Vec<ContactFields>,
    /// Ethnic category.
    #[serde(default)]
    ethnicity: Option<ConceptFields>,
    /// Languages.
    #[serde(default)]
    languages: Vec<ConceptFields>,
    /// Whether an interpreter is needed.
    #[serde(default)]
    interpreter_needed: Option<YesNo>,
    /// Marital or civil status.
    #[serde(default)]
    marital_status: Option<ConceptFields>,
    /// Religion.
    #[serde(default)]
    religion: Option<ConceptFields>,
    /// ODS code of the registered GP practice.
    #[serde(default)]
    practice: Option<Column>,
    /// The usual GP.
    #[serde(default)]
    gp: Option<ParticipantFields>,
}

/// Another identifier of the person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IdentifierFields {
    /// Who gave it.
    namespace: String,
    /// The column.
    column: ColumnName,
}

/// A column that says yes or no.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct YesNo {
    /// The column.
    column: ColumnName,
    /// Its words for yes.
    #[schemars(with = "Vec<String>")]
    yes: WordList,
    /// Its words for no.
    #[schemars(with = "Vec<String>")]
    no: WordList,
}

impl DemographicsFields {
    /// The demographics; a row always says at least whom it is about.
    pub(super) fn read(
        &self,
        reading: &mut Reading<'_>,
        subject: &RowSubject,
        sensitivity: &Sensitivity,
    ) -> Demographics {
        let nhs_numbers = subject.nhs_number.iter().map(|stated| {
            reading.account.used.insert(stated.position);
            NhsNumberStatement {
                number: stated.number.clone(),
                verification: read_word(reading, self.nhs_number_verification.as_ref(), |word| {
                    VerificationStatus::from(word)
                }),
            }
        });
        Demographics {
            nhs_numbers: nhs_numbers.collect(),
            identifiers: self.identifiers.iter().filter_map(|fields| fields.read(reading)).collect(),
            names: self.names.iter().filter_map(|fields| fields.read(reading)).collect(),
            birth_date: self.birth_date.as_ref().and_then(|column| reading.date(column)),
            gender: read_word(reading, self.gender.as_ref(), |word| Gender::from(word)),
            death: self.death_date.as_ref().and_then(|column| reading.date(column)).map(Death::On),
            addresses: self.addresses.iter().filter_map(|fields| fields.read(reading)).collect(),
            contacts: self.contacts.iter().filter_map(|fields| fields.read(reading)).collect(),
            ethnicity: read_concept(reading, self.ethnicity.as_ref()),
            languages: self.languages.iter().filter_map(|fields| fields.read(reading)).collect(),
            interpreter_needed: self.interpreter_needed.as_ref().and_then(|fields| fields.read(reading)),
            marital_status: read_concept(reading, self.marital_status.as_ref()),
            religion: read_concept(reading, self.religion.as_ref()),
            practice: self
                .practice
                .as_ref()
                .and_then(|column| reading.parsed(&column.column, |text| Ok(OdsCode::parse(text)?))),
            gp: read_participant(reading, self.gp.as_ref()),
            sensitivity: sensitivity.clone(),
            ..Demographics::default()
        }
    }
}

impl IdentifierFields {
    fn read(&self, reading: &mut Reading<'_>) -> Option<SubjectId> {
        reading.parsed(&self.column, |text| Ok(SubjectId::new(&self.namespace, text)?))
    }
}

impl YesNo {
    fn read(&self, reading: &mut Reading<'_>) -> Option<bool> {
        reading.parsed(&self.column, |text| match (self.yes.has(text), self.no.has(text)) {
            (true, false) => Ok(true),
            (false, true) => Ok(false),
            _ => Err(Fault::WORD),
        })
    }
}
