//! Specimen: what was taken from the person.

use super::choice::ResourceType;
use super::id::ResourceId;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::Specimen;

/// Writes a specimen of a statement.
pub(super) fn specimen(w: &mut Writer, s: &Stating<'_, '_>, specimen: &Specimen, index: usize) -> ResourceId {
    let id = s.part(&["specimen", &index.to_string()]);
    let profiles = Profiles::uk_core("Specimen").and_ips("Specimen");
    s.resource(w, ResourceType::Specimen, id, profiles, |w| {
        if let Some(number) = specimen.identifier.as_deref() {
            w.object("accessionIdentifier", |w| w.text("value", number));
        }
        match &specimen.kind {
            Some(kind) => s.said().concept_required(w, "type", kind),
            None if s.ips() => w.object("type", |w| w.absent("unknown")),
            None => {}
        }
        s.subject(w, "subject");
        w.date_time_opt("receivedTime", specimen.received.as_ref());
        w.object("collection", |w| w.date_time_opt("collectedDateTime", specimen.collected.as_ref()));
    });
    id
}
