//! List: a section of the record, its state and its lines; and the sources of the record.

use super::choice::ResourceType;
use super::datatypes::Said;
use super::id::ResourceId;
use super::meta::{self, Profiles};
use super::section::Around;
use super::stating::{Export, reference};
use super::system;
use super::writer::Writer;
use crate::consent::{SectionState, VisibleRecord, VisibleSection, VisibleSectionStatement};
use crate::record::SectionWarning;

const WARNING: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ListWarningCode";
const WARNING_CODES: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-ListWarningCode";

/// Writes a section: its lines by their leading statements, and what a reader must know of what is not there.
pub(super) fn section(
    w: &mut Writer,
    export: &Export<'_>,
    record: &VisibleRecord,
    section: &VisibleSection,
    lines: &[ResourceId],
) {
    let id = ResourceId::of([export.person.as_str(), "section", section.section.as_str()]);
    let around = Around::of(record);
    list(w, id, |w| {
        if matches!(section.state, SectionState::Withheld | SectionState::PartlyWithheld | SectionState::Held) {
            w.items("extension", [()], |w, ()| {
                w.ours("url", WARNING);
                w.ours_concept("valueCodeableConcept", WARNING_CODES, "confidential-items");
            });
        }
        w.ours("status", "current");
        w.ours("mode", "snapshot");
        w.ours("title", section.section.title());
        w.object("code", |w| {
            w.items("coding", section.section.heading_code(), |w, code| {
                super::datatypes::ours(w, system::HEADINGS, code);
            });
            w.ours("text", section.section.title());
        });
        reference(w, "subject", export.patient);
        w.instant("date", record.at);
        w.items("note", around.notice(section.state), |w, words| w.text("text", &words));
        w.items("entry", lines, |w, id| reference(w, "item", *id));
        if lines.is_empty() {
            around.empty_reason(w, section.state);
        }
    });
}

/// Writes what one source says of a section, or of one list in it, as a whole. Which entries stand on that list is not
/// held, so it names none.
pub(super) fn statement(w: &mut Writer, export: &Export<'_>, stated: &VisibleSectionStatement) {
    let said = Said { organisation: stated.provenance.organisation.as_str() };
    let statement = &stated.statement;
    let id = export.id(&stated.provenance, &[]);
    w.item(|w| {
        w.url("fullUrl", &id);
        w.object("resource", |w| {
            w.ours("resourceType", ResourceType::List.as_str());
            w.text("id", id.as_str());
            let profiles = Profiles::uk_core("List");
            let name = stated.organisation_name.as_str();
            meta::meta(w, &stated.provenance, name, profiles, false, &statement.sensitivity, false);
            w.items("extension", &statement.warnings, |w, warning| {
                w.ours("url", WARNING);
                match warning {
                    SectionWarning::Other(word) => w.object("valueCodeableConcept", |w| w.text("text", word)),
                    known => w.word_concept("valueCodeableConcept", WARNING_CODES, known.as_str()),
                }
            });
            w.ours("status", "current");
            w.ours("mode", "snapshot");
            w.text("title", statement.heading.words());
            said.concept_required(w, "code", &statement.heading);
            reference(w, "subject", export.patient);
            w.date_time_opt("date", statement.as_at.as_ref());
            w.notes(&statement.notes);
            if let Some(reason) = &statement.empty {
                super::section::stated_reason(w, reason);
            }
        });
    });
}

/// Writes the sources of the record and how fresh each is.
pub(super) fn sources(w: &mut Writer, export: &Export<'_>, record: &VisibleRecord) {
    let id = ResourceId::of([export.person.as_str(), "sources"]);
    let mut organisations = Vec::new();
    for source in &record.sources {
        let id = export.people.borrow_mut().source(&export.person, &source.organisation, &source.name);
        if !organisations.contains(&id) {
            organisations.push(id);
        }
    }
    list(w, id, |w| {
        w.ours("status", "current");
        w.ours("mode", "snapshot");
        w.ours("title", "Sources of this record");
        w.object("code", |w| w.ours("text", "Sources of this record"));
        reference(w, "subject", export.patient);
        w.instant("date", record.at);
        let consent = format!("Consent: {}", record.consent);
        w.items("note", [consent].into_iter().chain(Around::of(record).sources()), |w, words| w.text("text", &words));
        w.items("entry", &organisations, |w, id| reference(w, "item", *id));
    });
}

fn list(w: &mut Writer, id: ResourceId, content: impl FnOnce(&mut Writer)) {
    w.item(|w| {
        w.url("fullUrl", &id);
        w.object("resource", |w| {
            w.ours("resourceType", ResourceType::List.as_str());
            w.text("id", id.as_str());
            w.object("meta", |w| Profiles::uk_core("List").write(w, false));
            content(w);
        });
    });
}
