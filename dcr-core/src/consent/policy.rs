//! The policy as the rules ask it.

use super::mask::{LabelSet, Mask};
use super::{PolicyDocument, PolicyError};
use crate::contribution::ContentHash;
use crate::record::SensitivityLabel;

/// A policy that is known to be consistent, compiled for asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(super) document: PolicyDocument,
    pub(super) digest: ContentHash,
    pub(super) purposes: Mask,
    /// INVARIANT: sorted by code, no code twice.
    pub(super) roles: Vec<Role>,
    pub(super) break_glass_purposes: Mask,
    pub(super) overrides: Mask,
    pub(super) never_opens: LabelSet,
}

/// One role, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) code: String,
    pub(super) sections: Mask,
    pub(super) relationships: Mask,
    pub(super) labels: LabelSet,
    pub(super) breaks_glass: bool,
}

impl Policy {
    /// The JSON document of [`Policy::dorset_example`].
    pub const DORSET_EXAMPLE: &'static [u8] = include_bytes!("dorset_example.json");

    /// Reads a policy from JSON.
    ///
    /// # Errors
    /// [`PolicyError`]: the text is not JSON of the policy's shape, contradicts itself, or uses an unknown word.
    pub fn from_json(bytes: &[u8]) -> Result<Self, PolicyError> {
        let document: PolicyDocument = serde_json::from_slice(bytes)
            .map_err(|error| PolicyError::Unreadable { line: error.line(), column: error.column() })?;
        Self::new(document)
    }

    /// An example to begin from: the roles and sections that a county such as Dorset might settle.
    ///
    /// # Errors
    /// None: the document is part of this crate, and a test reads it.
    pub fn dorset_example() -> Result<Self, PolicyError> {
        Self::from_json(Self::DORSET_EXAMPLE)
    }

    /// The JSON Schema (draft 2020-12) of the document, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        // A schema is plain JSON with text keys, which always prints.
        let mut text = serde_json::to_string_pretty(&schemars::schema_for!(PolicyDocument)).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// The hash of the canonical bytes of its document, named in every decision.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        self.digest
    }

    /// The role that answers a request's role: exactly as written, else the job role of the full form.
    pub(super) fn role(&self, text: &str) -> Option<&Role> {
        let exact = |code: &str| {
            let place = self.roles.binary_search_by(|role| role.code.as_str().cmp(code)).ok()?;
            self.roles.get(place)
        };
        exact(text).or_else(|| exact(job_role(text)?))
    }

    /// Whether an emergency may open something that carries this label. One that is not known here it never opens.
    pub(super) fn emergency_opens(&self, label: &SensitivityLabel) -> bool {
        super::mask::is_known(label) && !label.legally_restricted() && !self.never_opens.has(label)
    }
}

/// The job role of a full role, `R8000` of `S8000:G8000:R8000`; `None` for any other text.
fn job_role(text: &str) -> Option<&str> {
    let mut parts = text.split(':');
    let (staff, group, job) = (parts.next()?, parts.next()?, parts.next()?);
    let full = parts.next().is_none() && is_part(staff, 'S') && is_part(group, 'G') && is_part(job, 'R');
    full.then_some(job)
}

fn is_part(text: &str, letter: char) -> bool {
    text.strip_prefix(letter).is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a text has the form of a role, short or full.
pub(super) fn is_role(text: &str) -> bool {
    is_part(text, 'R') || job_role(text).is_some()
}
