//! What identity could not settle and a person has to.

use crate::identifier::{NhsNumber, PersonKey};
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// Why a person has to settle something.
    pub enum QueryKind {
        /// Both state one NHS number, and the rest of what is known of them does not agree.
        NhsNumber = "nhs-number",
        /// Both state one NHS number and are kept apart: two people with one number. The number must be put right at the
        /// source that has it wrong.
        Confusion = "confusion",
        /// One local person is stated to have several NHS numbers.
        SeveralNhsNumbers = "several-nhs-numbers",
        /// A statement says that they are one person, and following it would join two NHS numbers or people who are kept
        /// apart.
        RefusedLink = "refused-link",
        /// Their source knows both by one local identifier, and what is known of them does not agree.
        LocalIdentifier = "local-identifier",
        /// A source says that one's NHS number was replaced by the other's, and not everyone who states it agrees.
        SupersededNumber = "superseded-number",
        /// They are alike, and not alike enough to be joined.
        Possible = "possible",
    }
}

/// Something that a person has to settle: about one local person, or about two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityQuery {
    /// The one; of two the smaller.
    pub left: PersonKey,
    /// The other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<PersonKey>,
    /// Why.
    pub kind: QueryKind,
    /// The NHS number that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// How alike they are, in hundredths of a bit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
}

impl IdentityQuery {
    /// A query about two local persons, in either order.
    #[must_use]
    pub fn between(one: &PersonKey, other: &PersonKey, kind: QueryKind, nhs_number: Option<NhsNumber>) -> Self {
        let (left, right) = if one <= other { (one, other) } else { (other, one) };
        Self { left: left.clone(), right: Some(right.clone()), kind, nhs_number, score: None }
    }
}
