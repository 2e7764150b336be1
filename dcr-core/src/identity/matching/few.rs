//! Matching of few local persons at a time: one against those who share a block with it, and a handful among themselves.

use super::block::{BlockKey, keys_of};
use super::cluster::{Clustered, Decided, Rows, cluster};
use super::decision::Relation;
use super::guard::Guards;
use super::lexicon::Lexicon;
use super::model::MatchModel;
use super::pairs::Edge;
use super::particulars::Particulars;
use super::row::Row;
use super::score::{Outcome, score};
use std::cmp::Reverse;

/// One local person, made ready once to be compared with many.
#[derive(Debug)]
pub struct OneAgainst<'m> {
    row: Row,
    lexicon: Lexicon,
    model: &'m MatchModel,
}

impl<'m> OneAgainst<'m> {
    /// Makes ready.
    #[must_use]
    pub fn new(stated: &Particulars, model: &'m MatchModel) -> Self {
        let mut lexicon = Lexicon::default();
        let row = Row::new(stated, &mut lexicon, model);
        Self { row, lexicon, model }
    }

    /// The keys of the blocks that it stands in, in order, each once.
    #[must_use]
    pub fn block_keys(&self) -> Vec<BlockKey> {
        let mut keys = Vec::new();
        keys_of(&self.row, &self.lexicon, self.model, &mut keys);
        keys
    }

    /// What follows from the pair of it and another, by the pair alone.
    #[must_use]
    pub fn outcome(&mut self, other: &Particulars) -> Outcome {
        let other = Row::new(other, &mut self.lexicon, self.model);
        score(&self.row, &other, &self.lexicon, self.model).outcome
    }
}

/// A local person among a few.
pub(in crate::identity) struct Member {
    pub(in crate::identity) stated: Particulars,
    /// The one NHS number that stands for what they state, as digits; 0 when there is none, or several.
    pub(in crate::identity) number: u64,
    pub(in crate::identity) verified: bool,
    /// Whether a person has to settle first who they are: nobody is linked with them by likeness.
    pub(in crate::identity) waits: bool,
}

/// A few who are joined by likeness, under the same constraints as a table's rows.
pub(in crate::identity) struct Alike {
    /// Links that were followed, in the order in which they were.
    pub(in crate::identity) followed: Vec<(usize, usize, i32)>,
    /// Those that a person has to look at.
    pub(in crate::identity) possible: Vec<(usize, usize, i32)>,
}

struct Few<'f> {
    members: &'f [Member],
    rows: Vec<Row>,
    lexicon: Lexicon,
    model: &'f MatchModel,
}

impl Few<'_> {
    fn edges(&self) -> Vec<Edge> {
        let mut keys = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut found = Vec::new();
            keys_of(row, &self.lexicon, self.model, &mut found);
            keys.push(found);
        }
        let mut edges = Vec::new();
        for (a, (keys_a, row_a)) in (0_u32..).zip(keys.iter().zip(&self.rows)) {
            for (b, (keys_b, row_b)) in (0_u32..).zip(keys.iter().zip(&self.rows)).skip(a as usize + 1) {
                if !keys_a.iter().any(|key| keys_b.binary_search(key).is_ok()) {
                    continue;
                }
                let scored = score(row_a, row_b, &self.lexicon, self.model);
                let waits = |at: u32| self.members.get(at as usize).is_some_and(|member| member.waits);
                let outcome = match scored.outcome {
                    Outcome::None => continue,
                    Outcome::Link if waits(a) || waits(b) => Outcome::Possible,
                    outcome => outcome,
                };
                let (guards, number) = (scored.guards, scored.number_equal());
                edges.push(Edge { a, b, score: scored.score, guards, outcome, number, bridges: scored.bridges() });
            }
        }
        edges
    }
}

impl Rows for Few<'_> {
    /// They come in the order of their keys.
    fn rank(&self, row: u32) -> u64 {
        u64::from(row)
    }

    fn number(&self, row: u32) -> u64 {
        self.members.get(row as usize).map_or(0, |member| member.number)
    }

    fn is_verified(&self, row: u32) -> bool {
        self.members.get(row as usize).is_some_and(|member| member.verified)
    }

    fn guards(&self, a: u32, b: u32) -> Guards {
        match (self.rows.get(a as usize), self.rows.get(b as usize)) {
            (Some(a), Some(b)) => score(a, b, &self.lexicon, self.model).all_guards(a, b, self.model),
            _ => Guards::NONE,
        }
    }
}

/// Joins those of a few local persons, in the order of their keys, who are alike enough. `settled` says of whom it is settled
/// already that they are one or two.
pub(in crate::identity) fn alike(members: &[Member], settled: &[(u32, u32, Relation)], model: &MatchModel) -> Alike {
    let mut decided = Decided::default();
    for (a, b, relation) in settled {
        decided.add(*a, *b, *relation);
    }
    let mut lexicon = Lexicon::default();
    let rows = members.iter().map(|member| Row::new(&member.stated, &mut lexicon, model)).collect();
    let few = Few { members, rows, lexicon, model };
    let edges = few.edges();
    let Clustered { cluster_of, .. } = cluster(members.len(), &edges, &decided, &few, model.margin);
    let together = |edge: &Edge| cluster_of.get(edge.a as usize) == cluster_of.get(edge.b as usize);
    let told = |edge: &Edge| (edge.a as usize, edge.b as usize, edge.score);
    let mut followed: Vec<&Edge> =
        edges.iter().filter(|edge| edge.outcome == Outcome::Link && together(edge)).collect();
    followed.sort_unstable_by_key(|edge| (Reverse(edge.score), edge.a, edge.b));
    Alike {
        followed: followed.into_iter().map(told).collect(),
        possible: edges.iter().filter(|edge| !together(edge)).map(told).collect(),
    }
}
