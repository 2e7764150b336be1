//! What a reader asks of lines beside what they say: which hold now, which stand first, and what has to be read together
//! (M40 to M59).
//!
//! A function of the lines that are shown, after consent has taken out what this reader may not see, and of the time of the
//! look. It adds no fact and gives no advice: every notice says what two sources state.

mod group;
mod medication;
mod notice;
#[cfg(test)]
mod tests;

pub use group::LineGroup;
pub use notice::{Notice, NoticeKind};

use super::Provenance;
use crate::contribution::ContributionKey;
use crate::record::{Entry, EntryBody};
use crate::time::Timestamp;

/// One line as it is shown: its statements, the leading one first.
#[derive(Debug, Clone)]
pub struct LineShown<'a> {
    statements: Vec<(&'a Provenance, &'a Entry)>,
}

impl<'a> LineShown<'a> {
    /// A line of its leading statement and the others.
    #[must_use]
    pub fn new(
        leading: (&'a Provenance, &'a Entry),
        others: impl IntoIterator<Item = (&'a Provenance, &'a Entry)>,
    ) -> Self {
        Self { statements: std::iter::once(leading).chain(others).collect() }
    }

    /// The key of the statement that leads it.
    fn key(&self) -> Option<ContributionKey> {
        self.statements.first().map(|(provenance, _)| provenance.key())
    }

    fn entries(&self) -> impl Iterator<Item = &'a Entry> + '_ {
        self.statements.iter().map(|(_, entry)| *entry)
    }

    fn bodies(&self) -> impl Iterator<Item = &'a EntryBody> + '_ {
        self.entries().map(|entry| &entry.body)
    }
}

/// Where a line belongs in its section, and what has to be read with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrangement {
    /// Its group; nothing in sections that have none.
    pub group: Option<LineGroup>,
    /// What has to be read with it, in the order of [`NoticeKind`].
    pub notices: Vec<Notice>,
}

/// Arranges the lines of one record, as they hold at a time: one arrangement for each line, in their order.
#[must_use]
pub fn arrange(lines: &[LineShown<'_>], at: Timestamp) -> Vec<Arrangement> {
    let groups = group::groups(lines, at);
    let notices = notice::notices(lines, &groups, at);
    groups.into_iter().zip(notices).map(|(group, notices)| Arrangement { group, notices }).collect()
}
