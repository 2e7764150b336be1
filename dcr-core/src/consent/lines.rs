//! The fourth stage: line by line.

use super::facts::PersonFacts;
use super::plan::Plan;
use super::policy_check::needs_grant;
use super::requester::Asker;
use super::{Override, Rule, RuleYield, Verdict};
use crate::merge::Provenance;
use crate::record::{DirectiveScope, Section, SensitivityLabel};

/// A statement as these rules ask about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) organisation: &'s str,
    pub(super) system: &'s str,
    pub(super) item: &'s str,
    /// When it was recorded, in milliseconds; `None` where that does not matter.
    pub(super) recorded: Option<i64>,
}

impl<'s> Source<'s> {
    pub(super) fn of(provenance: &'s Provenance) -> Self {
        Self {
            organisation: provenance.organisation.as_str(),
            system: provenance.system.as_str(),
            item: provenance.item.as_str(),
            recorded: Some(provenance.recorded.millis()),
        }
    }
}

/// What becomes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is shown.
    Shown,
    /// It is shown without its source.
    Unsourced,
    /// It is withheld.
    Withheld,
}

/// How much of a line may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Every statement, as it is.
    Whole,
    /// Some statements, or some without their source.
    Part,
    /// None.
    Nothing,
}

/// The rules about lines, made ready for one look.
pub(super) struct LineRules<'a> {
    plan: &'a Plan,
    asker: &'a Asker<'a>,
    /// The standing dissents that name an item, or a label that is not known here.
    dissents: Vec<&'a DirectiveScope>,
    pub(super) verdict: Verdict,
    embargoed: bool,
}

impl<'a> LineRules<'a> {
    pub(super) fn new(plan: &'a Plan, asker: &'a Asker<'a>, facts: &'a PersonFacts, verdict: Verdict) -> Self {
        let embargoed = asker.is_personal() || plan.policy().embargo_purposes.has(asker.purpose);
        let stage = &verdict.stage;
        let dissents = if stage.items || stage.other_labels {
            let standing = facts.dissents(plan.policy(), verdict.at.millis());
            standing.filter(|scope| matches!(scope, DirectiveScope::Item { .. } | DirectiveScope::Label(_))).collect()
        } else {
            Vec::new()
        };
        Self { plan, asker, dissents, verdict, embargoed }
    }

    /// Whether the section is open at all.
    pub(super) fn is_open(&self, section: Section) -> bool {
        self.verdict.open.any().has(section)
    }

    /// Notes when the answer about a statement may change, whether or not its section is open.
    pub(super) fn note_time(&mut self, source: Source<'_>, section: Section) {
        if let Some(ends) = self.embargo_ends(source, section) {
            self.verdict.changes_at(ends);
        }
    }

    /// Whether statements are asked about one by one; where not, every one of a line that no label withholds is shown.
    pub(super) fn asks_statements(&self, section: Section) -> bool {
        let stage = &self.verdict.stage;
        stage.items
            || stage.restricted_view
            || self.plan.has_neighbours()
            || (self.embargoed && section == Section::Investigations)
    }

