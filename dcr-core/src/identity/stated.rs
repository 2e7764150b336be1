//! What the statements that stand say of local persons, as far as identity asks.

use super::cross_check::Profile;
use crate::contribution::{ContributionBody, LinkRelation, LinkStatement, Statement, Withdrawals};
use crate::identifier::{NhsNumber, OdsCode, PersonKey, SourceSystem, SubjectId};
use crate::record::{Demographics, VerificationStatus};
use std::collections::{BTreeMap, BTreeSet};

/// One local person as their source states them.
#[derive(Debug, Default)]
pub(super) struct LocalPerson<'s> {
    /// The statements of who they are.
    pub(super) statements: Vec<&'s Statement>,
    /// Every NHS number that is stated for them.
    pub(super) numbers: BTreeSet<NhsNumber>,
    /// Whether a statement calls a number verified.
    pub(super) verified: bool,
    /// Whether the source itself doubts the number: its trace found nobody, several, or details that do not agree.
    pub(super) doubted: bool,
    pub(super) profile: Profile,
    /// What else their source knows them by.
    identifiers: BTreeSet<SubjectId>,
}

impl LocalPerson<'_> {
    fn add(&mut self, demographics: &Demographics) {
        self.profile.add(demographics);
        self.identifiers.extend(demographics.identifiers.iter().cloned());
        for stated in &demographics.nhs_numbers {
            self.numbers.insert(stated.number.clone());
            self.verified |= stated.verification == Some(VerificationStatus::Verified);
            let doubts = [VerificationStatus::NoMatch, VerificationStatus::NeedsResolving];
            self.doubted |= stated.verification.as_ref().is_some_and(|status| doubts.contains(status));
        }
    }
}

/// Two local persons, the first as it was stated.
pub(super) type Pair = (PersonKey, PersonKey);

/// Who says that two local persons are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SaidBy {
    /// A person, who decided it and gave a reason.
    Person,
    /// A source.
    Source,
}

/// Everything that is stated.
#[derive(Debug, Default)]
pub(super) struct Stated<'s> {
    pub(super) people: BTreeMap<PersonKey, LocalPerson<'s>>,
    /// Those whom a statement joins, and who says so.
    pub(super) joins: BTreeMap<Pair, SaidBy>,
    /// Those whom a statement keeps apart.
    pub(super) apart: BTreeSet<Pair>,
    /// Of the joins those that say that the second was replaced by the first.
    pub(super) replaced: BTreeSet<Pair>,
}

impl<'s> Stated<'s> {
    pub(super) fn of(statements: &[&'s Statement]) -> Self {
        let withdrawals = Withdrawals::of(statements.iter().copied());
        let mut stated = Self::default();
        let mut entries: BTreeSet<(&OdsCode, &SourceSystem, &SubjectId)> = BTreeSet::new();
        for statement in statements {
            let parts = statement.contribution().parts();
            // Most statements are entries, which tell nothing but that there is such a local person.
            if matches!(parts.body, Some(ContributionBody::Entry(_)))
                && !entries.insert((&parts.key.organisation, &parts.key.system, &parts.subject))
            {
                continue;
            }
            let key = statement.contribution().person();
            if statement.is_current() && !withdrawals.withdraw(statement) {
                match &parts.body {
                    Some(ContributionBody::Demographics(demographics)) => {
                        let person = stated.people.entry(key.clone()).or_default();
                        person.add(demographics);
                        person.statements.push(statement);
                    }
                    Some(ContributionBody::Link(link)) => stated.link(&key, link),
                    _ => {}
                }
            }
            // A decision is kept under a subject that is nobody.
            if key.subject.namespace() != SubjectId::IDENTITY_DECISION {
                stated.people.entry(key).or_default();
            }
        }
        stated
    }

    fn link(&mut self, key: &PersonKey, link: &LinkStatement) {
        let one = link.of.as_ref().unwrap_or(key);
        let pair = (one.clone(), link.other.clone());
        for person in [one, &link.other] {
            self.people.entry(person.clone()).or_default();
        }
        match link.relation {
            LinkRelation::Different => {
                self.apart.insert(pair);
            }
            LinkRelation::Same => self.join(pair, link),
            LinkRelation::Replaces => {
                self.replaced.insert(pair.clone());
                self.join(pair, link);
            }
        }
    }

    fn join(&mut self, pair: Pair, link: &LinkStatement) {
        let by = if link.of.is_some() { SaidBy::Person } else { SaidBy::Source };
        let said = self.joins.entry(pair).or_insert(by);
        *said = by.min(*said);
    }

    /// Pairs of local persons of one source, of whom the first is stated to be known by what the second is known by.
    pub(super) fn known_by_two(&self) -> BTreeSet<Pair> {
        let mut pairs = BTreeSet::new();
        for (key, person) in &self.people {
            for subject in &person.identifiers {
                let other = PersonKey { subject: subject.clone(), ..key.clone() };
                if other != *key && self.people.contains_key(&other) {
                    pairs.insert((key.clone(), other));
                }
            }
        }
        pairs
    }
}

/// The number that a local person is known by, where it is the identifier itself.
#[must_use]
pub fn number_of(person: &PersonKey) -> Option<NhsNumber> {
    let subject = &person.subject;
    let is_number = subject.namespace() == SubjectId::NHS_NUMBER;
    is_number.then(|| NhsNumber::parse(subject.value()).ok()).flatten()
}
