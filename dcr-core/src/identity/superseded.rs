//! NHS numbers that were replaced by others.
//!
//! The national services give a person who was registered twice one of the two numbers and call the other superseded. A
//! source says so of its own local persons: one known by a number replaces, or was replaced by, another. The old number then
//! stands for the new one; but only where everyone who states the old one passes the cross-check with somebody who states
//! the new, since a source may as well have merged a wrong number away that is somebody else's. A number that is reissued
//! on adoption or gender reassignment is not superseded: nothing joins it to the old one unless a source says so, and a
//! statement that two numbers are different persons severs them.

use super::number_of;
use super::stated::{Pair, Stated};
use crate::identifier::{NhsNumber, PersonKey};
use std::collections::{BTreeMap, BTreeSet};

/// Which number stands for which.
#[derive(Debug, Default)]
pub(super) struct Superseded {
    successors: BTreeMap<NhsNumber, NhsNumber>,
    /// What was stated and is not followed.
    pub(super) refused: BTreeMap<Succession, Pair>,
    /// Numbers that a statement calls two people, the smaller first.
    severed: BTreeSet<(NhsNumber, NhsNumber)>,
}

/// The old number and the new one.
type Succession = (NhsNumber, NhsNumber);

impl Superseded {
    /// What stands, of what is stated.
    pub(super) fn of(stated: &Stated<'_>) -> Self {
        let mut named: BTreeMap<NhsNumber, BTreeSet<NhsNumber>> = BTreeMap::new();
        let mut by: BTreeMap<Succession, &Pair> = BTreeMap::new();
        let severed = severed(stated);
        for pair in &stated.replaced {
            let (new, old) = pair;
            // Between two local persons a merge says nothing of numbers: one of the two must be the number's own person.
            if number_of(new).is_none() && number_of(old).is_none() {
                continue;
            }
            if let (Some(new), Some(old)) = (only_number(stated, new), only_number(stated, old))
                && new != old
                && !severed.contains(&ordered(&old, &new))
            {
                by.entry((old.clone(), new.clone())).or_insert(pair);
                named.entry(old).or_default().insert(new);
            }
        }
        let only = named.into_iter().filter_map(|(old, successors)| {
            let mut successors = successors.into_iter();
            successors.next().filter(|_| successors.next().is_none()).map(|new| (old, new))
        });
        let mut found = Self { successors: only.collect(), refused: BTreeMap::new(), severed };
        found.keep_those_that_agree(stated);
        let refused = by.into_iter().filter(|((old, new), _)| found.successors.get(old) != Some(new));
        found.refused = refused.map(|(succession, pair)| (succession, pair.clone())).collect();
        found
    }

    /// Drops circles, and whatever somebody who states the old number contradicts; what is dropped may have been what
    /// another leads to, so that it is asked again until all that is left agrees.
    fn keep_those_that_agree(&mut self, stated: &Stated<'_>) {
        loop {
            let fails = |(old, new): &(&NhsNumber, &NhsNumber)| {
                let chain = chain(&self.successors, new);
                chain.contains(old) || !claimants_agree(stated, old, &chain)
            };
            let failing: Vec<NhsNumber> = self.successors.iter().filter(fails).map(|(old, _)| old.clone()).collect();
            if failing.is_empty() {
                return;
            }
            self.successors.retain(|old, _| !failing.contains(old));
        }
    }

    /// The number that stands for a number: itself, where nothing replaced it.
    pub(super) fn stands_for<'n>(&'n self, number: &'n NhsNumber) -> &'n NhsNumber {
        chain(&self.successors, number).last().copied().unwrap_or(number)
    }

    /// Whether a statement calls two numbers two people.
    pub(super) fn are_severed(&self, one: &NhsNumber, other: &NhsNumber) -> bool {
        self.severed.contains(&ordered(one, other))
    }

    /// Every number that was replaced, with the one that stands for it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&NhsNumber, &NhsNumber)> {
        self.successors.keys().map(|old| (old, self.stands_for(old)))
    }
}

/// A number and those that replaced it, one after the other; each once.
fn chain<'n>(next: &'n BTreeMap<NhsNumber, NhsNumber>, from: &'n NhsNumber) -> Vec<&'n NhsNumber> {
    let mut chain = vec![from];
    let mut seen = BTreeSet::from([from]);
    while let Some(new) = chain.last().and_then(|last| next.get(*last)).filter(|new| seen.insert(*new)) {
        chain.push(new);
    }
    chain
}

/// The number that a local person is known by, else the only one that is stated for them.
fn only_number(stated: &Stated<'_>, person: &PersonKey) -> Option<NhsNumber> {
    number_of(person).or_else(|| {
        let mut numbers = stated.people.get(person)?.numbers.iter();
        numbers.next().filter(|_| numbers.next().is_none()).cloned()
    })
}

/// Whether whoever states a number passes the cross-check with somebody who states one of the later ones.
fn claimants_agree(stated: &Stated<'_>, old: &NhsNumber, later: &[&NhsNumber]) -> bool {
    let states = |numbers: &[&NhsNumber]| {
        let people = stated.people.values();
        people.filter(|person| person.numbers.iter().any(|number| numbers.contains(&number))).collect::<Vec<_>>()
    };
    let new = states(later);
    states(&[old]).iter().all(|claimant| {
        let states_both = later.iter().any(|number| claimant.numbers.contains(*number));
        states_both || new.iter().any(|other| claimant.profile.agrees(&other.profile).is_some())
    })
}

/// Pairs of numbers that a statement keeps apart.
fn severed(stated: &Stated<'_>) -> BTreeSet<(NhsNumber, NhsNumber)> {
    let numbers = stated.apart.iter().filter_map(|(one, other)| Some((number_of(one)?, number_of(other)?)));
    numbers.map(|(one, other)| ordered(&one, &other)).collect()
}

fn ordered(one: &NhsNumber, other: &NhsNumber) -> (NhsNumber, NhsNumber) {
    (one.min(other).clone(), one.max(other).clone())
}
