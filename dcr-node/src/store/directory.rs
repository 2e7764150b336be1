//! What sources state of staff, places and organisations.

use super::source::source_columns;
use super::{Work, damaged, hash_column};
use crate::directory::DirectoryStatement;
use crate::error::NodeError;
use crate::key::LookUp;
use crate::seal::Place;
use dcr_core::contribution::{ContentHash, canonical_bytes};
use dcr_core::ingest::{DirectoryAction, DirectoryEntry, Source};
use rusqlite::params;
use std::collections::BTreeMap;

impl Work<'_> {
    /// Keeps a statement; the same statement twice is one.
    pub(crate) fn put_directory(&mut self, source: (i64, &Source), entry: &DirectoryEntry) -> Result<(), NodeError> {
        let body = canonical_bytes(entry)?;
        let content = *ContentHash::of(&body).as_bytes();
        let key = self.keys.look_up(
            "directory",
            &[
                source.1.organisation.as_str().as_bytes(),
                source.1.system.as_str().as_bytes(),
                entry.kind.as_str().as_bytes(),
                entry.identifier.system.as_bytes(),
                entry.identifier.value.as_bytes(),
            ],
        );
        // The content is looked up by a keyed hash too: a plain one of so little would tell what it is of.
        let content = self.keys.look_up("directory-content", &[&content]);
        let packed = self.packer.pack(&body);
        let sealed = self.keys.system.seal(&Place { table: "directory", row: &[&key, &content] }, &packed)?;
        self.sql
            .prepare_cached(
                "INSERT INTO directory (key, recorded, content, source, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (key, recorded, content) DO NOTHING",
            )?
            .execute(params![key, entry.recorded.millis(), content, source.0, sealed])?;
        Ok(())
    }

    /// The statements that stand: of each thing the one recorded last, unless it was deleted.
    pub(crate) fn directory(&mut self) -> Result<Vec<DirectoryStatement>, NodeError> {
        // Of two recorded at one time the greater text stands: the keyed hash would tell otherwise on every node.
        let mut latest: BTreeMap<LookUp, (i64, Vec<u8>, DirectoryStatement)> = BTreeMap::new();
        let mut select = self.sql.prepare_cached(
            "SELECT d.key, d.content, d.body, s.organisation, s.system, d.recorded
             FROM directory d JOIN source s ON s.id = d.source",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (key, content): (LookUp, LookUp) = (hash_column(row, 0)?, hash_column(row, 1)?);
            let sealed: Vec<u8> = row.get(2)?;
            let packed = self.keys.system.open(&Place { table: "directory", row: &[&key, &content] }, &sealed)?;
            let body = self.packer.unpack(&packed)?;
            let entry: DirectoryEntry = serde_json::from_slice(&body).map_err(|_| damaged("directory"))?;
            let (organisation, system) = source_columns(row, 3)?;
            let recorded: i64 = row.get(5)?;
            let later = latest.get(&key).is_none_or(|(at, text, _)| (*at, text) < (recorded, &body));
            if later {
                latest.insert(key, (recorded, body, DirectoryStatement { organisation, system, entry }));
            }
        }
        let mut standing: Vec<_> = latest.into_values().map(|(_, _, statement)| statement).collect();
        standing.retain(|statement| statement.entry.action != DirectoryAction::Delete);
        standing.sort();
        Ok(standing)
    }
}
