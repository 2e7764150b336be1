//! DiagnosticReport: panels, pathology, microbiology and imaging reports, with their results.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::observation::{based_on, numbers, performers, result, service_section, times};
use super::stating::{Stating, references};
use super::writer::Writer;
use crate::record::{EntryLinkKind, Investigation, InvestigationKind, ResultStatus};

const NOTE: &str = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note";

/// Writes an investigation as a report over its results.
pub(super) fn report(w: &mut Writer, s: &Stating<'_, '_>, investigation: &Investigation) {
    let said = s.said();
    let specimens: Vec<_> = (0..)
        .zip(&investigation.specimens)
        .filter(|(_, found)| super::observation::says_something(found))
        .map(|(index, found)| super::specimen::specimen(w, s, found, index))
        .collect();
    let order = super::service_request::order(w, s, investigation);
    let only = if let [only] = specimens.as_slice() { Some(*only) } else { None };
    let mut results: Vec<_> =
        (0..).zip(&investigation.measurements).map(|found| result(w, s, investigation, found, only)).collect();
    results.extend(s.links(&EntryLinkKind::HasPart, &[ResourceType::Observation]));
    let profile = match investigation.kind {
        Some(InvestigationKind::Laboratory) => "DiagnosticReport-Lab",
        _ => "DiagnosticReport",
    };
    s.resource(w, ResourceType::DiagnosticReport, s.id, Profiles::uk_core(profile).and_ips("DiagnosticReport"), |w| {
        w.items("extension", &investigation.notes, |w, note| {
            if !note.trim().is_empty() {
                w.ours("url", NOTE);
                w.object("valueAnnotation", |w| w.text("text", note));
            }
        });
        numbers(w, investigation);
        based_on(w, s, order);
        let status = match &investigation.status {
            Some(ResultStatus::Other(word)) => {
                s.beyond("Status", word.as_str());
                "unknown"
            }
            Some(status) => status.as_str(),
            None => "unknown",
        };
        w.text("status", status);
        service_section(w, investigation.kind.as_ref());
        said.concept_required(w, "code", &investigation.code);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        times(w, s, investigation.observed.as_ref(), investigation.reported.as_ref());
        performers(w, s, investigation);
        references(w, "specimen", &specimens);
        references(w, "result", &results);
        w.text_opt("conclusion", investigation.conclusion.as_deref());
    });
}
