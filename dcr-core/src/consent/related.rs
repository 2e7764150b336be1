//! Which lines a policy's sets of sensitive codes label, and which lines hang together with those (rules S1 to S4).

use super::code_sets::CodeSets;
use super::needles::Needles;
use super::words::each_word;
use crate::identifier::{CodedConcept, SourceItemId};
use crate::merge::{Line, LineStatement};
use crate::record::{Concepts, Entry, EntryBody, EntryLinkKind, Sensitivity, SensitivityLabel};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A line as these rules see it.
pub(super) trait ConsentLine {
    /// One statement behind it.
    type Statement: ConsentStatement;

    /// The statements behind it.
    fn statements(&self) -> &[Self::Statement];
}

/// A statement as these rules see it.
pub(super) trait ConsentStatement {
    /// Organisation, system and item.
    fn source(&self) -> SourceKey<'_>;

    /// The labels that the source states.
    fn labels(&self) -> &[SensitivityLabel];

    /// Shows everything that it codes, its own concept included.
    fn each_concept<'a>(&'a self, see: &mut dyn FnMut(Concept<'a>));

    /// What it is about, where that is coded or named.
    fn own(&self) -> Option<Concept<'_>>;

    /// Shows the items of the same organisation and system that it links to, by which kind of link.
    fn each_link<'a>(&'a self, see: &mut dyn FnMut(&'a EntryLinkKind, &'a SourceItemId));

    /// Shows its words, one text after the other, until `see` has seen enough.
    fn each_word(&self, see: &mut dyn FnMut(&str) -> ControlFlow<()>);
}

/// Organisation, system and item.
pub(super) type SourceKey<'a> = (&'a str, &'a str, &'a str);

/// Something that a statement codes: its codes, and the words for them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Concept<'a> {
    /// As the model holds it.
    Coded(&'a CodedConcept),
    /// As the small form of a record holds it: pairs of system and code, and names.
    Named(&'a [(String, String)], &'a [String]),
}

impl<'a> Concept<'a> {
    fn each_code(self, mut see: impl FnMut(&'a str, &'a str)) {
        match self {
            Self::Coded(concept) => concept.codings.iter().for_each(|coding| see(&coding.system, &coding.code)),
            Self::Named(codes, _) => codes.iter().for_each(|(system, code)| see(system, code)),
        }
    }

    fn each_name(self, mut see: impl FnMut(&'a str)) {
        match self {
            Self::Coded(concept) => {
                concept.text.iter().for_each(|text| see(text));
                concept.codings.iter().filter_map(|coding| coding.display.as_deref()).for_each(see);
            }
            Self::Named(_, names) => names.iter().for_each(|name| see(name)),
        }
    }
}

/// The labels that a line has beside those that its sources state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LabelsAdded {
    /// The line's place among the lines.
    pub(super) line: usize,
    /// The labels.
    pub(super) labels: Sensitivity,
}

/// The labels that S1 to S4 add, for each line to which they add any, in the order of the lines.
pub(super) fn labels<L: ConsentLine>(sets: &CodeSets, lines: &[L]) -> Vec<LabelsAdded> {
    if sets.is_empty() {
        return Vec::new();
    }
    let direct = direct(sets, lines);
    if direct.is_empty() {
        return Vec::new();
    }
    // Of each line by the label's place among the labels of the sets.
    let mut has: BTreeSet<Labelled> = direct.iter().map(|direct| direct.labelled).collect();
    let tied = Tied::new(lines);
    let parts = tied.and_their_parts(has.clone());
    has.extend(named(lines, sets, &direct));
    has.extend(tied.neighbours_of(&parts));
    has.extend(parts);
    let stated: BTreeSet<Labelled> =
        direct.iter().filter(|direct| direct.stated).map(|direct| direct.labelled).collect();
    let mut added: Vec<LabelsAdded> = Vec::new();
    for Labelled { line, label } in has.difference(&stated).copied() {
        let Some(label) = sets.labels().get(label) else { continue };
        match added.last_mut().filter(|last| last.line == line) {
            Some(last) => last.labels = std::mem::take(&mut last.labels).with(label.clone()),
            None => added.push(LabelsAdded { line, labels: Sensitivity::NONE.with(label.clone()) }),
        }
    }
    added
}

