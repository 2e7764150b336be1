//! DocumentReference: letters, plans and reports as files.

use super::reader::Reader;
use super::view::View;
use crate::contribution::ContentHash;
use crate::identifier::CodedConcept;
use crate::ingest::Severity;
use crate::record::{Document, DocumentContent, DocumentStatus, EntryBody, EntryLinkKind, Period};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Reads a DocumentReference.
pub(super) fn document(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let attachments: Vec<View<'_>> =
        reader.array_at(view, "content").into_iter().filter_map(|content| content.get("attachment")).collect();
    let title = reader
        .text_at(view, "description")
        .or_else(|| attachments.iter().find_map(|attachment| reader.text_at(*attachment, "title")));
    let kind = reader.concept_at(view, "type").or_else(|| title.as_deref().map(CodedConcept::from_text))?;
    let contents = attachments.iter().filter_map(|attachment| content(reader, *attachment)).collect();
    let context = view.get("context");
    if let Some(context) = context {
        reader.links_at(&EntryLinkKind::During, context, "encounter");
        reader.links_at(&EntryLinkKind::RelatedTo, context, "related");
    }
    replaces(reader, "target", "replaces");
    let settled = reader.text_at(view, "docStatus");
    // A superseded document must read as such, however settled it once was.
    let status = match view.text_at("status").as_deref() {
        Some("superseded") => Some(DocumentStatus::Superseded),
        Some("current") | None => settled
            .map(|word| DocumentStatus::from(word.as_str()))
            .or_else(|| reader.text_at(view, "status").map(|word| DocumentStatus::from(word.as_str()))),
        Some(word) => Some(DocumentStatus::from(word)),
    };
    let number = view.at(&["masterIdentifier", "value"]);
    Some(EntryBody::Document(Document {
        kind,
        title,
        status,
        written: reader.date_at(view, "date"),
        covers: context.map_or_else(Period::default, |context| reader.period_at(context, "period")),
        authors: reader.participants_at(view, "author"),
        identifier: number.and_then(|number| reader.text(number)).or_else(|| reader.identifier_value(|_, _| true)),
        replaces: None,
        sections: Vec::new(),
        contents,
    }))
}

/// Links to the documents that this one replaces.
pub(super) fn replaces(reader: &Reader<'_, '_>, target: &str, word: &str) {
    for relation in reader.array_at(reader.view, "relatesTo") {
        if relation.text_at("code").as_deref() == Some(word)
            && let Some(reference) = relation.get(target)
            && reader.referenced_item(reference).is_some()
        {
            relation.mark_at("code");
            reader.link(&EntryLinkKind::Replaces, reference);
        }
    }
}

/// An attachment: its bytes, those of the Binary that it points at, or where they are.
fn content<'t>(reader: &Reader<'_, 't>, attachment: View<'t>) -> Option<DocumentContent> {
    let stated = attachment.get("contentType").filter(|stated| stated.text().is_some());
    let media_type = stated.and_then(View::text).map(std::borrow::Cow::into_owned);
    let found = content_of(reader, attachment, media_type)?;
    if let Some(stated) = stated {
        stated.mark();
    }
    Some(found)
}

fn content_of<'t>(
    reader: &Reader<'_, 't>,
    attachment: View<'t>,
    media_type: Option<String>,
) -> Option<DocumentContent> {
    if let Some(data) = attachment.get("data") {
        return inline(reader, data, media_type);
    }
    let url = attachment.get("url")?;
    let found = url.text().and_then(|text| reader.bundle.find(&text));
    let target = found.and_then(|at| reader.bundle.slot(at)?.resource);
    if let Some(binary) = target.filter(|target| target.text_at("resourceType").as_deref() == Some("Binary"))
        && let Some(data) = binary.get("data")
    {
        if !reader.bundle.spend(binary.raw().len()) {
            reader.warn("fhir.limit.references", url, "references lead to more than the limit allows");
            return None;
        }
        found.into_iter().for_each(|at| reader.bundle.follow(at));
        reader.note_modifiers(binary);
        let own = binary.get("contentType").filter(|own| own.text().is_some());
        let found = inline(reader, data, own.and_then(View::text).map(std::borrow::Cow::into_owned).or(media_type))?;
        if let Some(own) = own {
            own.mark();
        }
        return Some(found);
    }
    let hash = attachment.get("hash");
    Some(DocumentContent::Link {
        media_type,
        address: reader.text(url)?,
        hash: hash.and_then(|hash| reader.text(hash)),
    })
}

fn inline<'t>(reader: &Reader<'_, 't>, data: View<'t>, media_type: Option<String>) -> Option<DocumentContent> {
    let text = data.text()?;
    let Ok(bytes) = STANDARD.decode(text.as_bytes()) else {
        reader.issue(Severity::Warning, "fhir.value.base64", data, "the document's bytes are not base64");
        return None;
    };
    data.mark();
    Some(DocumentContent::Inline {
        media_type: media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        base64: text.into_owned(),
        sha256: ContentHash::of(&bytes).to_string(),
        size: bytes.len() as u64,
    })
}
