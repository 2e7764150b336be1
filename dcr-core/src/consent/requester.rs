//! The first two stages: who asks, and by which tie or in which emergency. Nothing here knows the person.

use super::mask::Mask;
use super::plan::{Asking, Plan};
use super::policy::Role;
use super::policy_check::{PERSONAL_PURPOSES, is_secondary_use};
use super::{
    AccessReason, AccessRequest, Asserter, ClaimedRelationship, Obligation, Override, RelationshipKind, Rule,
    RuleYield, Verdict,
};
use crate::record::{DirectiveAuthority, Purpose};

/// A requester who may look, before anything is known of the person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) organisation: Asking<'a>,
    pub(super) role: &'a Role,
    pub(super) purpose: Purpose,
    /// What the emergency overrides; nothing where there is none.
    pub(super) overrides: Mask,
    /// The kind of the relationship that was stated, if it is a word.
    pub(super) relationship: Option<RelationshipKind>,
    /// By whose authority a proxy asks.
    pub(super) authority: Option<DirectiveAuthority>,
}

impl Asker<'_> {
    /// Whether this is the person's own view, or that of someone who acts for them.
    pub(super) fn is_personal(&self) -> bool {
        let kinds = [RelationshipKind::PersonThemself, RelationshipKind::Proxy];
        PERSONAL_PURPOSES.contains(&self.purpose) || self.relationship.is_some_and(|kind| kinds.contains(&kind))
    }
}

/// Asks the rules about the requester; `None` when one of them denies. Every one that fires is noted, so that the
/// requester learns all that is amiss at once.
pub(super) fn requester<'a>(plan: &'a Plan, request: &'a AccessRequest, verdict: &mut Verdict) -> Option<Asker<'a>> {
    let policy = plan.policy();
    let at = request.at;
    if !has_letters(&request.user.id) {
        verdict.fire(Rule::UserUnnamed, RuleYield::Denies);
    }
    let organisation = plan.organisation(&request.organisation);
    match &organisation {
        None => verdict.fire(Rule::OrganisationUnknown, RuleYield::Denies),
        Some(organisation) => {
            let (standing, changes) = organisation.standing(at);
            if !standing.open {
                verdict.fire(Rule::OrganisationNotOpen, RuleYield::Denies);
            }
            if !standing.admitted {
                verdict.fire(Rule::OrganisationNotAssured, RuleYield::Denies);
            }
            verdict.changes_at(changes);
        }
    }
    let role = policy.role(&request.role);
    if role.is_none() {
        verdict.fire(Rule::RoleUnknown, RuleYield::Denies);
    }
    let purpose = Purpose::parse(&request.purpose);
    match purpose {
        None => verdict.fire(Rule::PurposeUnknown, RuleYield::Denies),
        Some(purpose) if is_secondary_use(purpose) => verdict.fire(Rule::PurposeSecondaryUse, RuleYield::Denies),
        Some(purpose) if !policy.purposes.has(purpose) => verdict.fire(Rule::PurposeNotPermitted, RuleYield::Denies),
        Some(_) => {}
    }
    if let Some(organisation) = &organisation
        && organisation.across_border()
        && purpose.and_then(|purpose| organisation.outward(purpose, at.millis())).is_none()
    {
        verdict.fire(Rule::AgreementMissing, RuleYield::Denies);
    }
    let emergency = emergency(plan, request, role, purpose, verdict);
    let overrides = if emergency { policy.emergency.overrides } else { Mask::NONE };
    let kind = relationship(plan, request, role, overrides, verdict);
    if let Some(exempt) = policy.permission_exempt {
        verdict.permission_unstated = request.permission.is_none() && !kind.is_some_and(|kind| exempt.has(kind));
    }
    if verdict.fired.any(RuleYield::Denies) {
        return None;
    }
    let authority = request.relationship.as_ref().and_then(|claimed| claimed.authority.as_deref());
    Some(Asker {
        organisation: organisation?,
        role: role?,
        purpose: purpose?,
        overrides,
        relationship: kind,
        authority: authority.and_then(DirectiveAuthority::parse),
    })
}

fn emergency(
    plan: &Plan,
    request: &AccessRequest,
    role: Option<&Role>,
    purpose: Option<Purpose>,
    verdict: &mut Verdict,
) -> bool {
    let Some(declared) = &request.break_glass else { return false };
    let terms = &plan.policy().emergency;
    let accepted = role.is_some_and(|role| role.breaks_glass)
        && purpose.is_some_and(|purpose| terms.purposes.has(purpose))
        && suffices(declared.reason.as_deref(), terms.reason_characters)
        && code_suffices(declared.code.as_deref(), terms.codes, terms.code_required);
    if accepted {
        verdict.fire(Rule::BreakGlass, RuleYield::Permits);
        verdict.obligations.add(Obligation::AlertPrivacyOfficer);
        verdict.obligations.add(Obligation::RecordReason);
    } else {
        verdict.fire(Rule::BreakGlassNotAccepted, RuleYield::Ignored);
    }
    accepted
}

