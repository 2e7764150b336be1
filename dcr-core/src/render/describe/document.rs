//! Documents in words. Nothing that a document carries is ever run or loaded: of its attachments only the words are shown,
//! escaped like any others.

use super::{Description, Tone};
use crate::record::{Document, DocumentContent, DocumentSection, DocumentStatus};
use crate::render::words;

pub(super) fn document(document: &Document) -> Description {
    let kind = words::concept(&document.kind);
    let titled = document.title.as_deref().filter(|title| !title.trim().is_empty() && *title != kind);
    let mut said = Description::new(titled.unwrap_or(&kind).to_owned());
    said.mark(
        document.status.as_ref().map(DocumentStatus::as_str),
        match document.status {
            Some(DocumentStatus::Current | DocumentStatus::Final) => Tone::Quiet,
            None => Tone::Plain,
            Some(_) => Tone::Caution,
        },
    );
    said.fact("Kind", titled.map(|_| kind.clone()));
    said.fact("Author", words::participants(&document.authors));
    said.fact("Kept by", document.custodian.as_ref().map(words::participant));
    said.fact("About the time", words::period(&document.covers));
    said.fact("Document number", document.identifier.clone());
    said.fact("Replaces document", document.replaces.clone());
    let mut above = Vec::new();
    for section in &document.sections {
        above.truncate(usize::from(section.depth));
        above.push(heading(section));
        said.passage(&above.join(" > "), &section.text);
    }
    for content in &document.contents {
        add_content(&mut said, content);
    }
    said
}

fn heading(section: &DocumentSection) -> String {
    section.title.clone().or_else(|| section.code.as_ref().map(words::concept)).unwrap_or_else(|| "Text".to_owned())
}

fn add_content(said: &mut Description, content: &DocumentContent) {
    match content {
        DocumentContent::Text(text) => said.passage("Text", text),
        DocumentContent::Inline { media_type, size, .. } => {
            said.fact("Attachment", Some(format!("{media_type}, {}", words::size(*size))));
            if let Some(text) = content.words() {
                said.passage("Text of the attachment", &text);
            }
        }
        DocumentContent::Link { media_type, address, .. } => {
            let media_type = media_type.as_deref().unwrap_or("kind not stated");
            said.fact("Held elsewhere", Some(format!("{media_type}, at {address}")));
        }
    }
}
