//! The account of every look: the audit event, its FHIR form, and the checking of a whole audit log.
//!
//! An [`AuditEvent`] says who did what about whom, when, where and why, and what came out: as it was at the event, so
//! that a later change of name or role changes nothing. Refusals are told in the same detail as views. Its canonical
//! bytes are the body of one leaf of the organisation's audit log ([`crate::log`]); [`verify_audit_log`] reads such a
//! log whole and says whether it is intact.
//!
//! Source: the audit minimum of GP Connect (user, role, organisation, authority, time, patient, nature, sequence
//! number), and IHE BALP for the FHIR form.

mod event;
mod fhir;
mod kind;
mod outcome;
mod participants;
mod stated;
#[cfg(test)]
mod tests;
mod text;
mod verdict;
mod verify;

pub use event::{AuditEvent, AuditEventParts, SequenceNumber};
pub use fhir::to_fhir;
pub use kind::AuditKind;
pub use outcome::{AuditDecision, AuditOutcome};
pub use participants::{AuditPerson, AuditPlace, AuditReason, AuditUser};
pub use stated::{Stated, StatedWord};
pub use text::AuditText;
pub use verdict::{CouldNotCheck, Tampered, Verdict};
pub use verify::{AuditLog, StoredBody, StoredEntry, verify_audit_log};

use crate::contribution::CanonicalError;

/// Why something is not an audit event. No variant carries what the event says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The bytes are not an audit event of a format that this version reads.
    #[error("the bytes are not an audit event that this version reads (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// The bytes are an audit event, but not in canonical form.
    #[error("the bytes are not in canonical form")]
    NotCanonical,
    /// The sequence number is above 2^53 - 1, which canonical JSON cannot carry exactly.
    #[error("the sequence number is above 9007199254740991")]
    SequenceRange,
    /// A text is empty, longer than 4,096 bytes or has a control character.
    #[error("a text is empty, too long or has a control character")]
    Text,
    /// The format number is not one that this version reads.
    #[error("the format number is not known")]
    Format,
    /// A view that was denied, or a refusal that was permitted.
    #[error("the decision does not fit the kind of event")]
    Decision,
    /// A denial that lists sections or a digest of something shown.
    #[error("a denial shows nothing")]
    DenialShows,
    /// Something permitted without the user or organisation; a view without the person, the digest of what was shown
    /// or, under break-glass, the reason given.
    #[error("the event lacks its {what}")]
    Lacks {
        /// What is missing.
        what: &'static str,
    },
    /// A value cannot be printed as canonical JSON.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl AuditError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "audit.event.unreadable",
            Self::NotCanonical => "audit.event.not-canonical",
            Self::SequenceRange => "audit.event.sequence-range",
            Self::Text => "audit.event.text",
            Self::Format => "audit.event.format",
            Self::Decision => "audit.event.decision",
            Self::DenialShows => "audit.event.denial-shows",
            Self::Lacks { .. } => "audit.event.lacks",
            Self::Canonical(_) => "audit.event.canonical",
        }
    }
}
