//! The person that the document is about: `recordTarget`.

use super::concept::{concept, concept_at};
use super::datatypes::{NHS_NUMBER_UNVERIFIED, address, contact, human_name, is_ods, nhs_number, time};
use super::element::Element;
use super::narrative::Pointers;
use crate::identifier::{OdsCode, SubjectId};
use crate::ingest::{Issue, Severity};
use crate::record::{AddressUse, Death, Demographics, Gender, NameUse, NhsNumberStatement, VerificationStatus};

/// The object identifier under which the Interoperability Toolkit states local numbers; who gave one stands beside it.
const LOCAL_IDENTIFIER: &str = "2.16.840.1.113883.2.1.3.2.4.18.24";

/// The most identifiers of one person that are read; the rest stays attached.
const MOST_IDENTIFIERS: usize = 64;

/// The person's identifiers.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    nhs_numbers: Vec<NhsNumberStatement>,
    local: Vec<SubjectId>,
}

impl Identifiers {
    /// Reads the identifiers of a `patientRole`.
    pub(super) fn read(role: Element<'_>, issues: &mut Vec<Issue>) -> Self {
        let mut found = Self::default();
        for id in role.all("id").take(MOST_IDENTIFIERS) {
            match nhs_number(id) {
                Some(Ok(number)) => {
                    let unverified = id.attribute("root") == Some(NHS_NUMBER_UNVERIFIED);
                    let verification = unverified.then_some(VerificationStatus::NotTraced);
                    if !found.nhs_numbers.iter().any(|other| other.number == number) {
                        found.nhs_numbers.push(NhsNumberStatement { number, verification });
                    }
                    id.mark("root");
                    id.mark("extension");
                }
                Some(Err(code)) => {
                    let message = "an NHS number cannot be one and was not used";
                    issues.push(Issue::new(Severity::Warning, code, id.place(), message));
                }
                None => found.local(id),
            }
        }
        found
    }

    fn local(&mut self, id: Element<'_>) {
        let (Some(root), Some(extension)) = (id.attribute("root"), id.attribute("extension")) else { return };
        let authority = id.attribute("assigningAuthorityName").filter(|_| root == LOCAL_IDENTIFIER);
        if root == LOCAL_IDENTIFIER && authority.is_none() {
            // A local number of nobody knows whom: it may be another person's elsewhere.
            return;
        }
        let Ok(subject) = SubjectId::new(authority.unwrap_or(root), extension) else { return };
        id.mark("root");
        id.mark("extension");
        if authority.is_some() {
            id.mark("assigningAuthorityName");
        }
        if !self.local.contains(&subject) {
            self.local.push(subject);
        }
    }

    /// By what the source knows the person: its own number, else the NHS number.
    pub(super) fn subject(&self) -> Option<SubjectId> {
        let nhs = || {
            let first = self.nhs_numbers.first()?;
            SubjectId::new(SubjectId::NHS_NUMBER, first.number.as_str()).ok()
        };
        self.local.first().cloned().or_else(nhs)
    }
}

/// Who the person is. Of a `restricted` document nothing that says where they are becomes a statement of its own: it stays
/// attached to the document, which carries the restriction.
pub(super) fn demographics<'t>(
    role: Element<'t>,
    identifiers: Identifiers,
    pointers: &Pointers<'t>,
    restricted: bool,
) -> Demographics {
    let mut who = Demographics {
        nhs_numbers: identifiers.nhs_numbers,
        identifiers: identifiers.local,
        ..Demographics::default()
    };
    if let Some(patient) = role.child("patient") {
        who.names = patient.all("name").filter_map(human_name).collect();
        who.names.sort_by_key(|name| match name.name_use {
            Some(NameUse::Usual) => 0,
            Some(NameUse::Official) | None => 1,
            _ => 2,
        });
        who.birth_date = patient.child("birthTime").and_then(time);
        who.gender = patient.any_child("administrativeGenderCode").and_then(gender);
        who.death = death(patient);
        who.marital_status = concept_at(patient, "maritalStatusCode", pointers);
        who.religion = concept_at(patient, "religiousAffiliationCode", pointers);
        who.ethnicity = concept_at(patient, "ethnicGroupCode", pointers);
        let languages = patient.all("languageCommunication").filter_map(|spoken| spoken.any_child("languageCode"));
        who.languages = languages.filter_map(|language| concept(language, pointers)).collect();
    }
    if !restricted {
        who.addresses = role.all("addr").filter_map(address).collect();
        who.addresses.sort_by_key(|address| address.address_use == Some(AddressUse::Old));
        who.contacts = role.all("telecom").filter_map(contact).collect();
        who.practice = role.child("providerOrganization").and_then(practice);
    }
    who
}

/// The registered practice, where the organisation that holds the person's number says that it is a GP practice.
///
/// Source: Interoperability Toolkit, Care Setting Type (2.16.840.1.113883.2.1.3.2.4.17.289), code 001.
fn practice(organisation: Element<'_>) -> Option<OdsCode> {
    if organisation.child("standardIndustryClassCode")?.attribute("code") != Some("001") {
        return None;
    }
    let id = organisation.all("id").find(|id| id.attribute("root").is_some_and(is_ods))?;
    let text = id.attribute("extension")?;
    let code = OdsCode::parse(text).ok()?;
    if code.as_str() == text {
        id.mark("extension");
        id.mark("root");
    }
    Some(code)
}

/// Source: HL7 v3 AdministrativeGender; NHS Sex (2.16.840.1.113883.2.1.3.2.4.16.25).
fn gender(code: Element<'_>) -> Option<Gender> {
    let read = match code.attribute("code").filter(|_| !code.is_null())? {
        "M" | "1" => Gender::Male,
        "F" | "2" => Gender::Female,
        "UN" | "9" => Gender::Indeterminate,
        "0" => Gender::Unknown,
        _ => return None,
    };
    code.mark("code");
    Some(read)
}

fn death(patient: Element<'_>) -> Option<Death> {
    if let Some(when) = patient.extension("deceasedTime").filter(|found| !found.is_null()).and_then(time) {
        return Some(Death::On(when));
    }
    let said = patient.extension("deceasedInd")?;
    let read = match said.attribute("value")? {
        "true" | "1" => Death::Dead,
        "false" | "0" => Death::Alive,
        _ => return None,
    };
    said.mark("value");
    Some(read)
}
