//! Clusters of local persons from what their sources state.

use super::cross_check::Profile;
use super::{Evidence, HeldReason, PersonId};
use crate::contribution::{ContributionBody, LinkRelation, Statement, Withdrawals};
use crate::identifier::{NhsNumber, OdsCode, PersonKey, SourceSystem, SubjectId};
use crate::record::VerificationStatus;
use std::collections::{BTreeMap, BTreeSet};

/// One person: the local persons that are joined, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The name of the cluster: that of its smallest member.
    pub id: PersonId,
    /// The local persons, in order; at least one.
    pub members: Vec<PersonKey>,
    /// The NHS number that is theirs beyond query, if there is one.
    pub nhs_number: Option<NhsNumber>,
    /// Why they were joined.
    pub evidence: Vec<Evidence>,
}

/// A local person that is tied to no NHS number, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// The local person.
    pub person: PersonKey,
    /// Why.
    pub reason: HeldReason,
}

/// A link statement that was not followed, because it would join what must stay apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedLink {
    /// The statement's subject.
    pub left: PersonKey,
    /// The other.
    pub right: PersonKey,
}

/// What [`resolve`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolution {
    /// Every person, in the order of their smallest members.
    pub clusters: Vec<Cluster>,
    /// The local persons tied to no NHS number, in order.
    pub held: Vec<Held>,
    /// The links not followed, in order.
    pub refused: Vec<RefusedLink>,
}

impl Resolution {
    /// The cluster to which an NHS number belongs beyond query.
    #[must_use]
    pub fn by_nhs_number(&self, number: &NhsNumber) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.nhs_number.as_ref() == Some(number))
    }

    /// The cluster of a local person.
    #[must_use]
    pub fn by_person(&self, person: &PersonKey) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.members.binary_search(person).is_ok())
    }
}

#[derive(Debug, Default)]
struct LocalPerson {
    numbers: BTreeSet<NhsNumber>,
    verified: bool,
    profile: Profile,
}

/// Clusters the local persons that some statements are about.
///
/// The statements must be those that stand (one for each key) and closed under shared NHS numbers and links: whoever
/// shares a number or a link with someone named must be named too. The result depends on the set alone, never on its order.
///
/// The rules, in order:
/// 1. A `different` link keeps two local persons apart, whatever else is said.
/// 2. `replaces` and `same` links join, unless that would join two different NHS numbers.
/// 3. An NHS number joins those who state it and pass the cross-check with one another. If they fall into several groups,
///    the number is theirs who alone have it verified, else theirs whom most organisations state; on a tie nobody's.
///
/// ```
/// let nobody = dcr_core::identity::resolve([]);
/// assert!(nobody.clusters.is_empty());
/// ```
#[must_use]
pub fn resolve<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Resolution {
    let statements: Vec<&Statement> = statements.into_iter().collect();
    let withdrawals = Withdrawals::of(statements.iter().copied());
    let mut people: BTreeMap<PersonKey, LocalPerson> = BTreeMap::new();
    let mut joins: BTreeSet<(PersonKey, PersonKey)> = BTreeSet::new();
    let mut apart: BTreeSet<(PersonKey, PersonKey)> = BTreeSet::new();
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
            match &statement.contribution().parts().body {
                Some(ContributionBody::Demographics(demographics)) => {
                    let person = people.entry(key.clone()).or_default();
                    person.profile.add(demographics);
                    for stated in &demographics.nhs_numbers {
                        person.numbers.insert(stated.number.clone());
                        person.verified |= stated.verification == Some(VerificationStatus::Verified);
                    }
                }
                Some(ContributionBody::Link(link)) => {
                    people.entry(link.other.clone()).or_default();
                    let pair = (key.clone(), link.other.clone());
                    match link.relation {
                        LinkRelation::Different => apart.insert(pair),
                        LinkRelation::Same | LinkRelation::Replaces => joins.insert(pair),
                    };
                }
                _ => {}
            }
        }
        people.entry(key).or_default();
    }
    Resolver::new(people, &apart).run(joins)
}

struct Resolver {
    keys: Vec<PersonKey>,
    people: Vec<LocalPerson>,
    apart: Vec<(usize, usize)>,
    /// The component of each local person, as the index of its smallest member.
    component: Vec<usize>,
    evidence: Vec<(usize, Evidence)>,
    held: BTreeMap<usize, HeldReason>,
    owned: BTreeMap<usize, NhsNumber>,
}

impl Resolver {
    fn new(people: BTreeMap<PersonKey, LocalPerson>, apart: &BTreeSet<(PersonKey, PersonKey)>) -> Self {
        let (keys, people): (Vec<_>, Vec<_>) = people.into_iter().unzip();
        let index = |key: &PersonKey| keys.binary_search(key).ok();
        let apart = apart.iter().filter_map(|(a, b)| Some((index(a)?, index(b)?))).collect();
        let component = (0..keys.len()).collect();
        Self { keys, people, apart, component, evidence: Vec::new(), held: BTreeMap::new(), owned: BTreeMap::new() }
    }

