//! Checking the audit log, and the checkpoints that others keep.

use crate::error::{InputError, NodeError};
use crate::node::Node;
use dcr_core::audit::{AuditLog, CouldNotCheck, Verdict, verify_audit_log};

impl Node {
    /// The present checkpoint of the audit log: a signed note (C2SP) for witnesses to keep. Only a checkpoint kept
    /// elsewhere shows that a log was rolled back.
    ///
    /// # Errors
    /// [`crate::StoreError`] when it cannot be read.
    pub fn checkpoint(&self) -> Result<Vec<u8>, NodeError> {
        self.read(|work| work.checkpoint())
    }

    /// The leaf of the event with this number: the salted commitment to it that the log's tree is built of. It tells
    /// nothing of the event, and whoever keeps it can prove later that the event was there.
    ///
    /// # Errors
    /// [`InputError::NotInAudit`] when there is no such event; [`crate::StoreError`] when it cannot be read.
    pub fn audit_leaf(&self, index: u64) -> Result<Vec<u8>, NodeError> {
        self.read(|work| Ok(work.audit_leaf(index)?.ok_or(InputError::NotInAudit)?))
    }

    /// The key that checkpoints are checked with, in the note's own form: name, key id and key.
    ///
    /// # Errors
    /// [`crate::StoreError`] when it cannot be read.
    pub fn audit_key(&self) -> Result<String, NodeError> {
        self.read(|work| Ok(work.log_signer()?.verifier().to_string()))
    }

    /// Checks the whole audit log against its own checkpoint and against those that were kept elsewhere.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read at all; what could be read and does not fit is a [`Verdict`].
    pub fn verify_audit(&self, kept: &[Vec<u8>]) -> Result<Verdict, NodeError> {
        self.read(|work| {
            let (origin, checkpoint) = (work.log_origin()?, work.checkpoint()?);
            let keys = [work.log_signer()?.verifier().clone()];
            let log = AuditLog { origin: &origin, keys: &keys, checkpoint: &checkpoint, kept };
            let mut verdict = Verdict::CouldNotCheck(CouldNotCheck::Checkpoint);
            work.audit_entries(|entries| {
                verdict = verify_audit_log(&log, entries);
                Ok(())
            })?;
            Ok(verdict)
        })
    }
}
