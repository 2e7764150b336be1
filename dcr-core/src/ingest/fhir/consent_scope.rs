//! What the provision of a Consent is restricted to.

use super::exact::{Target, Whom, code, only, only_code, only_item, target};
use super::person;
use super::reader::Reader;
use super::release::Release;
use super::security::{Asked, asked};
use super::view::View;
use crate::identifier::{OdsCode, SourceItemId, ours, system};
use crate::ingest::Source;
use crate::record::{DirectiveAuthority, DirectiveScope, OptOutMode, Purpose, Section, SensitivityLabel};
use crate::register::OrganisationKind;

const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const URI: &str = "urn:ietf:rfc:3986";

/// What restricts a provision: a directive can have one of them, and of that one value.
const CONDITIONS: &[&str] = &["actor", "action", "securityLabel", "purpose", "class", "code", "data"];

/// What a provision is restricted to: `Some(None)` where it is not restricted, `None` where that cannot be read.
pub(super) fn scope<'t>(
    reader: &Reader<'_, 't>,
    source: &Source,
    provision: View<'t>,
) -> Option<Option<DirectiveScope>> {
    let mut stated = CONDITIONS.iter().filter(|key| provision.get(key).is_some());
    let Some(key) = stated.next() else { return Some(None) };
    if stated.next().is_some() {
        return None;
    }
    let item = only_item(provision, key).ok()??;
    let scope = match *key {
        "actor" => actor(reader, item)?,
        "action" => held(item)?,
        "securityLabel" => label(item)?,
        "purpose" => purpose(item)?,
        "class" => section(code(item)?)?,
        "code" => section(only_code(item).filter(|(system, _)| system == system::HEADINGS)?)?,
        "data" => data(reader, source, item)?,
        _ => return None,
    };
    Some(Some(scope))
}

/// Whether the record is held at all, which no action of FHIR's own means.
fn held(action: View<'_>) -> Option<DirectiveScope> {
    let (system, code) = only_code(action)?;
    let known = system == ours::ACTION && code == ours::ACTION_HOLD;
    known.then_some(DirectiveScope::SharedRecord(OptOutMode::DoNotHold))
}

/// A label of Confidentiality covers whatever is labelled so or lower (HL7 FHIR R4, `Consent.provision.securityLabel`),
/// which a directive cannot say.
fn label(label: View<'_>) -> Option<DirectiveScope> {
    let (system, code) = code(label)?;
    match asked(&system, &code) {
        Asked::Label(SensitivityLabel::Other(_)) | Asked::Nothing => None,
        Asked::Label(_) if system.ends_with("Confidentiality") => None,
        Asked::Label(label) => Some(DirectiveScope::Label(label)),
    }
}

fn purpose(purpose: View<'_>) -> Option<DirectiveScope> {
    let (system, code) = code(purpose)?;
    Purpose::parse(&code).filter(|_| system == ACT_REASON).map(DirectiveScope::Purpose)
}

fn section((system, code): (String, String)) -> Option<DirectiveScope> {
    let found = match system.as_str() {
        system::HEADINGS => Section::ALL.iter().copied().find(|section| section.heading_code() == Some(code.as_str())),
        ours::SECTION => Section::parse(&code),
        _ => None,
    };
    found.map(DirectiveScope::Section)
}

/// Who is meant. Only a receiver: a custodian, for instance, would mean the data that it holds.
fn actor<'t>(reader: &Reader<'_, 't>, actor: View<'t>) -> Option<DirectiveScope> {
    let (system, role) = only_code(actor.get("role")?)?;
    if system != PARTICIPATION
        || !matches!(role.as_str(), "PRCP" | "IRCP")
        || !only(actor, &["id", "role", "reference"])
    {
        return None;
    }
    let target = target(reader, actor.get("reference")?)?;
    match (target.kind.as_deref(), &target.identifier) {
        (None | Some("Organization"), Some((system, code))) if super::datatypes::is_ods(system) => {
            OdsCode::parse(code).ok().map(DirectiveScope::Organisation)
        }
        (None | Some("Practitioner"), Some((system, id))) if is_user(system) => Some(DirectiveScope::User(id.clone())),
        (Some("Organization"), None) => organisation(target.found?),
        (Some("Practitioner"), None) => only_identifier(target.found?, is_user).map(|(_, id)| DirectiveScope::User(id)),
        (Some("CareTeam"), _) => team(&target).map(DirectiveScope::Team),
        (Some("RelatedPerson"), None) if target.contained => proxies(reader, target.found?),
        // A role at an organisation is less than the organisation and more than the user.
        _ => None,
    }
}

fn is_user(system: &str) -> bool {
    matches!(system, system::SDS_USER | ours::USER)
}

