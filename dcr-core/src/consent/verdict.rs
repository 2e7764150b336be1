//! What a decision comes to before the lines are looked at: small, copied freely, made without memory.

use super::facts::{NEVER, PersonFacts};
use super::mask::{Bit, Mask};
use super::person::{PersonStage, person};
use super::plan::Plan;
use super::requester::{Asker, requester};
use super::sections::{Found, Open};
use super::{AccessRequest, ConsentState, Obligation, Outcome, Override, Refusal, Rule, RuleYield};
use crate::record::Section;
use crate::time::Timestamp;

/// The rules that fired, by what they yielded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fired([u64; RuleYield::ALL.len()]);

impl Fired {
    pub(super) fn add(&mut self, rule: Rule, yielded: RuleYield) {
        if let Some(rules) = self.0.get_mut(yielded as usize) {
            *rules |= 1 << rule.place();
        }
    }

    pub(super) fn any(self, yielded: RuleYield) -> bool {
        self.of(yielded) != 0
    }

    pub(super) fn has(self, rule: Rule, yielded: RuleYield) -> bool {
        self.of(yielded) & (1 << rule.place()) != 0
    }

    /// The rules that yielded this, each a bit at its place in [`Rule::ALL`].
    pub(super) fn of(self, yielded: RuleYield) -> u64 {
        self.0.get(yielded as usize).copied().unwrap_or(0)
    }

    /// The rules in their order, each with what it yielded.
    pub(super) fn iter(self) -> impl Iterator<Item = (Rule, RuleYield)> {
        let yields = move |rule: Rule| {
            RuleYield::ALL.iter().filter(move |yielded| self.has(rule, **yielded)).map(move |yielded| (rule, *yielded))
        };
        Rule::ALL.iter().flat_map(move |rule| yields(*rule))
    }
}

/// A decision as far as it can be said without the lines of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub(super) at: Timestamp,
    /// `None` where the look is permitted.
    pub(super) refusal: Option<Refusal>,
    pub(super) fired: Fired,
    pub(super) obligations: Mask,
    pub(super) overrode: Mask,
    pub(super) stage: PersonStage,
    pub(super) open: Open,
    pub(super) found: Found,
    pub(super) valid_until: i64,
    /// The policy asks for the person's permission and the request states none.
    pub(super) permission_unstated: bool,
}

/// A verdict with what the lines are asked by.
pub(super) struct Ruling<'a> {
    pub(super) verdict: Verdict,
    /// `None` where the requester is refused.
    pub(super) asker: Option<Asker<'a>>,
}

/// The stages before the lines.
pub(super) fn ruling<'a>(plan: &'a Plan, request: &'a AccessRequest, facts: Option<&PersonFacts>) -> Ruling<'a> {
    let mut verdict = Verdict {
        at: request.at,
        refusal: Some(Refusal::NotPermitted),
        fired: Fired::default(),
        obligations: Mask::NONE,
        overrode: Mask::NONE,
        stage: PersonStage::default(),
        open: Open::default(),
        found: Found::default(),
        valid_until: plan.next_agreement(request.at.millis()),
        permission_unstated: false,
    };
    let asker = requester(plan, request, &mut verdict);
    if let Some(asker) = &asker {
        verdict.refusal = Some(Refusal::NotAvailable);
        match facts {
            None => verdict.fire(Rule::PersonNotFound, RuleYield::Denies),
            Some(facts) => {
                verdict.stage = person(plan, asker, request, facts, &mut verdict);
            }
        }
        if !verdict.fired.any(RuleYield::Denies) {
            verdict.refusal = None;
            super::sections::open(asker, &mut verdict);
        }
    }
    if verdict.refusal.is_some() {
        verdict.overrode = Mask::NONE;
    } else if !verdict.overrode.is_empty() {
        tell_person(plan, &mut verdict);
    }
    Ruling { verdict, asker }
}

