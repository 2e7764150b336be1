//! From the request and the record to the decision and the visible record.

use super::lines::{Fate, LineRules, Shown, Source};
use super::related::{ConsentStatement, SourceKey};
use super::show::{Naming, fate, put_in_order, visible_line, visible_record};
use super::verdict::{Ruling, Verdict, ruling, tell_person};
use super::visible::arranged;
use super::walk::{LineView, SectionWords, Seen, walk};
use super::{
    AccessRequest, Decision, Outcome, PersonFacts, Plan, SectionState, SourceConnection, VisibleLine, VisibleRecord,
    related,
};
use crate::merge::{AsAt, CombinedRecord, Line, PastRecord, fold};
use crate::record::{Section, Sensitivity, SensitivityLabel};
use crate::register::Register;
use crate::time::Timestamp;
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// A decision and, where it permits, the visible record that it permits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The decision.
    pub decision: Decision,
    /// What may be shown; `None` where the decision denies.
    pub visible: Option<VisibleRecord>,
}

/// Decides on a request for a person's record.
#[must_use]
pub fn decide(plan: &Plan, request: &AccessRequest, record: &CombinedRecord) -> Decision {
    let facts = PersonFacts::of(record);
    run(plan, request, &facts, record, &record.lines, &mut Count).decision
}

/// Decides on a request for a person's record and takes out of the record whatever the decision withholds.
///
/// `connections` are the sources that this node hears from; they are about the sources, never about the person.
#[must_use]
pub fn look(plan: &Plan, request: &AccessRequest, record: CombinedRecord, connections: &[SourceConnection]) -> Look {
    let facts = PersonFacts::of(&record);
    look_by(plan, request, &facts, record, connections, None)
}

/// Decides on a request for a person's record as it was.
///
/// Decided is by the present: the person's directives and restrictions of now, and every label that covers now what tells
/// the same.
#[must_use]
pub fn look_as_at(
    plan: &Plan,
    request: &AccessRequest,
    record: PastRecord,
    as_at: &AsAt,
    connections: &[SourceConnection],
) -> Look {
    let PastRecord { now, mut then } = record;
    let facts = PersonFacts::of(&now);
    let mut covered: BTreeMap<SourceKey<'_>, &Sensitivity> = BTreeMap::new();
    let added = related::labels(&plan.policy().code_sets, &now.lines);
    for added in &added {
        for statement in now.lines.get(added.line).into_iter().flat_map(Line::statements) {
            covered.insert(statement.source(), &added.labels);
        }
    }
    for line in &mut then.lines {
        let more: Vec<&Sensitivity> =
            line.statements().iter().filter_map(|statement| covered.get(&statement.source()).copied()).collect();
        more.into_iter().for_each(|labels| line.add_labels(labels));
    }
    let mut look = look_by(plan, request, &facts, then, connections, as_at.arranged_at());
    if let Some(visible) = &mut look.visible {
        visible.as_at = Some(*as_at);
    }
    look
}

fn look_by(
    plan: &Plan,
    request: &AccessRequest,
    facts: &PersonFacts,
    mut record: CombinedRecord,
    connections: &[SourceConnection],
    arranged_at: Option<Timestamp>,
) -> Look {
    let lines = std::mem::take(&mut record.lines);
    let mut keep = Keep::new(plan.register(), lines.len(), arranged_at);
    let ran = run(plan, request, facts, &record, lines, &mut keep);
    let shown = (keep.shown, keep.naming);
    let visible = ran.seen.as_ref().map(|seen| visible_record(&ran, seen, plan, &record, shown, connections));
    Look { decision: ran.decision, visible }
}

