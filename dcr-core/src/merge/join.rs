//! The join of contributions: of the versions of one key the highest stands.

use crate::contribution::{ContributionKey, Statement};
use std::collections::BTreeMap;

/// A set of statements, one for each contribution key: the one with the highest rank (version, recorded time, content
/// hash). Joining two sets is commutative, associative and idempotent; the order of arrival leaves no trace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatementSet {
    by_key: BTreeMap<ContributionKey, Statement>,
}

impl StatementSet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one statement; whether it now stands for its key, or made the receive time earlier.
    pub fn insert(&mut self, statement: Statement) -> bool {
        let key = statement.contribution().key().clone();
        let joined = match self.by_key.remove(&key) {
            None => {
                self.by_key.insert(key, statement);
                return true;
            }
            Some(held) => {
                let changed = statement.rank() > held.rank()
                    || (statement.rank() == held.rank() && statement.received() < held.received());
                (join(held, statement), changed)
            }
        };
        self.by_key.insert(key, joined.0);
        joined.1
    }

    /// Everything that either holds, by the same rule.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        for statement in other.by_key.into_values() {
            self.insert(statement);
        }
        self
    }

    /// The statements that stand, in the order of their keys; among them those whose status says they are no longer
    /// part of the record.
    pub fn iter(&self) -> impl Iterator<Item = &Statement> {
        self.by_key.values()
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
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

fn join(held: Statement, other: Statement) -> Statement {
    match held.rank().cmp(&other.rank()) {
        std::cmp::Ordering::Greater => held,
        std::cmp::Ordering::Less => other,
        std::cmp::Ordering::Equal => held.received_no_later_than(other.received()),
    }
}
