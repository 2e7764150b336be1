//! What the doors to identity share: JSON documents in, JSON out. C and Python pass texts through here, so that they cannot
//! differ.

use crate::door;
use crate::error::{InputError, NodeError};
use crate::identity::IdentityDecision;
use crate::match_door::{self, MatchTable};
use crate::node::Node;
use dcr_core::consent::AccessRequest;
use dcr_core::identifier::PersonKey;
use dcr_core::identity::PersonId;
use serde::Deserialize;

/// Two local persons, and who asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    one: PersonKey,
    other: PersonKey,
    by: AccessRequest,
}

/// A decision, in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    one: PersonKey,
    other: PersonKey,
    decision: IdentityDecision,
    reason: String,
    by: AccessRequest,
}

fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, NodeError> {
    serde_json::from_slice(json)
        .map_err(|error| InputError::Document { line: error.line(), column: error.column() }.into())
}

/// What a person has to settle, as JSON: `items`, `next` (absent at the end) and `complete`. `after` is the `next` of the page
/// before, or 0 for the first.
///
/// # Errors
/// As [`Node::identity_review`].
pub fn review(node: &Node, request: &AccessRequest, after: u64, limit: usize) -> Result<String, NodeError> {
    node.identity_review(request, Some(after).filter(|after| *after > 0), limit)?.to_json()
}

/// Two local persons side by side, from a JSON document: `one`, `other` (each `organisation`, `system` and `subject`) and `by`,
/// the access request of who asks. The answer as JSON, `null` where they are not the requester's to compare.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::identity_compare`].
pub fn compare(node: &Node, json: &[u8]) -> Result<String, NodeError> {
    let Pair { one, other, by } = read(json)?;
    match node.identity_compare(&by, &one, &other)? {
        Some(compared) => Ok(String::from_utf8_lossy(&compared.to_json()?).into_owned()),
        None => Ok(serde_json::Value::Null.to_string()),
    }
}

/// Decides about two local persons, from a JSON document: `one`, `other`, `decision` (`same` or `different`), `reason` and `by`.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::identity_decide`].
pub fn decide(node: &Node, json: &[u8]) -> Result<(), NodeError> {
    let Decided { one, other, decision, reason, by } = read(json)?;
    node.identity_decide(&by, &one, &other, decision, &reason)
}

/// Takes back what was decided at this node about two local persons, from a JSON document: `one`, `other` and `by`.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::identity_undo`].
pub fn undo(node: &Node, json: &[u8]) -> Result<(), NodeError> {
    let Pair { one, other, by } = read(json)?;
    node.identity_undo(&by, &one, &other)
}

/// Matches the rows of a table with the persons whom the node holds, and tells as JSON `complete`, `model` and `rows`: each with
/// `row`, `outcome` (`link`, `possible`, `none`) and, where it fits somebody, `person`, `nhs_number` and `score`.
///
/// # Errors
/// As [`Node::match_table`].
pub fn match_table(node: &Node, request: &AccessRequest, table: &MatchTable) -> Result<String, NodeError> {
    match_door::json(&node.match_table(request, table)?)
}

/// How a row of a table and a person whom it fits compare, as JSON; `null` where it fits nobody of that name whom the requester
/// may see.
///
/// # Errors
/// [`InputError::Person`] when the name is not one; else as [`Node::explain_match`].
pub fn explain_match(
    node: &Node,
    request: &AccessRequest,
    table: &MatchTable,
    row: u32,
    person: &str,
) -> Result<String, NodeError> {
    let person = PersonId::parse(person).ok_or(InputError::Person)?;
    match_door::json(&node.explain_match(request, table, row, &person)?)
}

/// Puts a model of matching in force: its JSON document, `english` for the one that is shipped, or none. `by` is the access
/// request of who changes it.
///
/// # Errors
/// [`crate::RulesError::MatchModel`] when the document is not one; else as [`door::request`] and [`Node::set_match_model`].
pub fn set_match_model(node: &Node, model: Option<&str>, by: &[u8]) -> Result<(), NodeError> {
    let model = match model {
        None => None,
        Some(document) => Some(match_door::model(document)?),
    };
    node.set_match_model(model.as_ref(), &door::request(by)?)
}

/// The model of matching in force as its JSON document, `null` where there is none.
///
/// # Errors
/// As [`Node::match_model`].
pub fn match_model(node: &Node) -> Result<String, NodeError> {
    Ok(node.match_model()?.map_or_else(|| serde_json::Value::Null.to_string(), |model| model.to_json()))
}
