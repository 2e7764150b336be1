//! DiagnosticReport: panels and imaging reports.

use super::observation::{observed, specimen};
use super::reader::Reader;
use crate::record::{
    Document, EntryBody, EntryLinkKind, Investigation, InvestigationKind, Participant, Period, ResultStatus,
};

/// R5's notes of a report.
const NOTE: &str = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note";

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
        conclusion: conclusion(reader),
        requester: None,
        performers,
        notes: notes(reader),
    }))
}

/// The notes, which R4 has no element for; STU3 and R5 have, and UK Core takes R5's as an extension.
fn notes(reader: &Reader<'_, '_>) -> Vec<String> {
    let mut notes = reader.notes();
    for extension in reader.view.items("extension").filter(|found| found.text_at("url").as_deref() == Some(NOTE)) {
        let note = extension.get("valueAnnotation").and_then(|note| reader.text_at(note, "text"));
        if note.is_some() {
            extension.mark_at("url");
        }
        notes.extend(note);
    }
    notes
}

/// The conclusion in words; the codes of a conclusion are told by their words and stay attached.
fn conclusion(reader: &Reader<'_, '_>) -> Option<String> {
    let view = reader.view;
    let mut words: Vec<String> = reader.text_at(view, "conclusion").into_iter().collect();
    for key in ["conclusionCode", "codedDiagnosis"] {
        words.extend(reader.array_at(view, key).into_iter().filter_map(|code| reader.words(code)));
    }
    (!words.is_empty()).then(|| words.join("; "))
}

/// The report as its own documents, one for each form: entries of their own.
pub(super) fn forms(reader: &Reader<'_, '_>) -> Vec<(String, EntryBody)> {
    let view = reader.view;
    let Some(code) = view.get("code").and_then(|code| reader.concept(code)) else { return Vec::new() };
    let mut found = Vec::new();
    for (index, form) in reader.array_at(view, "presentedForm").into_iter().enumerate() {
        let Some(content) = reader.attachment(form) else { continue };
        let document = Document {
            kind: code.clone(),
            title: reader.text_at(form, "title"),
            status: None,
            written: reader
                .date_at(form, "creation")
                .or_else(|| view.get("issued").and_then(|at| reader.peek_date(at))),
            covers: Period::default(),
            authors: performers(reader),
            custodian: None,
            identifier: None,
            replaces: None,
            sections: Vec::new(),
            contents: vec![content],
        };
        found.push((format!("presentedForm/{index}"), EntryBody::Document(document)));
    }
    found
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
