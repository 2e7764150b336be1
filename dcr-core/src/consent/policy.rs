//! The policy as the rules ask it.

use super::code_sets::CodeSets;
use super::code_table::CodeTable;
use super::mask::{LabelSet, Mask};
use super::{ConnectionRule, PolicyDocument, PolicyError, RelationshipKind};
use crate::contribution::ContentHash;
use crate::record::SensitivityLabel;
use crate::register::AdmissionCriteria;

/// A policy that is known to be consistent, compiled for asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(super) document: PolicyDocument,
    pub(super) digest: ContentHash,
    pub(super) purposes: Mask,
    /// INVARIANT: no code twice.
    pub(super) roles: Vec<Role>,
    /// INVARIANT: of the roles, in their order.
    pub(super) role_places: CodeTable,
    pub(super) emergency: Emergency,
    pub(super) self_claim_reason_characters: u32,
    /// By kind of relationship; `None` where the policy has no terms for the kind.
    pub(super) terms: [Option<Terms>; RelationshipKind::ALL.len()],
    /// The relationships that do not need the person's permission; `None` where no look needs it.
    pub(super) permission_exempt: Option<Mask>,
    pub(super) admission: AdmissionCriteria,
    /// Whether a restricted person is shown reduced without an emergency.
    pub(super) restricted_reduced: bool,
    pub(super) restricted_keeps: Mask,
    pub(super) code_sets: CodeSets,
    pub(super) embargo_purposes: Mask,
    /// How long a result waits after it was recorded; `None` where the policy does not say.
    pub(super) embargo_millis: Option<i64>,
    pub(super) deceased: Option<Deceased>,
    pub(super) connections: Connections,
    pub(super) coded_statements: Mask,
    pub(super) one_visit_millis: i64,
    pub(super) tells: Mask,
}

/// One role, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) code: String,
    pub(super) full: Mask,
    pub(super) coded: Mask,
    pub(super) existence: Mask,
    pub(super) relationships: Mask,
    pub(super) labels: LabelSet,
    pub(super) breaks_glass: bool,
}

/// What an emergency needs and does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Emergency {
    pub(super) purposes: Mask,
    pub(super) reason_characters: u32,
    pub(super) overrides: Mask,
    pub(super) never_opens: LabelSet,
    pub(super) codes: Mask,
    pub(super) code_required: bool,
    pub(super) tells_person: bool,
}

/// The terms of one kind of relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) asserted_by: Mask,
    pub(super) evidence: bool,
    pub(super) expires_millis: Option<i64>,
    pub(super) codes: Mask,
    pub(super) code_required: bool,
}

/// What goes on after death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deceased {
    pub(super) purposes: Mask,
    pub(super) after_millis: i64,
}

/// What becomes of looks at people known to the user privately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Connections {
    pub(super) own: ConnectionRule,
    pub(super) relative: ConnectionRule,
    pub(super) colleague: ConnectionRule,
}

impl Policy {
    /// The JSON document of [`Policy::dorset_example`].
    pub const DORSET_EXAMPLE: &'static [u8] = include_bytes!("dorset_example.json");

    /// The JSON document of [`Policy::strict_example`].
    pub const STRICT_EXAMPLE: &'static [u8] = include_bytes!("strict_example.json");

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

    /// A stricter example: the person's permission is asked for, relationships need evidence and expire, an emergency
    /// needs a national reason, and offices see codes or existence alone.
    ///
    /// # Errors
    /// None: the document is part of this crate, and a test reads it.
    pub fn strict_example() -> Result<Self, PolicyError> {
        Self::from_json(Self::STRICT_EXAMPLE)
    }

    /// The JSON Schema (draft 2020-12) of the document, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<PolicyDocument>()
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

    /// The evidence that organisations must have to be admitted.
    #[must_use]
    pub fn admission_criteria(&self) -> &AdmissionCriteria {
        &self.admission
    }

    /// The role that answers a request's role: exactly as written, else the job role of the full form.
    pub(super) fn role(&self, text: &str) -> Option<&Role> {
        let exact = |code: &str| {
            let is_it = |place| self.roles.get(place).is_some_and(|role: &Role| role.code == code);
            self.roles.get(self.role_places.find(code, is_it)?)
        };
        exact(text).or_else(|| exact(job_role(text)?))
    }

    /// Whether an emergency may open something that carries this label. One that is not known here it never opens.
    pub(super) fn emergency_opens(&self, label: &SensitivityLabel) -> bool {
        super::mask::is_known(label) && !label.legally_restricted() && !self.emergency.never_opens.has(label)
    }

    pub(super) fn terms(&self, kind: RelationshipKind) -> Option<&Terms> {
        self.terms.get(kind as usize)?.as_ref()
    }
}

/// The role of the person's own view.
pub(super) const PERSON_ROLE: &str = "person";
/// The role of the views of those who act for the person.
pub(super) const PROXY_ROLE: &str = "proxy";

/// The job role of a full role, `R8000` of `S8000:G8000:R8000`; `None` for any other text.
fn job_role(text: &str) -> Option<&str> {
    let (staff, rest) = text.split_at_checked(5)?;
    let (group, job) = rest.strip_prefix(':')?.split_at_checked(5)?;
    let job = job.strip_prefix(':')?;
    (is_part(staff, 'S') && is_part(group, 'G') && is_part(job, 'R')).then_some(job)
}

fn is_part(text: &str, letter: char) -> bool {
    text.strip_prefix(letter).is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a text has the form of a role: short, full, or one of the two words.
pub(super) fn is_role(text: &str) -> bool {
    matches!(text, PERSON_ROLE | PROXY_ROLE) || is_part(text, 'R') || job_role(text).is_some()
}
