//! What becomes of the documents in other people's files: FHIR Compositions, DocumentReferences and document Bundles, and
//! the document messages of HL7 v2.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it did not expect, and tells where it skips"
)]

mod corpus_support;

use corpus_support::{files, shared, snapshot, source};
use dcr_core::contribution::ContributionBody;
use dcr_core::ingest::{Limits, Unit, fhir, hl7v2};
use dcr_core::record::{Document, DocumentContent, EntryBody, EntryLinkKind};
use std::collections::BTreeMap;

fn documents(units: &[Unit]) -> Vec<(&Document, usize)> {
    let bodies = units.iter().flat_map(|unit| &unit.contributions).filter_map(|found| found.parts().body.as_ref());
    bodies
        .filter_map(|body| match body {
            ContributionBody::Entry(entry) => match &entry.body {
                EntryBody::Document(document) => Some((document, entry.links.len())),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// What the documents of some units hold, in counts: sections and how many have words, contents by kind and how many have
/// words, links to them.
fn held(units: &[Unit]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |what: &str, number: usize| *counts.entry(what.to_owned()).or_default() += number;
    for (document, links) in documents(units) {
        count("documents", 1);
        count("links", links);
        count("authors", document.authors.len());
        count("custodian", usize::from(document.custodian.is_some()));
        count("sections", document.sections.len());
        count("sections-with-words", document.sections.iter().filter(|section| !section.text.is_empty()).count());
        count("deepest", document.sections.iter().map(|section| usize::from(section.depth)).max().unwrap_or_default());
        for content in &document.contents {
            let kind = match content {
                DocumentContent::Text(_) => "text".to_owned(),
                DocumentContent::Inline { media_type, .. } => format!("inline:{media_type}"),
                DocumentContent::Link { .. } => "link".to_owned(),
            };
            count(&kind, 1);
            count("contents-with-words", usize::from(content.words().is_some()));
        }
    }
    let told_in = units.iter().flat_map(|unit| &unit.contributions).filter(|found| match &found.parts().body {
        Some(ContributionBody::Entry(entry)) => entry.links.iter().any(|link| link.kind == EntryLinkKind::DocumentedIn),
        _ => false,
    });
    count("told-in-a-document", told_in.count());
    counts
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(what, count)| format!("{what}={count}"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The lines of the files of a folder in which documents are read.
fn lines(folder: &str, read: impl Fn(&[u8]) -> Vec<Unit>) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    for (name, bytes) in files(&shared(folder)?) {
        let units = read(&bytes);
        if !documents(&units).is_empty() {
            found.push((name, held(&units)));
        }
    }
    Some(found)
}

#[test]
fn documents_of_public_examples_become_documents() {
    let fhir = |bytes: &[u8]| fhir::read(bytes, &source(), &Limits::default());
    let hl7v2 = |bytes: &[u8]| hl7v2::read(bytes, &source(), &Limits::default());
    for (name, found) in [
        ("documents-ukcore", lines("fhir/ukcore-examples", fhir)),
        ("documents-hl7-r4", lines("fhir/hl7-r4-examples", fhir)),
        ("documents-gpconnect", lines("fhir/gpconnect-stu3", fhir)),
        ("documents-hl7v2", lines("hl7v2", hl7v2)),
    ] {
        if let Some(found) = found {
            assert!(!found.is_empty(), "{name}");
            snapshot(name, found);
        }
    }
}
