//! The policy as a JSON document.

use super::{
    AccessReason, Asserter, CodeSet, ConnectionRule, Override, RelationshipKind, RestrictedPersonView, WithheldClass,
};
use crate::record::{Purpose, Section, SensitivityLabel, SharingStatement};
use crate::register::{EvidenceKind, OrganisationKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What one role may see, and by which relationships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RolePolicy {
    /// The job role: `R8000`, or in full `S8000:G8000:R8000`; or `person` or `proxy`, for the views of the person and of
    /// those who act for them. A request in full is answered by the full form where the
    /// policy has it, else by the short one. Source: national RBAC database, SDS job role name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The sections that the role may see in full; a section in none of the three lists is withheld.
    #[schemars(with = "Vec<Section>")]
    pub sections: Vec<String>,
    /// The sections of which the role sees codes, times, values and states, and no free text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Section>")]
    pub coded: Vec<String>,
    /// The sections of which the role sees only whether they hold something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Section>")]
    pub existence: Vec<String>,
    /// The relationships by which the role may look.
    #[schemars(with = "Vec<RelationshipKind>")]
    pub relationships: Vec<String>,
    /// The labels that the role may see; whatever carries another is withheld.
    #[schemars(with = "Vec<SensitivityLabel>")]
    pub labels: Vec<String>,
}

/// What an emergency may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassPolicy {
    /// The roles, as this policy writes them.
    pub roles: Vec<String>,
    /// The purposes.
    #[schemars(with = "Vec<Purpose>")]
    pub purposes: Vec<String>,
    /// How many characters the reason must have at least, white space and control characters not counted.
    pub reason_characters: u32,
    /// The rules that it overrides.
    #[schemars(with = "Vec<Override>")]
    pub overrides: Vec<String>,
    /// The labels that it never opens. What statute restricts is never opened, named here or not.
    #[schemars(with = "Vec<SensitivityLabel>")]
    pub never_opens: Vec<String>,
    /// The national reasons that are accepted where one is stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<AccessReason>")]
    pub codes: Vec<String>,
    /// Whether a national reason must be stated.
    #[serde(default, skip_serializing_if = "is_false")]
    pub code_required: bool,
    /// Whether the person is told of a look in which the emergency overrode something.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub tells_person: bool,
}

/// The terms of one kind of relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationshipTerms {
    /// The kind.
    #[schemars(with = "RelationshipKind")]
    pub kind: String,
    /// Who may vouch for it.
    #[schemars(with = "Vec<Asserter>")]
    pub asserted_by: Vec<String>,
    /// Whether it needs evidence: a reference to what shows it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub evidence: bool,
    /// After how many hours from its beginning it expires; absent means that it does not by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_hours: Option<u32>,
    /// The national reasons that are accepted where one is stated; of a self-claimed relationship alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<AccessReason>")]
    pub codes: Vec<String>,
    /// Whether a national reason must be stated.
    #[serde(default, skip_serializing_if = "is_false")]
    pub code_required: bool,
}

/// Whether a look needs the person's permission.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionToView {
    /// Whether it is asked for.
    pub required: bool,
    /// The relationships that need none.
    #[schemars(with = "Vec<RelationshipKind>")]
    pub exempt: Vec<String>,
}

/// The evidence that organisations must have to be admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionPolicy {
    /// What every kind must have that is not listed below.
    #[schemars(with = "Vec<EvidenceKind>")]
    pub evidence: Vec<String>,
    /// What some kinds must have instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<KindAdmission>,
}

/// The evidence that one kind of organisation must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindAdmission {
    /// The kind.
    #[schemars(with = "OrganisationKind")]
    pub kind: String,
    /// What it must have.
    #[schemars(with = "Vec<EvidenceKind>")]
    pub evidence: Vec<String>,
}

/// What is shown of a person who is marked restricted (PDS Confidentiality `R`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictedPersonPolicy {
    /// What becomes of a look that is no emergency.
    #[schemars(with = "RestrictedPersonView")]
    pub view: String,
    /// The sections in which a local source's statement is shown without its source rather than withheld.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Section>")]
    pub keeps: Vec<String>,
}

/// Results that wait until a clinician has seen them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbargoPolicy {
    /// For which purposes.
    #[schemars(with = "Vec<Purpose>")]
    pub purposes: Vec<String>,
    /// For how many hours after it was recorded a result waits, whatever its source says; 0 for none.
    pub hours: u32,
}

/// What goes on when a person has died.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeceasedPolicy {
    /// The purposes that go on.
    #[schemars(with = "Vec<Purpose>")]
    pub purposes: Vec<String>,
    /// How many days after the death the others end.
    pub after_days: u32,
}

/// Looks at people who are known to the user privately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionsPolicy {
    /// The user's own record.
    #[serde(rename = "self", default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<ConnectionRule>")]
    pub own: Option<String>,
    /// A relative's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<ConnectionRule>")]
    pub relative: Option<String>,
    /// A colleague's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<ConnectionRule>")]
    pub colleague: Option<String>,
}

const fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
const fn is_true(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// The policy as a JSON document: everything a county may settle about who sees what.
///
/// Every word is checked when it is read; the rules that no county may settle otherwise are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// The number of this format, 1.
    pub format: u32,
    /// Whose policy it is.
    pub name: String,
    /// Its version; a later one replaces an earlier one whole.
    pub version: u32,
    /// The purposes permitted.
    #[schemars(with = "Vec<Purpose>")]
    pub purposes: Vec<String>,
    /// How many characters the reason of a self-claimed relationship must have at least, counted as for break-glass.
    pub self_claim_reason_characters: u32,
    /// The roles.
    pub roles: Vec<RolePolicy>,
    /// Break-glass.
    pub break_glass: BreakGlassPolicy,
    /// The terms of relationships; empty means that none has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<RelationshipTerms>,
    /// Whether looks need the person's permission; absent means that they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_to_view: Option<PermissionToView>,
    /// The evidence that organisations must have; absent means the five of `docs/consent.md` A2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<AdmissionPolicy>,
    /// Restricted people; absent means that a look is denied and no section is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricted_person: Option<RestrictedPersonPolicy>,
    /// Codes that are sensitive, and the labels that they give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code_sets: Vec<CodeSet>,
    /// Results that wait; absent means those that await review, in the views of the person and their proxies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<EmbargoPolicy>,
    /// What goes on when a person has died; absent means everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deceased: Option<DeceasedPolicy>,
    /// People known to the user privately; absent means that each is flagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connections: Option<ConnectionsPolicy>,
    /// The coded statements that count as directives; absent means those about a local shared record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<SharingStatement>>")]
    pub coded_statements: Option<Vec<String>>,
    /// How many hours a consent for one visit lasts at most, where the visit's end is not known; absent means 24.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_visit_hours: Option<u32>,
    /// The reasons for withholding that a requester is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<WithheldClass>")]
    pub tells: Vec<String>,
}
