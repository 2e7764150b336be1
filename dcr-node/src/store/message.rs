//! Messages: the bytes as they came, sealed under the key of the person they are about.

use super::{LocalPersonRow, Work};
use crate::error::NodeError;
use crate::key::LookUp;
use crate::seal::Place;
use dcr_core::time::Timestamp;
use rusqlite::{OptionalExtension, params};

impl Work<'_> {
    /// Keeps a message; its row, and whether it was held already.
    ///
    /// A message that is about nobody is sealed under the node's own key.
    pub(crate) fn put_message(
        &mut self,
        hash: LookUp,
        source: i64,
        received: Timestamp,
        person: Option<&LocalPersonRow>,
        bytes: &[u8],
    ) -> Result<(i64, bool), NodeError> {
        let held: Option<(i64, i64)> = self
            .sql
            .prepare_cached("SELECT id, received FROM message WHERE hash = ?1")?
            .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((id, first)) = held {
            if received.millis() < first {
                self.sql
                    .prepare_cached("UPDATE message SET received = ?2 WHERE id = ?1")?
                    .execute([id, received.millis()])?;
            }
            return Ok((id, true));
        }
        let packed = self.packer.pack(bytes);
        let key = person.map_or(&self.keys.system, |person| &person.key);
        let sealed = key.seal(&Place { table: "message", row: &[&hash] }, &packed)?;
        self.sql
            .prepare_cached("INSERT INTO message (hash, source, person, received, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![hash, source, person.map(|person| person.id), received.millis(), sealed])?;
        Ok((self.sql.last_insert_rowid(), false))
    }
}
