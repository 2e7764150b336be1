//! Maps as FHIR ConceptMap resources, in JSON.

use super::code_map::{CodeMap, MapHead, MapSummary, is_target};
use super::code_table::{CodeTable, Row};
use super::descriptor::{is_name, is_system};
use super::read_code::asked;
use super::{LARGEST_FILE, TerminologyError};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConceptMap {
    resource_type: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    target: Option<String>,
    #[serde(default)]
    element: Vec<Element>,
}

#[derive(Deserialize)]
struct Element {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    target: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    display: Option<String>,
    /// R4.
    #[serde(default)]
    equivalence: Option<String>,
    /// R5.
    #[serde(default)]
    relationship: Option<String>,
    #[serde(default)]
    depends_on: Vec<serde::de::IgnoredAny>,
}

/// Reads a FHIR ConceptMap (R4 `equivalence`, R5 `relationship`): one map for each pair of code systems that it has.
///
/// Only a target that is `equivalent` or `equal` to its source and depends on nothing else is used; every other counts as
/// unassured, because a wider or narrower code would say less or more than the source did. A ConceptMap whose status is
/// not `active` is not in force, and its rows count as inactive.
///
/// # Errors
/// [`TerminologyError::Document`] when it is not JSON of this shape, [`TerminologyError::Member`] when its name (or id),
/// its version, or a group's systems or codes cannot be used.
pub fn read_concept_map(json: &[u8]) -> Result<Vec<CodeMap>, TerminologyError> {
    if json.len() > LARGEST_FILE {
        return Err(TerminologyError::Size);
    }
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let read: ConceptMap = serde_json::from_slice(json)
        .map_err(|error| TerminologyError::Document { line: error.line(), column: error.column() })?;
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
