//! The audit event.

use super::{
    AuditDecision, AuditError, AuditKind, AuditOutcome, AuditPerson, AuditPlace, AuditReason, AuditUser, Stated,
};
use crate::contribution::canonical_bytes;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The place of an event in its audit log: 0 for the first, and never one left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u64", into = "u64")]
pub struct SequenceNumber(u64);

impl SequenceNumber {
    /// The largest number: 2^53 - 1, the largest integer that every JSON reader keeps (RFC 8785 section 3.2.2.3).
    pub const MAX: u64 = (1 << 53) - 1;

    /// A sequence number.
    ///
    /// # Errors
    /// [`AuditError::SequenceRange`] above [`SequenceNumber::MAX`].
    pub const fn new(number: u64) -> Result<Self, AuditError> {
        if number > Self::MAX { Err(AuditError::SequenceRange) } else { Ok(Self(number)) }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for SequenceNumber {
    type Error = AuditError;
    fn try_from(number: u64) -> Result<Self, Self::Error> {
        Self::new(number)
    }
}

impl From<SequenceNumber> for u64 {
    fn from(sequence: SequenceNumber) -> Self {
        sequence.0
    }
}

/// The format number that this version writes and reads.
const FORMAT: u32 = 1;

/// The parts of an audit event, for making one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditEventParts {
    /// Its place in the audit log.
    pub sequence: SequenceNumber,
    /// What kind of thing happened.
    pub kind: AuditKind,
    /// Who acted.
    pub who: AuditUser,
    /// Whom it is about, where it is about a person that the node knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<AuditPerson>,
    /// When it happened.
    pub when: Timestamp,
    /// Where it happened.
    #[serde(rename = "where")]
    pub place: AuditPlace,
    /// Why it was done.
    pub why: AuditReason,
    /// What came out.
    pub outcome: AuditOutcome,
}

/// One event of the audit.
///
/// What was permitted has its user and organisation. A view is permitted and has its person and the digest of what was
/// shown, a break-glass view also the reason given; an erasure has its count; a refusal is denied; and what was denied showed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct AuditEvent(AuditEventParts);

/// The JSON form.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "AuditEvent")]
struct Written {
    /// The number of this format.
    format: u32,
    /// The event.
    event: AuditEventParts,
}

impl TryFrom<Written> for AuditEvent {
    type Error = AuditError;
    fn try_from(written: Written) -> Result<Self, Self::Error> {
        if written.format != FORMAT {
            return Err(AuditError::Format);
        }
        Self::new(written.event)
    }
}

impl From<AuditEvent> for Written {
    fn from(event: AuditEvent) -> Self {
        Self { format: FORMAT, event: event.0 }
    }
}

#[derive(Serialize)]
struct WrittenRef<'a> {
    format: u32,
    event: &'a AuditEventParts,
}

impl AuditEvent {
    /// Makes an event of its parts.
    ///
    /// # Errors
    /// [`AuditError::Decision`], [`AuditError::DenialShows`] or [`AuditError::Lacks`] when the parts do not fit.
    pub fn new(parts: AuditEventParts) -> Result<Self, AuditError> {
        let permitted = parts.outcome.decision == AuditDecision::Permit;
        let (view, fits) = match parts.kind {
            AuditKind::View | AuditKind::BreakGlassView => (true, permitted),
            AuditKind::Refusal => (false, !permitted),
            _ => (false, true),
        };
        if !fits {
            return Err(AuditError::Decision);
        }
        if !permitted && (parts.outcome.shown.is_some() || !parts.outcome.sections.is_empty()) {
            return Err(AuditError::DenialShows);
        }
        if permitted && parts.who.id.is_none() {
            return Err(AuditError::Lacks { what: "user" });
        }
        if permitted && parts.who.organisation.as_ref().and_then(Stated::known).is_none() {
            return Err(AuditError::Lacks { what: "organisation" });
        }
        if view && parts.whom.is_none() {
            return Err(AuditError::Lacks { what: "person" });
        }
        let written_out = parts.kind == AuditKind::Export && permitted;
        if (view || written_out) && parts.outcome.shown.is_none() {
            return Err(AuditError::Lacks { what: "digest of what was shown" });
        }
        if parts.kind == AuditKind::Erasure && permitted && parts.outcome.erased.is_none() {
            return Err(AuditError::Lacks { what: "count of what was erased" });
        }
        if parts.kind == AuditKind::BreakGlassView && parts.why.reason.is_none() {
            return Err(AuditError::Lacks { what: "reason given" });
        }
        Ok(Self(parts))
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &AuditEventParts {
        &self.0
    }

    /// The parts, taken out.
    #[must_use]
    pub fn into_parts(self) -> AuditEventParts {
        self.0
    }

    /// The canonical bytes: RFC 8785 JSON, the body of the event's leaf.
    ///
    /// # Errors
    /// [`AuditError::Canonical`] when a value has no JSON form; none of the event's types can hold one.
    pub fn canonical(&self) -> Result<Vec<u8>, AuditError> {
        Ok(canonical_bytes(&WrittenRef { format: FORMAT, event: &self.0 })?)
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// [`AuditError::Unreadable`] with the place of the fault when the bytes are not an event of a format that this
    /// version knows, [`AuditError::NotCanonical`] when they are one in another spelling.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, AuditError> {
        let read: Self = serde_json::from_slice(bytes)
            .map_err(|error| AuditError::Unreadable { line: error.line(), column: error.column() })?;
        if read.canonical()? == bytes { Ok(read) } else { Err(AuditError::NotCanonical) }
    }
}
