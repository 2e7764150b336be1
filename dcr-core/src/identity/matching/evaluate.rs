//! Evaluation: precision and recall at each threshold from labelled pairs, a plot, and recommended thresholds.

use super::model::Thresholds;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A pair whose truth is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelledPair {
    /// Its score as it ranks ([`super::LinkedPair::rank`]).
    pub rank: i32,
    /// Whether the two are one person.
    pub same: bool,
}

/// What linking from one threshold on would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The threshold, in hundredths of a bit.
    pub threshold: i32,
    /// Pairs of one person from the threshold on.
    pub true_joins: u64,
    /// Pairs of two persons from the threshold on.
    pub false_joins: u64,
}

impl Point {
    /// How many of a million joins are right; a million when there are none.
    #[must_use]
    pub fn precision(&self) -> u64 {
        let joins = self.true_joins.saturating_add(self.false_joins);
        per_million(self.true_joins, joins)
    }
}

/// Precision and recall at each threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    points: Vec<Point>,
    true_pairs: u64,
}

fn per_million(part: u64, whole: u64) -> u64 {
    if whole == 0 { 1_000_000 } else { u64::try_from(u128::from(part) * 1_000_000 / u128::from(whole)).unwrap_or(0) }
}

/// Evaluates labelled pairs. `true_pairs` is how many pairs of one person there are, those that were never compared too; when
/// it is less than those among the labelled pairs, these are taken.
#[must_use]
pub fn evaluate(pairs: &[LabelledPair], true_pairs: u64) -> Evaluation {
    let mut counts: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    for pair in pairs {
        let (same, other) = counts.entry(pair.rank).or_default();
        *if pair.same { same } else { other } += 1;
    }
    let (mut true_joins, mut false_joins) = (0, 0);
    let points = counts
        .into_iter()
        .rev()
        .map(|(threshold, (same, other))| {
            true_joins += same;
            false_joins += other;
            Point { threshold, true_joins, false_joins }
        })
        .collect();
    Evaluation { points, true_pairs: true_pairs.max(true_joins) }
}

impl Evaluation {
    /// The points, from the highest threshold down.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// How many of a million pairs of one person are joined at a point.
    #[must_use]
    pub fn recall(&self, point: &Point) -> u64 {
        per_million(point.true_joins, self.true_pairs)
    }

    /// The lowest threshold whose joins are wrong at most so often, in a million; `None` when there is none.
    #[must_use]
    pub fn at_false_joins(&self, most: u64) -> Option<&Point> {
        self.points.iter().rev().find(|point| 1_000_000 - point.precision() <= most)
    }

    /// The thresholds for a stated rate of false joins, in a million: *link* as [`Evaluation::at_false_joins`] says,
    /// *possible* the lowest from which at least one pair in twenty between the two is of one person.
    #[must_use]
    pub fn recommend(&self, most_false_joins: u64) -> Option<Thresholds> {
        let link = *self.at_false_joins(most_false_joins)?;
        let worth = |point: &&Point| {
            let (same, other) = (point.true_joins - link.true_joins, point.false_joins - link.false_joins);
            point.threshold < link.threshold && same.saturating_mul(19) >= other
        };
        let possible = self.points.iter().rev().filter(|point| point.threshold < link.threshold).find(worth);
        Some(Thresholds { link: link.threshold, possible: possible.map_or(link.threshold, |point| point.threshold) })
    }

    /// Precision over recall as a plot in SVG, and nothing of any person in it.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut line = String::new();
        for point in &self.points {
            // A square of 400 units; writing to a String does not fail.
            let (x, y) = (40 + self.recall(point) * 400 / 1_000_000, 420 - point.precision() * 400 / 1_000_000);
            let _ = write!(line, "{x},{y} ");
        }
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 460" role="img" aria-label="Precision and recall">"#,
                r#"<rect x="40" y="20" width="400" height="400" fill="none" stroke="gray"/>"#,
                r#"<polyline points="{}" fill="none" stroke="black" stroke-width="2"/>"#,
                r#"<text x="240" y="450" text-anchor="middle">recall</text>"#,
                r#"<text x="20" y="220" text-anchor="middle" transform="rotate(-90 20 220)">precision</text></svg>"#
            ),
            line.trim_end()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Evaluation {
        let pair = |rank, same| LabelledPair { rank, same };
        let pairs =
            [pair(400, true), pair(300, true), pair(300, true), pair(200, false), pair(200, true), pair(100, false)];
        evaluate(&pairs, 5)
    }

    #[test]
    fn each_threshold_has_its_joins() {
        let found = known();
        let point = |threshold, true_joins, false_joins| Point { threshold, true_joins, false_joins };
        assert_eq!(found.points(), [point(400, 1, 0), point(300, 3, 0), point(200, 4, 1), point(100, 4, 2)]);
        assert_eq!((found.points()[2].precision(), found.recall(&found.points()[2])), (800_000, 800_000));
    }

    #[test]
    fn thresholds_are_recommended_for_a_rate_of_false_joins() {
        assert_eq!(known().recommend(0), Some(Thresholds { link: 300, possible: 100 }));
        assert_eq!(known().recommend(200_000).unwrap().link, 200);
        assert_eq!(evaluate(&[LabelledPair { rank: 5, same: false }], 1).recommend(10), None);
    }

    #[test]
    fn the_plot_runs_from_the_highest_threshold_down() {
        assert!(known().svg().contains(r#"points="120,20 280,20 360,100 360,154""#), "{}", known().svg());
    }
}
