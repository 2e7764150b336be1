//! Where a contribution came from, and what of it had no place in the model.

use super::ContentHash;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

open_vocabulary! {
    /// The format in which a source sent it.
    pub enum SourceFormat {
        /// HL7 v2, ER7 encoding.
        Hl7v2 = "hl7v2",
        /// FHIR R4, in JSON or XML.
        FhirR4 = "fhir-r4",
        /// FHIR STU3 (Care Connect, GP Connect Access Record Structured), in JSON or XML.
        FhirStu3 = "fhir-stu3",
        /// GP pathology and radiology reports in UN/EDIFACT: NHS002, NHS003, NHS004.
        Edifact = "edifact",
        /// HL7 CDA R2.
        Cda = "cda",
        /// A document handed in by itself, described by a covering note.
        Document = "document",
        /// A row of a CSV, TSV or XLSX table read through a mapping.
        Tabular = "tabular",
        /// Stated through the library's own interface.
        Direct = "direct",
    }
}

/// The message that a contribution was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The message's format.
    pub format: SourceFormat,
    /// The SHA-256 of the message's bytes as received.
    pub message: ContentHash,
    /// The message's own identifier (MSH-10, Bundle.identifier), if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Where in the message this item stood, such as `OBX[2]` or `/entry/3/resource`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The mapping that read it and its version, where one was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
}

/// A part of the message that has no place in the model, exactly as it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// Where it stood, such as `PID-25`, `ZU3` or `/extension/0`.
    pub place: String,
    /// Its text, escapes and all, as it stood there.
    pub content: String,
}

/// In canonical order: a message may leave over as many parts as it has values.
impl Serialize for Attached {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Attached", 2)?;
        object.serialize_field("content", &self.content)?;
        object.serialize_field("place", &self.place)?;
        object.end()
    }
}