/// That a line has a label, both by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Labelled {
    line: usize,
    label: usize,
}

/// That a line has a label by a code of its own (S1) or because its source states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Direct {
    labelled: Labelled,
    stated: bool,
}

fn direct<L: ConsentLine>(sets: &CodeSets, lines: &[L]) -> Vec<Direct> {
    let mut direct = Vec::new();
    for (line, held) in lines.iter().enumerate() {
        for statement in held.statements() {
            for label in statement.labels() {
                if let Some(label) = sets.place_of(label) {
                    direct.push(Direct { labelled: Labelled { line, label }, stated: true });
                }
            }
            statement.each_concept(&mut |concept| {
                concept.each_code(|system, code| {
                    for label in sets.places_of(system, code) {
                        direct.push(Direct { labelled: Labelled { line, label }, stated: false });
                    }
                });
            });
        }
    }
    direct.sort_unstable();
    direct.dedup();
    direct
}

/// How the lines hang together by the links of their statements.
struct Tied {
    /// A line, and one that is part of it. INVARIANT: both are sorted, no pair twice.
    parts: Vec<(usize, usize)>,
    /// Two lines, one of which links to the other, both ways round.
    neighbours: Vec<(usize, usize)>,
}

impl Tied {
    fn new<L: ConsentLine>(lines: &[L]) -> Self {
        let statements = || {
            lines.iter().enumerate().flat_map(|(line, held)| held.statements().iter().map(move |stated| (line, stated)))
        };
        let mut items: Vec<(SourceKey<'_>, usize)> =
            statements().map(|(line, statement)| (statement.source(), line)).collect();
        items.sort_unstable();
        let (mut parts, mut neighbours) = (Vec::new(), Vec::new());
        for (from, statement) in statements() {
            let (organisation, system, _) = statement.source();
            statement.each_link(&mut |kind, item| {
                let target = (organisation, system, item.as_str());
                let first = items.partition_point(|(item, _)| *item < target);
                let found = items.iter().skip(first).take_while(|(item, _)| *item == target);
                for &(_, to) in found.filter(|(_, to)| *to != from) {
                    neighbours.extend([(from, to), (to, from)]);
                    match kind {
                        EntryLinkKind::PartOf => parts.push((to, from)),
                        EntryLinkKind::HasPart => parts.push((from, to)),
                        _ => {}
                    }
                }
            });
        }
        for pairs in [&mut parts, &mut neighbours] {
            pairs.sort_unstable();
            pairs.dedup();
        }
        Self { parts, neighbours }
    }

    /// S2: the labelled lines, and with each the lines that are part of it, and the parts of these.
    fn and_their_parts(&self, mut labelled: BTreeSet<Labelled>) -> BTreeSet<Labelled> {
        let mut open: Vec<Labelled> = labelled.iter().copied().collect();
        while let Some(Labelled { line, label }) = open.pop() {
            for part in second_of(&self.parts, line) {
                let part = Labelled { line: part, label };
                if labelled.insert(part) {
                    open.push(part);
                }
            }
        }
        labelled
    }

    /// S3: the lines that the labelled lines link to or that link to them.
    fn neighbours_of(&self, labelled: &BTreeSet<Labelled>) -> impl Iterator<Item = Labelled> {
        labelled.iter().flat_map(|&Labelled { line, label }| {
            second_of(&self.neighbours, line).map(move |line| Labelled { line, label })
        })
    }
}

/// The second ones of the sorted pairs whose first is this.
fn second_of(pairs: &[(usize, usize)], of: usize) -> impl Iterator<Item = usize> {
    let from = pairs.partition_point(|(first, _)| *first < of);
    pairs.iter().skip(from).take_while(move |(first, _)| *first == of).map(|(_, second)| *second)
}

/// S4: the lines whose words hold a name of a line that has its label by a code or from its source.
fn named<L: ConsentLine>(lines: &[L], sets: &CodeSets, direct: &[Direct]) -> BTreeSet<Labelled> {
    let mut names: Vec<(&str, usize)> = Vec::new();
    for Direct { labelled: Labelled { line, label }, stated } in direct {
        let statements = lines.get(*line).map(ConsentLine::statements).unwrap_or_default();
        for statement in statements {
            if *stated {
                statement.own().into_iter().for_each(|own| own.each_name(|name| names.push((name, *label))));
            } else {
                statement.each_concept(&mut |concept| {
                    let mut of_the_set = false;
                    concept.each_code(|system, code| {
                        of_the_set |= sets.places_of(system, code).any(|place| place == *label);
                    });
                    if of_the_set {
                        concept.each_name(|name| names.push((name, *label)));
                    }
                });
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    let needles = Needles::new(names);
    let mut found = BTreeSet::new();
    if needles.is_empty() {
        return found;
    }
    for (line, held) in lines.iter().enumerate() {
        for statement in held.statements() {
            statement.each_word(&mut |text| {
                needles.find(text, &mut |label| {
                    found.insert(Labelled { line, label });
                });
                ControlFlow::Continue(())
            });
        }
    }
    found
}

impl ConsentLine for Line {
    type Statement = LineStatement;

    fn statements(&self) -> &[LineStatement] {
        Self::statements(self)
    }
}

impl ConsentStatement for LineStatement {
    fn source(&self) -> SourceKey<'_> {
        let from = &self.provenance;
        (from.organisation.as_str(), from.system.as_str(), from.item.as_str())
    }

    fn labels(&self) -> &[SensitivityLabel] {
        self.entry.sensitivity.labels()
    }

    fn each_concept<'a>(&'a self, see: &mut dyn FnMut(Concept<'a>)) {
        self.entry.each_concept(&mut |concept| see(Concept::Coded(concept)));
    }

    fn own(&self) -> Option<Concept<'_>> {
        own_concept(&self.entry).map(Concept::Coded)
    }

    fn each_link<'a>(&'a self, see: &mut dyn FnMut(&'a EntryLinkKind, &'a SourceItemId)) {
        each_link(&self.entry, see);
    }

    fn each_word(&self, see: &mut dyn FnMut(&str) -> ControlFlow<()>) {
        each_word(&self.entry, see);
    }
}

/// What an entry is about: its own code. A related person, a care provider and what matters to the person have none.
pub(super) fn own_concept(entry: &Entry) -> Option<&CodedConcept> {
    match &entry.body {
        EntryBody::Problem(e) => Some(&e.code),
        EntryBody::Allergy(e) => Some(&e.code),
        EntryBody::Medication(e) => Some(&e.drug),
        EntryBody::Investigation(e) => Some(&e.code),
        EntryBody::Document(e) => Some(&e.kind),
        EntryBody::Encounter(e) => e.service.as_ref(),
        EntryBody::Procedure(e) => Some(&e.code),
        EntryBody::Immunisation(e) => Some(&e.vaccine),
        EntryBody::SocialCare(e) => Some(&e.what),
        EntryBody::Alert(e) => Some(&e.code),
        EntryBody::RelatedPerson(_) | EntryBody::CareProvider(_) | EntryBody::AboutMe(_) => None,
    }
}

/// Shows an entry's links, and what a consultation lists under its headings as the links that it is: the entries are its
/// parts, the problems are why it was.
pub(super) fn each_link<'a>(entry: &'a Entry, see: &mut dyn FnMut(&'a EntryLinkKind, &'a SourceItemId)) {
    for link in &entry.links {
        see(&link.kind, &link.item);
    }
    if let EntryBody::Encounter(encounter) = &entry.body {
        for topic in &encounter.topics {
            topic.problems.iter().for_each(|item| see(&EntryLinkKind::BecauseOf, item));
            topic.items.iter().for_each(|item| see(&EntryLinkKind::HasPart, item));
        }
    }
}

#[cfg(test)]
mod tests;
