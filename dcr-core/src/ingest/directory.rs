//! What an input states about no person at all: staff, places and organisations.

use crate::contribution::{Attached, Origin};
use crate::record::Period;
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// What a directory entry is about.
    pub enum DirectoryKind {
        /// Someone who works for the organisation.
        Staff = "staff",
        /// A site, building, ward, clinic, room or bed.
        Place = "place",
        /// An organisation or a department of one.
        Organisation = "organisation",
    }
}

closed_vocabulary! {
    /// What is to be done with a directory entry.
    pub enum DirectoryAction {
        /// It is new.
        Add = "add",
        /// It says more, or something else, than before.
        Update = "update",
        /// It was wrong from the beginning, or is to be forgotten.
        Delete = "delete",
        /// It is no longer in use; what named it before still means it.
        Deactivate = "deactivate",
        /// It is in use again.
        Reactivate = "reactivate",
    }
}

/// An identifier and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryIdentifier {
    /// The authority, as the source writes it, or `local`.
    pub system: String,
    /// The identifier.
    pub value: String,
}

/// One statement of a source about a member of staff, a place or an organisation.
///
/// It is about no person of the record and decides nothing about what may be shown; it says what the codes mean that the
/// source uses in its contributions. Source: HL7 v2 MFN (chapter 8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryEntry {
    /// What it is about.
    pub kind: DirectoryKind,
    /// The identifier by which the source uses it.
    pub identifier: DirectoryIdentifier,
    /// Its other identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_identifiers: Vec<DirectoryIdentifier>,
    /// Its name or description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is part of, or whom it works for, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// From when until when it holds.
    #[serde(default, skip_serializing_if = "Period::is_empty")]
    pub valid: Period,
    /// What is to be done with it.
    pub action: DirectoryAction,
    /// When the source recorded it.
    pub recorded: Timestamp,
    /// Where it came from.
    pub origin: Origin,
    /// What of the input had no place here, exactly as it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Attached>,
}
