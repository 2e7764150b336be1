//! How freely a statement may be shown, as its source marked it.

use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

open_vocabulary! {
    /// A label that a source or a loaded code set puts on a statement.
    ///
    /// Source: HL7 v3 ActCode and Confidentiality as used in England. A label that is not known here is kept and, because
    /// the rules cannot know what it forbids, withholds the statement from everyone the policy does not name for it.
    pub enum SensitivityLabel {
        /// Restricted (Confidentiality `R`).
        Restricted = "restricted",
        /// Very restricted (Confidentiality `V`).
        VeryRestricted = "very-restricted",
        /// Not to be shown to the person themself (ActCode `NOPAT`).
        NotForPerson = "not-for-person",
        /// Told by or about a third person.
        ThirdParty = "third-party",
        /// Sexual health (ActCode `STD`).
        SexualHealth = "sexual-health",
        /// HIV (ActCode `HIV`).
        Hiv = "hiv",
        /// Mental health (ActCode `PSY`).
        MentalHealth = "mental-health",
        /// Substance use (ActCode `ETH`).
        SubstanceUse = "substance-use",
        /// Sexual assault, abuse or domestic violence (ActCode `SDV`).
        Violence = "violence",
        /// Termination of pregnancy.
        Termination = "termination",
        /// Gives away where the person is (ActCode `LOCIS`).
        Location = "location",
        /// Assisted conception: Human Fertilisation and Embryology Act 2008. Never shared.
        AssistedConception = "assisted-conception",
        /// Gender recognition: Gender Recognition Act 2004. Never shared.
        GenderRecognition = "gender-recognition",
        /// Safeguarding information.
        Safeguarding = "safeguarding",
        /// A result that no clinician has seen yet.
        AwaitingReview = "awaiting-review",
    }
}

impl SensitivityLabel {
    /// Whether statute forbids sharing whatever carries this label, emergencies included.
    #[must_use]
    pub fn legally_restricted(&self) -> bool {
        matches!(self, Self::AssistedConception | Self::GenderRecognition)
    }
}

/// The labels on one statement, sorted and without repeats.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<SensitivityLabel>", into = "Vec<SensitivityLabel>")]
pub struct Sensitivity(Vec<SensitivityLabel>);

impl Sensitivity {
    /// No label.
    pub const NONE: Self = Self(Vec::new());

    /// Whether there is no label.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The labels in order.
    #[must_use]
    pub fn labels(&self) -> &[SensitivityLabel] {
        &self.0
    }

    /// The same with one more label.
    #[must_use]
    pub fn with(mut self, label: SensitivityLabel) -> Self {
        self.0.push(label);
        Self::from(self.0)
    }

    /// Everything that either carries.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::from(self.0.iter().chain(&other.0).cloned().collect::<Vec<_>>())
    }
}

impl From<Vec<SensitivityLabel>> for Sensitivity {
    fn from(mut labels: Vec<SensitivityLabel>) -> Self {
        // The word is the identity: `Other("hiv")` cannot differ from `Hiv`.
        labels = labels.into_iter().map(|label| SensitivityLabel::from(label.as_str())).collect();
        labels.sort();
        labels.dedup();
        Self(labels)
    }
}

impl From<Sensitivity> for Vec<SensitivityLabel> {
    fn from(sensitivity: Sensitivity) -> Self {
        sensitivity.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_a_set_and_unknown_ones_are_kept() {
        let read: Sensitivity = serde_json::from_str(r#"["hiv","new-label","hiv"]"#).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"["hiv","new-label"]"#);
        let both = read.union(&Sensitivity::NONE.with(SensitivityLabel::Hiv).with(SensitivityLabel::Location));
        assert_eq!(serde_json::to_string(&both).unwrap(), r#"["hiv","location","new-label"]"#);
        assert!(SensitivityLabel::from("assisted-conception").legally_restricted());
    }
}
