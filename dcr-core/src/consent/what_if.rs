//! What a change of the policy or the register would change, before it is made.

use super::{
    AccessRequest, ConsentRecord, Outcome, Plan, RecordDecision, Rule, RuleYield, SectionState, decide_record,
};
use crate::record::Section;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a change does to one request for one person's record. It tells of what is hidden: it is for a Guardian who settles
/// the policy and is accounted for, never for a requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The outcome by the rules in force.
    pub before: Outcome,
    /// The outcome by the rules proposed.
    pub after: Outcome,
    /// The sections whose state or whose lines would change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionEffect>,
    /// The rules that would fire and do not now, each with what it would yield.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules_gained: Vec<(Rule, RuleYield)>,
    /// The rules that fire now and would not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules_lost: Vec<(Rule, RuleYield)>,
}

/// What a change does to one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionEffect {
    /// The section.
    pub section: Section,
    /// Its state now; absent where the look is denied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<SectionState>,
    /// Its state then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<SectionState>,
    /// How many lines and other statements would be shown that are not now.
    pub opened: usize,
    /// How many are shown now and would not be.
    pub closed: usize,
}

impl Effect {
    /// Whether anything that is shown changes, or how.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.before != self.after || !self.sections.is_empty()
    }

    /// Whether something would be shown that is not now.
    #[must_use]
    pub fn reveals(&self) -> bool {
        let opened = |section: &SectionEffect| section.opened > 0;
        (self.before == Outcome::Deny && self.after == Outcome::Permit) || self.sections.iter().any(opened)
    }
}

/// Compares what two plans answer to one request for one person's record.
#[must_use]
pub fn what_if(before: &Plan, after: &Plan, request: &AccessRequest, record: &ConsentRecord) -> Effect {
    let decided = |plan| decide_record(plan, request, Some(record));
    let (now, then) = (decided(before), decided(after));
    let sections_of = sections_of(record);
    let shown_in = |decided: &RecordDecision, section: Section| -> BTreeSet<String> {
        let here = |name: &&String| sections_of.get(name.as_str()) == Some(&section);
        decided.shown.iter().filter(here).cloned().collect()
    };
    let sections = Section::ALL.iter().filter_map(|&section| {
        let (shown_now, shown_then) = (shown_in(&now, section), shown_in(&then, section));
        let effect = SectionEffect {
            section,
            before: now.decision.section(section),
            after: then.decision.section(section),
            opened: shown_then.difference(&shown_now).count(),
            closed: shown_now.difference(&shown_then).count(),
        };
        (effect.before != effect.after || effect.opened > 0 || effect.closed > 0).then_some(effect)
    });
    let fired = |decided: &RecordDecision| -> BTreeSet<(Rule, RuleYield)> {
        decided.decision.rules().iter().map(|fired| (fired.rule, fired.yielded)).collect()
    };
    let (rules_now, rules_then) = (fired(&now), fired(&then));
    Effect {
        before: now.decision.outcome(),
        after: then.decision.outcome(),
        sections: sections.collect(),
        rules_gained: rules_then.difference(&rules_now).copied().collect(),
        rules_lost: rules_now.difference(&rules_then).copied().collect(),
    }
}

/// In which section each statement stands, by its name.
fn sections_of(record: &ConsentRecord) -> BTreeMap<String, Section> {
    let demographics = record.demographics.iter().map(|stated| (stated.source.name(), Section::Demographics));
    let lines = record
        .lines
        .iter()
        .flat_map(|line| line.statements.iter().map(|statement| (statement.source.name(), line.section)));
    let words = record.section_statements.iter().map(|said| (said.source.name(), said.section));
    demographics.chain(lines).chain(words).collect()
}

#[cfg(test)]
mod tests;
