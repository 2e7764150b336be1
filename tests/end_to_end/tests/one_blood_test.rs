//! One blood test that reaches the record on three roads: the hospital's own result (HL7 v2), the practice's copy of it
//! (FHIR) and the laboratory's report to the practice (EDIFACT).
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::consent::{VisibleLine, VisibleRecord};
use dcr_core::record::{EntryBody, Investigation, ResultValue, Section};
use dcr_node::{Answer, InputFormat, Node};
use std::collections::BTreeSet;
use support::{create, doctor, input, number};

const NUMBER: &str = "9990000018";

/// Potassium with the laboratory's code, and SNOMED CT beside it; taken in summer, in local time.
fn oru(potassium: &str) -> Vec<u8> {
    format!(
        "MSH|^~\\&|PAS|RBD|DCR|DCR|20260701140000||ORU^R01^ORU_R01|1|P|2.4\r\
         PID|1||2000001^^^RBD^MR~{NUMBER}^^^NHS^NH||Quibble^Anne||19440305|F||||||||||||||||||||||||01\r\
         ORC|RE|O1|CH000037K\rOBR|1|O1|CH000037K|UE^Urea and electrolytes^RBDLAB|||20260701103000|||||||||||||||20260701133000||LAB|F\r\
         OBX|1|NM|K^Serum potassium level^RBDLAB^1000651000000109^Serum potassium level^SCT||{potassium}|mmol/L|3.5 - 5.3||||F|||20260701103000\r\
         OBX|2|NM|NA^Serum sodium level^RBDLAB^1000661000000107^Serum sodium level^SCT||139|mmol/L|133 - 146||||F|||20260701103000\r"
    )
    .into_bytes()
}

/// The same potassium, its time with an offset of nought.
fn bundle(potassium: &str) -> Vec<u8> {
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[
        {{"resource":{{"resourceType":"Patient","id":"p1","meta":{{"lastUpdated":"2026-07-02T09:00:00Z"}},
          "identifier":[{{"extension":[{{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
            "valueCodeableConcept":{{"coding":[{{"system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus","code":"01"}}]}}}}],
            "system":"https://fhir.nhs.uk/Id/nhs-number","value":"{NUMBER}"}}],
          "name":[{{"family":"Quibble","given":["Anne"]}}],"birthDate":"1944-03-05","gender":"female"}}}},
        {{"resource":{{"resourceType":"Observation","id":"k1","meta":{{"lastUpdated":"2026-07-02T09:00:00Z"}},"status":"final",
          "code":{{"coding":[{{"system":"http://snomed.info/sct","code":"1000651000000109","display":"Serum potassium level"}}]}},
          "subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"2026-07-01T09:30:00+00:00",
          "valueQuantity":{{"value":{potassium},"unit":"mmol/L"}}}}}}]}}"#
    )
    .into_bytes()
}

/// The same potassium under the code that the laboratory's link to practices uses.
fn report(list: &str, code: &str, potassium: &str) -> Vec<u8> {
    let body = format!(
        "UNH+1+MEDRPT:0:1:RT:NHS003'BGM+LSR'DTM+137:202607011400:203'\
         S01+01'NAD+PO+G3380314:900++SCOTT'SPR+PRO'S01+01'NAD+MR+J81001:901'SPR+ORG'\
         S01+01'NAD+SLA+RBD:903++DORSET COUNTY HOSPITAL'SPR+ORG'\
         S02+02'GIS+N'RFF+SRI:15/CH000037K/1'STS++UN'DTM+ISR:202607011400:203'\
         S06+06'S07+07'PNA+PAT+{NUMBER}:OPI+++SU:QUIBBLE+FO:ANNE'DTM+329:19440305:102'PDI+2'\
         S16+16'SEQ++1'SPC+TSP+:::VENOUS BLOOD'RFF+STI:CH000037K'DTM+SCO:202607011030:203'\
         GIS+N'INV+MQ+{code}:{list}::Serum potassium level'RSL+NV+{potassium}++:::mmol/L'RFF+ASL:1'S20+20'RND+U+3.5+5.3'"
    );
    let count = body.matches('\'').count() + 1;
    format!(
        "UNA:+.? 'UNB+UNOC:3+000000004400001:80+000000024600002:80+260701:1410+1015++MEDRPT++1'{body}UNT+{count}+1'UNZ+1+1015'"
    )
    .into_bytes()
}

