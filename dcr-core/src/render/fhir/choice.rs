//! Which resource says what an entry says.

use super::stating::Form;
use crate::record::{
    Document, DocumentStatus, Encounter, EncounterKind, EncounterStatus, Entry, EntryBody, Investigation,
    InvestigationKind, Medication, MedicationCourse, MedicationStatus, ProblemCategory, ProcedureStatus,
    SocialCareKind,
};

macro_rules! resource_types {
    ($($name:ident),+ $(,)?) => {
        /// The FHIR resource types that an export writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum ResourceType { $($name),+ }

        impl ResourceType {
            pub(super) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }
    };
}

resource_types!(
    AllergyIntolerance,
    Appointment,
    CarePlan,
    CareTeam,
    Composition,
    Condition,
    Device,
    DiagnosticReport,
    DocumentReference,
    Encounter,
    EpisodeOfCare,
    FamilyMemberHistory,
    Flag,
    Immunization,
    List,
    Location,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Observation,
    Organization,
    Patient,
    Practitioner,
    PractitionerRole,
    Procedure,
    Provenance,
    RelatedPerson,
    ServiceRequest,
    Specimen,
    Task,
);

/// The resource that an entry becomes.
pub(super) fn resource_type(entry: &Entry, form: Form) -> ResourceType {
    match &entry.body {
        EntryBody::Problem(problem) => match problem.category {
            // What is said of a relative must never read as this person's own problem.
            Some(ProblemCategory::FamilyHistory) => ResourceType::FamilyMemberHistory,
            _ => ResourceType::Condition,
        },
        EntryBody::Allergy(_) => ResourceType::AllergyIntolerance,
        EntryBody::Medication(medication)
            if form == Form::UkCore && medication.course == Some(MedicationCourse::Dispense) =>
        {
            ResourceType::MedicationDispense
        }
        EntryBody::Medication(medication)
            if form == Form::UkCore && medication.course == Some(MedicationCourse::Administration) =>
        {
            ResourceType::MedicationAdministration
        }
        EntryBody::Medication(medication) if is_request(medication) => ResourceType::MedicationRequest,
        EntryBody::Medication(_) => ResourceType::MedicationStatement,
        EntryBody::Investigation(investigation) if is_report(investigation) => ResourceType::DiagnosticReport,
        EntryBody::Investigation(_) => ResourceType::Observation,
        EntryBody::RelatedPerson(_) => ResourceType::RelatedPerson,
        EntryBody::CareProvider(_) => ResourceType::CareTeam,
        EntryBody::Document(document) if is_composition(document) && form == Form::UkCore => ResourceType::Composition,
        EntryBody::Document(_) => ResourceType::DocumentReference,
        EntryBody::Encounter(encounter) => match encounter.kind {
            EncounterKind::Appointment if is_appointment(encounter) => ResourceType::Appointment,
            EncounterKind::EpisodeOfCare => ResourceType::EpisodeOfCare,
            EncounterKind::Referral => ResourceType::ServiceRequest,
            _ => ResourceType::Encounter,
        },
        // What is asked for and not done yet must not read as done.
        EntryBody::Procedure(procedure)
            if procedure.status == Some(ProcedureStatus::Requested) && form == Form::UkCore =>
        {
            ResourceType::ServiceRequest
        }
        EntryBody::Procedure(_) => ResourceType::Procedure,
        EntryBody::Immunisation(_) => ResourceType::Immunization,
        EntryBody::SocialCare(care) => match care.kind {
            SocialCareKind::Request => ResourceType::ServiceRequest,
            SocialCareKind::Need => ResourceType::Condition,
            SocialCareKind::Service => ResourceType::EpisodeOfCare,
            SocialCareKind::CarePlan => ResourceType::CarePlan,
            SocialCareKind::Equipment => ResourceType::Device,
            SocialCareKind::Assessment | SocialCareKind::Review | SocialCareKind::Other(_) => ResourceType::Task,
        },
        EntryBody::Alert(_) => ResourceType::Flag,
        EntryBody::AboutMe(_) => ResourceType::Composition,
    }
}

/// FHIR's Appointment has both its times, or is only proposed or called off (invariants app-2 and app-3).
fn is_appointment(encounter: &Encounter) -> bool {
    match encounter.status {
        Some(EncounterStatus::Planned | EncounterStatus::Cancelled) => true,
        Some(EncounterStatus::Arrived | EncounterStatus::Finished | EncounterStatus::NoShow) => {
            super::appointment::times(encounter).is_some()
        }
        _ => false,
    }
}

/// A prescription: it tells who asked for it, how much, or as part of what course, or it has a status that only a request
/// can have. Everything else is a statement that the person takes, took or is to take something.
fn is_request(medication: &Medication) -> bool {
    let of_request = matches!(
        medication.course,
        Some(
            MedicationCourse::Repeat
                | MedicationCourse::RepeatDispensing
                | MedicationCourse::Acute
                | MedicationCourse::Inpatient
                | MedicationCourse::Discharge
        )
    );
    let of_statement = medication.last_issued.is_some() || medication.status == Some(MedicationStatus::NotTaken);
    let status = matches!(medication.status, Some(MedicationStatus::Draft | MedicationStatus::Cancelled));
    status || (!of_statement && (of_request || medication.prescriber.is_some() || medication.quantity.is_some()))
}

/// A report stands over results that are resources of their own. One Observation says a single result, or several values
/// that were found together and have nothing of their own.
fn is_report(investigation: &Investigation) -> bool {
    let own = |measurement: &crate::record::Measurement| {
        measurement.status.is_some()
            || measurement.observed.is_some()
            || measurement.group.is_some()
            || !measurement.notes.is_empty()
    };
    let tissue = matches!(investigation.kind, Some(InvestigationKind::Pathology | InvestigationKind::Microbiology));
    // A laboratory's panel that was asked for is a report over its results.
    let asked_for = investigation.requester.is_some()
        || investigation.placer_number.is_some()
        || investigation.filler_number.is_some();
    let panel = asked_for && matches!(investigation.kind, Some(InvestigationKind::Laboratory));
    let first = investigation.measurements.first().is_some_and(|first| first.code == investigation.code);
    let mut components = investigation.measurements.iter().skip(usize::from(first));
    investigation.conclusion.is_some()
        || investigation.specimens.len() > 1
        || tissue
        || investigation.measurements.iter().any(own)
        // A component has no method of its own.
        || components.any(|part| part.method.is_some() || (panel && part.code != investigation.code))
}

/// A document that is nothing but words under headings, settled and dated.
fn is_composition(document: &Document) -> bool {
    let settled =
        matches!(document.status, Some(DocumentStatus::Preliminary | DocumentStatus::Final | DocumentStatus::Amended));
    document.contents.is_empty() && !document.sections.is_empty() && settled && document.written.is_some()
}
