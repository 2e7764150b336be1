//! A verdict in numbers and bits, as the doors hand it out.

use dcr_core::consent::{Obligation, Override, Refusal, Rule, RuleYield, Verdict};

/// A verdict in numbers: words as bits, each at its place in its vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerdictSummary {
    /// Whether the look is permitted.
    pub permitted: bool,
    /// The place of the refusal in [`Refusal::ALL`], plus one; 0 where the look is permitted.
    pub refusal: u32,
    /// What must follow, by the places in [`Obligation::ALL`].
    pub obligations: u32,
    /// What the emergency overrode, by the places in [`Override::ALL`].
    pub overrides: u32,
    /// The sections open in full, coded, and for their existence alone, by the places in
    /// [`Section::ALL`](dcr_core::record::Section::ALL).
    pub sections: [u32; 3],
    /// The first instant at which the answer may change, in milliseconds since 1970; `None` where there is none.
    pub valid_until: Option<i64>,
}

impl VerdictSummary {
    /// The numbers of a verdict.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        let place = |refusal: Refusal| Refusal::ALL.iter().zip(1..).find(|(one, _)| **one == refusal);
        let (full, coded, existence) = verdict.open_sections();
        Self {
            permitted: verdict.refusal().is_none(),
            refusal: verdict.refusal().and_then(place).map_or(0, |(_, number)| number),
            obligations: bits(verdict.obligations(), Obligation::ALL),
            overrides: bits(verdict.overrides(), Override::ALL),
            sections: [full, coded, existence],
            valid_until: verdict.valid_until().map(dcr_core::time::Timestamp::millis),
        }
    }
}

fn bits<W: PartialEq>(words: impl Iterator<Item = W>, all: &[W]) -> u32 {
    words
        .filter_map(|word| all.iter().zip(0..).find(|(one, _)| **one == word))
        .fold(0, |bits, (_, place)| bits | 1 << place)
}

/// The places of the bits that are set, the lowest first.
pub fn places(bits: u64) -> impl Iterator<Item = u32> {
    (0..u64::BITS).filter(move |place| bits >> place & 1 == 1)
}

/// Every rule that fired, in the order of the rules, with each thing that it yielded.
#[must_use]
pub fn fired(verdict: &Verdict) -> Vec<(Rule, RuleYield)> {
    let by_yield: Vec<(RuleYield, u64)> =
        RuleYield::ALL.iter().map(|yielded| (*yielded, verdict.rules_that(*yielded))).collect();
    let any = by_yield.iter().fold(0, |any, (_, rules)| any | rules);
    let rules = Rule::ALL.iter().zip(0..).filter(|(_, place)| any >> place & 1 == 1);
    rules
        .flat_map(|(rule, place)| {
            let yields = by_yield.iter().filter(move |(_, rules)| rules >> place & 1 == 1);
            yields.map(|(yielded, _)| (*rule, *yielded))
        })
        .collect()
}
