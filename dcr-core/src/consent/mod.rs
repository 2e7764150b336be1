//! Who may see what, and why: the policy, an access request, the decision on it and the visible record.
//!
//! Whatever is not clearly permitted is withheld; an error, an unknown code or an unreadable rule never opens.
//!
//! [`decide`] answers an [`AccessRequest`] in four stages, each rule of which has a stable name ([`Rule`]): who asks, by
//! which relationship or in which emergency, what the person has decided, and then line by line. [`look`] does the same
//! and hands out the [`VisibleRecord`]; there is no other way to one, so what was decided is what is shown.
//! The rules in words: `docs/consent.md`.

mod decision;
mod directives;
mod lines;
mod look;
mod mask;
mod person;
mod policy;
mod policy_check;
mod policy_document;
mod request;
mod requester;
mod restricted;
mod rule;
mod visible;

#[cfg(test)]
mod tests;

pub use decision::{Decision, FiredRule, Obligation, Outcome, OutwardDecision, Reason, Refusal, SectionDecision};
pub use look::{Look, decide, look};
pub use policy::Policy;
pub use policy_document::{BreakGlassPolicy, Override, PolicyDocument, RelationshipKind, RolePolicy};
pub use request::{AccessRequest, BreakGlass, ClaimedRelationship, User};
pub use rule::{Rule, RuleYield};
pub use visible::{
    ConnectionState, ConsentState, SectionState, SourceConnection, SourceState, VisibleDemographics, VisibleLine,
    VisibleRecord, VisibleSection, VisibleSectionStatement, VisibleStatement,
};

use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// What is wrong with a place in a policy.
    pub enum PolicyFault {
        /// The format's number is not one that this version reads.
        FormatUnknown = "format-unknown",
        /// A name is empty.
        NameEmpty = "name-empty",
        /// The word is not one of the vocabulary of this place.
        WordUnknown = "word-unknown",
        /// The word stands here twice.
        WordRepeated = "word-repeated",
        /// A purpose beyond the person's own care can never be permitted.
        SecondaryUse = "secondary-use",
        /// Not a role of the form `R8000` or `S8000:G8000:R8000`.
        RoleForm = "role-form",
        /// The role is not defined by this policy.
        RoleUndefined = "role-undefined",
        /// The purpose is permitted in an emergency but not by the policy.
        PurposeNotPermitted = "purpose-not-permitted",
        /// No policy can open what statute restricts.
        LegallyRestricted = "legally-restricted",
        /// The label is about the person's own view and cannot be granted to a role.
        LabelNotGrantable = "label-not-grantable",
        /// The label is empty.
        LabelEmpty = "label-empty",
        /// A reason of no characters is no reason.
        ReasonTooShort = "reason-too-short",
    }
}

/// Why a text is not a policy. Nothing of the text is repeated: a place is told by line and column or by JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The text is not JSON of the policy's shape.
    #[error("the policy cannot be read (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// The policy contradicts itself or uses a word that this version does not know.
    #[error("the policy is not valid at `{pointer}`: {fault}")]
    Invalid {
        /// Where, as a JSON pointer (RFC 6901).
        pointer: String,
        /// What is wrong there.
        fault: PolicyFault,
    },
    /// The policy has no canonical form.
    #[error(transparent)]
    Canonical(#[from] crate::contribution::CanonicalError),
}

impl PolicyError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "policy.unreadable",
            Self::Invalid { .. } => "policy.invalid",
            Self::Canonical(_) => "policy.canonical",
        }
    }
}

/// Why a text is not an access request. Nothing of the text is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The text is longer than a request can be.
    #[error("the access request has {length} bytes; at most {limit} are read")]
    TooLong {
        /// How many bytes there are.
        length: usize,
        /// How many are read.
        limit: usize,
    },
    /// The text is not JSON of the request's shape.
    #[error("the access request cannot be read (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
}

impl RequestError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "request.too-long",
            Self::Unreadable { .. } => "request.unreadable",
        }
    }
}
