//! Joining local persons, one rule after the other, under what may never be joined.

use super::contrast::Contrasts;
use super::matching::{Alike, MatchModel, Member, Particulars, Relation, StatedColumns, alike};
use super::resolve::{Cluster, Held, RefusedLink, Resolution};
use super::stated::{LocalPerson, Pair, SaidBy, Stated};
use super::superseded::Superseded;
use super::{Evidence, HeldReason, IdentityQuery, PersonId, QueryKind, number_of};
use crate::identifier::{NhsNumber, PersonKey};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Resolver<'s> {
    pub(super) keys: Vec<PersonKey>,
    /// In the order of their keys; of their numbers each is the one that stands for what was stated.
    pub(super) people: Vec<LocalPerson<'s>>,
    pub(super) contrasts: Contrasts,
    joins: BTreeMap<Pair, SaidBy>,
    known_by_two: BTreeSet<Pair>,
    /// Of who is known by an NHS number itself, the one that stands for it.
    own_numbers: Vec<Option<NhsNumber>>,
    pub(super) apart: BTreeSet<(usize, usize)>,
    superseded: Superseded,
    /// The component of each local person, as the index of its smallest member.
    pub(super) component: Vec<usize>,
    evidence: Vec<(usize, Evidence)>,
    held: BTreeMap<usize, HeldReason>,
    owned: BTreeMap<usize, NhsNumber>,
    refused: Vec<RefusedLink>,
    queries: BTreeSet<IdentityQuery>,
}

impl<'s> Resolver<'s> {
    pub(super) fn new(stated: Stated<'s>) -> Self {
        let superseded = Superseded::of(&stated);
        let known_by_two = stated.known_by_two();
        let (keys, mut people): (Vec<_>, Vec<_>) = stated.people.into_iter().unzip();
        for person in &mut people {
            person.numbers = person.numbers.iter().map(|number| superseded.stands_for(number).clone()).collect();
        }
        let contrasts = Contrasts::of(people.iter().map(|person| &person.profile));
        let own = |key| Some(superseded.stands_for(&number_of(key)?).clone());
        let own_numbers = keys.iter().map(own).collect();
        let index = |key: &PersonKey| keys.binary_search(key).ok();
        let apart = stated.apart.iter().filter_map(|(a, b)| Some((index(a)?, index(b)?)));
        let apart = apart.map(|(a, b)| (a.min(b), a.max(b))).collect();
        let component = (0..keys.len()).collect();
        Self {
            keys,
            people,
            contrasts,
            joins: stated.joins,
            known_by_two,
            own_numbers,
            apart,
            superseded,
            component,
            evidence: Vec::new(),
            held: BTreeMap::new(),
            owned: BTreeMap::new(),
            refused: Vec::new(),
            queries: BTreeSet::new(),
        }
    }

    pub(super) fn run(mut self, model: Option<&MatchModel>) -> Resolution {
        let mut asked = BTreeSet::new();
        for ((old, _), (left, right)) in std::mem::take(&mut self.superseded.refused) {
            self.query(&left, &right, QueryKind::SupersededNumber, (Some(old), None));
            asked.insert((left, right));
        }
        let mut joins: Vec<(Pair, SaidBy)> = std::mem::take(&mut self.joins).into_iter().collect();
        // What a person decided stands before what a source says; of one kind they stay in their order.
        joins.sort_by_key(|(_, by)| *by);
        for ((left, right), _) in joins {
            let (Some(a), Some(b)) = (self.index(&left), self.index(&right)) else { continue };
            if self.may_join(a, b) {
                self.join(a, b, Evidence::LinkStatement { left, right });
            } else {
                if !asked.contains(&(left.clone(), right.clone())) {
                    self.query(&left, &right, QueryKind::RefusedLink, (None, None));
                }
                self.refused.push(RefusedLink { left, right });
            }
        }
        for (left, right) in std::mem::take(&mut self.known_by_two) {
            let (Some(a), Some(b)) = (self.index(&left), self.index(&right)) else { continue };
            if self.component_of(a) == self.component_of(b) {
                continue;
            }
            let contradict = self.between(a, b).contradict || self.groups_contradict(a, b);
            if self.may_join(a, b) && !contradict {
                self.join(a, b, Evidence::LocalIdentifier { left, right });
            } else {
                self.query(&left, &right, QueryKind::LocalIdentifier, (None, None));
            }
        }
        self.settle_numbers();
        if let Some(model) = model {
            self.join_alike(model);
        }
        self.finish()
    }

