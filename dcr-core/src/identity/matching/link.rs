//! Matching a whole table at once.

use super::block::{BlockKind, keys_of};
use super::cluster::{Decided, Refusal, Rows, cluster};
use super::decision::{Decision, Relation, RowKey};
use super::guard::Guards;
use super::lexicon::Lexicon;
use super::model::MatchModel;
use super::number::StableState;
use super::pairs::{Compared, Edge, LeftOut, RowKeys, compare_pairs};
use super::particulars::Particulars;
use super::row::Row;
use super::score::{Outcome, score};
use super::table::{Table, key_rank};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Which pairs of a table are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pairing {
    /// Every pair.
    #[default]
    Dedupe,
    /// Only pairs of a row before this one and a row from it on: two tables, one behind the other.
    Across {
        /// The first row of the second table.
        second: usize,
    },
}

impl Pairing {
    /// Whether a pair is asked for.
    pub(super) fn admits(self, a: u32, b: u32) -> bool {
        match self {
            Self::Dedupe => true,
            Self::Across { second } => ((a as usize) < second) != ((b as usize) < second),
        }
    }
}

/// How far a table has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Rows were read.
    Read {
        /// How many so far.
        rows: usize,
    },
    /// The blocks of one kind were compared.
    Compared {
        /// Which kind.
        kind: BlockKind,
    },
    /// Clusters were made.
    Clustered,
}

/// How to match a table.
#[derive(Clone, Copy)]
pub struct LinkOptions<'o> {
    /// How many threads may be used; 0 counts as 1. The result does not depend on it.
    pub threads: usize,
    /// Which pairs are asked for.
    pub pairing: Pairing,
    /// Whether name frequencies and crowded values are learned from the table before it is matched; those of the model
    /// are used otherwise.
    pub learn: bool,
    /// What persons and sources decided.
    pub decisions: &'o [Decision],
    /// Is told on the calling thread how far the work has come.
    pub progress: Option<&'o dyn Fn(Progress)>,
}

impl Default for LinkOptions<'_> {
    fn default() -> Self {
        Self { threads: 1, pairing: Pairing::Dedupe, learn: true, decisions: &[], progress: None }
    }
}

impl std::fmt::Debug for LinkOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("LinkOptions");
        debug.field("threads", &self.threads).field("pairing", &self.pairing).field("learn", &self.learn);
        debug.field("decisions", &self.decisions.len()).finish_non_exhaustive()
    }
}

/// A pair of rows that is possible or linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LinkedPair {
    /// The earlier row.
    pub left: u32,
    /// The later row.
    pub right: u32,
    /// The score in hundredths of a bit.
    pub score: i32,
    /// The score as it ranks: with a guard below the link threshold.
    pub rank: i32,
    /// What follows from the pair alone.
    pub outcome: Outcome,
    /// The guards it meets.
    pub guards: Guards,
    /// Whether the two are in one cluster.
    pub joined: bool,
    /// Why a pair that links by itself was not joined.
    pub refused: Option<Refusal>,
    /// What was decided of the two.
    pub decided: Option<Relation>,
}

impl LinkedPair {
    /// Whether a person should look at it: it is not joined, and nobody decided that it is not to be. What was decided to be
    /// one person and could not be joined is looked at again.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        !self.joined && self.decided != Some(Relation::Different)
    }
}

/// The result of matching a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// For each row the row by which its cluster is named: the member whose key ranks first.
    pub cluster_of: Vec<u32>,
    /// The pairs that are possible or linked, in the order of their rows.
    pub pairs: Vec<LinkedPair>,
    /// The blocks that were too crowded to compare.
    pub left_out: Vec<LeftOut>,
    /// How many pairs were scored.
    pub scored: u64,
    /// The model that was used, with what was learned from the table.
    pub model: MatchModel,
}

impl Linked {
    /// The pairs that a person should look at, the highest rank first: the likeliest to be one person stand at the top.
    #[must_use]
    pub fn review(&self) -> Vec<LinkedPair> {
        let mut review: Vec<LinkedPair> = self.pairs.iter().copied().filter(LinkedPair::needs_review).collect();
        review.sort_by_key(|pair| (std::cmp::Reverse(pair.rank), pair.left, pair.right));
        review
    }

