//! Making the visible record of what a decision shows: statements as they are, with less in them, or without their source.

use super::lines::{Fate, LineRules, Source};
use super::look::Ran;
use super::walk::Seen;
use super::{
    ConnectionState, Plan, SectionState, SourceConnection, SourceState, VisibleDemographics, VisibleLine,
    VisibleRecord, VisibleSection, VisibleSectionStatement, VisibleStatement, coded, links, restricted, unsourced,
};
use crate::identifier::SourceItemId;
use crate::merge::{CombinedRecord, Line, LineStatement, Provenance};
use crate::record::{Entry, Section};
use crate::register::{Organisation, Register};
use crate::time::Timestamp;
use std::cmp::Reverse;

/// The number of the visible record's format.
const FORMAT: u32 = 1;

/// Makes the visible record of what a walk found.
pub(super) fn visible_record(
    ran: &Ran,
    seen: &Seen,
    plan: &Plan,
    record: &CombinedRecord,
    (lines, mut sources_named): (Vec<(Section, VisibleLine)>, Naming<'_>),
    connections: &[SourceConnection],
) -> VisibleRecord {
    let Ran { decision, verdict, .. } = ran;
    let restricted_view = verdict.stage.restricted_view;
    let register = plan.register();
    let stated = seen.demographics.iter().filter_map(|(place, fate)| {
        let stated = record.demographics.get(*place)?;
        let (provenance, organisation_name) = sources_named.of(stated.provenance.clone(), *fate);
        let demographics =
            if restricted_view { restricted::demographics(&stated.demographics) } else { stated.demographics.clone() };
        Some(VisibleDemographics { provenance, organisation_name, demographics })
    });
    let demographics: Vec<VisibleDemographics> = stated.collect();
    let told = decision.outward().sections;
    let mut sections: Vec<VisibleSection> = told
        .into_iter()
        .filter(|decided| decided.section != Section::Demographics)
        .map(|decided| VisibleSection {
            section: decided.section,
            state: decided.state,
            withheld: decided.withheld,
            statements: Vec::new(),
            lines: Vec::new(),
        })
        .collect();
    for (place, fate) in &seen.words {
        let Some(said) = record.section_statements.get(*place).filter(|said| said.statement.tells()) else { continue };
        let section = said.statement.section;
        if !ran.tells_words(section) {
            continue;
        }
        if let Some(visible) = sections.iter_mut().find(|visible| visible.section == section) {
            let (provenance, organisation_name) = sources_named.of(said.provenance.clone(), *fate);
            let mut statement = match fate {
                Fate::Unsourced => unsourced::section_statement(&said.statement),
                _ if restricted_view => restricted::section_statement(&said.statement),
                _ => said.statement.clone(),
            };
            if verdict.open.coded.has(section) {
                statement = coded::section_statement(statement);
            }
            visible.statements.push(VisibleSectionStatement { provenance, organisation_name, statement });
        }
    }
    for (section, line) in lines {
        if let Some(visible) = sections.iter_mut().find(|visible| visible.section == section) {
            visible.lines.push(line);
        }
    }
    if sections.iter().any(|section| {
        matches!(section.state, SectionState::Withheld | SectionState::PartlyWithheld | SectionState::Held)
    }) {
        links::keep_links_to_what_is_shown(&mut sections);
    }
    VisibleRecord {
        format: FORMAT,
        person: record.person,
        at: decision.at,
        as_at: None,
        // A visible record is made of a permitted look alone.
        consent: decision.consent.unwrap_or(super::ConsentState::Limited),
        demographics,
        sections,
        sources: sources(register, connections, decision.at),
    }
}

/// How statements name their sources in one visible record.
pub(super) struct Naming<'r> {
    register: &'r Register,
    /// How many are shown without their source so far.
    unsourced: usize,
}

impl<'r> Naming<'r> {
    pub(super) fn new(register: &'r Register) -> Self {
        Self { register, unsourced: 0 }
    }

