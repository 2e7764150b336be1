//! Matching as rows come and go: an index in memory that always holds what matching everything at once would give.

use super::block::{BlockKey, keys_of};
use super::cluster::{Decided, Refusal, cluster};
use super::comparison::Comparison;
use super::decision::{Decision, Relation, RowKey};
use super::guard::Guards;
use super::lexicon::Lexicon;
use super::matcher_view::View;
use super::model::MatchModel;
use super::number::StableState;
use super::pairs::{Edge, LeftOut};
use super::particulars::Particulars;
use super::row::Row;
use super::score::{Outcome, score};
use super::table::key_rank;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A row of the index.
#[derive(Debug)]
pub(super) struct Slot {
    key: RowKey,
    pub(super) rank: u64,
    pub(super) row: Row,
    keys: Vec<BlockKey>,
    /// The pairs worth keeping, by the other row.
    edges: BTreeMap<u32, Edge>,
    /// The cluster: the slot of its member with the smallest key.
    cluster: u32,
    /// Pairs that link by themselves and were not joined, by the other row.
    refused: BTreeMap<u32, Refusal>,
}

/// A row that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The row.
    pub key: RowKey,
    /// The name of its cluster: the smallest key of its members.
    pub cluster: RowKey,
    /// How it compares.
    pub comparison: Comparison,
}

/// A pair for a person to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewPair {
    /// The row with the smaller key.
    pub left: RowKey,
    /// The row with the greater key.
    pub right: RowKey,
    /// The score in hundredths of a bit.
    pub score: i32,
    /// The score as it ranks: with a guard below the link threshold.
    pub rank: i32,
    /// Why it was not joined whatever its score.
    pub guards: Guards,
    /// Why it was not joined though it links by itself.
    pub refused: Option<Refusal>,
}

/// An index of rows that are matched as they come and go.
///
/// Whatever the order of arrival, and whatever came and was taken back in between, it holds the clusters that
/// [`super::link_table`] gives for the rows that are there. A new row costs the size of its neighbourhood.
#[derive(Debug)]
pub struct Matcher {
    pub(super) model: MatchModel,
    pub(super) lexicon: Lexicon,
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    places: BTreeMap<RowKey, u32>,
    blocks: HashMap<BlockKey, Vec<u32>, StableState>,
    decisions: BTreeSet<Decision>,
    /// The decisions of each row, by the other row's key.
    decided: BTreeMap<RowKey, BTreeMap<RowKey, Relation>>,
}

