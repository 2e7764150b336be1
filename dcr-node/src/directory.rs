//! What sources state of staff, places and organisations.

use crate::error::NodeError;
use crate::node::Node;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::DirectoryEntry;
use serde::Serialize;

/// What one source states of a member of staff, a place or an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DirectoryStatement {
    /// The organisation that states it.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// What is stated.
    pub entry: DirectoryEntry,
}

impl Node {
    /// What sources state of staff, places and organisations, by source, kind and identifier: of each the statement
    /// recorded last. What was deleted is left out; what is no longer in use says so. It is about no person of the record,
    /// so no audit event is written.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn directory(&self) -> Result<Vec<DirectoryStatement>, NodeError> {
        self.read(|work| work.directory())
    }
}
