//! The truth beside the sendings: who each person is and what the combined record must come to hold.

use dcr_core::record::Section;
use serde::Serialize;

/// One person of the county, as they truly are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TruePerson {
    /// The person's index, from 0.
    pub index: u32,
    /// The index of the first person of the household; people of one household have one address.
    pub household: u32,
    /// The person's own NHS number.
    pub nhs_number: String,
    /// Names, the present one first.
    pub names: Vec<TrueName>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// `female` or `male`.
    pub gender: &'static str,
    /// Date of death, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died: Option<String>,
    /// House and street, then post town.
    pub address: Vec<String>,
    /// Postcode.
    pub postcode: String,
    /// The code of the GP practice.
    pub practice: &'static str,
    /// The index of the twin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twin_of: Option<u32>,
    /// Whether the person is opted out of the shared record once everything has been read.
    pub opted_out: bool,
    /// Each local identity under which a source sends something about the person.
    pub identities: Vec<LocalIdentity>,
    /// What the record must hold, whatever order the sendings come in.
    pub facts: Vec<TrueFact>,
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrueName {
    /// `usual`, `maiden` or `nickname`.
    #[serde(rename = "use")]
    pub name_use: &'static str,
    /// Given names.
    pub given: Vec<String>,
    /// Family name.
    pub family: String,
}

/// A local identity of a person in one source, as ingest reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalIdentity {
    /// Organisation code.
    pub organisation: &'static str,
    /// System.
    pub system: &'static str,
    /// Namespace: for HL7 v2 the assigning authority (PID-3.4), for FHIR `fhir/Patient` with the resource's id, for CSV
    /// the council's code (`LA_Code`).
    pub namespace: &'static str,
    /// The value in the namespace.
    pub value: String,
    /// What the source says of the NHS number under this identity.
    pub nhs_number: NhsNumberStated,
    /// The value, in the same namespace or another of this source, into which the source merged this identity (HL7 v2 A40).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
}

/// What a source says of a person's NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NhsNumberStated {
    /// The person's own.
    Right,
    /// A valid number that belongs to the person with this index.
    AnotherPersons(u32),
    /// A number that fails modulus 11.
    Failing,
    /// None.
    Missing,
}

/// Something that the record must hold, as one source states it.
///
/// Each clinical fact of each source is there; what says only where someone is registered or who looks after them is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrueFact {
    /// The section that it stands in.
    pub section: Section,
    /// The organisation that states it.
    pub organisation: &'static str,
    /// Its system.
    pub system: &'static str,
    /// What it is.
    pub code: FactCode,
    /// Where it stands in the end, in the record model's word, where the source says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Whether the source took it back: the record keeps it as history and does not show it as holding.
    pub retracted: bool,
    /// The source's own number of the item: resource id, filler number, visit number, document number, event reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The laboratory's number, the same in the hospital's result and in the GP's copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub laboratory_number: Option<String>,
    /// For one result of a blood test, its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What a fact is, as the source writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactCode {
    /// Code system: a URI for those that the record knows by name, else the source's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<&'static str>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Words; for a stay in hospital, which has neither code nor words, the model's word for its kind.
    pub text: String,
}

impl FactCode {
    /// Words without a code.
    pub(crate) fn words(text: &str) -> Self {
        Self { system: None, code: None, text: text.to_owned() }
    }

    /// A code with its words.
    pub(crate) fn coded(system: &'static str, code: &'static str, text: &str) -> Self {
        Self { system: Some(system), code: Some(code), text: text.to_owned() }
    }

    /// A code where there is one, else the words.
    pub(crate) fn maybe(system: &'static str, code: Option<&'static str>, text: &str) -> Self {
        match code {
            Some(code) => Self::coded(system, code, text),
            None => Self::words(text),
        }
    }
}
