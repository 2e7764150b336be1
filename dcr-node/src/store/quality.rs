//! How well sources deliver: counts gathered in a transaction and kept with it.

use super::source::source_columns;
use super::{Work, damaged, time};
use crate::error::NodeError;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::quality::{Measure, QualityCounts};
use dcr_core::time::Timestamp;
use rusqlite::params;
use std::collections::BTreeMap;

const MILLIS_OF_DAY: i64 = 86_400_000;

/// Counts that a transaction has gathered, by the source's row and the day of receipt.
pub(super) type Gathered = BTreeMap<(i64, i64), QualityCounts>;

/// What is known of one source.
pub(crate) struct SourceRow {
    pub(crate) organisation: OdsCode,
    pub(crate) system: SourceSystem,
    pub(crate) last_heard: Timestamp,
    pub(crate) unmatched: u64,
    /// By day, in days since 1970.
    pub(crate) days: BTreeMap<i64, QualityCounts>,
}

/// The day of an instant, in days since 1970, in UTC.
pub(crate) fn day_of(instant: Timestamp) -> i64 {
    instant.millis().div_euclid(MILLIS_OF_DAY)
}

/// A day as it is told: `YYYY-MM-DD`.
pub(crate) fn day_text(day: i64) -> Result<String, NodeError> {
    let mut text = time(day.saturating_mul(MILLIS_OF_DAY), "a day")?.to_string();
    text.truncate("YYYY-MM-DD".len());
    Ok(text)
}

impl Work<'_> {
    /// Where what a source delivered is counted; it is kept when the transaction is.
    pub(crate) fn counts(&mut self, source: i64, received: Timestamp) -> &mut QualityCounts {
        self.gathered.entry((source, day_of(received))).or_default()
    }

    /// Keeps what was gathered: the last thing of every transaction.
    pub(super) fn put_counts(&mut self) -> Result<(), NodeError> {
        for ((source, day), counts) in std::mem::take(&mut self.gathered) {
            let mut add = self.sql.prepare_cached(
                "INSERT INTO quality (source, day, kind, name, count) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (source, day, kind, name) DO UPDATE SET count = count + ?5",
            )?;
            for (measure, count) in counts.iter() {
                let (kind, name) = measure.words();
                let count = i64::try_from(count).map_err(|_| damaged("a count"))?;
                add.execute(params![source, day, kind, name, count])?;
            }
        }
        Ok(())
    }

    /// Every source, with its counts of these days, by organisation and system.
    pub(crate) fn source_quality(&self, first: i64, last: i64) -> Result<Vec<SourceRow>, NodeError> {
        let mut sources = BTreeMap::new();
        let mut select = self.sql.prepare_cached("SELECT id, last_heard, organisation, system FROM source")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (organisation, system) = source_columns(row, 2)?;
            let last_heard = time(row.get(1)?, "source")?;
            let found = SourceRow { organisation, system, last_heard, unmatched: 0, days: BTreeMap::new() };
            sources.insert(row.get::<_, i64>(0)?, found);
        }
        let mut select = self.sql.prepare_cached(
            "SELECT m.source, count(DISTINCT m.person) FROM message m WHERE m.person IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM person_number n WHERE n.person = m.person)
             AND NOT EXISTS (SELECT 1 FROM link l WHERE l.person = m.person) GROUP BY m.source",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let source = sources.get_mut(&row.get(0)?).ok_or_else(|| damaged("source"))?;
            source.unmatched = u64::try_from(row.get::<_, i64>(1)?).map_err(|_| damaged("a count"))?;
        }
        let mut select = self
            .sql
            .prepare_cached("SELECT source, day, kind, name, count FROM quality WHERE day BETWEEN ?1 AND ?2")?;
        let mut rows = select.query([first, last])?;
        while let Some(row) = rows.next()? {
            let source = sources.get_mut(&row.get(0)?).ok_or_else(|| damaged("source"))?;
            let (kind, name): (String, String) = (row.get(2)?, row.get(3)?);
            let measure = Measure::from_words(&kind, &name).ok_or_else(|| damaged("a count"))?;
            let count = u64::try_from(row.get::<_, i64>(4)?).map_err(|_| damaged("a count"))?;
            source.days.entry(row.get(1)?).or_default().count(measure, count);
        }
        let mut sources: Vec<SourceRow> = sources.into_values().collect();
        sources.sort_by(|a, b| (&a.organisation, &a.system).cmp(&(&b.organisation, &b.system)));
        Ok(sources)
    }
}
