//! CareTeam: who looks after the person together.

use super::reader::Reader;
use crate::record::{CareProvider, CareProviderRole, EntryBody, EntryLinkKind};

/// Reads a CareTeam; one that names neither itself nor a member says nothing.
pub(super) fn care_team(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let name = reader.text_at(view, "name");
    let mut members = reader.acting_participants("participant", "member", "role");
    members.extend(reader.participants_at(view, "managingOrganization"));
    if name.is_none() && members.is_empty() {
        return None;
    }
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    Some(EntryBody::CareProvider(CareProvider {
        role: role(reader),
        name,
        members,
        reasons: reader.concepts_at(view, "reasonCode"),
        status: reader.text_at(view, "status"),
        period: reader.period_at(view, "period"),
        notes: reader.notes(),
    }))
}

/// What the team is to the person: where its category is one of the record's own words, that, else a team.
fn role(reader: &Reader<'_, '_>) -> CareProviderRole {
    let known = reader.array_at(reader.view, "category").into_iter().find_map(|category| {
        let text = category.get("text")?;
        let role = CareProviderRole::from(text.text()?.to_lowercase().replace(' ', "-").as_str());
        (!matches!(role, CareProviderRole::Other(_))).then(|| text.mark()).map(|()| role)
    });
    known.unwrap_or(CareProviderRole::Team)
}
