//! Documents: Compositions, document Bundles, DocumentReferences and their attachments.

use super::*;

fn summary() -> Value {
    about(
        "Composition",
        json!({ "status": "final", "type": snomed("373942005", "Discharge summary"), "title": "Discharge",
        "date": "2026-01-02T10:00:00Z", "identifier": { "system": "urn:x", "value": "D-7" },
        "author": [{ "display": "Dr A. Bell" }], "custodian": { "display": "Dorset County Hospital" },
        "attester": [{ "mode": "legal", "party": { "display": "Dr C. Dee" } }],
        "relatesTo": [{ "code": "replaces", "targetReference": { "reference": "Composition/old" } },
            { "code": "replaces", "targetIdentifier": { "system": "urn:x", "value": "D-6" } },
            { "code": "appends", "targetReference": { "reference": "Composition/main" } }],
        "section": [
            { "title": "Plan", "text": { "div": "<div><p>Rest &amp; fluids</p><ul><li>bloods</li></ul></div>" },
              "entry": [{ "reference": "Condition/c" }],
              "section": [{ "title": "Drugs", "emptyReason": { "text": "None prescribed" } }] },
            { "title": "Allergies", "entry": [{ "reference": "List/l" }] }] }),
    )
}

fn with_resources(composition: Value, kind: &str) -> Value {
    let subject = json!({ "reference": "Patient/1" });
    let resources = vec![
        composition,
        json!({ "resourceType": "Patient", "id": "1" }),
        json!({ "resourceType": "Condition", "id": "c", "subject": subject, "code": { "text": "Asthma" } }),
        json!({ "resourceType": "List", "id": "l", "subject": subject, "entry": [{ "item": { "reference": "AllergyIntolerance/al" } }] }),
        json!({ "resourceType": "AllergyIntolerance", "id": "al", "patient": subject, "code": { "text": "Latex" } }),
        json!({ "resourceType": "Procedure", "id": "p", "subject": subject, "status": "completed", "code": { "text": "ECG" } }),
    ];
    let mut all = bundle(resources);
    all["type"] = json!(kind);
    all
}

fn links(unit: &Unit, item: &str) -> Vec<(EntryLinkKind, String)> {
    entry(unit, item).links.iter().map(|link| (link.kind.clone(), link.item.to_string())).collect()
}

#[test]
fn a_composition_becomes_a_document_with_its_sections() {
    let unit = only(read(&summary()));
    let found: &Document = body!(&unit, "Composition/a", Document);
    let sections: Vec<(&str, u8, &str)> = found
        .sections
        .iter()
        .map(|section| (section.title.as_deref().unwrap(), section.depth, section.text.as_str()))
        .collect();
    let expected = [("Plan", 0, "Rest & fluids\n- bloods"), ("Drugs", 1, "None prescribed"), ("Allergies", 0, "")];
    assert_eq!(sections, expected);
    let people: Vec<_> = found.authors.iter().map(|who| (who.name.as_deref(), who.role.as_deref())).collect();
    assert_eq!(people, [(Some("Dr A. Bell"), None), (Some("Dr C. Dee"), Some("attester (legal)"))]);
    assert_eq!(found.custodian.as_ref().unwrap().organisation_name.as_deref(), Some("Dorset County Hospital"));
    assert_eq!((found.identifier.as_deref(), found.replaces.as_deref()), (Some("D-7"), Some("D-6")));
    assert!(links(&unit, "Composition/a").contains(&(EntryLinkKind::Replaces, "Composition/old".to_owned())));
    assert!(links(&unit, "Composition/a").contains(&(EntryLinkKind::PartOf, "Composition/main".to_owned())));
    // The markup stays as it came.
    let places: Vec<String> = attached(&unit, "Composition/a").into_iter().map(|(place, _)| place).collect();
    assert!(places.contains(&"/section/0/text".to_owned()), "{places:?}");
}

#[test]
fn entries_of_a_document_say_which_document_tells_of_them() {
    let unit = only(read(&with_resources(summary(), "document")));
    let told = [(EntryLinkKind::DocumentedIn, "Composition/a".to_owned())];
    assert_eq!(links(&unit, "Condition/c"), told);
    // Through the List that the section refers to.
    assert_eq!(links(&unit, "AllergyIntolerance/al"), told);
    assert_eq!(links(&unit, "Procedure/p"), []);
}

