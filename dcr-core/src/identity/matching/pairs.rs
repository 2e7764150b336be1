//! Candidate pairs of many rows: which share a block, each scored once, in the first block it shares.

use super::block::{BlockKey, BlockKind};
use super::guard::Guards;
use super::number::StableState;
use super::score::{Outcome, Scored};
use serde::Serialize;
use std::collections::HashSet;

/// A pair that is kept: possible or linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) score: i32,
    pub(super) guards: Guards,
    pub(super) outcome: Outcome,
    /// Whether the two have an NHS number in common.
    pub(super) number: bool,
    /// Whether it ties firmly enough for further statements under the same number to differ.
    pub(super) bridges: bool,
}

impl Edge {
    /// The edge of a scored pair; `None` when it is not worth keeping.
    pub(super) fn of(a: u32, b: u32, scored: &Scored) -> Option<Self> {
        (scored.outcome != Outcome::None).then(|| Self {
            a,
            b,
            score: scored.score,
            guards: scored.guards,
            outcome: scored.outcome,
            number: scored.number_equal(),
            bridges: scored.bridges(),
        })
    }
}

/// A block that was too crowded to compare its rows: what the cap left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOut {
    /// The kind of the block.
    pub kind: BlockKind,
    /// Its key.
    pub key: BlockKey,
    /// How many rows are in it. They are compared only where they share another block.
    pub rows: u32,
}

impl LeftOut {
    pub(super) fn of(key: BlockKey, rows: usize) -> Self {
        Self { kind: BlockKind::of(key), key, rows: u32::try_from(rows).unwrap_or(u32::MAX) }
    }
}

/// The block keys of many rows, one after the other.
#[derive(Debug, Default)]
pub(super) struct RowKeys {
    keys: Vec<BlockKey>,
    // Not `u32`: a hundred million rows have more keys than that.
    ends: Vec<usize>,
}

impl RowKeys {
    pub(super) fn with_rows(rows: usize) -> Self {
        Self { keys: Vec::with_capacity(rows * 16), ends: Vec::with_capacity(rows) }
    }

    pub(super) fn push(&mut self, keys: &[BlockKey]) {
        self.keys.extend_from_slice(keys);
        self.ends.push(self.keys.len());
    }

    fn of(&self, row: u32) -> &[BlockKey] {
        let place = row as usize;
        let end = self.ends.get(place).copied().unwrap_or(0);
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.keys.get(start..end).unwrap_or_default()
    }

    /// The keys of one kind with their rows, in order. `read` holds how many keys of each row were read before: kinds are
    /// asked for in their order.
    fn of_kind(&self, kind: BlockKind, read: &mut Vec<u8>) -> Vec<(BlockKey, u32)> {
        read.resize(self.ends.len(), 0);
        let mut entries = Vec::new();
        for (row, read) in (0_u32..).zip(read.iter_mut()) {
            let rest = self.of(row).get(usize::from(*read)..).unwrap_or_default();
            for key in rest.iter().take_while(|key| BlockKind::of(**key) == kind) {
                entries.push((*key, row));
                *read = read.saturating_add(1);
            }
        }
        entries.sort_unstable();
        entries
    }
}

/// Whether two rows share a living block before this one; both lists are in order.
fn share_before(a: &[BlockKey], b: &[BlockKey], before: BlockKey, dead: &Dead) -> bool {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        if **x >= before || **y >= before {
            return false;
        }
        match x.cmp(y) {
            std::cmp::Ordering::Less => {
                a.next();
            }
            std::cmp::Ordering::Greater => {
                b.next();
            }
            std::cmp::Ordering::Equal => {
                if dead.is_empty() || !dead.contains(*x) {
                    return true;
                }
                a.next();
                b.next();
            }
        }
    }
    false
}

type Dead = HashSet<BlockKey, StableState>;

/// What came of comparing the candidate pairs.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) edges: Vec<Edge>,
    pub(super) left_out: Vec<LeftOut>,
    /// How many pairs were scored.
    pub(super) scored: u64,
}

/// Scores every candidate pair with `compare`, which gives an edge when the pair is worth keeping.
///
/// `admit` says whether a pair is asked for at all (such as only pairs across two tables). The result is the same for any
/// number of threads: edges come in the order of their rows.
pub(super) fn compare_pairs(
    keys: &RowKeys,
    limit: u32,
    threads: usize,
    progress: &dyn Fn(BlockKind),
    admit: &(dyn Fn(u32, u32) -> bool + Sync),
    compare: &(dyn Fn(u32, u32) -> Option<Edge> + Sync),
) -> Compared {
    let mut all = Compared::default();
    let mut dead = Dead::default();
    let mut read = Vec::new();
    for kind in BlockKind::ALL {
        let entries = keys.of_kind(kind, &mut read);
        let groups = || entries.chunk_by(|x, y| x.0 == y.0).filter(|group| group.len() > 1);
        let limit = limit as usize;
        for group in groups().filter(|group| group.len() > limit) {
            if let Some((key, _)) = group.first() {
                dead.insert(*key);
                all.left_out.push(LeftOut::of(*key, group.len()));
            }
        }
        let groups: Vec<&[(BlockKey, u32)]> = groups().filter(|group| group.len() <= limit).collect();
        let work = |groups: &[&[(BlockKey, u32)]]| {
            let mut edges = Vec::new();
            let mut scored = 0_u64;
            for group in groups {
                for (place, (key, a)) in group.iter().enumerate() {
                    let keys_a = keys.of(*a);
                    for (_, b) in group.get(place + 1..).unwrap_or_default() {
                        if admit(*a, *b) && !share_before(keys_a, keys.of(*b), *key, &dead) {
                            scored += 1;
                            edges.extend(compare(*a, *b));
                        }
                    }
                }
            }
            (edges, scored)
        };
        let results = in_parts(&groups, threads, &work);
        for (edges, scored) in results {
            all.edges.extend(edges);
            all.scored += scored;
        }
        progress(kind);
    }
    all.edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
    all.left_out.sort_unstable();
    all
}

/// Does the work in as many parts as there are threads, and gives the results in the order of the parts.
fn in_parts<T: Sync, R: Send>(items: &[T], threads: usize, work: &(dyn Fn(&[T]) -> R + Sync)) -> Vec<R> {
    let threads = threads.max(1);
    if threads == 1 || items.len() < 2 * threads {
        return vec![work(items)];
    }
    let parts = items.chunks(items.len().div_ceil(threads));
    std::thread::scope(|scope| {
        let running: Vec<_> = parts.map(|part| (part, scope.spawn(move || work(part)))).collect();
        // A thread that was lost is done again here: the work is a pure function.
        running.into_iter().map(|(part, thread)| thread.join().unwrap_or_else(|_| work(part))).collect()
    })
}
