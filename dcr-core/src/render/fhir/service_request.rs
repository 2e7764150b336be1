//! ServiceRequest: who asked for an investigation.

use super::choice::ResourceType;
use super::id::ResourceId;
use super::meta::Profiles;
use super::stating::Stating;
use super::system;
use super::writer::Writer;
use crate::record::Investigation;

/// Writes the order behind an investigation, where the record names who asked for it. How the order stands is not held.
pub(super) fn order(w: &mut Writer, s: &Stating<'_, '_>, investigation: &Investigation) -> Option<ResourceId> {
    let requester = investigation.requester.as_ref()?;
    let id = s.part(&["order"]);
    s.resource(w, ResourceType::ServiceRequest, id, Profiles::uk_core("ServiceRequest"), |w| {
        w.items("identifier", investigation.placer_number.as_deref(), |w, number| {
            if !number.trim().is_empty() {
                w.ours_concept("type", system::IDENTIFIER_TYPE, "PLAC");
                w.text("value", number);
            }
        });
        w.ours("status", "unknown");
        w.ours("intent", "order");
        s.said().concept(w, "code", &investigation.code);
        s.subject(w, "subject");
        s.participant(w, "requester", requester, true);
    });
    Some(id)
}
