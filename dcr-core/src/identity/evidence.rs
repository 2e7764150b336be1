//! Why local persons were joined, or held apart.

use crate::identifier::PersonKey;
use serde::Serialize;

/// One reason for which two local persons are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// They state the same NHS number, and the cross-check agrees.
    NhsNumber {
        /// The one.
        left: PersonKey,
        /// The other.
        right: PersonKey,
        /// What agreed beside the number, in words.
        agreed: &'static str,
    },
    /// Their one source knows both by one local identifier.
    LocalIdentifier {
        /// The one, who is stated to be known by the other's identifier too.
        left: PersonKey,
        /// The other.
        right: PersonKey,
    },
    /// They are alike enough, by the model of matching in force.
    Likeness {
        /// The one.
        left: PersonKey,
        /// The other.
        right: PersonKey,
        /// How alike, in hundredths of a bit.
        score: i32,
    },
    /// A source or a person said so.
    LinkStatement {
        /// The subject of the statement.
        left: PersonKey,
        /// The other.
        right: PersonKey,
    },
}

/// Why a local person is tied to no verified NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldReason {
    /// No source states an NHS number for them.
    NoNhsNumber,
    /// Their own source states several NHS numbers.
    SeveralNhsNumbers,
    /// Their NHS number is stated by others whose details do not agree.
    NhsNumberInQuery,
    /// Their NHS number belongs to others, from whom a link statement keeps them apart.
    KeptApart,
}
