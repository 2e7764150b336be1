//! What the county promises: fixed bytes, well-formed sendings, and a truth that covers them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use dcr_core::identifier::NhsNumber;
use dcr_core::ingest::Format;
use dcr_core::record::Section;
use dcr_county::{
    CLIENT_LEVEL_DATA_COLUMNS, CONTACTS_COLUMNS, CountyOptions, NhsNumberStated, Sending, TruePerson, people, sendings,
    windows,
};
use std::collections::{BTreeMap, BTreeSet};

const FIFTY: CountyOptions = CountyOptions { seed: 1, people: 50 };
const THOUSANDS: CountyOptions = CountyOptions { seed: 1, people: 4000 };

fn digest(options: &CountyOptions) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for sending in sendings(options) {
        let Sending { organisation, system, format, mapping, sent, bytes } = sending;
        let head =
            format!("{organisation} {system} {} {} {sent} {}\n", format.as_str(), mapping.unwrap_or("-"), bytes.len());
        context.update(head.as_bytes());
        context.update(&bytes);
    }
    for person in people(options) {
        context.update(&serde_json::to_vec(&person).unwrap());
    }
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn one_seed_gives_one_county_on_every_machine() {
    assert_eq!(digest(&FIFTY), "2c7748d19fca94480c4685599b63d2feae8246bb077caed717131c82910a9e3d");
    assert_ne!(digest(&CountyOptions { seed: 2, ..FIFTY }), digest(&FIFTY));
}

#[test]
fn a_larger_county_begins_with_the_people_of_a_smaller_one() {
    let small: Vec<TruePerson> = people(&FIFTY).collect();
    let large: Vec<TruePerson> = people(&THOUSANDS).take(50).collect();
    assert_eq!(small, large);
    assert_eq!(people(&THOUSANDS).map(|person| person.index).collect::<Vec<_>>(), (0..4000).collect::<Vec<_>>());
}

/// The message without its MLLP frame, as text.
fn hl7_text(sending: &Sending) -> String {
    let bytes = &sending.bytes;
    let bytes = bytes.strip_prefix(b"\x0b").map_or(&bytes[..], |rest| rest.strip_suffix(b"\x1c\r").unwrap());
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn segments(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split(['\r', '\n']).filter(|segment| !segment.is_empty()).map(|segment| segment.split('|').collect())
}

/// Local identities of repeats of PID-3 or MRG-1: authority and value, NHS numbers left out.
fn local_identities(field: &str) -> Vec<(String, String)> {
    field
        .split('~')
        .map(|repeat| repeat.split('^').collect::<Vec<_>>())
        .filter(|parts| !matches!(parts[3], "NHS" | "NHSNBR"))
        .map(|parts| (parts[3].to_owned(), parts[0].to_owned()))
        .collect()
}

/// Every local identity in a sending, checking its form on the way; and the number of messages in it.
fn identities(sending: &Sending) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    match sending.format {
        Format::Hl7v2 => {
            let text = hl7_text(sending);
            assert!(text.starts_with("MSH|^~\\&|"));
            assert_eq!(Format::detect(&sending.bytes), Some(Format::Hl7v2));
            for segment in segments(&text) {
                match segment[0] {
                    "MSH" => assert_eq!((segment[3], segment[11]), (sending.organisation, "2.4")),
                    "PID" => found.extend(local_identities(segment[3])),
                    "MRG" => found.extend(local_identities(segment[1])),
                    _ => {}
                }
            }
            (found, 1)
        }
        Format::Fhir => {
            let bundle: serde_json::Value = serde_json::from_slice(&sending.bytes).unwrap();
            assert_eq!(bundle["resourceType"], "Bundle");
            let entries = bundle["entry"].as_array().unwrap();
            let ids: BTreeSet<&str> = entries.iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
            assert_eq!(ids.len(), entries.len());
            for entry in entries {
                let resource = &entry["resource"];
                assert!(resource["meta"]["lastUpdated"].is_string());
                if resource["resourceType"] == "Patient" {
                    found.push(("fhir/Patient".to_owned(), resource["id"].as_str().unwrap().to_owned()));
                }
            }
            (found, 1)
        }
        _ => {
            let columns = match sending.mapping {
                Some("client-level-data") => CLIENT_LEVEL_DATA_COLUMNS,
                Some("council-contacts") => CONTACTS_COLUMNS,
                other => panic!("{other:?}"),
            };
            let mut reader = csv::Reader::from_reader(&sending.bytes[..]);
            assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns);
            let place = columns.iter().position(|column| *column == "LA_Person_Unique_Identifier").unwrap();
            // The reader refuses a row whose number of columns differs from the header's.
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert!((1..=200).contains(&rows.len()));
            let council = columns.iter().position(|column| *column == "LA_Code").unwrap();
            found.extend(rows.iter().map(|row| (row[council].to_owned(), row[place].to_owned())));
            (found, rows.len())
        }
    }
}

