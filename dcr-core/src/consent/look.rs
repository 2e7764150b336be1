//! From the request and the record to the decision and the visible record.

use super::directives::standing;
use super::lines::{LineRules, Shown};
use super::person::{PersonStage, person};
use super::requester::{Requester, requester};
use super::{
    AccessRequest, ConnectionState, ConsentState, Decision, Obligation, Outcome, Policy, Rule, RuleYield,
    SectionDecision, SectionState, SourceConnection, SourceState, VisibleDemographics, VisibleLine, VisibleRecord,
    VisibleSection, VisibleSectionStatement, VisibleStatement, restricted,
};
use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use crate::identity::PersonId;
use crate::merge::{CombinedRecord, Line, Provenance, SourcedDemographics, SourcedSectionStatement};
use crate::record::{Entry, EntryBody, Section};
use crate::register::{Organisation, Register};
use crate::time::Timestamp;
use std::borrow::Borrow;
use std::collections::BTreeSet;

/// The number of the visible record's format.
const FORMAT: u32 = 1;

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
pub fn decide(policy: &Policy, register: &Register, request: &AccessRequest, record: &CombinedRecord) -> Decision {
    run(policy, register, request, record, &record.lines, |_, _, _| {}).0
}

/// Decides on a request for a person's record and takes out of the record whatever the decision withholds.
///
/// `connections` are the sources that this node hears from; they are about the sources, never about the person.
#[must_use]
pub fn look(
    policy: &Policy,
    register: &Register,
    request: &AccessRequest,
    mut record: CombinedRecord,
    connections: &[SourceConnection],
) -> Look {
    let lines = std::mem::take(&mut record.lines);
    let mut shown = Vec::with_capacity(lines.len());
    let (decision, seen) = run(policy, register, request, &record, lines, |line, how, rules| match how {
        Shown::Whole => shown.push(line),
        Shown::Part => shown.extend(line.retain(|statement| rules.keeps(&statement.provenance))),
        Shown::Nothing => {}
    });
    let visible = match (seen, decision.consent) {
        (Some(seen), Some(consent)) => {
            Some(visible_record(&decision, consent, &seen, register, record.person, shown, connections))
        }
        _ => None,
    };
    Look { decision, visible }
}

impl Decision {
    /// The decision on a request for someone who is not known. To the requester it is the same as one on a person whose
    /// record is not theirs to see.
    #[must_use]
    pub fn not_found(policy: &Policy, register: &Register, request: &AccessRequest) -> Self {
        let mut decision = Self::new(policy, register, request.at);
        if requester(policy, register, request, &mut decision).is_some() {
            decision.fire(Rule::PersonNotFound, RuleYield::Denies);
        }
        decision.overrides.clear();
        decision
    }
}

/// What the four stages leave for showing.
struct Seen<'r> {
    stage: PersonStage,
    demographics: Vec<&'r SourcedDemographics>,
    statements: Vec<&'r SourcedSectionStatement>,
}

/// The four stages. Deciding and showing are one walk, so they cannot disagree.
///
/// `lines` are the record's, borrowed or taken out of it; each that stands in an open section is handed to `take` with
/// how much of it may be shown.
fn run<'r, L: Borrow<Line>>(
    policy: &Policy,
    register: &Register,
    request: &AccessRequest,
    record: &'r CombinedRecord,
    lines: impl IntoIterator<Item = L>,
    take: impl FnMut(L, Shown, &LineRules<'_>),
) -> (Decision, Option<Seen<'r>>) {
    let mut decision = Decision::new(policy, register, request.at);
    let Some(requester) = requester(policy, register, request, &mut decision) else {
        decision.overrides.clear();
        return (decision, None);
    };
    let standing = standing(&record.directives, request.at);
    let Some(stage) = person(&requester, register, record, &standing, &mut decision) else {
        decision.overrides.clear();
        return (decision, None);
    };
    let mut rules = LineRules::new(policy, register, &requester, &standing, stage);
    let (sections, demographics, statements) = sections(record, lines, &mut rules, take);
    decision.sections = sections;
    decision.consent = Some(if stage.opt_out_overridden {
        ConsentState::OptedOutOverridden
    } else if stage.directive_overridden || rules.directive_bore {
        ConsentState::Limited
    } else {
        ConsentState::Shared
    });
    rules.report(&mut decision);
    permit(&requester, &mut decision);
    (decision, Some(Seen { stage, demographics, statements }))
}

