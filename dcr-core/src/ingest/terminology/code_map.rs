//! One map of codes, ready to be asked.

use super::code_table::{CodeTable, Row};
use super::read_code::asked;
use super::sctid;
use crate::contribution::ContentHash;
use crate::identifier::system;
use ring::digest::{Context, SHA256};
use serde::Serialize;

/// What a map is, apart from its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MapHead {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) default_term: Option<String>,
}

/// What became of a map's rows when it was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct MapSummary {
    /// Rows in the file.
    pub rows: u64,
    /// Rows in use; two that say the same count once.
    pub used: u64,
    /// Rows that a later revision of the same row replaces.
    pub superseded: u64,
    /// Rows that are not in force.
    pub inactive: u64,
    /// Rows that nobody assured.
    pub unassured: u64,
    /// Rows that say that there is no target.
    pub untargeted: u64,
    /// Codes that, given alone, lead to more than one target and so are not mapped.
    pub ambiguous: u64,
    /// Bytes of memory that the rows take.
    pub bytes: u64,
}

/// What a map answers about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// The code leads to one target.
    Target {
        /// The target's code.
        code: &'a str,
        /// The words for it, where the map gives them.
        display: Option<&'a str>,
    },
    /// The code leads to more than one target: none is taken.
    Ambiguous,
    /// The map does not have the code.
    Unknown,
}

/// One map from a code system to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMap {
    head: MapHead,
    table: CodeTable,
    summary: MapSummary,
    mapped_by: String,
    digest: ContentHash,
}

impl CodeMap {
    /// Settles the rows; `summary` has the counts of those that were left out.
    pub(super) fn new(head: MapHead, table: CodeTable, summary: MapSummary) -> Self {
        let mapped_by = format!("{}@{}", head.name, head.version);
        let digest = digest(&head, &table);
        let mut map = Self { head, table, summary, mapped_by, digest };
        map.summary.used = u64::try_from(map.table.len()).unwrap_or(u64::MAX);
        map.summary.bytes = u64::try_from(map.table.bytes()).unwrap_or(u64::MAX);
        let default_term = map.head.default_term.as_deref();
        let ambiguous = map.table.by_code().filter(|rows| settled(rows, None, default_term) == Found::Ambiguous);
        map.summary.ambiguous = ambiguous.count() as u64;
        map
    }

    /// What the map says of a code as a source writes it. A Read code may come with its dots and its version 2 term code
    /// or without.
    #[must_use]
    pub fn find(&self, code: &str) -> Found<'_> {
        match asked(&self.head.from, code) {
            Some(asked) => settled(&self.table.of_code(&asked.code), asked.term, self.head.default_term.as_deref()),
            None => Found::Unknown,
        }
    }

    /// The map's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.head.name
    }

    /// The map's own version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.head.version
    }

    /// The code system that it maps from.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.head.from
    }

    /// The code system that it maps to.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.head.to
    }

    /// What is told with every code that it gives: `name@version`.
    #[must_use]
    pub fn mapped_by(&self) -> &str {
        &self.mapped_by
    }

    /// What became of its rows.
    #[must_use]
    pub fn summary(&self) -> MapSummary {
        self.summary
    }

    /// The SHA-256 of the map as it is used: its head and the rows in use, whatever order they came in.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        self.digest
    }
}

/// What the rows of one code say: those of the term that was asked for, else of the term that is meant where none is, else
/// all of them.
fn settled<'a>(
    rows: &(impl Iterator<Item = Row<'a>> + Clone),
    term: Option<&str>,
    default_term: Option<&str>,
) -> Found<'a> {
    for term in [term, default_term].into_iter().flatten() {
        match agreed(rows.clone().filter(|row| row.term == term)) {
            Found::Unknown => {}
            found => return found,
        }
    }
    agreed(rows.clone())
}

/// The one target that rows agree on.
fn agreed<'a>(mut rows: impl Iterator<Item = Row<'a>>) -> Found<'a> {
    let Some(first) = rows.next() else { return Found::Unknown };
    let mut display = first.display;
    for row in rows {
        if row.target != first.target {
            return Found::Ambiguous;
        }
        if display.is_empty() {
            display = row.display;
        }
    }
    Found::Target { code: first.target, display: Some(display).filter(|display| !display.is_empty()) }
}

/// Whether a target can be a code of the system: what must be a SNOMED CT concept is one.
pub(super) fn is_target(to: &str, target: &str) -> bool {
    let concepts = to == system::SNOMED || to == system::DMD;
    !target.chars().any(char::is_control) && (!concepts || sctid::is_concept(target))
}

fn digest(head: &MapHead, table: &CodeTable) -> ContentHash {
    let mut context = Context::new(&SHA256);
    let mut add = |text: &str| {
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    };
    for text in [&head.name, &head.version, &head.from, &head.to] {
        add(text);
    }
    add(head.default_term.as_deref().unwrap_or_default());
    for row in table.rows() {
        for text in [row.code, row.term, row.target, row.display] {
            add(text);
        }
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    ContentHash::from_bytes(hash)
}
