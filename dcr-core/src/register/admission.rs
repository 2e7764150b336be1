//! Whether an organisation is admitted: what it must show, and what it has.

use super::{Access, AssuranceStatus, EvidenceKind, Organisation, OrganisationKind};
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kinds of evidence, one bit each.
type EvidenceSet = u8;

const _: () = assert!(EvidenceKind::ALL.len() <= EvidenceSet::BITS as usize);

const fn bit(kind: EvidenceKind) -> EvidenceSet {
    1 << (kind as u32)
}

fn set<'a>(kinds: impl IntoIterator<Item = &'a EvidenceKind>) -> EvidenceSet {
    kinds.into_iter().fold(0, |set, kind| set | bit(*kind))
}

/// Which evidence an organisation of each kind must have to be admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdmissionCriteria {
    /// In the order of [`OrganisationKind::ALL`].
    by_kind: [EvidenceSet; OrganisationKind::ALL.len()],
}

impl AdmissionCriteria {
    /// What every organisation must have where the policy says nothing else.
    pub const USUAL: [EvidenceKind; 5] = [
        EvidenceKind::DataSecurityToolkit,
        EvidenceKind::CommissionerRegistration,
        EvidenceKind::SharingAgreement,
        EvidenceKind::CaldicottGuardian,
        EvidenceKind::Training,
    ];

    /// The criteria of a policy: `default` for every kind that `kinds` does not name. Of several lists for one kind,
    /// all count.
    #[must_use]
    pub fn new(
        default: &[EvidenceKind],
        kinds: impl IntoIterator<Item = (OrganisationKind, Vec<EvidenceKind>)>,
    ) -> Self {
        let mut named = [None; OrganisationKind::ALL.len()];
        for (kind, evidence) in kinds {
            if let Some(of_kind) = named.get_mut(kind as usize) {
                *of_kind = Some(of_kind.unwrap_or_default() | set(&evidence));
            }
        }
        Self { by_kind: named.map(|of_kind| of_kind.unwrap_or_else(|| set(default))) }
    }

    /// Whether an organisation of this kind must have this evidence.
    #[must_use]
    pub fn asks(&self, kind: OrganisationKind, evidence: EvidenceKind) -> bool {
        self.of(kind) & bit(evidence) != 0
    }

    fn of(&self, kind: OrganisationKind) -> EvidenceSet {
        // Every kind has its place; a kind without one would have to show everything.
        self.by_kind.get(kind as usize).copied().unwrap_or(EvidenceSet::MAX)
    }
}

impl Default for AdmissionCriteria {
    fn default() -> Self {
        Self::new(&Self::USUAL, [])
    }
}

closed_vocabulary! {
    /// Whether an organisation is admitted, and to what.
    pub enum AdmissionState {
        /// It may look; what it sends waits in quarantine.
        AdmittedReadOnly = "admitted-read-only",
        /// It may look, and what it sends becomes part of the record.
        Admitted = "admitted",
        /// It may not look.
        NotAdmitted = "not-admitted",
    }
}

/// One piece of evidence that is asked of an organisation and that it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingEvidence {
    /// What is missing.
    pub kind: EvidenceKind,
    /// When the latest that the organisation had of it lapsed; absent where it never had any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Timestamp>,
}

/// Whether an organisation is admitted at an instant, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// Whether it is admitted, and to what.
    pub state: AdmissionState,
    /// Where its assurance stands.
    pub status: AssuranceStatus,
    /// When its assurance begins, where that is still to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Timestamp>,
    /// When its assurance ended, where it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// The evidence that is missing, in the order of the vocabulary; told whatever the status is.
    pub missing: Vec<MissingEvidence>,
    /// The same holds at every time before this instant; absent means until the register or the policy changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

impl Admission {
    /// The answer in words, one sentence for each thing that there is to say. Times are instants in UTC.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![
            match self.state {
                AdmissionState::Admitted => "The organisation is admitted: it may look, and what it sends is taken.",
                AdmissionState::AdmittedReadOnly => {
                    "The organisation is admitted to look; what it sends waits in quarantine."
                }
                AdmissionState::NotAdmitted => "The organisation is not admitted.",
            }
            .to_owned(),
        ];
        match self.status {
            AssuranceStatus::Assured => {}
            AssuranceStatus::Pending => said.push("Its assurance has been applied for and not yet given.".to_owned()),
            AssuranceStatus::Suspended => said.push("Its assurance is suspended.".to_owned()),
            AssuranceStatus::Withdrawn => said.push("Its assurance is withdrawn.".to_owned()),
        }
        said.extend(self.begins.map(|begins| format!("Its assurance begins at {begins}.")));
        said.extend(self.ended.map(|ended| format!("Its assurance ended at {ended}.")));
        said.extend(self.missing.iter().map(|missing| match missing.lapsed {
            None => format!("Missing: {}.", missing.kind.in_words()),
            Some(lapsed) => format!("Missing: {}; it lapsed at {lapsed}.", missing.kind.in_words()),
        }));
        said.extend(self.valid_until.map(|until| format!("This can change at {until}.")));
        said
    }
}

impl Organisation {
    /// Whether it is admitted at an instant. That it is open is another question.
    #[must_use]
    pub fn admitted_at(&self, criteria: &AdmissionCriteria, at: Timestamp) -> bool {
        self.assurance.holds_at(at) && criteria.of(self.kind) & !self.evidence_at(at) == 0
    }

    /// Whether it is admitted at an instant, what is missing, and until when the answer holds.
    #[must_use]
    pub fn admission(&self, criteria: &AdmissionCriteria, at: Timestamp) -> Admission {
        let state = match (self.admitted_at(criteria, at), self.assurance.access) {
            (false, _) => AdmissionState::NotAdmitted,
            (true, Access::ReadOnly) => AdmissionState::AdmittedReadOnly,
            (true, Access::Contributes) => AdmissionState::Admitted,
        };
        let lacking = criteria.of(self.kind) & !self.evidence_at(at);
        let missing = EvidenceKind::ALL
            .iter()
            .filter(|kind| lacking & bit(**kind) != 0)
            .map(|kind| MissingEvidence { kind: *kind, lapsed: self.lapsed(*kind, at) })
            .collect();
        Admission {
            state,
            status: self.assurance.status,
            begins: self.assurance.from.filter(|from| *from > at),
            ended: self.assurance.until.filter(|until| *until <= at),
            missing,
            valid_until: self.admission_valid_until(at),
        }
    }

    /// The earliest instant after `at` at which its assurance or any of its evidence begins or ends: until then it is
    /// admitted or not as it is at `at`, by whatever criteria.
    #[must_use]
    pub fn admission_valid_until(&self, at: Timestamp) -> Option<Timestamp> {
        let assurance = &self.assurance;
        let evidence = assurance.evidence.iter().flat_map(|piece| [Some(piece.from), piece.until]);
        [assurance.from, assurance.until].into_iter().chain(evidence).flatten().filter(|change| *change > at).min()
    }

    fn evidence_at(&self, at: Timestamp) -> EvidenceSet {
        let held = self.assurance.evidence.iter().filter(|piece| piece.holds_at(at));
        held.fold(0, |set, piece| set | bit(piece.kind))
    }

    fn lapsed(&self, kind: EvidenceKind, at: Timestamp) -> Option<Timestamp> {
        let of_kind = self.assurance.evidence.iter().filter(|piece| piece.kind == kind);
        of_kind.filter_map(|piece| piece.until).filter(|until| *until <= at).max()
    }
}
