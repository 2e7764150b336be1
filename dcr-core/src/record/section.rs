//! The sections of the record.

use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// A section of the record: what a reader looks under, and what a policy grants or withholds.
    ///
    /// Source: PRSB Core Information Standard, through UK Core's record standard headings (code system
    /// `https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings`).
    pub enum Section {
        /// Who the person is.
        Demographics = "demographics",
        /// Alerts and risks that stand first.
        Alerts = "alerts",
        /// What matters to the person.
        AboutMe = "about-me",
        /// Problems and diagnoses.
        Problems = "problems",
        /// Allergies and adverse reactions.
        Allergies = "allergies",
        /// Medications and medical devices.
        Medications = "medications",
        /// Blood tests, pathology, microbiology, imaging and other results.
        Investigations = "investigations",
        /// Next of kin, carers, emergency contacts, attorneys.
        RelatedPeople = "related-people",
        /// Care providers, teams and named workers.
        CareProviders = "care-providers",
        /// Discharge letters and other documents.
        Documents = "documents",
        /// Contacts with services.
        Encounters = "encounters",
        /// Procedures and therapies.
        Procedures = "procedures",
        /// Vaccinations.
        Immunisations = "immunisations",
        /// Needs, assessments, services, reviews, care plans and equipment.
        SocialCare = "social-care",
    }
}

impl Section {
    /// The code of the record standard heading, where the code system has one.
    #[must_use]
    pub const fn heading_code(self) -> Option<&'static str> {
        match self {
            Self::Demographics => Some("person-demographics"),
            Self::Alerts => Some("alerts"),
            Self::Problems => Some("problems-and-issues"),
            Self::Allergies => Some("allergies-and-adverse-reaction"),
            Self::Medications => Some("medications-and-medical-devices"),
            Self::Investigations => Some("investigation-results"),
            Self::CareProviders => Some("professional-contacts"),
            Self::Documents => Some("documents-including-correspondence-audio-and-images"),
            Self::Encounters => Some("contact-with-professionals"),
            Self::Procedures => Some("procedures-and-therapies"),
            Self::Immunisations => Some("vaccinations"),
            Self::SocialCare => Some("services-and-care"),
            Self::AboutMe | Self::RelatedPeople => None,
        }
    }

    /// The heading shown to a reader.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Demographics => "Person demographics",
            Self::Alerts => "Alerts",
            Self::AboutMe => "About me",
            Self::Problems => "Problems and issues",
            Self::Allergies => "Allergies and adverse reactions",
            Self::Medications => "Medications and medical devices",
            Self::Investigations => "Investigation results",
            Self::RelatedPeople => "Related people",
            Self::CareProviders => "Professional contacts",
            Self::Documents => "Documents (including correspondence, audio and images)",
            Self::Encounters => "Contact with professionals",
            Self::Procedures => "Procedures and therapies",
            Self::Immunisations => "Vaccinations",
            Self::SocialCare => "Services and care",
        }
    }
}