/// The person is told of a look in which an emergency overrode something.
pub(super) fn tell_person(plan: &Plan, verdict: &mut Verdict) {
    if plan.policy().emergency.tells_person {
        verdict.obligations.add(Obligation::TellPerson);
    }
}

impl Verdict {
    pub(super) fn fire(&mut self, rule: Rule, yielded: RuleYield) {
        self.fired.add(rule, yielded);
    }

    /// Notes a rule that forbids; whether the emergency overrides it.
    pub(super) fn forbid(&mut self, overrides: Mask, rule: Rule, kind: Override) -> bool {
        let overridden = overrides.has(kind);
        if overridden {
            self.overrode.add(kind);
        }
        self.fire(rule, if overridden { RuleYield::Overridden } else { RuleYield::Denies });
        overridden
    }

    /// Notes an instant at which the answer may change.
    pub(super) fn changes_at(&mut self, instant: i64) {
        if instant > self.at.millis() && instant < self.valid_until {
            self.valid_until = instant;
        }
    }

    /// The state of consent that the reader of a permitted look must know of.
    pub(super) fn consent(&self) -> ConsentState {
        let bore = |rule: &Rule| matches!(rule, Rule::SectionDissent | Rule::LabelDissent | Rule::ItemDissent);
        if self.stage.opt_out_overridden {
            ConsentState::OptedOutOverridden
        } else if self.stage.directive_overridden || self.found.iter().any(|(rule, _, _)| bore(&rule)) {
            ConsentState::Limited
        } else {
            ConsentState::Shared
        }
    }

    /// Whether the look is permitted.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.refusal.is_none() { Outcome::Permit } else { Outcome::Deny }
    }

    /// How much of a refusal may be told; `None` where the look is permitted.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The rules that fired, in their order, each with what it yielded. Rules that withhold or reduce sections are told
    /// with [`Verdict::withheld_by`].
    pub fn rules(&self) -> impl Iterator<Item = (Rule, RuleYield)> {
        self.fired.iter()
    }

    /// The rules that yielded this, each a bit at its place in [`Rule::ALL`].
    #[must_use]
    pub fn rules_that(&self, yielded: RuleYield) -> u64 {
        self.fired.of(yielded) | self.found.rules_that(yielded)
    }

    /// The rules that withhold this section as a whole, in their order.
    pub fn withheld_by(&self, section: Section) -> impl Iterator<Item = Rule> {
        self.found
            .iter()
            .filter(move |(_, yielded, sections)| *yielded == RuleYield::Withholds && sections.has(section))
            .map(|(rule, _, _)| rule)
    }

    /// The sections open in full, coded, and for their existence alone: each a bit at its place in [`Section::ALL`].
    #[must_use]
    pub fn open_sections(&self) -> (u32, u32, u32) {
        (self.open.full.bits(), self.open.coded.bits(), self.open.existence.bits())
    }

    /// Whether a section is open, in whatever detail.
    #[must_use]
    pub fn is_open(&self, section: Section) -> bool {
        self.open.any().has(section)
    }

    /// What must follow.
    pub fn obligations(&self) -> impl Iterator<Item = Obligation> {
        words(self.obligations, Obligation::ALL)
    }

    /// What the emergency overrode so far; lines may add to it.
    pub fn overrides(&self) -> impl Iterator<Item = Override> {
        words(self.overrode, Override::ALL)
    }

    /// The first instant at which the same request may be answered otherwise; `None` where there is none. Not for the
    /// requester: it could tell of what is hidden.
    #[must_use]
    pub fn valid_until(&self) -> Option<Timestamp> {
        instant(self.valid_until)
    }
}

/// The words of a set, in the order of the vocabulary.
pub(super) fn words<W: Bit + 'static>(mask: Mask, all: &'static [W]) -> impl Iterator<Item = W> {
    all.iter().copied().filter(move |word| mask.has(*word))
}

pub(super) fn instant(millis: i64) -> Option<Timestamp> {
    if millis == NEVER { None } else { Timestamp::from_millis(millis).ok() }
}
