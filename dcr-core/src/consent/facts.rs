//! What the rules read of a person, made ready once for any number of decisions.

use super::authority::good_authority;
use super::mask::Mask;
use super::policy::Policy;
use super::record::{ConsentRecord, ConsentVisit, death, visit};
use crate::identifier::NhsNumber;
use crate::merge::CombinedRecord;
use crate::record::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, Sensitivity, SensitivityLabel, SharingStatement,
    Visit,
};
use crate::register::OrganisationKind;
use crate::time::Timestamp;
use std::ops::Range;

/// The beginning of time, for what has no beginning, and its end, for what has none.
pub(super) const ALWAYS: i64 = i64::MIN;
pub(super) const NEVER: i64 = i64::MAX;

/// What the rules read of a person apart from the lines of their record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// The number that is theirs beyond query.
    pub(super) nhs_number: Option<NhsNumber>,
    /// When they died; [`ALWAYS`] for a death without a date.
    pub(super) died: Option<i64>,
    pub(super) restricted: bool,
    /// Marked by a label that nothing opens.
    pub(super) never_shown: bool,
    /// A directive that was made as one is not understood.
    not_understood: bool,
    /// Of these kinds of coded statement one is not understood.
    statements_not_understood: Mask,
    /// INVARIANT: sorted by scope, no scope twice; the ranges lie in `directives`.
    scopes: Vec<(DirectiveScope, Range<usize>)>,
    directives: Vec<Stated>,
    /// INVARIANT: sorted, none twice: the instants at which a directive changes that counts whatever the policy.
    changes: Vec<i64>,
}

/// One directive, as its times and its author bear on decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stated {
    effect: DirectiveEffect,
    made: i64,
    starts: i64,
    ends: i64,
    /// From when the hours of a consent for one visit count, where the visit's end is not known.
    one_visit_from: Option<i64>,
    statement: Option<SharingStatement>,
    by_person: bool,
    competent: bool,
    /// A consent counts from here to there, by the authority of who made it.
    good: (i64, i64),
    /// Every other instant at which something about it changes.
    instants: [i64; 5],
}

impl PersonFacts {
    /// The facts of a combined record.
    #[must_use]
    pub fn of(record: &CombinedRecord) -> Self {
        let directives = || record.directives.iter().map(|sourced| &sourced.directive);
        let visits: Vec<ConsentVisit> = if directives().any(|directive| directive.visit.is_some()) {
            record.lines.iter().flat_map(|line| line.statements()).filter_map(visit).collect()
        } else {
            Vec::new()
        };
        let labels = record.demographics.iter().map(|stated| &stated.demographics.sensitivity);
        let died = death(&record.demographics).map(|death| death.on);
        Self::new(record.nhs_number.clone(), died, labels, directives(), &visits)
    }

    /// The facts of a record in its small form.
    #[must_use]
    pub fn of_small(record: &ConsentRecord) -> Self {
        Self::new(
            record.nhs_number.clone(),
            record.died.as_ref().map(|died| died.on),
            record.demographics.iter().map(|stated| &stated.labels),
            record.directives.iter(),
            &record.visits,
        )
    }

