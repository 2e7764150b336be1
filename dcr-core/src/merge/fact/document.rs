//! When two documents are one (M27, M37).

use super::concept::{number, same_number};
use super::keys::{Keys, begin, hash};
use super::span::{End, Span};
use super::{Likeness, Pair};
use crate::record::{Document, DocumentContent};

pub(super) fn likeness(pair: &Pair<'_, Document>) -> Option<Likeness> {
    let (a, b) = (pair.a, pair.b);
    if pair.different(|document| Some(&document.kind)) {
        return None;
    }
    if same_number(a.identifier.as_deref(), b.identifier.as_deref()) {
        return Some(Likeness(4));
    }
    let one = same_content(a, b) && !pair.apart(|document, _| written(document));
    one.then_some(Likeness(3))
}

/// A document is over when it is written: two are apart by the days between them.
fn written(document: &Document) -> Span<'_> {
    Span { start: document.written.as_ref(), end: document.written.as_ref().map(End::Stated) }
}

fn same_content(a: &Document, b: &Document) -> bool {
    let attached = attached(a).any(|ours| attached(b).any(|theirs| ours == theirs));
    attached || (texts(a).next().is_some() && texts(a).eq(texts(b)))
}

/// The SHA-256 of each attachment.
fn attached(document: &Document) -> impl Iterator<Item = &str> {
    document.contents.iter().filter_map(|content| match content {
        DocumentContent::Inline { sha256, .. } => Some(sha256.as_str()),
        DocumentContent::Text(_) | DocumentContent::Link { .. } => None,
    })
}

/// The text of each part and each content, empty ones left out.
fn texts(document: &Document) -> impl Iterator<Item = &str> {
    let contents = document.contents.iter().filter_map(|content| match content {
        DocumentContent::Text(text) => Some(text.as_str()),
        DocumentContent::Inline { .. } | DocumentContent::Link { .. } => None,
    });
    document.sections.iter().map(|section| section.text.as_str()).chain(contents).filter(|text| !text.is_empty())
}

pub(super) fn keys(document: &Document, keys: &mut Keys) {
    if let Some(identifier) = document.identifier.as_deref().and_then(number) {
        keys.add(hash(begin(11), identifier.as_bytes()));
    }
    for sha256 in attached(document) {
        keys.add(hash(begin(12), sha256.as_bytes()));
    }
    if texts(document).next().is_some() {
        keys.add(texts(document).fold(begin(13), |so_far, text| hash(so_far, text.as_bytes())));
    }
}
