//! The decision: whole for the account, and in part for the requester.

use super::{ConsentState, Override, Policy, Rule, RuleYield, SectionState};
use crate::contribution::{CanonicalError, ContentHash, canonical_bytes};
use crate::record::Section;
use crate::register::Register;
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of the decision's format.
const FORMAT: u32 = 1;

closed_vocabulary! {
    /// Whether the look is permitted.
    pub enum Outcome {
        /// The visible record may be shown.
        Permit = "permit",
        /// Nothing may be shown.
        Deny = "deny",
    }
}

closed_vocabulary! {
    /// How much the requester may be told of a refusal.
    pub enum Refusal {
        /// The requester may not look, whoever the person is: the reasons are told.
        NotPermitted = "not-permitted",
        /// There is no such person, or they are not the requester's to see: the two look the same.
        NotAvailable = "not-available",
    }
}

closed_vocabulary! {
    /// What must follow the look.
    pub enum Obligation {
        /// The requesting organisation's privacy officer is alerted: the requester vouched for themself.
        AlertPrivacyOfficer = "alert-privacy-officer",
        /// The person is told: an emergency overrode what they had decided or what protects them.
        TellPerson = "tell-person",
    }
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiredRule {
    /// Which.
    pub rule: Rule,
    /// What it yielded.
    pub yielded: RuleYield,
    /// In which sections, for a rule about sections and lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// What a permitted look shows of one section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionDecision {
    /// The section.
    pub section: Section,
    /// Shown, withheld or neither, without counts.
    pub state: SectionState,
}

/// The whole decision, for the account. The requester is told [`Decision::outward`] and no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The number of this format, 1.
    pub(super) format: u32,
    pub(super) outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refusal: Option<Refusal>,
    pub(super) at: Timestamp,
    pub(super) rules: Vec<FiredRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) sections: Vec<SectionDecision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) consent: Option<ConsentState>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) overrides: Vec<Override>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) obligations: Vec<Obligation>,
    pub(super) policy: ContentHash,
    pub(super) register: ContentHash,
}

impl Decision {
    pub(super) fn new(policy: &Policy, register: &Register, at: Timestamp) -> Self {
        Self {
            format: FORMAT,
            outcome: Outcome::Deny,
            refusal: Some(Refusal::NotAvailable),
            at,
            rules: Vec::with_capacity(8),
            sections: Vec::new(),
            consent: None,
            overrides: Vec::new(),
            obligations: Vec::new(),
            policy: policy.digest(),
            register: register.digest(),
        }
    }

    pub(super) fn fire(&mut self, rule: Rule, yielded: RuleYield) {
        self.rules.push(FiredRule { rule, yielded, sections: Vec::new() });
    }

    /// Notes that the emergency overrode a rule of this kind.
    pub(super) fn overrode(&mut self, kind: Override) {
        if !self.overrides.contains(&kind) {
            self.overrides.push(kind);
        }
    }

    pub(super) fn oblige(&mut self, obligation: Obligation) {
        if !self.obligations.contains(&obligation) {
            self.obligations.push(obligation);
        }
    }

    /// Whether a rule that fired so far denies.
    pub(super) fn denied(&self) -> bool {
        self.rules.iter().any(|fired| fired.yielded == RuleYield::Denies)
    }

    /// The outcome.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// How much of a refusal may be told; `None` where the look is permitted.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The time of the look.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The rules that fired, in order.
    #[must_use]
    pub fn rules(&self) -> &[FiredRule] {
        &self.rules
    }

    /// Every section of the record with its state; empty where the look is denied.
    #[must_use]
    pub fn sections(&self) -> &[SectionDecision] {
        &self.sections
    }

    /// The state of one section; `None` where the look is denied.
    #[must_use]
    pub fn section(&self, section: Section) -> Option<SectionState> {
        self.sections.iter().find(|decided| decided.section == section).map(|decided| decided.state)
    }

    /// The state of consent; `None` where the look is denied.
    #[must_use]
    pub fn consent(&self) -> Option<ConsentState> {
        self.consent
    }

    /// What the emergency overrode; empty where it overrode nothing.
    #[must_use]
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// What must follow.
    #[must_use]
    pub fn obligations(&self) -> &[Obligation] {
        &self.obligations
    }

    /// The policy's digest.
    #[must_use]
    pub fn policy(&self) -> ContentHash {
        self.policy
    }

    /// The register's digest.
    #[must_use]
    pub fn register(&self) -> ContentHash {
        self.register
    }

    /// The canonical bytes of the whole decision, for the account.
    ///
    /// # Errors
    /// [`CanonicalError`] never in practice: a decision has a JSON form.
    pub fn canonical(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical_bytes(self)
    }

    /// What the requester may be told.
    ///
    /// Of a refusal that has anything to do with the person this is the same whatever the reason, and the same as for
    /// a person who is not known at all.
    #[must_use]
    pub fn outward(&self) -> OutwardDecision {
        let mut outward = OutwardDecision {
            format: FORMAT,
            outcome: self.outcome,
            refusal: self.refusal,
            reasons: Vec::new(),
            sections: Vec::new(),
            consent: None,
            overrides: Vec::new(),
            obligations: Vec::new(),
            policy: self.policy,
        };
        match self.refusal {
            None => {
                outward.sections.clone_from(&self.sections);
                outward.consent = self.consent;
                outward.overrides.clone_from(&self.overrides);
                outward.obligations.clone_from(&self.obligations);
            }
            Some(Refusal::NotPermitted) => {
                let told = |fired: &FiredRule| Some(Reason { rule: fired.rule, text: fired.rule.told()?.to_owned() });
                let refusing = |fired: &&FiredRule| fired.yielded != RuleYield::Overridden;
                outward.reasons = self.rules.iter().filter(refusing).filter_map(told).collect();
            }
            Some(Refusal::NotAvailable) => {}
        }
        outward
    }
}

/// A reason that the requester may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// The rule in words.
    pub text: String,
}

/// What the requester may be told of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutwardDecision {
    /// The number of this format, 1.
    pub format: u32,
    /// Whether the look is permitted.
    pub outcome: Outcome,
    /// The kind of refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// The reasons of a refusal that are about the requester alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// What is shown of each section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionDecision>,
    /// The state of consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentState>,
    /// What the emergency overrode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// What must follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<Obligation>,
    /// The policy's digest.
    pub policy: ContentHash,
}

impl OutwardDecision {
    /// Its canonical bytes.
    ///
    /// # Errors
    /// [`CanonicalError`] never in practice: an outward decision has a JSON form.
    pub fn canonical(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical_bytes(self)
    }
}