/// The only identifier of a resource whose system is wanted, as system and value.
fn only_identifier(resource: View<'_>, wanted: impl Fn(&str) -> bool) -> Option<(String, String)> {
    let mut found =
        resource.items("identifier").filter(|identifier| wanted(&identifier.text_at("system").unwrap_or_default()));
    let (first, second) = (found.next()?, found.next());
    let system = first.text_at("system").unwrap_or_default().into_owned();
    if second.is_some() { None } else { Some((system, first.text_at("value")?.into_owned())) }
}

/// The organisation that a resource is, or the kind of organisation for all of which it stands in an export.
fn organisation(found: View<'_>) -> Option<DirectiveScope> {
    if let Some((_, code)) = only_identifier(found, super::datatypes::is_ods) {
        return OdsCode::parse(&code).ok().map(DirectiveScope::Organisation);
    }
    let (system, kind) = only_code(only_item(found, "type").ok()??)?;
    let known = system == ours::ORGANISATION_KIND && OrganisationKind::parse(&kind).is_some();
    let all_of_it = only(found, &["resourceType", "id", "type", "name"])
        && found.text_at("name").is_some_and(|name| name == ours::kind_name(&kind));
    (known && all_of_it).then_some(DirectiveScope::OrganisationKind(kind))
}

/// A team by its name; by its identifier where it has none.
fn team(target: &Target<'_>) -> Option<String> {
    let name = target.found.and_then(|found| found.text_at("name")).map(std::borrow::Cow::into_owned);
    let own = || target.found.and_then(|found| only_identifier(found, |_| true)).map(|(_, value)| value);
    let stated = || target.identifier.clone().map(|(_, value)| value);
    let found = name.or_else(own).or_else(stated)?;
    (!found.trim().is_empty()).then_some(found)
}

/// All who act for the person by one authority, for whom a RelatedPerson without a name stands in an export.
fn proxies<'t>(reader: &Reader<'_, 't>, found: View<'t>) -> Option<DirectiveScope> {
    let authority = own_authority(only_item(found, "relationship").ok()??).filter(|found| found.is_proxy())?;
    let nameless = only(found, &["resourceType", "id", "patient", "relationship"]);
    (nameless && Whom::of(reader).is(reader, found.get("patient")?)).then_some(DirectiveScope::Proxy(authority))
}

/// The authority that a concept states in the record's own words.
pub(super) fn own_authority(concept: View<'_>) -> Option<DirectiveAuthority> {
    let mut words = concept.items("coding").filter_map(code).filter(|(system, _)| system == ours::AUTHORITY);
    let (first, second) = (words.next()?, words.next());
    if second.is_some() { None } else { DirectiveAuthority::parse(&first.1) }
}

/// The item that a provision's data is. Only an instance: what is related to it, depends on it or was written by someone
/// is more than one item.
fn data<'t>(reader: &Reader<'_, 't>, source: &Source, data: View<'t>) -> Option<DirectiveScope> {
    let meant = data.text_at("meaning").is_some_and(|meaning| meaning == "instance");
    if !meant || !only(data, &["id", "meaning", "reference"]) {
        return None;
    }
    let reference = data.get("reference")?;
    let target = target(reader, reference)?;
    match (reference.text_at("reference"), &target.identifier) {
        (None, Some((system, uri))) if system == URI => {
            let (organisation, system, item) = ours::item_of_uri(uri)?;
            Some(DirectiveScope::Item { organisation, system, item })
        }
        (Some(text), None) => {
            let item = own_item(reader, reference, &text, &target)?;
            let (organisation, system) = (source.organisation.clone(), source.system.clone());
            Some(DirectiveScope::Item { organisation, system, item })
        }
        _ => None,
    }
}

/// The item of the same source that a literal reference means, where the resource makes that one contribution and no
/// other: what is derived from it would not be covered.
fn own_item<'t>(reader: &Reader<'_, 't>, reference: View<'t>, text: &str, target: &Target<'t>) -> Option<SourceItemId> {
    let alone = match target.kind.as_deref()? {
        "AllergyIntolerance"
        | "Appointment"
        | "CarePlan"
        | "CareTeam"
        | "Composition"
        | "Condition"
        | "DocumentReference"
        | "Encounter"
        | "EpisodeOfCare"
        | "Flag"
        | "ImagingStudy"
        | "Immunization"
        | "MedicationAdministration"
        | "MedicationDispense"
        | "MedicationRequest"
        | "MedicationStatement"
        | "Observation"
        | "Procedure"
        | "RelatedPerson"
        | "ServiceRequest" => true,
        "DiagnosticReport" => target.found.is_some_and(|found| found.get("presentedForm").is_none()),
        _ => false,
    };
    // STU3 tells some resources as a part of others; one version of an item is less than the item.
    if !alone || target.contained || reader.bundle.release != Release::R4 || text.contains("/_history/") {
        return None;
    }
    if let Some(slot) = reader.bundle.find(text).and_then(|at| reader.bundle.slot(at))
        && !Whom::of(reader).is_subject(&person::subject(reader.bundle, slot).ok()?)
    {
        return None;
    }
    reader.referenced_item(reference)
}
