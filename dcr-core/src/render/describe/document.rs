//! Documents in words. Nothing that a document carries is ever run or loaded.

use super::{Description, Tone};
use crate::record::{Document, DocumentContent, DocumentSection, DocumentStatus};
use crate::render::words;
use base64::{Engine, engine::general_purpose::STANDARD};

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
    said.fact("About the time", words::period(&document.covers));
    said.fact("Document number", document.identifier.clone());
    said.fact("Replaces document", document.replaces.clone());
    for section in &document.sections {
        said.passage(&heading(section), &section.text);
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
        DocumentContent::Inline { media_type, base64, size, .. } => {
            said.fact("Attachment", Some(format!("{media_type}, {}", words::size(*size))));
            if let Some(text) = plain_text(media_type, base64) {
                said.passage("Text of the attachment", &text);
            }
        }
        DocumentContent::Link { media_type, address, .. } => {
            let media_type = media_type.as_deref().unwrap_or("kind not stated");
            said.fact("Held elsewhere", Some(format!("{media_type}, at {address}")));
        }
    }
}

/// The words of an attachment that is plain text in UTF-8; any other is only listed.
fn plain_text(media_type: &str, base64: &str) -> Option<String> {
    let kind = media_type.split(';').next()?.trim();
    if !kind.eq_ignore_ascii_case("text/plain") {
        return None;
    }
    String::from_utf8(STANDARD.decode(base64).ok()?).ok()
}
