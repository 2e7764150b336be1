//! Random requests for random people, each decided by two engines.

use crate::answer::{Answer, Engine};
use crate::county::County;
use crate::request::Case;
use std::collections::BTreeMap;

/// How many disagreements are told in full.
const TOLD: usize = 20;

/// What a comparison came to.
#[derive(Default)]
pub struct Tally {
    pub compared: usize,
    pub permitted: usize,
    pub disagreed: usize,
    /// How often each rule denied, and how often each number of sections was open.
    pub rules: BTreeMap<&'static str, usize>,
    pub open: BTreeMap<usize, usize>,
}

impl Tally {
    /// Decides cases of a county by two engines.
    pub fn compare(&mut self, county: &County, cases: std::ops::Range<usize>, one: &dyn Engine, other: &dyn Engine) {
        for number in cases {
            let case = Case::new(county, number);
            let (answer, second) = (one.decide(&case), other.decide(&case));
            self.count(&answer);
            if answer != second {
                self.disagreed += 1;
                if self.disagreed <= TOLD {
                    let person = case.person.map(|place| county.people[place].to_string());
                    println!("county {} case {number}", county.place);
                    println!("  request {}", case.request);
                    println!("  person  {}", person.unwrap_or_default());
                    println!("  {:9} {answer:?}\n  {:9} {second:?}", one.name(), other.name());
                }
            }
        }
    }

    fn count(&mut self, answer: &Answer) {
        self.compared += 1;
        self.permitted += usize::from(answer.permitted);
        for rule in &answer.denied_by {
            *self.rules.entry(rule).or_default() += 1;
        }
        if answer.permitted {
            *self.open.entry(answer.open.len()).or_default() += 1;
        }
    }

    /// Takes in another comparison.
    pub fn add(&mut self, other: Self) {
        self.compared += other.compared;
        self.permitted += other.permitted;
        self.disagreed += other.disagreed;
        for (rule, count) in other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
        for (sections, count) in other.open {
            *self.open.entry(sections).or_default() += count;
        }
    }
}
