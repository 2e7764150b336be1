//! What two local persons' details say of one another, asked once for each two that differ.

use super::cross_check::Profile;
use super::resolver::Resolver;
use std::collections::{BTreeMap, BTreeSet};

/// What lies between the details of two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contrast {
    /// What agrees, where they pass the cross-check.
    pub(super) agreed: Option<&'static str>,
    /// Whether they are plainly of two.
    pub(super) contradict: bool,
}

/// What was asked so far. Most of the local persons who are one person say the same of themselves.
#[derive(Debug)]
pub(super) struct Contrasts {
    /// Of each local person the first who says the same.
    kind: Vec<usize>,
    asked: BTreeMap<(usize, usize), Contrast>,
}

impl Contrasts {
    /// Of local persons in order.
    pub(super) fn of<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Self {
        let mut first: BTreeMap<&Profile, usize> = BTreeMap::new();
        let kind = profiles.enumerate().map(|(at, profile)| *first.entry(profile).or_insert(at)).collect();
        Self { kind, asked: BTreeMap::new() }
    }

    fn kind_of(&self, person: usize) -> usize {
        self.kind.get(person).copied().unwrap_or(person)
    }
}

impl Resolver<'_> {
    /// What lies between two local persons.
    pub(super) fn between(&mut self, a: usize, b: usize) -> Contrast {
        let (a, b) = (self.contrasts.kind_of(a), self.contrasts.kind_of(b));
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.contrasts.asked.get(&key) {
            return *known;
        }
        let profiles = self.people.get(a).zip(self.people.get(b)).map(|(a, b)| (&a.profile, &b.profile));
        let contrast = Contrast {
            agreed: profiles.and_then(|(a, b)| a.agrees(b)),
            contradict: profiles.is_some_and(|(a, b)| a.contradicts(b)),
        };
        self.contrasts.asked.insert(key, contrast);
        contrast
    }

    /// What the members of a component say of themselves, each once.
    pub(super) fn kinds_of(&self, component: usize) -> BTreeSet<usize> {
        let people = self.component.iter().enumerate().filter(|(_, of)| **of == component);
        people.map(|(person, _)| self.contrasts.kind_of(person)).collect()
    }

    /// Whether what one says contradicts what another of the same says, which a statement alone makes one person of.
    pub(super) fn is_mixed(&mut self, kinds: &BTreeSet<usize>) -> bool {
        self.kinds_contradict(kinds, kinds)
    }

    pub(super) fn kinds_contradict(&mut self, one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> bool {
        one.iter().any(|&a| other.iter().any(|&b| self.between(a, b).contradict))
    }

    /// Whether the groups of two contradict one another: a member of one a member of the other. Of a group that a statement
    /// made of two who do, it is known that its members' details differ, and that parts it from nobody.
    pub(super) fn groups_contradict(&mut self, a: usize, b: usize) -> bool {
        let (one, other) = (self.kinds_of(self.component_of(a)), self.kinds_of(self.component_of(b)));
        self.kinds_contradict(&one, &other) && !self.is_mixed(&one) && !self.is_mixed(&other)
    }

    /// Components between which a statement lies that they are two, either first.
    pub(super) fn components_apart(&self) -> BTreeSet<(usize, usize)> {
        let pairs = self.apart.iter().map(|&(x, y)| (self.component_of(x), self.component_of(y)));
        pairs.flat_map(|(x, y)| [(x, y), (y, x)]).collect()
    }

    /// Whether a statement calls the number of a local person verified.
    pub(super) fn is_verified(&self, person: usize) -> bool {
        self.people.get(person).is_some_and(|person| person.verified)
    }
}