/// What becomes of the lines that a walk hands on.
trait Taker<L> {
    /// Takes a line of an open section, with how much of it may be shown.
    fn take(&mut self, line: L, how: Shown, rules: &LineRules<'_>);

    /// All lines have been taken.
    fn finish(&mut self, rules: &LineRules<'_>);
}

/// Deciding asks what is shown and shows nothing.
struct Count;

impl<L> Taker<L> for Count {
    fn take(&mut self, _: L, _: Shown, _: &LineRules<'_>) {}

    fn finish(&mut self, _: &LineRules<'_>) {}
}

/// Keeps what may be shown, and makes it visible.
struct Keep<'r> {
    lines: Vec<Line>,
    /// The sections in which something is withheld: there the lines are made anew of what is shown.
    anew: [bool; Section::ALL.len()],
    unsourced: bool,
    /// The time for which lines are arranged, where that is not the time of the look.
    arranged_at: Option<Timestamp>,
    shown: Vec<(Section, VisibleLine)>,
    naming: Naming<'r>,
}

impl<'r> Keep<'r> {
    fn new(register: &'r Register, lines: usize, arranged_at: Option<Timestamp>) -> Self {
        Self {
            lines: Vec::with_capacity(lines),
            anew: [false; Section::ALL.len()],
            unsourced: false,
            arranged_at,
            shown: Vec::with_capacity(lines),
            naming: Naming::new(register),
        }
    }

    fn is_anew(&self, section: Section) -> bool {
        self.anew.get(section as usize).copied().unwrap_or(true)
    }
}

impl Taker<Line> for Keep<'_> {
    fn take(&mut self, line: Line, how: Shown, rules: &LineRules<'_>) {
        let section = line.section();
        if !rules.shows_lines(section) {
            return;
        }
        if how != Shown::Whole
            && let Some(anew) = self.anew.get_mut(section as usize)
        {
            *anew = true;
        }
        match how {
            Shown::Whole => self.lines.push(line),
            Shown::Part => {
                self.unsourced |= line.statements().iter().any(|statement| fate(statement, rules) == Fate::Unsourced);
                self.lines.extend(line.keep(|statement| fate(statement, rules) != Fate::Withheld));
            }
            Shown::Nothing => {}
        }
    }

    fn finish(&mut self, rules: &LineRules<'_>) {
        let mut lines = std::mem::take(&mut self.lines);
        if self.anew.contains(&true) {
            let (anew, kept): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| self.is_anew(line.section()));
            lines = fold(anew.into_iter().flat_map(Line::into_statements).collect());
            lines.extend(kept);
            lines.sort_by_key(Line::section);
        }
        for line in lines {
            self.shown.extend(visible_line(line, rules, &mut self.naming));
        }
        if self.unsourced {
            put_in_order(&mut self.shown);
        }
        arranged(&mut self.shown, self.arranged_at.unwrap_or(rules.verdict.at));
    }
}

impl Decision {
    /// The decision on a request for someone who is not known. To the requester it is the same as one on a person whose
    /// record is not theirs to see.
    #[must_use]
    pub fn not_found(plan: &Plan, request: &AccessRequest) -> Self {
        Self::of(plan, request, &plan.decide(request, None))
    }
}

/// A decision, and what is shown beside the lines where it permits.
pub(super) struct Ran {
    pub(super) decision: Decision,
    pub(super) seen: Option<Seen>,
    pub(super) verdict: Verdict,
}

impl Ran {
    /// Whether what sources say of a section as a whole is shown: of a section that is withheld it is not told whether
    /// anything is held, and of one of which existence alone is told, nothing more.
    pub(super) fn tells_words(&self, section: Section) -> bool {
        !self.decision.section(section).is_some_and(SectionState::shows_nothing)
    }
}

/// Every stage. Deciding and showing are one walk, so they cannot disagree.
///
/// `lines` are the record's, borrowed or taken out of it; each that stands in an open section is handed on with how much of
/// it may be shown.
fn run<L: Borrow<Line>>(
    plan: &Plan,
    request: &AccessRequest,
    facts: &PersonFacts,
    record: &CombinedRecord,
    lines: impl IntoIterator<Item = L> + AsRef<[Line]>,
    taker: &mut impl Taker<L>,
) -> Ran {
    let demographics = record.demographics.iter().map(|stated| Source::of(&stated.provenance));
    let words = record.section_statements.iter().map(|said| SectionWords {
        section: said.statement.section,
        labels: said.statement.sensitivity.labels(),
        source: Source::of(&said.provenance),
    });
    decided(plan, request, facts, |rules| {
        let added = related::labels(&plan.policy().code_sets, lines.as_ref());
        let seen = walk::<Line, L>(rules, demographics, lines, &added, words, |line, how, rules| {
            taker.take(line, how, rules);
        });
        taker.finish(rules);
        seen
    })
}

/// The stages before the lines, and then, of a look that they permit, the walk.
pub(super) fn decided(
    plan: &Plan,
    request: &AccessRequest,
    facts: &PersonFacts,
    walk: impl FnOnce(&mut LineRules<'_>) -> Seen,
) -> Ran {
    let Ruling { verdict, asker } = ruling(plan, request, Some(facts));
    let Some(asker) = asker.filter(|_| verdict.outcome() == Outcome::Permit) else {
        return Ran { decision: Decision::of(plan, request, &verdict), seen: None, verdict };
    };
    let mut rules = LineRules::new(plan, &asker, facts, verdict);
    let mut seen = walk(&mut rules);
    let mut verdict = rules.verdict;
    if !verdict.overrode.is_empty() {
        tell_person(plan, &mut verdict);
    }
    let mut decision = Decision::of(plan, request, &verdict);
    decision.sections = std::mem::take(&mut seen.sections);
    Ran { decision, seen: Some(seen), verdict }
}

impl LineView for Line {
    fn section(&self) -> Section {
        self.section()
    }

    fn labels(&self) -> &[SensitivityLabel] {
        self.sensitivity().labels()
    }

    fn sources(&self) -> impl Iterator<Item = Source<'_>> {
        self.statements().iter().map(|statement| Source::of(&statement.provenance))
    }
}
