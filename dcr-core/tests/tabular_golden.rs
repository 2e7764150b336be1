//! A Client Level Data file written by hand, and exactly the contributions that it states.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use dcr_core::contribution::Contribution;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::tabular::{Mapping, read};
use dcr_core::ingest::{Fate, Limits, Source, Unit};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};

const FILE: &[u8] = include_bytes!("tabular_golden/client-level-data.csv");
const EXPECTED: &str = include_str!("tabular_golden/client-level-data.json");

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").unwrap(),
        system: SourceSystem::parse("Mosaic").unwrap(),
        received: Timestamp::parse("2026-07-03T09:00:00Z").unwrap(),
    }
}

/// What a contribution states, without its origin, which holds hashes of the file.
fn stated(contribution: &Contribution) -> Value {
    let mut value = serde_json::to_value(contribution.parts()).unwrap();
    value.as_object_mut().unwrap().remove("origin");
    value
}

fn shown(unit: &Unit) -> Value {
    json!({
        "place": unit.place,
        "fate": match &unit.fate { Fate::Accepted => "accepted", Fate::Quarantined(issue) => issue.code },
        "contributions": unit.contributions.iter().map(stated).collect::<Vec<_>>(),
        "issues": unit.issues.iter()
            .map(|issue| json!([issue.severity, issue.code, issue.place])).collect::<Vec<_>>(),
    })
}

#[test]
fn the_file_states_exactly_this() {
    let units = read(FILE, &Mapping::client_level_data(), &source(), &Limits::default());
    let shown: Vec<Value> = units.iter().map(shown).collect();
    let expected: Vec<Value> = serde_json::from_str(EXPECTED).unwrap();
    assert_eq!(shown.len(), expected.len());
    for (shown, expected) in shown.iter().zip(&expected) {
        assert_eq!(shown, expected, "{}", serde_json::to_string_pretty(shown).unwrap());
    }
}

#[test]
fn every_contribution_says_where_it_came_from() {
    let units = read(FILE, &Mapping::client_level_data(), &source(), &Limits::default());
    let mapping = Mapping::client_level_data();
    for unit in &units {
        for contribution in &unit.contributions {
            let origin = serde_json::to_value(&contribution.parts().origin).unwrap();
            assert_eq!(origin["format"], "tabular");
            assert_eq!(origin["place"], unit.place.as_str());
            assert_eq!(origin["mapping"], format!("client-level-data 1 {}", mapping.digest()));
            let message = dcr_core::contribution::ContentHash::of(&unit.original).to_string();
            assert_eq!(origin["message"], message);
        }
    }
    // Each original reads again by itself as the same row.
    let again = read(&units[0].original, &mapping, &source(), &Limits::default());
    assert_eq!(again, vec![units[0].clone()]);
}