#[test]
fn every_sending_is_well_formed_and_every_identity_in_it_is_in_the_truth() {
    let mut told = BTreeMap::new();
    let mut appeared = BTreeSet::new();
    let mut messages = 0;
    let mut formats: BTreeMap<&str, usize> = BTreeMap::new();
    for window in windows(&THOUSANDS) {
        for person in &window.people {
            for identity in &person.identities {
                let key =
                    (identity.organisation, identity.system, identity.namespace.to_owned(), identity.value.clone());
                assert_eq!(told.insert(key, person.index), None, "an identity belongs to one person");
            }
        }
        for sending in &window.sendings {
            let (found, count) = identities(sending);
            messages += count;
            *formats.entry(sending.organisation).or_default() += count;
            for (namespace, value) in found {
                appeared.insert((sending.organisation, sending.system, namespace, value));
            }
        }
    }
    let told: BTreeSet<_> = told.into_keys().collect();
    assert_eq!(appeared, told);
    assert_eq!(formats.len(), 17, "three trusts, twelve practices, two councils: {formats:?}");
    let per_hundred = messages * 100 / 4000;
    assert!((600..1400).contains(&per_hundred), "{per_hundred} messages per hundred people, {formats:?}");
}

#[test]
fn the_errors_that_sources_make_are_all_there() {
    let all: Vec<TruePerson> = people(&THOUSANDS).collect();
    let stated = |wanted: fn(NhsNumberStated) -> bool, council: bool| {
        let identities = all.iter().flat_map(|person| &person.identities);
        identities
            .filter(|identity| identity.organisation.starts_with('E') == council && wanted(identity.nhs_number))
            .count()
    };
    let another = |stated| matches!(stated, NhsNumberStated::AnotherPersons(_));
    assert!(stated(another, false) > 3);
    assert!(stated(|stated| stated == NhsNumberStated::Failing, false) > 3);
    let (missing, right) = (
        stated(|stated| stated == NhsNumberStated::Missing, true),
        stated(|stated| stated == NhsNumberStated::Right, true),
    );
    assert!((250..350).contains(&(missing * 1000 / (missing + right))), "{missing} of {right}");
    assert!(all.iter().filter(|person| person.twin_of.is_some()).count() >= 2);
    assert!(all.iter().filter(|person| person.opted_out).count() > 20);
    assert!(all.iter().filter(|person| person.died.is_some()).count() > 5);
    assert!(all.iter().flat_map(|person| &person.facts).any(|fact| fact.retracted));
    let merged = all.iter().flat_map(|person| &person.identities).filter(|identity| identity.merged_into.is_some());
    assert!(merged.count() > 50);

    let sent: Vec<Sending> = sendings(&THOUSANDS).collect();
    let mut bytes: Vec<&[u8]> = sent.iter().map(|sending| &sending.bytes[..]).collect();
    bytes.sort_unstable();
    let before = bytes.len();
    bytes.dedup();
    assert!(before - bytes.len() > 100, "messages that come twice");
    assert!(sent.windows(2).filter(|pair| pair[0].sent > pair[1].sent).count() > 100, "messages out of order");
    let texts: Vec<String> = sent.iter().filter(|sending| sending.format == Format::Hl7v2).map(hl7_text).collect();
    let has = |wanted: &str| texts.iter().filter(|text| text.contains(wanted)).count();
    for event in ["A01", "A03", "A08", "A11", "A28", "A31", "A40"] {
        assert!(has(&format!("|ADT^{event}^")) > 2, "{event}");
    }
    assert!(has("|ORU^R01^") > 100 && has("|MDM^T02^") > 100 && has("ZU8||2") > 2);
    let births = texts.iter().flat_map(|text| segments(text)).filter(|segment| segment[0] == "PID");
    let thirteen = births.filter(|segment| segment[7].get(4..6) == Some("13")).count();
    assert!(thirteen > 5);
    let corrected =
        texts.iter().flat_map(|text| segments(text)).filter(|segment| segment[0] == "OBR" && segment[25] == "C");
    assert!(corrected.count() > 5);
    let latin =
        sent.iter().filter(|sending| sending.organisation == "R0D" && std::str::from_utf8(&sending.bytes).is_err());
    assert!(latin.count() > 2);
}

