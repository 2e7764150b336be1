//! The covering note.

use super::NoteError;
use crate::contribution::{ContentHash, Version, canonical_bytes};
use crate::identifier::{CodedConcept, NhsNumber, SubjectId};
use crate::record::{Demographics, DocumentStatus, Participant, Period, Sensitivity, SensitivityLabel};
use crate::time::{PartialDateTime, Timestamp};
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format number that this version reads.
const FORMAT: u32 = 1;

/// The most bytes of a note.
const LARGEST: usize = 1 << 20;

closed_vocabulary! {
    /// How freely a document may be shown. Source: HL7 v3 Confidentiality `N`, `R`, `V`.
    pub enum Confidentiality {
        /// As any other.
        Normal = "normal",
        /// Restricted.
        Restricted = "restricted",
        /// Very restricted.
        VeryRestricted = "very-restricted",
    }
}

/// What a document is and whom it is about; a checked covering note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNote {
    pub(super) parts: Parts,
    digest: ContentHash,
}

/// The note's JSON form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "DocumentNote")]
pub(super) struct Parts {
    /// The number of this format: 1.
    format: u32,
    /// The person's identifier at the source. Without one the document is about the holder of the NHS number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<SubjectId>,
    /// The person's NHS number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) nhs_number: Option<NhsNumber>,
    /// Who the person is, as the source of the document knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) demographics: Option<Demographics>,
    /// What kind of document, as code, words or both.
    pub(super) kind: CodedConcept,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    /// How settled it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<DocumentStatus>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) written: Option<PartialDateTime>,
    /// Which span of care it is about.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub(super) covers: Period,
    /// Who wrote or signed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<Participant>,
    /// Who keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) custodian: Option<Participant>,
    /// The document's number at the source: every version of it has the same. Without one the bytes stand in, and no
    /// later version can supersede it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<String>,
    /// Which version it is, if the source counts them; otherwise the later `recorded` supersedes. A source must not change
    /// between the two for one document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<Version>,
    /// When the source recorded it; otherwise the time it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) recorded: Option<Timestamp>,
    /// The number of another document that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) replaces: Option<String>,
    /// How freely it may be shown. It must be said: nothing is assumed of a letter.
    confidentiality: Confidentiality,
    /// Further labels, such as `mental-health` or `third-party`; one that is not known withholds.
    #[serde(default, skip_serializing_if = "Sensitivity::is_empty")]
    labels: Sensitivity,
    /// The bytes' media type, such as `application/pdf` or `text/plain; charset=iso-8859-1`; otherwise the one that their
    /// beginning tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) media_type: Option<String>,
}

impl DocumentNote {
    /// Reads and checks a note.
    ///
    /// # Errors
    /// [`NoteError`]: a note that cannot be relied on is refused before the document is looked at.
    pub fn parse(json: &[u8]) -> Result<Self, NoteError> {
        if json.len() > LARGEST {
            return Err(NoteError::Size);
        }
        let parts: Parts = serde_json::from_slice(json)
            .map_err(|error| NoteError::Unreadable { line: error.line(), column: error.column() })?;
        if parts.format != FORMAT {
            return Err(NoteError::Format);
        }
        if parts.subject.is_none() && parts.nhs_number.is_none() {
            return Err(NoteError::NoPerson);
        }
        if parts.version.is_some() && parts.identifier.is_none() {
            return Err(NoteError::VersionWithoutIdentifier);
        }
        // What was just read always prints.
        let digest = ContentHash::of(&canonical_bytes(&parts).unwrap_or_default());
        Ok(Self { parts, digest })
    }

    /// The SHA-256 of the note's canonical JSON: which note a document was read through.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        self.digest
    }

    /// By what the source knows the person.
    pub(super) fn subject(&self) -> Option<SubjectId> {
        let nhs = || SubjectId::new(SubjectId::NHS_NUMBER, self.parts.nhs_number.as_ref()?.as_str()).ok();
        self.parts.subject.clone().or_else(nhs)
    }

    /// The labels of the document.
    pub(super) fn sensitivity(&self) -> Sensitivity {
        match self.parts.confidentiality {
            Confidentiality::Normal => self.parts.labels.clone(),
            Confidentiality::Restricted => self.parts.labels.clone().with(SensitivityLabel::Restricted),
            Confidentiality::VeryRestricted => self.parts.labels.clone().with(SensitivityLabel::VeryRestricted),
        }
    }
}

/// The JSON Schema of covering notes, as published in `docs/document-note.schema.json`.
#[must_use]
pub fn document_note_schema() -> String {
    crate::schema::text::<Parts>()
}
