//! Flag: alerts and risks.

use super::reader::Reader;
use crate::record::{Alert, AlertKind, AlertStatus, EntryBody, EntryLinkKind};

/// Reads a Flag.
pub(super) fn flag(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let code = reader.concept_at(view, "code")?;
    let kind = reader.array_at(view, "category").into_iter().find_map(|category| {
        reader.coarse_code(category, "flag-category", |code| match code {
            "diet" | "drug" | "lab" | "clinical" => Some(AlertKind::Clinical),
            "admin" => Some(AlertKind::Administrative),
            "contact" => Some(AlertKind::Communication),
            "advance-directive" => Some(AlertKind::AdvancePlan),
            _ => None,
        })
    });
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    Some(EntryBody::Alert(Alert {
        code,
        kind,
        status: reader.text_at(view, "status").map(|word| AlertStatus::from(word.as_str())),
        period: reader.period_at(view, "period"),
        author: reader.participant_at(view, "author"),
        notes: Vec::new(),
    }))
}
