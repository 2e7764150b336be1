//! What one person's sources send, before it is put in order.

use crate::calendar::Moment;
use crate::organisations::Source;
use crate::truth::{LocalIdentity, TrueFact};
use dcr_core::ingest::Format;

/// One message or Bundle.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// When it leaves its source.
    pub(crate) sent: Moment,
    /// Whence.
    pub(crate) source: Source,
    /// Format.
    pub(crate) format: Format,
    /// Bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Which CSV a row stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// Client Level Data.
    ClientLevelData,
    /// Contacts.
    Contacts,
}

/// One row of a council's CSV.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// When the extract that holds it is sent.
    pub(crate) sent: Moment,
    /// Whence.
    pub(crate) source: Source,
    /// Which CSV.
    pub(crate) table: Table,
    /// The values, one for each column.
    pub(crate) values: Vec<String>,
}

/// What one person's sources send.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Messages and Bundles.
    pub(crate) drafts: Vec<Draft>,
    /// Rows.
    pub(crate) rows: Vec<Row>,
    /// Local identities that appear.
    pub(crate) identities: Vec<LocalIdentity>,
    /// Facts that the record must hold.
    pub(crate) facts: Vec<TrueFact>,
}
