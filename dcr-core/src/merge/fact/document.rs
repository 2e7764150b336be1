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
    // An identifier may be no more than a counter, and a text no more than a form's: what is of another time is another.
    if pair.apart(|document, _| written(document)) {
        return None;
    }
    if same_number(a.identifier.as_deref(), b.identifier.as_deref()) {
        return Some(Likeness(4));
    }
    same_content(a, b).then_some(Likeness(3))
}

/// A document is over when it is written: two are apart by the days between them.
fn written(document: &Document) -> Span<'_> {
    Span { start: document.written.as_ref(), end: document.written.as_ref().map(End::Stated) }
}

fn same_content(a: &Document, b: &Document) -> bool {
    let attached = attached(a).any(|ours| attached(b).any(|theirs| ours == theirs));
    attached || (texts(a).map(|text| text.chars().count()).sum::<usize>() >= ENOUGH_TEXT && texts(a).eq(texts(b)))
}

/// How many characters texts have from which on equal ones are one document's: "Nil" stands in many.
const ENOUGH_TEXT: usize = 100;

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
