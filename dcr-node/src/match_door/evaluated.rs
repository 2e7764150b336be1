//! What labelled pairs say of a model: precision and recall at each threshold.

use super::error::MatchTableError;
use super::linked::{LinkedTables, json};
use crate::error::NodeError;
use dcr_core::identity::matching::{Evaluation, LabelledPair, TextColumn, evaluate as evaluate_pairs};
use serde::Serialize;
use std::collections::BTreeMap;

/// What linking from one threshold on would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AtThreshold {
    /// The threshold, in hundredths of a bit.
    pub threshold: i32,
    /// Pairs of one person from the threshold on.
    pub true_joins: u64,
    /// Pairs of two persons from the threshold on.
    pub false_joins: u64,
    /// How many of a million joins are right.
    pub precision: u64,
    /// How many of a million pairs of one person are joined.
    pub recall: u64,
}

/// The two thresholds that are recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Recommended {
    /// From here on a pair without a guard is linked.
    pub link: i32,
    /// From here on a pair goes to a person.
    pub possible: i32,
}

/// The same as a document.
#[derive(Serialize)]
struct Report {
    false_joins: u64,
    points: Vec<AtThreshold>,
    recommended: Option<Recommended>,
    true_pairs: u64,
}

/// Precision and recall at each threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluated {
    found: Evaluation,
    true_pairs: u64,
}

/// Evaluates scores of pairs of which it is known whether they are of one person: `same` is 0 where they are not.
/// `true_pairs` is how many pairs of one person there are, those that were never compared too.
///
/// # Errors
/// [`MatchTableError::Truth`] when there are not as many truths as scores.
pub fn evaluate_scores(ranks: &[i32], same: &[u8], true_pairs: u64) -> Result<Evaluated, NodeError> {
    if ranks.len() != same.len() {
        return Err(MatchTableError::Truth { truths: same.len(), rows: ranks.len() }.into());
    }
    let labelled = ranks.iter().zip(same).map(|(rank, same)| LabelledPair { rank: *rank, same: *same != 0 });
    Ok(Evaluated::of(&labelled.collect::<Vec<_>>(), true_pairs))
}

impl LinkedTables {
    /// Evaluates what was found against the truth: for each row a name of the person, empty where it is not known. Pairs
    /// with a row whose person is not known are passed over.
    ///
    /// # Errors
    /// [`MatchTableError::Truth`] when there are not as many truths as rows.
    pub fn evaluate(&self, truths: usize, person: &dyn TextColumn) -> Result<Evaluated, NodeError> {
        let rows = self.found().cluster_of.len();
        if truths != rows {
            return Err(MatchTableError::Truth { truths, rows }.into());
        }
        let labelled = self.found().pairs.iter().filter_map(|pair| {
            let (left, right) = (person.text(pair.left as usize), person.text(pair.right as usize));
            let known = !left.is_empty() && !right.is_empty();
            known.then(|| LabelledPair { rank: pair.rank, same: left == right })
        });
        // How many rows of each table every person has.
        let second = self.second().unwrap_or(rows);
        let mut people: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for row in 0..rows {
            let (first, other) = people.entry(person.text(row)).or_default();
            *if row < second { first } else { other } += 1;
        }
        people.remove("");
        let pairs = |(first, other): &(u64, u64)| match self.second() {
            None => first * first.saturating_sub(1) / 2,
            Some(_) => first * other,
        };
        Ok(Evaluated::of(&labelled.collect::<Vec<_>>(), people.values().map(pairs).sum()))
    }
}

impl Evaluated {
    fn of(labelled: &[LabelledPair], true_pairs: u64) -> Self {
        let found = evaluate_pairs(labelled, true_pairs);
        let among = found.points().last().map_or(0, |point| point.true_joins);
        Self { found, true_pairs: true_pairs.max(among) }
    }

    /// How many pairs of one person there are.
    #[must_use]
    pub fn true_pairs(&self) -> u64 {
        self.true_pairs
    }

    /// The points, from the highest threshold down.
    #[must_use]
    pub fn points(&self) -> Vec<AtThreshold> {
        let at = |point: &dcr_core::identity::matching::Point| AtThreshold {
            threshold: point.threshold,
            true_joins: point.true_joins,
            false_joins: point.false_joins,
            precision: point.precision(),
            recall: self.found.recall(point),
        };
        self.found.points().iter().map(at).collect()
    }

    /// The thresholds for a stated rate of false joins, in a million; `None` where no threshold keeps it.
    #[must_use]
    pub fn recommend(&self, false_joins: u64) -> Option<Recommended> {
        let found = self.found.recommend(false_joins)?;
        Some(Recommended { link: found.link, possible: found.possible })
    }

    /// The points, and the thresholds for a stated rate of false joins in a million, as JSON.
    ///
    /// # Errors
    /// None that a caller could cause.
    pub fn to_json(&self, false_joins: u64) -> Result<String, NodeError> {
        let (points, recommended) = (self.points(), self.recommend(false_joins));
        json(&Report { false_joins, points, recommended, true_pairs: self.true_pairs })
    }

    /// Precision over recall as a plot in SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        self.found.svg()
    }
}
