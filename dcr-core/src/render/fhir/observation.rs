//! Observation: single results, vital signs and findings, and the results under a report.

use super::choice::ResourceType;
use super::datatypes::ours;
use super::id::ResourceId;
use super::meta::Profiles;
use super::stating::{Stating, reference};
use super::system;
use super::writer::Writer;
use crate::record::{
    EntryLinkKind, Interpretation, Investigation, InvestigationKind, Measurement, Quantity, ReferenceRange,
    ResultStatus, ResultValue, Specimen,
};
use crate::time::PartialDateTime;

const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
const ORDERS: &[ResourceType] =
    &[ResourceType::ServiceRequest, ResourceType::MedicationRequest, ResourceType::CarePlan];
const RESULTS: &[ResourceType] = &[ResourceType::Observation];

/// Writes an investigation as one Observation, its first value as the Observation's where it is of the same thing, the
/// others as components.
pub(super) fn observation(w: &mut Writer, s: &Stating<'_, '_>, investigation: &Investigation) {
    let said = s.said();
    let specimen = investigation.specimens.first().map(|found| super::specimen::specimen(w, s, found, 0));
    let order = super::service_request::order(w, s, investigation);
    let first = investigation.measurements.first().filter(|first| first.code == investigation.code);
    let components = investigation.measurements.get(usize::from(first.is_some())..).unwrap_or_default();
    let profiles = profiles(investigation, first, !components.is_empty(), s);
    s.resource(w, ResourceType::Observation, s.id, profiles, |w| {
        numbers(w, investigation);
        based_on(w, s, order);
        s.links_at(
            w,
            "partOf",
            &EntryLinkKind::PartOf,
            &[ResourceType::Procedure, ResourceType::MedicationStatement, ResourceType::Immunization],
        );
        w.text("status", status(s, investigation.status.as_ref()));
        category(w, investigation.kind.as_ref());
        said.concept_required(w, "code", &investigation.code);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        times(w, s, investigation.observed.as_ref(), investigation.reported.as_ref());
        performers(w, s, investigation);
        if let Some(first) = first {
            values(w, s, first);
            said.concept_opt(w, "method", first.method.as_ref());
        } else if components.is_empty() && s.links(&EntryLinkKind::HasPart, RESULTS).is_empty() && s.ips() {
            w.ours_concept("dataAbsentReason", "http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown");
        }
        w.notes(&investigation.notes);
        if let Some(id) = specimen {
            reference(w, "specimen", id);
        }
        s.links_at(w, "hasMember", &EntryLinkKind::HasPart, RESULTS);
        s.links_at(
            w,
            "derivedFrom",
            &EntryLinkKind::RelatedTo,
            &[ResourceType::Observation, ResourceType::DocumentReference],
        );
        w.items("component", components, |w, found| {
            said.concept_required(w, "code", &found.code);
            values(w, s, found);
        });
    });
}

/// Writes one value of a report as an Observation of its own.
pub(super) fn result(
    w: &mut Writer,
    s: &Stating<'_, '_>,
    investigation: &Investigation,
    (index, found): (usize, &Measurement),
    specimen: Option<ResourceId>,
) -> ResourceId {
    let said = s.said();
    let id = s.part(&["result", &index.to_string()]);
    s.resource(w, ResourceType::Observation, id, profiles(investigation, Some(found), false, s), |w| {
        w.text("status", status(s, found.status.as_ref().or(investigation.status.as_ref())));
        category(w, investigation.kind.as_ref());
        said.concept_required(w, "code", &found.code);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        times(w, s, found.observed.as_ref().or(investigation.observed.as_ref()), investigation.reported.as_ref());
        performers(w, s, investigation);
        let before = w.len();
        values(w, s, found);
        if w.len() == before && s.ips() {
            w.ours_concept("dataAbsentReason", "http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown");
        }
        w.notes(&found.notes);
        said.concept_opt(w, "method", found.method.as_ref());
        if let Some(id) = specimen {
            reference(w, "specimen", id);
        }
        s.beyond_opt("Group", found.group.as_deref());
    });
    id
}

