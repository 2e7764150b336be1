//! The fourth stage: section by section and line by line.

use super::directives::Standing;
use super::mask::{LabelSet, Mask};
use super::person::PersonStage;
use super::requester::Requester;
use super::{Decision, FiredRule, Override, Policy, Rule, RuleYield};
use crate::merge::{Line, Provenance, SourcedSectionStatement};
use crate::record::{DirectiveScope, Purpose, Section, Sensitivity, SensitivityLabel};
use crate::register::Register;

/// Sections whose words give away where a person is in ways that cannot be taken out of them.
const GIVE_AWAY_PLACE: [Section; 2] = [Section::Documents, Section::SocialCare];

/// The rules about sections and lines, made ready for one look.
pub(super) struct LineRules<'a> {
    policy: &'a Policy,
    register: &'a Register,
    requester: &'a Requester<'a>,
    open: Mask,
    label_dissents: LabelSet,
    items: Vec<&'a DirectiveScope>,
    restricted_view: bool,
    fired: Vec<(Rule, RuleYield, Mask)>,
    overrode: Mask,
    /// Whether a directive bore on what is shown.
    pub(super) directive_bore: bool,
}

/// How much of a line may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Every statement.
    Whole,
    /// Some statements.
    Part,
    /// None.
    Nothing,
}

