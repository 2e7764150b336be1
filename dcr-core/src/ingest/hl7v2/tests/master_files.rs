//! MFN: staff and places.

use super::*;
use crate::ingest::{DirectoryAction, DirectoryEntry, DirectoryKind};

fn directory(kind: &str, segments: &[&str]) -> (Unit, Vec<DirectoryEntry>) {
    let unit = message(kind, segments);
    assert_eq!(unit.fate, Fate::Accepted);
    assert!(unit.contributions.is_empty(), "it is about no person");
    let entries = unit.directory.clone();
    (unit, entries)
}

const MFI: &str = "MFI|PRA^Practitioners|PAS|UPD|||AL";

#[test]
fn staff_are_read() {
    let stf = "STF|C1^White^RBD|C1^^^RBD~G123^^^GMC|WHITE^SUE^^^DR|P|F||A|CAR^Cardiology||||20200101^RBD|20300101^RBD";
    let (_, entries) = directory(
        "MFN^M02",
        &[
            MFI,
            "MFE|MAD|1|20260101|C1^White^RBD|CE",
            stf,
            "PRA|C1||||CAR^Cardiology|D123^GDC",
            "MFE|MDC|2|20260201|C2^^RBD|CE",
        ],
    );
    let [white, second] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((white.kind, white.action), (DirectoryKind::Staff, DirectoryAction::Add));
    assert_eq!((white.identifier.system.as_str(), white.identifier.value.as_str()), ("RBD", "C1"));
    let others: Vec<_> = white.other_identifiers.iter().map(|i| (i.system.as_str(), i.value.as_str())).collect();
    assert_eq!(others, [("RBD", "C1"), ("GMC", "G123"), ("GDC", "D123")]);
    assert_eq!((white.name.as_deref(), white.part_of.as_deref()), (Some("DR SUE WHITE"), Some("Cardiology")));
    assert_eq!(white.valid.start.as_ref().unwrap().as_str(), "2020-01-01");
    assert_eq!(white.recorded.to_string(), "2026-02-03T10:15:30.000Z");
    assert_eq!(white.origin.place.as_deref(), Some("MFE[1]"));
    assert!(white.attached.iter().any(|part| part.place == "MFI" && part.content == MFI), "{:?}", white.attached);
    assert_eq!((second.action, second.identifier.value.as_str()), (DirectoryAction::Deactivate, "C2"));
    assert_eq!(second.valid.end.as_ref().unwrap().as_str(), "2026-02-01");
}

#[test]
fn places_are_read() {
    let (_, entries) = directory(
        "MFN^M05",
        &[
            MFI,
            "MFE|MUP|1||W1^R2^B3^RBD|PL",
            "LOC|W1^R2^B3^RBD|Bed three|B|Dorset County Hospital",
            "LRL|W1||||W1^^^RBD",
        ],
    );
    let place = &entries[0];
    assert_eq!((place.kind, place.action), (DirectoryKind::Place, DirectoryAction::Update));
    assert_eq!(place.identifier.value, "W1^R2^B3^RBD");
    assert_eq!((place.name.as_deref(), place.part_of.as_deref()), (Some("Bed three"), Some("Dorset County Hospital")));
}

#[test]
fn every_value_of_a_directory_message_is_used_or_attached() {
    let text =
        "MSH|^~\\&|PAS|RBD|||20260203101530||MFN^M05|M1|P|2.4\rMFI|LOC||UPD\rMFE|MAD|1||W1|PL\rLOC|W1|Ward|N\rZLO|x^y";
    let units = read(text.as_bytes(), &source(), &Limits::default());
    let counted = crate::ingest::hl7v2::coverage(text.as_bytes(), &source(), &Limits::default())[0];
    // MSH 8, MFI 2, MFE 4, LOC 3, ZLO 2.
    assert_eq!(counted.used + counted.attached, 19);
    let attached: Vec<_> = units[0].directory[0].attached.iter().map(|part| part.place.as_str()).collect();
    assert!(attached.contains(&"ZLO") && attached.contains(&"LOC-3"), "{attached:?}");
}

#[test]
fn a_directory_message_that_is_half_understood_is_not_used() {
    for segments in [
        vec![MFI],
        vec![MFI, "MFE|XXX|1||C1|CE", "STF|C1"],
        vec![MFI, "MFE|MAD|1|||CE", "STF|"],
        vec![MFI, "MFE|MDC|1||C1|CE", "MFE||2||C2|CE"],
    ] {
        let unit = message("MFN^M02", &segments);
        assert!(unit.directory.is_empty());
        assert_eq!(unit.reason(), "hl7v2.directory.unusable", "{segments:?}");
    }
    assert_eq!(message("MFN^M01", &[MFI]).reason(), "hl7v2.message.no-person", "other master files have no place");
}
