//! The engine of `dcr-core`: a plan of the county, and its people made ready.

use crate::answer::{Answer, Engine};
use crate::county::County;
use crate::request::Case;
use dcr_core::consent::{AccessRequest, ConsentRecord, Outcome, PersonFacts, Plan, Policy, RuleYield, Verdict};
use dcr_core::record::Section;
use dcr_core::register::Register;
use serde::Deserialize;

/// A county, ready to be asked.
pub struct Ours {
    plan: Plan,
    people: Vec<PersonFacts>,
}

impl Ours {
    /// Reads a county's documents.
    pub fn new(county: &County) -> Self {
        let policy = Policy::from_json(county.policy.to_string().as_bytes()).expect("a policy");
        let register = Register::from_json(county.register.to_string().as_bytes()).expect("a register");
        let facts = |record: &serde_json::Value| {
            PersonFacts::of_small(&ConsentRecord::deserialize(record).expect("a record in the small form"))
        };
        Self { plan: Plan::new(policy, register), people: county.people.iter().map(facts).collect() }
    }

    /// Reads a case's request.
    pub fn prepare(&self, case: &Case) -> AccessRequest {
        AccessRequest::deserialize(&case.request).expect("an access request")
    }

    /// Decides: the look, its rules and its open sections in one.
    pub fn look_and_see(&self, request: &AccessRequest, person: Option<usize>) -> Verdict {
        self.plan.decide(request, person.and_then(|place| self.people.get(place)))
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "dcr-core"
    }

    fn decide(&self, case: &Case) -> Answer {
        let verdict = self.look_and_see(&self.prepare(case), case.person);
        let permitted = verdict.outcome() == Outcome::Permit;
        let denies = verdict.rules().filter(|(_, yielded)| *yielded == RuleYield::Denies);
        let open = Section::ALL.iter().filter(|section| permitted && verdict.is_open(**section));
        Answer {
            permitted,
            denied_by: denies.map(|(rule, _)| rule.as_str()).collect(),
            open: open.map(|section| section.as_str()).collect(),
        }
    }
}
