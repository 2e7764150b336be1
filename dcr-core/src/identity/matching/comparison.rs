//! The comparison of two particulars, with its explanation.

use super::guard::Guards;
use super::level::{Comparator, Level};
use super::lexicon::Lexicon;
use super::model::MatchModel;
use super::particulars::Particulars;
use super::row::Row;
use super::score::{Outcome, Scored, score};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// What one comparator found and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The comparator.
    pub comparator: Comparator,
    /// What it found.
    pub level: Level,
    /// Its weight in hundredths of a bit.
    pub weight: i32,
}

/// The comparison of two particulars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The sum in hundredths of a bit.
    pub score: i32,
    /// What each comparator found, in their order.
    pub evidence: Vec<Evidence>,
    /// What was taken off because address, telephone, e-mail and practice, which a household shares, came to more than
    /// the model's cap; 0 or more.
    pub household_cap: i32,
    /// Why the pair goes to a person whatever its score; looked at when the score is possible or an NHS number agrees.
    pub guards: Guards,
    /// What follows.
    pub outcome: Outcome,
}

/// Compares two particulars. The order of the two does not matter.
#[must_use]
pub fn compare(left: &Particulars, right: &Particulars, model: &MatchModel) -> Comparison {
    let mut lexicon = Lexicon::default();
    let a = Row::new(left, &mut lexicon, model);
    let b = Row::new(right, &mut lexicon, model);
    Comparison::of(&score(&a, &b, &lexicon, model))
}

impl Comparison {
    pub(super) fn of(scored: &Scored) -> Self {
        let evidence =
            scored.found.iter().map(|&(level, weight)| Evidence { comparator: level.comparator(), level, weight });
        Self {
            score: scored.score,
            evidence: evidence.collect(),
            household_cap: scored.over_cap,
            guards: scored.guards,
            outcome: scored.outcome,
        }
    }

    /// The score as it ranks among others: a pair with a guard never ranks as a link, however high its score.
    #[must_use]
    pub fn rank(&self, model: &MatchModel) -> i32 {
        self.guards.rank(self.score, model.thresholds.link)
    }

    /// The evidence that says anything, the heaviest first, each with the score after it: a waterfall.
    #[must_use]
    pub fn waterfall(&self) -> Vec<(Evidence, i32)> {
        let mut evidence: Vec<Evidence> =
            self.evidence.iter().copied().filter(|item| !item.level.is_missing()).collect();
        evidence.sort_by_key(|item| (std::cmp::Reverse(item.weight), item.comparator));
        let mut sum = 0;
        evidence
            .into_iter()
            .map(|item| {
                sum += item.weight;
                (item, sum)
            })
            .collect()
    }

    /// The waterfall as text, a line for each piece of evidence, in bits. It names what was found and repeats nothing that
    /// the two state.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        for (item, sum) in self.waterfall() {
            let (comparator, words) = (item.comparator.title(), item.level.words());
            let _ = writeln!(text, "{comparator}: {words} {} (so far {})", bits(item.weight), bits(sum));
        }
        if self.household_cap > 0 {
            let _ = writeln!(text, "what a household shares, together at most: {}", bits(-self.household_cap));
        }
        let outcome = match self.outcome {
            Outcome::Link => "link",
            Outcome::Possible => "possible",
            Outcome::None => "none",
        };
        let _ = writeln!(text, "score {}: {outcome}", bits(self.score));
        for guard in self.guards.iter() {
            let _ = writeln!(text, "goes to a person: {}", guard.words());
        }
        text
    }
}

/// Hundredths of a bit as bits, with the sign.
fn bits(weight: i32) -> String {
    let sign = if weight < 0 { '-' } else { '+' };
    let size = weight.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
