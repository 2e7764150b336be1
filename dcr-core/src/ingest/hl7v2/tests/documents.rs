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
