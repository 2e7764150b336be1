//! What persons decided of rows, as JSON.

use super::error::MatchTableError;
use crate::error::{InputError, NodeError};
use dcr_core::identity::matching::{Decision, Relation, RowKey, Table};
use serde::Deserialize;

/// A row, by its number or by its key.
#[derive(Deserialize)]
#[serde(untagged)]
enum RowName {
    Number(u32),
    Key { source: String, local_id: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    left: RowName,
    right: RowName,
    decision: Relation,
}

/// Reads decisions about the rows of a table. A key that no row has stands for a row that may come.
pub(super) fn read(json: Option<&str>, table: &Table<'_>) -> Result<Vec<Decision>, NodeError> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let stated: Vec<Stated> = serde_json::from_str(json)
        .map_err(|error| InputError::Document { line: error.line(), column: error.column() })?;
    let decisions = stated.into_iter().enumerate().map(|(place, Stated { left, right, decision })| {
        let key = |name: RowName| match name {
            RowName::Key { source, local_id } => Ok(RowKey::new(&source, &local_id)),
            RowName::Number(row) => match table.key(row as usize) {
                Some((source, local_id)) => Ok(RowKey::new(source, local_id)),
                None => Err(MatchTableError::DecisionRow { place, row }),
            },
        };
        Ok(Decision { left: key(left)?, right: key(right)?, relation: decision })
    });
    decisions.collect()
}
