//! The body: sections with their words, or a file.

use super::concept::concept_at;
use super::element::Element;
use super::narrative::{Pointers, words_of};
use super::sensitivity::{bounded, sensitivity};
use crate::identifier::CodedConcept;
use crate::ingest::attachment::{inline, sha1};
use crate::ingest::{Issue, Severity};
use crate::record::{DocumentContent, DocumentSection, Sensitivity};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::rc::Rc;

/// One section as its entries need it.
#[derive(Debug, Clone)]
pub(super) struct Section<'t> {
    pub(super) element: Element<'t>,
    pub(super) code: Option<CodedConcept>,
    /// Its own labels and those of the sections around it.
    pub(super) labels: Rc<Sensitivity>,
    /// Whether it, or a section around it, says that it has no information.
    pub(super) absent: bool,
}

/// The sections in reading order, for the document and for their entries.
pub(super) fn sections<'t>(
    body: Element<'t>,
    pointers: &Pointers<'t>,
    issues: &mut Vec<Issue>,
) -> (Vec<DocumentSection>, Vec<Section<'t>>) {
    let (mut written, mut found) = (Vec::new(), Vec::new());
    let below = |holder: Element<'t>, depth: u8, labels: &Rc<Sensitivity>, absent: bool| {
        let sections = holder.all("component").filter_map(|component| component.any_child("section"));
        let mut sections: Vec<_> = sections.map(|section| (section, depth, Rc::clone(labels), absent)).collect();
        sections.reverse();
        sections
    };
    let mut open = below(body, 0, &Rc::new(Sensitivity::NONE), false);
    while let Some((element, depth, labels, absent)) = open.pop() {
        let own = sensitivity(element, issues);
        let labels = if own.is_empty() { labels } else { Rc::new(bounded(labels.union(&own))) };
        let absent = absent || element.is_null();
        let code = concept_at(element, "code", pointers);
        let section = DocumentSection {
            title: element.child("title").and_then(Element::take_words),
            code: code.clone(),
            // The markup stays attached, as it came.
            text: element.any_child("text").map(words_of).unwrap_or_default(),
            depth,
        };
        if section != (DocumentSection { depth, ..DocumentSection::default() }) {
            written.push(section);
        }
        open.extend(below(element, depth.saturating_add(1), &labels, absent));
        found.push(Section { element, code, labels, absent });
    }
    (written, found)
}

/// The content of an element of type ED: bytes in base64, words, or where it is. What cannot be decoded is told and stays
/// attached.
///
/// Source: HL7 v3 data types, ED.
pub(super) fn content(element: Element<'_>, issues: &mut Vec<Issue>) -> Option<DocumentContent> {
    let media_type = element.attribute("mediaType").map(str::to_owned);
    let in_base64 = element.attribute("representation") == Some("B64");
    let text = element.text();
    let found = if in_base64 && !text.trim().is_empty() {
        let compact: String = text.split_ascii_whitespace().collect();
        let Some(bytes) = STANDARD.decode(&compact).ok().filter(|bytes| !bytes.is_empty()) else {
            let message = "the document's bytes are not base64 and stay attached";
            issues.push(Issue::new(Severity::Warning, "cda.value.base64", element.place(), message));
            return None;
        };
        check(element, &bytes, issues);
        element.mark_text();
        element.mark("representation");
        // Compressed bytes are kept as they came, and are not of the type that they hold.
        let media_type = if element.attribute("compression").is_some() { None } else { media_type };
        inline(media_type, &bytes)
    } else if let Some(address) = element.child("reference").and_then(|reference| reference.take("value")) {
        DocumentContent::Link { media_type, address, hash: element.take("integrityCheck") }
    } else if !text.trim().is_empty() {
        element.mark_text();
        match media_type.as_deref() {
            None | Some("text/plain") => DocumentContent::Text(text.trim().to_owned()),
            Some(_) => inline(media_type, text.as_bytes()),
        }
    } else {
        return None;
    };
    if element.attribute("compression").is_none() {
        element.mark("mediaType");
    }
    Some(found)
}

fn check(element: Element<'_>, bytes: &[u8], issues: &mut Vec<Issue>) {
    let algorithm = element.attribute("integrityCheckAlgorithm").unwrap_or("SHA-1");
    let Some(stated) = element.attribute("integrityCheck") else { return };
    let agrees = match algorithm {
        "SHA-1" => STANDARD.decode(stated).ok() == Some(sha1(bytes)),
        "SHA-256" => {
            STANDARD.decode(stated).ok().as_deref() == Some(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
        }
        _ => true,
    };
    if !agrees {
        let message = "the bytes have another hash than is stated";
        issues.push(Issue::new(Severity::Warning, "cda.attachment.hash", element.place(), message));
    }
}
