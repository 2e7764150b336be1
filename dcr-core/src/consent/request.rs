//! An access request: who asks, from where, as what, what for, and by which tie.

use super::RequestError;
use crate::identifier::NhsNumber;
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest request that is read, in bytes.
const LONGEST: usize = 64 * 1024;

closed_vocabulary! {
    /// What the person said to a look.
    pub enum Permission {
        /// They permit it.
        Given = "given",
        /// They do not.
        Refused = "refused",
    }
}

closed_vocabulary! {
    /// How a person is known to the user privately.
    pub enum Connection {
        /// They are the user.
        Own = "self",
        /// They are a relative.
        Relative = "relative",
        /// They are a colleague.
        Colleague = "colleague",
    }
}

/// The user who asks, as the requesting system authenticated them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The user's identifier in the requesting organisation, such as a smartcard's user id.
    pub id: String,
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The teams and workgroups that the user belongs to, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<String>,
    /// The user's own NHS number: of the person's own view it shows who they are, and of staff it tells when the record is
    /// their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
}

/// The tie by which the requester says they may look.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimedRelationship {
    /// A word of [`super::RelationshipKind`]; another denies.
    pub kind: String,
    /// The reason; required of a self-claimed relationship.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The national reason, a word of [`super::AccessReason`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Who vouches for it, a word of [`super::Asserter`]; absent means the user for a self-claimed relationship, else the
    /// requesting system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asserted_by: Option<String>,
    /// A reference to what shows it: an admission's number, a colleague's user id, a paper that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// By whose authority a proxy acts, a word of [`crate::record::DirectiveAuthority`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub established: Option<Timestamp>,
    /// Before when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
}

/// An emergency that the requester declares.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// The reason; without one there is no emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The national reason, a word of [`super::AccessReason`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// An access request. Whose record is asked for is not part of it: the decision is given that person's record.
///
/// Organisation, role, purpose and relationship are texts on purpose: a word that nobody knows does not fail to parse,
/// it denies by a rule and so stands in the account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessRequest {
    /// Who asks.
    pub user: User,
    /// The code of the organisation that the user works for now, as the register writes it.
    pub organisation: String,
    /// The user's role: `R8000` or `S8000:G8000:R8000`.
    pub role: String,
    /// A word of [`crate::record::Purpose`].
    pub purpose: String,
    /// By which tie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<ClaimedRelationship>,
    /// An emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<BreakGlass>,
    /// What the person said to this look, a word of [`Permission`]; absent means that they were not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// How the person is known to the user privately, a word of [`Connection`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// The time of the look.
    pub at: Timestamp,
    /// From which device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

impl AccessRequest {
    /// A request without a relationship.
    #[must_use]
    pub fn new(user_id: &str, organisation: &str, role: &str, purpose: &str, at: Timestamp) -> Self {
        Self {
            user: User { id: user_id.to_owned(), name: None, teams: Vec::new(), nhs_number: None },
            organisation: organisation.to_owned(),
            role: role.to_owned(),
            purpose: purpose.to_owned(),
            relationship: None,
            break_glass: None,
            permission: None,
            connection: None,
            at,
            device: None,
        }
    }

    /// Reads a request from JSON.
    ///
    /// # Errors
    /// [`RequestError`] when the text is longer than 64 KiB or not JSON of the request's shape.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RequestError> {
        if bytes.len() > LONGEST {
            return Err(RequestError::TooLong { length: bytes.len(), limit: LONGEST });
        }
        serde_json::from_slice(bytes)
            .map_err(|error| RequestError::Unreadable { line: error.line(), column: error.column() })
    }

    /// The same with the user's name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.user.name = Some(name.to_owned());
        self
    }

    /// The same by a relationship.
    #[must_use]
    pub fn by(mut self, kind: &str, reason: Option<&str>) -> Self {
        self.relationship = Some(ClaimedRelationship {
            kind: kind.to_owned(),
            reason: reason.map(str::to_owned),
            code: None,
            asserted_by: None,
            evidence: None,
            authority: None,
            established: None,
            ends: None,
        });
        self
    }

    /// The same of a user whose own NHS number is known.
    #[must_use]
    pub fn with_own_number(mut self, number: NhsNumber) -> Self {
        self.user.nhs_number = Some(number);
        self
    }

    /// The same with what the person said to this look.
    #[must_use]
    pub fn with_permission(mut self, permission: Permission) -> Self {
        self.permission = Some(permission.as_str().to_owned());
        self
    }

    /// The same in an emergency.
    #[must_use]
    pub fn breaking_glass(mut self, reason: &str) -> Self {
        self.break_glass = Some(BreakGlass { reason: Some(reason.to_owned()), code: None });
        self
    }

    /// The same from a device.
    #[must_use]
    pub fn from_device(mut self, device: &str) -> Self {
        self.device = Some(device.to_owned());
        self
    }

    /// The JSON Schema (draft 2020-12) of a request, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<Self>()
    }
}

// A user's name and a reason can tell who the person is: the debug forms say only that they are there.

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ClaimedRelationship {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClaimedRelationship").field("reason_given", &self.reason.is_some()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for BreakGlass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BreakGlass").field("reason_given", &self.reason.is_some()).finish()
    }
}

impl std::fmt::Debug for AccessRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessRequest")
            .field("relationship", &self.relationship)
            .field("break_glass", &self.break_glass)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
