//! Immunization: vaccinations, given or not.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{Immunisation, ImmunisationStatus};

const PROCEDURE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure";

/// Writes a vaccination.
pub(super) fn immunisation(w: &mut Writer, s: &Stating<'_, '_>, given: &Immunisation) {
    let said = s.said();
    let profiles = Profiles::uk_core("Immunization").and_ips("Immunization");
    s.resource(w, ResourceType::Immunization, s.id, profiles, |w| {
        w.items("extension", &given.procedure, |w, procedure| {
            w.ours("url", PROCEDURE);
            said.concept_required(w, "valueCodeableConcept", procedure);
        });
        match &given.status {
            Some(ImmunisationStatus::Completed) => w.ours("status", "completed"),
            Some(ImmunisationStatus::NotDone) => w.ours("status", "not-done"),
            // FHIR asks for one of its words. What is recorded as a vaccination without a word was given; what carries a
            // word that is not known must not pass for given.
            None => {
                s.beyond("Status", "not stated");
                w.ours("status", "completed");
            }
            Some(ImmunisationStatus::Other(word)) => {
                s.beyond("Status", word.as_str());
                w.ours("status", "not-done");
            }
        }
        match &given.status_reason {
            Some(reason) => said.concept_required(w, "statusReason", reason),
            // UK Core asks why (invariant ukcore-imm-001).
            None if matches!(given.status, Some(ImmunisationStatus::NotDone | ImmunisationStatus::Other(_))) => {
                w.object("statusReason", |w| w.absent("unknown"))
            }
            None => {}
        }
        said.concept_required(w, "vaccineCode", &given.vaccine);
        s.subject(w, "patient");
        s.encounter(w, "encounter");
        match &given.given {
            Some(time) => w.date_time("occurrenceDateTime", time),
            None => w.object("_occurrenceDateTime", |w| w.absent("unknown")),
        }
        if let Some(maker) = given.manufacturer.as_deref() {
            w.object("manufacturer", |w| w.text("display", maker));
        }
        w.text_opt("lotNumber", given.batch.as_deref());
        said.concept_opt(w, "site", given.site.as_ref());
        said.concept_opt(w, "route", given.route.as_ref());
        w.array("performer", |w| {
            for who in &given.performers {
                w.item(|w| s.participant(w, "actor", who, true));
            }
        });
        w.notes(&given.notes);
        if given.dose.is_some() || !given.diseases.is_empty() {
            w.items("protocolApplied", [given], |w, given| {
                said.concepts(w, "targetDisease", &given.diseases);
                dose(w, given.dose.as_deref());
            });
        }
    });
}

/// Which dose of the course: a number where it is one that FHIR's `positiveInt` holds.
fn dose(w: &mut Writer, dose: Option<&str>) {
    let Some(dose) = dose.filter(|dose| !dose.trim().is_empty()) else {
        return w.object("_doseNumberString", |w| w.absent("unknown"));
    };
    let is_number = dose.parse::<i32>().is_ok_and(|number| number > 0 && number.to_string() == dose);
    if is_number {
        w.number("doseNumberPositiveInt", dose);
    } else {
        w.text("doseNumberString", dose);
    }
}
