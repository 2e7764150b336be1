//! The audit log: events, sealed, and the leaves that commit to them.
//!
//! Appending goes through one transaction that holds the write lock, so that sequence numbers have no gap however many
//! processes write. The checkpoint is signed with every append: there is never an entry that nothing vouches for.

use super::{Work, damaged};
use crate::error::{AuditFailure, NodeError, StoreError};
use crate::key::LookUp;
use crate::seal::Place;
use dcr_core::audit::{AuditEvent, SequenceNumber, StoredBody, StoredEntry};
use dcr_core::log::{
    Checkpoint, KeyName, LeafCommitment, NoteSigner, Salt, SignatureKind, SignedCheckpoint, TreeFrontier, TreeHash,
};
use rusqlite::{OptionalExtension, params};
use zeroize::Zeroizing;

impl Work<'_> {
    /// Appends the event that `build` makes for the next sequence number.
    pub(crate) fn append_audit(
        &self,
        subjects: &[LookUp],
        build: impl FnOnce(SequenceNumber) -> Result<AuditEvent, AuditFailure>,
    ) -> Result<u64, NodeError> {
        let mut frontier = self.frontier()?;
        let sequence = frontier.size();
        let event = build(SequenceNumber::new(sequence).map_err(AuditFailure::Event)?)?;
        let bytes = event.canonical().map_err(AuditFailure::Event)?;
        let salt = self.salt(sequence, &bytes)?;
        let leaf = LeafCommitment::to(&salt, &bytes).to_bytes();
        frontier.append(TreeHash::of_leaf(&leaf)).map_err(AuditFailure::Log)?;
        let row = i64::try_from(sequence).map_err(|_| damaged("audit"))?;
        let sealed = self.keys.system.seal(&place(&[&row.to_be_bytes()]), &bytes)?;
        self.sql
            .prepare_cached("INSERT INTO audit (sequence, leaf, event) VALUES (?1, ?2, ?3)")?
            .execute(params![row, leaf, sealed])?;
        let mut insert =
            self.sql.prepare_cached("INSERT OR IGNORE INTO audit_subject (subject, sequence) VALUES (?1, ?2)")?;
        for subject in subjects {
            insert.execute(params![subject, row])?;
        }
        self.settle(&frontier)?;
        Ok(sequence)
    }

    /// Keeps the log's right edge and its checkpoint.
    pub(crate) fn settle(&self, frontier: &TreeFrontier) -> Result<(), NodeError> {
        let signer = self.log_signer()?;
        let checkpoint =
            Checkpoint::new(&self.log_origin()?, frontier.size(), frontier.root()).map_err(AuditFailure::Log)?;
        let signed = SignedCheckpoint::sign(checkpoint, &signer).map_err(AuditFailure::Log)?;
        self.put_meta("audit-frontier", &frontier.to_bytes())?;
        self.put_meta("audit-checkpoint", signed.note().to_string().as_bytes())
    }

    fn frontier(&self) -> Result<TreeFrontier, NodeError> {
        let bytes = self.meta("audit-frontier")?.ok_or_else(|| damaged("audit"))?;
        TreeFrontier::from_bytes(&bytes).map_err(|_| damaged("audit"))
    }

    /// The present checkpoint, as a signed note.
    pub(crate) fn checkpoint(&self) -> Result<Vec<u8>, NodeError> {
        self.meta("audit-checkpoint")?.ok_or_else(|| damaged("audit"))
    }

    /// The name of this node's audit log.
    pub(crate) fn log_origin(&self) -> Result<String, NodeError> {
        let name = self.meta("audit-origin")?.ok_or_else(|| damaged("audit"))?;
        String::from_utf8(name).map_err(|_| damaged("audit"))
    }

    pub(crate) fn log_signer(&self) -> Result<NoteSigner, NodeError> {
        let seed = Zeroizing::new(self.meta("signing")?.ok_or_else(|| damaged("audit"))?);
        let seed: &[u8; 32] = seed.as_slice().try_into().map_err(|_| damaged("audit"))?;
        let name = KeyName::parse(&self.log_origin()?).map_err(|_| damaged("audit"))?;
        Ok(NoteSigner::from_seed(name, SignatureKind::Ed25519, seed).map_err(AuditFailure::Log)?)
    }

    fn salt(&self, sequence: u64, event: &[u8]) -> Result<Salt, NodeError> {
        Ok(Salt::new(&self.keys.salt(sequence, event)).map_err(AuditFailure::Log)?)
    }

    /// Hands every entry of the log, from the first on, to `take`.
    ///
    /// An entry whose place is missing is handed as one that cannot be opened: what follows would otherwise move up.
    pub(crate) fn audit_entries(
        &self,
        take: impl FnOnce(&mut dyn Iterator<Item = Result<StoredEntry, NodeError>>) -> Result<(), NodeError>,
    ) -> Result<(), NodeError> {
        let mut select = self.sql.prepare_cached("SELECT sequence, leaf, event FROM audit ORDER BY sequence")?;
        let mut rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut entries = (0_i64..).map_while(|expected| {
            let row: Result<(i64, Vec<u8>, Vec<u8>), _> = rows.next()?;
            Some(row.map_err(NodeError::from).and_then(|(sequence, leaf, sealed)| {
                let body = match self.keys.system.open(&place(&[&sequence.to_be_bytes()]), &sealed) {
                    Ok(bytes) if sequence == expected => StoredBody::Held {
                        salt: self.salt(u64::try_from(sequence).unwrap_or_default(), &bytes)?,
                        bytes,
                    },
                    _ => StoredBody::Damaged,
                };
                Ok(StoredEntry { leaf, body })
            }))
        });
        take(&mut entries)
    }

    /// The leaf of the event with this number, where there is one.
    pub(crate) fn audit_leaf(&self, index: u64) -> Result<Option<Vec<u8>>, NodeError> {
        let Ok(row) = i64::try_from(index) else { return Ok(None) };
        let mut select = self.sql.prepare_cached("SELECT leaf FROM audit WHERE sequence = ?1")?;
        Ok(select.query_row([row], |row| row.get(0)).optional()?)
    }

    /// What is about one subject is about another as well.
    pub(crate) fn audit_is_about(&self, subject: LookUp, other: LookUp) -> Result<(), NodeError> {
        self.sql
            .prepare_cached(
                "INSERT OR IGNORE INTO audit_subject (subject, sequence)
                 SELECT ?2, sequence FROM audit_subject WHERE subject = ?1",
            )?
            .execute(params![subject, other])?;
        Ok(())
    }

    /// The events about any of these subjects, the first first.
    pub(crate) fn audit_about(&self, subjects: &[LookUp]) -> Result<Vec<AuditEvent>, NodeError> {
        let mut sequences = std::collections::BTreeSet::new();
        let mut select = self.sql.prepare_cached("SELECT sequence FROM audit_subject WHERE subject = ?1")?;
        for subject in subjects {
            let mut rows = select.query([subject])?;
            while let Some(row) = rows.next()? {
                sequences.insert(row.get::<_, i64>(0)?);
            }
        }
        let mut select = self.sql.prepare_cached("SELECT event FROM audit WHERE sequence = ?1")?;
        sequences
            .into_iter()
            .map(|sequence| {
                let sealed: Vec<u8> = select.query_row([sequence], |row| row.get(0))?;
                let bytes = self.keys.system.open(&place(&[&sequence.to_be_bytes()]), &sealed)?;
                AuditEvent::from_canonical(&bytes).map_err(|_| StoreError::Corrupt { what: "audit" }.into())
            })
            .collect()
    }
}

fn place<'a>(row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "audit", row }
}
