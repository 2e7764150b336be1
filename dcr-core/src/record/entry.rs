//! One entry of the record: what every kind shares, and the kind itself.

use super::{
    AboutMe, Alert, Allergy, CareProvider, Document, Encounter, Immunisation, Investigation, Medication, Participant,
    Problem, Procedure, RelatedPerson, Section, Sensitivity, SocialCare,
};
use crate::identifier::SourceItemId;
use crate::time::PartialDateTime;
use crate::vocabulary::open_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an entry is about, by kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntryBody {
    /// A problem or diagnosis.
    Problem(Problem),
    /// An allergy or intolerance.
    Allergy(Allergy),
    /// A medication.
    Medication(Medication),
    /// A result.
    Investigation(Investigation),
    /// A related person.
    RelatedPerson(RelatedPerson),
    /// A care provider.
    CareProvider(CareProvider),
    /// A document.
    Document(Document),
    /// An encounter.
    Encounter(Encounter),
    /// A procedure.
    Procedure(Procedure),
    /// A vaccination.
    Immunisation(Immunisation),
    /// Social care.
    SocialCare(SocialCare),
    /// An alert.
    Alert(Alert),
    /// What matters to the person.
    AboutMe(AboutMe),
}

impl EntryBody {
    /// The section that the entry stands in.
    #[must_use]
    pub const fn section(&self) -> Section {
        match self {
            Self::Problem(_) => Section::Problems,
            Self::Allergy(_) => Section::Allergies,
            Self::Medication(_) => Section::Medications,
            Self::Investigation(_) => Section::Investigations,
            Self::RelatedPerson(_) => Section::RelatedPeople,
            Self::CareProvider(_) => Section::CareProviders,
            Self::Document(_) => Section::Documents,
            Self::Encounter(_) => Section::Encounters,
            Self::Procedure(_) => Section::Procedures,
            Self::Immunisation(_) => Section::Immunisations,
            Self::SocialCare(_) => Section::SocialCare,
            Self::Alert(_) => Section::Alerts,
            Self::AboutMe(_) => Section::AboutMe,
        }
    }

    /// The time at which what the entry tells happened or began, as far as the source says.
    #[must_use]
    pub fn when(&self) -> Option<&PartialDateTime> {
        match self {
            Self::Problem(e) => e.period.start.as_ref().or(e.noted.as_ref()),
            Self::Allergy(e) => e.noted.as_ref().or(e.period.start.as_ref()),
            Self::Medication(e) => e.period.start.as_ref().or(e.authored.as_ref()).or(e.last_issued.as_ref()),
            Self::Investigation(e) => e.observed.as_ref().or(e.reported.as_ref()),
            Self::RelatedPerson(e) => e.period.start.as_ref(),
            Self::CareProvider(e) => e.period.start.as_ref(),
            Self::Document(e) => e.written.as_ref(),
            Self::Encounter(e) => e.period.start.as_ref(),
            Self::Procedure(e) => e.performed.start.as_ref(),
            Self::Immunisation(e) => e.given.as_ref(),
            Self::SocialCare(e) => e.period.start.as_ref(),
            Self::Alert(e) => e.period.start.as_ref(),
            Self::AboutMe(e) => e.written.as_ref(),
        }
    }
}

open_vocabulary! {
    /// How one entry hangs together with another.
    pub enum EntryLinkKind {
        /// Happened during it (an encounter).
        During = "during",
        /// Was done because of it (a problem).
        BecauseOf = "because-of",
        /// Belongs to it as a part.
        PartOf = "part-of",
        /// Has it as a part or a result.
        HasPart = "has-part",
        /// Was asked for by it.
        BasedOn = "based-on",
        /// Replaces it.
        Replaces = "replaces",
        /// Is told of in it (a document).
        DocumentedIn = "documented-in",
        /// Hangs together in a way the source does not say.
        RelatedTo = "related-to",
    }
}

/// A link to another entry of the same source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryLink {
    /// How they hang together.
    pub kind: EntryLinkKind,
    /// The other entry's identifier in the same organisation and system.
    pub item: SourceItemId,
}

/// One entry of the record, as one source states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is about.
    pub body: EntryBody,
    /// How freely it may be shown.
    #[serde(default, skip_serializing_if = "Sensitivity::is_empty")]
    pub sensitivity: Sensitivity,
    /// Who stated it, where that is not told in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Participant>,
    /// What else it hangs together with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<EntryLink>,
}

impl Entry {
    /// An entry with nothing but its body.
    #[must_use]
    pub fn new(body: EntryBody) -> Self {
        Self { body, sensitivity: Sensitivity::NONE, author: None, links: Vec::new() }
    }

    /// The section that it stands in.
    #[must_use]
    pub const fn section(&self) -> Section {
        self.body.section()
    }
}