    /// How many clusters there are.
    #[must_use]
    pub fn clusters(&self) -> usize {
        (0_u32..).zip(&self.cluster_of).filter(|(row, name)| row == *name).count()
    }
}

/// Who hears on the calling thread how far the work has come, and may end it.
type Told<'t> = dyn Fn(Progress) -> ControlFlow<()> + 't;

/// How many rows are read between two words about it.
const READ_AT_ONCE: usize = 100_000;

/// Rows in memory with what comparing them needs.
pub(super) struct Loaded<'m> {
    pub(super) rows: Vec<Row>,
    pub(super) ranks: Vec<u64>,
    pub(super) lexicon: Lexicon,
    pub(super) model: Cow<'m, MatchModel>,
}

impl<'m> Loaded<'m> {
    pub(super) fn read(table: &Table<'_>, model: &'m MatchModel, learn: bool, told: &Told<'_>) -> Self {
        let mut lexicon = Lexicon::default();
        let (mut stated, mut line) = (Particulars::new(), String::new());
        let mut rows = Vec::with_capacity(table.rows());
        let mut ranks = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            table.read(row, &mut stated, &mut line);
            rows.push(Row::new(&stated, &mut lexicon, model));
            ranks.push(table.rank(row));
            if (row + 1) % READ_AT_ONCE == 0 && told(Progress::Read { rows: row + 1 }).is_break() {
                break;
            }
        }
        let model = if learn { Cow::Owned(model.learned(&rows, &lexicon)) } else { Cow::Borrowed(model) };
        if learn {
            lexicon.refresh(&model);
            rows.iter_mut().for_each(|row| row.refresh(&lexicon, &model));
        }
        Self { rows, ranks, lexicon, model }
    }

    pub(super) fn keys(&self) -> RowKeys {
        let mut all = RowKeys::with_rows(self.rows.len());
        let mut keys = Vec::new();
        for row in &self.rows {
            keys_of(row, &self.lexicon, &self.model, &mut keys);
            all.push(&keys);
        }
        all
    }

    pub(super) fn edge(&self, a: u32, b: u32) -> Option<Edge> {
        let (left, right) = (self.rows.get(a as usize)?, self.rows.get(b as usize)?);
        Edge::of(a, b, &score(left, right, &self.lexicon, &self.model))
    }
}

impl Rows for Loaded<'_> {
    fn rank(&self, row: u32) -> u64 {
        self.ranks.get(row as usize).copied().unwrap_or(0)
    }

    fn number(&self, row: u32) -> u64 {
        self.rows.get(row as usize).map_or(0, Row::valid_number)
    }

    fn is_verified(&self, row: u32) -> bool {
        self.rows.get(row as usize).is_some_and(Row::is_verified)
    }

    fn guards(&self, a: u32, b: u32) -> Guards {
        match (self.rows.get(a as usize), self.rows.get(b as usize)) {
            (Some(a), Some(b)) => score(a, b, &self.lexicon, &self.model).all_guards(a, b, &self.model),
            _ => Guards::NONE,
        }
    }
}

/// Matches a table: which rows are one person, which may be, and what was left out.
///
/// The clusters depend on the set of rows (their content and keys), the model and the decisions alone: not on the order of
/// the rows, nor on the number of threads.
#[must_use]
pub fn link_table(table: &Table<'_>, model: &MatchModel, options: &LinkOptions<'_>) -> Linked {
    // Nothing breaks it off, so that something always comes of it.
    link_table_while(table, model, options, &|_| ControlFlow::Continue(())).unwrap_or_else(|| Linked {
        cluster_of: Vec::new(),
        pairs: Vec::new(),
        left_out: Vec::new(),
        scored: 0,
        model: model.clone(),
    })
}

