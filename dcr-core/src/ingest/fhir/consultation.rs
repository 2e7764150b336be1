//! The Lists of one consultation: what was dealt with, under its headings.
//!
//! Source: GP Connect Access Record Structured, consultations: a consultation List holds topics, a topic holds
//! categories or entries, a category holds entries.

use super::reader::Reader;
use super::view::View;
use crate::record::{EncounterTopic, EntryLinkKind};
use std::collections::BTreeSet;

/// SNOMED CT: the List that is one topic.
const TOPIC: &str = "25851000000105";
/// SNOMED CT: the List that is one category of a topic.
const CATEGORY: &str = "24781000000107";

/// What the Lists of the consultation being read say, and links to its entries and problems.
pub(super) fn topics(reader: &Reader<'_, '_>) -> Vec<EncounterTopic> {
    let lists: Vec<View<'_>> = reader.parts().collect();
    let inner: BTreeSet<u32> =
        lists.iter().flat_map(|list| members(reader, *list)).map(|(_, member)| member.id()).collect();
    let mut topics = Vec::new();
    // The outermost first: whatever no other List of the consultation holds.
    for list in lists.into_iter().filter(|list| !inner.contains(&list.id())) {
        read(reader, list, &EncounterTopic::default(), &mut topics, 0);
    }
    topics
}

/// The Lists of the same consultation that a List holds, each with the reference to it.
fn members<'t>(reader: &Reader<'_, 't>, list: View<'t>) -> Vec<(View<'t>, View<'t>)> {
    let parts: BTreeSet<u32> = reader.parts().map(View::id).collect();
    list.items("entry")
        .filter_map(|entry| {
            let reference = entry.get("item")?;
            let target = reader.bundle.slot(reader.bundle.find(&reference.text_at("reference")?)?)?.resource?;
            parts.contains(&target.id()).then_some((reference, target))
        })
        .collect()
}

fn read<'t>(
    reader: &Reader<'_, 't>,
    list: View<'t>,
    around: &EncounterTopic,
    topics: &mut Vec<EncounterTopic>,
    depth: usize,
) {
    reader.mark_told(list);
    if let Some(encounter) = list.get("encounter") {
        super::reader::mark_reference(encounter);
    }
    let mut topic =
        EncounterTopic { title: around.title.clone(), problems: around.problems.clone(), ..EncounterTopic::default() };
    name(reader, list, &mut topic);
    topic.notes = reader.notes_of(list);
    let inner = members(reader, list);
    let nested: BTreeSet<u32> = inner.iter().map(|(reference, _)| reference.id()).collect();
    for reference in list.items("entry").filter_map(|entry| entry.get("item")) {
        if nested.contains(&reference.id()) {
            super::reader::mark_reference(reference);
        } else if let Some(item) = reader.referenced_item(reference) {
            reader.link(&EntryLinkKind::HasPart, reference);
            if !topic.items.contains(&item) {
                topic.items.push(item);
            }
        }
    }
    let further =
        EncounterTopic { title: topic.title.clone(), problems: topic.problems.clone(), ..EncounterTopic::default() };
    let says_more = topic.heading.is_some() || !topic.items.is_empty() || !topic.notes.is_empty();
    if says_more || (inner.is_empty() && topic != EncounterTopic::default()) {
        topics.push(topic);
    }
    // Lists of one consultation are never deeper than the folds that found them; the bound is theirs.
    for (_, list) in inner.into_iter().filter(|_| depth < 3) {
        read(reader, list, &further, topics, depth + 1);
    }
}

/// The title of a topic or the heading of a category. The title of a topic that is about a problem is the problem's
/// words, which stand in the problem's own entry and are shown only with it; it stays attached.
fn name<'t>(reader: &Reader<'_, 't>, list: View<'t>, topic: &mut EncounterTopic) {
    for extension in Reader::uk_extensions(list, "RelatedProblemHeader") {
        let target = reader.part(extension, "target").and_then(|part| part.get("valueReference"));
        let Some(target) = target else { continue };
        if let Some(item) = reader.referenced_item(target) {
            reader.link(&EntryLinkKind::BecauseOf, target);
            if !topic.problems.contains(&item) {
                topic.problems.push(item);
            }
        }
    }
    let code = |wanted: &str| {
        list.get("code")
            .is_some_and(|code| code.items("coding").any(|coding| coding.text_at("code").as_deref() == Some(wanted)))
    };
    if code(CATEGORY) {
        topic.heading = reader.text_at(list, "title");
    } else if code(TOPIC) && topic.problems.is_empty() {
        topic.title = reader.text_at(list, "title");
    }
}
