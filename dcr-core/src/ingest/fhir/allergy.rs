//! AllergyIntolerance: allergies, intolerances and the statement that none is known.

use super::reader::Reader;
use super::view::View;
use crate::ingest::Severity;
use crate::record::{
    Allergy, AllergyCategory, AllergyStatus, Certainty, Criticality, EntryBody, EntryLinkKind, Period, Reaction,
};

const ASSOCIATED_ENCOUNTER: &str = "http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter";

/// Reads an AllergyIntolerance.
pub(super) fn allergy(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    // A source that names the substance only at the reaction still names it.
    let substance = || reader.array_at(view, "reaction").into_iter().find_map(|r| reader.concept_at(r, "substance"));
    let code = reader.concept_at(view, "code").or_else(substance)?;
    let clinical = view.get("clinicalStatus").and_then(|status| {
        reader.known_code(status, "allergyintolerance-clinical", |code| Some(AllergyStatus::from(code)))
    });
    let (refuted, certainty) = verification(reader);
    let categories =
        reader.texts_at(view, "category").iter().map(|word| AllergyCategory::from(word.as_str())).collect();
    let onset = reader.date_at(view, "onsetDateTime").or_else(|| reader.date_at(view.get("onsetPeriod")?, "start"));
    let mut notes = reader.notes();
    let mut end = None;
    // UK Core 2.5 places it on the clinical status, earlier releases on the resource.
    let ended = [Some(view), view.get("clinicalStatus")];
    let named = |parent| Reader::uk_extension(parent, &["AllergyIntoleranceEnd", "AllergyIntolEnd"]);
    if let Some(ended) = ended.into_iter().flatten().find_map(named) {
        end = reader.part(ended, "endDate").and_then(|part| reader.date_at(part, "valueDateTime"));
        notes.extend(reader.part(ended, "reasonEnded").and_then(|part| reader.text_at(part, "valueString")));
    }
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    if let Some(extension) = Reader::extension(view, ASSOCIATED_ENCOUNTER) {
        reader.link_at(&EntryLinkKind::During, extension, "valueReference");
        extension.mark_at("url");
    }
    Some(EntryBody::Allergy(Allergy {
        code,
        status: refuted.or(clinical),
        certainty,
        categories,
        criticality: reader.text_at(view, "criticality").map(|word| Criticality::from(word.as_str())),
        reactions: reader.array_at(view, "reaction").into_iter().filter_map(|view| reaction(reader, view)).collect(),
        period: Period { start: onset, end },
        noted: reader.date_at(view, "recordedDate").or_else(|| reader.date_at(view, "assertedDate")),
        asserter: reader.participant_at(view, "asserter").or_else(|| reader.participant_at(view, "recorder")),
        ingredients: Vec::new(),
        notes,
    }))
}

fn verification(reader: &Reader<'_, '_>) -> (Option<AllergyStatus>, Option<Certainty>) {
    let Some(status) = reader.view.get("verificationStatus") else { return (None, None) };
    let read = reader.known_code(status, "allergyintolerance-verification", |code| match code {
        "refuted" => Some((Some(AllergyStatus::Refuted), None)),
        "confirmed" | "unconfirmed" | "presumed" => Some((None, Some(Certainty::from(code)))),
        _ => None,
    });
    if read.is_none() && !super::map::says_in_error(status) {
        reader.not_understood.set(true);
        reader.issue(Severity::Error, "fhir.modifier-element", status, "how sure the source is cannot be read");
    }
    read.unwrap_or_default()
}

fn reaction<'t>(reader: &Reader<'_, 't>, view: View<'t>) -> Option<Reaction> {
    let found = Reaction {
        manifestations: reader.concepts_at(view, "manifestation"),
        severity: reader.text_at(view, "severity"),
        onset: reader.date_at(view, "onset"),
        description: reader.text_at(view, "description"),
    };
    (found != Reaction::default()).then_some(found)
}