impl<'a> LineRules<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        register: &'a Register,
        requester: &'a Requester<'a>,
        standing: &Standing<'a>,
        stage: PersonStage,
    ) -> Self {
        let mut rules = Self {
            policy,
            register,
            requester,
            open: Mask::NONE,
            label_dissents: LabelSet::default(),
            items: Vec::new(),
            restricted_view: stage.restricted_view,
            fired: Vec::new(),
            overrode: Mask::NONE,
            directive_bore: false,
        };
        let mut dissents = Mask::NONE;
        for scope in &standing.dissents {
            match scope {
                DirectiveScope::Section(section) => dissents.add(*section),
                DirectiveScope::Label(label) => rules.label_dissents.add(label),
                DirectiveScope::Item { .. } => rules.items.push(scope),
                _ => {}
            }
        }
        for &section in Section::ALL {
            rules.open_section(section, dissents);
        }
        rules
    }

    fn open_section(&mut self, section: Section, dissents: Mask) {
        if !self.requester.role.sections.has(section) {
            self.fire(Rule::SectionNotForRole, RuleYield::Withholds, section);
            return;
        }
        let mut open = true;
        if dissents.has(section) {
            open &= self.dissent(Rule::SectionDissent, Override::SectionDissent, section, true);
        }
        if self.restricted_view && GIVE_AWAY_PLACE.contains(&section) {
            self.fire(Rule::RestrictedView, RuleYield::Withholds, section);
            open = false;
        }
        if open {
            self.open.add(section);
        }
    }

    /// Whether the section is open at all.
    pub(super) fn is_open(&self, section: Section) -> bool {
        self.open.has(section)
    }

    /// How much of a line of an open section may be shown; [`Self::keeps`] says which statements.
    pub(super) fn line(&mut self, line: &Line) -> Shown {
        let section = line.section();
        let labels = line.sensitivity();
        if !labels.is_empty() && !self.labels(labels, section) {
            return Shown::Nothing;
        }
        if self.items.is_empty() && !self.restricted_view {
            return Shown::Whole;
        }
        let (mut kept, mut dropped) = (false, false);
        for statement in line.statements() {
            if self.statement(&statement.provenance, section) { kept = true } else { dropped = true }
        }
        match (kept, dropped) {
            (true, false) => Shown::Whole,
            (true, true) => Shown::Part,
            (false, _) => Shown::Nothing,
        }
    }

    /// Whether what a source says of an open section as a whole may be shown: it counts as a statement of that source
    /// in that section.
    pub(super) fn section_statement(&mut self, said: &SourcedSectionStatement) -> bool {
        let section = said.statement.section;
        let labels = &said.statement.sensitivity;
        (labels.is_empty() || self.labels(labels, section)) && self.statement(&said.provenance, section)
    }

    /// Whether every label of a line may be seen. Every rule that bears on it is noted.
    fn labels(&mut self, labels: &Sensitivity, section: Section) -> bool {
        let mut seen = true;
        for label in labels.labels() {
            if label.legally_restricted() {
                self.fire(Rule::LegallyRestricted, RuleYield::Withholds, section);
                seen = false;
                continue;
            }
            let emergency_opens = self.policy.emergency_opens(label);
            if *label == SensitivityLabel::NotForPerson {
                if self.requester.purpose == Purpose::PatientRequest {
                    self.fire(Rule::NotForPerson, RuleYield::Withholds, section);
                    seen = false;
                }
            } else if !self.requester.role.labels.has(label) {
                if emergency_opens && self.requester.overrides.has(Override::LabelNotGranted) {
                    self.fire(Rule::LabelNotGranted, RuleYield::Overridden, section);
                    self.overrode.add(Override::LabelNotGranted);
                } else {
                    self.fire(Rule::LabelNotGranted, RuleYield::Withholds, section);
                    seen = false;
                }
            }
            if self.label_dissents.has(label) {
                seen &= self.dissent(Rule::LabelDissent, Override::LabelDissent, section, emergency_opens);
            }
        }
        seen
    }

    /// Whether one statement may be shown, noting the rules that bear on it.
    pub(super) fn statement(&mut self, provenance: &Provenance, section: Section) -> bool {
        let mut seen = true;
        if self.gives_away_place(provenance) {
            self.fire(Rule::RestrictedView, RuleYield::Withholds, section);
            seen = false;
        }
        if self.dissented(provenance) {
            seen &= self.dissent(Rule::ItemDissent, Override::ItemDissent, section, true);
        }
        seen
    }

    /// The same answer as [`Self::statement`], without noting.
    pub(super) fn keeps(&self, provenance: &Provenance) -> bool {
        !self.gives_away_place(provenance)
            && (self.requester.overrides.has(Override::ItemDissent) || !self.dissented(provenance))
    }

    fn gives_away_place(&self, provenance: &Provenance) -> bool {
        let local = |code: &str| self.register.organisation(code).is_none_or(|source| source.kind.is_local());
        self.restricted_view && local(provenance.organisation.as_str())
    }

    fn dissented(&self, provenance: &Provenance) -> bool {
        self.items.iter().any(|scope| {
            matches!(scope, DirectiveScope::Item { organisation, system, item }
                if *item == provenance.item && *organisation == provenance.organisation && *system == provenance.system)
        })
    }

    /// Notes a dissent that withholds; whether the emergency overrides it.
    fn dissent(&mut self, rule: Rule, kind: Override, section: Section, may_override: bool) -> bool {
        self.directive_bore = true;
        let overridden = may_override && self.requester.overrides.has(kind);
        if overridden {
            self.overrode.add(kind);
        }
        self.fire(rule, if overridden { RuleYield::Overridden } else { RuleYield::Withholds }, section);
        overridden
    }

    fn fire(&mut self, rule: Rule, yielded: RuleYield, section: Section) {
        match self.fired.iter_mut().find(|fired| (fired.0, fired.1) == (rule, yielded)) {
            Some((_, _, sections)) => sections.add(section),
            None => self.fired.push((rule, yielded, Mask::of([section]))),
        }
    }

    /// Writes what fired into the decision, in the order of the rules.
    pub(super) fn report(mut self, decision: &mut Decision) {
        self.fired.sort_unstable_by_key(|(rule, yielded, _)| (*rule, *yielded));
        for (rule, yielded, mask) in self.fired {
            let sections = Section::ALL.iter().copied().filter(|section| mask.has(*section)).collect();
            decision.rules.push(FiredRule { rule, yielded, sections });
        }
        for &kind in Override::ALL {
            if self.overrode.has(kind) {
                decision.overrode(kind);
            }
        }
    }
}
