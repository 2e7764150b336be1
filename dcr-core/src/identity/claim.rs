//! Joining those who state one NHS number, where it is clear who is whom.
//!
//! Whoever states a number and passes the cross-check with another who does is not one with them for that alone: a record
//! with nothing but an initial passes it with both of two twins, and would make them one person. So nobody is joined who
//! is opposed to somebody of the other's group, and a record that may as well be somebody's who is opposed to the other is
//! joined to neither, unless the one of the two has the number verified.

use super::Evidence;
use super::resolver::Resolver;
use std::collections::{BTreeMap, BTreeSet};

/// Those who state a number and are one already.
struct Unit {
    component: usize,
    claimants: Vec<usize>,
    /// What its members say of themselves, each once.
    kinds: BTreeSet<usize>,
    verified: bool,
    /// Whether the number is their only one: who is known by another is joined with nobody by this one.
    only: bool,
    /// Whether a statement made one of two who contradict one another.
    mixed: bool,
}

/// Which of two units have the number verified: the more, the more their agreement can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Both,
    One,
    Neither,
}

impl Standing {
    const ALL: [Self; 3] = [Self::Both, Self::One, Self::Neither];

    fn of(one: &Unit, other: &Unit) -> Self {
        match (one.verified, other.verified) {
            (true, true) => Self::Both,
            (false, false) => Self::Neither,
            _ => Self::One,
        }
    }
}

/// A set of the places of units: hundreds may state one number that was typed to pass a mandatory field.
#[derive(Debug, Clone)]
struct Places(Vec<u64>);

impl Places {
    fn none_of(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn insert(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// What lies between the units that state one number.
struct Among {
    /// Of each unit those it agrees with: by that standing or a better one.
    agree: BTreeMap<(Standing, usize), Places>,
    /// Of each unit those it is opposed to, and of them those from whom a statement keeps it apart.
    opposed: Vec<Places>,
    apart: Vec<Places>,
    /// Units that agree, with the first two claimants that pass the cross-check and what agreed.
    pairs: Vec<Agreeing>,
}

struct Agreeing {
    standing: Standing,
    claimants: (usize, usize),
    units: (usize, usize),
    agreed: &'static str,
}

impl Among {
    /// Whether one unit may as well be a third that is opposed to the other.
    fn is_unclear(&self, units: &[Unit], standing: Standing, (one, other): (usize, usize)) -> bool {
        let mixed = units.get(one).is_some_and(|unit| unit.mixed);
        let against = if mixed { self.apart.get(other) } else { self.opposed.get(other) };
        let agree = self.agree.get(&(standing, one));
        agree.zip(against).is_some_and(|(agree, against)| agree.meets(against))
    }
}

impl Resolver<'_> {
    /// Joins those who state a number, in the order of their keys, as far as it is clear who is whom.
    pub(super) fn join_claimants(&mut self, claimants: &[usize]) {
        let units = self.units(claimants);
        if units.len() < 2 {
            return;
        }
        let mut among = self.among(&units);
        let pairs = std::mem::take(&mut among.pairs);
        let is_clear = |pair: &Agreeing| {
            let (one, other) = pair.units;
            !among.is_unclear(&units, pair.standing, (one, other))
                && !among.is_unclear(&units, pair.standing, (other, one))
        };
        let mut clear: Vec<Agreeing> = pairs.into_iter().filter(is_clear).collect();
        clear.sort_unstable_by_key(|pair| (pair.standing, pair.claimants));
        for Agreeing { claimants: (a, b), agreed, .. } in clear {
            if self.component_of(a) == self.component_of(b) || !self.may_join(a, b) || self.groups_contradict(a, b) {
                continue;
            }
            if let (Some(left), Some(right)) = (self.keys.get(a).cloned(), self.keys.get(b).cloned()) {
                self.join(a, b, Evidence::NhsNumber { left, right, agreed });
            }
        }
    }

    fn units(&mut self, claimants: &[usize]) -> Vec<Unit> {
        let mut by_component: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &claimant in claimants {
            by_component.entry(self.component_of(claimant)).or_default().push(claimant);
        }
        let mut units = Vec::with_capacity(by_component.len());
        for (component, claimants) in by_component {
            let kinds = self.kinds_of(component);
            let mixed = self.is_mixed(&kinds);
            let verified = claimants.iter().any(|&claimant| self.is_verified(claimant));
            let only = self.numbers_of(component).len() == 1;
            units.push(Unit { component, claimants, kinds, verified, only, mixed });
        }
        units
    }

    fn among(&mut self, units: &[Unit]) -> Among {
        let none = Places::none_of(units.len());
        let mut among = Among {
            agree: BTreeMap::new(),
            opposed: vec![none.clone(); units.len()],
            apart: vec![none.clone(); units.len()],
            pairs: Vec::new(),
        };
        let components = self.components_apart();
        for (place, one) in units.iter().enumerate() {
            for (other_place, other) in units.iter().enumerate().skip(place + 1) {
                let both = [(place, other_place), (other_place, place)];
                let mark = |places: &mut Vec<Places>| {
                    for (at, opposed) in both {
                        if let Some(places) = places.get_mut(at) {
                            places.insert(opposed);
                        }
                    }
                };
                if components.contains(&(one.component, other.component)) {
                    mark(&mut among.apart);
                    mark(&mut among.opposed);
                    continue;
                }
                if !one.mixed && !other.mixed && self.kinds_contradict(&one.kinds, &other.kinds) {
                    mark(&mut among.opposed);
                }
                if !one.only || !other.only {
                    continue;
                }
                if let Some((claimants, agreed)) = self.first_that_pass(one, other) {
                    let standing = Standing::of(one, other);
                    among.pairs.push(Agreeing { standing, claimants, units: (place, other_place), agreed });
                    for standing in Standing::ALL.into_iter().filter(|each| *each >= standing) {
                        for (at, agreeing) in both {
                            among.agree.entry((standing, at)).or_insert_with(|| none.clone()).insert(agreeing);
                        }
                    }
                }
            }
        }
        among
    }

    /// The first two claimants of two units that pass the cross-check, the smaller first.
    fn first_that_pass(&mut self, one: &Unit, other: &Unit) -> Option<((usize, usize), &'static str)> {
        let mut first: Option<((usize, usize), &'static str)> = None;
        for &a in &one.claimants {
            for &b in &other.claimants {
                let pair = (a.min(b), a.max(b));
                if first.is_some_and(|(known, _)| known <= pair) {
                    continue;
                }
                if let Some(agreed) = self.between(a, b).agreed {
                    first = Some((pair, agreed));
                }
            }
        }
        first
    }
}
