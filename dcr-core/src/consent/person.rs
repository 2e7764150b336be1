//! The third stage: what the person has decided, and what marks the person.

use super::directives::Standing;
use super::requester::Requester;
use super::{Decision, Override, Rule, RuleYield};
use crate::merge::CombinedRecord;
use crate::record::{DirectiveScope, OptOutMode, SensitivityLabel};
use crate::register::Register;

/// What the third stage leaves for the fourth.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PersonStage {
    /// Nothing may be shown that gives away where the person is.
    pub(super) restricted_view: bool,
    /// The opt-out was overridden.
    pub(super) opt_out_overridden: bool,
    /// A directive was overridden.
    pub(super) directive_overridden: bool,
}

/// Asks the rules about the person; `None` when one of them denies.
pub(super) fn person(
    requester: &Requester<'_>,
    register: &Register,
    record: &CombinedRecord,
    standing: &Standing<'_>,
    decision: &mut Decision,
) -> Option<PersonStage> {
    let mut stage = PersonStage::default();
    match standing.opt_out {
        // What will not be held is not there, emergency or not.
        Some(OptOutMode::DoNotHold) => decision.fire(Rule::DoNotHold, RuleYield::Denies),
        Some(OptOutMode::Hide) => {
            stage.opt_out_overridden = forbid(requester, decision, Rule::OptOut, Override::OptOut);
        }
        None => {}
    }
    if standing.not_understood {
        stage.directive_overridden |= forbid(requester, decision, Rule::NotUnderstood, Override::NotUnderstood);
    }
    let labels = || record.demographics.iter().flat_map(|stated| stated.demographics.sensitivity.labels());
    if labels().any(|label| *label != SensitivityLabel::Restricted) {
        decision.fire(Rule::PersonNeverShown, RuleYield::Denies);
    }
    if labels().any(|label| *label == SensitivityLabel::Restricted) {
        stage.restricted_view = forbid(requester, decision, Rule::PersonRestricted, Override::RestrictedPerson);
    }
    for (rule, kind) in [
        (Rule::OrganisationDissent, Override::OrganisationDissent),
        (Rule::OrganisationKindDissent, Override::OrganisationDissent),
        (Rule::PurposeDissent, Override::PurposeDissent),
        (Rule::UserDissent, Override::UserDissent),
    ] {
        if standing.dissents.iter().any(|scope| concerns(scope, requester, register) == Some(rule)) {
            stage.directive_overridden |= forbid(requester, decision, rule, kind);
        }
    }
    (!decision.denied()).then_some(stage)
}

/// Notes a rule that forbids the look; whether the emergency overrides it.
fn forbid(requester: &Requester<'_>, decision: &mut Decision, rule: Rule, kind: Override) -> bool {
    let overridden = requester.overrides.has(kind);
    if overridden {
        decision.fire(rule, RuleYield::Overridden);
        decision.overrode(kind);
    } else {
        decision.fire(rule, RuleYield::Denies);
    }
    overridden
}

/// The rule by which a dissent concerns this requester.
fn concerns(scope: &DirectiveScope, requester: &Requester<'_>, register: &Register) -> Option<Rule> {
    match scope {
        DirectiveScope::Organisation(code) => register
            .is_or_succeeds(requester.organisation.code.as_str(), code.as_str())
            .then_some(Rule::OrganisationDissent),
        DirectiveScope::OrganisationKind(kind) => {
            (kind == requester.organisation.kind.as_str()).then_some(Rule::OrganisationKindDissent)
        }
        DirectiveScope::Purpose(purpose) => (*purpose == requester.purpose).then_some(Rule::PurposeDissent),
        DirectiveScope::User(user) => {
            let same = user.trim_ascii().eq_ignore_ascii_case(requester.user.trim_ascii());
            same.then_some(Rule::UserDissent)
        }
        DirectiveScope::SharedRecord(_)
        | DirectiveScope::Section(_)
        | DirectiveScope::Item { .. }
        | DirectiveScope::Label(_)
        | DirectiveScope::NotUnderstood => None,
    }
}