fn permit(requester: &Requester<'_>, decision: &mut Decision) {
    decision.outcome = Outcome::Permit;
    decision.refusal = None;
    decision.overrides.sort_unstable();
    if requester.emergency && !decision.overrides.is_empty() {
        decision.oblige(Obligation::TellPerson);
    }
}

/// Walks over the record once, hands its lines to `take`, and says of every section what is shown of it, and which
/// demographics and which statements of sections as a whole are shown.
fn sections<'r, L: Borrow<Line>>(
    record: &'r CombinedRecord,
    lines: impl IntoIterator<Item = L>,
    rules: &mut LineRules<'_>,
    mut take: impl FnMut(L, Shown, &LineRules<'_>),
) -> (Vec<SectionDecision>, Vec<&'r SourcedDemographics>, Vec<&'r SourcedSectionStatement>) {
    // What of each section is shown and what is withheld, in the order of the sections.
    let mut found: Vec<(Section, bool, bool)> =
        Section::ALL.iter().map(|&section| (section, false, !rules.is_open(section))).collect();
    let mut note = |section: Section, shown: bool, withheld: bool| {
        if let Some(found) = found.iter_mut().find(|found| found.0 == section) {
            found.1 |= shown;
            found.2 |= withheld;
        }
    };
    let mut stated_shown = Vec::new();
    if rules.is_open(Section::Demographics) {
        for stated in &record.demographics {
            let shown = rules.statement(&stated.provenance, Section::Demographics);
            note(Section::Demographics, shown, !shown);
            if shown {
                stated_shown.push(stated);
            }
        }
    }
    for taken in lines {
        let line: &Line = taken.borrow();
        if rules.is_open(line.section()) {
            let shown = rules.line(line);
            note(line.section(), shown != Shown::Nothing, shown != Shown::Whole);
            take(taken, shown, rules);
        }
    }
    let mut statements = Vec::new();
    for said in &record.section_statements {
        let section = said.statement.section;
        if section != Section::Demographics && rules.is_open(section) && said.statement.tells() {
            // It is no line: a section of which it is all that is shown has nothing recorded. One that is withheld
            // counts as anything else that is withheld, so that its absence does not tell that nothing was said.
            if rules.section_statement(said) { statements.push(said) } else { note(section, false, true) }
        }
    }
    let state = |(section, shown, withheld)| SectionDecision {
        section,
        state: match (shown, withheld) {
            (true, false) => SectionState::Shown,
            (true, true) => SectionState::PartlyWithheld,
            (false, true) => SectionState::Withheld,
            (false, false) => SectionState::NothingRecorded,
        },
    };
    let decided: Vec<SectionDecision> = found.into_iter().map(state).collect();
    // Of a section that is withheld it is not told whether anything is held, so nobody's words on it are shown.
    let is_withheld = |section: Section| {
        decided.iter().any(|decided| decided.section == section && decided.state == SectionState::Withheld)
    };
    statements.retain(|said| !is_withheld(said.statement.section));
    (decided, stated_shown, statements)
}

fn visible_record(
    decision: &Decision,
    consent: ConsentState,
    seen: &Seen<'_>,
    register: &Register,
    person: PersonId,
    lines: Vec<Line>,
    connections: &[SourceConnection],
) -> VisibleRecord {
    let demographics = seen.demographics.iter().map(|stated| VisibleDemographics {
        provenance: stated.provenance.clone(),
        organisation_name: register.name_of(&stated.provenance.organisation).to_owned(),
        demographics: if seen.stage.restricted_view {
            restricted::demographics(&stated.demographics)
        } else {
            stated.demographics.clone()
        },
    });
    let mut sections: Vec<VisibleSection> = decision
        .sections
        .iter()
        .filter(|decided| decided.section != Section::Demographics)
        .map(|decided| VisibleSection {
            section: decided.section,
            state: decided.state,
            statements: Vec::new(),
            lines: Vec::new(),
        })
        .collect();
    for said in &seen.statements {
        if let Some(visible) = sections.iter_mut().find(|visible| visible.section == said.statement.section) {
            visible.statements.push(VisibleSectionStatement {
                provenance: said.provenance.clone(),
                organisation_name: register.name_of(&said.provenance.organisation).to_owned(),
                statement: if seen.stage.restricted_view {
                    restricted::section_statement(&said.statement)
                } else {
                    said.statement.clone()
                },
            });
        }
    }
    for line in lines {
        let section = line.section();
        if let Some(visible) = sections.iter_mut().find(|visible| visible.section == section) {
            visible.lines.extend(visible_line(line, seen.stage, register));
        }
    }
    if sections.iter().any(|section| matches!(section.state, SectionState::Withheld | SectionState::PartlyWithheld)) {
        keep_links_to_what_is_shown(&mut sections);
    }
    VisibleRecord {
        format: FORMAT,
        person,
        at: decision.at,
        consent,
        demographics: demographics.collect(),
        sections,
        sources: sources(register, connections, decision.at),
    }
}

