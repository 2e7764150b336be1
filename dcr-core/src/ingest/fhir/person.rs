//! Whom a resource is about.

use super::bundle::{Bundle, Slot, typed_reference};
use super::datatypes::is_nhs_number;
use super::view::View;
use crate::identifier::{NhsNumber, SubjectId};
use std::collections::BTreeSet;

/// The namespace of the source's own Patient ids.
pub(super) const PATIENT: &str = "fhir/Patient";

/// Why no person can be told for a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPerson {
    /// It names none.
    NotSaid,
    /// It names something that is not a person, or a person in a way that cannot be followed.
    NotFound,
    /// What it names contradicts itself: the reference leads to a person with another NHS number.
    Contradiction,
}

/// The first identifier of a resource as `system|value`.
pub(super) fn first_identifier(resource: View<'_>) -> Option<String> {
    let whole = |identifier: View<'_>| {
        let value = identifier.text_at("value")?;
        Some(format!("{}|{value}", identifier.text_at("system").unwrap_or_default()))
    };
    match resource.get("identifier") {
        Some(one) if one.kind() == super::tree::Kind::Object => whole(one),
        _ => resource.items("identifier").find_map(whole),
    }
}

/// The person that a Patient resource is.
pub(super) fn patient_subject(bundle: &Bundle<'_>, slot: &Slot<'_>) -> Option<SubjectId> {
    if let Some(id) = &slot.id {
        let value = if bundle.is_ambiguous("Patient", id) { slot.full_url.as_deref()? } else { id };
        return SubjectId::new(PATIENT, value).ok();
    }
    let resource = slot.resource?;
    let local = resource.items("identifier").find_map(|identifier| {
        let system = identifier.text_at("system").unwrap_or(SubjectId::LOCAL.into());
        SubjectId::new(&system, &identifier.text_at("value")?).ok().filter(|_| !is_nhs_number(&system))
    });
    let nhs = || SubjectId::new(SubjectId::NHS_NUMBER, slot.nhs_numbers.first()?.as_str()).ok();
    let uuid = || SubjectId::new(PATIENT, slot.full_url.as_deref()?.strip_prefix("urn:uuid:")?).ok();
    local.or_else(nhs).or_else(uuid)
}

/// The NHS numbers that a Patient resource states and that pass their check.
pub(super) fn nhs_numbers(patient: View<'_>) -> BTreeSet<NhsNumber> {
    patient.items("identifier").filter_map(nhs_number_of).collect()
}

fn nhs_number_of(identifier: View<'_>) -> Option<NhsNumber> {
    let system = identifier.text_at("system")?;
    if is_nhs_number(&system) { NhsNumber::parse(&identifier.text_at("value")?).ok() } else { None }
}

/// The person that a Reference means; `holder` is the resource that it stands in.
pub(super) fn referenced_subject<'t>(
    bundle: &Bundle<'t>,
    holder: View<'t>,
    reference: View<'t>,
) -> Result<SubjectId, NoPerson> {
    let stated = reference.get("identifier").and_then(nhs_number_of);
    let Some(text) = reference.text_at("reference") else {
        let number = stated.ok_or(NoPerson::NotFound)?;
        // A Patient of the same input with this number is the person meant.
        if let Some(subject) = bundle.patient_with(&number) {
            return Ok(subject.clone());
        }
        return SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).map_err(|_| NoPerson::NotFound);
    };
    if let Some(id) = text.strip_prefix('#') {
        let inner = holder.items("contained").find(|inner| inner.text_at("id").as_deref() == Some(id));
        let patient = inner.filter(|inner| inner.text_at("resourceType").as_deref() == Some("Patient"));
        // A contained Patient's id means nothing outside its resource.
        let number = patient.map(nhs_numbers).and_then(|numbers| numbers.first().cloned()).or(stated);
        return number
            .and_then(|number| SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).ok())
            .ok_or(NoPerson::NotFound);
    }
    if let Some(slot) = bundle.find(&text).and_then(|at| bundle.slot(at)) {
        if slot.kind != "Patient" {
            return Err(NoPerson::NotFound);
        }
        if stated.is_some_and(|number| !slot.nhs_numbers.is_empty() && !slot.nhs_numbers.contains(&number)) {
            return Err(NoPerson::Contradiction);
        }
        return slot.patient.clone().ok_or(NoPerson::NotFound);
    }
    match typed_reference(&text) {
        Some(("", typed)) => {
            let id = typed.strip_prefix("Patient/").ok_or(NoPerson::NotFound)?;
            if bundle.is_ambiguous("Patient", id) {
                return Err(NoPerson::NotFound);
            }
            SubjectId::new(PATIENT, id).map_err(|_| NoPerson::NotFound)
        }
        // Another server's id is not this source's: it may be someone else's here.
        Some((base, typed)) => {
            let id = typed.strip_prefix("Patient/").ok_or(NoPerson::NotFound)?;
            SubjectId::new(&format!("{base}Patient"), id).map_err(|_| NoPerson::NotFound)
        }
        None => stated
            .and_then(|number| SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).ok())
            .ok_or(NoPerson::NotFound),
    }
}

/// The element that names the person a resource is about.
pub(super) fn subject_reference(resource: View<'_>) -> Option<View<'_>> {
    let found = ["subject", "patient", "beneficiary", "for"].iter().find_map(|key| resource.get(key))?;
    if found.kind() == super::tree::Kind::Array { found.children().next() } else { Some(found) }
}

/// The person that a resource of a modelled type is about.
pub(super) fn subject(bundle: &Bundle<'_>, slot: &Slot<'_>) -> Result<SubjectId, NoPerson> {
    if slot.kind == "Patient" {
        return slot.patient.clone().ok_or(NoPerson::NotSaid);
    }
    let resource = slot.resource.ok_or(NoPerson::NotSaid)?;
    if slot.kind == "Appointment" {
        return only_attendee(bundle, resource);
    }
    let reference = subject_reference(resource).ok_or(NoPerson::NotSaid)?;
    referenced_subject(bundle, resource, reference)
}

/// The only Patient among those who take part in an Appointment.
fn only_attendee(bundle: &Bundle<'_>, resource: View<'_>) -> Result<SubjectId, NoPerson> {
    let actors = resource.items("participant").filter_map(|participant| participant.get("actor"));
    let mut found: BTreeSet<SubjectId> =
        actors.filter_map(|actor| referenced_subject(bundle, resource, actor).ok()).collect();
    match (found.pop_first(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(NoPerson::Contradiction),
        (None, _) => Err(NoPerson::NotSaid),
    }
}

/// The only person whom a resource of another type names anywhere, if there is exactly one.
pub(super) fn only_person_named(bundle: &Bundle<'_>, slot: &Slot<'_>) -> Option<SubjectId> {
    if let Ok(subject) = subject(bundle, slot) {
        return Some(subject);
    }
    let resource = slot.resource?;
    let mut named = BTreeSet::new();
    for view in resource.descendants().filter(|view| view.is_named("reference")).map(View::parent) {
        let points_at_patient = view.text_at("reference").is_some_and(|text| {
            if text.starts_with('#') {
                return false;
            }
            let slot = bundle.find(&text).and_then(|at| bundle.slot(at));
            slot.map_or_else(|| text.contains("Patient/"), |slot| slot.kind == "Patient")
        });
        if points_at_patient {
            named.extend(referenced_subject(bundle, resource, view));
        }
    }
    let mut named = named.into_iter();
    named.next().filter(|_| named.next().is_none())
}
