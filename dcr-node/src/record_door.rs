//! What C and Python share of the record as it was and of what changed: JSON in, JSON out.

use crate::changes::CaseloadChanges;
use crate::door;
use crate::error::{InputError, NodeError};
use crate::node::Node;
use crate::view::Answer;
use dcr_core::consent::AccessRequest;
use dcr_core::identifier::NhsNumber;
use dcr_core::merge::AsAt;
use dcr_core::time::Timestamp;
use serde::Deserialize;

/// Asks to see a record as it was. `known` and `held` are instants (RFC 3339) or nothing; with neither it is the present.
///
/// # Errors
/// [`InputError::Time`] when an instant is none; else as [`Node::view_as_at`].
pub fn view_as_at(
    node: &Node,
    request: &[u8],
    nhs_number: &str,
    known: Option<&str>,
    held: Option<&str>,
) -> Result<Answer, NodeError> {
    let as_at = AsAt { known: known.map(instant).transpose()?, held: held.map(instant).transpose()? };
    node.view_as_at(&door::request(request)?, &door::nhs_number(nhs_number)?, &as_at)
}

/// Asks what changed in a record since an instant (RFC 3339); the answer as JSON: `audit`, `decision`, `permitted` and, where
/// permitted, `changes`.
///
/// # Errors
/// [`InputError::Time`] when the instant is none; else as [`Node::changes`].
pub fn changes(node: &Node, request: &[u8], nhs_number: &str, since: &str) -> Result<String, NodeError> {
    node.changes(&door::request(request)?, &door::nhs_number(nhs_number)?, instant(since)?)?.to_json()
}

/// A caseload to be asked about, in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Caseload {
    nhs_numbers: Vec<NhsNumber>,
    since: Timestamp,
    by: AccessRequest,
}

/// Asks what changed in the records of a caseload, from a JSON document: `nhs_numbers`, `since` (RFC 3339) and `by`, the
/// access request of who asks. The answer is a JSON array of those whose record may be seen and changed: `nhs_number` and
/// `answer`, which is as [`changes`] tells it.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::caseload_changes`].
pub fn caseload_changes(node: &Node, json: &[u8]) -> Result<String, NodeError> {
    let asked: Caseload = door::read(json)?;
    let found = node.caseload_changes(&asked.by, &asked.nhs_numbers, asked.since)?;
    let told: Result<Vec<String>, NodeError> = found
        .iter()
        .map(|CaseloadChanges { nhs_number, answer }| {
            Ok(format!(r#"{{"answer":{},"nhs_number":"{}"}}"#, answer.to_json()?, nhs_number.as_str()))
        })
        .collect();
    Ok(format!("[{}]", told?.join(",")))
}

fn instant(text: &str) -> Result<Timestamp, NodeError> {
    Ok(Timestamp::parse(text).map_err(InputError::from)?)
}
