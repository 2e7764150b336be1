//! Which mapping reads which resource type.

use super::reader::Reader;
use super::view::View;
use super::{
    allergy, appointment, care_plan, care_team, composition, condition, dispensing, document, encounter,
    family_history, flag, imaging_study, immunisation, medication, observation, procedure, related_person, report,
    request,
};
use crate::contribution::ContributionStatus;
use crate::record::EntryBody;

/// Whether resources of this type become contributions.
pub(super) fn is_modelled(kind: &str) -> bool {
    matches!(
        kind,
        "Patient"
            | "Consent"
            | "AllergyIntolerance"
            | "Appointment"
            | "CarePlan"
            | "CareTeam"
            | "Composition"
            | "Condition"
            | "DiagnosticReport"
            | "DocumentReference"
            | "Encounter"
            | "EpisodeOfCare"
            | "FamilyMemberHistory"
            | "Flag"
            | "ImagingStudy"
            | "Immunization"
            | "MedicationAdministration"
            | "MedicationDispense"
            | "MedicationRequest"
            | "MedicationStatement"
            | "Observation"
            | "Procedure"
            | "ProcedureRequest"
            | "ReferralRequest"
            | "RelatedPerson"
            | "ServiceRequest"
    )
}

/// Whether resources of this type are about professionals, places and things rather than people: they are read where
/// others refer to them.
pub(super) fn is_supporting(kind: &str) -> bool {
    matches!(
        kind,
        "Binary"
            | "Device"
            | "HealthcareService"
            | "Location"
            | "Medication"
            | "Organization"
            | "Practitioner"
            | "PractitionerRole"
            | "Specimen"
    )
}

/// The entries that a resource states, the first under the resource's own identifier; none where what an entry cannot do
/// without is missing.
pub(super) fn entries(reader: &Reader<'_, '_>, kind: &str) -> Vec<(String, EntryBody)> {
    match kind {
        "FamilyMemberHistory" => {
            let numbered =
                |(index, body)| if index == 0 { (String::new(), body) } else { (format!("condition/{index}"), body) };
            family_history::family_history(reader).into_iter().enumerate().map(numbered).collect()
        }
        "DiagnosticReport" => {
            let body = report::report(reader).map(|body| (String::new(), body));
            body.into_iter().chain(report::forms(reader)).collect()
        }
        _ => entry(reader, kind).map(|body| (String::new(), body)).into_iter().collect(),
    }
}

/// The entry that a resource states; `None` where what an entry cannot do without is missing.
pub(super) fn entry(reader: &Reader<'_, '_>, kind: &str) -> Option<EntryBody> {
    match kind {
        "Appointment" => appointment::appointment(reader),
        "CarePlan" => Some(care_plan::care_plan(reader)),
        "EpisodeOfCare" => appointment::episode(reader),
        "ImagingStudy" => imaging_study::imaging_study(reader),
        "MedicationAdministration" => dispensing::administration(reader),
        "MedicationDispense" => dispensing::dispense(reader),
        "AllergyIntolerance" => allergy::allergy(reader),
        "CareTeam" => care_team::care_team(reader),
        "Composition" => composition::composition(reader),
        "Condition" => condition::condition(reader),
        "DiagnosticReport" => report::report(reader),
        "DocumentReference" => document::document(reader),
        "Encounter" => encounter::encounter(reader),
        "Flag" => flag::flag(reader),
        "Immunization" => immunisation::immunisation(reader),
        "MedicationRequest" => medication::medication_request(reader),
        "MedicationStatement" => medication::medication_statement(reader),
        "Observation" => observation::observation(reader),
        "Procedure" => procedure::procedure(reader),
        "ProcedureRequest" => request::request(reader),
        "ReferralRequest" => request::referral(reader),
        "ServiceRequest" => request::service_request(reader),
        "RelatedPerson" => related_person::related_person(reader),
        _ => None,
    }
}

/// Whether a status concept says `entered-in-error`, in whatever code system.
pub(super) fn says_in_error(concept: View<'_>) -> bool {
    concept.text().as_deref() == Some("entered-in-error")
        || concept.items("coding").any(|coding| coding.text_at("code").as_deref() == Some("entered-in-error"))
}

/// Whether a resource stands.
pub(super) fn status(view: View<'_>, kind: &str, deleted: bool) -> ContributionStatus {
    let in_error = ["status", "verificationStatus"].iter().filter_map(|key| view.get(key)).any(says_in_error);
    // A relationship that is said to be over is no part of the record, though nobody said that it was wrong.
    let over = kind == "RelatedPerson" && view.get("active").and_then(View::boolean) == Some(false);
    match (deleted || over, in_error) {
        (_, true) => ContributionStatus::EnteredInError,
        (true, false) => ContributionStatus::Deleted,
        (false, false) => ContributionStatus::Current,
    }
}
