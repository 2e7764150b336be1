//! What maps answer, and which of their rows they use.

use super::super::{MapSummary, read_concept_map};
use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_nhs_read_v2_map_is_read_row_by_row() {
    let map = read_2();
    assert_eq!(map.mapped_by(), "rcsctmap2@20200401000001");
    let summary = map.summary();
    assert_eq!(
        (summary.rows, summary.used, summary.superseded, summary.inactive, summary.unassured, summary.untargeted),
        (10, 5, 2, 1, 1, 1)
    );
    assert_eq!(summary.ambiguous, 1);
    for spelling in ["C10..", "C10", "C10..00", "C10..11", "C10..99"] {
        assert_eq!(target(map.find(spelling)), Some("73211009"), "{spelling}");
    }
    assert_eq!(map.find("c10.."), Found::Unknown);
}

#[test]
fn a_code_with_two_targets_is_ambiguous_unless_the_term_tells() {
    let map = read_2();
    assert_eq!(map.find("G20.."), Found::Ambiguous);
    assert_eq!(map.find("G20..99"), Found::Ambiguous, "a term that the map does not have tells nothing");
    assert_eq!(target(map.find("G20..00")), Some("59621000"));
    assert_eq!(target(map.find("G20..12")), Some("38341003"));
    let mut descriptor = MapDescriptor::read_v2_to_snomed("1").unwrap();
    descriptor.default_term = Some("00".to_owned());
    let map = read_map(&descriptor, RCSCTMAP2.as_bytes()).unwrap();
    assert_eq!(target(map.find("G20..")), Some("59621000"), "a descriptor can say which term is meant");
    assert_eq!(map.summary().ambiguous, 0);
}

#[test]
fn only_the_latest_revision_of_a_row_counts() {
    let map = read_2();
    assert_eq!(target(map.find("H33..")), Some("195967001"));
    assert_eq!(map.find("F25.."), Found::Unknown, "withdrawn rows do not come back in an earlier state");
}

#[test]
fn rows_nobody_assured_or_out_of_force_are_used_only_on_demand() {
    assert_eq!(read_2().find("E2B.."), Found::Unknown);
    assert_eq!(read_2().find("j11.."), Found::Unknown, "a row without a target is none");
    let unsaid = RCSCTMAP2.replace("\t0\t20150401\t1", "\t\t20150401\t1");
    let map = read_map(&MapDescriptor::read_v2_to_snomed("1").unwrap(), unsaid.as_bytes()).unwrap();
    assert_eq!((map.find("E2B.."), map.summary().unassured), (Found::Unknown, 1));
    let mut descriptor = MapDescriptor::read_v2_to_snomed("1").unwrap();
    descriptor.use_unassured = true;
    descriptor.use_inactive = true;
    let map = read_map(&descriptor, RCSCTMAP2.as_bytes()).unwrap();
    assert_eq!(target(map.find("E2B..")), Some("35489007"));
    assert_eq!(target(map.find("F25..")), Some("84757009"));
}

#[test]
fn the_nhs_ctv3_map_is_read() {
    let map = ctv3();
    assert_eq!(map.mapped_by(), "ctv3sctmap2@20200401000001");
    assert_eq!((target(map.find("XE0Uc")), target(map.find("C10"))), (Some("59621000"), Some("73211009")));
    assert_eq!(map.summary().used, 2);
}

#[test]
fn a_map_of_ones_own_is_read_as_its_descriptor_says() {
    let descriptor = MapDescriptor::from_json(local(",\"delimiter\":\"semicolon\"").as_bytes()).unwrap();
    let table = "\u{feff}Term;Code;SNOMED\n\"Asthma; allergic\";as-1;195967001\n\nHypertension;ht;38341003\n";
    let map = read_map(&descriptor, table.as_bytes()).unwrap();
    assert_eq!(map.find("as-1"), Found::Target { code: "195967001", display: Some("Asthma; allergic") });
    assert_eq!(target(map.find(" ht ")), Some("38341003"));
    assert_eq!(map.summary(), MapSummary { rows: 2, used: 2, bytes: map.summary().bytes, ..MapSummary::default() });
}

