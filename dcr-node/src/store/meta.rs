//! Settings of the node, sealed.

use super::Work;
use crate::error::NodeError;
use crate::seal::Place;
use rusqlite::{OptionalExtension, params};

impl Work<'_> {
    pub(crate) fn meta(&self, name: &'static str) -> Result<Option<Vec<u8>>, NodeError> {
        let sealed: Option<Vec<u8>> = self
            .sql
            .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        sealed.map(|sealed| self.keys.system.open(&place(&[name.as_bytes()]), &sealed)).transpose()
    }

    pub(crate) fn put_meta(&self, name: &'static str, value: &[u8]) -> Result<(), NodeError> {
        let sealed = self.keys.system.seal(&place(&[name.as_bytes()]), value)?;
        self.sql
            .prepare_cached(
                "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            )?
            .execute(params![name, sealed])?;
        Ok(())
    }

    pub(crate) fn drop_meta(&self, name: &'static str) -> Result<(), NodeError> {
        self.sql.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([name])?;
        Ok(())
    }
}

fn place<'a>(row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "meta", row }
}
