//! The visible record as a page of words, before it is laid out for a terminal or a browser.

use super::demographics::{Banner, Detail, banner, details};
use super::describe::{Description, describe};
use super::{ago, dates, differences, groups, notices, past, section_words, words};
use crate::consent::{
    ConnectionState, ConsentState, SectionState, VisibleLine, VisibleRecord, VisibleSection, VisibleStatement,
};
use crate::contribution::ContributionKey;
use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use crate::merge::Provenance;
use crate::record::{Entry, EntryBody, EntryLink, EntryLinkKind, Section};
use std::collections::BTreeMap;

/// A message about the whole record or one section, and whether it limits what is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    /// The words.
    pub(super) words: String,
    /// Whether the reader must not take what follows for all there is.
    pub(super) limits: bool,
}

/// One source's statement behind a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// Organisation, system and times.
    pub(super) source: String,
    /// What it says otherwise than the line.
    pub(super) otherwise: Option<Description>,
}

/// Another line of this page that a line hangs together with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Related {
    /// How, such as `During`.
    pub(super) how: String,
    /// What the other line is.
    pub(super) what: String,
    /// The other line's anchor.
    pub(super) anchor: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its anchor in the page.
    pub(super) anchor: String,
    /// What it says.
    pub(super) description: Description,
    /// Other lines that it hangs together with.
    pub(super) related: Vec<Related>,
    /// Every statement behind it, the leading one first.
    pub(super) statements: Vec<Statement>,
    /// What the statements differ in.
    pub(super) differences: Vec<String>,
    /// What has to be read with it.
    pub(super) notices: Vec<String>,
    /// The title of the group that begins with it.
    pub(super) group: Option<&'static str>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Its anchor in the page.
    pub(super) anchor: String,
    /// Its heading.
    pub(super) title: &'static str,
    /// Its state in a word or two, for a list of sections.
    pub(super) brief: String,
    /// Its state in a sentence; absent when all of it is shown.
    pub(super) notice: Option<Notice>,
    /// What sources say of it as a whole.
    pub(super) said: Vec<Notice>,
    /// Its lines.
    pub(super) lines: Vec<Line>,
}

/// One source and how fresh it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The organisation, by name and code.
    pub(super) organisation: String,
    /// Its system.
    pub(super) system: Option<String>,
    /// Whether it is heard from.
    pub(super) connected: bool,
    /// When it was last heard from.
    pub(super) freshness: String,
}

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// Who the person is, at a glance.
    pub(super) banner: Banner,
    /// The state of consent.
    pub(super) consent: Notice,
    /// Whether every source is connected; absent when there is no source to tell of.
    pub(super) completeness: Option<Notice>,
    /// That it shows the past, where it does.
    pub(super) past: Option<String>,
    /// The time of the look.
    pub(super) looked_at: String,
    /// The person's details; empty when they are not shown.
    pub(super) details: Vec<Detail>,
    /// The sources of the details.
    pub(super) detail_sources: Vec<String>,
    /// The sections in order.
    pub(super) parts: Vec<Part>,
    /// The sources.
    pub(super) sources: Vec<Source>,
}

/// What stands where no details of the person are shown.
pub(super) const NO_DETAILS: &str =
    "No details of the person are shown: they are withheld from you, or no source states them.";

/// Where something came from: `Poole Hospital (RD3), PAS, recorded …, received …`; of an organisation that must not be
/// named no more than its name's place and the times.
pub(super) fn source_words(name: &str, provenance: &Provenance) -> String {
    let times =
        format!("recorded {}, received {}", dates::instant(provenance.recorded), dates::instant(provenance.received));
    if provenance.organisation.is_withheld() {
        return format!("{name}; {times}");
    }
    format!("{name} ({}), {}, {times}", provenance.organisation, provenance.system)
}

/// The same, and what became of the statement since.
fn source_since(statement: &VisibleStatement) -> String {
    let source = source_words(&statement.organisation_name, &statement.provenance);
    match statement.later {
        Some(later) => format!("{source}; {}", past::since(later)),
        None => source,
    }
}

/// The page of a record.
pub(super) fn page(record: &VisibleRecord) -> Page {
    let places = places(record);
    Page {
        banner: banner(&record.demographics, record.at),
        consent: consent(record.consent),
        completeness: completeness(record),
        past: past::words(record.as_at.as_ref()),
        looked_at: dates::instant(record.at),
        details: details(&record.demographics),
        detail_sources: record.demographics.iter().map(|d| source_words(&d.organisation_name, &d.provenance)).collect(),
        parts: record.sections.iter().map(|section| part(section, &places)).collect(),
        sources: record
            .sources
            .iter()
            .map(|source| Source {
                organisation: format!("{} ({})", source.name, source.organisation),
                system: source.system.as_ref().map(ToString::to_string),
                connected: source.state == ConnectionState::Connected,
                freshness: ago::freshness(source),
            })
            .collect(),
    }
}

fn consent(state: ConsentState) -> Notice {
    let (words, limits) = match state {
        ConsentState::Shared => ("Shared: no directive of the person limits sharing.", false),
        ConsentState::Limited => {
            ("Limited: directives of the person withhold some of the record from you. This is not all there is.", true)
        }
        ConsentState::OptedOutOverridden => (
            "Opted out, overridden: the person opted out of the shared record, and an emergency overrode it for this \
             look. The look is accounted for.",
            true,
        ),
    };
    Notice { words: words.to_owned(), limits }
}