/// Matches a table as [`link_table`] does, unless `told`, which hears how far the work has come, breaks it off: then `None`,
/// as soon as the pair at hand is compared.
#[must_use]
pub fn link_table_while(
    table: &Table<'_>,
    model: &MatchModel,
    options: &LinkOptions<'_>,
    told: &Told<'_>,
) -> Option<Linked> {
    let stopped = AtomicBool::new(false);
    let hear = |progress| {
        if let Some(tell) = options.progress {
            tell(progress);
        }
        // Whoever broke it off is not told any further; nothing more is compared.
        if stopped.load(Ordering::Relaxed) || told(progress).is_break() {
            stopped.store(true, Ordering::Relaxed);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let loaded = Loaded::read(table, model, options.learn, &hear);
    if stopped.load(Ordering::Relaxed) {
        return None;
    }
    let keys = loaded.keys();
    let pairing = options.pairing;
    let admit = |a: u32, b: u32| !stopped.load(Ordering::Relaxed) && pairing.admits(a, b);
    let compared = compare_pairs(
        &keys,
        loaded.model.block_limit,
        options.threads,
        &|kind| {
            let _ = hear(Progress::Compared { kind });
        },
        &admit,
        &|a, b| loaded.edge(a, b),
    );
    drop(keys);
    if stopped.load(Ordering::Relaxed) {
        return None;
    }
    let decided = decided(table, options.decisions);
    let clustered = cluster(loaded.rows.len(), &compared.edges, &decided, &loaded, loaded.model.margin);
    if hear(Progress::Clustered).is_break() {
        return None;
    }
    let cluster_of = named(&clustered.cluster_of, &loaded.ranks);
    let mut refused = clustered.refused.iter().peekable();
    let link = loaded.model.thresholds.link;
    let pairs = compared.edges.iter().map(|edge| {
        let mut reason = None;
        while let Some((known, why)) = refused.peek() {
            if (known.a, known.b) > (edge.a, edge.b) {
                break;
            }
            if (known.a, known.b) == (edge.a, edge.b) {
                reason = Some(*why);
            }
            refused.next();
        }
        LinkedPair {
            left: edge.a,
            right: edge.b,
            score: edge.score,
            rank: edge.guards.rank(edge.score, link),
            outcome: edge.outcome,
            guards: edge.guards,
            joined: cluster_of.get(edge.a as usize) == cluster_of.get(edge.b as usize),
            refused: reason,
            decided: decided.relation(edge.a, edge.b),
        }
    });
    let pairs = pairs.collect();
    let Compared { left_out, scored, .. } = compared;
    Some(Linked { cluster_of, pairs, left_out, scored, model: loaded.model.into_owned() })
}

/// Names each cluster by the member that ranks first.
fn named(cluster_of: &[u32], ranks: &[u64]) -> Vec<u32> {
    let mut first: Vec<Option<(u64, u32)>> = vec![None; cluster_of.len()];
    for ((row, cluster), rank) in (0_u32..).zip(cluster_of).zip(ranks) {
        if let Some(place) = first.get_mut(*cluster as usize) {
            *place = Some(place.map_or((*rank, row), |known| known.min((*rank, row))));
        }
    }
    let name = |cluster: &u32| first.get(*cluster as usize).copied().flatten().map_or(*cluster, |(_, row)| row);
    cluster_of.iter().map(name).collect()
}

/// The decisions by the numbers of rows; rows of one source and one local id are the same, as their source says.
fn decided(table: &Table<'_>, decisions: &[Decision]) -> Decided {
    let mut decided = Decided::default();
    let mut rows: HashMap<u64, u32, StableState> = HashMap::default();
    rows.reserve(table.rows());
    for row in 0..table.rows() {
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        if let Some((source, local_id)) = table.key(row) {
            let first = *rows.entry(key_rank(source, local_id)).or_insert(number);
            if first != number {
                decided.add(first, number, Relation::Same);
            }
        }
    }
    let find = |key: &RowKey| {
        let (source, local_id) = key.parts();
        rows.get(&key_rank(source, local_id)).copied()
    };
    for decision in decisions {
        if let (Some(a), Some(b)) = (find(&decision.left), find(&decision.right)) {
            decided.add(a, b, decision.relation);
        }
    }
    decided
}
