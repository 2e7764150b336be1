//! The report of how well sources deliver.

use crate::error::NodeError;
use crate::node::Node;
use crate::store::{day_of, day_text};
use dcr_core::ingest::quality::{DayQuality, QualityCounts, QualityReport, SourceQuality};
use dcr_core::time::Timestamp;

impl Node {
    /// How well each source delivered on the days from one instant's to another's, both included, in UTC.
    ///
    /// What was counted stays counted: a unit that left the quarantine counts as quarantined, released and accepted, all on
    /// the day on which it was received. A message that was received again counts as repeated and nothing more. The report
    /// has nothing about a person in it, so no audit event is written.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn quality(&self, since: Timestamp, until: Timestamp) -> Result<QualityReport, NodeError> {
        let (first, last) = (day_of(since), day_of(until));
        let rows = self.read(|work| work.source_quality(first, last))?;
        let mut sources = Vec::with_capacity(rows.len());
        for row in rows {
            let mut total = QualityCounts::default();
            let mut days = Vec::with_capacity(row.days.len());
            for (day, counts) in row.days {
                total.add(&counts);
                days.push(DayQuality { day: day_text(day)?, counts });
            }
            sources.push(SourceQuality {
                organisation: row.organisation,
                system: row.system,
                last_heard: row.last_heard,
                unmatched_persons: row.unmatched,
                total,
                days,
            });
        }
        Ok(QualityReport { since: day_text(first)?, until: day_text(last)?, sources })
    }
}
