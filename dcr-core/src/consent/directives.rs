//! Which directives stand at the time of the look.

use crate::merge::SourcedDirective;
use crate::record::{Directive, DirectiveEffect, DirectiveScope, OptOutMode};
use crate::register::OrganisationKind;
use crate::time::Timestamp;

/// What the person has decided, as it stands.
#[derive(Debug, Default)]
pub(super) struct Standing<'a> {
    /// The opt-out that stands.
    pub(super) opt_out: Option<OptOutMode>,
    /// Whether there is a directive that cannot be understood.
    pub(super) not_understood: bool,
    /// The scopes of every other dissent that stands.
    pub(super) dissents: Vec<&'a DirectiveScope>,
}

/// The directives that stand at an instant.
///
/// Of the directives in effect on one scope the one made last stands, and of those made at one time the more
/// restrictive. A consent does nothing but cancel an earlier dissent of its own scope: a consent to be shown, which
/// some systems repeat with every message, does not undo the wish not to be held.
pub(super) fn standing(directives: &[SourcedDirective], at: Timestamp) -> Standing<'_> {
    let mut standing = Standing::default();
    let mut consents: Vec<(&DirectiveScope, Timestamp)> = Vec::new();
    for directive in directives.iter().map(|sourced| &sourced.directive) {
        if !is_understood(directive) {
            standing.not_understood = true;
        } else if directive.effect == DirectiveEffect::Consent && in_effect(directive, at) {
            consents.push((&directive.scope, directive.made));
        }
    }
    consents.sort_unstable();
    for directive in directives.iter().map(|sourced| &sourced.directive) {
        if directive.effect == DirectiveEffect::Consent || !in_effect(directive, at) || cancelled(directive, &consents)
        {
            continue;
        }
        match &directive.scope {
            // `None` < hide < do not hold: the order of restriction.
            DirectiveScope::SharedRecord(mode) => standing.opt_out = standing.opt_out.max(Some(*mode)),
            DirectiveScope::NotUnderstood => {}
            scope => standing.dissents.push(scope),
        }
    }
    standing
}

/// Whether a later consent of the same scope cancels a dissent; `consents` are sorted by scope, then by time.
fn cancelled(dissent: &Directive, consents: &[(&DirectiveScope, Timestamp)]) -> bool {
    let after = consents.partition_point(|consent| *consent <= (&dissent.scope, dissent.made));
    consents.get(after).is_some_and(|(scope, _)| **scope == dissent.scope)
}

/// Whether a directive holds at an instant.
///
/// A dissent that states no start holds as soon as it is known: a source whose clock runs ahead does not open what the
/// person closed. A consent holds from when it was made at the earliest.
fn in_effect(directive: &Directive, at: Timestamp) -> bool {
    let begun = match (directive.starts, directive.effect) {
        (Some(starts), _) => starts <= at,
        (None, DirectiveEffect::Dissent) => true,
        (None, DirectiveEffect::Consent) => directive.made <= at,
    };
    begun && directive.ends.is_none_or(|ends| at < ends)
}

/// Whether the rules know what a directive asks for. A consent that makes no sense opens nothing and so needs no
/// understanding; a dissent does.
fn is_understood(directive: &Directive) -> bool {
    if directive.scope == DirectiveScope::NotUnderstood {
        return false;
    }
    if directive.effect == DirectiveEffect::Consent {
        return true;
    }
    let window = directive.ends.is_none_or(|ends| directive.starts.unwrap_or(directive.made) < ends);
    let scope = match &directive.scope {
        DirectiveScope::OrganisationKind(kind) => OrganisationKind::parse(kind).is_some(),
        DirectiveScope::User(user) => !user.trim_ascii().is_empty(),
        DirectiveScope::Label(label) => !label.as_str().trim_ascii().is_empty(),
        _ => true,
    };
    window && scope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_modes_is_the_order_of_restriction() {
        assert!(None < Some(OptOutMode::Hide) && OptOutMode::Hide < OptOutMode::DoNotHold);
    }
}
