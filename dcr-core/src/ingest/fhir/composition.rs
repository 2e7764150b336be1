//! Composition: discharge summaries and other structured documents.

use super::bundle::Bundle;
use super::document::{attesters, custodian, relations};
use super::reader::{Reader, item_of};
use super::security::bounded;
use super::view::View;
use crate::identifier::SourceItemId;
use crate::narrative::words_of_html;
use crate::record::{
    Document, DocumentContent, DocumentSection, DocumentStatus, EntryBody, EntryLinkKind, Period, Sensitivity,
};
use std::collections::HashMap;

/// Reads a Composition. Its words are taken out of their markup, which stays attached.
pub(super) fn composition(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let kind = reader.concept_at(view, "type")?;
    let mut sections = Vec::new();
    for (found, depth) in sections_of(view) {
        let section = DocumentSection {
            title: reader.text_at(found, "title"),
            code: reader.concept_at(found, "code"),
            text: words(reader, found),
            depth,
        };
        if section != (DocumentSection { depth, ..DocumentSection::default() }) {
            sections.push(section);
        }
        reader.links_at(&EntryLinkKind::HasPart, found, "entry");
    }
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    let replaces = relations(reader, &["targetReference"], "targetIdentifier");
    let covers = view.items("event").next().map_or_else(Period::default, |event| reader.period_at(event, "period"));
    let mut authors = reader.participants_at(view, "author");
    authors.extend(attesters(reader));
    let number = view.at(&["identifier", "value"]);
    // Without sections the document has no words but its own narrative.
    let own = sections.is_empty().then(|| view.at(&["text", "div"]).and_then(View::text)).flatten();
    let own = own.map(|markup| words_of_html(&markup)).filter(|words| !words.is_empty());
    Some(EntryBody::Document(Document {
        kind,
        title: reader.text_at(view, "title"),
        status: reader.text_at(view, "status").map(|word| DocumentStatus::from(word.as_str())),
        written: reader.date_at(view, "date"),
        covers,
        authors,
        custodian: custodian(reader),
        identifier: number.and_then(|number| reader.text(number)),
        replaces,
        sections,
        contents: own.map(DocumentContent::Text).into_iter().collect(),
    }))
}

/// The words of a section, or why it has none.
fn words(reader: &Reader<'_, '_>, section: View<'_>) -> String {
    let markup = section.at(&["text", "div"]).and_then(View::text).unwrap_or_default();
    let words = words_of_html(&markup);
    match section.get("emptyReason") {
        Some(reason) if words.is_empty() => reader.words(reason).unwrap_or_default(),
        _ => words,
    }
}

/// Every section of a Composition in reading order, with its depth.
fn sections_of(composition: View<'_>) -> Vec<(View<'_>, u8)> {
    let mut found = Vec::new();
    let mut open: Vec<(View<'_>, u8)> = composition.items("section").map(|section| (section, 0)).collect();
    open.reverse();
    while let Some((section, depth)) = open.pop() {
        found.push((section, depth));
        let inner: Vec<_> = section.items("section").map(|inner| (inner, depth.saturating_add(1))).collect();
        open.extend(inner.into_iter().rev());
    }
    found
}

/// What a document says of the resources that came with it.
#[derive(Debug, Default, Clone)]
pub(super) struct Documented {
    /// The documents that a resource is told of in.
    pub(super) documents: Vec<SourceItemId>,
    /// How freely those documents may be shown: what they tell may not be shown more freely.
    pub(super) labels: Sensitivity,
}

/// What the documents of an input say of its resources, by [`View::id`].
///
/// Source: HL7 FHIR R4, 3.3.1: the first resource of a Bundle of type `document` is its Composition. Its labels are those of
/// the whole document; its sections refer to their resources, some through a List.
pub(super) fn documented(bundle: &Bundle<'_>) -> HashMap<u32, Documented> {
    let mut found: HashMap<u32, Documented> = HashMap::new();
    for slot in bundle.slots.iter().filter(|slot| slot.kind == "Composition") {
        let (Some(view), Some(item)) = (slot.resource, item_of(bundle, slot)) else { continue };
        let mut told: Vec<View<'_>> =
            sections_of(view).iter().flat_map(|(section, _)| section.items("entry")).collect();
        let mut followed = std::collections::HashSet::new();
        while let Some(reference) = told.pop() {
            let target = reference.text_at("reference").and_then(|text| bundle.slot(bundle.find(&text)?));
            let Some((target, kind)) = target.and_then(|slot| Some((slot.resource?, slot.kind.as_str()))) else {
                continue;
            };
            if !followed.insert(target.id()) {
                continue;
            }
            found.entry(target.id()).or_default().documents.push(item.clone());
            if kind == "List" {
                told.extend(target.items("entry").filter_map(|entry| entry.get("item")));
            }
        }
    }
    for wrapper in bundle.wrappers.iter().filter(|wrapper| wrapper.text_at("type").as_deref() == Some("document")) {
        let mut resources = wrapper.items("entry").filter_map(|entry| Some((entry, entry.get("resource")?)));
        let Some((entry, first)) = resources.next() else { continue };
        if first.text_at("resourceType").as_deref() != Some("Composition") {
            continue;
        }
        // Its own issues are told where it is read itself.
        let reader = Reader::new(bundle, first);
        let labels = bounded(reader.with_understanding(reader.sensitivity(Some(entry), false)));
        if labels.is_empty() {
            continue;
        }
        for (_, resource) in resources {
            let documented = found.entry(resource.id()).or_default();
            documented.labels = documented.labels.union(&labels);
        }
    }
    found
}
