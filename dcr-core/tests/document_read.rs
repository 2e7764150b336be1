//! Documents handed in by themselves with a covering note.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

use dcr_core::contribution::{Contribution, ContributionBody};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::document::{self, DocumentNote};
use dcr_core::ingest::{Fate, Limits, Source, Unit};
use dcr_core::record::{Demographics, Document, DocumentContent, Entry, EntryBody, EntryLinkKind, SensitivityLabel};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};

fn note(more: &Value) -> Value {
    let mut note = json!({ "format": 1, "nhs_number": "9990000018", "kind": { "text": "Clinic letter" },
        "identifier": "L-7", "written": "2026-11-20", "recorded": "2026-11-21T09:00:00Z", "confidentiality": "normal" });
    note.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    note
}

fn read(bytes: &[u8], note: &Value) -> Unit {
    let source = Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("Letters").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    };
    let note = DocumentNote::parse(note.to_string().as_bytes()).unwrap();
    let limits = Limits { message_bytes: 1000, ..Limits::default() };
    let mut units = document::read(bytes, &note, &source, &limits);
    assert_eq!(units.len(), 1);
    units.pop().unwrap()
}

fn letter(unit: &Unit) -> (&Contribution, &Entry, &Document) {
    let contribution = unit.contributions.last().unwrap();
    match &contribution.parts().body {
        Some(ContributionBody::Entry(entry)) => match &entry.body {
            EntryBody::Document(document) => (contribution, entry, document),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn person(unit: &Unit) -> (&str, &Demographics) {
    let contribution = &unit.contributions[0];
    match &contribution.parts().body {
        Some(ContributionBody::Demographics(who)) => (contribution.key().item.as_str(), who),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_note_says_what_the_document_is() {
    let unit = read(
        b"{\\rtf1 Dear Dr Patel}",
        &note(&json!({ "title": "Cardiology", "status": "final", "version": 3, "replaces": "L-6",
            "authors": [{ "name": "Dr A. Bell" }], "custodian": { "organisation": "RBD" },
            "covers": { "start": "2026-11-01" }, "labels": ["mental-health"] })),
    );
    let (contribution, entry, document) = letter(&unit);
    assert_eq!((contribution.key().item.as_str(), contribution.parts().version.number()), ("document/L-7", 3));
    assert_eq!(contribution.parts().recorded.to_string(), "2026-11-21T09:00:00.000Z");
    assert_eq!((document.title.as_deref(), document.kind.words()), (Some("Cardiology"), "Clinic letter"));
    assert_eq!((document.identifier.as_deref(), document.replaces.as_deref()), (Some("L-7"), Some("L-6")));
    assert_eq!((&entry.links[0].kind, entry.links[0].item.as_str()), (&EntryLinkKind::Replaces, "document/L-6"));
    assert_eq!(entry.sensitivity.labels(), [SensitivityLabel::MentalHealth]);
    let DocumentContent::Inline { media_type, size, .. } = &document.contents[0] else { panic!("{document:?}") };
    assert_eq!((media_type.as_str(), *size), ("application/rtf", 21));
    assert_eq!(document.contents[0].words().as_deref(), Some("Dear Dr Patel"));
    let mapping = contribution.parts().origin.mapping.as_deref().unwrap();
    assert!(mapping.starts_with("document-note sha256-"));
}

#[test]
fn without_a_number_the_bytes_stand_in() {
    let mut bare = note(&json!({}));
    bare.as_object_mut().unwrap().remove("identifier");
    let unit = read(b"Dear doctor", &bare);
    assert!(letter(&unit).0.key().item.as_str().starts_with("document/sha256-"));
}

#[test]
fn the_person_is_known_by_the_note_alone() {
    let unit = read(b"x", &note(&json!({})));
    let (item, who) = person(&unit);
    assert_eq!(item, "document/person-number/nhs-number/9990000018/9990000018");
    assert_eq!(who.nhs_numbers[0].number.as_str(), "9990000018");
    let local = json!({ "subject": { "namespace": "RBD", "value": "D1" } });
    let unit = read(b"x", &note(&local));
    assert_eq!(unit.contributions[1].parts().subject.value(), "D1");
    assert_eq!(person(&unit).0, "document/person-number/RBD/D1/9990000018");
    let full = json!({ "demographics": { "names": [{ "family": "Harbour" }], "birth_date": "1950-02-28" } });
    let unit = read(b"x", &note(&full));
    let (item, who) = person(&unit);
    assert_eq!(item, "document/demographics/nhs-number/9990000018");
    assert_eq!((who.names[0].family.as_deref(), who.nhs_numbers.len()), (Some("Harbour"), 1));
}

#[test]
fn a_restricted_document_gives_no_place_away() {
    let full = json!({ "confidentiality": "very-restricted",
        "demographics": { "names": [{ "family": "Quay" }], "addresses": [{ "lines": ["2 Quay"] }], "practice": "J81010" } });
    let unit = read(b"x", &note(&full));
    let (item, who) = person(&unit);
    assert_eq!(item, "document/demographics-in-part/nhs-number/9990000018");
    assert!(who.addresses.is_empty() && who.practice.is_none());
    let (contribution, entry, _) = letter(&unit);
    assert_eq!(entry.sensitivity.labels(), [SensitivityLabel::VeryRestricted]);
    let kept: Vec<_> =
        contribution.parts().attached.iter().map(|part| (part.place.as_str(), part.content.as_str())).collect();
    assert_eq!(
        kept,
        [("note/demographics/addresses", r#"[{"lines":["2 Quay"]}]"#), ("note/demographics/practice", r#""J81010""#)]
    );
}

#[test]
fn the_kind_of_the_bytes_is_as_stated_unless_they_say_otherwise() {
    for (bytes, stated, kind, issue) in [
        (&b"%PDF-1.7 x"[..], None, "application/pdf", None),
        (b"Dear doctor", None, "text/plain", None),
        (b"\x00\x01\xff", None, "application/octet-stream", None),
        (b"<p>x</p>", Some("text/html"), "text/html", None),
        (b"no pdf", Some("application/pdf"), "application/octet-stream", Some("document.media-type")),
        (b"{\\rtf1 x}", Some("text/rtf"), "text/rtf", None),
    ] {
        let more = stated.map_or(json!({}), |stated| json!({ "media_type": stated }));
        let unit = read(bytes, &note(&more));
        let DocumentContent::Inline { media_type, .. } = &letter(&unit).2.contents[0] else { panic!("{unit:?}") };
        assert_eq!(media_type, kind);
        assert_eq!(unit.issues.first().map(|issue| issue.code), issue);
    }
}

#[test]
fn what_cannot_be_kept_goes_into_quarantine() {
    for (bytes, code) in [(vec![], "document.empty"), (vec![b'x'; 1001], "document.size")] {
        let unit = read(&bytes, &note(&json!({})));
        assert!(matches!(&unit.fate, Fate::Quarantined(issue) if issue.code == code), "{unit:?}");
    }
}

#[test]
fn a_note_that_cannot_be_relied_on_is_refused() {
    let code = |note: Value| DocumentNote::parse(note.to_string().as_bytes()).unwrap_err().code();
    let without = |key: &str| {
        let mut note = note(&json!({}));
        note.as_object_mut().unwrap().remove(key);
        note
    };
    assert_eq!(code(without("nhs_number")), "document.note.no-person");
    assert_eq!(code(without("confidentiality")), "document.note.unreadable");
    assert_eq!(code(without("kind")), "document.note.unreadable");
    assert_eq!(code(note(&json!({ "format": 2 }))), "document.note.format");
    assert_eq!(code(note(&json!({ "zeal": 1 }))), "document.note.unreadable");
    assert_eq!(code(note(&json!({ "nhs_number": "9990000019" }))), "document.note.unreadable");
    assert_eq!(code(note(&json!({ "confidentiality": "secret" }))), "document.note.unreadable");
    let mut counted = without("identifier");
    counted["version"] = json!(2);
    assert_eq!(code(counted), "document.note.version-without-identifier");
    assert_eq!(DocumentNote::parse(&vec![b' '; (1 << 20) + 1]).unwrap_err().code(), "document.note.size");
    let twice = br#"{"format":1,"format":1,"nhs_number":"9990000018","kind":{"text":"x"},"confidentiality":"normal"}"#;
    assert_eq!(DocumentNote::parse(twice).unwrap_err().code(), "document.note.unreadable");
}
