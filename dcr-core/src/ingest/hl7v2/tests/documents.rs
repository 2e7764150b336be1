//! MDM: documents.

use super::*;
use crate::contribution::ContributionStatus;
use crate::record::*;

const TXA: &str = "TXA|1|DS^Discharge summary|TX|20260203||20260202||||||D77|||||AU|R|AV";

#[test]
fn a_document_is_read() {
    let unit = message(
        "MDM^T02",
        &[
            PID,
            &TXA.replace("||||||D77", "|||C1^WHITE^SUE|||D77"),
            "OBX|1|TX|S^Summary||Dear doctor,||||||F",
            "OBX|2|TX|S^Summary||all is well.||||||F",
        ],
    );
    let document = only!(unit, "document/D77", EntryBody::Document);
    assert_eq!(document.kind.words(), "Discharge summary");
    assert_eq!(document.title.as_deref(), Some("Summary"));
    assert_eq!(document.contents, [DocumentContent::Text("Dear doctor,\nall is well.".to_owned())]);
    assert_eq!(document.status, Some(DocumentStatus::Final));
    assert_eq!(document.written.as_ref().unwrap().as_str(), "2026-02-02");
    assert_eq!(document.authors[0].name.as_deref(), Some("SUE WHITE"));
    assert_eq!(entry(unit.items("document/")[0]).sensitivity.labels(), [SensitivityLabel::Restricted]);
}

#[test]
fn headings_part_a_document() {
    let unit = message("MDM^T02", &[PID, TXA, "OBX|1|TX|D^Diagnosis||Asthma", "OBX|2|NM|W^Weight||70.5|kg"]);
    let document = only!(unit, "document/D77", EntryBody::Document);
    let sections: Vec<_> = document.sections.iter().map(|s| (s.title.as_deref().unwrap(), s.text.as_str())).collect();
    assert_eq!(sections, [("Diagnosis", "Asthma"), ("Weight", "70.5 kg")]);
    assert!(document.contents.is_empty());
}

#[test]
fn cancelled_replaced_and_unavailable_documents_are_told() {
    let status = |event: &str, txa: &str| {
        let unit = message(&format!("MDM^{event}"), &[PID, txa, "OBX|1|TX|S||x"]);
        let found = unit.items("document/D77");
        let EntryBody::Document(document) = &entry(found[0]).body else { panic!() };
        (found[0].parts().status, document.status.clone(), entry(found[0]).sensitivity.labels().len())
    };
    let cancelled = (ContributionStatus::Deleted, Some(DocumentStatus::Cancelled), 1);
    assert_eq!(status("T11", TXA), cancelled);
    assert_eq!(status("T02", &TXA.replace("|AV", "|CA")), cancelled);
    assert_eq!(status("T02", &TXA.replace("|AV", "|OB")).1, Some(DocumentStatus::Superseded));
    assert_eq!(status("T02", &TXA.replace("|AV", "|UN")).2, 2, "unavailable is labelled beside restricted");

    let unit = message("MDM^T10", &[PID, &TXA.replace("D77|", "D78|D77"), "OBX|1|TX|S||x"]);
    let document = only!(unit, "document/D78", EntryBody::Document);
    assert_eq!(document.replaces.as_deref(), Some("D77"));
    let link = &entry(unit.items("document/")[0]).links[0];
    assert_eq!((&link.kind, link.item.as_str()), (&EntryLinkKind::Replaces, "document/D77"));
}

#[test]
fn a_notice_without_text_supersedes_no_document() {
    let unit = message("MDM^T03", &[PID, TXA]);
    assert!(unit.items("document/").is_empty());
    assert_eq!(unit.issue_places("hl7v2.message.partial"), ["TXA"]);
    assert!(unit.attached().contains(&format!("TXA={TXA}")));
}

#[test]
fn a_notice_that_withholds_supersedes_the_document() {
    let with = |from: &str, to: &str| {
        let unit = message("MDM^T03", &[PID, &TXA.replace(from, to)]);
        let found = unit.items("document/D77");
        let EntryBody::Document(document) = &entry(found[0]).body else { panic!() };
        assert!(document.contents.is_empty() && document.sections.is_empty());
        (found[0].parts().status, entry(found[0]).sensitivity.labels().to_vec())
    };
    assert_eq!(with("|AV", "|CA").0, ContributionStatus::Deleted);
    let unavailable = SensitivityLabel::from("availability-UN");
    assert_eq!(with("|AV", "|UN").1, [SensitivityLabel::Restricted, unavailable]);
    assert_eq!(with("|R|AV", "|V|AV").1, [SensitivityLabel::VeryRestricted]);
}

#[test]
fn each_event_keeps_to_the_number_of_its_document() {
    let text = "OBX|1|TX|S||words";
    let read = |event: &str, txa: &str| {
        let unit = message(&format!("MDM^{event}"), &[PID, txa, text]);
        let found = unit.items("document/")[0];
        let links: Vec<_> =
            entry(found).links.iter().map(|link| (link.kind.clone(), link.item.as_str().to_owned())).collect();
        (found.key().item.as_str().to_owned(), links)
    };
    for event in ["T02", "T04", "T08"] {
        assert_eq!(read(event, TXA), ("document/D77".to_owned(), vec![]), "{event}");
    }
    let later = TXA.replace("D77|", "D78|D77");
    let original = "document/D77".to_owned();
    assert_eq!(read("T06", &later), ("document/D78".to_owned(), vec![(EntryLinkKind::PartOf, original.clone())]));
    assert_eq!(read("T10", &later), ("document/D78".to_owned(), vec![(EntryLinkKind::Replaces, original)]));
}

#[test]
fn a_notice_of_a_new_document_is_a_document_without_words() {
    for event in ["T01", "T05", "T09"] {
        let unit = message(&format!("MDM^{event}"), &[PID, TXA]);
        let document = only!(unit, "document/D77", EntryBody::Document);
        assert!(document.contents.is_empty(), "{event}");
    }
}

#[test]
fn the_bytes_of_a_letter_in_pieces_are_put_together() {
    let obx = |data: &str| format!("OBX|1|ED|L^Letter||^application^PDF^Base64^{data}||||||F");
    let unit = message("MDM^T02", &[PID, TXA, &obx("JVBERi0x"), &obx("LjQgdGVzdA=="), "OBX|3|TX|C^Cover||See letter"]);
    let document = only!(unit, "document/D77", EntryBody::Document);
    assert_eq!(document.contents.len(), 2);
    assert_eq!(document.contents[0], DocumentContent::Text("See letter".to_owned()));
    let DocumentContent::Inline { base64, .. } = &document.contents[1] else { panic!() };
    assert_eq!(base64, "JVBERi0xLjQgdGVzdA==");
}
