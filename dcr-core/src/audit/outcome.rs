//! What came out.

use super::AuditText;
use crate::contribution::ContentHash;
use crate::record::Section;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

closed_vocabulary! {
    /// Whether what was asked for was done.
    pub enum AuditDecision {
        /// It was done.
        Permit = "permit",
        /// It was refused.
        Deny = "deny",
    }
}

/// What came out. It tells what was shown and never how much was withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditOutcome {
    /// Whether it was done.
    pub decision: AuditDecision,
    /// The sections of which something was shown.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sections: BTreeSet<Section>,
    /// The identifiers of the rules that decided, in the order in which they fired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AuditText>,
    /// The SHA-256 of the policy that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<ContentHash>,
    /// The SHA-256 of exactly the bytes that were shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<ContentHash>,
    /// How many contributions were erased; absent of what erases nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<u64>,
}
