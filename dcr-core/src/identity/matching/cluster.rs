//! Clusters: which rows are one person, from the pairs that link, under constraints over whole clusters.

use super::decision::Relation;
use super::guard::Guards;
use super::number::StableState;
use super::pairs::Edge;
use super::score::Outcome;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Why a pair that links by itself was not joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A person or source keeps two of the members apart.
    KeptApart,
    /// The cluster would hold two different valid NHS numbers.
    TwoNumbers,
    /// Two of the members contradict one another.
    Contradiction,
    /// The row fits another one that cannot be the same person about as well.
    Ambiguous,
}

/// What clustering has to know of rows.
pub(super) trait Rows {
    /// A number that depends on the row's content and key alone, for breaking ties.
    fn rank(&self, row: u32) -> u64;
    /// The one valid NHS number of a row, or 0.
    fn number(&self, row: u32) -> u64;
    /// Whether that number is verified.
    fn is_verified(&self, row: u32) -> bool;
    /// The guards that two rows meet, whatever their score.
    fn guards(&self, a: u32, b: u32) -> Guards;
}

/// The decisions of persons and sources about pairs of rows.
#[derive(Debug, Default)]
pub(super) struct Decided {
    relations: HashMap<(u32, u32), Relation, StableState>,
    decided_rows: HashSet<u32, StableState>,
}

impl Decided {
    pub(super) fn add(&mut self, a: u32, b: u32, relation: Relation) {
        // Keeping apart is stronger, whatever comes first.
        let place = self.relations.entry((a.min(b), a.max(b))).or_insert(relation);
        *place = (*place).max(relation);
        self.decided_rows.extend([a, b]);
    }

    /// What was decided of two rows.
    pub(super) fn relation(&self, a: u32, b: u32) -> Option<Relation> {
        if self.relations.is_empty() || !self.decided_rows.contains(&a) {
            return None;
        }
        self.relations.get(&(a.min(b), a.max(b))).copied()
    }

    /// The pairs decided to be the same; their order does not matter.
    fn same(&self) -> Vec<(u32, u32)> {
        self.relations.iter().filter(|(_, relation)| **relation == Relation::Same).map(|(pair, _)| *pair).collect()
    }
}

/// The clusters of some rows.
#[derive(Debug, Default)]
pub(super) struct Clustered {
    /// The place in `members` of each row.
    pub(super) cluster_of: Vec<u32>,
    /// Pairs that were to be joined and were not.
    pub(super) refused: Vec<(Edge, Refusal)>,
}

/// Members beyond this many of each side are not compared one by one when clusters join.
const COMPARED: usize = 24;

/// Clusters `count` rows, numbered from 0, by their edges.
///
/// The result depends on the set of edges, decisions and ranks alone. Steps: pairs decided to be the same are joined
/// first; then a row that fits two others which contradict one another, within `margin`, loses its links; then edges are
/// followed from the highest score down, ties by rank, and two clusters are joined when no two of their members are kept
/// apart, have different valid numbers, or contradict one another.
pub(super) fn cluster(count: usize, edges: &[Edge], decided: &Decided, rows: &dyn Rows, margin: i32) -> Clustered {
    let mut state = State {
        cluster_of: (0..u32::try_from(count).unwrap_or(u32::MAX)).collect(),
        members: HashMap::default(),
        decided,
        rows,
    };
    let pair_rank = |a: u32, b: u32| {
        let (x, y) = (rows.rank(a), rows.rank(b));
        (x.min(y), x.max(y))
    };
    let mut refused = Vec::new();
    let mut same = decided.same();
    same.sort_unstable_by_key(|(a, b)| pair_rank(*a, *b));
    for (a, b) in same {
        if let Err(reason) = state.join(a, b, By::Decision) {
            let edge =
                Edge { a, b, score: 0, guards: Guards::NONE, outcome: Outcome::Link, number: false, bridges: false };
            refused.push((edge, reason));
        }
    }
    let ambiguous = ambiguous(count, edges, decided, rows, margin);
    let links = edges.iter().filter(|edge| edge.outcome == Outcome::Link);
    let mut links: Vec<_> = links.map(|edge| (Reverse(edge.score), pair_rank(edge.a, edge.b), edge)).collect();
    links.sort_unstable_by_key(|(score, ranks, _)| (*score, *ranks));
    for (_, _, edge) in links {
        let loses = |row: u32| ambiguous.contains(&row);
        if !edge.number && (loses(edge.a) || loses(edge.b)) {
            refused.push((*edge, Refusal::Ambiguous));
        } else if let Err(reason) = state.join(edge.a, edge.b, if edge.bridges { By::Bridge } else { By::Score }) {
            refused.push((*edge, reason));
        }
    }
    let cluster_of = state.cluster_of;
    let together = |edge: &Edge| {
        let of = |row: u32| cluster_of.get(row as usize);
        of(edge.a) == of(edge.b)
    };
    // What a later join brought together after all needs no review.
    refused.retain(|(edge, _)| !together(edge));
    refused.sort_unstable_by_key(|(edge, reason)| (edge.a, edge.b, *reason));
    Clustered { cluster_of, refused }
}

