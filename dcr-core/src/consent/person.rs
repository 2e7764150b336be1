//! The third stage: what the person has decided, and what marks the person.

use super::facts::{NEVER, PersonFacts};
use super::mask::{KnownLabels, Mask};
use super::plan::Plan;
use super::requester::{Asker, same_name};
use super::{
    AccessRequest, Connection, ConnectionRule, Obligation, Override, Permission, RelationshipKind, Rule, RuleYield,
    Verdict,
};
use crate::record::{DirectiveScope, OptOutMode};

/// What the third stage leaves for the fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PersonStage {
    /// Nothing may be shown that gives away where the person is.
    pub(super) restricted_view: bool,
    /// The opt-out was overridden.
    pub(super) opt_out_overridden: bool,
    /// A directive was overridden.
    pub(super) directive_overridden: bool,
    /// The sections that standing dissents name.
    pub(super) sections: Mask,
    /// The known labels that standing dissents name.
    pub(super) labels: KnownLabels,
    /// Whether a standing dissent names a label that is not known here.
    pub(super) other_labels: bool,
    /// Whether a standing dissent names an item.
    pub(super) items: bool,
}

/// Which standing dissents concern the requester.
#[derive(Default)]
struct Concerns {
    opt_out: Option<OptOutMode>,
    organisation: bool,
    kind: bool,
    purpose: bool,
    user: bool,
    team: bool,
    proxy: bool,
}

/// Asks the rules about the person.
pub(super) fn person(
    plan: &Plan,
    asker: &Asker<'_>,
    request: &AccessRequest,
    facts: &PersonFacts,
    verdict: &mut Verdict,
) -> PersonStage {
    let policy = plan.policy();
    let at = request.at.millis();
    let overrides = asker.overrides;
    let mut stage = PersonStage::default();
    let mut concerns = Concerns::default();
    for scope in facts.dissents(policy, at) {
        concern(scope, asker, request, &mut stage, &mut concerns);
    }
    verdict.changes_at(facts.next_change(policy, at));
    match concerns.opt_out {
        // What will not be held is not there, emergency or not.
        Some(OptOutMode::DoNotHold) => verdict.fire(Rule::DoNotHold, RuleYield::Denies),
        Some(OptOutMode::Hide) => {
            stage.opt_out_overridden = verdict.forbid(overrides, Rule::OptOut, Override::OptOut);
        }
        None => {}
    }
    if facts.is_not_understood(policy) {
        stage.directive_overridden |= verdict.forbid(overrides, Rule::NotUnderstood, Override::NotUnderstood);
    }
    if facts.never_shown {
        verdict.fire(Rule::PersonNeverShown, RuleYield::Denies);
    }
    if facts.restricted {
        if policy.restricted_reduced {
            verdict.fire(Rule::PersonRestricted, RuleYield::Reduces);
            stage.restricted_view = true;
        } else {
            stage.restricted_view = verdict.forbid(overrides, Rule::PersonRestricted, Override::RestrictedPerson);
        }
    }
    for (concerned, rule, kind) in [
        (concerns.organisation, Rule::OrganisationDissent, Override::OrganisationDissent),
        (concerns.kind, Rule::OrganisationKindDissent, Override::OrganisationDissent),
        (concerns.purpose, Rule::PurposeDissent, Override::PurposeDissent),
        (concerns.user, Rule::UserDissent, Override::UserDissent),
        (concerns.team, Rule::TeamDissent, Override::UserDissent),
    ] {
        if concerned {
            stage.directive_overridden |= verdict.forbid(overrides, rule, kind);
        }
    }
    let own_number = request.user.nhs_number.is_some() && request.user.nhs_number == facts.nhs_number;
    if asker.relationship == Some(RelationshipKind::PersonThemself) && !own_number {
        verdict.fire(Rule::NotThePerson, RuleYield::Denies);
    }
    if concerns.proxy {
        verdict.fire(Rule::ProxyDissent, RuleYield::Denies);
    }
    connections(plan, asker, request, own_number, verdict);
    deceased(plan, asker, facts, at, verdict);
    stage.directive_overridden |= permission(plan, asker, request, facts, verdict);
    stage
}