    fn new<'a>(
        nhs_number: Option<NhsNumber>,
        died: Option<Option<Timestamp>>,
        labels: impl Iterator<Item = &'a Sensitivity>,
        directives: impl Iterator<Item = &'a Directive>,
        visits: &[ConsentVisit],
    ) -> Self {
        let (mut restricted, mut never_shown) = (false, false);
        for label in labels.flat_map(Sensitivity::labels) {
            if *label == SensitivityLabel::Restricted { restricted = true } else { never_shown = true }
        }
        let mut not_understood = false;
        let mut statements_not_understood = Mask::NONE;
        let mut ordered: Vec<&Directive> = directives.collect();
        ordered.sort_by(|a, b| a.scope.cmp(&b.scope));
        let mut scopes: Vec<(DirectiveScope, Range<usize>)> = Vec::new();
        let mut stated = Vec::with_capacity(ordered.len());
        for directive in ordered {
            if !is_understood(directive) {
                match directive.statement {
                    None => not_understood = true,
                    Some(statement) => statements_not_understood.add(statement),
                }
            }
            let place = stated.len();
            stated.push(Stated::of(directive, visits));
            match scopes.last_mut() {
                Some((scope, range)) if *scope == directive.scope => range.end = place + 1,
                _ => scopes.push((directive.scope.clone(), place..place + 1)),
            }
        }
        Self {
            nhs_number,
            died: died.map(|on| on.map_or(ALWAYS, Timestamp::millis)),
            restricted,
            never_shown,
            not_understood,
            statements_not_understood,
            scopes,
            changes: changes(&stated),
            directives: stated,
        }
    }

    /// Whether a directive that counts is not understood.
    pub(super) fn is_not_understood(&self, policy: &Policy) -> bool {
        self.not_understood || !self.statements_not_understood.and(policy.coded_statements).is_empty()
    }

    /// Every scope that a dissent stands for.
    pub(super) fn dissents<'a>(&'a self, policy: &'a Policy, at: i64) -> impl Iterator<Item = &'a DirectiveScope> {
        self.scopes.iter().filter(move |(_, range)| stands(self.of_scope(range), policy, at)).map(|(scope, _)| scope)
    }

    /// Every scope that a consent in effect, with good authority, is made for.
    pub(super) fn consents<'a>(&'a self, policy: &'a Policy, at: i64) -> impl Iterator<Item = &'a DirectiveScope> {
        let given = move |stated: &Stated| stated.effect == DirectiveEffect::Consent && stated.allows(policy, at);
        self.scopes.iter().filter(move |(_, range)| self.of_scope(range).iter().any(given)).map(|(scope, _)| scope)
    }

    /// The earliest instant after `at` at which a directive that counts changes; [`NEVER`] where there is none.
    pub(super) fn next_change(&self, policy: &Policy, at: i64) -> i64 {
        let always = self.changes.get(self.changes.partition_point(|instant| *instant <= at)).copied();
        let by_policy = |stated: &&Stated| stated.by_policy() && stated.counts(policy);
        let more = self.directives.iter().filter(by_policy).flat_map(|stated| {
            let one_visit = stated.one_visit_from.map(|from| from.saturating_add(policy.one_visit_millis));
            stated.changes().chain(one_visit)
        });
        more.filter(|instant| *instant > at).chain(always).min().unwrap_or(NEVER)
    }

    fn of_scope(&self, range: &Range<usize>) -> &[Stated] {
        self.directives.get(range.clone()).unwrap_or_default()
    }
}

impl Stated {
    fn of(directive: &Directive, visits: &[ConsentVisit]) -> Self {
        let millis = |instant: Option<Timestamp>| instant.map(Timestamp::millis);
        let made = directive.made.millis();
        let is_consent = directive.effect == DirectiveEffect::Consent;
        let visit = directive.visit.as_ref();
        let visit_ends = visit.and_then(|visit| end_of(visit, visits, is_consent));
        let starts = millis(directive.starts).unwrap_or(if is_consent { made } else { ALWAYS });
        let ends = millis(directive.ends);
        let one_visit = is_consent && visit.is_some() && visit_ends.is_none();
        let evidence = directive.evidence.as_ref();
        let dated = evidence.and_then(|evidence| evidence.dated.as_ref()).map(|dated| dated.earliest().millis());
        let evidence_ends = millis(evidence.and_then(|evidence| evidence.ends));
        Self {
            effect: directive.effect,
            made,
            starts,
            ends: ends.unwrap_or(NEVER).min(visit_ends.unwrap_or(NEVER)),
            one_visit_from: one_visit.then(|| millis(directive.starts).unwrap_or(made)),
            statement: directive.statement,
            by_person: directive.authority == DirectiveAuthority::Person,
            competent: evidence.is_some_and(|evidence| evidence.competent),
            good: good_authority(directive),
            instants: [
                millis(directive.starts).unwrap_or(ALWAYS),
                ends.unwrap_or(ALWAYS),
                dated.unwrap_or(ALWAYS),
                evidence_ends.unwrap_or(ALWAYS),
                visit_ends.unwrap_or(ALWAYS),
            ],
        }
    }

