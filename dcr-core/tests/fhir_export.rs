//! The visible record as UK Core resources and as an International Patient Summary: what stands where, what never leaves, and
//! how a section says why it is empty. That the resources follow their profiles is for `tests/validator` to say.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what failed by stopping")]

use dcr_core::consent::{SectionState, VisibleRecord};
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn value(name: &str) -> Value {
    let path = format!("{}/tests/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn record(name: &str) -> VisibleRecord {
    serde_json::from_value(value(name)).unwrap()
}

/// A record of one section, all else empty.
fn with(section: &str, entries: &[Value]) -> VisibleRecord {
    let mut record = value("render/empty");
    for found in record["sections"].as_array_mut().unwrap() {
        if found["section"] == section {
            let lines = entries.iter().enumerate().map(|(index, entry)| {
                json!({ "entry": entry, "statements": [{ "organisation_name": "Dorset County Hospital",
                    "provenance": { "organisation": "RBD", "system": "PAS", "item": format!("item/{index}"), "version": 3,
                        "recorded": "2026-01-01T00:00:00.000Z", "received": "2026-01-02T00:00:00.000Z", "format": "hl7v2" } }] })
            });
            found["lines"] = lines.collect();
            found["state"] = json!("shown");
        }
    }
    serde_json::from_value(record).unwrap()
}

fn uk_core(record: &VisibleRecord) -> Vec<Value> {
    resources(&uk_core_bundle(record).unwrap())
}

fn ips(record: &VisibleRecord) -> Vec<Value> {
    resources(&ips_document(record).unwrap())
}

fn resources(bundle: &[u8]) -> Vec<Value> {
    let bundle: Value = serde_json::from_slice(bundle).unwrap();
    bundle["entry"].as_array().unwrap().iter().map(|entry| entry["resource"].clone()).collect()
}

fn all<'r>(resources: &'r [Value], kind: &str) -> Vec<&'r Value> {
    resources.iter().filter(|resource| resource["resourceType"] == kind).collect()
}

fn one<'r>(resources: &'r [Value], kind: &str) -> &'r Value {
    let found = all(resources, kind);
    assert_eq!(found.len(), 1, "{kind}");
    found[0]
}

fn one_of(section: &str, entry: &Value, kind: &str) -> Value {
    one(&uk_core(&with(section, std::slice::from_ref(entry))), kind).clone()
}

fn summary_section<'r>(resources: &'r [Value], code: &str) -> Option<&'r Value> {
    let sections = resources[0]["section"].as_array().unwrap();
    sections.iter().find(|section| section["code"]["coding"][0]["code"] == code)
}

/// Two problems whose source must not be named, as the consent rules hand them out, and one of a named source.
fn without_sources(at: &str) -> VisibleRecord {
    let problem = |code: &str| json!({ "body": { "problem": { "code": { "codings": [{ "system": "http://snomed.info/sct", "code": code }] } } } });
    let mut record = serde_json::to_value(with("problems", &["1", "1", "2"].map(problem))).unwrap();
    record["at"] = json!(at);
    let section = record["sections"].as_array_mut().unwrap().iter_mut().find(|found| found["section"] == "problems");
    let lines = section.unwrap()["lines"].as_array_mut().unwrap();
    for (index, line) in lines.iter_mut().take(2).enumerate() {
        let statement = &mut line["statements"][0];
        statement["organisation_name"] = json!("an organisation that is not named here");
        for (name, value) in [("organisation", "WITHHELD"), ("system", "WITHHELD"), ("format", "withheld")] {
            statement["provenance"][name] = json!(value);
        }
        statement["provenance"]["item"] = json!(format!("withheld-{}", index + 1));
    }
    serde_json::from_value(record).unwrap()
}

