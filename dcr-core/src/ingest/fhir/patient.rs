//! Patient: demographics, and the people, providers and links that it names.

use super::bundle::Slot;
use super::datatypes::is_nhs_number;
use super::person;
use super::reader::Reader;
use super::tree::Kind;
use super::view::View;
use crate::contribution::{LinkRelation, LinkStatement};
use crate::identifier::{PersonKey, SubjectId};
use crate::ingest::{Severity, Source};
use crate::record::{
    CareProvider, CareProviderRole, Death, Demographics, Gender, NhsNumberStatement, Period, RelatedPerson,
    VerificationStatus,
};
use std::collections::BTreeSet;

const RELIGION: &str = "http://hl7.org/fhir/StructureDefinition/patient-religion";
const INTERPRETER: &str = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";

/// What a Patient resource states besides demographics, each with the end of its item identifier.
#[derive(Debug, Default)]
pub(super) struct PatientParts {
    pub(super) demographics: Demographics,
    pub(super) related: Vec<(String, RelatedPerson)>,
    pub(super) providers: Vec<(String, CareProvider)>,
    /// The subject of the statement, and the statement.
    pub(super) links: Vec<(String, SubjectId, LinkStatement)>,
}

/// Reads a Patient.
pub(super) fn patient(reader: &Reader<'_, '_>, slot: &Slot<'_>, source: &Source) -> PatientParts {
    let view = reader.view;
    let mut parts = PatientParts::default();
    let found = &mut parts.demographics;
    for identifier in reader.array_at(view, "identifier") {
        identify(reader, identifier, found);
    }
    let mut seen = BTreeSet::new();
    found.identifiers.retain(|id| seen.insert(id.clone()));
    found.names = reader.human_names(view, "name");
    found.birth_date = reader.date_at(view, "birthDate");
    found.gender = reader.text_at(view, "gender").map(|word| Gender::from(word.as_str()));
    found.death = death(reader);
    found.addresses = reader.addresses(view, "address");
    found.contacts = reader.contacts(view, "telecom");
    found.ethnicity = reader.uk_concept(view, &["EthnicCategory"]);
    found.religion =
        reader.extension_concept(view, RELIGION).or_else(|| reader.uk_concept(view, &["ReligiousAffiliation"]));
    wishes(reader, found);
    found.marital_status = reader.concept_at(view, "maritalStatus");
    for communication in reader.array_at(view, "communication") {
        found.languages.extend(reader.concept_at(communication, "language"));
    }
    if let Some(extension) = Reader::extension(view, INTERPRETER) {
        found.interpreter_needed = reader.boolean_at(extension, "valueBoolean");
        extension.mark_at("url");
    }
    for (index, contact) in reader.array_at(view, "contact").into_iter().enumerate() {
        if let Some(related) = super::related_person::contact(reader, contact) {
            parts.related.push((format!("contact/{index}"), related));
        }
    }
    providers(reader, &mut parts);
    links(reader, slot, source, &mut parts);
    parts
}

/// What the UK's own extensions say of the person.
fn wishes(reader: &Reader<'_, '_>, found: &mut Demographics) {
    let view = reader.view;
    // A sex at birth that differs from the gender tells what the Gender Recognition Act 2004 protects: it is not shown and
    // stays attached.
    found.residential_status = reader.uk_concept(view, &["ResidentialStatus"]);
    if let Some(extension) = Reader::uk_extension(view, &["DeathNotificationStatus"])
        && let Some(part) = reader.part(extension, "deathNotificationStatus")
    {
        found.death_notification = reader.concept_at(part, "valueCodeableConcept");
    }
    if let Some(extension) = Reader::uk_extension(view, &["ContactPreference"]) {
        for url in ["PreferredContactMethod", "PreferredWrittenCommunicationFormat"] {
            let part = reader.part(extension, url);
            found.contact_preferences.extend(part.and_then(|part| reader.concept_at(part, "valueCodeableConcept")));
        }
    }
    // Care Connect says in one extension what R4 says by `communication` and others of its own.
    for extension in Reader::uk_extensions(view, "NHSCommunication") {
        let concept = |url: &str| reader.concept_at(reader.part(extension, url)?, "valueCodeableConcept");
        found.languages.extend(concept("language"));
        found.contact_preferences.extend(concept("modeOfCommunication"));
        if let Some(part) = reader.part(extension, "interpreterRequired") {
            found.interpreter_needed = reader.boolean_at(part, "valueBoolean").or(found.interpreter_needed);
        }
    }
}

fn identify<'t>(reader: &Reader<'_, 't>, identifier: View<'t>, found: &mut Demographics) {
    let system = identifier.text_at("system");
    let Some(value) = identifier.get("value") else { return };
    if system.as_deref().is_some_and(is_nhs_number) {
        if identifier.text_at("use").as_deref() == Some("old") {
            reader.issue(Severity::Note, "fhir.identifier.old", identifier, "an NHS number that is no longer used");
            return;
        }
        let Some(number) = reader.nhs_number(value) else { return };
        if value.text().as_deref() == Some(number.as_str()) {
            value.mark();
            identifier.mark_at("system");
        }
        found.nhs_numbers.push(NhsNumberStatement { number, verification: verification(reader, identifier) });
    } else if let Some(text) = value.text()
        && let Ok(id) = SubjectId::new(system.as_deref().unwrap_or(SubjectId::LOCAL), &text)
    {
        if id.value() == text {
            value.mark();
            identifier.mark_at("system");
        }
        found.identifiers.push(id);
    } else {
        reader.warn("fhir.value.identifier", value, "the identifier is empty, too long or not text");
    }
}

