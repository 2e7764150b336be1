//! Observation: laboratory results, vital signs and other findings.

use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{
    EntryBody, EntryLinkKind, Interpretation, Investigation, InvestigationKind, Measurement, ResultStatus, ResultValue,
    Specimen,
};
use crate::time::PartialDateTime;

/// Reads an Observation.
pub(super) fn observation(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let code = reader.concept_at(view, "code")?;
    let mut measurements: Vec<Measurement> = measurement(reader, view, &code).into_iter().collect();
    for component in reader.array_at(view, "component") {
        if let Some(code) = reader.concept_at(component, "code") {
            let empty = || empty_measurement(code.clone());
            measurements.push(measurement(reader, component, &code).unwrap_or_else(empty));
        } else {
            reader.warn("fhir.item.no-code", component, "the component does not say what it is");
        }
    }
    reader.links_at(&EntryLinkKind::HasPart, view, "hasMember");
    reader.links_at(&EntryLinkKind::RelatedTo, view, "derivedFrom");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::PartOf, view, "partOf");
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.link_at(&EntryLinkKind::During, view, "context");
    related(reader);
    let mut notes = reader.notes();
    notes.extend(reader.text_at(view, "comment"));
    Some(EntryBody::Investigation(Investigation {
        code,
        kind: kind(reader),
        status: reader.text_at(view, "status").map(|word| ResultStatus::from(word.as_str())),
        placer_number: reader.identifier_value(|_, kind| kind == "PLAC"),
        filler_number: reader.identifier_value(|_, kind| kind == "FILL"),
        observed: observed(reader),
        reported: reader.date_at(view, "issued"),
        specimens: view.get("specimen").and_then(|reference| specimen(reader, reference)).into_iter().collect(),
        measurements,
        conclusion: None,
        requester: None,
        performers: reader.participants_at(view, "performer"),
        notes,
    }))
}

/// How STU3 says that Observations hang together.
fn related(reader: &Reader<'_, '_>) {
    for related in reader.array_at(reader.view, "related") {
        let word = related.get("type");
        let kind = match word.and_then(View::text).as_deref() {
            Some("has-member") => EntryLinkKind::HasPart,
            Some("replaces") => EntryLinkKind::Replaces,
            _ => EntryLinkKind::RelatedTo,
        };
        reader.link_at(&kind, related, "target");
        if let Some(word) = word.filter(|_| kind != EntryLinkKind::RelatedTo && related.any_used()) {
            word.mark();
        }
    }
}

/// When it was observed; the end of a period stays attached.
pub(super) fn observed(reader: &Reader<'_, '_>) -> Option<PartialDateTime> {
    let at = |key: &str| reader.date_at(reader.view, key);
    at("effectiveDateTime")
        .or_else(|| at("effectiveInstant"))
        .or_else(|| reader.date_at(reader.view.get("effectivePeriod")?, "start"))
}

fn kind(reader: &Reader<'_, '_>) -> Option<InvestigationKind> {
    reader.array_at(reader.view, "category").into_iter().find_map(|category| {
        reader.coarse_code(category, "", |code| {
            Some(match code {
                // SNOMED CT, as GP Connect uses it: pathology.
                "394595002" => InvestigationKind::Pathology,
                "laboratory" => InvestigationKind::Laboratory,
                "vital-signs" => InvestigationKind::VitalSigns,
                "imaging" => InvestigationKind::Imaging,
                "exam" | "social-history" => InvestigationKind::Finding,
                "survey" => InvestigationKind::Score,
                _ => return None,
            })
        })
    })
}

fn empty_measurement(code: CodedConcept) -> Measurement {
    Measurement {
        code,
        value: None,
        interpretations: Vec::new(),
        ranges: Vec::new(),
        status: None,
        observed: None,
        method: None,
        group: None,
        notes: Vec::new(),
    }
}

/// The value of an Observation or a component, if it says anything of one.
fn measurement<'t>(reader: &Reader<'_, 't>, view: View<'t>, code: &CodedConcept) -> Option<Measurement> {
    let value =
        reader.result_value(view).or_else(|| reader.concept_at(view, "dataAbsentReason").map(ResultValue::Absent));
    let empty = empty_measurement(code.clone());
    let found = Measurement {
        value,
        interpretations: interpretations(reader, view),
        ranges: reader.reference_ranges(view),
        method: reader.concept_at(view, "method"),
        ..empty.clone()
    };
    (found != empty).then_some(found)
}

fn interpretations<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Vec<Interpretation> {
    let one = |concept: View<'t>| {
        let coded = reader
            .known_code(concept, "ObservationInterpretation", |code| Some(Interpretation::from(code)))
            .or_else(|| reader.known_code(concept, "v2/0078", |code| Some(Interpretation::from(code))));
        coded.or_else(|| reader.words(concept).map(|words| Interpretation::from(words.as_str())))
    };
    reader.one_or_more(view, "interpretation").into_iter().filter_map(one).collect()
}

/// What was taken from the person, as the Specimen that is referred to says it.
pub(super) fn specimen<'t>(reader: &Reader<'_, 't>, reference: View<'t>) -> Option<Specimen> {
    let target =
        reader.follow(reference).filter(|target| target.text_at("resourceType").as_deref() == Some("Specimen"))?;
    reader.note_modifiers(target);
    let number = target.at(&["accessionIdentifier", "value"]);
    let number = number.or_else(|| target.items("identifier").find_map(|identifier| identifier.get("value")));
    let collection = target.get("collection");
    let found = Specimen {
        identifier: number.and_then(|number| reader.text(number)),
        kind: reader.concept_at(target, "type"),
        collected: collection.and_then(|collection| {
            let at = reader.date_at(collection, "collectedDateTime");
            at.or_else(|| reader.date_at(collection.get("collectedPeriod")?, "start"))
        }),
        received: reader.date_at(target, "receivedTime"),
    };
    (found != Specimen::default()).then_some(found)
}
