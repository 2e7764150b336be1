//! Flag: alerts and risks.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::{ByDates, Stating};
use super::writer::Writer;
use crate::record::{Alert, AlertKind, AlertStatus};

const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/flag-category";

/// Writes an alert.
pub(super) fn flag(w: &mut Writer, s: &Stating<'_, '_>, alert: &Alert) {
    let said = s.said();
    // FHIR asks for a status, and an alert that is not said to be over must be read.
    let active = match &alert.status {
        Some(AlertStatus::Inactive) => false,
        Some(AlertStatus::Active) => true,
        other => {
            s.beyond("Status", other.as_ref().map_or("not stated", AlertStatus::as_str));
            s.by_dates(&alert.period) != ByDates::Over
        }
    };
    let profiles = if active { Profiles::uk_core("Flag").and_ips("Flag-alert") } else { Profiles::uk_core("Flag") };
    s.resource(w, ResourceType::Flag, s.id, profiles, |w| {
        w.ours("status", if active { "active" } else { "inactive" });
        let code = match &alert.kind {
            Some(AlertKind::Clinical) => Some("clinical"),
            Some(AlertKind::Administrative) => Some("admin"),
            Some(AlertKind::Communication) => Some("contact"),
            Some(AlertKind::AdvancePlan) => Some("advance-directive"),
            _ => None,
        };
        match (code, &alert.kind) {
            (Some(code), _) => w.array("category", |w| w.item(|w| w.ours_coding(CATEGORY, code))),
            (None, kind) => {
                w.items("category", kind, |w, kind| w.text("text", &crate::render::words::word(kind.as_str())))
            }
        }
        said.concept_required(w, "code", &alert.code);
        s.subject(w, "subject");
        w.period("period", &alert.period);
        s.encounter(w, "encounter");
        s.participant_opt(w, "author", alert.author.as_ref(), true);
        for note in &alert.notes {
            s.beyond("Note", note.as_str());
        }
    });
}
