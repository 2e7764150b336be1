//! What the doors to matching whole tables share. It needs no node. C and Python pass tables through here, so that they
//! cannot differ.
//!
//! ```
//! use dcr_core::identity::matching::MatchModel;
//! use dcr_node::match_door::{Linking, MatchTable, link};
//! use std::sync::Arc;
//!
//! let mut table = MatchTable::new(2)?;
//! let column = |texts: [&str; 2]| Box::new(texts.map(String::from).to_vec());
//! table.add("given_name", 2, column(["William", "BILL"]))?;
//! table.add("family_name", 2, column(["Fossett", "FOSSETT"]))?;
//! table.add("birth_date", 2, column(["1951-03-12", "1951-03-12"]))?;
//! table.add("address", 2, column(["14 High Street, Dorchester", "14 HIGH ST"]))?;
//! table.add("postcode", 2, column(["DT1 1XJ", "DT11XJ"]))?;
//! let linked = link(&Linking::of(Arc::new(table)), &MatchModel::english())?;
//! let cluster_of = &linked.found().cluster_of;
//! assert_eq!(cluster_of[0], cluster_of[1]);
//! println!("{}", linked.explain(0, 1)?.text);
//! # Ok::<(), dcr_node::NodeError>(())
//! ```

mod decisions;
mod error;
mod evaluated;
mod linked;
mod table;
mod texts;

pub use error::MatchTableError;
pub use evaluated::{AtThreshold, Evaluated, Recommended, evaluate_scores};
pub(crate) use linked::json;
pub use linked::{Explained, LinkedTables, Step, Weighed, weighed};
pub(crate) use table::Both;
pub use table::{Column, MatchTable, field_of};
pub use texts::Texts;

use crate::error::{InputError, NodeError, RulesError};
use dcr_core::identity::matching::{
    LinkOptions, MatchModel, Pairing, Progress, TrainOptions, Trained, link_table_while, train as train_model,
};
use serde::Serialize;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The word for the model of matching that is shipped.
const ENGLISH: &str = "english";

/// How many threads are used where so many may be: more than this only cost, and a machine may refuse them.
fn threads_of(allowed: usize) -> usize {
    const MOST: usize = 256;
    allowed.clamp(1, MOST)
}

/// A model of matching: its JSON document, or `english` for the one that is shipped.
///
/// # Errors
/// [`RulesError::MatchModel`] when the document is not one.
pub fn model(document: &str) -> Result<MatchModel, NodeError> {
    match document {
        ENGLISH => Ok(MatchModel::english()),
        json => Ok(MatchModel::from_json(json).map_err(RulesError::from)?),
    }
}

/// Hears on the calling thread how far matching has come, and lets it go on or breaks it off.
pub type Hears<'h> = dyn Fn(Step) -> ControlFlow<()> + 'h;

/// What is matched, and how.
pub struct Linking<'h> {
    /// The table.
    pub table: Arc<MatchTable>,
    /// Another one, whose rows are compared with those of the first and not among one another. They are numbered on from
    /// the rows of the first.
    pub other: Option<Arc<MatchTable>>,
    /// What persons decided, as a JSON array of objects: `left`, `right` (each the number of a row, or an object of
    /// `source` and `local_id`) and `decision` (`same` or `different`).
    pub decisions: Option<&'h str>,
    /// How many threads may be used; 0 counts as 1. The result does not depend on it.
    pub threads: usize,
    /// Who hears how far it has come.
    pub hears: Option<&'h Hears<'h>>,
}

impl fmt::Debug for Linking<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told = f.debug_struct("Linking");
        told.field("table", &self.table).field("other", &self.other).field("threads", &self.threads);
        told.finish_non_exhaustive()
    }
}

impl Linking<'_> {
    /// One table, matched with itself on one thread.
    #[must_use]
    pub fn of(table: Arc<MatchTable>) -> Self {
        Self { table, other: None, decisions: None, threads: 1, hears: None }
    }

    fn pairing(&self) -> Pairing {
        match &self.other {
            None => Pairing::Dedupe,
            Some(_) => Pairing::Across { second: self.table.rows() },
        }
    }
}

/// Matches a table with itself or with another.
///
/// # Errors
/// [`MatchTableError`] when the tables have nothing to compare or too many rows, a decision names no row, or `hears` broke it
/// off; [`InputError::Document`] when the decisions cannot be read.
pub fn link(linking: &Linking<'_>, model: &MatchModel) -> Result<LinkedTables, NodeError> {
    let both = table::Both::new(&linking.table, linking.other.as_deref())?;
    let rows = both.table();
    let decisions = decisions::read(linking.decisions, &rows)?;
    let options = LinkOptions {
        threads: threads_of(linking.threads),
        pairing: linking.pairing(),
        decisions: &decisions,
        ..LinkOptions::default()
    };
    let told = |progress: Progress| linking.hears.map_or(ControlFlow::Continue(()), |hears| hears(Step::of(progress)));
    let ControlFlow::Continue(linked) = link_table_while(&rows, model, &options, &told) else {
        return Err(MatchTableError::BrokenOff.into());
    };
    Ok(LinkedTables::new(linking.table.clone(), linking.other.clone(), linked))
}

/// What training told, beside the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrainReport {
    /// How many candidate pairs were looked at.
    pub candidates: u64,
    /// The digest of the trained model.
    pub digest: String,
    /// How many of them are estimated to be of one person.
    pub matches: u64,
    /// How many rounds of estimation were made.
    pub rounds: u32,
}

impl TrainReport {
    /// The report as JSON.
    ///
    /// # Errors
    /// None that a caller could cause.
    pub fn to_json(&self) -> Result<String, NodeError> {
        linked::json(self)
    }
}

/// Trains a model on a table, or on two of which one is matched with the other, from the weights of a base. About so many
/// candidate `pairs` are looked at, `None` for the usual number.
///
/// # Errors
/// [`MatchTableError`] when the tables have nothing to compare or too many rows; [`InputError::Training`] when there is too
/// little to estimate from.
pub fn train(
    table: &MatchTable,
    other: Option<&MatchTable>,
    base: &MatchModel,
    threads: usize,
    pairs: Option<u64>,
) -> Result<(MatchModel, TrainReport), NodeError> {
    let both = table::Both::new(table, other)?;
    let usual = TrainOptions::default();
    let pairing = other.map_or(Pairing::Dedupe, |_| Pairing::Across { second: table.rows() });
    let options = TrainOptions { threads: threads_of(threads), pairing, pairs: pairs.unwrap_or(usual.pairs) };
    let Trained { model, candidates, matches, rounds } =
        train_model(&both.table(), base, &options).map_err(InputError::from)?;
    let report = TrainReport { candidates, digest: model.digest(), matches, rounds };
    Ok((model, report))
}

#[cfg(test)]
mod tests;