fn profiles(investigation: &Investigation, first: Option<&Measurement>, parts: bool, s: &Stating<'_, '_>) -> Profiles {
    let dated = investigation.observed.is_some();
    let valued = first.is_some() || parts || !s.links(&EntryLinkKind::HasPart, RESULTS).is_empty();
    match investigation.kind {
        Some(InvestigationKind::Laboratory | InvestigationKind::Pathology | InvestigationKind::Microbiology) => {
            Profiles::uk_core("Observation-Lab").and_ips("Observation-results-laboratory-pathology")
        }
        Some(InvestigationKind::Imaging) if dated && valued => {
            Profiles::uk_core("Observation").and_ips("Observation-results-radiology")
        }
        _ => Profiles::uk_core("Observation"),
    }
}

/// The order's numbers.
pub(super) fn numbers(w: &mut Writer, investigation: &Investigation) {
    let numbers = [("PLAC", &investigation.placer_number), ("FILL", &investigation.filler_number)];
    w.items(
        "identifier",
        numbers.into_iter().filter_map(|(kind, number)| Some((kind, number.as_deref()?))),
        |w, (kind, number)| {
            if !number.trim().is_empty() {
                w.ours_concept("type", system::IDENTIFIER_TYPE, kind);
                w.text("value", number);
            }
        },
    );
}

pub(super) fn based_on(w: &mut Writer, s: &Stating<'_, '_>, order: Option<ResourceId>) {
    let mut found = s.links(&EntryLinkKind::BasedOn, ORDERS);
    found.extend(order);
    super::stating::references(w, "basedOn", &found);
}

/// Source: HL7 FHIR R4, observation-status.
fn status<'i>(s: &Stating<'_, '_>, status: Option<&'i ResultStatus>) -> &'i str {
    match status {
        // An Observation has no such status: some of it is there, and more is to come.
        Some(ResultStatus::Partial) => "preliminary",
        Some(ResultStatus::Appended) => "amended",
        Some(ResultStatus::Other(word)) => {
            s.beyond("Status", word.as_str());
            "unknown"
        }
        Some(known) => known.as_str(),
        None => "unknown",
    }
}

/// Source: HL7 FHIR R4, observation-category.
fn category(w: &mut Writer, kind: Option<&InvestigationKind>) {
    let code = match kind {
        Some(InvestigationKind::Laboratory | InvestigationKind::Pathology | InvestigationKind::Microbiology) => {
            "laboratory"
        }
        Some(InvestigationKind::VitalSigns) => "vital-signs",
        Some(InvestigationKind::Imaging) => "imaging",
        Some(InvestigationKind::Finding) => "exam",
        Some(InvestigationKind::Score) => "survey",
        Some(InvestigationKind::Other(word)) => {
            return w.items("category", [word], |w, word| w.text("text", word));
        }
        None => return,
    };
    w.array("category", |w| w.item(|w| w.ours_coding(system::OBSERVATION_CATEGORY, code)));
}

/// When it was observed and reported. `issued` is an instant: a coarser time has no place there.
pub(super) fn times(
    w: &mut Writer,
    s: &Stating<'_, '_>,
    observed: Option<&PartialDateTime>,
    reported: Option<&PartialDateTime>,
) {
    match observed {
        Some(time) => w.date_time("effectiveDateTime", time),
        None if s.ips() => w.object("_effectiveDateTime", |w| w.absent("unknown")),
        None => {}
    }
    match reported {
        Some(time) if super::times::is_instant(time) => w.date_time("issued", time),
        time => s.beyond_opt("Reported", time.map(PartialDateTime::as_str)),
    }
}

