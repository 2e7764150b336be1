//! Statements that two local persons are, or are not, one.

use crate::identifier::PersonKey;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// What a link statement says of two local persons.
    pub enum LinkRelation {
        /// The other was merged into the subject and is no longer used (HL7 v2 A40; FHIR Patient.link `replaces`).
        Replaces = "replaces",
        /// They are one person (FHIR Patient.link `seealso`; a manual decision).
        Same = "same",
        /// They are not one person, whatever anything else says.
        Different = "different",
    }
}

/// A statement that the contribution's subject and another local person are, or are not, one; or that two other local
/// persons are, as a person decided at a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkStatement {
    /// The one local person, where that is not the contribution's subject: whoever decides at a node decides about two local
    /// persons of any sources, and the contribution's subject then is the decision itself
    /// ([`crate::identifier::SubjectId::IDENTITY_DECISION`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PersonKey>,
    /// The other local person.
    pub other: PersonKey,
    /// What is said of the two.
    pub relation: LinkRelation,
    /// Why, in words, for a decision that a person made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The role of who decided, for a decision that a person made; who it was stands in the audit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

impl LinkStatement {
    /// A source's statement that the contribution's subject and another local person are, or are not, one.
    #[must_use]
    pub fn new(other: PersonKey, relation: LinkRelation) -> Self {
        Self { of: None, other, relation, reason: None, role: None }
    }
}