#[test]
fn statements_without_their_source_are_told_apart_and_name_nobody() {
    let record = without_sources("2026-03-01T12:00:00.000Z");
    let later = without_sources("2026-03-02T12:00:00.000Z");
    for (export, found) in [(uk_core_bundle(&record), uk_core(&record)), (ips_document(&record), ips(&record))] {
        let text = String::from_utf8(export.unwrap()).unwrap();
        assert!(!text.contains("WITHHELD") && !text.contains("withheld-"), "{text}");
        let ids: BTreeSet<&str> = found.iter().map(|resource| resource["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), found.len(), "an id twice");
        assert_eq!(all(&found, "Condition").len(), 3);
        for condition in all(&found, "Condition") {
            let meta = &condition["meta"];
            let named = condition["code"]["coding"][0]["code"] == "2";
            assert_eq!((meta.get("source").is_some(), meta.get("tag").is_some()), (named, named));
            assert_eq!(meta["lastUpdated"], "2026-01-01T00:00:00.000Z");
        }
    }
    let found = uk_core(&record);
    let unnamed: Vec<&Value> = all(&found, "Organization")
        .into_iter()
        .filter(|organisation| organisation["name"] == "an organisation that is not named here")
        .collect();
    assert_eq!(unnamed.len(), 1);
    assert!(unnamed[0].get("identifier").is_none());
    let what: Vec<&Value> = all(&found, "Provenance").iter().map(|resource| &resource["entity"][0]["what"]).collect();
    assert_eq!(what.iter().filter(|what| what.get("identifier").is_some()).count(), 1);
    assert_eq!(what.iter().filter(|what| what["display"] == "version 3, received 2026-01-02T00:00:00.000Z").count(), 2);
    // Another look may number them otherwise: only what has a name of its own keeps its id.
    let ids = |record: &VisibleRecord| -> BTreeSet<String> {
        all(&uk_core(record), "Condition").iter().map(|condition| condition["id"].to_string()).collect()
    };
    assert_eq!(ids(&record).intersection(&ids(&later)).count(), 1);
}

#[test]
fn the_same_record_gives_the_same_bytes_and_every_reference_leads_somewhere() {
    for name in ["render/full", "render/overridden", "render/empty", "fhir_export/every-kind"] {
        let record = record(name);
        for export in [uk_core_bundle, ips_document] {
            let bytes = export(&record).unwrap();
            assert_eq!(bytes, export(&record).unwrap(), "{name}");
            let bundle: Value = serde_json::from_slice(&bytes).unwrap();
            let urls: Vec<&str> =
                bundle["entry"].as_array().unwrap().iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
            let distinct: BTreeSet<&str> = urls.iter().copied().collect();
            assert_eq!(urls.len(), distinct.len(), "{name}: a URL twice");
            let mut open = vec![&bundle];
            while let Some(value) = open.pop() {
                if let Some(reference) = value.get("reference").and_then(Value::as_str) {
                    assert!(distinct.contains(reference), "{name}: {reference}");
                }
                match value {
                    Value::Object(members) => open.extend(members.values()),
                    Value::Array(items) => open.extend(items),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn every_entry_of_every_kind_becomes_a_resource() {
    let record = record("fhir_export/every-kind");
    let resources = uk_core(&record);
    let sources: BTreeSet<&str> = resources.iter().filter_map(|found| found["meta"]["source"].as_str()).collect();
    let mut statements = 0;
    for section in &record.sections {
        for statement in section.lines.iter().flat_map(|line| &line.statements[..1]) {
            let from = &statement.provenance;
            let item = from.item.as_str().replace('/', "%2F");
            let source = format!("urn:x-dcr:source:{}:{}:{item}", from.organisation, from.system);
            assert!(sources.contains(source.as_str()), "{source}");
            statements += 1;
        }
    }
    assert!(statements > 120, "{statements}");
    for kind in [
        "AllergyIntolerance",
        "CarePlan",
        "CareTeam",
        "Composition",
        "Condition",
        "Device",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "EpisodeOfCare",
        "FamilyMemberHistory",
        "Flag",
        "Immunization",
        "List",
        "Location",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
        "Procedure",
        "Provenance",
        "RelatedPerson",
        "ServiceRequest",
        "Specimen",
        "Task",
    ] {
        assert!(!all(&resources, kind).is_empty(), "{kind}");
        let profile = all(&resources, kind)[0]["meta"]["profile"][0].as_str().unwrap();
        assert!(
            profile.starts_with(&format!("https://fhir.hl7.org.uk/StructureDefinition/UKCore-{kind}")),
            "{profile}"
        );
    }
}

#[test]
fn what_must_not_leave_is_refused() {
    let mut withheld = record("render/full");
    withheld.sections.iter_mut().find(|section| !section.lines.is_empty()).unwrap().state = SectionState::Withheld;
    let mut format = record("render/empty");
    format.format = 2;
    let restricted =
        json!({ "body": { "problem": { "code": { "text": "x" } } }, "sensitivity": ["gender-recognition"] });
    for (record, code) in
        [(withheld, "render.withheld"), (format, "render.format"), (with("problems", &[restricted]), "render.withheld")]
    {
        assert_eq!(uk_core_bundle(&record).unwrap_err().code(), code);
        assert_eq!(ips_document(&record).unwrap_err().code(), code);
    }
}

#[test]
fn an_empty_section_says_why() {
    let mut record = value("render/empty");
    record["sources"] = json!([{ "organisation": "RBD", "name": "Dorset County Hospital", "state": "connected" }]);
    let mut record: VisibleRecord = serde_json::from_value(record).unwrap();
    let mut state = |connected: bool, state: SectionState| {
        for section in &mut record.sections {
            section.state = state;
        }
        for source in &mut record.sources {
            source.state = if connected {
                dcr_core::consent::ConnectionState::Connected
            } else {
                dcr_core::consent::ConnectionState::NotConnected
            };
        }
        let summary = ips(&record);
        let allergies = summary_section(&summary, "48765-2").unwrap();
        let list = uk_core(&record)
            .into_iter()
            .find(|found| found["resourceType"] == "List" && found["title"] == "Allergies and adverse reactions")
            .unwrap();
        assert_eq!(list["emptyReason"], allergies["emptyReason"]);
        assert_eq!(list.get("extension").is_some(), state == SectionState::Withheld);
        let words = allergies["text"]["div"].as_str().unwrap();
        assert!(words.contains(list["note"][0]["text"].as_str().unwrap()), "{words}");
        (allergies["emptyReason"]["coding"][0]["code"].as_str().unwrap().to_owned(), words.to_owned())
    };
    let (code, words) = state(true, SectionState::NothingRecorded);
    assert_eq!(code, "no-content-recorded");
    assert!(words.contains("Nothing is recorded"), "{words}");
    let (code, words) = state(true, SectionState::Withheld);
    assert_eq!(code, "withheld");
    assert!(words.contains("Whether anything is held is not told"), "{words}");
    let (code, words) = state(false, SectionState::NothingRecorded);
    assert_eq!(code, "unavailable");
    assert!(words.contains("No source of this record is connected"), "{words}");
}

/// Source: International Patient Summary 2.0.0, Composition and Bundle.
#[test]
fn a_summary_has_its_required_sections_and_its_composition_first() {
    for name in ["render/full", "render/overridden", "render/empty", "fhir_export/every-kind"] {
        let bundle: Value = serde_json::from_slice(&ips_document(&record(name)).unwrap()).unwrap();
        assert_eq!(bundle["type"], "document");
        assert_eq!(bundle["timestamp"], record(name).at.to_string());
        assert!(bundle["identifier"]["value"].is_string());
        let resources = ips(&record(name));
        assert_eq!(resources[0]["resourceType"], "Composition");
        assert_eq!(resources[0]["type"]["coding"][0]["code"], "60591-5");
        assert_eq!(all(&resources, "Composition").len(), 1);
        for code in ["11450-4", "48765-2", "10160-0"] {
            let section = summary_section(&resources, code).unwrap();
            assert!(section["entry"].is_array() != section["emptyReason"].is_object(), "{name} {code}");
            assert!(section["title"].is_string() && section["text"]["div"].is_string());
        }
    }
}

#[test]
fn what_is_over_ruled_out_or_a_relatives_is_no_present_problem() {
    let problem = |words: &str, more: Value| {
        let mut body = json!({ "code": { "text": words } });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "body": { "problem": body } })
    };
    let record = with(
        "problems",
        &[
            problem("Asthma", json!({ "status": "active" })),
            problem("Gout", json!({ "status": "resolved" })),
            problem("Ruled", json!({ "category": "refuted" })),
            problem("Breast cancer", json!({ "category": "family-history" })),
        ],
    );
    let summary = ips(&record);
    let words = |code: &str| summary_section(&summary, code).unwrap()["text"]["div"].as_str().unwrap().to_owned();
    assert!(words("11450-4").contains("Asthma") && !words("11450-4").contains("Gout"));
    assert!(words("11348-0").contains("Gout") && words("11348-0").contains("Ruled"));
    assert!(words("10157-6").contains("Breast cancer"));
    assert_eq!(all(&summary, "Condition").len(), 3);
    assert_eq!(one(&summary, "FamilyMemberHistory")["condition"][0]["code"]["text"], "Breast cancer");
}

#[test]
fn every_statement_says_where_it_came_from() {
    let resources = uk_core(&record("fhir_export/every-kind"));
    let diabetes: Vec<_> =
        all(&resources, "Condition").into_iter().filter(|found| found["code"]["text"] == "Type 2 diabetes").collect();
    let [leading, further] = diabetes.as_slice() else { panic!("two statements say it differently") };
    assert_eq!(leading["meta"]["source"], "urn:x-dcr:source:RBD:PAS:prob%2F1");
    assert_eq!(leading["meta"]["lastUpdated"], "2026-10-01T09:00:00.000Z");
    assert_eq!(leading["meta"]["tag"][0]["code"], "RBD");
    assert_eq!(further["meta"]["tag"][2], json!({ "system": "urn:x-dcr:line", "code": "further-statement" }));
    let about = |id: &Value| {
        let url = format!("urn:uuid:{}", id.as_str().unwrap());
        all(&resources, "Provenance").into_iter().filter(|found| found["target"][0]["reference"] == url).count()
    };
    // The third statement says the same as the leading one.
    assert_eq!((about(&leading["id"]), about(&further["id"])), (2, 1));
    let provenance = all(&resources, "Provenance")
        .into_iter()
        .find(|found| found["entity"][0]["what"]["identifier"]["value"] == "prob/1")
        .unwrap();
    assert_eq!(provenance["recorded"], "2026-10-01T09:00:00.000Z");
    assert_eq!(provenance["entity"][0]["what"]["identifier"]["system"], "urn:x-dcr:source:RBD:PAS");
    let display = provenance["entity"][0]["what"]["display"].as_str().unwrap();
    assert!(display.contains("hl7v2, received 2026-10-01T09:00:01.000Z"), "{display}");
}

#[test]
fn the_sources_code_is_told_from_the_mapped_one() {
    let code = one_of("problems", &value("fhir_export/every-kind")["sections"][2]["lines"][0]["entry"], "Condition");
    let codings = code["code"]["coding"].as_array().unwrap();
    assert_eq!((&codings[0]["code"], &codings[0]["userSelected"]), (&json!("C10F."), &json!(true)));
    assert_eq!(
        codings[1]["extension"],
        json!([{ "url": "urn:x-dcr:mapped-by", "valueString": "read-snomed 2020-04" }])
    );
    assert!(codings[1].get("userSelected").is_none());
    let local = json!({ "body": { "problem": { "code": { "codings": [{ "system": "L", "code": "X 1" }] } } } });
    let local = one_of("problems", &local, "Condition");
    assert_eq!(local["code"]["coding"][0]["system"], "urn:x-dcr:local:RBD:L");
}

#[test]
fn labels_leave_in_hl7s_words_or_restrict() {
    let labelled = |labels: Value| {
        let entry = json!({ "body": { "problem": { "code": { "text": "x" },
            "asserter": { "name": "Dr A" } } }, "sensitivity": labels });
        let resources = uk_core(&with("problems", &[entry]));
        let security = one(&resources, "Condition")["meta"]["security"].clone();
        // Whoever may not see a statement is not told who made it.
        assert_eq!(one(&resources, "Practitioner")["meta"]["security"], security);
        assert_eq!(one(&resources, "Provenance")["meta"]["security"], security);
        let codes = security.as_array().unwrap().iter().map(|coding| coding["code"].as_str().unwrap().to_owned());
        codes.collect::<Vec<_>>()
    };
    assert_eq!(labelled(json!(["hiv", "not-for-person"])), ["NOPAT", "HIV"]);
    assert_eq!(labelled(json!(["restricted"])), ["R"]);
    assert_eq!(labelled(json!(["safeguarding"])), ["safeguarding", "R"]);
    assert_eq!(labelled(json!(["very-restricted", "odd"])), ["V", "odd", "R"]);
}

#[test]
fn what_fhir_cannot_say_stands_in_the_text() {
    let allergy = json!({ "body": { "allergy": { "code": { "text": "Latex" }, "status": "a<b>" } } });
    let found = one_of("allergies", &allergy, "AllergyIntolerance");
    assert_eq!(found["clinicalStatus"]["coding"][0]["code"], "active");
    assert_eq!(found["text"]["status"], "additional");
    assert!(found["text"]["div"].as_str().unwrap().contains("Status: a&lt;b&gt;"));
    let ended = json!({ "body": { "problem": { "code": { "text": "Gout" }, "status": "active", "period": { "end": "2020" } } } });
    let found = one_of("problems", &ended, "Condition");
    assert!(found.get("abatementDateTime").is_none());
    assert!(found["text"]["div"].as_str().unwrap().contains("Ended, as its source states: 2020"));
}

#[test]
fn a_panel_that_was_asked_for_is_a_report_over_its_results() {
    let measured = |code: &str, digits: &str| json!({ "code": { "text": code }, "value": { "quantity": { "value": digits, "unit": "mmol/L" } } });
    let panel = json!({ "body": { "investigation": { "code": { "text": "U&E" }, "kind": "laboratory", "status": "final",
        "filler_number": "F1", "requester": { "name": "Dr A" }, "specimens": [{ "identifier": "S1" }],
        "measurements": [measured("Sodium", "140"), measured("Potassium", "4.10")] } } });
    let resources = uk_core(&with("investigations", &[panel]));
    let report = one(&resources, "DiagnosticReport");
    assert_eq!(report["result"].as_array().unwrap().len(), 2);
    assert_eq!(all(&resources, "Observation")[1]["valueQuantity"].to_string(), r#"{"unit":"mmol/L","value":4.1}"#);
    assert_eq!(one(&resources, "Specimen")["accessionIdentifier"]["value"], "S1");
    assert_eq!(one(&resources, "ServiceRequest")["status"], "unknown");
    let pressure = json!({ "body": { "investigation": { "code": { "text": "Blood pressure" }, "kind": "vital-signs",
        "measurements": [measured("Systolic", "140"), measured("Diastolic", "80")] } } });
    let found = one_of("investigations", &pressure, "Observation");
    assert_eq!(found["component"].as_array().unwrap().len(), 2);
}

#[test]
fn an_amount_whose_comparator_fhir_does_not_know_becomes_words() {
    let about = json!({ "body": { "investigation": { "code": { "text": "eGFR" }, "measurements": [{ "code": { "text": "eGFR" },
        "value": { "quantity": { "comparator": "~", "value": "60", "unit": "mL/min" } } }] } } });
    let found = one_of("investigations", &about, "Observation");
    assert!(found.get("valueQuantity").is_none());
    assert!(found["valueString"].as_str().unwrap().starts_with('~'));
}

#[test]
fn a_person_who_may_not_be_told_is_masked() {
    let record = record("render/overridden");
    let mut masked = record;
    masked.demographics.clear();
    for patient in [one(&uk_core(&masked), "Patient").clone(), one(&ips(&masked), "Patient").clone()] {
        assert_eq!(patient["name"][0]["_text"]["extension"][0]["valueCode"], "masked");
        assert_eq!(patient["_birthDate"]["extension"][0]["valueCode"], "masked");
        assert!(patient.get("identifier").is_none());
    }
    let bundle: Value = serde_json::from_slice(&uk_core_bundle(&masked).unwrap()).unwrap();
    assert_eq!(bundle["meta"]["tag"][0]["code"], "SUBSETTED");
}

#[test]
fn a_person_has_the_identifiers_of_every_source() {
    let patient = one(&uk_core(&record("fhir_export/every-kind")), "Patient").clone();
    let identifiers = patient["identifier"].as_array().unwrap();
    assert_eq!(identifiers[0]["value"], "9990000018");
    assert_eq!(identifiers[0]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"], "01");
    let values: Vec<&str> = identifiers.iter().map(|found| found["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["9990000018", "H1", "2", "E1"]);
    assert_eq!(patient["birthDate"], "1951-03-12");
    assert_eq!(patient["communication"].as_array().unwrap().len(), 1);
    assert!(patient["text"]["div"].as_str().unwrap().contains("Language: Makaton"));
}

#[test]
fn a_link_to_what_is_not_shown_leaves_no_trace() {
    let problem = json!({ "body": { "problem": { "code": { "text": "Gout" } } },
        "links": [{ "kind": "during", "item": "secret-item" }] });
    let bytes = uk_core_bundle(&with("problems", &[problem])).unwrap();
    assert!(!String::from_utf8(bytes).unwrap().contains("secret-item"));
}

#[test]
fn social_care_says_what_it_is_in_the_nearest_resource() {
    for (kind, resource) in [
        ("request", "ServiceRequest"),
        ("need", "Condition"),
        ("assessment", "Task"),
        ("service", "EpisodeOfCare"),
        ("review", "Task"),
        ("care-plan", "CarePlan"),
        ("equipment", "Device"),
    ] {
        let care = json!({ "body": { "social-care": { "kind": kind, "what": { "text": "Something" },
            "period": { "start": "2026-01-01" }, "details": { "Cost": "12.50" } } } });
        let found = one_of("social-care", &care, resource);
        let words = found["text"]["div"].as_str().unwrap();
        assert!(words.contains("Cost: 12.50") && words.contains("Status: not stated"), "{words}");
    }
}

#[test]
fn about_me_is_told_under_its_headings() {
    let about = json!({ "body": { "about-me": { "most_important": "My <garden>", "support": "Mornings" } } });
    let found = one_of("about-me", &about, "Composition");
    let titles: Vec<&str> =
        found["section"].as_array().unwrap().iter().map(|section| section["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["What is most important to me", "How and when to support me"]);
    let summary = ips(&with("about-me", &[about]));
    let words = summary_section(&summary, "81338-6").unwrap()["text"]["div"].as_str().unwrap();
    assert!(words.contains("My &lt;garden&gt;"), "{words}");
}

#[test]
fn documents_are_files_or_compositions_and_a_withdrawn_one_is_not_in_force() {
    let document = |more: Value| {
        let mut body = json!({ "kind": { "text": "Letter" } });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "body": { "document": body } })
    };
    let words =
        document(json!({ "status": "final", "written": "2026-01-01", "sections": [{ "title": "A", "text": "b\nc" }] }));
    let found = one_of("documents", &words, "Composition");
    assert!(found["section"][0]["text"]["div"].as_str().unwrap().contains("b<br/>c"));
    let withdrawn = one_of("documents", &document(json!({ "status": "cancelled" })), "DocumentReference");
    assert_eq!(withdrawn["status"], "superseded");
    let file = document(json!({ "contents": [{ "inline": { "media_type": "text/plain", "base64": "SGVsbG8=",
        "sha256": "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969", "size": 5 } }] }));
    let file = one_of("documents", &file, "DocumentReference");
    assert_eq!(file["content"][0]["attachment"], json!({ "contentType": "text/plain", "data": "SGVsbG8=" }));
}
