//! Procedure: what was done to the person.

use super::reader::Reader;
use crate::record::{EntryBody, EntryLinkKind, Procedure, ProcedureStatus};

/// Reads a Procedure.
pub(super) fn procedure(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let code = reader.concept_at(view, "code")?;
    reader.refuse_when_true("notDone");
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.link_at(&EntryLinkKind::During, view, "context");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::PartOf, view, "partOf");
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    reader.links_at(&EntryLinkKind::DocumentedIn, view, "report");
    Some(EntryBody::Procedure(Procedure {
        code,
        status: reader.text_at(view, "status").map(|word| ProcedureStatus::from(word.as_str())),
        performed: reader.date_or_period("performed"),
        body_sites: reader.concepts_at(view, "bodySite"),
        reasons: reader.concepts_at(view, "reasonCode"),
        outcome: reader.concept_at(view, "outcome"),
        performers: reader.acting_participants("performer", "actor", "function"),
        notes: reader.notes(),
    }))
}