    /// A statement's provenance and its organisation's name, as far as they are shown.
    fn of(&mut self, provenance: Provenance, fate: Fate) -> (Provenance, String) {
        if fate == Fate::Unsourced {
            self.unsourced += 1;
            (unsourced::provenance(&provenance, self.unsourced), unsourced::ORGANISATION_NAME.to_owned())
        } else {
            let name = self.register.name_of(&provenance.organisation).to_owned();
            (provenance, name)
        }
    }
}

/// What becomes of a statement of a line that no label withholds.
pub(super) fn fate(statement: &LineStatement, rules: &LineRules<'_>) -> Fate {
    let section = statement.entry.section();
    if rules.asks_statements(section) { rules.fate(Source::of(&statement.provenance), section) } else { Fate::Shown }
}

/// A line of which every statement may be shown, as it is shown, with its section.
pub(super) fn visible_line(
    line: Line,
    rules: &LineRules<'_>,
    naming: &mut Naming<'_>,
) -> Option<(Section, VisibleLine)> {
    let section = line.section();
    let restricted_view = rules.verdict.stage.restricted_view;
    let line = if rules.is_coded(section) { line.with_entries(coded::entry) } else { line };
    let show = |entry: Entry, fate: Fate| match fate {
        Fate::Unsourced => unsourced::entry(entry),
        _ if restricted_view => restricted::entry(entry),
        _ => entry,
    };
    let (stated, mut differences) = line.into_parts();
    if restricted_view {
        differences = unsourced::differences(differences, |organisation| rules.is_local(organisation.as_str()));
    }
    let mut statements = Vec::with_capacity(stated.len());
    let mut stated = stated.into_iter();
    let leading = stated.next()?;
    let leading_fate = fate(&leading, rules);
    let entry = show(*leading.entry, leading_fate);
    let (provenance, organisation_name) = naming.of(leading.provenance, leading_fate);
    statements.push(VisibleStatement { provenance, organisation_name, entry: None, later: leading.later });
    for other in stated {
        let other_fate = fate(&other, rules);
        let other_entry = show(*other.entry, other_fate);
        let (provenance, organisation_name) = naming.of(other.provenance, other_fate);
        let differing = (other_entry != entry).then_some(other_entry);
        statements.push(VisibleStatement { provenance, organisation_name, entry: differing, later: other.later });
    }
    Some((section, VisibleLine { entry, statements, differences, group: None, notices: Vec::new() }))
}

/// Puts lines into the order that what is shown of them gives them: the record has them in the order of the statements
/// that lead them, and where one of those is withheld, its line's place would tell when it was. Statements without their
/// source are numbered in that order.
pub(super) fn put_in_order(lines: &mut [(Section, VisibleLine)]) {
    lines.sort_by(|(section, line), (other_section, other)| {
        let latest_first = Reverse(line.entry.body.when()).cmp(&Reverse(other.entry.body.when()));
        let places = || line.statements.iter().map(place).cmp(other.statements.iter().map(place));
        let differing = || line.statements.iter().map(stated).cmp(other.statements.iter().map(stated));
        let entries = || line.entry.cmp(&other.entry).then_with(differing);
        section.cmp(other_section).then(latest_first).then_with(places).then_with(entries)
    });
    let statements = lines.iter_mut().flat_map(|(_, line)| &mut line.statements);
    let unsourced = statements.filter(|statement| statement.provenance.organisation.is_withheld());
    for (place, statement) in unsourced.enumerate() {
        statement.provenance.item = SourceItemId::withheld(place.saturating_add(1));
    }
}

/// What is shown of where a statement came from; the number of one without its source comes of the order and does not make
/// it.
fn place(statement: &VisibleStatement) -> impl Ord + use<'_> {
    let Provenance { organisation, system, item, version, recorded, received, format } = &statement.provenance;
    (organisation, system, (!organisation.is_withheld()).then_some(item), version, recorded, received, format)
}

fn stated(statement: &VisibleStatement) -> Option<&Entry> {
    statement.entry.as_ref()
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

#[cfg(test)]
mod tests;
