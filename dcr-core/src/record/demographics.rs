//! Who the person is, as one source states it.

use super::{Participant, Sensitivity};
use crate::identifier::{CodedConcept, NhsNumber, OdsCode, Postcode, SubjectId, Uprn};
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// How far an NHS number was traced. Source: NHS number verification status (England).
    pub enum VerificationStatus {
        /// Present and verified.
        Verified = "01",
        /// Present, not traced.
        NotTraced = "02",
        /// Trace required.
        TraceRequired = "03",
        /// Trace attempted: no match or many.
        NoMatch = "04",
        /// Trace needs to be resolved.
        NeedsResolving = "05",
        /// Trace in progress.
        InProgress = "06",
        /// Number not present, trace not required.
        NotRequired = "07",
        /// Trace postponed, baby under six weeks.
        Postponed = "08",
    }
}

/// An NHS number as one source states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NhsNumberStatement {
    /// The number.
    pub number: NhsNumber,
    /// How far the source traced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<VerificationStatus>,
}

open_vocabulary! {
    /// What a name is used for. Source: HL7 FHIR R4, name-use; HL7 v2 table 0200.
    pub enum NameUse {
        /// The name used now.
        Usual = "usual",
        /// The registered name.
        Official = "official",
        /// A name for a time.
        Temporary = "temp",
        /// What the person likes to be called.
        Nickname = "nickname",
        /// Not the real name.
        Anonymous = "anonymous",
        /// No longer used.
        Old = "old",
        /// The name before marriage.
        Maiden = "maiden",
    }
}

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HumanName {
    /// What it is used for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub name_use: Option<NameUse>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given names in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<String>,
    /// Titles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefix: Vec<String>,
    /// Suffixes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suffix: Vec<String>,
    /// The whole name, where the source does not part it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl HumanName {
    /// The name as it is shown: family name in upper case, then given names, then the title in brackets.
    ///
    /// Source: NHS Common User Interface, patient name display.
    #[must_use]
    pub fn display(&self) -> String {
        let mut shown = self.family.as_deref().map(str::to_uppercase).unwrap_or_default();
        if !self.given.is_empty() {
            if !shown.is_empty() {
                shown.push_str(", ");
            }
            shown.push_str(&self.given.join(" "));
        }
        if shown.is_empty() {
            return self.text.clone().unwrap_or_default();
        }
        if let Some(title) = self.prefix.first() {
            shown.push_str(" (");
            shown.push_str(title);
            shown.push(')');
        }
        shown
    }
}

open_vocabulary! {
    /// What an address is used for. Source: HL7 FHIR R4, address-use; HL7 v2 table 0190.
    pub enum AddressUse {
        /// Home.
        Home = "home",
        /// Work.
        Work = "work",
        /// For a time.
        Temporary = "temp",
        /// No longer used.
        Old = "old",
        /// For bills or letters only.
        Billing = "billing",
    }
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// What it is used for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub address_use: Option<AddressUse>,
    /// Its lines, without the postcode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// The postcode, where it follows the pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// The postcode as it came, where it does not follow the pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode_text: Option<String>,
    /// The property's reference number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uprn: Option<Uprn>,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<PartialDateTime>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PartialDateTime>,
}

open_vocabulary! {
    /// By what means. Source: HL7 FHIR R4, contact-point-system.
    pub enum ContactKind {
        /// Telephone.
        Phone = "phone",
        /// Mobile telephone.
        Mobile = "mobile",
        /// E-mail.
        Email = "email",
        /// Fax.
        Fax = "fax",
        /// Text message only.
        Sms = "sms",
    }
}

/// A way to reach someone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// By what means.
    pub kind: ContactKind,
    /// The number or address.
    pub value: String,
    /// What it is used for, in the source's word.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub contact_use: Option<String>,
}

open_vocabulary! {
    /// Gender as registered. Source: NHS Data Model and Dictionary PERSON STATED GENDER; HL7 FHIR R4,
    /// administrative-gender.
    pub enum Gender {
        /// Male.
        Male = "male",
        /// Female.
        Female = "female",
        /// Neither, or not one of these.
        Indeterminate = "other",
        /// Not known.
        Unknown = "unknown",
    }
}

/// Whether and when the person died.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Death {
    /// Said to be dead without a date.
    Dead,
    /// Died then.
    On(PartialDateTime),
    /// Said to be alive.
    Alive,
}

/// Who the person is, as one source states it.
///
/// Source: UK Core Patient; HL7 v2 PID, PD1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demographics {
    /// NHS numbers. More than one is a fault of the source that is kept and shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nhs_numbers: Vec<NhsNumberStatement>,
    /// Other identifiers of the person in this source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<SubjectId>,
    /// Names, the usual first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<HumanName>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<PartialDateTime>,
    /// Gender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Death.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death: Option<Death>,
    /// Addresses, the present first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Telephone numbers, e-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Ethnic category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<CodedConcept>,
    /// How far a death was notified: informally, formally, or the notice was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death_notification: Option<CodedConcept>,
    /// Whether the person lives in the United Kingdom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residential_status: Option<CodedConcept>,
    /// How the person wants to be reached and written to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact_preferences: Vec<CodedConcept>,
    /// Language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<CodedConcept>,
    /// Whether an interpreter is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter_needed: Option<bool>,
    /// Marital or civil status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marital_status: Option<CodedConcept>,
    /// Religion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub religion: Option<CodedConcept>,
    /// The registered GP practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<OdsCode>,
    /// The usual GP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gp: Option<Participant>,
    /// How freely anything about this person may be shown: a label here (Confidentiality `R` or `V`, or one that is not
    /// known) marks the person, not one statement.
    #[serde(default, skip_serializing_if = "Sensitivity::is_empty")]
    pub sensitivity: Sensitivity,
}