#[test]
fn what_a_document_tells_is_shown_no_more_freely_than_the_document() {
    let mut restricted = summary();
    restricted["confidentiality"] = json!("V");
    let unit = only(read(&with_resources(restricted.clone(), "document")));
    for item in ["Composition/a", "Condition/c", "AllergyIntolerance/al", "Procedure/p"] {
        assert_eq!(entry(&unit, item).sensitivity.labels(), [SensitivityLabel::VeryRestricted], "{item}");
    }
    // One restricted letter does not mark the person.
    match &contribution(&unit, "Patient/1").parts().body {
        Some(ContributionBody::Demographics(who)) => assert!(who.sensitivity.is_empty()),
        other => panic!("{other:?}"),
    }
    let unit = only(read(&with_resources(restricted, "collection")));
    assert!(entry(&unit, "Procedure/p").sensitivity.is_empty());
}

#[test]
fn a_composition_without_sections_has_its_narrative() {
    let text =
        json!({ "status": "final", "type": { "text": "Letter" }, "text": { "div": "<div>Dear <b>doctor</b></div>" } });
    let unit = only(read(&about("Composition", text)));
    let found: &Document = body!(&unit, "Composition/a", Document);
    assert_eq!(found.contents, [DocumentContent::Text("Dear doctor".to_owned())]);
}

#[test]
fn a_document_reference_has_its_people_times_and_relations() {
    let paper = about(
        "DocumentReference",
        json!({ "status": "superseded", "docStatus": "final", "category": [{ "text": "Care plan" }], "date": "2026-05-01T00:00:00Z",
        "authenticator": { "display": "Dr C. Dee" }, "custodian": { "display": "DCH" },
        "masterIdentifier": { "value": "D-9" }, "context": { "encounter": { "reference": "Encounter/e" } },
        "relatesTo": [{ "code": "appends", "target": { "reference": "DocumentReference/b" } },
            { "code": "transforms", "target": { "reference": "DocumentReference/c" } }],
        "content": [{ "attachment": { "url": "https://example.org/x", "creation": "2019-03-04" } }] }),
    );
    let unit = only(read(&paper));
    let found: &Document = body!(&unit, "DocumentReference/a", Document);
    assert_eq!((found.kind.words(), found.status.as_ref().unwrap().as_str()), ("Care plan", "superseded"));
    assert_eq!(found.written.as_ref().unwrap().as_str(), "2019-03-04");
    assert_eq!(found.authors[0].role.as_deref(), Some("authenticator"));
    assert_eq!(found.custodian.as_ref().unwrap().organisation_name.as_deref(), Some("DCH"));
    assert_eq!(
        links(&unit, "DocumentReference/a"),
        [
            (EntryLinkKind::During, "Encounter/e".to_owned()),
            (EntryLinkKind::PartOf, "DocumentReference/b".to_owned()),
            (EntryLinkKind::RelatedTo, "DocumentReference/c".to_owned())
        ]
    );
    let unit = only(read(&about(
        "DocumentReference",
        json!({ "status": "current", "created": "2017-05-06", "type": { "text": "Letter" } }),
    )));
    assert_eq!(body!(&unit, "DocumentReference/a", Document).written.as_ref().unwrap().as_str(), "2017-05-06");
}

#[test]
fn attachments_are_kept_by_hash_and_checked() {
    let attachment = |more: Value| {
        let mut whole = json!({ "contentType": "text/plain" });
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        only(read(&about(
            "DocumentReference",
            json!({ "status": "current", "type": { "text": "Letter" }, "content": [{ "attachment": whole }] }),
        )))
    };
    // The SHA-1 of `Hello`.
    let agreed = attachment(json!({ "data": "SGVs\nbG8=", "size": 5, "hash": "9/+ei3uy4Jtwk1pdeF4MxdnQq/A=" }));
    let found: &Document = body!(&agreed, "DocumentReference/a", Document);
    assert_eq!(found.contents[0].words().as_deref(), Some("Hello"));
    assert!(agreed.issues.is_empty(), "{:?}", agreed.issues);
    assert_eq!(attached(&agreed, "DocumentReference/a").len(), 2);
    let otherwise = attachment(json!({ "data": "SGVsbG8=", "size": 6, "hash": "AAAA" }));
    assert_eq!(issue(&otherwise, "fhir.attachment.size").place, "/content/0/attachment/size");
    assert_eq!(issue(&otherwise, "fhir.attachment.hash").place, "/content/0/attachment/hash");
    assert_eq!(attached(&otherwise, "DocumentReference/a").len(), 2);
    let inside = json!({ "status": "current", "type": { "text": "Letter" }, "contained": [{ "resourceType": "Binary", "id": "b", "contentType": "text/rtf", "data": "e1xydGYxIFNlZW59" }],
        "content": [{ "attachment": { "url": "#b" } }] });
    let unit = only(read(&about("DocumentReference", inside)));
    assert_eq!(body!(&unit, "DocumentReference/a", Document).contents[0].words().as_deref(), Some("Seen"));
}