    /// Rule 6: those who are alike enough.
    fn join_alike(&mut self, model: &MatchModel) {
        let stated: Vec<(usize, Particulars)> = self
            .people
            .iter()
            .enumerate()
            .filter_map(|(at, person)| {
                Some((at, StatedColumns::of_standing(person.statements.iter().copied())?.particulars()))
            })
            .collect();
        let first = stated.first().map(|(at, _)| self.component_of(*at));
        if stated.iter().all(|(at, _)| Some(self.component_of(*at)) == first) {
            return;
        }
        let mut settled = Vec::new();
        let place =
            |at: usize| stated.binary_search_by_key(&at, |(at, _)| *at).ok().and_then(|at| u32::try_from(at).ok());
        let mut firsts: BTreeMap<usize, u32> = BTreeMap::new();
        for (number, (at, _)) in (0_u32..).zip(&stated) {
            let first = *firsts.entry(self.component_of(*at)).or_insert(number);
            if first != number {
                settled.push((first, number, Relation::Same));
            }
        }
        for &(a, b) in &self.apart {
            if let (Some(a), Some(b)) = (place(a), place(b)) {
                settled.push((a, b, Relation::Different));
            }
        }
        let (places, stated): (Vec<usize>, Vec<Particulars>) = stated.into_iter().unzip();
        let member = |(at, stated): (&usize, Particulars)| {
            let person = self.people.get(*at);
            let only = person.map(|person| &person.numbers).filter(|numbers| numbers.len() == 1);
            let digits = only.and_then(|numbers| numbers.first()?.as_str().parse().ok());
            Member {
                stated,
                number: digits.unwrap_or_default(),
                verified: person.is_some_and(|person| person.verified),
                waits: self.held.contains_key(at),
            }
        };
        let members: Vec<Member> = places.iter().zip(stated).map(member).collect();
        let Alike { followed, possible } = alike(&members, &settled, model);
        let of = |place: usize| places.get(place).copied().unwrap_or_default();
        let mut unfollowed = possible;
        for (a, b, score) in followed {
            let (left, right) = (of(a), of(b));
            if self.component_of(left) == self.component_of(right) {
                continue;
            }
            if let (true, Some(one), Some(other)) =
                (self.may_join(left, right), self.keys.get(left), self.keys.get(right))
            {
                let evidence = Evidence::Likeness { left: one.clone(), right: other.clone(), score };
                self.join(left, right, evidence);
            } else {
                unfollowed.push((a, b, score));
            }
        }
        for (a, b, score) in unfollowed {
            let (Some(one), Some(other)) = (self.keys.get(of(a)).cloned(), self.keys.get(of(b)).cloned()) else {
                continue;
            };
            let asked = |query: &IdentityQuery| query.left == one && query.right.as_ref() == Some(&other);
            if self.component_of(of(a)) != self.component_of(of(b)) && !self.queries.iter().any(asked) {
                self.query(&one, &other, QueryKind::Possible, (None, Some(score)));
            }
        }
    }

    fn index(&self, key: &PersonKey) -> Option<usize> {
        self.keys.binary_search(key).ok()
    }

    pub(super) fn component_of(&self, person: usize) -> usize {
        self.component.get(person).copied().unwrap_or(person)
    }

    pub(super) fn numbers_of(&self, component: usize) -> BTreeSet<&NhsNumber> {
        let people = self.people.iter().zip(&self.own_numbers).zip(&self.component);
        let members = people.filter(|(_, of)| **of == component);
        members.flat_map(|((person, own), _)| person.numbers.iter().chain(own)).collect()
    }

    fn kept_apart(&self, a: usize, b: usize) -> bool {
        self.apart.iter().any(|&(x, y)| {
            let (x, y) = (self.component_of(x), self.component_of(y));
            (x, y) == (a, b) || (y, x) == (a, b)
        })
    }