fn completeness(record: &VisibleRecord) -> Option<Notice> {
    let silent: Vec<String> = record
        .sources
        .iter()
        .filter(|source| source.state == ConnectionState::NotConnected)
        .map(|source| format!("{} ({})", source.name, source.organisation))
        .collect();
    if record.sources.is_empty() {
        return None;
    }
    Some(if silent.is_empty() {
        Notice { words: "Every source is connected; see when each was last heard.".to_owned(), limits: false }
    } else {
        Notice {
            words: format!("Not connected, so nothing of theirs can be shown: {}.", silent.join("; ")),
            limits: true,
        }
    })
}

type Place<'a> = (&'a OdsCode, &'a SourceSystem, &'a SourceItemId);

fn place(provenance: &Provenance) -> Place<'_> {
    (&provenance.organisation, &provenance.system, &provenance.item)
}

/// The lines of a section; none of a withheld one, or one of which existence alone is told, whatever it carries.
fn visible_lines(section: &VisibleSection) -> &[VisibleLine] {
    if section.state.shows_nothing() { &[] } else { &section.lines }
}

fn anchor(section: Section, index: usize) -> String {
    format!("{}-{}", section.as_str(), index.saturating_add(1))
}

/// Which line shows which item, so that links between entries lead somewhere.
fn places(record: &VisibleRecord) -> BTreeMap<Place<'_>, (String, String)> {
    let mut places = BTreeMap::new();
    for section in &record.sections {
        for (index, line) in visible_lines(section).iter().enumerate() {
            let said = describe(&line.entry);
            let words = match said.when {
                Some(when) => format!("{}, {when}", said.what),
                None => said.what,
            };
            for statement in &line.statements {
                places.insert(place(&statement.provenance), (anchor(section.section, index), words.clone()));
            }
        }
    }
    places
}

/// Why something is withheld, where readers may be told.
fn reasons(section: &VisibleSection) -> String {
    if section.withheld.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = section.withheld.iter().map(|class| class.words()).collect();
    format!(" Reasons that may be told: {}.", words.join("; "))
}

fn part(section: &VisibleSection, places: &BTreeMap<Place<'_>, (String, String)>) -> Part {
    let items = dates::count(i64::try_from(visible_lines(section).len()).unwrap_or(i64::MAX), "item");
    let (brief, notice) = match section.state {
        SectionState::Shown => (items, None),
        SectionState::PartlyWithheld => (
            format!("{items}, some withheld"),
            Some(("Some of this section is withheld from you. What is shown is not all there is.", true)),
        ),
        SectionState::Withheld => {
            ("withheld".to_owned(), Some(("Withheld from you. Whether anything is recorded here is not told.", true)))
        }
        SectionState::Held => {
            ("held".to_owned(), Some(("Something is recorded here. Your role is told no more than that.", true)))
        }
        SectionState::NothingRecorded => {
            ("nothing recorded".to_owned(), Some(("Nothing recorded by any source that is connected.", false)))
        }
    };
    Part {
        anchor: section.section.as_str().to_owned(),
        title: section.section.title(),
        brief,
        notice: notice.map(|(words, limits)| Notice { words: format!("{words}{}", reasons(section)), limits }),
        said: section_words::said(section),
        lines: visible_lines(section)
            .iter()
            .zip(groups::titles(section.section, visible_lines(section)))
            .enumerate()
            .map(|(index, (each, group))| Line { group, ..line(each, anchor(section.section, index), places) })
            .collect(),
    }
}

/// Under which heading of a consultation another entry stands.
fn heading(entry: &Entry, link: &EntryLink) -> Option<String> {
    let EntryBody::Encounter(encounter) = &entry.body else { return None };
    let topic = encounter.topics.iter().find(|topic| topic.items.contains(&link.item))?;
    let parts: Vec<&str> = [topic.title.as_deref(), topic.heading.as_deref()].into_iter().flatten().collect();
    (link.kind == EntryLinkKind::HasPart && !parts.is_empty()).then(|| parts.join(", "))
}

fn line(line: &VisibleLine, anchor: String, places: &BTreeMap<Place<'_>, (String, String)>) -> Line {
    let description = describe(&line.entry);
    let leading = line.statements.first().map(|statement| place(&statement.provenance));
    let mut related: Vec<Related> = Vec::new();
    for link in &line.entry.links {
        let Some((organisation, system, _)) = leading else { continue };
        let Some((there, what)) = places.get(&(organisation, system, &link.item)) else { continue };
        let how = heading(&line.entry, link).unwrap_or_else(|| words::word(link.kind.as_str()));
        let found = Related { how, what: what.clone(), anchor: there.clone() };
        if *there != anchor && !related.contains(&found) {
            related.push(found);
        }
    }
    let statements = line
        .statements
        .iter()
        .map(|statement| Statement {
            source: source_since(statement),
            otherwise: statement.entry.as_ref().and_then(|entry| describe(entry).beyond(&description)),
        })
        .collect();
    let differences = line.differences.iter().map(differences::difference).collect();
    let told = |line: &ContributionKey| {
        places.get(&(&line.organisation, &line.system, &line.item)).map(|(_, what)| what.clone())
    };
    let notices = line.notices.iter().map(|notice| notices::notice(notice, told)).collect();
    Line { anchor, description, related, statements, differences, notices, group: None }
}
