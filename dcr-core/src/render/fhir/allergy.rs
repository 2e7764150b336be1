//! AllergyIntolerance: allergies, intolerances and the statement that none is known.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{Allergy, AllergyCategory, AllergyStatus, Certainty, Criticality, Reaction};

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const END: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd";

/// Writes an allergy.
pub(super) fn allergy(w: &mut Writer, s: &Stating<'_, '_>, allergy: &Allergy) {
    let said = s.said();
    let profiles = Profiles::uk_core("AllergyIntolerance").and_ips("AllergyIntolerance");
    s.resource(w, ResourceType::AllergyIntolerance, s.id, profiles, |w| {
        clinical(w, s, allergy);
        let verification = match (&allergy.status, &allergy.certainty) {
            (Some(AllergyStatus::Refuted), _) => Some("refuted"),
            (_, Some(Certainty::Other(word))) => {
                s.beyond("How sure the source is", word.as_str());
                None
            }
            (_, certainty) => certainty.as_ref().map(Certainty::as_str),
        };
        if let Some(code) = verification {
            w.word_concept("verificationStatus", VERIFICATION, code);
        }
        w.array("category", |w| {
            for category in &allergy.categories {
                match category {
                    AllergyCategory::NoneKnown | AllergyCategory::Other(_) => s.beyond("Category", category.as_str()),
                    known => w.text_item(known.as_str()),
                }
            }
        });
        match &allergy.criticality {
            Some(Criticality::Other(word)) => s.beyond("Criticality", word.as_str()),
            word => w.text_opt("criticality", word.as_ref().map(Criticality::as_str)),
        }
        said.concept_required(w, "code", &allergy.code);
        s.subject(w, "patient");
        s.encounter(w, "encounter");
        w.date_time_opt("onsetDateTime", allergy.period.start.as_ref());
        w.date_time_opt("recordedDate", allergy.noted.as_ref());
        s.participant_opt(w, "asserter", allergy.asserter.as_ref(), false);
        w.notes(&allergy.notes);
        w.items("reaction", &allergy.reactions, |w, found| reaction(w, s, found));
    });
}

/// Where it stands, and until when it was held true.
///
/// FHIR asks for a clinical status and for one of its three words (invariant ait-1 and a required binding). Where the source
/// gives none the allergy is written as active, because one that may hold must not be overlooked, and the text says that it
/// is not stated; one that was ruled out is inactive.
fn clinical(w: &mut Writer, s: &Stating<'_, '_>, allergy: &Allergy) {
    let code = match &allergy.status {
        Some(AllergyStatus::Other(word)) => {
            s.beyond("Status", word.as_str());
            "active"
        }
        None => {
            s.beyond("Status", "not stated");
            "active"
        }
        Some(AllergyStatus::Refuted) => "inactive",
        Some(status) => status.as_str(),
    };
    w.object("clinicalStatus", |w| {
        w.items("extension", &allergy.period.end, |w, end| {
            w.items("extension", [end], |w, end| {
                w.ours("url", "endDate");
                w.date_time("valueDateTime", end);
            });
            w.ours("url", END);
        });
        w.items("coding", [code], |w, code| {
            w.ours("system", CLINICAL);
            w.text("code", code);
        });
    });
}

fn reaction(w: &mut Writer, s: &Stating<'_, '_>, found: &Reaction) {
    let said = s.said();
    let before = w.len();
    said.concepts(w, "manifestation", &found.manifestations);
    if w.len() == before {
        w.array("manifestation", |w| w.item(|w| w.absent("unknown")));
    }
    w.text_opt("description", found.description.as_deref());
    w.date_time_opt("onset", found.onset.as_ref());
    match found.severity.as_deref() {
        severity @ Some("mild" | "moderate" | "severe") => w.text_opt("severity", severity),
        other => s.beyond_opt("Severity of a reaction", other),
    }
}
