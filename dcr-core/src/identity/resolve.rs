//! Clusters of local persons from what their sources state.

use super::matching::MatchModel;
use super::resolver::Resolver;
use super::stated::Stated;
use super::{Evidence, HeldReason, IdentityQuery, PersonId};
use crate::contribution::Statement;
use crate::identifier::{NhsNumber, PersonKey};

/// One person: the local persons that are joined, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The name of the cluster: that of its smallest member.
    pub id: PersonId,
    /// The local persons, in order; at least one.
    pub members: Vec<PersonKey>,
    /// The NHS number that is theirs beyond query, if there is one.
    pub nhs_number: Option<NhsNumber>,
    /// The numbers that it replaced, in order.
    pub former_numbers: Vec<NhsNumber>,
    /// Why they were joined.
    pub evidence: Vec<Evidence>,
}

impl Cluster {
    /// Whether a number is theirs beyond query: the one that they have, or one that it replaced.
    #[must_use]
    pub fn has_number(&self, number: &NhsNumber) -> bool {
        self.nhs_number.as_ref() == Some(number) || self.former_numbers.contains(number)
    }
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
    /// What a person has to settle, in order.
    pub queries: Vec<IdentityQuery>,
}

impl Resolution {
    /// The cluster to which an NHS number belongs beyond query; a number that was replaced finds whose it is now.
    #[must_use]
    pub fn by_nhs_number(&self, number: &NhsNumber) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.has_number(number))
    }

    /// The cluster of a local person.
    #[must_use]
    pub fn by_person(&self, person: &PersonKey) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.members.binary_search(person).is_ok())
    }
}

/// Clusters the local persons that some statements are about.
///
/// The statements must be those that stand (one for each key) and closed under shared NHS numbers, local identifiers and
/// links: whoever shares one with someone named must be named too. The result depends on the set alone, never on its order.
///
/// The rules, in order:
/// 1. A `different` link keeps two local persons apart, whatever else is said; of two NHS numbers it severs them.
/// 2. A number stands for the one that replaced it, where a source says so and everyone who states the old one passes the
///    cross-check with somebody who states the new.
/// 3. `replaces` and `same` links join, what a person decided before what sources say, unless that would join two different
///    NHS numbers.
/// 4. A local identifier joins the local persons whom their one source knows by it, unless that would join two different
///    NHS numbers or what is known of them and of those they are joined with plainly disagrees.
/// 5. An NHS number joins those who state it and pass the cross-check with one another, but nobody through a third whose
///    details plainly disagree with theirs. If they fall into several groups, the number is theirs who alone have it
///    verified, else theirs whom most organisations state without a doubt of their own; on a tie nobody's.
///
/// `docs/identity-review.md` has every rule in full.
///
/// ```
/// let nobody = dcr_core::identity::resolve([]);
/// assert!(nobody.clusters.is_empty());
/// ```
#[must_use]
pub fn resolve<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Resolution {
    let statements: Vec<&Statement> = statements.into_iter().collect();
    Resolver::new(Stated::of(&statements)).run(None)
}

/// The same, and joins those who are alike enough by a model of matching: the statements must be closed under its links, too.
///
/// Likeness is asked last, and obeys all that was settled before: what is kept apart stays apart, no two different NHS numbers
/// are joined, and whoever has a number in query, or several, is joined with nobody by likeness. The constraints on whole
/// clusters are those of [`super::matching::link_table`]. Pairs that a person has to look at become queries.
#[must_use]
pub fn resolve_with<'a>(statements: impl IntoIterator<Item = &'a Statement>, model: Option<&MatchModel>) -> Resolution {
    let statements: Vec<&Statement> = statements.into_iter().collect();
    Resolver::new(Stated::of(&statements)).run(model)
}
