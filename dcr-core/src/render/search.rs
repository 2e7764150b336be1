//! Finding words in a visible record.

use super::describe::{Description, describe};
use crate::consent::{VisibleLine, VisibleRecord};
use crate::record::Section;

/// One line of a visible record in which the words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'r> {
    /// The section that the line stands in.
    pub section: Section,
    /// The line.
    pub line: &'r VisibleLine,
}

/// The lines of a visible record that say every one of some words, in the record's order.
///
/// What is searched is what is shown: the words of each line as the text and HTML forms write them, those of attachments
/// included (plain text, HTML, RTF). Upper and lower case are alike (Unicode lower case, the same in every locale), and a word
/// is found inside a longer one. Without words nothing is found.
///
/// Searching comes after consent: only what the request may see is looked into, so that neither a result nor its absence
/// tells of anything withheld.
#[must_use]
pub fn search<'r>(record: &'r VisibleRecord, words: &str) -> Vec<Found<'r>> {
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let shown = record.sections.iter().filter(|section| !section.state.shows_nothing());
    shown
        .flat_map(|section| section.lines.iter().map(|line| Found { section: section.section, line }))
        .filter(|found| {
            let said = told(found.line).to_lowercase();
            wanted.iter().all(|word| said.contains(word.as_str()))
        })
        .collect()
}

/// Everything that a line says.
fn told(line: &VisibleLine) -> String {
    let others = line.statements.iter().filter_map(|statement| statement.entry.as_ref());
    let mut told = String::new();
    for entry in std::iter::once(&line.entry).chain(others) {
        add(&mut told, &describe(entry));
    }
    told
}

fn add(told: &mut String, said: &Description) {
    let mut push = |words: &str| {
        told.push_str(words);
        told.push('\n');
    };
    push(&said.what);
    said.when.iter().for_each(|when| push(when));
    said.marks.iter().for_each(|mark| push(&mark.words));
    for fact in &said.facts {
        push(&fact.label);
        push(&fact.value);
    }
    for row in &said.results {
        [&row.test, &row.value, &row.interpretation, &row.expected]
            .into_iter()
            .chain(&row.remarks)
            .for_each(|words| push(words));
    }
    for passage in &said.passages {
        push(&passage.title);
        push(&passage.words);
    }
}
