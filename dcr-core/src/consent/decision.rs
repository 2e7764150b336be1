//! The decision: whole for the account, and in part for the requester.

use super::mask::Mask;
use super::{AccessRequest, ConsentState, Override, Plan, Rule, RuleYield, SectionState, Verdict, WithheldClass};
use crate::contribution::{CanonicalError, ContentHash, canonical_bytes};
use crate::record::Section;
use crate::register::MissingEvidence;
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
        /// The requesting organisation's privacy officer is alerted: the requester vouched for themself, or knows the
        /// person privately.
        AlertPrivacyOfficer = "alert-privacy-officer",
        /// The reason that was given stands in the account.
        RecordReason = "record-reason",
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionDecision {
    /// The section.
    pub section: Section,
    /// Shown, withheld or neither, without counts.
    pub state: SectionState,
    /// Why something in it is withheld; to the requester, of these reasons those that the policy tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<WithheldClass>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) valid_until: Option<Timestamp>,
    pub(super) rules: Vec<FiredRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<MissingEvidence>,
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
    /// What of the reasons for withholding the requester is told: the policy's own choice, which the account need not repeat.
    #[serde(skip)]
    pub(super) tells: Mask,
    #[serde(skip)]
    pub(super) permission_unstated: bool,
}

impl Decision {
    /// The document of a verdict, without what a walk over the lines finds.
    pub(super) fn of(plan: &Plan, request: &AccessRequest, verdict: &Verdict) -> Self {
        let mut decision = Self {
            format: FORMAT,
            outcome: verdict.outcome(),
            refusal: verdict.refusal,
            at: verdict.at,
            valid_until: verdict.valid_until(),
            rules: Vec::with_capacity(8),
            missing: Vec::new(),
            sections: Vec::new(),
            consent: None,
            overrides: verdict.overrides().collect(),
            obligations: verdict.obligations().collect(),
            policy: plan.policy().digest(),
            register: plan.register().digest(),
            tells: plan.policy().tells,
            permission_unstated: verdict.permission_unstated,
        };
        for (rule, yielded) in verdict.rules() {
            decision.rules.push(FiredRule { rule, yielded, sections: Vec::new() });
            if rule == Rule::OrganisationNotAssured
                && let Some(organisation) = plan.register().organisation(&request.organisation)
            {
                decision.missing = organisation.admission(plan.policy().admission_criteria(), request.at).missing;
            }
        }
        if decision.outcome == Outcome::Permit {
            for (rule, yielded, sections) in verdict.found.iter() {
                let sections = super::verdict::words(sections, Section::ALL).collect();
                decision.rules.push(FiredRule { rule, yielded, sections });
            }
            decision.consent = Some(verdict.consent());
        }
        decision
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

    /// The first instant at which the same request may be answered otherwise; `None` where there is none.
    #[must_use]
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.valid_until
    }

    /// The evidence that the requester's organisation lacks, where that is why it is refused.
    #[must_use]
    pub fn missing(&self) -> &[MissingEvidence] {
        &self.missing
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
            missing: Vec::new(),
            sections: Vec::new(),
            consent: None,
            overrides: Vec::new(),
            obligations: Vec::new(),
            policy: self.policy,
        };
        // It is about the request alone, and so the same whoever the person is and whether or not they are known.
        if self.refusal == Some(Refusal::NotAvailable) && self.permission_unstated {
            outward.reasons.extend(Reason::of(Rule::PermissionMissing));
        }
        match self.refusal {
            None => {
                outward.sections.clone_from(&self.sections);
                for section in &mut outward.sections {
                    // Of a section of which existence alone is told, a reason would tell that there is more.
                    let telling = section.state != SectionState::Held;
                    section.withheld.retain(|class| telling && self.tells.has(*class));
                }
                outward.consent = self.consent;
                outward.overrides.clone_from(&self.overrides);
                outward.obligations.clone_from(&self.obligations);
            }
            Some(Refusal::NotPermitted) => {
                let told = |fired: &FiredRule| Reason::of(fired.rule);
                let refusing = |fired: &&FiredRule| fired.yielded != RuleYield::Overridden;
                outward.reasons = self.rules.iter().filter(refusing).filter_map(told).collect();
                outward.missing.clone_from(&self.missing);
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

impl Reason {
    fn of(rule: Rule) -> Option<Self> {
        Some(Self { rule, text: rule.told()?.to_owned() })
    }
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
    /// The evidence that the requester's organisation lacks, and when it lapsed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingEvidence>,
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
