//! Next of kin, carers, emergency contacts, attorneys.

use super::{Address, Contact, HumanName, Period};
use crate::identifier::{CodedConcept, NhsNumber, SubjectId};
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// What a related person is to the person in care matters. Source: UK Core AdditionalPersonRelationshipRole; HL7 v2
    /// table 0131.
    pub enum RelatedPersonRole {
        /// Next of kin.
        NextOfKin = "next-of-kin",
        /// To be called in an emergency.
        EmergencyContact = "emergency-contact",
        /// Unpaid carer.
        Carer = "carer",
        /// Someone this person cares for.
        CaredFor = "cared-for",
        /// Attorney or deputy for health and welfare.
        HealthAttorney = "health-attorney",
        /// Attorney or deputy for property and money.
        PropertyAttorney = "property-attorney",
        /// Holds parental responsibility.
        ParentalResponsibility = "parental-responsibility",
        /// Guardian.
        Guardian = "guardian",
        /// Advocate.
        Advocate = "advocate",
        /// Depends on the person.
        Dependant = "dependant",
    }
}

/// Someone who matters to the person's care.
///
/// Source: UK Core RelatedPerson; HL7 v2 NK1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelatedPerson {
    /// Their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<HumanName>,
    /// The relationship, such as mother.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<CodedConcept>,
    /// What they are in care matters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RelatedPersonRole>,
    /// Their addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Their date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<PartialDateTime>,
    /// Their own NHS number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Their identifier in the same source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<SubjectId>,
    /// From when until when.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub period: Period,
    /// The paper an attorney or guardian acts on, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Order of preference, 1 first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
