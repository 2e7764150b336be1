//! Maps as FHIR ConceptMap resources.

use super::code_map::{CodeMap, MapHead, MapSummary, is_target};
use super::code_table::{CodeTable, Row};
use super::descriptor::{is_name, is_system};
use super::read_code::asked;
use super::{LARGEST_FILE, TerminologyError, concept_map_xml};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConceptMap {
    pub(super) resource_type: String,
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) version: Option<String>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) group: Vec<Group>,
}

#[derive(Default, Deserialize)]
pub(super) struct Group {
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) target: Option<String>,
    #[serde(default)]
    pub(super) element: Vec<Element>,
}

#[derive(Default, Deserialize)]
pub(super) struct Element {
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) target: Vec<Target>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) display: Option<String>,
    /// R4.
    #[serde(default)]
    pub(super) equivalence: Option<String>,
    /// R5.
    #[serde(default)]
    pub(super) relationship: Option<String>,
    #[serde(default)]
    pub(super) depends_on: Vec<serde::de::IgnoredAny>,
}

/// Reads a FHIR ConceptMap in JSON or XML (R4 `equivalence`, R5 `relationship`): one map for each pair of code systems that
/// it has.
///
/// Only a target that is `equivalent` or `equal` to its source and depends on nothing else is used; every other counts as
/// unassured, because a wider or narrower code would say less or more than the source did. A ConceptMap whose status is
/// not `active` is not in force, and its rows count as inactive.
///
/// # Errors
/// [`TerminologyError::Document`] or [`TerminologyError::Xml`] when it cannot be read, [`TerminologyError::Member`] when its name (or id),
/// its version, or a group's systems or codes cannot be used.
pub fn read_concept_map(bytes: &[u8]) -> Result<Vec<CodeMap>, TerminologyError> {
    if bytes.len() > LARGEST_FILE {
        return Err(TerminologyError::Size);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let read: ConceptMap = if bytes.trim_ascii_start().starts_with(b"<") {
        let located = |_| TerminologyError::Xml { line: 1, fault: "it is not UTF-8" };
        concept_map_xml::read(std::str::from_utf8(bytes).map_err(located)?)?
    } else {
        serde_json::from_slice(bytes)
            .map_err(|error| TerminologyError::Document { line: error.line(), column: error.column() })?
    };
    if read.resource_type != "ConceptMap" {
        return Err(TerminologyError::Member { member: "resourceType" });
    }
    let name = [read.name, read.id].into_iter().flatten().find(|name| is_name(name));
    let name = name.ok_or(TerminologyError::Member { member: "name" })?;
    let version = read.version.filter(|version| is_name(version));
    let version = version.ok_or(TerminologyError::Member { member: "version" })?;
    let active = read.status.as_deref() == Some("active");
    let mut pairs: BTreeMap<(&str, &str), (CodeTable, MapSummary)> = BTreeMap::new();
    for group in &read.group {
        let from = system(group.source.as_deref(), "group.source")?;
        let to = system(group.target.as_deref(), "group.target")?;
        let (table, summary) = pairs.entry((from, to)).or_default();
        for element in &group.element {
            read_element(from, to, element, active, table, summary)?;
        }
    }
    Ok(pairs
        .into_iter()
        .map(|((from, to), (table, summary))| {
            let head = MapHead {
                name: name.clone(),
                version: version.clone(),
                from: from.to_owned(),
                to: to.to_owned(),
                default_term: None,
            };
            CodeMap::new(head, table.sorted(|_| true), summary)
        })
        .collect())
}

fn system<'a>(name: Option<&'a str>, member: &'static str) -> Result<&'a str, TerminologyError> {
    name.filter(|name| is_system(name)).ok_or(TerminologyError::Member { member })
}

fn read_element(
    from: &str,
    to: &str,
    element: &Element,
    active: bool,
    table: &mut CodeTable,
    summary: &mut MapSummary,
) -> Result<(), TerminologyError> {
    let wrong = |member| TerminologyError::Member { member };
    let code = element.code.as_deref().and_then(|code| asked(from, code));
    let code = code.ok_or(wrong("group.element.code"))?;
    if element.target.is_empty() {
        summary.rows += 1;
        summary.untargeted += 1;
    }
    for target in &element.target {
        summary.rows += 1;
        let relation = target.equivalence.as_deref().or(target.relationship.as_deref());
        if !active {
            summary.inactive += 1;
        } else if target.code.is_none() || matches!(relation, Some("unmatched" | "disjoint" | "not-related-to")) {
            summary.untargeted += 1;
        } else if !matches!(relation, Some("equivalent" | "equal")) || !target.depends_on.is_empty() {
            summary.unassured += 1;
        } else {
            let found = target.code.as_deref().unwrap_or_default().trim();
            if found.is_empty() || !is_target(to, found) {
                return Err(wrong("group.element.target.code"));
            }
            let row = Row {
                code: &code.code,
                term: code.term.unwrap_or_default(),
                target: found,
                display: target.display.as_deref().unwrap_or_default().trim(),
            };
            if !table.push(row)? {
                return Err(wrong("group.element.target"));
            }
        }
    }
    Ok(())
}
