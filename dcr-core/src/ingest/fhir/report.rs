//! DiagnosticReport: panels and imaging reports.

use super::observation::{observed, specimen};
use super::reader::Reader;
use crate::record::{EntryBody, EntryLinkKind, Investigation, InvestigationKind, Participant, ResultStatus};

/// Reads a DiagnosticReport; its results are entries of their own, linked as parts.
pub(super) fn report(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let code = reader.concept_at(view, "code")?;
    reader.links_at(&EntryLinkKind::HasPart, view, "result");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.link_at(&EntryLinkKind::During, view, "context");
    let specimens = reader.array_at(view, "specimen").into_iter().filter_map(|found| specimen(reader, found)).collect();
    let mut performers = performers(reader);
    performers.extend(reader.participants_at(view, "resultsInterpreter"));
    for form in view.items("presentedForm") {
        let message = "the report's own document has no place beside its values";
        reader.warn("fhir.value.unusable", form, message);
    }
    let filler = reader.identifier_value(|_, kind| kind == "FILL");
    Some(EntryBody::Investigation(Investigation {
        code,
        kind: kind(reader),
        status: reader.text_at(view, "status").map(|word| ResultStatus::from(word.as_str())),
        placer_number: reader.identifier_value(|_, kind| kind == "PLAC"),
        filler_number: filler.or_else(|| reader.identifier_value(|_, kind| kind.is_empty())),
        observed: observed(reader),
        reported: reader.date_at(view, "issued"),
        specimens,
        measurements: Vec::new(),
        conclusion: reader.text_at(view, "conclusion"),
        requester: None,
        performers,
        notes: reader.notes(),
    }))
}

/// A Reference in R4, an actor in a role in STU3.
fn performers(reader: &Reader<'_, '_>) -> Vec<Participant> {
    if reader.view.items("performer").any(|performer| performer.get("actor").is_some()) {
        return reader.acting_participants("performer", "actor", "role");
    }
    reader.participants_at(reader.view, "performer")
}

/// Source: HL7 v2 table 0074, diagnostic service section.
fn kind(reader: &Reader<'_, '_>) -> Option<InvestigationKind> {
    reader.one_or_more(reader.view, "category").into_iter().find_map(|category| {
        // The ending that both `v2-0074` and STU3's `v2/0074` have.
        reader.coarse_code(category, "0074", |code| {
            Some(match code {
                "LAB" | "CH" | "HM" | "BLB" | "IMM" | "TX" | "SR" => InvestigationKind::Laboratory,
                "PAT" | "CP" | "SP" | "CG" | "GE" => InvestigationKind::Pathology,
                "MB" | "MCB" | "MYC" | "PAR" | "VR" => InvestigationKind::Microbiology,
                "RAD" | "RX" | "CT" | "CTH" | "CUS" | "NMR" | "NMS" | "VUS" | "OUS" | "RUS" | "XRC" => {
                    InvestigationKind::Imaging
                }
                _ => return None,
            })
        })
    })
}