    /// Whether it is the policy that says whether the directive counts, or for how long.
    fn by_policy(&self) -> bool {
        self.statement.is_some() || self.one_visit_from.is_some()
    }

    /// The instants at which something about it changes, apart from the end of one visit.
    fn changes(&self) -> impl Iterator<Item = i64> + use<> {
        self.instants.into_iter().chain([self.made, self.good.0, self.good.1])
    }

    fn counts(&self, policy: &Policy) -> bool {
        self.statement.is_none_or(|statement| policy.coded_statements.has(statement))
    }

    fn in_effect(&self, policy: &Policy, at: i64) -> bool {
        let visit_ends = self.one_visit_from.map_or(NEVER, |from| from.saturating_add(policy.one_visit_millis));
        self.counts(policy) && self.starts <= at && at < self.ends.min(visit_ends)
    }

    /// Whether a consent is in effect and its author could give it.
    fn allows(&self, policy: &Policy, at: i64) -> bool {
        self.in_effect(policy, at) && self.good.0 <= at && at < self.good.1
    }
}

fn changes(directives: &[Stated]) -> Vec<i64> {
    let always = directives.iter().filter(|stated| !stated.by_policy());
    let mut changes: Vec<i64> = always.flat_map(Stated::changes).filter(|instant| *instant != ALWAYS).collect();
    changes.sort_unstable();
    changes.dedup();
    changes
}

/// Whether, of the directives of one scope, a dissent stands.
///
/// The one made last stands, and of those made at one time the dissent. What the person decided with recorded competence
/// is undone by nobody else.
fn stands(directives: &[Stated], policy: &Policy, at: i64) -> bool {
    let (mut consented, mut consented_by_person) = (ALWAYS, ALWAYS);
    for consent in directives {
        if consent.effect == DirectiveEffect::Consent && consent.allows(policy, at) {
            consented = consented.max(consent.made);
            if consent.by_person {
                consented_by_person = consented_by_person.max(consent.made);
            }
        }
    }
    directives.iter().any(|dissent| {
        let undone = if dissent.by_person && dissent.competent { consented_by_person } else { consented };
        dissent.effect == DirectiveEffect::Dissent && dissent.in_effect(policy, at) && dissent.made >= undone
    })
}

fn end_of(visit: &Visit, visits: &[ConsentVisit], earliest: bool) -> Option<i64> {
    let is_it = |end: &&ConsentVisit| {
        end.item == visit.item && end.organisation == visit.organisation && end.system == visit.system
    };
    let end = visits.iter().find(is_it)?;
    if earliest { end.ends_earliest } else { end.ends_latest }.map(Timestamp::millis)
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
        DirectiveScope::User(name) | DirectiveScope::Team(name) => !name.trim_ascii().is_empty(),
        DirectiveScope::Label(label) => !label.as_str().trim_ascii().is_empty(),
        DirectiveScope::Proxy(authority) => authority.is_proxy(),
        DirectiveScope::SharedRecord(_)
        | DirectiveScope::Organisation(_)
        | DirectiveScope::Section(_)
        | DirectiveScope::Item { .. }
        | DirectiveScope::Purpose(_)
        | DirectiveScope::NotUnderstood => true,
    };
    window && scope
}

#[cfg(test)]
mod tests {
    use crate::record::OptOutMode;

    #[test]
    fn the_order_of_modes_is_the_order_of_restriction() {
        assert!(None < Some(OptOutMode::Hide) && OptOutMode::Hide < OptOutMode::DoNotHold);
    }
}
