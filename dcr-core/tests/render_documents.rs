//! Documents as they are shown and searched.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what failed by stopping")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dcr_core::consent::{SectionState, VisibleRecord};
use dcr_core::record::Section;
use dcr_core::render::{html, search, text};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A letter with nested sections and these attachments, as the only line of a record.
fn record(contents: &[(&str, &[u8])]) -> VisibleRecord {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/render/full.json");
    let mut value: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let contents: Vec<Value> = contents
        .iter()
        .map(|(kind, bytes)| {
            json!({ "inline": { "media_type": kind, "base64": STANDARD.encode(bytes), "sha256": "0", "size": bytes.len() } })
        })
        .collect();
    let letter = json!({ "document": { "kind": { "text": "Discharge summary" }, "custodian": { "name": "Dorset County Hospital" },
        "sections": [{ "title": "Plan", "text": "Rest" }, { "title": "Drugs", "text": "Doxycycline", "depth": 1 },
            { "title": "Follow-up", "text": "None" }], "contents": contents } });
    for section in value["sections"].as_array_mut().unwrap() {
        let is_documents = section["section"] == "documents";
        if let Some(lines) = section.get_mut("lines").filter(|_| is_documents) {
            let mut line = lines[0].clone();
            line["entry"]["body"] = letter.clone();
            for statement in line["statements"].as_array_mut().unwrap() {
                statement.as_object_mut().unwrap().remove("entry");
            }
            *lines = json!([line]);
        }
    }
    serde_json::from_value(value).unwrap()
}

#[test]
fn sections_are_shown_under_their_headings() {
    let shown = text(&record(&[]));
    for words in ["Plan:", "Plan > Drugs:", "Follow-up:", "Doxycycline", "Kept by", "Dorset County Hospital"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn of_an_attachment_only_words_are_shown() {
    let hostile = "<p onclick=\"steal()\">Dear &lt;doctor&gt;</p><script>alert(1)</script><img src=\"https://evil.example/x\">\
        <style>p{background:url(https://evil.example)}</style><a href=\"javascript:steal()\">see</a><iframe src=\"https://evil.example\">";
    let page = html(&record(&[("text/html", hostile.as_bytes()), ("application/rtf", b"{\\rtf1 Seen <b>today</b>}")]));
    assert!(page.contains("Dear &lt;doctor&gt;") && page.contains("Seen &lt;b&gt;today&lt;/b&gt;"), "{page}");
    for forbidden in ["steal", "evil.example", "alert(1)", "<img", "<script", "<iframe", "onclick", "javascript"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn an_attachment_that_is_not_read_is_listed() {
    let page = html(&record(&[("application/pdf", b"%PDF-1.4 (Secret words)")]));
    assert!(page.contains("application/pdf") && !page.contains("Secret words"));
}

#[test]
fn words_are_found_in_what_is_shown_and_nowhere_else() {
    let mut record = record(&[
        ("application/rtf", b"{\\rtf1 Community acquired PNEUMONIA}"),
        ("application/pdf", b"%PDF-1.4 asthma"),
    ]);
    let sections = |record: &VisibleRecord, words: &str| {
        search(record, words).iter().map(|found| found.section).collect::<Vec<Section>>()
    };
    assert_eq!(sections(&record, "pneumonia ACQUIRED"), [Section::Documents]);
    assert_eq!(sections(&record, "doxycycline plan"), [Section::Documents]);
    assert!(sections(&record, "pneumonia absent-word").is_empty());
    assert!(sections(&record, "  ").is_empty());
    let documents = record.sections.iter_mut().find(|section| section.section == Section::Documents).unwrap();
    documents.state = SectionState::Withheld;
    assert!(sections(&record, "pneumonia").is_empty());
}
