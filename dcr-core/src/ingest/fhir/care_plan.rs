//! CarePlan: what is planned for the person, and by whom.

use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{EntryBody, EntryLinkKind, SocialCare, SocialCareKind, SocialCareStatus};
use std::collections::BTreeMap;

/// Reads a CarePlan; what its activities are is told in words, their codes stay attached. One without a title, category
/// and description still tells of its activities.
pub(super) fn care_plan(reader: &Reader<'_, '_>) -> EntryBody {
    let view = reader.view;
    let title = reader.text_at(view, "title");
    let category = || reader.array_at(view, "category").into_iter().next().and_then(|kind| reader.concept(kind));
    let description = reader.text_at(view, "description");
    let (what, component) = match title {
        Some(title) => (CodedConcept::from_text(&title), category()),
        None => match category() {
            Some(kind) => (kind, None),
            None => (CodedConcept::from_text(description.as_deref().unwrap_or("Care plan")), None),
        },
    };
    for (kind, keys) in [
        (EntryLinkKind::During, &["encounter", "context"][..]),
        (EntryLinkKind::BecauseOf, &["addresses"]),
        (EntryLinkKind::BasedOn, &["basedOn"]),
        (EntryLinkKind::Replaces, &["replaces"]),
        (EntryLinkKind::PartOf, &["partOf"]),
        (EntryLinkKind::RelatedTo, &["careTeam", "goal", "supportingInfo"]),
    ] {
        for key in keys {
            reader.links_at(&kind, view, key);
        }
    }
    let mut details = BTreeMap::new();
    for activity in reader.array_at(view, "activity") {
        reader.link_at(&EntryLinkKind::HasPart, activity, "reference");
        if let Some(words) = activity.get("detail").and_then(|detail| activity_words(reader, detail)) {
            details.insert(format!("Activity {:02}", details.len() + 1), words);
        }
    }
    let author = reader.participant_at(view, "author");
    let worker = author.or_else(|| reader.participants_at(view, "contributor").into_iter().next());
    EntryBody::SocialCare(SocialCare {
        kind: SocialCareKind::CarePlan,
        what,
        component,
        status: view.get("status").and_then(View::text).map(|word| match word.as_ref() {
            "draft" => SocialCareStatus::Planned,
            "completed" => SocialCareStatus::Finished,
            "revoked" => SocialCareStatus::Cancelled,
            word => {
                view.mark_at("status");
                SocialCareStatus::from(word)
            }
        }),
        period: reader.period_at(view, "period"),
        client_type: None,
        reason: None,
        outcome: None,
        delivery: None,
        provider: None,
        worker,
        description,
        details,
        notes: reader.notes(),
    })
}

/// What an activity is, in words; one that is forbidden says so.
fn activity_words<'t>(reader: &Reader<'_, 't>, detail: View<'t>) -> Option<String> {
    let forbidden = detail.get("doNotPerform").and_then(View::boolean) == Some(true);
    let code = detail.get("code").and_then(|code| reader.words(code));
    let description = reader.text_at(detail, "description");
    let status = reader.text_at(detail, "status").filter(|word| word != "unknown");
    let place = detail.get("location").and_then(|place| reader.location(place));
    let parts: Vec<String> =
        [forbidden.then(|| "Do not".to_owned()), code, description, status, place].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
