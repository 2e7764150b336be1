//! One walk over a record: what is shown of each section and line, and why the rest is not.

use super::lines::{Fate, LineRules, Shown, Source};
use super::related::LabelsAdded;
use super::{Rule, RuleYield, SectionDecision, SectionState, WithheldClass};
use crate::record::{Section, SensitivityLabel};
use std::borrow::Borrow;

/// A line as the walk asks about it.
pub(super) trait LineView {
    /// The section that it stands in.
    fn section(&self) -> Section;
    /// Every label that any of its statements carries.
    fn labels(&self) -> &[SensitivityLabel];
    /// Its statements.
    fn sources(&self) -> impl Iterator<Item = Source<'_>>;
}

/// What a source says of a section as a whole, as the walk asks about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionWords<'s> {
    pub(super) section: Section,
    pub(super) labels: &'s [SensitivityLabel],
    pub(super) source: Source<'s>,
}

/// What is shown beside the lines.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) sections: Vec<SectionDecision>,
    /// The places of the demographics that are shown.
    pub(super) demographics: Vec<(usize, Fate)>,
    /// The places of what is shown of what sources say of sections as a whole.
    pub(super) words: Vec<(usize, Fate)>,
}

/// What was found of one section.
#[derive(Clone, Copy, Default)]
struct Tally {
    shown: bool,
    withheld: bool,
}

/// Walks over a record once. `added` are the labels that the policy's code sets give to its lines. Each line of an open section is handed to `take` with how much of it may be shown.
pub(super) fn walk<'r, V, L>(
    rules: &mut LineRules<'_>,
    demographics: impl Iterator<Item = Source<'r>>,
    lines: impl IntoIterator<Item = L>,
    added: &[LabelsAdded],
    words: impl Iterator<Item = SectionWords<'r>>,
    mut take: impl FnMut(L, Shown, &LineRules<'_>),
) -> Seen
where
    V: LineView,
    L: Borrow<V>,
{
    let mut seen = Seen::default();
    let mut found = [Tally::default(); Section::ALL.len()];
    let mut note = |section: Section, shown: bool, withheld: bool| {
        if let Some(tally) = found.get_mut(section as usize) {
            tally.shown |= shown;
            tally.withheld |= withheld;
        }
    };
    for &section in Section::ALL {
        note(section, false, !rules.is_open(section));
    }
    if rules.is_open(Section::Demographics) {
        for (place, source) in demographics.enumerate() {
            let fate = rules.statement(source, Section::Demographics);
            note(Section::Demographics, fate != Fate::Withheld, fate == Fate::Withheld);
            if fate != Fate::Withheld {
                seen.demographics.push((place, fate));
            }
        }
    }
    let mut added = added.iter().peekable();
    for (place, taken) in lines.into_iter().enumerate() {
        let line: &V = taken.borrow();
        let more = added.next_if(|added| added.line == place).map(|added| added.labels.labels()).unwrap_or_default();
        let section = line.section();
        if section == Section::Investigations {
            line.sources().for_each(|source| rules.note_time(source, section));
        }
        // L2: a line without statements is no line.
        if !rules.is_open(section) || line.sources().next().is_none() {
            continue;
        }
        let labels = line.labels();
        let seen_by_label = (labels.is_empty() && more.is_empty()) || rules.labels(labels.iter().chain(more), section);
        let shown = match (seen_by_label, rules.asks_statements(section)) {
            (false, _) => Shown::Nothing,
            (true, true) => rules.line(section, line.sources()),
            (true, false) => Shown::Whole,
        };
        let withheld = shown == Shown::Nothing
            || (shown == Shown::Part && line.sources().any(|source| rules.fate(source, section) == Fate::Withheld));
        note(section, shown != Shown::Nothing, withheld);
        take(taken, shown, rules);
    }
    for (place, said) in words.enumerate() {
        let section = said.section;
        if section != Section::Demographics && rules.is_open(section) {
            // It is no line: a section of which it is all that is shown has nothing recorded. One that is withheld
            // counts as anything else that is withheld, so that its absence does not tell that nothing was said.
            let source = Source { recorded: None, ..said.source };
            let fate = if rules.labels(said.labels.iter(), section) {
                rules.statement(source, section)
            } else {
                Fate::Withheld
            };
            if fate == Fate::Withheld { note(section, false, true) } else { seen.words.push((place, fate)) }
        }
    }
    seen.sections = decided(rules, &found);
    if !rules.shows_lines(Section::Demographics) {
        seen.demographics.clear();
    }
    seen
}

fn decided(rules: &mut LineRules<'_>, found: &[Tally]) -> Vec<SectionDecision> {
    let mut sections = Vec::with_capacity(Section::ALL.len());
    for (&section, tally) in Section::ALL.iter().zip(found) {
        let existence = rules.is_open(section) && !rules.shows_lines(section);
        if tally.shown && existence {
            rules.fire(Rule::ExistenceOnly, RuleYield::Reduces, section);
        } else if tally.shown && rules.is_coded(section) {
            rules.fire(Rule::CodedOnly, RuleYield::Reduces, section);
        }
        let state = match (tally.shown, tally.withheld) {
            (true, _) if existence => SectionState::Held,
            (true, false) => SectionState::Shown,
            (true, true) => SectionState::PartlyWithheld,
            (false, true) => SectionState::Withheld,
            (false, false) => SectionState::NothingRecorded,
        };
        let classes = rules.verdict.found.classes(section);
        sections.push(SectionDecision {
            section,
            state,
            withheld: super::verdict::words(classes, WithheldClass::ALL).collect(),
        });
    }
    sections
}
