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
    /// The source stated a directive that cannot be read: everything is withheld until someone has read it.
    NotUnderstood,
}

closed_vocabulary! {
    /// By whose authority a directive was made.
    pub enum DirectiveAuthority {
        /// The person themself.
        Person = "person",
        /// A parent or someone with parental responsibility.
        ParentalResponsibility = "parental-responsibility",
        /// An attorney or deputy for health and welfare.
        Attorney = "attorney",
        /// A clinician's decision in the person's best interest.
        BestInterest = "best-interest",
        /// The source does not say.
        NotStated = "not-stated",
    }
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
    /// By whose authority.
    pub authority: DirectiveAuthority,
    /// The paper or reason behind a proxy's authority, with its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<DirectiveEvidence>,
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
}
