//! From the request and the record to the decision and the visible record.

use super::lines::{LineRules, Shown, Source};
use super::show::{Naming, put_in_order, visible_line, visible_record};
use super::verdict::{Ruling, Verdict, ruling, tell_person};
use super::walk::{LineView, SectionWords, Seen, walk};
use super::{
    AccessRequest, Decision, Outcome, PersonFacts, Plan, SectionState, SourceConnection, VisibleRecord, related,
};
use crate::merge::{CombinedRecord, Line};
use crate::record::{Section, SensitivityLabel};
use std::borrow::Borrow;

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
    run(plan, request, &facts, record, &record.lines, |_, _, _| {}).decision
}

/// Decides on a request for a person's record and takes out of the record whatever the decision withholds.
///
/// `connections` are the sources that this node hears from; they are about the sources, never about the person.
#[must_use]
pub fn look(
    plan: &Plan,
    request: &AccessRequest,
    mut record: CombinedRecord,
    connections: &[SourceConnection],
) -> Look {
    let facts = PersonFacts::of(&record);
    let lines = std::mem::take(&mut record.lines);
    let mut shown = Vec::with_capacity(lines.len());
    let mut naming = Naming::new(plan.register());
    let mut taken_apart = false;
    let ran = run(plan, request, &facts, &record, lines, |line, how, rules| {
        taken_apart |= how == Shown::Part;
        if how != Shown::Nothing && rules.shows_lines(line.section()) {
            shown.extend(visible_line(line, how, rules, &mut naming));
        }
    });
    if taken_apart {
        put_in_order(&mut shown);
    }
    let visible = ran.seen.as_ref().map(|seen| visible_record(&ran, seen, plan, &record, (shown, naming), connections));
    Look { decision: ran.decision, visible }
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
/// `lines` are the record's, borrowed or taken out of it; each that stands in an open section is handed to `take` with
/// how much of it may be shown.
fn run<L: Borrow<Line>>(
    plan: &Plan,
    request: &AccessRequest,
    facts: &PersonFacts,
    record: &CombinedRecord,
    lines: impl IntoIterator<Item = L> + AsRef<[Line]>,
    take: impl FnMut(L, Shown, &LineRules<'_>),
) -> Ran {
    let demographics = record.demographics.iter().map(|stated| Source::of(&stated.provenance));
    let words = record.section_statements.iter().map(|said| SectionWords {
        section: said.statement.section,
        labels: said.statement.sensitivity.labels(),
        source: Source::of(&said.provenance),
    });
    decided(plan, request, facts, |rules| {
        let added = related::labels(&plan.policy().code_sets, lines.as_ref());
        walk::<Line, L>(rules, demographics, lines, &added, words, take)
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