#[test]
fn a_bad_table_is_refused_with_the_line_of_the_fault() {
    let descriptor = MapDescriptor::from_json(local("").as_bytes()).unwrap();
    let error = |table: &[u8]| read_map(&descriptor, table).unwrap_err();
    for (table, line, fault) in [
        (&b"Code,SNOMED,Term\na,195967001\n"[..], 2, "cells"),
        (b"Code,SNOMED,Term\na,195967001,x\nb,195967002,x\n", 3, "target"),
        (b"Code,SNOMED,Term\n,195967001,x\n", 2, "code"),
        (b"Code,SNOMED,Term\na,195967001,\xff\n", 2, "UTF-8"),
        (b"", 1, "header"),
    ] {
        match error(table) {
            TerminologyError::Row { line: at, fault: words } => {
                assert_eq!(at, line, "{fault}");
                assert!(words.contains(fault), "{words}");
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(error(b"Code,Term\n"), TerminologyError::Column { column: "target" });
    assert_eq!(error(b"Code,code,SNOMED,Term\n"), TerminologyError::Column { column: "code" });
    let nhs = |from: &str, to: &str| {
        let table = RCSCTMAP2.replacen(from, to, 1);
        read_map(&MapDescriptor::read_v2_to_snomed("1").unwrap(), table.as_bytes()).unwrap_err()
    };
    let row = |line, fault| TerminologyError::Row { line, fault };
    assert_eq!(nhs("20150401", "2015"), row(2, "the date is not written as YYYYMMDD"));
    assert_eq!(nhs("\t1\t20150401", "\tx\t20150401"), row(2, "whether the row is assured is neither 1 nor 0"));
    assert_eq!(nhs("C10..", "C10..000"), row(2, "the code cannot be one of its system"));
}

#[test]
fn a_bad_descriptor_is_refused_with_its_member() {
    let read = |json: &str| MapDescriptor::from_json(json.as_bytes()).unwrap_err();
    let sound = local("");
    assert_eq!(read(&sound.replace("poole-pas", "poole@pas")), TerminologyError::Member { member: "name" });
    assert_eq!(read(&sound.replace("2026-04", "")), TerminologyError::Member { member: "version" });
    assert_eq!(read(&sound.replace("\"format\":1", "\"format\":2")), TerminologyError::Member { member: "format" });
    assert_eq!(read(&local(",\"default_term\":\"00\"")), TerminologyError::Member { member: "default_term" });
    assert!(matches!(read(&local(",\"zeal\":1")), TerminologyError::Document { line: 1, .. }));
}

const CONCEPT_MAP: &str = r#"{"resourceType":"ConceptMap","id":"ethnic","name":"Ethnic","version":"1.2","status":"active",
  "group":[{"source":"local-ethnic","target":"https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory","element":[
    {"code":"1","target":[{"code":"A","display":"British","equivalence":"equivalent"}]},
    {"code":"2","target":[{"code":"B","equivalence":"wider"}]},
    {"code":"3","target":[{"code":"C","equivalence":"equal"},{"code":"D","equivalence":"equal"}]},
    {"code":"4","target":[{"equivalence":"unmatched"}]},
    {"code":"5","target":[{"code":"E","relationship":"equivalent"}]},
    {"code":"6","target":[{"code":"F","equivalence":"equal","dependsOn":[{"property":"x","value":"y"}]}]},
    {"code":"7"}]}]}"#;

#[test]
fn of_a_concept_map_only_what_is_equivalent_is_used() {
    let [map] = read_concept_map(CONCEPT_MAP.as_bytes()).unwrap().try_into().unwrap();
    assert_eq!(map.mapped_by(), "Ethnic@1.2");
    assert_eq!(map.find("1"), Found::Target { code: "A", display: Some("British") });
    assert_eq!(target(map.find("5")), Some("E"));
    assert_eq!(map.find("3"), Found::Ambiguous);
    for other in ["2", "4", "6", "7", "8"] {
        assert_eq!(map.find(other), Found::Unknown, "{other}");
    }
    let summary = map.summary();
    assert_eq!((summary.rows, summary.used, summary.unassured, summary.untargeted), (8, 4, 2, 2));
}

#[test]
fn a_concept_map_in_xml_is_the_same_map() {
    let target = |code: &str, relation: &str| {
        format!(
            "<target><code value=\"{code}\"/><display value=\"British\"/><equivalence value=\"{relation}\"/></target>"
        )
    };
    let element = |code: &str, targets: &str| format!("<element><code value=\"{code}\"/>{targets}</element>\n");
    let depends = "<target><code value=\"F\"/><equivalence value=\"equal\"/><dependsOn><property value=\"x\"/></dependsOn></target>";
    let xml = format!(
        "<?xml version=\"1.0\"?>\n<ConceptMap xmlns=\"http://hl7.org/fhir\"><name value=\"Ethnic\"/><version value=\"1.2\"/>\
         <status value=\"active\"/><group><source value=\"local &amp; own\"/><target value=\"http://x/ethnic\"/>{}{}{}</group></ConceptMap>",
        element("1", &target("A", "equivalent")),
        element("2", &target("B", "wider")),
        element("6", depends),
    );
    let [map] = read_concept_map(xml.as_bytes()).unwrap().try_into().unwrap();
    assert_eq!((map.from(), map.to(), map.mapped_by()), ("local & own", "http://x/ethnic", "Ethnic@1.2"));
    assert_eq!(map.find("1"), Found::Target { code: "A", display: Some("British") });
    assert_eq!((map.find("2"), map.find("6"), map.summary().rows), (Found::Unknown, Found::Unknown, 3));
    let fault = |xml: &str| read_concept_map(xml.as_bytes()).unwrap_err().to_string();
    assert_eq!(fault(&xml.replace("</group>", "")), "the XML cannot be read (line 5): it is not well-formed XML");
    assert_eq!(fault(&xml.replace("&amp;", "&lol;")), "the XML cannot be read (line 2): an attribute cannot be read");
    let bomb = xml.replace("<ConceptMap ", "<!DOCTYPE x [<!ENTITY lol \"x\">]><ConceptMap ");
    assert_eq!(fault(&bomb), "the XML cannot be read (line 2): a document type declaration is refused");
    assert_eq!(fault("<Patient/>"), "the document's resourceType cannot be used");
}

#[test]
fn a_concept_map_out_of_force_gives_nothing_and_a_bad_one_is_refused() {
    let [map] =
        read_concept_map(CONCEPT_MAP.replace("\"active\"", "\"draft\"").as_bytes()).unwrap().try_into().unwrap();
    assert_eq!((map.find("1"), map.summary().used, map.summary().inactive), (Found::Unknown, 0, 7));
    let wrong = |from: &str, to: &str| read_concept_map(CONCEPT_MAP.replace(from, to).as_bytes()).unwrap_err();
    assert_eq!(wrong("\"version\":\"1.2\",", ""), TerminologyError::Member { member: "version" });
    assert_eq!(wrong("ConceptMap", "ValueSet"), TerminologyError::Member { member: "resourceType" });
    assert_eq!(wrong("\"code\":\"1\"", "\"code\":\"\""), TerminologyError::Member { member: "group.element.code" });
    assert!(matches!(wrong("\"code\":\"7\"}", "\"code\":\"7\""), TerminologyError::Document { line: 9, .. }));
}

/// A table of so many rows in the NHS's format, each with its own code and a target of nine digits.
fn large(rows: u64) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut table = RCSCTMAP2.lines().next().unwrap().to_owned();
    for row in 0..rows {
        let digit = |place: u32| char::from(DIGITS[(row / 62_u64.pow(place) % 62) as usize]);
        let code: String = (0..5).map(digit).collect();
        let target = ["195967001", "414545008", "128238001", "271327008"][(row % 4) as usize];
        table.push_str(&format!("\n{{{row:0>36}}}\t{code}\t00\t{target}\t\t1\t20150401\t1"));
    }
    table
}

#[test]
fn a_row_of_the_nhs_map_takes_twenty_five_bytes() {
    // DCR_MAP_ROWS measures how long a larger one takes.
    let rows = std::env::var("DCR_MAP_ROWS").map_or(20_000, |rows| rows.parse().unwrap());
    let table = large(rows);
    let map = read_map(&MapDescriptor::read_v2_to_snomed("1").unwrap(), table.as_bytes()).unwrap();
    let summary = map.summary();
    assert_eq!((summary.rows, summary.used, summary.ambiguous), (rows, rows, 0));
    // Five characters of code, two of term, nine of target, and nine bytes beside.
    assert_eq!(summary.bytes, rows * 25);
}

proptest! {
    #[test]
    fn a_map_answers_as_the_plain_rule_and_order_does_not_count(
        rows in prop::collection::vec(("[A-C][0-2]", "[0-2]", prop::sample::select(vec!["73211009", "38341003"])), 0..40)
    ) {
        let mut descriptor = MapDescriptor::read_v2_to_snomed("1").unwrap();
        descriptor.columns.revision_of = None;
        descriptor.columns.date = None;
        descriptor.columns.assured = None;
        descriptor.columns.active = None;
        let table = |rows: &[(String, String, &str)]| {
            let lines: String = rows.iter().map(|(code, term, to)| format!("{code}\t0{term}\t{to}\n")).collect();
            read_map(&descriptor, format!("ReadCode\tTermCode\tConceptId\n{lines}").as_bytes()).unwrap()
        };
        let map = table(&rows);
        let turned: Vec<_> = rows.iter().rev().cloned().collect();
        prop_assert_eq!(map.digest(), table(&turned).digest());
        let mut of_code: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut of_term: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for (code, term, to) in &rows {
            of_code.entry(code).or_default().insert(to);
            of_term.entry((code, term)).or_default().insert(to);
        }
        let plain = |targets: &BTreeSet<&str>| (targets.len() == 1).then(|| targets.first().copied().unwrap().to_owned());
        for (code, targets) in &of_code {
            prop_assert_eq!(target(map.find(code)).map(str::to_owned), plain(targets));
        }
        for ((code, term), targets) in &of_term {
            prop_assert_eq!(target(map.find(&format!("{code}...0{term}"))).map(str::to_owned), plain(targets));
        }
        prop_assert_eq!(map.summary().ambiguous, of_code.values().filter(|targets| targets.len() > 1).count() as u64);
    }
}