/// Asks the rules about the relationship; its kind, if that is a word.
fn relationship(
    plan: &Plan,
    request: &AccessRequest,
    role: Option<&Role>,
    overrides: Mask,
    verdict: &mut Verdict,
) -> Option<RelationshipKind> {
    let claimed = request.relationship.as_ref();
    let kind = claimed.and_then(|claimed| RelationshipKind::parse(&claimed.kind));
    let failed = match (claimed, kind) {
        (None, _) => Some(Rule::RelationshipMissing),
        (Some(_), None) => Some(Rule::RelationshipUnknown),
        // An unknown role has denied already; that no relationship is its own adds nothing.
        (Some(_), Some(kind)) if role.is_some_and(|role| !role.relationships.has(kind)) => {
            Some(Rule::RelationshipNotForRole)
        }
        (Some(claimed), Some(kind)) => terms(plan, request, claimed, kind, verdict),
    };
    match failed {
        Some(failed) => {
            verdict.forbid(overrides, failed, Override::Relationship);
        }
        None => {
            if kind == Some(RelationshipKind::SelfClaimed) {
                verdict.obligations.add(Obligation::AlertPrivacyOfficer);
                verdict.obligations.add(Obligation::RecordReason);
            }
            verdict.fire(Rule::Relationship, RuleYield::Permits);
        }
    }
    kind
}

/// The first of the terms of a relationship that it does not meet.
fn terms(
    plan: &Plan,
    request: &AccessRequest,
    claimed: &ClaimedRelationship,
    kind: RelationshipKind,
    verdict: &mut Verdict,
) -> Option<Rule> {
    let policy = plan.policy();
    let terms = policy.terms(kind);
    let at = request.at.millis();
    let established = claimed.established.map(|established| established.millis());
    let expiry = terms.and_then(|terms| terms.expires_millis);
    let expires = established.zip(expiry).map(|(established, hours)| established.saturating_add(hours));
    let ends = claimed.ends.map(|ends| ends.millis());
    for instant in [established, expires, ends].into_iter().flatten() {
        verdict.changes_at(instant);
    }
    let reason = kind != RelationshipKind::SelfClaimed
        || suffices(claimed.reason.as_deref(), policy.self_claim_reason_characters);
    let code = terms.is_none_or(|terms| code_suffices(claimed.code.as_deref(), terms.codes, terms.code_required));
    if !(reason && code) {
        return Some(Rule::RelationshipReasonMissing);
    }
    let asserter = match claimed.asserted_by.as_deref() {
        Some(word) => Asserter::parse(word),
        None if kind == RelationshipKind::SelfClaimed => Some(Asserter::User),
        None => Some(Asserter::System),
    };
    if !asserter.is_some_and(|asserter| terms.is_none_or(|terms| terms.asserted_by.has(asserter))) {
        return Some(Rule::RelationshipNotVouched);
    }
    if evidence_missing(request, claimed, kind, terms.is_some_and(|terms| terms.evidence)) {
        return Some(Rule::RelationshipEvidenceMissing);
    }
    let begun = established.is_none_or(|established| established <= at);
    let ended = ends.is_some_and(|ends| ends <= at);
    let expired = expiry.is_some() && expires.unwrap_or(at) <= at;
    (!begun || ended || expired).then_some(Rule::RelationshipExpired)
}

fn evidence_missing(
    request: &AccessRequest,
    claimed: &ClaimedRelationship,
    kind: RelationshipKind,
    asked: bool,
) -> bool {
    let evidence = claimed.evidence.as_deref().filter(|evidence| has_letters(evidence));
    let own = |evidence: &str| same_name(evidence, &request.user.id);
    match kind {
        RelationshipKind::PersonThemself if request.user.nhs_number.is_none() => true,
        RelationshipKind::Proxy => {
            let authority = claimed.authority.as_deref().and_then(DirectiveAuthority::parse);
            evidence.is_none() || claimed.established.is_none() || !authority.is_some_and(DirectiveAuthority::is_proxy)
        }
        RelationshipKind::ColleagueGranted if asked => evidence.is_none_or(own),
        _ => asked && evidence.is_none(),
    }
}

fn suffices(reason: Option<&str>, characters: u32) -> bool {
    reason.is_some_and(|reason| letters(reason) >= u64::from(characters))
}

fn code_suffices(code: Option<&str>, accepted: Mask, required: bool) -> bool {
    match code {
        None => !required,
        Some(code) => AccessReason::parse(code).is_some_and(|code| accepted.has(code)),
    }
}

/// Whether two user ids or team names are the same: outer white space and ASCII case do not matter.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.trim_ascii().eq_ignore_ascii_case(other.trim_ascii())
}

/// How many characters a text has that can be seen: white space, control characters and the invisible joiners and
/// marks from U+200B to U+200F, U+2060 and U+FEFF are not counted.
pub(super) fn letters(text: &str) -> u64 {
    text.chars().filter(|c| is_seen(*c)).fold(0, |count, _| count + 1)
}

/// Whether a text has a character that can be seen.
fn has_letters(text: &str) -> bool {
    text.chars().any(is_seen)
}

fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
