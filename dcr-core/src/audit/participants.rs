//! Who, whom, where and why.

use super::{AuditText, Stated};
use crate::identifier::{NhsNumber, OdsCode};
use crate::record::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who acted, as they were at the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditUser {
    /// The user's identifier at their organisation: an SDS user id, a login, a system's own name. Only a refused
    /// request may lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AuditText>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<AuditText>,
    /// The code of the role in which they acted, such as `R8000` or `S8000:G8000:R8000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<AuditText>,
    /// The organisation for which they acted. Only a refused request may lack it, or state one that cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Stated<OdsCode>>,
    /// On whose authority they acted, where not their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<AuditText>,
}

/// Whom the event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditPerson {
    /// The node's own lasting reference to the person; it says nothing to anyone else.
    pub reference: AuditText,
    /// The person's NHS number, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
}

/// Where it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditPlace {
    /// The organisation whose node answered.
    pub node: OdsCode,
    /// The device from which the user acted, as the host names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<AuditText>,
}

/// Why, as it was stated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditReason {
    /// The purpose of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Stated<Purpose>>,
    /// The kind of legitimate relationship, in the policy's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<AuditText>,
    /// The reason given, in the user's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<AuditText>,
}
