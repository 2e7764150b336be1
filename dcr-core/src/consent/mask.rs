//! Sets of words as bits, so that a question to the policy is one comparison.

use super::{Override, RelationshipKind};
use crate::record::{Purpose, Section, SensitivityLabel};

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

bits!(Section, Purpose, RelationshipKind, Override);

/// A set of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mask(u32);

impl Mask {
    pub(super) const NONE: Self = Self(0);

    pub(super) fn of<W: Bit>(words: impl IntoIterator<Item = W>) -> Self {
        Self(words.into_iter().fold(0, |bits, word| bits | word.bit()))
    }

    pub(super) fn has<W: Bit>(self, word: W) -> bool {
        self.0 & word.bit() != 0
    }

    pub(super) fn add<W: Bit>(&mut self, word: W) {
        self.0 |= word.bit();
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
        SensitivityLabel::Other(_) => return None,
    };
    Some(1 << place)
}