/// The name of an item often says what it is, so a link to one that is withheld would tell of it; and whether a link leads
/// to what is withheld or to what never came is not told apart.
fn keep_links_to_what_is_shown(sections: &mut [VisibleSection]) {
    let named = |from: &Provenance, item: &SourceItemId| -> (OdsCode, SourceSystem, SourceItemId) {
        (from.organisation.clone(), from.system.clone(), item.clone())
    };
    let lines = sections.iter().flat_map(|section| &section.lines);
    let shown: BTreeSet<_> = lines
        .flat_map(|line| &line.statements)
        .map(|statement| named(&statement.provenance, &statement.provenance.item))
        .collect();
    let keep = |entry: &mut Entry, from: &Provenance| {
        let is_shown = |item: &SourceItemId| shown.contains(&named(from, item));
        entry.links.retain(|link| is_shown(&link.item));
        if let EntryBody::Encounter(encounter) = &mut entry.body {
            for topic in &mut encounter.topics {
                topic.problems.retain(is_shown);
                topic.items.retain(is_shown);
            }
        }
    };
    for line in sections.iter_mut().flat_map(|section| &mut section.lines) {
        if let Some(leading) = line.statements.first() {
            keep(&mut line.entry, &leading.provenance);
        }
        for VisibleStatement { provenance, entry, .. } in &mut line.statements {
            if let Some(entry) = entry {
                keep(entry, provenance);
            }
        }
    }
}

fn visible_line(line: Line, stage: PersonStage, register: &Register) -> Option<VisibleLine> {
    let show = |entry: Entry| if stage.restricted_view { restricted::entry(entry) } else { entry };
    let statement = |provenance: Provenance, entry: Option<Entry>| VisibleStatement {
        organisation_name: register.name_of(&provenance.organisation).to_owned(),
        provenance,
        entry,
    };
    let (stated, differences) = line.into_parts();
    let mut statements = Vec::with_capacity(stated.len());
    let mut stated = stated.into_iter();
    let leading = stated.next()?;
    let entry = show(*leading.entry);
    statements.push(statement(leading.provenance, None));
    statements.extend(stated.map(|other| {
        let other_entry = show(*other.entry);
        statement(other.provenance, (other_entry != entry).then_some(other_entry))
    }));
    Some(VisibleLine { entry, statements, differences })
}

/// Every source that is heard from, and every organisation that should be and is not, in the order of their codes.
fn sources(register: &Register, connections: &[SourceConnection], at: Timestamp) -> Vec<SourceState> {
    let heard = connections.iter().map(|connection| SourceState {
        organisation: connection.organisation.clone(),
        name: register.name_of(&connection.organisation).to_owned(),
        system: Some(connection.system.clone()),
        state: ConnectionState::Connected,
        last_heard: Some(connection.last_heard),
        hours_ago: Some(hours_between(connection.last_heard, at)),
    });
    let is_missing = |organisation: &&Organisation| {
        organisation.shares
            && organisation.open_at(at)
            && !connections.iter().any(|connection| connection.organisation == organisation.code)
    };
    let missing = register.organisations().iter().filter(is_missing).map(|organisation| SourceState {
        organisation: organisation.code.clone(),
        name: organisation.name.clone(),
        system: None,
        state: ConnectionState::NotConnected,
        last_heard: None,
        hours_ago: None,
    });
    let mut sources: Vec<SourceState> = heard.chain(missing).collect();
    sources.sort();
    sources
}

fn hours_between(from: Timestamp, to: Timestamp) -> u64 {
    const HOUR: i64 = 3_600_000;
    // A source that was heard from after the look, as clocks go, was heard from just now.
    u64::try_from(to.millis().saturating_sub(from.millis()) / HOUR).unwrap_or(0)
}
