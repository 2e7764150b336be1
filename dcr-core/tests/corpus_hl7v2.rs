//! Other people's HL7 v2 messages, and what became of them: one line a file, or of one stream a line a kind of message.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod corpus_support;

use corpus_support::{files, shared, snapshot, source, told};
use dcr_core::ingest::hl7v2::{MessageView, messages, read};
use dcr_core::ingest::{Limits, Unit};
use std::collections::BTreeMap;

#[test]
fn what_becomes_of_the_converters_messages() {
    let Some(folder) = shared("hl7v2/converter") else { return };
    let lines = files(&folder).into_iter().map(|(name, bytes)| {
        let told = told(&read(&bytes, &source(), &Limits::default()));
        (name, told)
    });
    snapshot("hl7v2-converter", lines);
}

#[test]
fn what_becomes_of_a_simulated_hospitals_messages() {
    let Some(folder) = shared("hl7v2/simhospital") else { return };
    let mut kinds: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
    for (_, bytes) in files(&folder) {
        let units = read(&bytes, &source(), &Limits::default());
        let messages = messages(&bytes);
        assert_eq!(units.len(), messages.len());
        for (unit, message) in units.into_iter().zip(messages) {
            assert_eq!(unit.original, message);
            let view = MessageView::read(message, &Limits::default()).unwrap();
            kinds.entry(view.raw("MSH", 9).unwrap().to_owned()).or_default().push(unit);
        }
    }
    snapshot("hl7v2-simhospital", kinds.into_iter().map(|(kind, units)| (kind, told(&units))));
}

#[test]
fn every_message_is_written_again_from_its_index() {
    for folder in ["hl7v2/converter", "hl7v2/simhospital"] {
        let Some(folder) = shared(folder) else { return };
        for (name, bytes) in files(&folder) {
            for message in messages(&bytes) {
                let view = MessageView::read(message, &Limits::default()).unwrap();
                assert_eq!(view.to_bytes(), message, "{name}");
            }
        }
    }
}
