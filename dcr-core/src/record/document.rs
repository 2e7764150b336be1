//! Documents: discharge letters, clinic letters, reports, plans.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::narrative;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

open_vocabulary! {
    /// How settled a document is. Source: HL7 FHIR R4, document-reference-status and composition-status; HL7 v2 table 0271.
    pub enum DocumentStatus {
        /// In force.
        Current = "current",
        /// Replaced by another.
        Superseded = "superseded",
        /// Not yet signed.
        Preliminary = "preliminary",
        /// Signed.
        Final = "final",
        /// Changed after signing.
        Amended = "amended",
        /// Withdrawn.
        Cancelled = "cancelled",
    }
}

/// The document's bytes or where they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum DocumentContent {
    /// Words.
    Text(String),
    /// Bytes that the contribution carries, in base64.
    Inline {
        /// The media type, such as `application/pdf`.
        media_type: String,
        /// The bytes in base64 (RFC 4648 section 4).
        base64: String,
        /// SHA-256 of the bytes, in lower-case hexadecimal.
        sha256: String,
        /// How many bytes.
        size: u64,
    },
    /// Bytes that lie elsewhere.
    Link {
        /// The media type, where it is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        media_type: Option<String>,
        /// Where, as the source writes it.
        address: String,
        /// A hash that the source gives, as it came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hash: Option<String>,
    },
}

impl DocumentContent {
    /// The words to be read and searched: those of a text, and those that [`crate::narrative`] takes out of the bytes of
    /// an attachment. `None` where there are none, or where nothing reads the attachment's kind (PDF, images).
    #[must_use]
    pub fn words(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Inline { media_type, base64, .. } => {
                if !narrative::reads(media_type) {
                    return None;
                }
                let bytes = STANDARD.decode(base64).ok()?;
                narrative::words_of_attachment(media_type, &bytes).map(Cow::Owned)
            }
            Self::Link { .. } => None,
        }
    }
}

/// One part of a document under its own heading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentSection {
    /// The heading as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The heading's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodedConcept>,
    /// The words under it.
    pub text: String,
    /// How deep it stands: 0 for a section of the document itself, 1 for a section of such a section.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u8,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_zero(depth: &u8) -> bool {
    *depth == 0
}

/// A document about the person.
///
/// Source: UK Core DocumentReference and Composition; HL7 CDA R2; HL7 v2 TXA.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What kind of document.
    pub kind: CodedConcept,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DocumentStatus>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<PartialDateTime>,
    /// Which span of care it is about.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub covers: Period,
    /// Who wrote or signed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Participant>,
    /// Who keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custodian: Option<Participant>,
    /// Its unique number at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// The number of the document that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// Its words under their headings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<DocumentSection>,
    /// Its content, one for each form it comes in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<DocumentContent>,
}
