//! The account of what was asked: audit events from access requests.

use crate::error::NodeError;
use crate::key::LookUp;
use crate::store::Work;
use dcr_core::audit::{
    AuditDecision, AuditEvent, AuditEventParts, AuditKind, AuditOutcome, AuditPerson, AuditPlace, AuditReason,
    AuditText, AuditUser, Stated,
};
use dcr_core::consent::{AccessRequest, Decision, Outcome, Rule, RuleYield, SectionState};
use dcr_core::contribution::ContentHash;
use dcr_core::identifier::{NhsNumber, OdsCode};
use dcr_core::identity::PersonId;
use dcr_core::record::Section;
use std::collections::BTreeSet;

/// What stands where the person is not known.
const NOT_KNOWN: &str = "not-known";

/// What is to be written down.
pub(crate) struct Account<'a> {
    pub(crate) kind: AuditKind,
    pub(crate) node: &'a OdsCode,
    pub(crate) request: &'a AccessRequest,
    pub(crate) person: Option<PersonId>,
    pub(crate) number: Option<&'a NhsNumber>,
    pub(crate) outcome: AuditOutcome,
}

impl Account<'_> {
    /// Writes the event; its place in the log. The caller's transaction makes it durable.
    pub(crate) fn write(self, work: &Work<'_>) -> Result<u64, NodeError> {
        let person = self.person.map(|person| subject_of_person(work, person));
        let number = self.number.map(|number| subject_of_number(work, number));
        let subjects: Vec<LookUp> = person.into_iter().chain(number).collect();
        work.append_audit(&subjects, |sequence| {
            let request = self.request;
            let emergency = request.break_glass.as_ref().and_then(|declared| declared.reason.as_deref());
            let claimed = request.relationship.as_ref();
            let reason = emergency.or_else(|| claimed.and_then(|claimed| claimed.reason.as_deref()));
            let whom = match (self.person, self.number) {
                (None, None) => None,
                (person, number) => Some(AuditPerson {
                    reference: match person {
                        Some(person) => AuditText::parse(&person.to_string())?,
                        None => AuditText::parse(NOT_KNOWN)?,
                    },
                    nhs_number: number.cloned(),
                }),
            };
            Ok(AuditEvent::new(AuditEventParts {
                sequence,
                kind: self.kind,
                who: AuditUser {
                    id: AuditText::cut(&request.user.id),
                    name: request.user.name.as_deref().and_then(AuditText::cut),
                    role: AuditText::cut(&request.role),
                    organisation: Stated::read(&request.organisation),
                    authority: None,
                },
                whom,
                when: request.at,
                place: AuditPlace {
                    node: self.node.clone(),
                    device: request.device.as_deref().and_then(AuditText::cut),
                },
                why: AuditReason {
                    purpose: Stated::read(&request.purpose),
                    relationship: claimed.and_then(|claimed| AuditText::cut(&claimed.kind)),
                    reason: reason.and_then(AuditText::cut),
                },
                outcome: self.outcome,
            })?)
        })
    }
}

/// What an event about a person is found by.
pub(crate) fn subject_of_person(work: &Work<'_>, person: PersonId) -> LookUp {
    work.keys.look_up("audit-person", &[person.hash().as_bytes()])
}

/// What an event about an NHS number is found by, whoever it belonged to at the time.
pub(crate) fn subject_of_number(work: &Work<'_>, number: &NhsNumber) -> LookUp {
    work.keys.look_up("audit-number", &[number.as_str().as_bytes()])
}

/// The outcome of a decision. `shown` are the bytes handed out, if any were.
pub(crate) fn outcome_of(decision: &Decision, shown: Option<&[u8]>) -> AuditOutcome {
    let permitted = decision.outcome() == Outcome::Permit;
    let is_shown = |state| matches!(state, SectionState::Shown | SectionState::PartlyWithheld);
    let sections: BTreeSet<Section> = decision
        .sections()
        .iter()
        .filter(|decided| shown.is_some() && is_shown(decided.state))
        .map(|decided| decided.section)
        .collect();
    AuditOutcome {
        decision: if permitted { AuditDecision::Permit } else { AuditDecision::Deny },
        sections,
        rules: decision.rules().iter().filter_map(|fired| AuditText::cut(fired.rule.as_str())).collect(),
        policy: Some(decision.policy()),
        shown: shown.map(ContentHash::of),
        erased: None,
    }
}

/// The outcome of something that no decision was about.
pub(crate) fn plain_outcome(done: bool, policy: ContentHash) -> AuditOutcome {
    AuditOutcome {
        decision: if done { AuditDecision::Permit } else { AuditDecision::Deny },
        sections: BTreeSet::new(),
        rules: Vec::new(),
        policy: Some(policy),
        shown: None,
        erased: None,
    }
}

/// What kind of look a decision was.
pub(crate) fn kind_of(decision: &Decision) -> AuditKind {
    let emergency =
        decision.rules().iter().any(|fired| fired.rule == Rule::BreakGlass && fired.yielded == RuleYield::Permits);
    match (decision.outcome(), emergency) {
        (Outcome::Deny, _) => AuditKind::Refusal,
        (Outcome::Permit, true) => AuditKind::BreakGlassView,
        (Outcome::Permit, false) => AuditKind::View,
    }
}
