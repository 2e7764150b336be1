//! What the person, or someone with authority for them, has decided about sharing.
//!
//! Every word here decides what may be shown, so every vocabulary is closed: what cannot be read is refused, and what
//! a source meant but this model cannot say becomes [`DirectiveScope::NotUnderstood`], which withholds.

use super::{Section, SensitivityLabel};
use crate::identifier::{CodedConcept, OdsCode, SourceItemId, SourceSystem};
use crate::time::{PartialDateTime, Timestamp};
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// Whether a directive forbids or allows.
    pub enum DirectiveEffect {
        /// Forbids what its scope names.
        Dissent = "dissent",
        /// Allows what its scope names.
        Consent = "consent",
    }
}

closed_vocabulary! {
    /// What an opt-out of the shared record asks for.
    pub enum OptOutMode {
        /// Held, but hidden.
        Hide = "hide",
        /// Not held at all.
        DoNotHold = "do-not-hold",
    }
}

closed_vocabulary! {
    /// What a record is looked at for.
    ///
    /// Source: HL7 v3 ActReason. Purposes beyond the person's own care are named so that they can be refused by name.
    pub enum Purpose {
        /// Care of this person.
        Treatment = "TREAT",
        /// Care of this person in an emergency.
        EmergencyTreatment = "ETREAT",
        /// Coordination of this person's care.
        CareManagement = "CAREMGT",
        /// Administration around this person's care.
        PatientAdministration = "PATADMIN",
        /// At the request of the person.
        PatientRequest = "PATRQT",
        /// At the request of the person's family.
        FamilyRequest = "FAMRQT",
        /// At the request of the person's attorney.
        AttorneyRequest = "PWATRNY",
        /// Protection from harm.
        ThreatMitigation = "THREAT",
        /// Running the service.
        HealthcareOperations = "HOPERAT",
        /// Public health.
        PublicHealth = "PUBHLTH",
        /// Research.
        Research = "HRESCH",
    }
}

/// What a directive is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum DirectiveScope {
    /// The shared record as a whole.
    SharedRecord(OptOutMode),
    /// Showing to one organisation.
    Organisation(OdsCode),
    /// Showing to one kind of organisation, in the register's word.
    OrganisationKind(String),
    /// One section.
    Section(Section),
    /// One item of one source.
    Item {
        /// The organisation that holds the item.
        organisation: OdsCode,
        /// Its source system.
        system: SourceSystem,
        /// The item.
        item: SourceItemId,
    },
    /// Everything that carries one label.
    Label(SensitivityLabel),
    /// One purpose.
    Purpose(Purpose),
    /// One named user.
    User(String),
    /// One named team or workgroup.
    Team(String),
    /// The views of those who act for the person by this authority.
    Proxy(DirectiveAuthority),
    /// The source stated a directive that cannot be read: everything is withheld until someone has read it.
    NotUnderstood,
}

impl DirectiveScope {
    /// Whether knowing of such a directive hints at what it hides, or from whom. Source: `docs/consent.md` D9.
    #[must_use]
    pub const fn hints(&self) -> bool {
        match self {
            Self::Section(_) | Self::Item { .. } | Self::Label(_) | Self::User(_) | Self::Team(_) | Self::Proxy(_) => {
                true
            }
            Self::SharedRecord(_)
            | Self::Organisation(_)
            | Self::OrganisationKind(_)
            | Self::Purpose(_)
            | Self::NotUnderstood => false,
        }
    }
}

closed_vocabulary! {
    /// By whose authority a directive was made.
    pub enum DirectiveAuthority {
        /// The person themself.
        Person = "person",
        /// A parent or someone with parental responsibility.
        ParentalResponsibility = "parental-responsibility",
        /// An attorney for health and welfare (lasting power of attorney).
        Attorney = "attorney",
        /// A deputy whom the court appointed for health and welfare.
        Deputy = "deputy",
        /// A clinician's decision in the person's best interest.
        BestInterest = "best-interest",
        /// The source does not say.
        NotStated = "not-stated",
    }
}

impl DirectiveAuthority {
    /// Whether someone with this authority acts for the person and may ask for their view of the record.
    #[must_use]
    pub const fn is_proxy(self) -> bool {
        matches!(self, Self::ParentalResponsibility | Self::Attorney | Self::Deputy)
    }
}

closed_vocabulary! {
    /// Which kind of coded statement a directive was read from. Which of them count is a county's policy.
    ///
    /// Source: the Read v2, CTV3 and SNOMED CT codes of consent and dissent in use in England; `docs/consent.md` D8.
    pub enum SharingStatement {
        /// About a local shared record.
        LocalSharing = "local-sharing",
        /// About a national shared record.
        NationalSharing = "national-sharing",
        /// About the Summary Care Record.
        SummaryRecord = "summary-record",
        /// About uses beyond the person's own care (type 1 and type 2).
        SecondaryUse = "secondary-use",
        /// About sharing the electronic record.
        ElectronicSharing = "electronic-sharing",
        /// About sharing with one third party, who is named elsewhere.
        ThirdPartySharing = "third-party-sharing",
        /// Declined by someone with parental responsibility.
        ParentalRefusal = "parental-refusal",
    }
}

/// The encounter for which a directive of one visit was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// The organisation that holds the encounter.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// The encounter.
    pub item: SourceItemId,
}

/// What the person, or someone with authority for them, has decided about sharing.
///
/// A directive is one contribution: a later version supersedes it, and its withdrawal is a version whose status is
/// `deleted`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Directive {
    /// Forbids or allows.
    pub effect: DirectiveEffect,
    /// What it is about.
    pub scope: DirectiveScope,
    /// When it was made: the latest in effect wins, and on a tie the more restrictive.
    pub made: Timestamp,
    /// From when it holds; absent means from when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Timestamp>,
    /// Until when it holds; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
    /// The encounter for which alone it holds; absent means that it is not for one visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Visit>,
    /// By whose authority.
    pub authority: DirectiveAuthority,
    /// The paper or reason behind a proxy's authority, with its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<DirectiveEvidence>,
    /// Which kind of coded statement it was read from; absent of one that was made as a directive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<SharingStatement>,
    /// The statement as the source coded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<CodedConcept>,
}

/// What a proxy's authority rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectiveEvidence {
    /// What it is, in words.
    pub statement: String,
    /// When it was made or seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<PartialDateTime>,
    /// Who acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Before this instant it may be relied on; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
    /// Somebody assessed and recorded that the person is competent to decide this (Gillick competence of a young person,
    /// capacity of an adult). It is never derived from an age.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub competent: bool,
}
