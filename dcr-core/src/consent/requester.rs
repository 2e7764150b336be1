//! The first two stages: who asks, and by which tie or in which emergency. Nothing here knows the person.

use super::mask::Mask;
use super::policy::Role;
use super::policy_check::is_secondary_use;
use super::{AccessRequest, Decision, Obligation, Override, Policy, Refusal, RelationshipKind, Rule, RuleYield};
use crate::record::Purpose;
use crate::register::{Organisation, Register};

/// A requester who may look, before anything is known of the person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Requester<'a> {
    pub(super) user: &'a str,
    pub(super) organisation: &'a Organisation,
    pub(super) role: &'a Role,
    pub(super) purpose: Purpose,
    /// What the emergency overrides; nothing where there is none.
    pub(super) overrides: Mask,
    pub(super) emergency: bool,
}

/// Asks the rules about the requester; `None` when one of them denies. Every one that fires is noted, so that the
/// requester learns all that is amiss at once.
pub(super) fn requester<'a>(
    policy: &'a Policy,
    register: &'a Register,
    request: &'a AccessRequest,
    decision: &mut Decision,
) -> Option<Requester<'a>> {
    decision.refusal = Some(Refusal::NotPermitted);
    let user = request.user.id.as_str();
    if letters(user) == 0 {
        decision.fire(Rule::UserUnnamed, RuleYield::Denies);
    }
    let organisation = register.organisation(&request.organisation);
    match organisation {
        None => decision.fire(Rule::OrganisationUnknown, RuleYield::Denies),
        Some(organisation) => {
            if !organisation.open_at(request.at) {
                decision.fire(Rule::OrganisationNotOpen, RuleYield::Denies);
            }
            if !organisation.assurance.holds_at(request.at) {
                decision.fire(Rule::OrganisationNotAssured, RuleYield::Denies);
            }
        }
    }
    let role = policy.role(&request.role);
    if role.is_none() {
        decision.fire(Rule::RoleUnknown, RuleYield::Denies);
    }
    let purpose = Purpose::parse(&request.purpose);
    match purpose {
        None => decision.fire(Rule::PurposeUnknown, RuleYield::Denies),
        Some(purpose) if is_secondary_use(purpose) => decision.fire(Rule::PurposeSecondaryUse, RuleYield::Denies),
        Some(purpose) if !policy.purposes.has(purpose) => decision.fire(Rule::PurposeNotPermitted, RuleYield::Denies),
        Some(_) => {}
    }
    let emergency = emergency(policy, request, role, purpose, decision);
    let overrides = if emergency { policy.overrides } else { Mask::NONE };
    relationship(policy, request, role, overrides, decision);
    if decision.denied() {
        return None;
    }
    decision.refusal = Some(Refusal::NotAvailable);
    Some(Requester { user, organisation: organisation?, role: role?, purpose: purpose?, overrides, emergency })
}

fn emergency(
    policy: &Policy,
    request: &AccessRequest,
    role: Option<&Role>,
    purpose: Option<Purpose>,
    decision: &mut Decision,
) -> bool {
    let Some(declared) = &request.break_glass else { return false };
    let accepted = role.is_some_and(|role| role.breaks_glass)
        && purpose.is_some_and(|purpose| policy.break_glass_purposes.has(purpose))
        && suffices(declared.reason.as_deref(), policy.document.break_glass.reason_characters);
    if accepted {
        decision.fire(Rule::BreakGlass, RuleYield::Permits);
        decision.oblige(Obligation::AlertPrivacyOfficer);
    } else {
        decision.fire(Rule::BreakGlassNotAccepted, RuleYield::Ignored);
    }
    accepted
}

fn relationship(
    policy: &Policy,
    request: &AccessRequest,
    role: Option<&Role>,
    overrides: Mask,
    decision: &mut Decision,
) {
    let failed = match &request.relationship {
        None => Rule::RelationshipMissing,
        Some(claimed) => match RelationshipKind::parse(&claimed.kind) {
            None => Rule::RelationshipUnknown,
            // An unknown role has denied already; that no relationship is its own adds nothing.
            Some(kind) if role.is_some_and(|role| !role.relationships.has(kind)) => Rule::RelationshipNotForRole,
            Some(RelationshipKind::SelfClaimed)
                if !suffices(claimed.reason.as_deref(), policy.document.self_claim_reason_characters) =>
            {
                Rule::RelationshipReasonMissing
            }
            Some(kind) => {
                if kind == RelationshipKind::SelfClaimed {
                    decision.oblige(Obligation::AlertPrivacyOfficer);
                }
                return decision.fire(Rule::Relationship, RuleYield::Permits);
            }
        },
    };
    if overrides.has(Override::Relationship) {
        decision.fire(failed, RuleYield::Overridden);
        decision.overrode(Override::Relationship);
    } else {
        decision.fire(failed, RuleYield::Denies);
    }
}

fn suffices(reason: Option<&str>, characters: u32) -> bool {
    reason.is_some_and(|reason| letters(reason) >= u64::from(characters))
}

/// How many characters a text has that can be seen: white space, control characters and the invisible joiners and
/// marks from U+200B to U+200F, U+2060 and U+FEFF are not counted.
fn letters(text: &str) -> u64 {
    let seen = |c: &char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.chars().filter(seen).fold(0, |count, _| count + 1)
}
