//! The least that a decision can cost: one word of conditions already found, and a loop that says which rules they fire.

use crate::answer::Answer;
use crate::words::{NOT_FOUND, PERSON_RULES, RELATIONSHIP_RULES, REQUESTER_RULES, SECTIONS};

/// How many rules may deny.
const RULES: usize = REQUESTER_RULES.len() + RELATIONSHIP_RULES.len() + 1 + PERSON_RULES.len();

/// The rules, a bit each.
pub struct Floor(Vec<&'static str>);

/// Which conditions hold of a look, and which sections are open by each of four reasons.
pub struct Conditions {
    holds: u64,
    overridden: u64,
    open: [u32; 4],
}

/// The places of the rules that fired, and the open sections.
pub struct Ruling {
    pub reasons: [u8; RULES],
    pub count: usize,
    pub open: u32,
}

impl Floor {
    pub fn new() -> Self {
        let rules = REQUESTER_RULES.into_iter().chain(RELATIONSHIP_RULES).chain([NOT_FOUND]).chain(PERSON_RULES);
        Self(rules.collect())
    }

    /// The conditions that give an answer which another engine found.
    pub fn prepare(&self, answer: &Answer) -> Conditions {
        let fired = |rule: &&str| answer.denied_by.contains(rule);
        let bits = self.0.iter().enumerate().filter(|(_, rule)| fired(rule)).map(|(place, _)| 1 << place);
        let open = SECTIONS.iter().enumerate().filter(|(_, section)| answer.open.contains(*section));
        Conditions { holds: bits.sum(), overridden: 0, open: [open.map(|(place, _)| 1 << place).sum(); 4] }
    }

    /// Decides.
    pub fn look_and_see(&self, conditions: &Conditions) -> Ruling {
        let mut ruling = Ruling { reasons: [0; RULES], count: 0, open: 0 };
        let fires = conditions.holds & !conditions.overridden;
        for place in 0..RULES {
            if fires & (1 << place) != 0 {
                ruling.reasons[ruling.count] = place as u8;
                ruling.count += 1;
            }
        }
        if ruling.count == 0 {
            ruling.open = conditions.open.iter().fold(u32::MAX, |open, reason| open & reason);
        }
        ruling
    }
}