fn verification<'t>(reader: &Reader<'_, 't>, identifier: View<'t>) -> Option<VerificationStatus> {
    let extension = Reader::uk_extension(identifier, &["NHSNumberVerificationStatus"])?;
    let status = reader.known_code(extension.get("valueCodeableConcept")?, "", |code| {
        Some(VerificationStatus::from(code)).filter(|status| !matches!(status, VerificationStatus::Other(_)))
    });
    match status {
        Some(_) => extension.mark_at("url"),
        None => reader.warn("fhir.value.verification", extension, "the verification status is not known"),
    }
    status
}

fn death(reader: &Reader<'_, '_>) -> Option<Death> {
    let on = reader.date_at(reader.view, "deceasedDateTime").map(Death::On);
    on.or_else(|| match reader.boolean_at(reader.view, "deceasedBoolean")? {
        true => Some(Death::Dead),
        false => Some(Death::Alive),
    })
}

fn providers(reader: &Reader<'_, '_>, parts: &mut PatientParts) {
    let provider = |role: CareProviderRole, member| CareProvider {
        role,
        name: None,
        members: vec![member],
        reasons: Vec::new(),
        status: None,
        period: Period::default(),
        notes: Vec::new(),
    };
    for (index, reference) in reader.array_at(reader.view, "generalPractitioner").into_iter().enumerate() {
        let Some(participant) = reader.participant(reference) else { continue };
        let kind = reader.follow(reference).and_then(|target| target.text_at("resourceType"));
        let text = reference.text_at("reference").unwrap_or_default();
        let is_person = match kind.as_deref() {
            Some(kind) => kind != "Organization",
            None => {
                text.contains("Practitioner") || (participant.organisation.is_none() && !text.contains("Organization/"))
            }
        };
        if parts.demographics.practice.is_none() {
            parts.demographics.practice.clone_from(&participant.organisation);
        }
        if is_person && parts.demographics.gp.is_none() {
            parts.demographics.gp = Some(participant.clone());
        }
        let role = if is_person { CareProviderRole::UsualGp } else { CareProviderRole::RegisteredPractice };
        parts.providers.push((format!("generalPractitioner/{index}"), provider(role, participant)));
    }
    for name in ["NominatedPharmacy", "PreferredDispenserOrganization"] {
        for (index, extension) in Reader::uk_extensions(reader.view, name).enumerate() {
            let Some(pharmacy) = reader.participant_at(extension, "valueReference") else { continue };
            extension.mark_at("url");
            parts.providers.push((format!("{name}/{index}"), provider(CareProviderRole::Pharmacy, pharmacy)));
        }
    }
    // The organisation that keeps the Patient resource: a practice for a GP system, a trust for a hospital's.
    if let Some(participant) = reader.participant_at(reader.view, "managingOrganization") {
        let role = CareProviderRole::from("managing-organization");
        parts.providers.push(("managingOrganization".to_owned(), provider(role, participant)));
    }
}

fn links(reader: &Reader<'_, '_>, slot: &Slot<'_>, source: &Source, parts: &mut PatientParts) {
    let Some(this) = slot.patient.clone() else { return };
    let key = |subject| PersonKey { organisation: source.organisation.clone(), system: source.system.clone(), subject };
    for (index, link) in reader.array_at(reader.view, "link").into_iter().enumerate() {
        let word = link.text_at("type").unwrap_or_default();
        // A contained Patient's id means nothing outside this resource.
        let outside = |other: &View<'_>| other.text_at("reference").is_none_or(|text| !text.starts_with('#'));
        let other = link.get("other").filter(|other| other.kind() == Kind::Object).filter(outside);
        let other = other.and_then(|other| person::referenced_subject(reader.bundle, reader.view, other).ok());
        let Some(other) = other.filter(|other| *other != this) else {
            reader.issue(Severity::Note, "fhir.link.other", link, "the link leads to no other person");
            continue;
        };
        let (subject, other, relation) = match word.as_ref() {
            "replaces" => (this.clone(), other, LinkRelation::Replaces),
            "replaced-by" => (other, this.clone(), LinkRelation::Replaces),
            "seealso" => (this.clone(), other, LinkRelation::Same),
            _ => {
                let message = "the link points to where more is found and states no identity";
                reader.issue(Severity::Note, "fhir.link.not-identity", link, message);
                continue;
            }
        };
        link.mark_at("type");
        if let Some(reference) = link.at(&["other", "reference"]) {
            reference.mark();
        }
        parts.links.push((format!("link/{index}"), subject, LinkStatement::new(key(other), relation)));
    }
}
