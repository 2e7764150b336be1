//! Training: the weights of a model from the caller's own rows, without labels.
//!
//! Floating point stays in here. It is added, multiplied and divided only, in an order that the rows' content fixes, and
//! logarithms are those of [`super::number`]: so the integers that come out are the same on every machine and for any
//! order of the rows.
#![allow(clippy::float_arithmetic, reason = "estimation; what comes out is rounded to integers")]

use super::level::{COMPARATORS, Comparator, LEVELS, Level};
use super::link::{Loaded, Pairing};
use super::model::{LevelWeight, MatchModel, Thresholds};
use super::number::{join_hash, log2_hundredths, mix};
use super::pairs::{Edge, compare_pairs};
use super::score::{Scored, score};
use super::table::Table;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

/// How to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrainOptions {
    /// How many threads may be used; the result does not depend on it.
    pub threads: usize,
    /// Which pairs are asked for.
    pub pairing: Pairing,
    /// About how many candidate pairs are looked at; those whose hash is lowest.
    pub pairs: u64,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { threads: 1, pairing: Pairing::Dedupe, pairs: 500_000 }
    }
}

/// What training found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trained {
    /// The trained model, with the frequencies of names and the crowded values of the rows.
    pub model: MatchModel,
    /// How many candidate pairs were looked at.
    pub candidates: u64,
    /// How many of them are estimated to be of one person.
    pub matches: u64,
    /// How many rounds of estimation were made.
    pub rounds: u32,
}

/// Why a table cannot be trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// Too few rows or candidate pairs to estimate anything.
    #[error("too few rows or pairs to train on: {rows} rows, {pairs} candidate pairs")]
    TooFew {
        /// How many rows there are.
        rows: usize,
        /// How many candidate pairs there are.
        pairs: u64,
    },
}

impl TrainError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "train.too-few",
        }
    }
}

/// The levels of a pair, one for each comparator.
type Pattern = [Level; COMPARATORS];

/// How many pairs have each pattern.
type Patterns = BTreeMap<Pattern, u64>;

/// How much the base model's odds count, in pairs.
const PRIOR_PAIRS: f64 = 10.0;
const ROUNDS: u32 = 40;
const REFINEMENTS: u32 = 3;
/// How many rows are compared each with each to see what chance brings together.
const CHANCE_ROWS: usize = 1200;
const LEAST_PAIRS: u64 = 50;

/// Estimates the weights of a model by expectation and maximisation (Fellegi and Sunter's model, Winkler's method), from
/// candidate pairs and from pairs that chance brings together.
///
/// # Errors
/// [`TrainError::TooFew`] when there is too little to estimate from.
pub fn train(table: &Table<'_>, base: &MatchModel, options: &TrainOptions) -> Result<Trained, TrainError> {
    let loaded = Loaded::read(table, base, true, &|_| ControlFlow::Continue(()));
    let candidates = candidates(&loaded, options);
    let pairs: u64 = candidates.patterns.values().sum();
    if pairs < LEAST_PAIRS {
        return Err(TrainError::TooFew { rows: table.rows(), pairs });
    }
    let by_chance = by_chance(&loaded);
    let everything = all_pairs(table.rows(), options.pairing);
    let mut chance = shares(&by_chance, base, |_| 1.0);
    let mut estimate = estimate(&candidates.patterns, &chance, base);
    // Some of the pairs that chance brought together are of one person after all: they are weighed out.
    for _ in 0..REFINEMENTS {
        let share = (estimate.matches * candidates.every / everything.max(1.0)).clamp(1e-12, 0.5);
        let of_others = |pattern: &Pattern| {
            let known = candidates.patterns.contains_key(pattern);
            1.0 - if known {
                certainty(pattern, estimate.share, &estimate.matched, &estimate.unmatched)
            } else {
                certainty(pattern, share, &estimate.matched, &chance)
            }
        };
        let refined = shares(&by_chance, base, of_others);
        chance = refined;
        estimate = self::estimate(&candidates.patterns, &chance, base);
    }
    let mut model = loaded.model.clone().into_owned();
    for level in Level::ALL.iter().filter(|level| !level.is_missing()) {
        let LevelWeight { frequency, .. } = base.weight(*level);
        let odds = at(&estimate.matched, *level) / at(&chance, *level);
        let weight = if counts(*level) { hundredths(odds) } else { 0 };
        let usual = candidates.usual_surprise(*level) * i32::from(frequency) / 100;
        let weight = (weight - usual).clamp(-2000, 2500);
        let weight = if level.agrees() { weight.max(0) } else { weight };
        model.set_weight(*level, LevelWeight { weight, frequency });
    }
    let matches = estimate.matches * candidates.every;
    // The odds before anything is known; a link has odds of a thousand to one, a possible one of one to one.
    let prior = hundredths(everything / matches.max(1.0));
    model.thresholds = Thresholds { link: (prior + 1000).clamp(0, 10_000), possible: prior.clamp(0, 10_000) };
    model.name = format!("{}+trained", base.name.trim_end_matches("+trained"));
    Ok(Trained { model, candidates: pairs, matches: whole(estimate.matches), rounds: ROUNDS })
}

