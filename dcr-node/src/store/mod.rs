//! The store: SQLite in WAL mode with full synchronous, several processes at once.
//!
//! Every read asks the store, never memory: another process may have written in between. What is remembered is
//! remembered for one transaction ([`Work`]).

mod audit;
mod contribution;
mod directory;
mod erase;
mod identity;
mod matching;
mod message;
mod meta;
mod not_held;
mod open;
mod person;
mod quality;
mod quarantine;
mod rules;
mod source;
#[cfg(test)]
mod tests;

pub(crate) use contribution::Taken;
pub(crate) use erase::{ErasedRows, is_wish, without_attached};
pub(crate) use identity::QueuedRow;
use matching::{Matching, RememberedModel};
pub(crate) use not_held::Mark;
use not_held::Remembered;
pub(crate) use open::Store;
pub(crate) use person::LocalPersonRow;
use quality::Gathered;
pub(crate) use quality::{day_of, day_text};
pub(crate) use quarantine::QuarantinedRow;
use rules::RememberedRules;
pub(crate) use rules::Rules;

use crate::compress::Packer;
use crate::erasure::Erased;
use crate::error::{NodeError, StoreError};
use crate::key::{LookUp, Subkeys};
use dcr_core::identifier::{NhsNumber, OdsCode, PersonKey, SourceSystem};
use dcr_core::time::Timestamp;
use rusqlite::{Connection, Row};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// One transaction's work on the store. What it remembers is true until the transaction ends.
pub(crate) struct Work<'a> {
    sql: &'a Connection,
    pub(crate) keys: &'a Subkeys,
    packer: &'a mut Packer,
    rules: &'a mut Option<RememberedRules>,
    model: &'a mut Option<RememberedModel>,
    matching: Matching,
    people: HashMap<LookUp, Rc<LocalPersonRow>>,
    /// The person asked for last: what follows is mostly about the same.
    last_person: Option<(PersonKey, Rc<LocalPersonRow>)>,
    /// Numbers that are held for a person's row.
    numbers: HashSet<(NhsNumber, i64)>,
    sources: HashMap<(OdsCode, SourceSystem), (i64, Timestamp)>,
    gathered: Gathered,
    remembered: Remembered,
    /// Local persons about whom a directive changed: what their wishes ask for is not settled yet.
    pub(crate) changed: BTreeSet<i64>,
    /// What was erased in this transaction.
    pub(crate) erased: Erased,
    erasing: bool,
}

impl Work<'_> {
    pub(crate) fn count(&self, query: &'static str) -> Result<u64, NodeError> {
        let count: i64 = self.sql.query_row(query, [], |row| row.get(0))?;
        u64::try_from(count).map_err(|_| damaged("a count"))
    }

    pub(crate) fn person_hash(&self, person: &PersonKey) -> LookUp {
        let subject = &person.subject;
        self.keys.look_up(
            "person",
            &[
                person.organisation.as_str().as_bytes(),
                person.system.as_str().as_bytes(),
                subject.namespace().as_bytes(),
                subject.value().as_bytes(),
            ],
        )
    }

    pub(crate) fn number_hash(&self, number: &NhsNumber) -> LookUp {
        self.keys.look_up("number", &[number.as_str().as_bytes()])
    }
}

fn damaged(what: &'static str) -> NodeError {
    StoreError::Corrupt { what }.into()
}

fn hash_column(row: &Row<'_>, index: usize) -> rusqlite::Result<LookUp> {
    row.get(index)
}

fn time(millis: i64, what: &'static str) -> Result<Timestamp, NodeError> {
    Timestamp::from_millis(millis).map_err(|_| damaged(what))
}
