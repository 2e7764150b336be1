//! What a row states: under which condition, under which key, and the fields of it.

use super::about_me::AboutMeFields;
use super::alert::AlertFields;
use super::allergy::AllergyFields;
use super::care_provider::CareProviderFields;
use super::column::ColumnName;
use super::demographics::DemographicsFields;
use super::item::ItemFields;
use super::medication::MedicationFields;
use super::problem::ProblemFields;
use super::reading::Reading;
use super::related_person::RelatedPersonFields;
use super::row::Row;
use super::social_care::SocialCareFields;
use super::subject::RowSubject;
use super::value::WordList;
use crate::contribution::ContributionBody;
use crate::record::{Entry, EntryBody, Sensitivity};
use schemars::JsonSchema;
use serde::Deserialize;

/// One contribution that a row may state.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    /// Every condition must hold.
    #[serde(default)]
    pub(super) when: Vec<Condition>,
    /// What identifies the item.
    pub(super) item: ItemFields,
    /// Labels that everything stated carries; on demographics they mark the person.
    #[serde(default)]
    sensitivity: Sensitivity,
    /// What is stated.
    states: States,
}

/// What a row states.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum States {
    /// Who the person is.
    Demographics(Box<DemographicsFields>),
    /// Social care.
    SocialCare(Box<SocialCareFields>),
    /// A related person.
    RelatedPerson(Box<RelatedPersonFields>),
    /// A care provider.
    CareProvider(Box<CareProviderFields>),
    /// An alert.
    Alert(Box<AlertFields>),
    /// A problem or diagnosis.
    Problem(Box<ProblemFields>),
    /// An allergy or intolerance.
    Allergy(Box<AllergyFields>),
    /// A medication.
    Medication(Box<MedicationFields>),
    /// What matters to the person.
    AboutMe(Box<AboutMeFields>),
    /// That the source no longer holds the item.
    Withdrawn,
}

/// A condition on one column.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Condition {
    /// The cell is one of some words.
    Equals(EqualsCondition),
    /// The cell says something, or does not.
    Present(PresentCondition),
}

/// The cell is one of some words, compared without case.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EqualsCondition {
    /// The column.
    pub(super) column: ColumnName,
    /// The words.
    pub(super) equals: WordList,
}

/// The cell says something (`true`) or is absent (`false`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PresentCondition {
    /// The column.
    column: ColumnName,
    /// Whether it says something.
    present: bool,
}

impl Condition {
    fn holds(&self, row: &Row<'_>) -> bool {
        match self {
            Self::Equals(condition) => row.cell(&condition.column).is_some_and(|(_, text)| condition.equals.has(text)),
            Self::Present(condition) => row.cell(&condition.column).is_some() == condition.present,
        }
    }
}

impl Output {
    /// Whether the row states this.
    pub(super) fn applies(&self, row: &Row<'_>) -> bool {
        self.when.iter().all(|condition| condition.holds(row))
    }

    /// What the row states: `Ok(None)` for a withdrawn item.
    ///
    /// # Errors
    /// The row lacks what such a contribution cannot be without.
    pub(super) fn read(
        &self,
        reading: &mut Reading<'_>,
        subject: &RowSubject,
    ) -> Result<Option<ContributionBody>, Incomplete> {
        // A column compared with one word is told in full by the contribution's very existence.
        for condition in &self.when {
            if let Condition::Equals(condition) = condition
                && let [_] = condition.equals.folded()
            {
                reading.column(&condition.column);
            }
        }
        let body = match &self.states {
            States::Withdrawn => return Ok(None),
            States::Demographics(fields) => {
                let demographics = fields.read(reading, subject, &self.sensitivity);
                return Ok(Some(ContributionBody::Demographics(Box::new(demographics))));
            }
            States::SocialCare(fields) => fields.read(reading).map(EntryBody::SocialCare),
            States::RelatedPerson(fields) => fields.read(reading, subject).map(EntryBody::RelatedPerson),
            States::CareProvider(fields) => fields.read(reading).map(EntryBody::CareProvider),
            States::Alert(fields) => fields.read(reading).map(EntryBody::Alert),
            States::Problem(fields) => fields.read(reading).map(EntryBody::Problem),
            States::Allergy(fields) => fields.read(reading).map(EntryBody::Allergy),
            States::Medication(fields) => fields.read(reading).map(EntryBody::Medication),
            States::AboutMe(fields) => fields.read(reading).map(EntryBody::AboutMe),
        };
        let mut entry = Entry::new(body.ok_or(Incomplete)?);
        entry.sensitivity = self.sensitivity.clone();
        Ok(Some(ContributionBody::Entry(Box::new(entry))))
    }
}

/// The row lacks what a contribution of this kind cannot be without.
pub(super) struct Incomplete;
