//! The sources that have sent anything, and when they last did.

use super::{Work, time};
use crate::error::NodeError;
use dcr_core::consent::SourceConnection;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::Source;
use dcr_core::time::Timestamp;
use rusqlite::params;

impl Work<'_> {
    /// Notes that something came from a source; the row's number.
    pub(crate) fn heard(&mut self, source: &Source) -> Result<i64, NodeError> {
        let key = (source.organisation.clone(), source.system.clone());
        if let Some((id, last)) = self.sources.get(&key)
            && *last >= source.received
        {
            return Ok(*id);
        }
        let id = self
            .sql
            .prepare_cached(
                "INSERT INTO source (organisation, system, last_heard) VALUES (?1, ?2, ?3)
                 ON CONFLICT (organisation, system) DO UPDATE SET last_heard = max(last_heard, ?3) RETURNING id",
            )?
            .query_row(
                params![source.organisation.as_str(), source.system.as_str(), source.received.millis()],
                |row| row.get(0),
            )?;
        self.sources.insert(key, (id, source.received));
        Ok(id)
    }

    pub(crate) fn connections(&self) -> Result<Vec<SourceConnection>, NodeError> {
        let mut statement = self
            .sql
            .prepare_cached("SELECT organisation, system, last_heard FROM source ORDER BY organisation, system")?;
        let mut rows = statement.query([])?;
        let mut connections = Vec::new();
        while let Some(row) = rows.next()? {
            let (organisation, system) = source_columns(row, 0)?;
            connections.push(SourceConnection { organisation, system, last_heard: time(row.get(2)?, "source")? });
        }
        Ok(connections)
    }
}

/// Reads two columns that name a source.
pub(super) fn source_columns(row: &rusqlite::Row<'_>, first: usize) -> Result<(OdsCode, SourceSystem), NodeError> {
    let (organisation, system): (String, String) = (row.get(first)?, row.get(first + 1)?);
    Ok((
        OdsCode::parse(&organisation).map_err(|_| super::damaged("source"))?,
        SourceSystem::parse(&system).map_err(|_| super::damaged("source"))?,
    ))
}

/// Reads the three columns that make a source.
pub(super) fn source_of(row: &rusqlite::Row<'_>, first: usize) -> Result<Source, NodeError> {
    let (organisation, system) = source_columns(row, first)?;
    let received: Timestamp = time(row.get(first + 2)?, "source")?;
    Ok(Source { organisation, system, received })
}