/// Sorts a standing dissent by what it concerns.
fn concern(
    scope: &DirectiveScope,
    asker: &Asker<'_>,
    request: &AccessRequest,
    stage: &mut PersonStage,
    concerns: &mut Concerns,
) {
    match scope {
        // `None` < hide < do not hold: the order of restriction.
        DirectiveScope::SharedRecord(mode) => concerns.opt_out = concerns.opt_out.max(Some(*mode)),
        DirectiveScope::Organisation(_) => concerns.organisation |= names(scope, asker, request),
        DirectiveScope::OrganisationKind(_) => concerns.kind |= names(scope, asker, request),
        DirectiveScope::Purpose(_) => concerns.purpose |= names(scope, asker, request),
        DirectiveScope::User(_) => concerns.user |= names(scope, asker, request),
        DirectiveScope::Team(_) => concerns.team |= names(scope, asker, request),
        DirectiveScope::Proxy(authority) => {
            concerns.proxy |=
                asker.relationship == Some(RelationshipKind::Proxy) && asker.authority == Some(*authority);
        }
        DirectiveScope::Section(section) => stage.sections.add(*section),
        DirectiveScope::Label(label) => {
            if !stage.labels.add(label) {
                stage.other_labels = true;
            }
        }
        DirectiveScope::Item { .. } => stage.items = true,
        // That it is not understood is a fact of its own.
        DirectiveScope::NotUnderstood => {}
    }
}

/// Whether a scope names the requester.
fn names(scope: &DirectiveScope, asker: &Asker<'_>, request: &AccessRequest) -> bool {
    match scope {
        DirectiveScope::Organisation(code) => asker.organisation.answers_to(code),
        DirectiveScope::OrganisationKind(kind) => kind == asker.organisation.entry.kind.as_str(),
        DirectiveScope::Purpose(purpose) => *purpose == asker.purpose,
        DirectiveScope::User(user) => same_name(user, &request.user.id),
        DirectiveScope::Team(team) => request.user.teams.iter().any(|own| same_name(own, team)),
        DirectiveScope::SharedRecord(_)
        | DirectiveScope::Section(_)
        | DirectiveScope::Item { .. }
        | DirectiveScope::Label(_)
        | DirectiveScope::Proxy(_)
        | DirectiveScope::NotUnderstood => false,
    }
}

/// People known to the user privately. A word that is not known may mean any of them.
fn connections(plan: &Plan, asker: &Asker<'_>, request: &AccessRequest, own_number: bool, verdict: &mut Verdict) {
    let rules = &plan.policy().connections;
    let stated = request.connection.as_deref();
    let unknown = stated.is_some_and(|word| Connection::parse(word).is_none());
    let is = |connection: Connection| unknown || stated == Some(connection.as_str());
    let own = (is(Connection::Own) || own_number) && asker.relationship != Some(RelationshipKind::PersonThemself);
    for (concerned, rule, then) in [
        (own, Rule::OwnRecord, rules.own),
        (is(Connection::Relative), Rule::Relative, rules.relative),
        (is(Connection::Colleague), Rule::Colleague, rules.colleague),
    ] {
        if !concerned {
            continue;
        }
        match then {
            ConnectionRule::Flag => {
                verdict.fire(rule, RuleYield::Flags);
                verdict.obligations.add(Obligation::AlertPrivacyOfficer);
            }
            ConnectionRule::Deny => {
                verdict.forbid(asker.overrides, rule, Override::Connection);
            }
        }
    }
}

fn deceased(plan: &Plan, asker: &Asker<'_>, facts: &PersonFacts, at: i64, verdict: &mut Verdict) {
    let (Some(rules), Some(died)) = (&plan.policy().deceased, facts.died) else { return };
    let ends = died.saturating_add(rules.after_millis);
    verdict.changes_at(if died == super::facts::ALWAYS { NEVER } else { ends });
    if ends <= at && !rules.purposes.has(asker.purpose) {
        verdict.forbid(asker.overrides, Rule::Deceased, Override::Deceased);
    }
}

/// The person's permission to this look; whether the emergency overrode that it is missing.
fn permission(
    plan: &Plan,
    asker: &Asker<'_>,
    request: &AccessRequest,
    facts: &PersonFacts,
    verdict: &mut Verdict,
) -> bool {
    let given = Permission::Given.as_str();
    match request.permission.as_deref() {
        Some(word) if word == given => false,
        Some(_) => verdict.forbid(asker.overrides, Rule::PermissionRefused, Override::Permission),
        None if !verdict.permission_unstated => false,
        None => {
            let covers = |scope: &DirectiveScope| {
                matches!(scope, DirectiveScope::SharedRecord(_)) || names(scope, asker, request)
            };
            let covered = facts.consents(plan.policy(), request.at.millis()).any(covers);
            !covered && verdict.forbid(asker.overrides, Rule::PermissionMissing, Override::Permission)
        }
    }
}
