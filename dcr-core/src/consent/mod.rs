//! Who may see what, and why: the policy, an access request, the decision on it and the visible record.
//!
//! Whatever is not clearly permitted is withheld; an error, an unknown code or an unreadable rule never opens.
//!
//! [`decide`] answers an [`AccessRequest`] in four stages, each rule of which has a stable name ([`Rule`]): who asks, by
//! which relationship or in which emergency, what the person has decided, and then line by line. [`look`] does the same
//! and hands out the [`VisibleRecord`]; there is no other way to one, so what was decided is what is shown.
//! The rules in words: `docs/consent.md`.

mod answer;
#[cfg(test)]
mod any_entry;
mod authority;
mod changes;
mod check;
mod code_sets;
mod code_table;
mod coded;
mod decision;
mod erasure;
mod explain;
mod facts;
mod lines;
mod links;
mod look;
mod mask;
mod needles;
mod person;
mod plan;
mod policy;
mod policy_check;
mod policy_document;
mod policy_words;
mod record;
mod related;
mod request;
mod requester;
mod restricted;
mod rule;
mod sections;
mod show;
mod signature;
mod standing;
mod unsourced;
mod verdict;
mod visible;
mod walk;
mod what_if;
mod words;

#[cfg(test)]
mod tests;

pub use answer::{RecordDecision, decide_record};
pub use authority::has_good_authority;
pub use changes::{Change, ChangeKind, Changes, changes};
pub use code_sets::{CodeSet, CodeSetError, SetCode, SetStem};
pub use decision::{Decision, FiredRule, Obligation, Outcome, OutwardDecision, Reason, Refusal, SectionDecision};
pub use erasure::{Holding, holding, holding_until};
pub use facts::PersonFacts;
pub use look::{Look, decide, look, look_as_at};
pub use plan::Plan;
pub use policy::Policy;
pub use policy_document::{
    AdmissionPolicy, BreakGlassPolicy, ConnectionsPolicy, DeceasedPolicy, EmbargoPolicy, KindAdmission,
    PermissionToView, PolicyDocument, RelationshipTerms, RestrictedPersonPolicy, RolePolicy,
};
pub use policy_words::{AccessReason, Asserter, ConnectionRule, Override, RelationshipKind, RestrictedPersonView};
pub use record::{
    ConsentConcept, ConsentDeath, ConsentDemographics, ConsentRecord, ConsentRecordError, ConsentRecordLine,
    ConsentRecordStatement, ConsentSectionStatement, ConsentSource, ConsentVisit,
};
pub use request::{AccessRequest, BreakGlass, ClaimedRelationship, Connection, Permission, User};
pub use rule::{Rule, RuleYield, WithheldClass};
pub use signature::{PolicySignatureError, SignedBy, sign_policy, verify_policy};
pub use verdict::Verdict;
pub use visible::{
    ConnectionState, ConsentState, SectionState, SourceConnection, SourceState, VisibleDemographics, VisibleLine,
    VisibleRecord, VisibleSection, VisibleSectionStatement, VisibleStatement,
};
pub use what_if::{Effect, SectionEffect, what_if};

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
        /// The section cannot be shown in this detail.
        DetailNotForSection = "detail-not-for-section",
        /// The section stands in another detail of this role already.
        DetailRepeated = "detail-repeated",
        /// The role sees no section.
        RoleWithoutSections = "role-without-sections",
        /// The role may look by no relationship.
        RoleWithoutRelationships = "role-without-relationships",
        /// The relationship is not one for this role.
        RelationshipNotForRole = "relationship-not-for-role",
        /// The policy has terms of relationships, and none of this one.
        RelationshipWithoutTerms = "relationship-without-terms",
        /// Nobody may vouch for the relationship.
        NobodyVouches = "nobody-vouches",
        /// The national reason is not one for this.
        ReasonNotForThis = "reason-not-for-this",
        /// A reason must be stated and none is accepted.
        NoReasonAccepted = "no-reason-accepted",
        /// No time at all.
        NoTime = "no-time",
        /// Told so much that silence tells the rest.
        TellsTooMuch = "tells-too-much",
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