#[test]
fn a_hospital_result_and_the_practices_copy_share_the_laboratorys_number() {
    let mut pairs = 0;
    for person in people(&THOUSANDS) {
        let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for fact in &person.facts {
            if let Some(number) = &fact.laboratory_number {
                assert_eq!(fact.section, Section::Investigations);
                seen.entry(number).or_default().push(fact.organisation);
            }
        }
        for organisations in seen.values() {
            assert!(organisations.iter().any(|organisation| organisation.starts_with('R')));
            pairs += usize::from(organisations.len() == 2);
        }
    }
    assert!(pairs > 100, "{pairs}");
}

#[test]
fn the_scripted_people_are_as_the_script_says() {
    let scripted: Vec<TruePerson> = people(&CountyOptions { people: 3, ..FIFTY }).collect();
    let [doris, opted_out, unnumbered] = &scripted[..] else { panic!("three people") };

    assert_eq!(
        (doris.nhs_number.as_str(), doris.birth_date.as_str(), doris.gender),
        ("9990000018", "1943-09-21", "female")
    );
    assert!(NhsNumber::parse(&doris.nhs_number).is_ok());
    assert!(doris.identities.iter().all(|identity| identity.nhs_number == NhsNumberStated::Right));
    let sources: BTreeSet<&str> = doris.identities.iter().map(|identity| identity.organisation).collect();
    assert_eq!(sources.into_iter().collect::<Vec<_>>(), ["E06000059", "J81001", "RBD", "RDY"]);
    let holds = |section, organisation: &str, words: &str| {
        doris.facts.iter().any(|fact| {
            !fact.retracted
                && fact.section == section
                && fact.organisation == organisation
                && fact.code.text.contains(words)
        })
    };
    for (section, organisation, words) in [
        (Section::Problems, "J81001", "Type 2 diabetes"),
        (Section::Problems, "J81001", "Atrial fibrillation"),
        (Section::Problems, "RBD", "Fracture of neck of femur"),
        (Section::Medications, "J81001", "Warfarin"),
        (Section::Allergies, "J81001", "penicillin"),
        (Section::Allergies, "RBD", "penicillin"),
        (Section::Investigations, "RBD", "Urea and electrolytes"),
        (Section::Investigations, "J81001", "Urea and electrolytes"),
        (Section::Documents, "RBD", "Discharge summary"),
        (Section::Documents, "J81001", "ReSPECT"),
        (Section::Alerts, "J81001", "ReSPECT"),
        (Section::RelatedPeople, "RBD", "Daughter"),
        (Section::RelatedPeople, "E06000059", "Daughter"),
        (Section::SocialCare, "E06000059", "Long Term Support: Community"),
    ] {
        assert!(holds(section, organisation, words), "{section} {organisation} {words}");
    }

    assert!(!doris.opted_out && opted_out.opted_out && !unnumbered.opted_out);
    let council = |person: &TruePerson| {
        person
            .identities
            .iter()
            .find(|identity| identity.organisation == "E06000059")
            .map(|identity| identity.nhs_number)
    };
    assert_eq!(council(unnumbered), Some(NhsNumberStated::Missing));
    let dissent = sendings(&CountyOptions { people: 3, ..FIFTY })
        .filter(|sending| String::from_utf8_lossy(&sending.bytes).contains("\"416409005\""))
        .count();
    assert_eq!(dissent, 1);
}
