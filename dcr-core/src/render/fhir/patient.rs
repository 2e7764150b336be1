//! Patient: who the person is.

use super::choice::ResourceType;
use super::datatypes::Said;
use super::meta::{self, Profiles};
use super::narrative;
use super::people::Naming;
use super::stating::Export;
use super::writer::Writer;
use crate::consent::VisibleDemographics;
use crate::identifier::{CodedConcept, system};
use crate::record::{Death, Demographics, Gender, NhsNumberStatement, Participant, VerificationStatus};

const VERIFICATION: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
const VERIFICATION_CODES: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";
const RESIDENTIAL_STATUS: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ResidentialStatus";
const DEATH_NOTIFICATION: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus";
const CONTACT_PREFERENCE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactPreference";
const ETHNICITY: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory";
const RELIGION: &str = "http://hl7.org/fhir/StructureDefinition/patient-religion";
const INTERPRETER: &str = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";
const BIRTH_TIME: &str = "http://hl7.org/fhir/StructureDefinition/patient-birthTime";
const LANGUAGES: &str = "urn:ietf:bcp:47";

/// Writes the person in the words of the statement that was recorded last, with the identifiers that every statement gives.
/// Where nobody may be told who the person is, that it is withheld.
pub(super) fn patient(w: &mut Writer, export: &Export<'_>, stated: &[VisibleDemographics], ips: bool) {
    let id = export.patient;
    w.item(|w| {
        w.url("fullUrl", &id);
        w.object("resource", |w| {
            w.ours("resourceType", ResourceType::Patient.as_str());
            w.text("id", id.as_str());
            let profiles = Profiles::uk_core("Patient").and_ips("Patient");
            match stated.first() {
                Some(leading) => {
                    let labels = &leading.demographics.sensitivity;
                    meta::meta(w, &leading.provenance, &leading.organisation_name, profiles, ips, labels, false);
                    let mut beyond = Vec::new();
                    person(w, export, leading, stated, &mut beyond);
                    if !beyond.is_empty() {
                        narrative::additional(w, &beyond);
                    }
                }
                None => {
                    w.object("meta", |w| profiles.write(w, ips));
                    w.items("name", ["masked"], nameless);
                    w.object("_birthDate", |w| w.absent("masked"));
                }
            }
        });
    });
}

/// A name that says why there is none.
fn nameless(w: &mut Writer, why: &'static str) {
    w.object("_text", |w| w.absent(why));
}

