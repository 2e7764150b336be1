//! What came of matching tables.

use super::error::MatchTableError;
use super::table::{Both, MatchTable};
use crate::error::{InputError, NodeError, StoreError};
use dcr_core::identity::matching::{
    BlockKind, Comparator, Comparison, Evidence, Guards, LeftOut, Level, Linked, LinkedPair, Outcome, Progress, compare,
};
use serde::Serialize;
use std::sync::Arc;

/// How far matching has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many rows were read.
    Read(u64),
    /// The pairs of so many rules of blocking were compared.
    Compared(u64),
    /// Clusters were made.
    Clustered,
}

impl Step {
    pub(super) fn of(progress: Progress) -> Self {
        match progress {
            Progress::Read { rows } => Self::Read(rows as u64),
            Progress::Compared { kind } => Self::Compared(kind as u64 + 1),
            Progress::Clustered => Self::Clustered,
        }
    }

    /// The word for it, and how many.
    #[must_use]
    pub fn told(self) -> (&'static str, u64) {
        match self {
            Self::Read(rows) => ("read", rows),
            Self::Compared(rules) => ("compared", rules),
            Self::Clustered => ("clustered", 1),
        }
    }
}

/// One piece of evidence, with the score after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// The comparator.
    pub comparator: Comparator,
    /// What it found.
    pub level: Level,
    /// The score so far, in hundredths of a bit.
    pub sum: i32,
    /// Its weight in hundredths of a bit.
    pub weight: i32,
}

/// The pieces of a comparison, the heaviest first, each with the score after it.
#[must_use]
pub fn weighed(comparison: &Comparison) -> Vec<Weighed> {
    let weighed = |(evidence, sum): (Evidence, i32)| Weighed {
        comparator: evidence.comparator,
        level: evidence.level,
        sum,
        weight: evidence.weight,
    };
    comparison.waterfall().into_iter().map(weighed).collect()
}

/// How two rows compare, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Why the pair goes to a person whatever its score.
    pub guards: Guards,
    /// What was taken off because a household shares it, in hundredths of a bit.
    pub household_cap: i32,
    /// Whether the two are in one cluster.
    pub joined: bool,
    /// One row.
    pub left: u32,
    /// What follows from the pair alone.
    pub outcome: Outcome,
    /// The other row.
    pub right: u32,
    /// The score in hundredths of a bit.
    pub score: i32,
    /// The same in words, a line for each piece of evidence.
    pub text: String,
    /// The evidence that says anything, the heaviest first.
    pub waterfall: Vec<Weighed>,
}

/// How many of what there are.
#[derive(Serialize)]
struct Summary {
    clusters: usize,
    left_out: Vec<CrowdedBlock>,
    model: String,
    pairs: usize,
    review: usize,
    rows: usize,
    scored: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<usize>,
}

/// A block that was too crowded to compare its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CrowdedBlock {
    /// The kind of the block.
    pub kind: BlockKind,
    /// Its key in 16 hexadecimal digits: as a number, JSON would not hold it everywhere.
    pub key: String,
    /// How many rows are in it. They are compared only where they share another block.
    pub rows: u32,
}

/// What came of matching tables, with the tables.
#[derive(Debug)]
pub struct LinkedTables {
    table: Arc<MatchTable>,
    other: Option<Arc<MatchTable>>,
    linked: Linked,
}

impl LinkedTables {
    pub(super) fn new(table: Arc<MatchTable>, other: Option<Arc<MatchTable>>, linked: Linked) -> Self {
        Self { table, other, linked }
    }

    /// What was found.
    #[must_use]
    pub fn found(&self) -> &Linked {
        &self.linked
    }

    /// The number of the first row of the second table, if there are two.
    #[must_use]
    pub fn second(&self) -> Option<usize> {
        self.other.as_ref().map(|_| self.table.rows())
    }

    /// The pairs that a person should look at, the highest rank first.
    #[must_use]
    pub fn review(&self) -> Vec<LinkedPair> {
        self.linked.review()
    }

    /// How two rows compare, piece by piece, by the model with what was learned from the tables.
    ///
    /// # Errors
    /// [`MatchTableError::RowUnknown`].
    pub fn explain(&self, left: u32, right: u32) -> Result<Explained, NodeError> {
        let both = Both::new(&self.table, self.other.as_deref())?;
        let rows = both.table();
        let cluster = |row: u32| {
            let known = self.linked.cluster_of.get(row as usize).copied();
            known.ok_or(MatchTableError::RowUnknown { row })
        };
        let joined = cluster(left)? == cluster(right)?;
        let (one, other) = (rows.particulars(left as usize), rows.particulars(right as usize));
        let found = compare(&one, &other, &self.linked.model);
        Ok(Explained {
            guards: found.guards,
            household_cap: found.household_cap,
            joined,
            left,
            outcome: found.outcome,
            right,
            score: found.score,
            text: found.text(),
            waterfall: weighed(&found),
        })
    }

    /// What was found, in a form: `summary` (how many of what, and what was left out), `clusters` (for each row the row by
    /// which its cluster is named), `pairs` and `review`, all as JSON; `model` for the model that was used, with what was
    /// learned from the tables.
    ///
    /// # Errors
    /// [`InputError::FormatUnknown`].
    pub fn tell(&self, form: &str) -> Result<String, NodeError> {
        match form {
            "summary" => json(&self.summary()),
            "clusters" => json(&self.linked.cluster_of),
            "pairs" => json(&self.linked.pairs),
            "review" => json(&self.review()),
            "model" => Ok(self.linked.model.to_json()),
            _ => Err(InputError::FormatUnknown.into()),
        }
    }

    /// How two rows compare, as `json` or `text`.
    ///
    /// # Errors
    /// As [`Self::explain`]; [`InputError::FormatUnknown`].
    pub fn tell_explained(&self, left: u32, right: u32, form: &str) -> Result<String, NodeError> {
        let explained = self.explain(left, right)?;
        match form {
            "json" => json(&explained),
            "text" => Ok(explained.text),
            _ => Err(InputError::FormatUnknown.into()),
        }
    }

    /// The blocks that were too crowded to compare their rows.
    #[must_use]
    pub fn left_out(&self) -> Vec<CrowdedBlock> {
        let told =
            |block: &LeftOut| CrowdedBlock { kind: block.kind, key: format!("{:016x}", block.key.0), rows: block.rows };
        self.linked.left_out.iter().map(told).collect()
    }

    fn summary(&self) -> Summary {
        Summary {
            clusters: self.linked.clusters(),
            left_out: self.left_out(),
            model: self.linked.model.digest(),
            pairs: self.linked.pairs.len(),
            review: self.linked.pairs.iter().filter(|pair| pair.needs_review()).count(),
            rows: self.linked.cluster_of.len(),
            scored: self.linked.scored,
            second: self.second(),
        }
    }
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, NodeError> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt { what: "an answer of matching" }.into())
}
