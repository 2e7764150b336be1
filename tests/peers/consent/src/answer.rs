//! What an engine answers, and how the rules that it found become an answer.

use crate::request::Case;
use crate::words::{NOT_FOUND, PERSON_RULES, RELATIONSHIP_RULES, REQUESTER_RULES};
use std::collections::BTreeSet;

/// What an engine answers to a look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Whether the look is permitted.
    pub permitted: bool,
    /// The rules that deny it, in the order of the page.
    pub denied_by: Vec<&'static str>,
    /// The open sections of a permitted look.
    pub open: BTreeSet<&'static str>,
}

/// Anything that decides by the rules of `docs/consent.md`.
pub trait Engine {
    /// How it is called in the output.
    fn name(&self) -> &'static str;

    /// Decides one case of the county that it was made for.
    fn decide(&self, case: &Case) -> Answer;
}

/// Of all rules that hold, those that fire: nothing is asked about the person unless the requester may ask, of the rules of
/// the relationship only the first fires, and of nobody nothing is asked but that nobody is known.
pub fn firing(holds: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let mut fired: Vec<&'static str> = REQUESTER_RULES.into_iter().filter(|rule| holds(rule)).collect();
    fired.extend(RELATIONSHIP_RULES.into_iter().find(|rule| holds(rule)));
    if fired.is_empty() && holds(NOT_FOUND) {
        fired.push(NOT_FOUND);
    }
    if fired.is_empty() {
        fired.extend(PERSON_RULES.into_iter().filter(|rule| holds(rule)));
    }
    fired
}
