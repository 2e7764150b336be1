//! The clusters of a small group of rows, such as the neighbourhood of one local person in a store.

use super::cluster::{Decided, Refusal, cluster};
use super::decision::{Decision, RowKey};
use super::guard::Guards;
use super::lexicon::Lexicon;
use super::link::Loaded;
use super::model::MatchModel;
use super::pairs::Edge;
use super::particulars::Particulars;
use super::row::Row;
use super::score::Outcome;
use super::table::key_rank;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A pair of a group that is possible or linked. The places are those of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupPair {
    /// The earlier place.
    pub left: usize,
    /// The later place.
    pub right: usize,
    /// The score in hundredths of a bit.
    pub score: i32,
    /// What follows from the pair alone.
    pub outcome: Outcome,
    /// The guards it meets.
    pub guards: Guards,
    /// Whether the two are in one cluster.
    pub joined: bool,
    /// Why a pair that links by itself was not joined.
    pub refused: Option<Refusal>,
}

/// The clusters of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// For each place the place by which its cluster is named: that of the smallest key.
    pub cluster_of: Vec<usize>,
    /// The pairs that are possible or linked, in the order of their places.
    pub pairs: Vec<GroupPair>,
}

/// Clusters a group of rows, each compared with each.
///
/// Give it every row that can be reached over links and decisions from any other, and those that are possible for one of
/// them: then the result is that of [`super::link_table`] over everything. The order does not matter. Cost: the square of
/// the group.
#[must_use]
pub fn cluster_group(group: &[(RowKey, Particulars)], decisions: &[Decision], model: &MatchModel) -> Group {
    let mut lexicon = Lexicon::default();
    let rows: Vec<Row> = group.iter().map(|(_, stated)| Row::new(stated, &mut lexicon, model)).collect();
    let rank = |key: &RowKey| {
        let (source, local_id) = key.parts();
        key_rank(source, local_id)
    };
    let ranks = group.iter().map(|(key, _)| rank(key)).collect();
    let loaded = Loaded { rows, ranks, lexicon, model: Cow::Borrowed(model) };
    let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
    let edges: Vec<Edge> =
        (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).filter_map(|(a, b)| loaded.edge(a, b)).collect();
    let places: BTreeMap<&RowKey, u32> = group.iter().zip(0..).map(|((key, _), place)| (key, place)).collect();
    let mut decided = Decided::default();
    for decision in decisions {
        if let (Some(a), Some(b)) = (places.get(&decision.left), places.get(&decision.right)) {
            decided.add(*a, *b, decision.relation);
        }
    }
    let clustered = cluster(group.len(), &edges, &decided, &loaded, model.margin);
    let mut named: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, ((key, _), cluster)) in group.iter().zip(&clustered.cluster_of).enumerate() {
        let name = named.entry(*cluster).or_insert(place);
        if group.get(*name).is_some_and(|(known, _)| key < known) {
            *name = place;
        }
    }
    let cluster_of: Vec<usize> =
        clustered.cluster_of.iter().map(|cluster| named.get(cluster).copied().unwrap_or_default()).collect();
    let pairs = edges.iter().map(|edge| {
        let (left, right) = (edge.a as usize, edge.b as usize);
        let refused = clustered.refused.iter().find(|(known, _)| (known.a, known.b) == (edge.a, edge.b));
        GroupPair {
            left,
            right,
            score: edge.score,
            outcome: edge.outcome,
            guards: edge.guards,
            joined: cluster_of.get(left) == cluster_of.get(right),
            refused: refused.map(|(_, reason)| *reason),
        }
    });
    let pairs = pairs.collect();
    Group { cluster_of, pairs }
}
