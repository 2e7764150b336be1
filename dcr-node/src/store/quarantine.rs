//! What could not be used, whole, with the reason.

use super::source::source_of;
use super::{Work, damaged, hash_column};
use crate::error::{InputError, NodeError};
use crate::key::LookUp;
use crate::seal::Place;
use dcr_core::ingest::Source;
use rusqlite::{OptionalExtension, params};

/// One unit in quarantine, without its bytes.
pub(crate) struct QuarantinedRow {
    pub(crate) id: i64,
    pub(crate) source: Source,
    pub(crate) code: String,
    /// What the node needs to know of it, as the caller wrote it.
    pub(crate) detail: Vec<u8>,
    hash: LookUp,
}

impl Work<'_> {
    /// Puts a unit into quarantine, its number, and whether it was there already; the same unit twice is one.
    pub(crate) fn quarantine(
        &mut self,
        hash: LookUp,
        source: (i64, &Source),
        code: &str,
        detail: &[u8],
        bytes: &[u8],
    ) -> Result<(i64, bool), NodeError> {
        let held: Option<i64> = self
            .sql
            .prepare_cached("SELECT id FROM quarantine WHERE hash = ?1")?
            .query_row([hash], |row| row.get(0))
            .optional()?;
        if let Some(id) = held {
            return Ok((id, true));
        }
        let packed = self.packer.pack(bytes);
        let detail = self.keys.system.seal(&Place { table: "quarantine", row: &[b"detail", &hash] }, detail)?;
        let body = self.keys.system.seal(&Place { table: "quarantine", row: &[b"body", &hash] }, &packed)?;
        self.sql
            .prepare_cached(
                "INSERT INTO quarantine (hash, source, received, code, detail, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![hash, source.0, source.1.received.millis(), code, detail, body])?;
        Ok((self.sql.last_insert_rowid(), false))
    }

    /// Everything in quarantine, the oldest first; only one unit where a number is given.
    pub(crate) fn quarantined(&self, only: Option<i64>) -> Result<Vec<QuarantinedRow>, NodeError> {
        let mut select = self.sql.prepare_cached(
            "SELECT q.id, q.hash, q.code, q.detail, s.organisation, s.system, q.received
             FROM quarantine q JOIN source s ON s.id = q.source WHERE ?1 IS NULL OR q.id = ?1 ORDER BY q.id",
        )?;
        let mut rows = select.query([only])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (hash, sealed): (LookUp, Vec<u8>) = (hash_column(row, 1)?, row.get(3)?);
            let detail = self.keys.system.open(&Place { table: "quarantine", row: &[b"detail", &hash] }, &sealed)?;
            found.push(QuarantinedRow { id: row.get(0)?, code: row.get(2)?, detail, source: source_of(row, 4)?, hash });
        }
        Ok(found)
    }

    pub(crate) fn quarantined_one(&self, id: i64) -> Result<QuarantinedRow, NodeError> {
        Ok(self.quarantined(Some(id))?.pop().ok_or(InputError::NotInQuarantine)?)
    }

    pub(crate) fn quarantined_bytes(&mut self, row: &QuarantinedRow) -> Result<Vec<u8>, NodeError> {
        let sealed: Vec<u8> = self
            .sql
            .prepare_cached("SELECT body FROM quarantine WHERE id = ?1")?
            .query_row([row.id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| damaged("quarantine"))?;
        let packed = self.keys.system.open(&Place { table: "quarantine", row: &[b"body", &row.hash] }, &sealed)?;
        self.packer.unpack(&packed)
    }

    /// Takes a unit out, after its bytes were kept as a message in the same transaction.
    pub(crate) fn release(&self, id: i64) -> Result<(), NodeError> {
        self.sql.prepare_cached("DELETE FROM quarantine WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}