/// A node that has taken all three.
fn shown(hospital: &str, practice: &str, laboratory: &[u8]) -> (Answer, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    take(&node, "RBD", "PAS", &oru(hospital), InputFormat::Hl7v2);
    take(&node, "J81001", "EMIS", &bundle(practice), InputFormat::Fhir);
    take(&node, "RBD", "LAB", laboratory, InputFormat::Edifact);
    (node.view(&doctor(), &number(NUMBER)).unwrap(), folder)
}

fn take(node: &Node, organisation: &str, system: &str, bytes: &[u8], format: InputFormat) {
    let receipt = node.submit(bytes, &input(organisation, system, format)).unwrap();
    assert_eq!((receipt.quarantined, receipt.accepted > 0), (0, true), "{}", receipt.to_json());
}

/// The lines that tell of potassium, each with the systems behind it.
fn potassium(record: &VisibleRecord) -> Vec<(&VisibleLine, BTreeSet<&str>)> {
    let section = record.sections.iter().find(|section| section.section == Section::Investigations).unwrap();
    let lines = section.lines.iter().filter(|line| test(line).code.words().contains("potassium"));
    lines.map(|line| (line, line.statements.iter().map(|said| said.provenance.system.as_str()).collect())).collect()
}

fn test(line: &VisibleLine) -> &Investigation {
    let EntryBody::Investigation(test) = &line.entry.body else { panic!("a section of investigations") };
    test
}

fn value(line: &VisibleLine) -> &str {
    match test(line).measurements.iter().find_map(|measurement| measurement.value.as_ref()) {
        Some(ResultValue::Quantity(quantity)) => quantity.value.as_str(),
        other => panic!("{other:?}"),
    }
}

/// SNOMED CT in the laboratory's report: one fact, one line, three statements.
#[test]
fn a_result_told_three_times_in_one_code_is_one_line() {
    let (answer, _folder) = shown("4.1", "4.1", &report("921", "1000651000000109", "4.1"));
    let lines = potassium(answer.record().unwrap());
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].1, BTreeSet::from(["EMIS", "LAB", "PAS"]));
    assert_eq!((value(lines[0].0), lines[0].0.differences.is_empty()), ("4.1", true));
    // The order and its sodium stand beside it.
    let section = &answer.record().unwrap().sections.iter().find(|s| s.section == Section::Investigations).unwrap();
    assert_eq!(section.lines.len(), 3);
}

/// A Read code and a SNOMED CT code are not known to be one: words decide. Where these differ too, the report keeps a line of
/// its own, and nothing is lost.
#[test]
fn a_result_told_in_another_code_folds_by_its_words_or_is_a_line_of_its_own() {
    let read_code = report("911", "44I4.", "4.1");
    let (answer, _folder) = shown("4.1", "4.1", &read_code);
    let lines = potassium(answer.record().unwrap());
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].1, BTreeSet::from(["EMIS", "LAB", "PAS"]));
    assert_eq!((value(lines[0].0), lines[0].0.differences.is_empty()), ("4.1", true));

    let other_words = String::from_utf8(read_code).unwrap().replace("Serum potassium level", "Plasma potassium");
    let (answer, _folder) = shown("4.1", "4.1", other_words.as_bytes());
    let lines = potassium(answer.record().unwrap());
    let systems: BTreeSet<_> = lines.iter().map(|(_, systems)| systems.clone()).collect();
    assert_eq!(systems, BTreeSet::from([BTreeSet::from(["EMIS", "PAS"]), BTreeSet::from(["LAB"])]));
    assert!(lines.iter().all(|(line, _)| value(line) == "4.1"));
}

#[test]
fn a_value_that_one_of_them_tells_otherwise_is_shown_as_a_difference() {
    let (answer, _folder) = shown("4.1", "4.1", &report("921", "1000651000000109", "6.1"));
    let lines = potassium(answer.record().unwrap());
    assert_eq!(lines.len(), 1);
    let difference = lines[0].0.differences.iter().find(|difference| difference.aspect == "value").unwrap();
    let mut said: Vec<_> = difference.said.iter().map(|(by, word)| (by.as_str(), word.as_str())).collect();
    said.sort_unstable();
    assert_eq!(said, [("J81001", "4.1 mmol/L"), ("RBD", "4.1 mmol/L"), ("RBD", "6.1 mmol/L")]);
    for page in [answer.to_text().unwrap(), answer.to_html().unwrap()] {
        assert!(page.contains("4.1 mmol/L") && page.contains("6.1 mmol/L"));
    }
}