    /// How much of a line of an open section may be shown, once no label withholds it; [`Self::fate`] says which
    /// statements.
    pub(super) fn line<'s>(&mut self, section: Section, statements: impl Iterator<Item = Source<'s>>) -> Shown {
        let (mut kept, mut dropped) = (false, false);
        for source in statements {
            match self.statement(source, section) {
                Fate::Shown => kept = true,
                Fate::Unsourced => (kept, dropped) = (true, true),
                Fate::Withheld => dropped = true,
            }
        }
        match (kept, dropped) {
            (true, false) => Shown::Whole,
            (true, true) => Shown::Part,
            (false, _) => Shown::Nothing,
        }
    }

    /// Whether every label of a line may be seen. Every rule that bears on it is noted.
    pub(super) fn labels<'l>(&mut self, labels: impl Iterator<Item = &'l SensitivityLabel>, section: Section) -> bool {
        let mut seen = true;
        for label in labels {
            seen &= self.label(label, section);
        }
        seen
    }

    fn label(&mut self, label: &SensitivityLabel, section: Section) -> bool {
        if label.legally_restricted() {
            self.fire(Rule::LegallyRestricted, RuleYield::Withholds, section);
            return false;
        }
        let mut seen = true;
        let mut withhold = |rules: &mut Self, rule| {
            rules.fire(rule, RuleYield::Withholds, section);
            seen = false;
        };
        match label {
            SensitivityLabel::NotForPerson if self.asker.is_personal() => withhold(self, Rule::NotForPerson),
            SensitivityLabel::ThirdParty if self.asker.is_personal() => withhold(self, Rule::ThirdParty),
            SensitivityLabel::AwaitingReview if self.embargoed => withhold(self, Rule::Embargoed),
            _ => {}
        }
        let emergency_opens = self.plan.policy().emergency_opens(label);
        if needs_grant(label) && !self.asker.role.labels.has(label) {
            seen &= self.withhold(Rule::LabelNotGranted, Override::LabelNotGranted, section, emergency_opens);
        }
        if self.label_dissented(label) {
            seen &= self.withhold(Rule::LabelDissent, Override::LabelDissent, section, emergency_opens);
        }
        seen
    }

    fn label_dissented(&self, label: &SensitivityLabel) -> bool {
        let stage = &self.verdict.stage;
        stage.labels.has(label).unwrap_or_else(|| {
            let names = |scope: &DirectiveScope| matches!(scope, DirectiveScope::Label(named) if named == label);
            stage.other_labels && self.dissents.iter().copied().any(names)
        })
    }

    /// What becomes of one statement, noting the rules that bear on it.
    pub(super) fn statement(&mut self, source: Source<'_>, section: Section) -> Fate {
        let mut fate = Fate::Shown;
        if self.gives_away_place(source) {
            if self.keeps(section) {
                self.fire(Rule::RestrictedView, RuleYield::Reduces, section);
                fate = Fate::Unsourced;
            } else {
                self.fire(Rule::RestrictedView, RuleYield::Withholds, section);
                fate = Fate::Withheld;
            }
        }
        if self.dissented(source) && !self.withhold(Rule::ItemDissent, Override::ItemDissent, section, true) {
            fate = Fate::Withheld;
        }
        if self.is_embargoed(source, section) {
            self.fire(Rule::Embargoed, RuleYield::Withholds, section);
            fate = Fate::Withheld;
        }
        if !self.crosses_inward(source, section) {
            self.fire(Rule::NotInInwardAgreement, RuleYield::Withholds, section);
            fate = Fate::Withheld;
        }
        fate
    }

    /// The same answer as [`Self::statement`], without noting.
    pub(super) fn fate(&self, source: Source<'_>, section: Section) -> Fate {
        let place = self.gives_away_place(source);
        let withheld = (place && !self.keeps(section))
            || (self.dissented(source) && !self.asker.overrides.has(Override::ItemDissent))
            || self.is_embargoed(source, section)
            || !self.crosses_inward(source, section);
        match (withheld, place) {
            (true, _) => Fate::Withheld,
            (false, true) => Fate::Unsourced,
            (false, false) => Fate::Shown,
        }
    }

    fn keeps(&self, section: Section) -> bool {
        self.plan.policy().restricted_keeps.has(section)
    }

    fn gives_away_place(&self, source: Source<'_>) -> bool {
        self.verdict.stage.restricted_view && self.is_local(source.organisation)
    }

    /// Whether knowing that an organisation looks after someone tells roughly where they live.
    pub(super) fn is_local(&self, code: &str) -> bool {
        self.plan.organisation(code).is_none_or(|source| source.entry.kind.is_local())
    }

    fn dissented(&self, source: Source<'_>) -> bool {
        let names = |scope: &DirectiveScope| {
            matches!(scope, DirectiveScope::Item { organisation, system, item }
                if item.as_str() == source.item && organisation.as_str() == source.organisation && system.as_str() == source.system)
        };
        self.verdict.stage.items && self.dissents.iter().copied().any(names)
    }

    fn embargo_ends(&self, source: Source<'_>, section: Section) -> Option<i64> {
        let recorded = source.recorded.filter(|_| self.embargoed && section == Section::Investigations)?;
        Some(recorded.saturating_add(self.plan.policy().embargo_millis?))
    }

    fn is_embargoed(&self, source: Source<'_>, section: Section) -> bool {
        self.embargo_ends(source, section).is_some_and(|ends| self.verdict.at.millis() < ends)
    }

    fn crosses_inward(&self, source: Source<'_>, section: Section) -> bool {
        !self.plan.has_neighbours()
            || self.plan.organisation(source.organisation).is_none_or(|organisation| {
                !organisation.across_border()
                    || organisation.inward(self.asker.purpose, self.verdict.at.millis()).has(section)
            })
    }

    /// Notes a rule that withholds; whether the emergency overrides it.
    fn withhold(&mut self, rule: Rule, kind: Override, section: Section, may_override: bool) -> bool {
        let overridden = may_override && self.asker.overrides.has(kind);
        if overridden {
            self.verdict.overrode.add(kind);
        }
        self.fire(rule, if overridden { RuleYield::Overridden } else { RuleYield::Withholds }, section);
        overridden
    }

    pub(super) fn fire(&mut self, rule: Rule, yielded: RuleYield, section: Section) {
        self.verdict.found.fire(rule, yielded, section);
    }

    /// Whether the section's lines are shown, not only that there are any.
    pub(super) fn shows_lines(&self, section: Section) -> bool {
        self.verdict.open.full.or(self.verdict.open.coded).has(section)
    }

    pub(super) fn is_coded(&self, section: Section) -> bool {
        self.verdict.open.coded.has(section)
    }
}
