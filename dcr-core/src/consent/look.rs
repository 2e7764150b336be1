//! From the request and the record to the decision and the visible record.

use super::directives::standing;
use super::lines::{LineRules, Shown};
use super::person::{PersonStage, person};
use super::requester::{Requester, requester};
use super::{
    AccessRequest, ConnectionState, ConsentState, Decision, Obligation, Outcome, Policy, Rule, RuleYield,
    SectionDecision, SectionState, SourceConnection, SourceState, VisibleDemographics, VisibleLine, VisibleRecord,
    VisibleSection, VisibleStatement, restricted,
};
use crate::merge::{CombinedRecord, Line, LineStatement, SourcedDemographics};
use crate::record::Section;
use crate::register::{Organisation, Register};
use crate::time::Timestamp;
use std::borrow::Cow;

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
    run(policy, register, request, record, &mut ()).0
}

/// Decides on a request for a person's record and takes out of the record whatever the decision withholds.
///
/// `connections` are the sources that this node hears from; they are about the sources, never about the person.
#[must_use]
pub fn look(
    policy: &Policy,
    register: &Register,
    request: &AccessRequest,
    record: &CombinedRecord,
    connections: &[SourceConnection],
) -> Look {
    let mut shown = ShownLines::default();
    let (decision, stage) = run(policy, register, request, record, &mut shown);
    let visible = match (stage, decision.consent) {
        (Some(stage), Some(consent)) => {
            Some(visible_record(&decision, consent, stage, register, record, &shown, connections))
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

/// What takes the lines that the one walk over the record finds visible.
trait Sink<'r> {
    fn demographics(&mut self, stated: &'r SourcedDemographics);
    fn line(&mut self, line: &'r Line, shown: Shown, rules: &LineRules<'_>);
}

impl<'r> Sink<'r> for () {
    fn demographics(&mut self, _: &'r SourcedDemographics) {}
    fn line(&mut self, _: &'r Line, _: Shown, _: &LineRules<'_>) {}
}

#[derive(Default)]
struct ShownLines<'r> {
    demographics: Vec<&'r SourcedDemographics>,
    lines: Vec<Cow<'r, Line>>,
}

impl<'r> Sink<'r> for ShownLines<'r> {
    fn demographics(&mut self, stated: &'r SourcedDemographics) {
        self.demographics.push(stated);
    }

    fn line(&mut self, line: &'r Line, shown: Shown, rules: &LineRules<'_>) {
        match shown {
            Shown::Whole => self.lines.push(Cow::Borrowed(line)),
            Shown::Part => {
                self.lines.extend(line.retain(|statement| rules.keeps(&statement.provenance)).map(Cow::Owned));
            }
            Shown::Nothing => {}
        }
    }
}

/// The four stages. Deciding and showing are one walk, so they cannot disagree.
fn run<'r>(
    policy: &Policy,
    register: &Register,
    request: &AccessRequest,
    record: &'r CombinedRecord,
    sink: &mut impl Sink<'r>,
) -> (Decision, Option<PersonStage>) {
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
    decision.sections = sections(record, &mut rules, sink);
    decision.consent = Some(if stage.opt_out_overridden {
        ConsentState::OptedOutOverridden
    } else if stage.directive_overridden || rules.directive_bore {
        ConsentState::Limited
    } else {
        ConsentState::Shared
    });
    rules.report(&mut decision);
    permit(&requester, &mut decision);
    (decision, Some(stage))
}

fn permit(requester: &Requester<'_>, decision: &mut Decision) {
    decision.outcome = Outcome::Permit;
    decision.refusal = None;
    decision.overrides.sort_unstable();
    if requester.emergency && !decision.overrides.is_empty() {
        decision.oblige(Obligation::TellPerson);
    }
}

/// Walks over the record once, hands what is visible to `sink`, and says of every section what is shown of it.
fn sections<'r>(
    record: &'r CombinedRecord,
    rules: &mut LineRules<'_>,
    sink: &mut impl Sink<'r>,
) -> Vec<SectionDecision> {
    // What of each section is shown and what is withheld, in the order of the sections.
    let mut found: Vec<(Section, bool, bool)> =
        Section::ALL.iter().map(|&section| (section, false, !rules.is_open(section))).collect();
    let mut note = |section: Section, shown: bool, withheld: bool| {
        if let Some(found) = found.iter_mut().find(|found| found.0 == section) {
            found.1 |= shown;
            found.2 |= withheld;
        }
    };
    if rules.is_open(Section::Demographics) {
        for stated in &record.demographics {
            let shown = rules.statement(&stated.provenance, Section::Demographics);
            note(Section::Demographics, shown, !shown);
            if shown {
                sink.demographics(stated);
            }
        }
    }
    for line in &record.lines {
        if rules.is_open(line.section()) {
            let shown = rules.line(line);
            note(line.section(), shown != Shown::Nothing, shown != Shown::Whole);
            sink.line(line, shown, rules);
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
    found.into_iter().map(state).collect()
}

fn visible_record(
    decision: &Decision,
    consent: ConsentState,
    stage: PersonStage,
    register: &Register,
    record: &CombinedRecord,
    shown: &ShownLines<'_>,
    connections: &[SourceConnection],
) -> VisibleRecord {
    let demographics = shown.demographics.iter().map(|stated| VisibleDemographics {
        provenance: stated.provenance.clone(),
        organisation_name: register.name_of(&stated.provenance.organisation).to_owned(),
        demographics: if stage.restricted_view {
            restricted::demographics(&stated.demographics)
        } else {
            stated.demographics.clone()
        },
    });
    let section = |decided: &SectionDecision| VisibleSection {
        section: decided.section,
        state: decided.state,
        lines: shown
            .lines
            .iter()
            .filter(|line| line.section() == decided.section)
            .filter_map(|line| visible_line(line, stage, register))
            .collect(),
    };
    VisibleRecord {
        format: FORMAT,
        person: record.person,
        at: decision.at,
        consent,
        demographics: demographics.collect(),
        sections: decision
            .sections
            .iter()
            .filter(|decided| decided.section != Section::Demographics)
            .map(section)
            .collect(),
        sources: sources(register, connections, decision.at),
    }
}

fn visible_line(line: &Line, stage: PersonStage, register: &Register) -> Option<VisibleLine> {
    let show = |statement: &LineStatement| {
        if stage.restricted_view { restricted::entry(&statement.entry) } else { statement.entry.clone() }
    };
    let leading = show(line.statements().first()?);
    let statement = |statement: &LineStatement| {
        let entry = show(statement);
        VisibleStatement {
            provenance: statement.provenance.clone(),
            organisation_name: register.name_of(&statement.provenance.organisation).to_owned(),
            entry: (entry != leading).then_some(entry),
        }
    };
    let statements = line.statements().iter().map(statement).collect();
    Some(VisibleLine { entry: leading, statements, differences: line.differences().to_vec() })
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