/// What a join rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Somebody's decision.
    Decision,
    /// A pair that bridges what differs under one NHS number.
    Bridge,
    /// The score.
    Score,
}

struct State<'s> {
    cluster_of: Vec<u32>,
    /// The members of clusters of two and more.
    members: HashMap<u32, Vec<u32>, StableState>,
    decided: &'s Decided,
    rows: &'s dyn Rows,
}

impl State<'_> {
    fn cluster_of(&self, row: u32) -> u32 {
        self.cluster_of.get(row as usize).copied().unwrap_or(row)
    }

    fn members(&self, cluster: u32) -> Vec<u32> {
        self.members.get(&cluster).cloned().unwrap_or_else(|| vec![cluster])
    }

    fn join(&mut self, a: u32, b: u32, by: By) -> Result<(), Refusal> {
        let (x, y) = (self.cluster_of(a), self.cluster_of(b));
        if x == y {
            return Ok(());
        }
        let (mut left, mut right) = (self.members(x), self.members(y));
        self.may_join(&left, &right, by)?;
        let (kept, gone) = if left.len() >= right.len() { (x, y) } else { (y, x) };
        for row in if gone == x { &left } else { &right } {
            if let Some(place) = self.cluster_of.get_mut(*row as usize) {
                *place = kept;
            }
        }
        left.append(&mut right);
        left.sort_unstable_by_key(|row| self.rows.rank(*row));
        self.members.remove(&gone);
        self.members.insert(kept, left);
        Ok(())
    }

    fn may_join(&self, left: &[u32], right: &[u32], by: By) -> Result<(), Refusal> {
        let pairs = || left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b)));
        if pairs().any(|(a, b)| self.decided.relation(a, b) == Some(Relation::Different)) {
            return Err(Refusal::KeptApart);
        }
        let apart = |(a, b): (u32, u32)| {
            let (x, y) = (self.rows.number(a), self.rows.number(b));
            // A person's decision joins numbers that were never traced, two traced ones it does not.
            x != 0 && y != 0 && x != y && (by != By::Decision || (self.rows.is_verified(a) && self.rows.is_verified(b)))
        };
        if pairs().any(apart) {
            return Err(Refusal::TwoNumbers);
        }
        let mut compared = left.iter().take(COMPARED).flat_map(|a| right.iter().take(COMPARED).map(move |b| (*a, *b)));
        let contradict = |(a, b): (u32, u32)| {
            let (x, y) = (self.rows.number(a), self.rows.number(b));
            let bridged = by == By::Bridge && x != 0 && x == y;
            !bridged && self.decided.relation(a, b) != Some(Relation::Same) && self.rows.guards(a, b).contradict()
        };
        if by != By::Decision && compared.any(contradict) {
            return Err(Refusal::Contradiction);
        }
        Ok(())
    }
}

/// The rows that fit two others which contradict one another, within the margin.
fn ambiguous(
    count: usize,
    edges: &[Edge],
    decided: &Decided,
    rows: &dyn Rows,
    margin: i32,
) -> HashSet<u32, StableState> {
    let eligible = |edge: &&Edge| !edge.number && !edge.guards.contradict();
    let mut degree = vec![0_u32; count];
    for edge in edges.iter().filter(eligible) {
        for row in [edge.a, edge.b] {
            if let Some(place) = degree.get_mut(row as usize) {
                *place += 1;
            }
        }
    }
    let several = |row: u32| degree.get(row as usize).is_some_and(|degree| *degree > 1);
    let mut ends: Vec<(u32, Reverse<i32>, u64, u32, bool)> = Vec::new();
    for edge in edges.iter().filter(eligible) {
        for (row, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
            if several(row) {
                ends.push((row, Reverse(edge.score), rows.rank(other), other, edge.outcome == Outcome::Link));
            }
        }
    }
    ends.sort_unstable();
    let mut found = HashSet::default();
    for group in ends.chunk_by(|x, y| x.0 == y.0) {
        let Some((row, Reverse(best), ..)) = group.iter().find(|end| end.4).copied() else { continue };
        let near: Vec<u32> =
            group.iter().filter(|end| end.1.0 >= best.saturating_sub(margin)).take(COMPARED).map(|end| end.3).collect();
        let clash = |a: u32, b: u32| {
            let (x, y) = (rows.number(a), rows.number(b));
            (x != 0 && y != 0 && x != y)
                || decided.relation(a, b) == Some(Relation::Different)
                || rows.guards(a, b).contradict()
        };
        let clashes = near.iter().enumerate().any(|(place, a)| near.iter().skip(place + 1).any(|b| clash(*a, *b)));
        if clashes {
            found.insert(row);
        }
    }
    found
}
