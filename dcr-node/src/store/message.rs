//! Messages: the bytes as they came, sealed under the key of the person they are about.

use super::{LocalPersonRow, Work};
use crate::error::NodeError;
use crate::key::LookUp;
use crate::seal::{Place, SealKey};
use dcr_core::contribution::Contribution;
use dcr_core::time::Timestamp;
use rusqlite::{OptionalExtension, params};

impl Work<'_> {
    /// Keeps a message; its row, and whether it was held already. Without its bytes the row alone is kept: what was read from
    /// it needs one. One that was erased is held anew when its bytes come again.
    ///
    /// A message that is about nobody is sealed under the node's own key.
    pub(crate) fn put_message(
        &mut self,
        hash: LookUp,
        source: i64,
        received: Timestamp,
        person: Option<&LocalPersonRow>,
        bytes: Option<&[u8]>,
    ) -> Result<(i64, bool), NodeError> {
        let held: Option<(i64, i64, bool)> = self
            .sql
            .prepare_cached("SELECT id, received, length(body) > 0 FROM message WHERE hash = ?1")?
            .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if let Some((id, first, has_body)) = held {
            if let (false, Some(bytes)) = (has_body, bytes) {
                let sealed = self.sealed_message(hash, person, bytes)?;
                self.sql
                    .prepare_cached("UPDATE message SET person = ?2, received = ?3, body = ?4 WHERE id = ?1")?
                    .execute(params![id, person.map(|person| person.id), received.millis(), sealed])?;
                return Ok((id, false));
            }
            if received.millis() < first {
                self.sql
                    .prepare_cached("UPDATE message SET received = ?2 WHERE id = ?1")?
                    .execute([id, received.millis()])?;
            }
            return Ok((id, true));
        }
        let sealed = match bytes {
            Some(bytes) => self.sealed_message(hash, person, bytes)?,
            None => Vec::new(),
        };
        self.sql
            .prepare_cached("INSERT INTO message (hash, source, person, received, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![hash, source, person.map(|person| person.id), received.millis(), sealed])?;
        Ok((self.sql.last_insert_rowid(), false))
    }

    fn sealed_message(
        &mut self,
        hash: LookUp,
        person: Option<&LocalPersonRow>,
        bytes: &[u8],
    ) -> Result<Vec<u8>, NodeError> {
        let packed = self.packer.pack(bytes);
        let key = person.map_or(&self.keys.system, |person| &person.key);
        key.seal(&Place { table: "message", row: &[&hash] }, &packed)
    }

    /// Seals a message under another key.
    pub(super) fn seal_message_anew(&self, message: i64, from: &SealKey, to: &SealKey) -> Result<(), NodeError> {
        let (hash, sealed): (LookUp, Vec<u8>) = self
            .sql
            .prepare_cached("SELECT hash, body FROM message WHERE id = ?1")?
            .query_row([message], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let place = Place { table: "message", row: &[&hash] };
        let sealed = to.seal(&place, &from.open(&place, &sealed)?)?;
        self.sql.prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1")?.execute(params![message, sealed])?;
        Ok(())
    }

    /// Notes whom a message is about beside the person whose key seals it.
    pub(crate) fn put_message_people(&mut self, message: i64, contributions: &[Contribution]) -> Result<(), NodeError> {
        let Some(first) = contributions.first() else { return Ok(()) };
        let (key, parts) = (first.key(), first.parts());
        let mut seen = vec![(&key.organisation, &key.system, &parts.subject)];
        for contribution in contributions {
            let (key, parts) = (contribution.key(), contribution.parts());
            let person = (&key.organisation, &key.system, &parts.subject);
            if !seen.contains(&person) {
                seen.push(person);
                let person = self.person(&contribution.person())?.id;
                self.sql
                    .prepare_cached("INSERT OR IGNORE INTO message_person (person, message) VALUES (?1, ?2)")?
                    .execute([person, message])?;
            }
        }
        Ok(())
    }
}
