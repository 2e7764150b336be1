//! The register's document, its reading and its validation.

use super::{AssuranceStatus, Organisation, RegisterError, RegisterFault};
use crate::contribution::{ContentHash, canonical_bytes};
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
    /// The organisations.
    pub organisations: Vec<Organisation>,
}

/// A register that is known to be consistent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    pub(super) name: String,
    pub(super) version: u32,
    /// INVARIANT: sorted by code, no code twice, no loop among the successors.
    pub(super) organisations: Vec<Organisation>,
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
        for (index, organisation) in document.organisations.iter().enumerate() {
            check(index, organisation)?;
        }
        let mut order: Vec<(usize, Organisation)> = document.organisations.into_iter().enumerate().collect();
        order.sort_by(|a, b| a.1.code.cmp(&b.1.code).then(a.0.cmp(&b.0)));
        for ((_, one), (index, next)) in order.iter().zip(order.iter().skip(1)) {
            if one.code == next.code {
                return Err(invalid(format!("/organisations/{index}/code"), RegisterFault::CodeRepeated));
            }
        }
        let places: Vec<usize> = order.iter().map(|(index, _)| *index).collect();
        let organisations = order.into_iter().map(|(_, organisation)| organisation).collect();
        let register = Self { name: document.name, version: document.version, organisations, digest };
        register.check_successors(&places)?;
        Ok(register)
    }

    fn check_successors(&self, places: &[usize]) -> Result<(), RegisterError> {
        for (organisation, place) in self.organisations.iter().zip(places) {
            let mut at = organisation;
            // A chain without a loop is shorter than the register.
            for step in 0..=self.organisations.len() {
                let Some(successor) = &at.successor else { break };
                let pointer = || format!("/organisations/{place}/successor");
                if step == self.organisations.len() {
                    return Err(invalid(pointer(), RegisterFault::SuccessorLoop));
                }
                let found = self.organisation(successor.as_str());
                at = found.ok_or_else(|| invalid(pointer(), RegisterFault::SuccessorUnknown))?;
            }
        }
        Ok(())
    }

    /// An example: the organisations of Dorset and some of their neighbours, each as publicly known and each with an
    /// assurance that is made up, one hospice that is not assured among them.
    ///
    /// # Errors
    /// None: the document is part of this crate, and a test reads it.
    pub fn dorset_example() -> Result<Self, RegisterError> {
        Self::from_json(Self::DORSET_EXAMPLE)
    }

    /// The JSON Schema (draft 2020-12) of the document, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        // A schema is plain JSON with text keys, which always prints.
        let mut text = serde_json::to_string_pretty(&schemars::schema_for!(RegisterDocument)).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn check(index: usize, organisation: &Organisation) -> Result<(), RegisterError> {
    let fail = |field: &str, fault| Err(invalid(format!("/organisations/{index}/{field}"), fault));
    if organisation.name.trim().is_empty() {
        return fail("name", RegisterFault::NameEmpty);
    }
    if let (Some(opened), Some(closed)) = (organisation.opened, organisation.closed)
        && closed <= opened
    {
        return fail("closed", RegisterFault::ClosedBeforeOpened);
    }
    if organisation.successor.is_some() && organisation.closed.is_none() {
        return fail("successor", RegisterFault::SuccessorOfOpen);
    }
    let assurance = &organisation.assurance;
    if assurance.status == AssuranceStatus::Assured {
        if !assurance.criteria.all_met() {
            return fail("assurance/criteria", RegisterFault::AssuredWithoutCriteria);
        }
        if assurance.from.is_none() {
            return fail("assurance/from", RegisterFault::AssuredWithoutStart);
        }
    }
    if let (Some(from), Some(until)) = (assurance.from, assurance.until)
        && until <= from
    {
        return fail("assurance/until", RegisterFault::AssuranceEndsBeforeStart);
    }
    Ok(())
}

fn invalid(pointer: String, fault: RegisterFault) -> RegisterError {
    RegisterError::Invalid { pointer, fault }
}
