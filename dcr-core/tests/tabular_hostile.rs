//! Hostile files: nothing panics, every row is accounted for, and every cell is stated, attached or quarantined.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::tabular::{Mapping, read};
use dcr_core::ingest::{Fate, Limits, Source, Unit};
use dcr_core::time::Timestamp;
use proptest::prelude::*;

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").unwrap(),
        system: SourceSystem::parse("Mosaic").unwrap(),
        received: Timestamp::parse("2026-07-03T09:00:00Z").unwrap(),
    }
}

const CLD_COLUMNS: [&str; 14] = [
    "LA_Code",
    "Reporting_Period_End_Date",
    "NHS_Number",
    "LA_Person_Unique_Identifier",
    "Client_Type",
    "Event_Type",
    "Event_Start_Date",
    "Event_End_Date",
    "Gender",
    "Date_of_Birth",
    "Postcode",
    "Service_Type",
    "Dementia",
    "Extra",
];

/// A cell that often means something to the mapping, and often does not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "838", "2026-06-30", "9990000018", "9990000019", "Carer", "Service", "Review", "2026-02-01",
            "2026-13-01", "31/12/1940", "1", "DT1 1XJ", "Yes", "No", "NULL",
        ]).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9 ,;'\"/%\u{e9}\n]{0,12}",
    ]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// How a trimmed cell may be written once it was read: as it is, as an ISO date, or as a canonical postcode.
fn spellings(cell: &str) -> Vec<String> {
    let mut parts = cell.split('/');
    let date = match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => cell.to_owned(),
    };
    vec![cell.to_owned(), date]
}

/// The words of the built-in mapping for gender, and what each becomes.
const GENDERS: [(&str, &str); 13] = [
    ("1", "male"),
    ("M", "male"),
    ("Male", "male"),
    ("2", "female"),
    ("F", "female"),
    ("Female", "female"),
    ("9", "other"),
    ("Other", "other"),
    ("Indeterminate", "other"),
    ("0", "unknown"),
    ("X", "unknown"),
    ("Unknown", "unknown"),
    ("Not known", "unknown"),
];

/// Whether the words that a mapping turns into others say this cell.
fn turned(column: &str, cell: &str, text: &str) -> bool {
    match column {
        "Gender" => GENDERS.iter().any(|(word, gender)| {
            word.eq_ignore_ascii_case(cell) && text.contains(&format!("\"gender\":\"{gender}\""))
        }),
        "Event_Type" => text.contains(&format!("\"kind\":\"{}\"", cell.to_lowercase())),
        "Postcode" => text.contains(cell),
        // The version says the end of the reporting period.
        "Reporting_Period_End_Date" => text.contains("\"version\":"),
        _ => false,
    }
}

proptest! {
    #[test]
    fn every_cell_is_stated_attached_or_quarantined(
        rows in prop::collection::vec(prop::collection::vec(cell(), CLD_COLUMNS.len()), 1..12)
    ) {
        let mut file = format!("{}\r\n", CLD_COLUMNS.join(","));
        for row in &rows {
            file.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
            file.push_str("\r\n");
        }
        let units = read(file.as_bytes(), &Mapping::client_level_data(), &source(), &Limits::default());
        prop_assert_eq!(units.len(), rows.len());
        // What an earlier row stated is not stated again, so the text grows row by row.
        let mut text = String::new();
        for (row, unit) in rows.iter().zip(&units) {
            prop_assert!(unit.original.ends_with(b"\r\n"));
            if matches!(unit.fate, Fate::Quarantined(_)) {
                prop_assert!(unit.contributions.is_empty());
                continue;
            }
            for contribution in &unit.contributions {
                text.push_str(&serde_json::to_string(contribution.parts()).unwrap());
            }
            for (column, cell) in CLD_COLUMNS.iter().zip(row) {
                let trimmed = cell.trim();
                let escaped = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
                let said = trimmed.is_empty()
                    || trimmed.eq_ignore_ascii_case("null")
                    || spellings(trimmed).iter().any(|spelling| text.contains(&escaped(spelling)))
                    || turned(column, trimmed, &text);
                prop_assert!(said, "a cell of column {} is lost: {:?}", column, cell);
            }
        }
    }

    #[test]
    fn any_bytes_after_a_good_header_are_covered_by_units(body in prop::collection::vec(
        prop_oneof![3 => prop::sample::select(b",\"\r\n;P1".to_vec()), 1 => any::<u8>()], 0..200
    )) {
        let header = format!("{}\n", CLD_COLUMNS.join(","));
        let file = [header.as_bytes(), &body].concat();
        let units = read(&file, &Mapping::client_level_data(), &source(), &Limits::default());
        let rows: Vec<u8> = units.iter().flat_map(|unit| unit.original[header.len()..].to_vec()).collect();
        let without_lines = |bytes: &[u8]| -> Vec<u8> {
            bytes.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect()
        };
        prop_assert_eq!(without_lines(&rows), without_lines(&body));
        for (index, unit) in units.iter().enumerate() {
            prop_assert_eq!(&unit.place, &format!("row {}", index + 2));
        }
    }

    #[test]
    fn any_file_and_any_mapping_are_survived(file in prop::collection::vec(any::<u8>(), 0..300), json in ".{0,200}") {
        let same = |units: Vec<Unit>| units.iter().map(|unit| unit.issues.len()).sum::<usize>();
        for mapping in [Mapping::client_level_data(), Mapping::council_contacts()] {
            let limits = Limits::default();
            prop_assert_eq!(
                same(read(&file, &mapping, &source(), &limits)),
                same(read(&file, &mapping, &source(), &limits))
            );
        }
        prop_assert!(Mapping::parse(json.as_bytes()).is_err());
    }
}
