//! The combined record's model: demographics, one file for each kind of entry, provenance and sensitivity.
//!
//! Everything here is data with a published JSON Schema. Vocabulary that a source uses is kept as it came (open
//! vocabularies with `Other`); vocabulary that decides what may be shown is closed. Numbers that are measured travel
//! as decimal text ([`Decimal`]), never as floating point.

mod about_me;
mod alert;
mod allergy;
mod care_provider;
mod concepts;
mod decimal;
mod demographics;
mod directive;
mod document;
mod encounter;
mod entry;
mod immunisation;
mod investigation;
mod medication;
mod participant;
mod problem;
mod procedure;
mod related_person;
mod section;
mod section_statement;
mod sensitivity;
mod social_care;

pub use about_me::AboutMe;
pub use alert::{Alert, AlertKind, AlertStatus};
pub use allergy::{Allergy, AllergyCategory, AllergyStatus, Certainty, Criticality, Reaction};
pub use care_provider::{CareProvider, CareProviderRole};
pub(crate) use concepts::Concepts;
pub use decimal::{Decimal, DecimalError};
pub use demographics::{
    Address, AddressUse, Contact, ContactKind, Death, Demographics, Gender, HumanName, NameUse, NhsNumberStatement,
    VerificationStatus,
};
pub use directive::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveEvidence, DirectiveScope, OptOutMode, Purpose,
    SharingStatement, Visit,
};
pub use document::{Document, DocumentContent, DocumentSection, DocumentStatus};
pub use encounter::{Encounter, EncounterKind, EncounterMove, EncounterStatus, EncounterTopic};
pub use entry::{Entry, EntryBody, EntryLink, EntryLinkKind};
pub use immunisation::{Immunisation, ImmunisationStatus};
pub use investigation::{
    Interpretation, Investigation, InvestigationKind, Measurement, Quantity, ReferenceRange, ResultStatus, ResultValue,
    Specimen,
};
pub use medication::{Dosage, Medication, MedicationCourse, MedicationIssue, MedicationStatus, MedicationSupply};
pub use participant::{Participant, Period};
pub use problem::{Episodicity, Problem, ProblemCategory, ProblemSignificance, ProblemStatus};
pub use procedure::{Procedure, ProcedureStatus};
pub use related_person::{RelatedPerson, RelatedPersonRole};
pub use section::Section;
pub use section_statement::{EmptyReason, SectionStatement, SectionWarning};
pub use sensitivity::{Sensitivity, SensitivityLabel};
pub use social_care::{SocialCare, SocialCareKind, SocialCareStatus};
