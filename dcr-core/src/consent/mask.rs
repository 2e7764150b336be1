//! Sets of words as bits, so that a question to the policy is one comparison.

use super::{AccessReason, Asserter, Obligation, Override, RelationshipKind, WithheldClass};
use crate::record::{Purpose, Section, SensitivityLabel, SharingStatement};
use crate::register::EvidenceKind;

/// A word of a closed vocabulary of at most 32 words.
pub(super) trait Bit: Copy {
    /// The word's own bit.
    fn bit(self) -> u32;
}

macro_rules! bits {
    ($($vocabulary:ty),+) => { $(
        impl Bit for $vocabulary {
            fn bit(self) -> u32 { 1 << (self as u32) }
        }
        const _: () = assert!(<$vocabulary>::ALL.len() <= 32);
    )+ };
}

bits!(
    AccessReason,
    Asserter,
    EvidenceKind,
    Obligation,
    Override,
    Purpose,
    RelationshipKind,
    Section,
    SharingStatement,
    WithheldClass
);

/// A set of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mask(u32);

impl Mask {
    pub(super) const NONE: Self = Self(0);

    pub(super) fn of<W: Bit>(words: impl IntoIterator<Item = W>) -> Self {
        Self(words.into_iter().fold(0, |bits, word| bits | word.bit()))
    }

    pub(super) const fn bits(self) -> u32 {
        self.0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has<W: Bit>(self, word: W) -> bool {
        self.0 & word.bit() != 0
    }

    pub(super) fn add<W: Bit>(&mut self, word: W) {
        self.0 |= word.bit();
    }
}

/// A set of known labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct KnownLabels(u32);

impl KnownLabels {
    /// Adds a label; whether it is known.
    pub(super) fn add(&mut self, label: &SensitivityLabel) -> bool {
        let bit = label_bit(label);
        self.0 |= bit.unwrap_or(0);
        bit.is_some()
    }

    /// Whether the label is in the set; `None` of one that is not known.
    pub(super) fn has(self, label: &SensitivityLabel) -> Option<bool> {
        label_bit(label).map(|bit| self.0 & bit != 0)
    }
}

/// A set of labels: the known ones as bits, the others by their words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LabelSet {
    known: u32,
    others: Vec<String>,
}

impl LabelSet {
    pub(super) fn add(&mut self, label: &SensitivityLabel) {
        match label_bit(label) {
            Some(bit) => self.known |= bit,
            None => self.others.push(label.as_str().to_owned()),
        }
    }

    pub(super) fn has(&self, label: &SensitivityLabel) -> bool {
        match label_bit(label) {
            Some(bit) => self.known & bit != 0,
            None => self.others.iter().any(|other| other == label.as_str()),
        }
    }
}

/// Whether this version knows the label.
pub(super) fn is_known(label: &SensitivityLabel) -> bool {
    label_bit(label).is_some()
}

fn label_bit(label: &SensitivityLabel) -> Option<u32> {
    let place = match label {
        SensitivityLabel::Restricted => 0,
        SensitivityLabel::VeryRestricted => 1,
        SensitivityLabel::NotForPerson => 2,
        SensitivityLabel::ThirdParty => 3,
        SensitivityLabel::SexualHealth => 4,
        SensitivityLabel::Hiv => 5,
        SensitivityLabel::MentalHealth => 6,
        SensitivityLabel::SubstanceUse => 7,
        SensitivityLabel::Violence => 8,
        SensitivityLabel::Termination => 9,
        SensitivityLabel::Location => 10,
        SensitivityLabel::AssistedConception => 11,
        SensitivityLabel::GenderRecognition => 12,
        SensitivityLabel::Safeguarding => 13,
        SensitivityLabel::AwaitingReview => 14,
        SensitivityLabel::Other(_) => return None,
    };
    Some(1 << place)
}
