//! Whom a row is about.

use super::reading::{Account, Reading};
use super::row::Row;
use super::value::{Column, Value};
use crate::identifier::{NhsNumber, SubjectId};
use crate::ingest::{Issue, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

/// Which columns say whom a row is about.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectFields {
    /// The local person identifier. Every contribution is about the person it names; a row without one is about the
    /// holder of its NHS number.
    local_id: Column,
    /// Who gave the local identifier.
    namespace: Value,
    /// The NHS number.
    #[serde(default)]
    nhs_number: Option<Column>,
}

/// Whom one row is about.
pub(super) struct RowSubject {
    /// The person of every contribution of the row.
    pub(super) id: SubjectId,
    /// The namespace of local identifiers in this row.
    pub(super) namespace: String,
    /// The NHS number, where the row states a valid one.
    pub(super) nhs_number: Option<StatedNumber>,
}

/// A valid NHS number and the cell that states it.
pub(super) struct StatedNumber {
    /// The number.
    pub(super) number: NhsNumber,
    /// The cell's position.
    pub(super) position: usize,
}

impl SubjectFields {
    /// Whom the row is about, or why it must go into quarantine; the account says what of the row this used.
    pub(super) fn read(&self, row: &Row<'_>) -> Result<(RowSubject, Account), Issue> {
        let mut reading = Reading::new(row);
        let namespace = reading.value(&self.namespace);
        let nhs_number = self.nhs_number.as_ref().and_then(|column| {
            let number = reading.parsed(&column.column, |text| Ok(NhsNumber::parse(text)?))?;
            let (position, _) = row.cell(&column.column)?;
            // Only demographics say the number; without them it stays attached.
            reading.account.used.remove(position);
            Some(StatedNumber { number, position })
        });
        let fatal = |code, place, message| Issue::new(Severity::Fatal, code, place, message);
        let local = row.cell(&self.local_id.column);
        let id = match (local, &namespace, &nhs_number) {
            (Some((position, value)), Some(namespace), _) => {
                reading.account.used.insert(position);
                SubjectId::new(namespace, value).map_err(|error| {
                    let place = row.place(&self.local_id.column);
                    fatal(error.code(), place, "the local person identifier cannot be used")
                })?
            }
            (Some(_), None, _) => {
                let place = row.place(&self.local_id.column);
                return Err(fatal(
                    "tabular.row.namespace",
                    place,
                    "the row does not say who gave the local identifier",
                ));
            }
            (None, _, Some(stated)) => {
                reading.account.used.insert(stated.position);
                // The namespace goes into no identifier here, so its cell stays attached.
                if let Value::Column(from) = &self.namespace
                    && let Some((position, _)) = row.cell(&from.column)
                {
                    reading.account.used.remove(position);
                }
                SubjectId::new(SubjectId::NHS_NUMBER, stated.number.as_str()).map_err(|error| {
                    fatal(error.code(), format!("row {}", row.number), "the NHS number cannot be used")
                })?
            }
            (None, _, None) => {
                let place = format!("row {}", row.number);
                return Err(fatal("tabular.row.no-person", place, "the row has no local identifier and no NHS number"));
            }
        };
        let namespace = namespace.unwrap_or_else(|| SubjectId::LOCAL.to_owned());
        Ok((RowSubject { id, namespace, nhs_number }, reading.account))
    }
}
