//! Documents: discharge letters, clinic letters, reports, plans.

use super::{Participant, Period};
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}

/// A document about the person.
///
/// Source: UK Core DocumentReference and Composition; HL7 v2 TXA.
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
