//! The register's document, its reading and its validation.

use super::check::{self, invalid};
use super::{Agreement, Organisation, RegisterError, RegisterFault};
use crate::contribution::{ContentHash, canonical_bytes};
use crate::identifier::OdsCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of the register's format that this version reads.
const FORMAT: u32 = 1;

/// The register as a JSON document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterDocument {
    /// The number of this format, 1.
    pub format: u32,
    /// What it is the register of.
    pub name: String,
    /// Its version; a later one replaces an earlier one whole.
    pub version: u32,
    /// The county whose register it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// The organisation whose signature a policy needs; absent means that a policy needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_authority: Option<OdsCode>,
    /// The organisations.
    pub organisations: Vec<Organisation>,
    /// The agreements with other counties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Agreement>,
}

/// A register that is known to be consistent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) county: Option<String>,
    pub(super) policy_authority: Option<OdsCode>,
    /// INVARIANT: sorted by code, no code twice, no loop among the successors and none among the parents.
    pub(super) organisations: Vec<Organisation>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) digest: ContentHash,
}

impl Register {
    /// The JSON document of [`Register::dorset_example`].
    pub const DORSET_EXAMPLE: &'static [u8] = include_bytes!("dorset_example.json");

    /// Reads a register from JSON.
    ///
    /// # Errors
    /// [`RegisterError`]: the text is not JSON of the register's shape, or the register contradicts itself.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RegisterError> {
        let document: RegisterDocument = serde_json::from_slice(bytes)
            .map_err(|error| RegisterError::Unreadable { line: error.line(), column: error.column() })?;
        Self::new(document)
    }

    /// The register that a document states.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] when the document contradicts itself.
    pub fn new(document: RegisterDocument) -> Result<Self, RegisterError> {
        if document.format != FORMAT {
            return Err(invalid("/format".to_owned(), RegisterFault::FormatUnknown));
        }
        if document.name.trim().is_empty() {
            return Err(invalid("/name".to_owned(), RegisterFault::NameEmpty));
        }
        let digest = ContentHash::of(&canonical_bytes(&document)?);
        check::document(&document)?;
        let mut order: Vec<(usize, Organisation)> = document.organisations.into_iter().enumerate().collect();
        order.sort_by(|a, b| a.1.code.cmp(&b.1.code).then(a.0.cmp(&b.0)));
        for ((_, one), (index, next)) in order.iter().zip(order.iter().skip(1)) {
            if one.code == next.code {
                return Err(invalid(format!("/organisations/{index}/code"), RegisterFault::CodeRepeated));
            }
        }
        let (places, organisations): (Vec<usize>, _) = order.into_iter().unzip();
        let register = Self {
            name: document.name,
            version: document.version,
            county: document.county,
            policy_authority: document.policy_authority,
            organisations,
            agreements: document.agreements,
            digest,
        };
        register.check_links(&places)?;
        Ok(register)
    }

    /// An example: the organisations of Dorset and some of their neighbours, each as publicly known and each with an
    /// assurance that is made up, one hospice that may only look and one that is not admitted among them; and agreements
    /// with Hampshire and Wiltshire, made up as well.
    ///
    /// # Errors
    /// None: the document is part of this crate, and a test reads it.
    pub fn dorset_example() -> Result<Self, RegisterError> {
        Self::from_json(Self::DORSET_EXAMPLE)
    }

    /// The JSON Schema (draft 2020-12) of the document, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<RegisterDocument>()
    }
}