/// Who did it. IPS asks for someone: where the source names nobody, it is the organisation that states the result.
pub(super) fn performers(w: &mut Writer, s: &Stating<'_, '_>, investigation: &Investigation) {
    let before = w.len();
    s.participants(w, "performer", &investigation.performers);
    if w.len() == before && s.ips() {
        let organisation = &s.provenance.organisation;
        let id = s.export.people.borrow_mut().source(&s.export.person, organisation, s.organisation_name);
        w.items("performer", [id], |w, id| w.text("reference", &id.url()));
    }
}

fn values(w: &mut Writer, s: &Stating<'_, '_>, found: &Measurement) {
    if let Some(value) = &found.value {
        self::value(w, s, value);
    }
    w.items("interpretation", &found.interpretations, |w, word| match word {
        Interpretation::Other(word) => w.text("text", word),
        known => w.items("coding", [known], |w, known| {
            w.ours("system", INTERPRETATION);
            w.text("code", known.as_str());
        }),
    });
    w.items("referenceRange", &found.ranges, reference_range);
}

fn reference_range(w: &mut Writer, range: &ReferenceRange) {
    for (key, bound) in [("low", &range.low), ("high", &range.high)] {
        if let Some(bound) = bound {
            w.object(key, |w| w.number("value", bound.as_str()));
        }
    }
    w.text_opt("text", range.text.as_deref());
}

fn value(w: &mut Writer, s: &Stating<'_, '_>, value: &ResultValue) {
    match value {
        ResultValue::Quantity(quantity) => match quantity.comparator.as_deref() {
            None | Some("<" | "<=" | ">=" | ">") => w.object("valueQuantity", |w| compared(w, quantity)),
            // Without its comparator the number would say something else.
            Some(_) => w.text("valueString", &crate::render::words::quantity(quantity)),
        },
        ResultValue::Coded(concept) => s.said().concept(w, "valueCodeableConcept", concept),
        ResultValue::Text(text) => w.text("valueString", text),
        ResultValue::Time(time) => w.date_time("valueDateTime", time),
        ResultValue::Ratio(numerator, denominator) => {
            let known =
                |quantity: &Quantity| matches!(quantity.comparator.as_deref(), None | Some("<" | "<=" | ">=" | ">"));
            if known(numerator) && known(denominator) {
                w.object("valueRatio", |w| {
                    w.object("numerator", |w| compared(w, numerator));
                    w.object("denominator", |w| compared(w, denominator));
                });
            } else {
                w.text("valueString", &crate::render::words::value(value));
            }
        }
        ResultValue::Range(low, high) => {
            if [low, high].into_iter().flatten().any(|bound| bound.comparator.is_some()) {
                w.text("valueString", &crate::render::words::value(value));
            } else {
                w.object("valueRange", |w| {
                    for (key, bound) in [("low", low), ("high", high)] {
                        if let Some(bound) = bound {
                            w.object(key, |w| w.simple_quantity(bound));
                        }
                    }
                });
            }
        }
        ResultValue::Absent(why) => s.said().concept_required(w, "dataAbsentReason", why),
    }
}

fn compared(w: &mut Writer, quantity: &Quantity) {
    w.text_opt("comparator", quantity.comparator.as_deref());
    w.simple_quantity(quantity);
}

/// The kind of investigation as a section of the diagnostic service.
///
/// Source: HL7 v2 table 0074.
pub(super) fn service_section(w: &mut Writer, kind: Option<&InvestigationKind>) {
    const SECTION: &str = "http://terminology.hl7.org/CodeSystem/v2-0074";
    let code = match kind {
        Some(InvestigationKind::Laboratory) => "LAB",
        Some(InvestigationKind::Pathology) => "PAT",
        Some(InvestigationKind::Microbiology) => "MB",
        Some(InvestigationKind::Imaging) => "RAD",
        Some(kind) => return w.items("category", [kind], |w, kind| w.text("text", kind.as_str())),
        None => return,
    };
    w.array("category", |w| w.item(|w| w.items("coding", [code], |w, code| ours(w, SECTION, code))));
}

/// Whether a specimen says anything.
pub(super) fn says_something(specimen: &Specimen) -> bool {
    *specimen != Specimen::default()
}
