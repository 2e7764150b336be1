//! The join of contributions: of the versions of one key the highest stands.

use crate::contribution::{ContributionKey, Statement, Withdrawals};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A set of statements, one for each contribution key: the one with the highest rank (version, recorded time, content
/// hash). Joining two sets is commutative, associative and idempotent; the order of arrival leaves no trace.
#[derive(Debug, Clone, Default)]
pub struct StatementSet {
    statements: BTreeSet<Keyed>,
}

/// A statement as a set finds it: by its key alone. Boxed, because a set moves what it holds to make room.
#[derive(Debug, Clone)]
struct Keyed(Box<Statement>);

impl Borrow<ContributionKey> for Keyed {
    fn borrow(&self) -> &ContributionKey {
        self.0.contribution().key()
    }
}

impl Ord for Keyed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.contribution().key().cmp(other.0.contribution().key())
    }
}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Keyed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Keyed {}

impl PartialEq for StatementSet {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for StatementSet {}

impl StatementSet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one statement; whether it now stands for its key, or made the receive time earlier.
    pub fn insert(&mut self, statement: Statement) -> bool {
        let Some(Keyed(held)) = self.statements.replace(Keyed(Box::new(statement))) else { return true };
        let Some(Keyed(new)) = self.statements.take(held.contribution().key()) else { return true };
        let changed = new.rank() > held.rank() || (new.rank() == held.rank() && new.received() < held.received());
        self.statements.insert(Keyed(join(held, new)));
        changed
    }

    /// Everything that either holds, by the same rule.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        for Keyed(statement) in other.statements {
            self.insert(*statement);
        }
        self
    }

    /// The statements that stand, in the order of their keys; among them those whose status says they are no longer
    /// part of the record.
    pub fn iter(&self) -> impl Iterator<Item = &Statement> + Clone {
        self.statements.iter().map(|Keyed(statement)| statement.as_ref())
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The statements that are part of the record, taken out, in the order of their keys.
    pub(super) fn into_current(self) -> impl Iterator<Item = Statement> {
        let withdrawals = Withdrawals::of(self.iter());
        let kept: Vec<bool> =
            self.iter().map(|statement| statement.is_current() && !withdrawals.withdraw(statement)).collect();
        self.statements.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(Keyed(statement), _)| *statement)
    }

    /// The statements that are part of the record, in the order of their keys: those that stand, are not said to be
    /// wrong or deleted, and are not withdrawn by a later version of what they were derived from.
    pub fn current(&self) -> impl Iterator<Item = &Statement> {
        let withdrawals = Withdrawals::of(self.iter());
        self.iter().filter(move |statement| statement.is_current() && !withdrawals.withdraw(statement))
    }
}

impl FromIterator<Statement> for StatementSet {
    fn from_iter<I: IntoIterator<Item = Statement>>(statements: I) -> Self {
        let mut set = Self::new();
        for statement in statements {
            set.insert(statement);
        }
        set
    }
}

fn join(held: Box<Statement>, other: Box<Statement>) -> Box<Statement> {
    match held.rank().cmp(&other.rank()) {
        Ordering::Greater => held,
        Ordering::Less => other,
        Ordering::Equal => Box::new(held.received_no_later_than(other.received())),
    }
}