/// Candidate pairs by their patterns.
struct Candidates {
    patterns: Patterns,
    /// The sum of the names' surprises and the count of pairs, for each level.
    surprises: [(i64, i64); LEVELS],
    /// One of how many pairs was looked at.
    every: f64,
}

impl Candidates {
    fn usual_surprise(&self, level: Level) -> i32 {
        let (sum, count) = self.surprises.get(level.index()).copied().unwrap_or_default();
        if count == 0 { 0 } else { i32::try_from(sum / count).unwrap_or(0) }
    }

    fn add(&mut self, scored: &Scored, base: &MatchModel) {
        *self.patterns.entry(pattern(scored)).or_default() += 1;
        // Only pairs that are taken for one person tell how surprising their names are.
        if scored.score >= base.thresholds.possible {
            for (level, weight) in scored.found {
                let LevelWeight { weight: fixed, frequency } = base.weight(level);
                if frequency > 0
                    && let Some(place) = self.surprises.get_mut(level.index())
                {
                    place.0 += i64::from((weight - fixed) * 100 / i32::from(frequency));
                    place.1 += 1;
                }
            }
        }
    }
}

fn pattern(scored: &Scored) -> Pattern {
    scored.found.map(|(level, _)| level)
}

fn candidates(loaded: &Loaded<'_>, options: &TrainOptions) -> Candidates {
    let keys = loaded.keys();
    // Candidate pairs come to about five for each row.
    let every = (loaded.rows.len() as u64 * 5 / options.pairs.max(1)).max(1);
    let found = Mutex::new(Candidates { patterns: Patterns::new(), surprises: [(0, 0); LEVELS], every: every as f64 });
    let rank = |row: u32| loaded.ranks.get(row as usize).copied().unwrap_or(0);
    let sampled = |a: u32, b: u32| {
        let (x, y) = (rank(a), rank(b));
        every == 1 || join_hash(x.min(y), x.max(y)).is_multiple_of(every)
    };
    let admit = |a: u32, b: u32| options.pairing.admits(a, b) && sampled(a, b);
    let compare = |a: u32, b: u32| -> Option<Edge> {
        let (left, right) = (loaded.rows.get(a as usize)?, loaded.rows.get(b as usize)?);
        let scored = score(left, right, &loaded.lexicon, &loaded.model);
        // Counts of integers: the order in which threads add them does not matter.
        found.lock().unwrap_or_else(PoisonError::into_inner).add(&scored, &loaded.model);
        None
    };
    compare_pairs(&keys, loaded.model.block_limit, options.threads, &|_| {}, &admit, &compare);
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The patterns of pairs that chance brings together: of the rows whose hashes are lowest, each with each.
fn by_chance(loaded: &Loaded<'_>) -> Patterns {
    let mut rows: Vec<(u64, usize)> =
        loaded.ranks.iter().enumerate().map(|(row, rank)| (mix(*rank ^ 0x5eed), row)).collect();
    rows.sort_unstable();
    rows.truncate(CHANCE_ROWS);
    let rows: Vec<_> = rows.iter().filter_map(|(_, row)| loaded.rows.get(*row)).collect();
    let mut patterns = Patterns::new();
    for (place, a) in rows.iter().enumerate() {
        for b in rows.iter().skip(place + 1) {
            let scored = score(a, b, &loaded.lexicon, &loaded.model);
            *patterns.entry(pattern(&scored)).or_default() += 1;
        }
    }
    patterns
}

/// The share of each level among the pairs that its comparator could compare.
type Shares = [f64; LEVELS];

fn at(shares: &Shares, level: Level) -> f64 {
    shares.get(level.index()).copied().unwrap_or(1.0)
}

/// The shares of levels by chance, with a trace of what the base model's weights suppose where chance brought none.
fn shares(patterns: &Patterns, base: &MatchModel, weight: impl Fn(&Pattern) -> f64) -> Shares {
    let mut counts = [0.0; LEVELS];
    for (pattern, count) in patterns {
        add(&mut counts, pattern, *count as f64 * weight(pattern));
    }
    let mut shares = [1.0; LEVELS];
    for comparator in Comparator::ALL {
        let total: f64 = of(comparator).map(|level| at(&counts, level)).sum();
        for level in of(comparator) {
            // A level that agreement of this weight suppose to be met once in so many pairs.
            let supposed = power_of_two(-base.weight(level).weight.max(0) / 2) / 8.0;
            let share = (at(&counts, level) + supposed) / (total + 1.0);
            if let Some(place) = shares.get_mut(level.index()) {
                *place = share.max(1e-9);
            }
        }
    }
    shares
}

fn of(comparator: Comparator) -> impl Iterator<Item = Level> {
    Level::ALL.iter().copied().filter(move |level| level.comparator() == comparator && !level.is_missing())
}

fn add(counts: &mut Shares, pattern: &Pattern, count: f64) {
    for level in pattern {
        if let Some(place) = counts.get_mut(level.index()) {
            *place += count;
        }
    }
}

/// Whether a level says anything: missing values do not, and of names that changed places, which is found for both at
/// once, only that of the given name does.
fn counts(level: Level) -> bool {
    !level.is_missing() && level != Level::FamilySwapped
}

struct Estimate {
    matched: Shares,
    unmatched: Shares,
    share: f64,
    matches: f64,
}

/// How likely a pair of a pattern is of one person.
fn certainty(pattern: &Pattern, share: f64, matched: &Shares, unmatched: &Shares) -> f64 {
    let (mut one, mut other) = (share, 1.0 - share);
    for level in pattern.iter().filter(|level| counts(**level)) {
        one *= at(matched, *level);
        other *= at(unmatched, *level);
    }
    if one + other > 0.0 { one / (one + other) } else { 0.0 }
}

fn estimate(patterns: &Patterns, chance: &Shares, base: &MatchModel) -> Estimate {
    let prior = supposed(chance, base);
    let total: f64 = patterns.values().map(|count| *count as f64).sum();
    let (mut matched, mut unmatched, mut share) = (prior, *chance, 0.2);
    let mut matches = 0.0;
    for _ in 0..ROUNDS {
        let (mut of_matches, mut of_others) = ([0.0; LEVELS], [0.0; LEVELS]);
        matches = 0.0;
        for (pattern, count) in patterns {
            let certainty = certainty(pattern, share, &matched, &unmatched);
            let count = *count as f64;
            matches += certainty * count;
            add(&mut of_matches, pattern, certainty * count);
            add(&mut of_others, pattern, (1.0 - certainty) * count);
        }
        share = (matches / total).clamp(1e-6, 1.0 - 1e-6);
        matched = smoothed(&of_matches, &prior);
        unmatched = smoothed(&of_others, chance);
    }
    Estimate { matched, unmatched, share, matches }
}

/// What the base model supposes of pairs of one person.
fn supposed(chance: &Shares, base: &MatchModel) -> Shares {
    let mut shares = [1.0; LEVELS];
    for comparator in Comparator::ALL {
        let odds = |level: Level| {
            let LevelWeight { weight, frequency } = base.weight(level);
            // A name's surprise is about what chance makes of it.
            let weight = if frequency > 0 { weight + 8 * i32::from(frequency) } else { weight };
            at(chance, level) * power_of_two(weight)
        };
        let total: f64 = of(comparator).map(odds).sum();
        for level in of(comparator) {
            if let Some(place) = shares.get_mut(level.index()) {
                *place = odds(level) / total;
            }
        }
    }
    shares
}

fn smoothed(counts: &Shares, prior: &Shares) -> Shares {
    let mut shares = [1.0; LEVELS];
    for comparator in Comparator::ALL {
        let total: f64 = of(comparator).map(|level| at(counts, level)).sum();
        for level in of(comparator) {
            if let Some(place) = shares.get_mut(level.index()) {
                *place = ((at(counts, level) + PRIOR_PAIRS * at(prior, level)) / (total + PRIOR_PAIRS)).max(1e-12);
            }
        }
    }
    shares
}

fn all_pairs(rows: usize, pairing: Pairing) -> f64 {
    let rows = rows as f64;
    match pairing {
        Pairing::Dedupe => rows * (rows - 1.0) / 2.0,
        Pairing::Across { second } => (second as f64).min(rows) * (rows - second as f64).max(0.0),
    }
}

/// Two to the power of so many hundredths, by multiplication alone.
fn power_of_two(hundredths: i32) -> f64 {
    // The hundredth root of two.
    const ROOT: f64 = 1.006_955_550_056_719;
    let (whole, rest) = (hundredths.div_euclid(100), hundredths.rem_euclid(100));
    let rest = (0..rest).fold(1.0, |product, _| product * ROOT);
    let two = |count: i32| (0..count).fold(1.0_f64, |product, _| product * 2.0);
    if whole >= 0 { rest * two(whole) } else { rest / two(-whole) }
}

/// The binary logarithm in hundredths, by integers.
fn hundredths(number: f64) -> i32 {
    const SCALE: u64 = 1 << 31;
    if number >= 1.0 {
        log2_hundredths(whole(number.min(4e9) * SCALE as f64)) - 3100
    } else {
        3100 - log2_hundredths(whole((1.0 / number.max(1e-9)) * SCALE as f64))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is positive and within range")]
fn whole(number: f64) -> u64 {
    number.clamp(0.0, 9e18) as u64
}