    pub(super) fn may_join(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.component_of(a), self.component_of(b));
        if a == b {
            return true;
        }
        let mut numbers = self.numbers_of(a);
        numbers.extend(self.numbers_of(b));
        numbers.len() <= 1 && !self.kept_apart(a, b)
    }

    pub(super) fn join(&mut self, a: usize, b: usize, evidence: Evidence) {
        let (a, b) = (self.component_of(a), self.component_of(b));
        let (low, high) = (a.min(b), a.max(b));
        for component in &mut self.component {
            if *component == high {
                *component = low;
            }
        }
        self.evidence.push((low, evidence));
    }

    /// Asks about two local persons, unless it was said of these very two that they are not one.
    fn query(
        &mut self,
        one: &PersonKey,
        other: &PersonKey,
        kind: QueryKind,
        (number, score): (Option<NhsNumber>, Option<i32>),
    ) {
        let pair = self.index(one).zip(self.index(other));
        let severed = number_of(one).zip(number_of(other)).is_some_and(|(a, b)| self.superseded.are_severed(&a, &b));
        let decided = severed || pair.is_some_and(|(a, b)| self.apart.contains(&(a.min(b), a.max(b))));
        if !decided {
            let query = IdentityQuery::between(one, other, kind, number);
            self.queries.insert(IdentityQuery { score, ..query });
        }
    }

    /// Rule 5, one number after the other.
    fn settle_numbers(&mut self) {
        let mut claims: BTreeMap<NhsNumber, Vec<usize>> = BTreeMap::new();
        for (index, (person, key)) in self.people.iter().zip(&self.keys).enumerate() {
            if person.numbers.len() > 1 {
                self.held.insert(index, HeldReason::SeveralNhsNumbers);
                let kind = QueryKind::SeveralNhsNumbers;
                self.queries.insert(IdentityQuery {
                    left: key.clone(),
                    right: None,
                    kind,
                    nhs_number: None,
                    score: None,
                });
            } else {
                for number in &person.numbers {
                    claims.entry(number.clone()).or_default().push(index);
                }
            }
        }
        for (number, claimants) in claims {
            self.settle(&number, &claimants);
        }
    }

    fn settle(&mut self, number: &NhsNumber, claimants: &[usize]) {
        self.join_claimants(claimants);
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &claimant in claimants {
            groups.entry(self.component_of(claimant)).or_default().push(claimant);
        }
        let owner = self.owner(&groups);
        self.ask_about(number, &groups, owner);
        for (component, members) in groups {
            if owner == Some(component) {
                self.owned.insert(component, number.clone());
            } else {
                let apart = owner.is_some_and(|owner| self.kept_apart(owner, component));
                let reason = if apart { HeldReason::KeptApart } else { HeldReason::NhsNumberInQuery };
                self.held.extend(members.into_iter().map(|member| (member, reason)));
            }
        }
    }

    /// Each group of claimants is asked about once: beside the owner, else beside the first before it that it is not kept
    /// apart from, so that what is asked grows with the groups and not with their pairs.
    fn ask_about(&mut self, number: &NhsNumber, groups: &BTreeMap<usize, Vec<usize>>, owner: Option<usize>) {
        let smallest = |members: &Vec<usize>| members.iter().min().copied();
        let groups: Vec<(usize, usize)> =
            groups.iter().filter_map(|(component, members)| Some((*component, smallest(members)?))).collect();
        for (place, &(component, member)) in groups.iter().enumerate() {
            let beside = match owner {
                Some(owner) => groups.iter().find(|(other, _)| *other == owner && owner != component),
                None => {
                    let before = groups.get(..place).unwrap_or_default();
                    before.iter().find(|(other, _)| !self.kept_apart(*other, component)).or(before.first())
                }
            };
            let Some(&(other, other_member)) = beside else { continue };
            let (Some(one), Some(two)) = (self.keys.get(member), self.keys.get(other_member)) else { continue };
            let apart = self.kept_apart(component, other);
            let kind = if apart { QueryKind::Confusion } else { QueryKind::NhsNumber };
            self.queries.insert(IdentityQuery::between(one, two, kind, Some(number.clone())));
        }
    }

    /// The component to which a number belongs beyond query, of those that state it.
    fn owner(&self, groups: &BTreeMap<usize, Vec<usize>>) -> Option<usize> {
        let only = |found: Vec<usize>| if let [one] = found.as_slice() { Some(*one) } else { None };
        if groups.len() == 1 {
            return groups.keys().next().copied();
        }
        let is_verified = |members: &Vec<usize>| members.iter().any(|&member| self.is_verified(member));
        let verified = groups.iter().filter(|(_, members)| is_verified(members)).map(|(component, _)| *component);
        if let Some(one) = only(verified.collect()) {
            return Some(one);
        }
        let vouches = |member: &usize| self.people.get(*member).is_some_and(|p| p.verified || !p.doubted);
        let organisations = |members: &Vec<usize>| {
            let vouching = members.iter().filter(|member| vouches(member));
            vouching.filter_map(|&m| Some(&self.keys.get(m)?.organisation)).collect::<BTreeSet<_>>().len()
        };
        let most = groups.values().map(organisations).max()?;
        let best = groups.iter().filter(|(_, members)| organisations(members) == most);
        only(best.map(|(component, _)| *component).collect())
    }

    fn finish(mut self) -> Resolution {
        self.refused.sort_unstable();
        let mut clusters: BTreeMap<usize, Cluster> = BTreeMap::new();
        for (key, &component) in self.keys.iter().zip(&self.component) {
            clusters
                .entry(component)
                .or_insert_with(|| Cluster {
                    id: PersonId::of(key),
                    members: Vec::new(),
                    nhs_number: None,
                    former_numbers: Vec::new(),
                    evidence: Vec::new(),
                })
                .members
                .push(key.clone());
        }
        for (component, number) in self.owned {
            let component = self.component.get(component).copied().unwrap_or(component);
            if let Some(cluster) = clusters.get_mut(&component) {
                let former = self.superseded.pairs().filter(|(_, new)| **new == number);
                cluster.former_numbers = former.map(|(old, _)| old.clone()).collect();
                cluster.nhs_number = Some(number);
            }
        }
        for (component, evidence) in self.evidence {
            let component = self.component.get(component).copied().unwrap_or(component);
            if let Some(cluster) = clusters.get_mut(&component) {
                cluster.evidence.push(evidence);
            }
        }
        let mut held = Vec::new();
        for (index, (key, component)) in self.keys.iter().zip(&self.component).enumerate() {
            let tied = clusters.get(component).is_some_and(|cluster| cluster.nhs_number.is_some());
            if let Some(&reason) = self.held.get(&index) {
                held.push(Held { person: key.clone(), reason });
            } else if !tied {
                held.push(Held { person: key.clone(), reason: HeldReason::NoNhsNumber });
            }
        }
        Resolution {
            clusters: clusters.into_values().collect(),
            held,
            refused: self.refused,
            queries: self.queries.into_iter().collect(),
        }
    }
}