impl Matcher {
    /// An empty index that goes by a model.
    #[must_use]
    pub fn new(model: MatchModel) -> Self {
        Self {
            model,
            lexicon: Lexicon::default(),
            slots: Vec::new(),
            free: Vec::new(),
            places: BTreeMap::new(),
            blocks: HashMap::default(),
            decisions: BTreeSet::new(),
            decided: BTreeMap::new(),
        }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &MatchModel {
        &self.model
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Adds a row, or states it anew.
    pub fn insert(&mut self, key: RowKey, stated: &Particulars) {
        let mut touched = BTreeSet::new();
        if let Some(known) = self.places.remove(&key) {
            self.take_out(known, &mut touched);
        }
        let row = Row::new(stated, &mut self.lexicon, &self.model);
        let mut keys = Vec::new();
        keys_of(&row, &self.lexicon, &self.model, &mut keys);
        let place = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        let (source, local_id) = key.parts();
        let rank = key_rank(source, local_id);
        self.places.insert(key.clone(), place);
        let slot = Slot {
            key,
            rank,
            row,
            keys: keys.clone(),
            edges: BTreeMap::new(),
            cluster: place,
            refused: BTreeMap::new(),
        };
        if let Some(free) = self.slots.get_mut(place as usize) {
            *free = Some(slot);
        }
        let mut candidates = BTreeSet::new();
        for block in &keys {
            let members = self.blocks.entry(*block).or_default();
            if members.len() < self.model.block_limit as usize {
                candidates.extend(members.iter().copied());
            }
            members.push(place);
            if members.len() == self.model.block_limit as usize + 1 {
                let members = members.clone();
                self.drop_pairs_of(&members, &mut touched);
            }
        }
        for other in candidates {
            self.compare(place, other);
        }
        touched.insert(place);
        touched.extend(self.neighbours(place));
        self.cluster(&touched);
    }

    /// Takes a row out: what is left is as if it had never been. `false` when there is no such row.
    pub fn remove(&mut self, key: &RowKey) -> bool {
        let Some(place) = self.places.remove(key) else { return false };
        let mut touched = BTreeSet::new();
        self.take_out(place, &mut touched);
        self.cluster(&touched);
        true
    }

    /// Records what a person or a source decided of two rows; they need not be there yet.
    pub fn decide(&mut self, decision: &Decision) {
        self.decisions.insert(decision.clone());
        self.redecide(&decision.left, &decision.right);
    }

    /// Takes a decision back: what is left is as if it had never been. `false` when there is no such decision.
    pub fn undo(&mut self, decision: &Decision) -> bool {
        let known = self.decisions.remove(decision);
        if known {
            self.redecide(&decision.left, &decision.right);
        }
        known
    }

    /// The rows of one person, in the order of their keys: those in a cluster with this one. Empty when there is no such row.
    #[must_use]
    pub fn cluster_of(&self, key: &RowKey) -> Vec<&RowKey> {
        let Some(place) = self.places.get(key) else { return Vec::new() };
        let Some(cluster) = self.slot(*place).map(|slot| slot.cluster) else { return Vec::new() };
        let linked = self.linked([*place].into());
        let mut members: Vec<&RowKey> = linked
            .iter()
            .filter_map(|row| self.slot(*row))
            .filter(|slot| slot.cluster == cluster)
            .map(|s| &s.key)
            .collect();
        members.sort_unstable();
        members
    }

    /// Every cluster, its rows in order, in the order of their first rows.
    #[must_use]
    pub fn clusters(&self) -> Vec<Vec<&RowKey>> {
        let mut clusters: BTreeMap<&RowKey, Vec<&RowKey>> = BTreeMap::new();
        for (key, place) in &self.places {
            if let Some(name) = self.slot(*place).and_then(|slot| self.slot(slot.cluster)) {
                clusters.entry(&name.key).or_default().push(key);
            }
        }
        clusters.into_values().collect()
    }

    /// The pairs for a person to look at: possible or linked, not joined, and not decided to be two persons; the highest rank
    /// first, as in [`super::Linked::review`].
    #[must_use]
    pub fn review(&self) -> Vec<ReviewPair> {
        let mut review = Vec::new();
        for slot in self.slots.iter().flatten() {
            for (other, edge) in &slot.edges {
                let Some(other_slot) = self.slot(*other) else { continue };
                let decided = self.decided.get(&slot.key).and_then(|decided| decided.get(&other_slot.key));
                let apart = decided == Some(&Relation::Different);
                if slot.key < other_slot.key && slot.cluster != other_slot.cluster && !apart {
                    review.push(ReviewPair {
                        left: slot.key.clone(),
                        right: other_slot.key.clone(),
                        score: edge.score,
                        rank: edge.guards.rank(edge.score, self.model.thresholds.link),
                        guards: edge.guards,
                        refused: slot.refused.get(other).copied(),
                    });
                }
            }
        }
        review.sort_unstable_by(|x, y| y.rank.cmp(&x.rank).then_with(|| (&x.left, &x.right).cmp(&(&y.left, &y.right))));
        review
    }

    /// The rows that fit some particulars, the highest score first, without adding them.
    pub fn find(&mut self, stated: &Particulars) -> Vec<Found> {
        let row = Row::new(stated, &mut self.lexicon, &self.model);
        let mut keys = Vec::new();
        keys_of(&row, &self.lexicon, &self.model, &mut keys);
        let limit = self.model.block_limit as usize;
        let blocks = keys.iter().filter_map(|key| self.blocks.get(key)).filter(|block| block.len() <= limit);
        let candidates: BTreeSet<u32> = blocks.flatten().copied().collect();
        let mut found: Vec<Found> = candidates
            .into_iter()
            .filter_map(|place| {
                let slot = self.slot(place)?;
                let comparison = Comparison::of(&score(&row, &slot.row, &self.lexicon, &self.model));
                (comparison.outcome != Outcome::None).then(|| Found {
                    key: slot.key.clone(),
                    cluster: self.slot(slot.cluster).map_or_else(|| slot.key.clone(), |name| name.key.clone()),
                    comparison,
                })
            })
            .collect();
        found.sort_unstable_by(|x, y| y.comparison.score.cmp(&x.comparison.score).then_with(|| x.key.cmp(&y.key)));
        found
    }

    /// Compares two rows, side by side; `None` when either is not there.
    #[must_use]
    pub fn compare_rows(&self, left: &RowKey, right: &RowKey) -> Option<Comparison> {
        let slot = |key| self.slot(*self.places.get(key)?);
        Some(Comparison::of(&score(&slot(left)?.row, &slot(right)?.row, &self.lexicon, &self.model)))
    }

    /// The blocks that are too crowded to compare, in order.
    #[must_use]
    pub fn left_out(&self) -> Vec<LeftOut> {
        let limit = self.model.block_limit as usize;
        let crowded = self.blocks.iter().filter(|(_, members)| members.len() > limit);
        let mut left_out: Vec<LeftOut> = crowded.map(|(key, members)| LeftOut::of(*key, members.len())).collect();
        left_out.sort_unstable();
        left_out
    }

    pub(super) fn slot(&self, place: u32) -> Option<&Slot> {
        self.slots.get(place as usize).and_then(Option::as_ref)
    }

    fn slot_mut(&mut self, place: u32) -> Option<&mut Slot> {
        self.slots.get_mut(place as usize).and_then(Option::as_mut)
    }

    fn neighbours(&self, place: u32) -> Vec<u32> {
        self.slot(place).map(|slot| slot.edges.keys().copied().collect()).unwrap_or_default()
    }

    fn compare(&mut self, a: u32, b: u32) {
        let (a, b) = (a.min(b), a.max(b));
        let (Some(left), Some(right)) = (self.slot(a), self.slot(b)) else { return };
        if let Some(edge) = Edge::of(a, b, &score(&left.row, &right.row, &self.lexicon, &self.model)) {
            for (one, other) in [(a, b), (b, a)] {
                if let Some(slot) = self.slot_mut(one) {
                    slot.edges.insert(other, edge);
                }
            }
        }
    }

    fn take_out(&mut self, place: u32, touched: &mut BTreeSet<u32>) {
        // Whatever was clustered with the row is clustered anew.
        touched.extend(self.linked([place].into()));
        touched.extend(self.neighbours(place));
        let Some(slot) = self.slots.get_mut(place as usize).and_then(Option::take) else { return };
        self.free.push(place);
        for other in slot.edges.keys() {
            if let Some(other) = self.slot_mut(*other) {
                other.edges.remove(&place);
            }
        }
        let limit = self.model.block_limit as usize;
        for block in &slot.keys {
            let Some(members) = self.blocks.get_mut(block) else { continue };
            members.retain(|member| *member != place);
            let members = members.clone();
            if members.is_empty() {
                self.blocks.remove(block);
            } else if members.len() == limit {
                // The block is compared again.
                for (index, a) in members.iter().enumerate() {
                    for b in members.iter().skip(index + 1) {
                        self.compare(*a, *b);
                    }
                }
                touched.extend(members);
            }
        }
        touched.remove(&place);
    }

    /// Drops the pairs of a block that has become too crowded, unless they share another.
    fn drop_pairs_of(&mut self, members: &[u32], touched: &mut BTreeSet<u32>) {
        // What the pairs linked until now is clustered anew.
        touched.extend(self.linked(members.iter().copied().collect()));
        for a in members {
            for b in self.neighbours(*a) {
                if *a < b && !self.share_a_block(*a, b) {
                    touched.extend([*a, b]);
                    for (one, other) in [(*a, b), (b, *a)] {
                        if let Some(slot) = self.slot_mut(one) {
                            slot.edges.remove(&other);
                        }
                    }
                }
            }
        }
    }

    fn share_a_block(&self, a: u32, b: u32) -> bool {
        let limit = self.model.block_limit as usize;
        let living = |key: &&BlockKey| self.blocks.get(*key).is_some_and(|block| block.len() <= limit);
        match (self.slot(a), self.slot(b)) {
            (Some(a), Some(b)) => a.keys.iter().filter(living).any(|key| b.keys.binary_search(key).is_ok()),
            _ => false,
        }
    }

    fn redecide(&mut self, left: &RowKey, right: &RowKey) {
        let mut touched = BTreeSet::new();
        let places =
            |matcher: &Self| [left, right].into_iter().filter_map(|key| matcher.places.get(key).copied()).collect();
        touched.extend(self.linked(places(self)));
        for (one, other) in [(left, right), (right, left)] {
            let standing = self.decisions.iter().filter(|decision| {
                (&decision.left == left && &decision.right == right)
                    || (&decision.left == right && &decision.right == left)
            });
            // Keeping apart is stronger.
            let strongest = standing.map(|decision| decision.relation).max();
            let decided = self.decided.entry(one.clone()).or_default();
            match strongest {
                Some(relation) => decided.insert(other.clone(), relation),
                None => decided.remove(other),
            };
            if decided.is_empty() {
                self.decided.remove(one);
            }
        }
        touched.extend(places(self));
        // A row that fits both is judged anew.
        for place in places(self) {
            touched.extend(self.neighbours(place));
        }
        self.cluster(&touched);
    }

    /// The rows that can be reached over links and decisions, with the rows themselves.
    fn linked(&self, mut open: BTreeSet<u32>) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        while let Some(place) = open.pop_first() {
            let Some(slot) = self.slot(place) else { continue };
            if found.insert(place) {
                let links =
                    slot.edges.iter().filter(|(_, edge)| edge.outcome == Outcome::Link).map(|(other, _)| *other);
                open.extend(links.filter(|other| !found.contains(other)));
                let decided = self.decided.get(&slot.key).into_iter().flatten();
                let same = decided.filter(|(_, relation)| **relation == Relation::Same);
                open.extend(same.filter_map(|(key, _)| self.places.get(key)).filter(|other| !found.contains(*other)));
            }
        }
        found
    }

    /// Clusters anew whatever is linked with some rows.
    fn cluster(&mut self, touched: &BTreeSet<u32>) {
        let mut open = touched.clone();
        while let Some(place) = open.pop_first() {
            let linked = self.linked([place].into());
            open.retain(|other| !linked.contains(other));
            if !linked.is_empty() {
                self.cluster_linked(&linked);
            }
        }
    }

    fn cluster_linked(&mut self, linked: &BTreeSet<u32>) {
        // Rows that are possible for one of these stand beside them, because they can make its links ambiguous.
        let mut places: Vec<u32> = linked.iter().copied().collect();
        places.extend(linked.iter().flat_map(|place| self.neighbours(*place)).filter(|other| !linked.contains(other)));
        let beside = places.split_off(linked.len());
        places.extend(beside.into_iter().collect::<BTreeSet<u32>>());
        let local: BTreeMap<u32, u32> = places.iter().copied().zip(0..).collect();
        let find = |place: u32| local.get(&place).copied();
        let mut edges = Vec::new();
        let mut decided = Decided::default();
        for place in linked {
            let Some(slot) = self.slot(*place) else { continue };
            for (other, edge) in &slot.edges {
                if !(linked.contains(other) && other < place)
                    && let (Some(a), Some(b)) = (find(*place), find(*other))
                {
                    edges.push(Edge { a: a.min(b), b: a.max(b), ..*edge });
                }
            }
        }
        for place in &places {
            let Some(slot) = self.slot(*place) else { continue };
            for (key, relation) in self.decided.get(&slot.key).into_iter().flatten() {
                if let (Some(a), Some(b)) = (find(*place), self.places.get(key).and_then(|other| find(*other))) {
                    decided.add(a, b, *relation);
                }
            }
        }
        let view = View { matcher: self, places: &places };
        let clustered = cluster(places.len(), &edges, &decided, &view, self.model.margin);
        let mut names: BTreeMap<u32, u32> = BTreeMap::new();
        for (place, cluster) in places.iter().zip(&clustered.cluster_of).take(linked.len()) {
            let name = names.entry(*cluster).or_insert(*place);
            if self.slot(*place).map(|slot| &slot.key) < self.slot(*name).map(|slot| &slot.key) {
                *name = *place;
            }
        }
        for (place, cluster) in places.iter().zip(&clustered.cluster_of).take(linked.len()) {
            let name = names.get(cluster).copied().unwrap_or(*place);
            if let Some(slot) = self.slot_mut(*place) {
                slot.cluster = name;
                slot.refused.clear();
            }
        }
        for (edge, reason) in clustered.refused {
            let (Some(a), Some(b)) = (places.get(edge.a as usize), places.get(edge.b as usize)) else { continue };
            for (one, other) in [(*a, *b), (*b, *a)] {
                if linked.contains(&one)
                    && let Some(slot) = self.slot_mut(one)
                {
                    slot.refused.insert(other, reason);
                }
            }
        }
    }
}