type Beyond = Vec<(&'static str, String)>;

fn person(
    w: &mut Writer,
    export: &Export<'_>,
    leading: &VisibleDemographics,
    all: &[VisibleDemographics],
    beyond: &mut Beyond,
) {
    let found = &leading.demographics;
    let said = Said { organisation: leading.provenance.organisation.as_str() };
    extensions(w, said, found);
    identifiers(w, all, beyond);
    let before = w.len();
    w.items("name", &found.names, Writer::human_name);
    if w.len() == before {
        w.items("name", ["unknown"], nameless);
    }
    w.items("telecom", &found.contacts, Writer::contact);
    match &found.gender {
        Some(Gender::Other(word)) => beyond.push(("Gender", word.clone())),
        gender => w.text_opt("gender", gender.as_ref().map(Gender::as_str)),
    }
    match &found.birth_date {
        Some(born) => {
            w.text("birthDate", born.date_text());
            if super::times::is_instant(born) {
                w.object("_birthDate", |w| {
                    w.items("extension", [born], |w, born| {
                        w.ours("url", BIRTH_TIME);
                        w.date_time("valueDateTime", born);
                    });
                });
            }
        }
        None => w.object("_birthDate", |w| w.absent("unknown")),
    }
    match &found.death {
        Some(Death::On(time)) => w.date_time("deceasedDateTime", time),
        Some(Death::Dead) => w.boolean("deceasedBoolean", true),
        Some(Death::Alive) => w.boolean("deceasedBoolean", false),
        None => {}
    }
    w.items("address", &found.addresses, Writer::address);
    said.concept_opt(w, "maritalStatus", found.marital_status.as_ref());
    languages(w, said, &found.languages, beyond);
    let wishes = wishes(found);
    for wish in found.contact_preferences.iter().filter(|wish| !wishes.iter().any(|(_, told)| told == wish)) {
        beyond.push(("Contact preference", crate::render::words::concept(wish)));
    }
    practitioners(w, export, leading);
}

/// The preferences that UK Core has a place for: one way to be reached, and one form to be written to in.
fn wishes(found: &Demographics) -> Vec<(&'static str, &CodedConcept)> {
    let of = |name: &str| {
        let system = format!("https://fhir.hl7.org.uk/CodeSystem/UKCore-{name}");
        found.contact_preferences.iter().find(|wish| wish.code_in(&system).is_some())
    };
    ["PreferredContactMethod", "PreferredWrittenCommunicationFormat"]
        .into_iter()
        .filter_map(|name| Some((name, of(name)?)))
        .collect()
}

fn extensions(w: &mut Writer, said: Said<'_>, found: &Demographics) {
    w.array("extension", |w| {
        for (url, concept) in [
            (ETHNICITY, &found.ethnicity),
            (RELIGION, &found.religion),
            (RESIDENTIAL_STATUS, &found.residential_status),
        ] {
            if let Some(concept) = concept {
                w.item(|w| {
                    w.ours("url", url);
                    said.concept_required(w, "valueCodeableConcept", concept);
                });
            }
        }
        if let Some(notified) = &found.death_notification {
            w.item(|w| {
                w.items("extension", [notified], |w, notified| {
                    w.ours("url", "deathNotificationStatus");
                    said.concept_required(w, "valueCodeableConcept", notified);
                });
                w.ours("url", DEATH_NOTIFICATION);
            });
        }
        let wishes = wishes(found);
        if !wishes.is_empty() {
            w.item(|w| {
                w.items("extension", wishes, |w, (url, wish)| {
                    w.ours("url", url);
                    said.concept_required(w, "valueCodeableConcept", wish);
                });
                w.ours("url", CONTACT_PREFERENCE);
            });
        }
        if let Some(needed) = found.interpreter_needed {
            w.item(|w| {
                w.ours("url", INTERPRETER);
                w.boolean("valueBoolean", needed);
            });
        }
    });
}

/// UK Core has a place for one NHS number; a further one, a fault of a source, is told in words.
fn identifiers(w: &mut Writer, all: &[VisibleDemographics], beyond: &mut Beyond) {
    let mut number: Option<&NhsNumberStatement> = None;
    for stated in all.iter().flat_map(|stated| &stated.demographics.nhs_numbers) {
        match number {
            None => number = Some(stated),
            Some(first) if first.number == stated.number => {}
            Some(_) => beyond.push(("A further NHS number", stated.number.as_str().to_owned())),
        }
    }
    w.array("identifier", |w| {
        if let Some(stated) = number {
            w.item(|w| nhs_number(w, stated, beyond));
        }
        let mut seen = Vec::new();
        for stated in all {
            let said = Said { organisation: stated.provenance.organisation.as_str() };
            for id in &stated.demographics.identifiers {
                let named = (system_owner(said, id.namespace()), id);
                if !seen.contains(&named) {
                    seen.push(named);
                    w.item(|w| said.identifier(w, id));
                }
            }
        }
    });
}

/// Whose a namespace is: nobody's where it is a URI.
fn system_owner<'s>(said: Said<'s>, namespace: &str) -> &'s str {
    if super::system::is_uri(namespace) { "" } else { said.organisation }
}

fn nhs_number(w: &mut Writer, stated: &NhsNumberStatement, beyond: &mut Beyond) {
    match &stated.verification {
        Some(VerificationStatus::Other(word)) => beyond.push(("NHS number verification", word.clone())),
        status => w.items("extension", status, |w, status| {
            w.ours("url", VERIFICATION);
            w.word_concept("valueCodeableConcept", VERIFICATION_CODES, status.as_str());
        }),
    }
    w.ours("system", system::NHS_NUMBER);
    w.text("value", stated.number.as_str());
}

/// UK Core requires a language's BCP 47 code; a language without one is told in words.
fn languages(w: &mut Writer, said: Said<'_>, languages: &[CodedConcept], beyond: &mut Beyond) {
    let coded = |language: &&CodedConcept| language.code_in(LANGUAGES).is_some();
    w.items("communication", languages.iter().filter(coded), |w, language| said.concept(w, "language", language));
    for language in languages.iter().filter(|language| !coded(language)) {
        beyond.push(("Language", crate::render::words::concept(language)));
    }
}

fn practitioners(w: &mut Writer, export: &Export<'_>, leading: &VisibleDemographics) {
    let found = &leading.demographics;
    let practice = found
        .practice
        .as_ref()
        .filter(|practice| found.gp.as_ref().is_none_or(|gp| gp.organisation.as_ref() != Some(*practice)));
    let practice = practice.map(|code| Participant { organisation: Some(code.clone()), ..Participant::default() });
    let by = leading.provenance.organisation.as_str();
    let naming = Naming { person: &export.person, by, labels: &found.sensitivity };
    let all = [found.gp.as_ref(), practice.as_ref()];
    let ids = all.into_iter().flatten().filter_map(|who| export.people.borrow_mut().find(naming, who, true));
    super::stating::references(w, "generalPractitioner", &ids.collect::<Vec<_>>());
}
