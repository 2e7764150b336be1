//! DocumentReference and Composition: letters, plans and reports.

use super::choice::ResourceType;
use super::id::ResourceId;
use super::meta::Profiles;
use super::narrative::xhtml;
use super::stating::{Stating, reference};
use super::writer::Writer;
use crate::record::{Document, DocumentContent, DocumentSection, DocumentStatus, EntryLinkKind, Participant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const DOCUMENTS: &[ResourceType] = &[ResourceType::DocumentReference];

/// Writes a document as a file or as where it is.
pub(super) fn document_reference(w: &mut Writer, s: &Stating<'_, '_>, document: &Document) {
    let said = s.said();
    s.resource(w, ResourceType::DocumentReference, s.id, Profiles::uk_core("DocumentReference"), |w| {
        if let Some(number) = document.identifier.as_deref() {
            w.object("masterIdentifier", |w| w.text("value", number));
        }
        let (status, settled) = match &document.status {
            Some(DocumentStatus::Superseded) => ("superseded", None),
            // Withdrawn: it must not read as in force, and it was not entered in error.
            Some(DocumentStatus::Cancelled) => {
                s.beyond("Status", "cancelled");
                ("superseded", None)
            }
            Some(DocumentStatus::Preliminary) => ("current", Some("preliminary")),
            Some(DocumentStatus::Final) => ("current", Some("final")),
            Some(DocumentStatus::Amended) => ("current", Some("amended")),
            Some(DocumentStatus::Other(word)) => {
                s.beyond("Status", word.as_str());
                ("current", None)
            }
            Some(DocumentStatus::Current) | None => ("current", None),
        };
        w.text("status", status);
        w.text_opt("docStatus", settled);
        said.concept(w, "type", &document.kind);
        s.subject(w, "subject");
        if let Some(written) = document.written.as_ref().filter(|written| super::times::is_instant(written)) {
            w.date_time("date", written);
        }
        s.participants(w, "author", &document.authors);
        s.participant_opt(w, "custodian", document.custodian.as_ref().filter(|who| is_organisation(who)), true);
        let unnamed = document.custodian.as_ref().filter(|who| !is_organisation(who));
        s.beyond_opt("Kept by", unnamed.map(crate::render::words::participant));
        replaces(w, s, document, "target");
        w.text_opt("description", document.title.as_deref());
        w.array("content", |w| contents(w, s, document));
        w.object("context", |w| {
            s.links_at(w, "encounter", &EntryLinkKind::During, &[ResourceType::Encounter]);
            w.period("period", &document.covers);
            let related = s.links(&EntryLinkKind::RelatedTo, ANYTHING);
            super::stating::references(w, "related", &related);
        });
    });
}

/// Only an organisation may be FHIR's custodian.
fn is_organisation(who: &Participant) -> bool {
    super::encounter::provider(std::slice::from_ref(who)).is_some()
}

/// The types of which entries become resources.
pub(super) const ANYTHING: &[ResourceType] = &[
    ResourceType::AllergyIntolerance,
    ResourceType::Appointment,
    ResourceType::CarePlan,
    ResourceType::CareTeam,
    ResourceType::Composition,
    ResourceType::Condition,
    ResourceType::Device,
    ResourceType::DiagnosticReport,
    ResourceType::DocumentReference,
    ResourceType::Encounter,
    ResourceType::EpisodeOfCare,
    ResourceType::FamilyMemberHistory,
    ResourceType::Flag,
    ResourceType::Immunization,
    ResourceType::MedicationAdministration,
    ResourceType::MedicationDispense,
    ResourceType::MedicationRequest,
    ResourceType::MedicationStatement,
    ResourceType::Observation,
    ResourceType::Procedure,
    ResourceType::RelatedPerson,
    ResourceType::ServiceRequest,
    ResourceType::Task,
];

fn replaces(w: &mut Writer, s: &Stating<'_, '_>, document: &Document, target: &'static str) {
    let linked =
        s.links(&EntryLinkKind::Replaces, if target == "target" { DOCUMENTS } else { &[ResourceType::Composition] });
    w.array("relatesTo", |w| {
        for id in linked {
            w.item(|w| {
                w.ours("code", "replaces");
                reference(w, target, id);
            });
        }
        if let Some(number) = document.replaces.as_deref().filter(|number| !number.trim().is_empty()) {
            w.item(|w| {
                w.ours("code", "replaces");
                if target == "target" {
                    w.object("target", |w| w.object("identifier", |w| w.text("value", number)));
                } else {
                    w.object("targetIdentifier", |w| w.text("value", number));
                }
            });
        }
    });
}

/// One attachment a form; words under headings become plain text. FHIR asks for one attachment at least.
fn contents(w: &mut Writer, s: &Stating<'_, '_>, document: &Document) {
    let before = w.len();
    let created = document.written.as_ref().filter(|written| !super::times::is_instant(written));
    let mut attachment = |content: &dyn Fn(&mut Writer)| {
        w.item(|w| {
            w.object("attachment", |w| {
                content(w);
                w.date_time_opt("creation", created);
            });
        });
    };
    for content in &document.contents {
        match content {
            DocumentContent::Text(text) => attachment(&|w| plain(w, None, text)),
            DocumentContent::Inline { media_type, base64, .. } => attachment(&|w| {
                w.code("contentType", media_type);
                w.text("data", base64);
            }),
            DocumentContent::Link { media_type, address, hash } => {
                let is_url = !address.contains(char::is_whitespace);
                attachment(&|w| {
                    if let Some(media_type) = media_type {
                        w.code("contentType", media_type);
                    }
                    if is_url {
                        w.text("url", address);
                    }
                    // FHIR's hash is base64; a source may give another, which is told in words.
                    w.text_opt("hash", hash.as_deref().filter(|hash| STANDARD.decode(hash).is_ok()));
                });
                if !is_url {
                    s.beyond("Address", address.as_str());
                }
                s.beyond_opt("Hash", hash.as_deref().filter(|hash| STANDARD.decode(hash).is_err()));
            }
        }
    }
    for section in &document.sections {
        let heading = section.title.as_deref().or_else(|| section.code.as_ref().map(|code| code.words()));
        attachment(&|w| plain(w, heading, &section.text));
    }
    if w.len() == before {
        w.item(|w| w.object("attachment", |w| w.absent("unknown")));
    }
}

/// Words as an attachment of plain text.
fn plain(w: &mut Writer, title: Option<&str>, words: &str) {
    w.ours("contentType", "text/plain; charset=utf-8");
    w.text("data", &STANDARD.encode(words));
    w.text_opt("title", title);
}

/// Writes a document that is words under headings as a Composition.
pub(super) fn composition(w: &mut Writer, s: &Stating<'_, '_>, document: &Document) {
    let said = s.said();
    s.resource(w, ResourceType::Composition, s.id, Profiles::uk_core("Composition"), |w| {
        if let Some(number) = document.identifier.as_deref() {
            w.object("identifier", |w| w.text("value", number));
        }
        w.text_opt("status", document.status.as_ref().map(DocumentStatus::as_str));
        said.concept_required(w, "type", &document.kind);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.date_time_opt("date", document.written.as_ref());
        let before = w.len();
        s.participants(w, "author", &document.authors);
        if w.len() == before {
            w.array("author", |w| w.item(|w| w.absent("unknown")));
        }
        match document.title.as_deref().filter(|title| !title.trim().is_empty()) {
            Some(title) => w.text("title", title),
            None => w.object("_title", |w| w.absent("unknown")),
        }
        s.participant_opt(w, "custodian", document.custodian.as_ref().filter(|who| is_organisation(who)), true);
        let unnamed = document.custodian.as_ref().filter(|who| !is_organisation(who));
        s.beyond_opt("Kept by", unnamed.map(crate::render::words::participant));
        replaces(w, s, document, "targetReference");
        w.items("event", [document], |w, document| w.period("period", &document.covers));
        let mut parts = s.links(&EntryLinkKind::HasPart, ANYTHING);
        w.array("section", |w| sections(w, s, &document.sections, &mut parts));
    });
}

/// The sections of one depth, each with the deeper ones that follow it inside.
fn sections(w: &mut Writer, s: &Stating<'_, '_>, all: &[DocumentSection], parts: &mut Vec<ResourceId>) {
    let mut rest = all;
    while let Some((found, after)) = rest.split_first() {
        let deeper = after.iter().take_while(|inner| inner.depth > found.depth).count();
        let (inner, next) = after.split_at_checked(deeper).unwrap_or((&[], after));
        w.item(|w| {
            section(w, s, found, &std::mem::take(parts), inner.is_empty());
            w.array("section", |w| sections(w, s, inner, parts));
        });
        rest = next;
    }
}

fn section(w: &mut Writer, s: &Stating<'_, '_>, section: &DocumentSection, parts: &[ResourceId], innermost: bool) {
    w.text_opt("title", section.title.as_deref());
    s.said().concept_opt(w, "code", section.code.as_ref());
    // A section needs words, entries or sections (invariant cmp-1).
    if !section.text.trim().is_empty() {
        xhtml(w, "additional", |m| m.passage_with_breaks(&section.text));
    } else if parts.is_empty() && innermost {
        xhtml(w, "additional", |m| m.words("No words stand under this heading."));
    }
    super::stating::references(w, "entry", parts);
}
