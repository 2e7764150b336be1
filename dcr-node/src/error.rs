//! Why the node could not do what it was asked. No error carries personal data or what a file holds.

use crate::match_door::MatchTableError;
use dcr_core::audit::AuditError;
use dcr_core::consent::{ConsentRecordError, PolicyError, PolicySignatureError, RequestError};
use dcr_core::contribution::{CanonicalError, ContributionError};
use dcr_core::identifier::IdentifierError;
use dcr_core::identity::matching::{ModelError, TrainError};
use dcr_core::ingest::document::NoteError;
use dcr_core::ingest::hl7v2::AcknowledgementError;
use dcr_core::ingest::tabular::MappingError;
use dcr_core::ingest::terminology::TerminologyError;
use dcr_core::log::LogError;
use dcr_core::register::RegisterError;
use dcr_core::render::RenderError;
use dcr_core::time::TimeError;
use rusqlite::ErrorCode;

/// Why the node could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key does not fit, or is not a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The person cannot be worked with.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// The audit cannot be written. Nothing was shown or changed.
    #[error(transparent)]
    Audit(#[from] AuditFailure),
    /// The policy or the register cannot be used.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The input could not even be begun.
    #[error(transparent)]
    Input(#[from] InputError),
}

/// Why the store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no node in the folder.
    #[error("there is no node in this folder")]
    Missing,
    /// There is a node in the folder already.
    #[error("there is a node in this folder already")]
    Exists,
    /// The file is not a node's store.
    #[error("the file is not the store of a node")]
    Foreign,
    /// The store was written by a later version of this library.
    #[error("the store has format {found}; this version reads up to {known}")]
    Newer {
        /// The store's format.
        found: i64,
        /// The latest format that this version reads.
        known: i64,
    },
    /// The disk is full. Nothing of the operation was kept, and the node can go on.
    #[error("the disk is full")]
    Full,
    /// Other processes held the store for longer than the node waits. Nothing of the operation was kept.
    #[error("the store is busy")]
    Busy,
    /// Reading or writing failed. The handle refuses everything until it is closed and opened again.
    #[error("reading or writing the store failed (code {code})")]
    Io {
        /// SQLite's extended result code, or the operating system's error number; 0 when there is none.
        code: i32,
    },
    /// The store does not hold what it should: it was damaged or changed by someone else.
    #[error("the store is damaged ({what})")]
    Corrupt {
        /// What could not be read.
        what: &'static str,
    },
    /// An earlier operation failed in a way that leaves the handle's state unknown.
    #[error("an earlier operation failed; close the node and open it again")]
    Poisoned,
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    Random,
    /// The clock of this computer cannot be right.
    #[error("the clock of this computer is outside the years 0001 to 9999")]
    Clock,
}

/// Why a key is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The store was made with another key.
    #[error("the store was made with another key")]
    Wrong,
    /// The text is not a key.
    #[error("the text is not 64 hexadecimal digits")]
    Format,
}

/// Why a person cannot be worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PersonError {
    /// More local persons hang together than can be one person: their sources must be put right first.
    #[error("more than {most} local persons hang together")]
    TooMany {
        /// The most that the node follows.
        most: usize,
    },
}

