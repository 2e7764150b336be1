//! Whatever is done to FHIR input, reading it neither panics nor loses anything.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

#[path = "fhir_support/mod.rs"]
mod fhir_support;

use dcr_core::contribution::Contribution;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Fate, Limits, Source, Unit, fhir};
use dcr_core::time::Timestamp;
use fhir_support::{bundle, seed};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(bytes: &[u8]) -> Vec<Unit> {
    let source = Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    };
    fhir::read(bytes, &source, &Limits::default())
}

/// The pointers of all values below one.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| pointers(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

fn sound(units: &[Unit]) {
    assert!(!units.is_empty());
    for unit in units {
        assert_eq!(unit.contributions.is_empty(), matches!(unit.fate, Fate::Quarantined(_)));
        for contribution in &unit.contributions {
            let bytes = contribution.canonical().unwrap();
            assert_eq!(&Contribution::from_canonical(&bytes).unwrap(), contribution);
            // The library that has the whole rule of RFC 8785 is the oracle.
            assert_eq!(serde_json_canonicalizer::to_vec(contribution).unwrap(), bytes);
        }
    }
}

/// Whether a text is in a contribution or in the original of a quarantined unit.
fn keeps(units: &[Unit], text: &str) -> bool {
    units.iter().any(|unit| {
        let quarantined = matches!(unit.fate, Fate::Quarantined(_));
        let original = String::from_utf8_lossy(&unit.original).to_lowercase();
        let said = |c: &Contribution| String::from_utf8(c.canonical().unwrap()).unwrap().to_lowercase();
        (quarantined && original.contains(text)) || unit.contributions.iter().any(|c| said(c).contains(text))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A text put in the place of any value of any resource is found again.
    #[test]
    fn a_text_put_anywhere_is_kept(at in any::<prop::sample::Index>(), where_in in any::<prop::sample::Index>()) {
        let mut resources = seed();
        let index = at.index(resources.len());
        let mut places = Vec::new();
        pointers(&resources[index], "", &mut places);
        let place = where_in.index(places.len() - 1) + 1;
        *resources[index].pointer_mut(&places[place]).unwrap() = json!("qzx7sentinel");
        let units = read(bundle(&resources).to_string().as_bytes());
        sound(&units);
        prop_assert!(keeps(&units, "qzx7sentinel"), "{} {}", resources[index]["resourceType"], places[place]);
    }

    /// Any value in the place of any other panics nowhere, alone or in a Bundle.
    #[test]
    fn any_value_anywhere_is_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..9), 1..12),
        alone in any::<Option<prop::sample::Index>>(),
    ) {
        let resources = seed();
        let mut whole = match alone {
            Some(at) => at.get(&resources).clone(),
            None => bundle(&resources),
        };
        for (at, kind) in changes {
            let mut places = Vec::new();
            pointers(&whole, "", &mut places);
            let value = [json!(null), json!({}), json!([]), json!([[]]), json!(-1e9), json!(""), json!(true),
                json!({ "reference": "#s" }), json!({ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Patient" } }] })];
            *whole.pointer_mut(at.get(places.as_slice()).as_str()).unwrap() = value[kind].clone();
        }
        sound(&read(whole.to_string().as_bytes()));
    }

    /// Bytes changed, cut and doubled panic nowhere.
    #[test]
    fn any_bytes_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
    ) {
        let mut bytes = which.get(&seed()).to_string().into_bytes();
        for (at, byte) in changes {
            let index = at.index(bytes.len());
            bytes[index] = byte;
        }
        sound(&read(&bytes));
        bytes.truncate(cut.index(bytes.len()));
        sound(&read(&bytes));
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        sound(&read(text.as_bytes()));
    }
}

#[test]
fn the_seed_is_read_without_a_fault() {
    let units = read(bundle(&seed()).to_string().as_bytes());
    assert_eq!(units.len(), 1);
    let codes: Vec<&str> = units[0].issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, ["fhir.resource.not-modelled"]);
}
