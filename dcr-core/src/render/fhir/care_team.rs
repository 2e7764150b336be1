//! CareTeam: who looks after the person.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{CareProvider, CareProviderRole, EntryLinkKind};

/// Writes a care provider.
pub(super) fn care_team(w: &mut Writer, s: &Stating<'_, '_>, provider: &CareProvider) {
    let said = s.said();
    s.resource(w, ResourceType::CareTeam, s.id, Profiles::uk_core("CareTeam"), |w| {
        match provider.status.as_deref() {
            status @ Some("proposed" | "active" | "suspended" | "inactive") => w.text_opt("status", status),
            other => s.beyond_opt("Status", other),
        }
        if provider.role != CareProviderRole::Team {
            let role = crate::render::words::word(provider.role.as_str());
            w.items("category", [role], |w, role| w.text("text", &role));
        }
        w.text_opt("name", provider.name.as_deref());
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        w.period("period", &provider.period);
        w.array("participant", |w| {
            for who in &provider.members {
                w.item(|w| s.participant(w, "member", who, true));
            }
        });
        said.concepts(w, "reasonCode", &provider.reasons);
        s.links_at(w, "reasonReference", &EntryLinkKind::BecauseOf, &[ResourceType::Condition]);
        w.notes(&provider.notes);
    });
}