    fn run(mut self, joins: BTreeSet<(PersonKey, PersonKey)>) -> Resolution {
        let mut refused = Vec::new();
        for (left, right) in joins {
            let (Ok(a), Ok(b)) = (self.keys.binary_search(&left), self.keys.binary_search(&right)) else { continue };
            if self.may_join(a, b) {
                self.join(a, b, Evidence::LinkStatement { left, right });
            } else {
                refused.push(RefusedLink { left, right });
            }
        }
        self.settle_numbers();
        self.finish(refused)
    }

    fn component_of(&self, person: usize) -> usize {
        self.component.get(person).copied().unwrap_or(person)
    }

    fn numbers_of(&self, component: usize) -> BTreeSet<&NhsNumber> {
        self.people
            .iter()
            .zip(&self.component)
            .filter(|(_, of)| **of == component)
            .flat_map(|(person, _)| &person.numbers)
            .collect()
    }

    fn kept_apart(&self, a: usize, b: usize) -> bool {
        self.apart.iter().any(|&(x, y)| {
            let (x, y) = (self.component_of(x), self.component_of(y));
            (x, y) == (a, b) || (y, x) == (a, b)
        })
    }

    fn may_join(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.component_of(a), self.component_of(b));
        if a == b {
            return true;
        }
        let mut numbers = self.numbers_of(a);
        numbers.extend(self.numbers_of(b));
        numbers.len() <= 1 && !self.kept_apart(a, b)
    }

    fn join(&mut self, a: usize, b: usize, evidence: Evidence) {
        let (a, b) = (self.component_of(a), self.component_of(b));
        let (low, high) = (a.min(b), a.max(b));
        for component in &mut self.component {
            if *component == high {
                *component = low;
            }
        }
        self.evidence.push((low, evidence));
    }

    /// Rule 3, one number after the other.
    fn settle_numbers(&mut self) {
        let mut claims: BTreeMap<NhsNumber, Vec<usize>> = BTreeMap::new();
        for (index, person) in self.people.iter().enumerate() {
            if person.numbers.len() > 1 {
                self.held.insert(index, HeldReason::SeveralNhsNumbers);
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
        for (position, &a) in claimants.iter().enumerate() {
            for &b in claimants.get(position + 1..).unwrap_or_default() {
                if self.component_of(a) == self.component_of(b) || !self.may_join(a, b) {
                    continue;
                }
                if let (Some(agreed), Some(left), Some(right)) = (self.agrees(a, b), self.keys.get(a), self.keys.get(b))
                {
                    let evidence = Evidence::NhsNumber { left: left.clone(), right: right.clone(), agreed };
                    self.join(a, b, evidence);
                }
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &claimant in claimants {
            groups.entry(self.component_of(claimant)).or_default().push(claimant);
        }
        let owner = self.owner(&groups);
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

    fn agrees(&self, a: usize, b: usize) -> Option<&'static str> {
        self.people.get(a)?.profile.agrees(&self.people.get(b)?.profile)
    }

    /// The component to which a number belongs beyond query, of those that state it.
    fn owner(&self, groups: &BTreeMap<usize, Vec<usize>>) -> Option<usize> {
        let only = |found: Vec<usize>| if let [one] = found.as_slice() { Some(*one) } else { None };
        if groups.len() == 1 {
            return groups.keys().next().copied();
        }
        let is_verified =
            |members: &Vec<usize>| members.iter().any(|&m| self.people.get(m).is_some_and(|p| p.verified));
        let verified = groups.iter().filter(|(_, members)| is_verified(members)).map(|(component, _)| *component);
        if let Some(one) = only(verified.collect()) {
            return Some(one);
        }
        let organisations = |members: &Vec<usize>| {
            members.iter().filter_map(|&m| Some(&self.keys.get(m)?.organisation)).collect::<BTreeSet<_>>().len()
        };
        let most = groups.values().map(organisations).max()?;
        let best = groups.iter().filter(|(_, members)| organisations(members) == most);
        only(best.map(|(component, _)| *component).collect())
    }

    fn finish(self, refused: Vec<RefusedLink>) -> Resolution {
        let mut clusters: BTreeMap<usize, Cluster> = BTreeMap::new();
        for (key, &component) in self.keys.iter().zip(&self.component) {
            clusters
                .entry(component)
                .or_insert_with(|| Cluster {
                    id: PersonId::of(key),
                    members: Vec::new(),
                    nhs_number: None,
                    evidence: Vec::new(),
                })
                .members
                .push(key.clone());
        }
        for (component, number) in self.owned {
            let component = self.component.get(component).copied().unwrap_or(component);
            if let Some(cluster) = clusters.get_mut(&component) {
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
        Resolution { clusters: clusters.into_values().collect(), held, refused }
    }
}