/// Why the audit cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditFailure {
    /// The event cannot be made.
    #[error(transparent)]
    Event(#[from] AuditError),
    /// The log cannot be continued.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Why the policy, the register or an answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// The policy is not one.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy's signature is not accepted.
    #[error(transparent)]
    PolicySignature(#[from] PolicySignatureError),
    /// What is given to sign a policy with is not a key and its id.
    #[error("the signing key is not an id and a seed of 32 bytes")]
    SigningKey,
    /// The register names an organisation that signs policies, and the policy comes without its signature.
    #[error("the register asks for a signed policy, and this one comes without a signature")]
    PolicyUnsigned,
    /// The model of matching is not one.
    #[error(transparent)]
    MatchModel(#[from] ModelError),
    /// The register is not one.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The visible record cannot be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The access request is not one.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The organisation whose node this is does not stand in the register.
    #[error("the node's own organisation does not stand in the register")]
    OwnOrganisation,
    /// The register has no organisation of this code.
    #[error("the register has no organisation of this code")]
    OrganisationUnknown,
    /// The requester may not do this.
    #[error("the requester may not do this")]
    NotPermitted,
}

/// Why an input could not be begun. What is wrong inside an input is told in its receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The format cannot be told from the bytes.
    #[error("the format of the input cannot be told; say which it is")]
    FormatUnknown,
    /// Only HL7 v2 is acknowledged.
    #[error("only HL7 v2 messages are acknowledged")]
    NotHl7v2,
    /// What the acknowledgements are to carry cannot stand in one.
    #[error(transparent)]
    Acknowledgement(#[from] AcknowledgementError),
    /// What the caller states cannot be a contribution.
    #[error(transparent)]
    Contribution(#[from] ContributionError),
    /// The mapping is neither the name of a built-in one nor a mapping document.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// A file of codes cannot be loaded.
    #[error(transparent)]
    Terminology(#[from] TerminologyError),
    /// The record on which consent is to be decided is not one.
    #[error(transparent)]
    ConsentRecord(#[from] ConsentRecordError),
    /// The covering note of a document is not one.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A document is handed in without its covering note.
    #[error("a document needs its covering note")]
    NoteMissing,
    /// There is no mapping of this name.
    #[error("there is no built-in mapping of this name")]
    MappingUnknown,
    /// What the caller states has an identifier that cannot be one.
    #[error(transparent)]
    Identifier(#[from] IdentifierError),
    /// A time that the caller states is not one.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The source is not an organisation and its system.
    #[error("the source is not written as ORGANISATION/SYSTEM")]
    Source,
    /// A document that the caller hands in cannot be read.
    #[error("the document cannot be read (line {line}, column {column})")]
    Document {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// No directive of this scope that was recorded at this node stands.
    #[error("no directive of this scope that was recorded at this node stands")]
    NoDirective,
    /// A directive that allows something rests on no good authority: that of a proxy or a clinician needs evidence with
    /// words, a date that has begun, and an end, if any, that has not come.
    #[error("the authority of the consent is not shown: evidence in words, dated and in date, is needed")]
    DirectiveAuthority,
    /// A decision about identity has no reason, or one of more than 2,000 characters.
    #[error("a decision about identity needs a reason, of at most 2,000 characters")]
    IdentityReason,
    /// A decision about the two local persons stands at this node.
    #[error("a decision about the two stands at this node; it is undone first")]
    IdentityDecided,
    /// No decision about the two local persons stands at this node.
    #[error("no decision about the two stands at this node")]
    IdentityUndecided,
    /// What is to name a person does not.
    #[error("a person is named by 64 hexadecimal digits in lower case")]
    Person,
    /// Rows are to be matched with the persons of a node that has no model of matching in force.
    #[error("no model of matching is in force at this node")]
    NoMatchModel,
    /// The two are not known, are one and the same, or are not the requester's to see.
    #[error("there are no two such local persons whom the requester may compare")]
    NotToCompare,
    /// Tables cannot be matched.
    #[error(transparent)]
    MatchTable(#[from] MatchTableError),
    /// A model of matching cannot be trained.
    #[error(transparent)]
    Training(#[from] TrainError),
    /// The audit log has no event with this number.
    #[error("the audit log has no event with this number")]
    NotInAudit,
    /// There is nothing in quarantine under this number.
    #[error("there is nothing in quarantine under this number")]
    NotInQuarantine,
}

impl NodeError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Key(KeyError::Wrong) => "node.key.wrong",
            Self::Key(KeyError::Format) => "node.key.format",
            Self::Person(PersonError::TooMany { .. }) => "node.person.too-many",
            Self::Audit(AuditFailure::Event(error)) => error.code(),
            Self::Audit(AuditFailure::Log(error)) => error.code(),
            Self::Rules(RulesError::Policy(error)) => error.code(),
            Self::Rules(RulesError::PolicySignature(error)) => error.code(),
            Self::Rules(RulesError::MatchModel(error)) => error.code(),
            Self::Rules(RulesError::SigningKey) => "node.policy.signing-key",
            Self::Rules(RulesError::PolicyUnsigned) => "node.policy.unsigned",
            Self::Rules(RulesError::Register(error)) => error.code(),
            Self::Rules(RulesError::Render(error)) => error.code(),
            Self::Rules(RulesError::Request(error)) => error.code(),
            Self::Rules(RulesError::OwnOrganisation) => "node.register.own-organisation",
            Self::Rules(RulesError::OrganisationUnknown) => "node.register.organisation-unknown",
            Self::Rules(RulesError::NotPermitted) => "node.request.not-permitted",
            Self::Input(InputError::FormatUnknown) => "node.input.format",
            Self::Input(InputError::NotHl7v2) => "node.input.not-hl7v2",
            Self::Input(InputError::Acknowledgement(error)) => error.code(),
            Self::Input(InputError::Contribution(error)) => error.code(),
            Self::Input(InputError::Mapping(error)) => error.code(),
            Self::Input(InputError::MappingUnknown) => "node.input.mapping",
            Self::Input(InputError::ConsentRecord(error)) => error.code(),
            Self::Input(InputError::Note(error)) => error.code(),
            Self::Input(InputError::NoteMissing) => "node.input.note",
            Self::Input(InputError::Terminology(error)) => error.code(),
            Self::Input(InputError::Identifier(error)) => error.code(),
            Self::Input(InputError::Time(error)) => error.code(),
            Self::Input(InputError::Source) => "node.input.source",
            Self::Input(InputError::Document { .. }) => "node.input.document",
            Self::Input(InputError::NoDirective) => "node.directive.none",
            Self::Input(InputError::DirectiveAuthority) => "node.directive.authority",
            Self::Input(InputError::IdentityReason) => "node.identity.reason",
            Self::Input(InputError::IdentityDecided) => "node.identity.decided",
            Self::Input(InputError::IdentityUndecided) => "node.identity.undecided",
            Self::Input(InputError::Person) => "node.input.person",
            Self::Input(InputError::NoMatchModel) => "node.identity.no-match-model",
            Self::Input(InputError::NotToCompare) => "node.identity.not-to-compare",
            Self::Input(InputError::MatchTable(error)) => error.code(),
            Self::Input(InputError::Training(error)) => error.code(),
            Self::Input(InputError::NotInAudit) => "node.input.audit-index",
            Self::Input(InputError::NotInQuarantine) => "node.quarantine.unknown",
        }
    }

    /// Whether the handle can no longer be trusted after this error.
    pub(crate) fn poisons(&self) -> bool {
        matches!(self, Self::Store(StoreError::Io { .. }))
    }
}

impl StoreError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "node.store.missing",
            Self::Exists => "node.store.exists",
            Self::Foreign => "node.store.foreign",
            Self::Newer { .. } => "node.store.newer",
            Self::Full => "node.store.full",
            Self::Busy => "node.store.busy",
            Self::Io { .. } => "node.store.io",
            Self::Corrupt { .. } => "node.store.corrupt",
            Self::Poisoned => "node.store.poisoned",
            Self::Random => "node.random",
            Self::Clock => "node.clock",
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's own texts are dropped on purpose: they can quote what a file holds.
        let Some(failure) = error.sqlite_error() else { return Self::Corrupt { what: "a column" } };
        match failure.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DatabaseCorrupt => Self::Corrupt { what: "a page" },
            ErrorCode::NotADatabase => Self::Foreign,
            _ => Self::Io { code: failure.extended_code },
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Missing,
            std::io::ErrorKind::AlreadyExists => Self::Exists,
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Io { code: error.raw_os_error().unwrap_or(0) },
        }
    }
}

impl From<rusqlite::Error> for NodeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<MatchTableError> for NodeError {
    fn from(error: MatchTableError) -> Self {
        Self::Input(error.into())
    }
}

impl From<ContributionError> for NodeError {
    fn from(error: ContributionError) -> Self {
        Self::Input(error.into())
    }
}

impl From<CanonicalError> for NodeError {
    fn from(error: CanonicalError) -> Self {
        ContributionError::from(error).into()
    }
}
