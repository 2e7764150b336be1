//! Damaged messages: every byte is accounted for, and the right message is taken afterwards.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod support;

use dcr_core::ingest::{Fate, Format, Unit};
use dcr_county::Sending;
use dcr_node::{Node, Receipt};
use support::{Draws, county, create, damaged, doctor, emergency, input_of, load, number, read};

const PEOPLE: u32 = 48;

/// The bytes of the input that stand in no unit, where its units are parts of it.
fn unaccounted(sending: &Sending, bytes: &[u8], units: &[Unit]) -> Vec<u8> {
    match sending.format {
        // One person's part of a Bundle is not a stretch of its bytes; a whole Bundle is.
        Format::Fhir => match units {
            [one] => bytes.strip_prefix(&one.original[..]).unwrap_or(bytes).to_vec(),
            several => {
                assert!(!several.is_empty());
                Vec::new()
            }
        },
        Format::Hl7v2 => rest(bytes, units.iter().map(|unit| &unit.original[..])),
        _ => {
            // Each row comes with its header.
            let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
            let (header, rows) = bytes.split_at(end);
            if let [unit] = units
                && unit.original == bytes
            {
                return Vec::new();
            }
            rest(rows, units.iter().map(|unit| unit.original.strip_prefix(header).unwrap_or(&unit.original)))
        }
    }
}

/// What is left of some bytes when these parts are taken out of them in order; a part that is not there fails.
fn rest<'a>(bytes: &[u8], parts: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let (mut left, mut at) = (Vec::new(), 0);
    for part in parts {
        let found = (at..=bytes.len() - part.len()).find(|&start| bytes[start..].starts_with(part)).unwrap();
        left.extend_from_slice(&bytes[at..found]);
        at = found + part.len();
    }
    left.extend_from_slice(&bytes[at..]);
    left
}

#[test]
fn accepted_and_refused_units_account_for_every_byte() {
    let (sendings, _) = county(PEOPLE);
    let mut draws = Draws::new(11);
    let mut refused = 0;
    for sending in &sendings {
        for _ in 0..4 {
            let bytes = damaged(&sending.bytes, &mut draws);
            let units = read(sending, &bytes);
            refused += units.iter().filter(|unit| unit.fate != Fate::Accepted).count();
            assert!(bytes.trim_ascii().is_empty() || !units.is_empty() || sending.format != Format::Fhir);
            let left = unaccounted(sending, &bytes, &units);
            let framing = |byte: &u8| matches!(byte, 0x0b | 0x1c) || byte.is_ascii_whitespace();
            assert!(left.iter().all(framing), "{} bytes of a {} are in no unit", left.len(), sending.format.as_str());
        }
    }
    assert!(refused > 200, "{refused} units refused");
}

/// Whatever a receipt says was refused comes back as it came.
fn check_quarantine(node: &Node, sending: &Sending, bytes: &[u8], receipt: &Receipt) {
    assert_eq!(receipt.quarantine.len() as u64, receipt.quarantined);
    let units = read(sending, bytes);
    let refused: Vec<&Unit> = units.iter().filter(|unit| unit.fate != Fate::Accepted).collect();
    assert_eq!(units.len() as u64, receipt.accepted + receipt.quarantined);
    assert_eq!(refused.len(), receipt.quarantine.len());
    for (unit, id) in refused.iter().zip(&receipt.quarantine) {
        assert!(node.quarantined_bytes(*id).unwrap() == unit.original);
    }
}

#[test]
fn what_was_refused_comes_back_as_it_came_and_the_right_message_is_taken() {
    let (sendings, people) = county(PEOPLE);
    let expected: Vec<Option<Vec<u8>>> = {
        let folder = tempfile::tempdir().unwrap();
        let node = create(folder.path());
        load(&node, &sendings);
        people
            .iter()
            .map(|person| node.view(&emergency(), &number(&person.nhs_number)).unwrap().shown().map(<[u8]>::to_vec))
            .collect()
    };
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    let mut draws = Draws::new(12);
    let mut held = Vec::new();
    // Only what is cut so early that it names nobody: what damage leaves readable is a statement like any other.
    for sending in &sendings {
        let bytes = &sending.bytes[..draws.below(sending.bytes.len().min(40))];
        let receipt = node.submit(bytes, &input_of(sending)).unwrap();
        check_quarantine(&node, sending, bytes, &receipt);
        assert_eq!((receipt.accepted, receipt.contributions), (0, 0));
        held.extend(receipt.quarantine);
    }
    assert!(held.len() > sendings.len() / 2);
    let before = node.stats().unwrap();
    assert_eq!((before.contributions, before.local_persons), (0, 0));
    // Trying again what is still wrong changes nothing.
    held.sort();
    held.dedup();
    for id in &held {
        assert_eq!(node.replay(*id).unwrap().quarantine, [*id]);
    }
    assert_eq!(node.quarantine().unwrap().len(), held.len());
    // The sources are put right and send again.
    load(&node, &sendings);
    let taken = node.stats().unwrap();
    let again = load(&node, &sendings);
    assert_eq!(again.iter().map(|receipt| receipt.contributions).sum::<u64>(), 0);
    assert!(again.iter().all(|receipt| receipt.repeated == receipt.accepted));
    assert_eq!(node.stats().unwrap(), taken);
    for (person, expected) in people.iter().zip(expected) {
        let shown = node.view(&emergency(), &number(&person.nhs_number)).unwrap();
        assert!(shown.shown() == expected.as_deref(), "person {}", person.index);
    }
    assert!(node.view(&doctor(), &number(&people[0].nhs_number)).unwrap().permitted());
}

#[test]
fn damaged_messages_are_accepted_or_refused_and_never_vanish() {
    let (sendings, _) = county(PEOPLE);
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    let mut draws = Draws::new(13);
    for sending in sendings.iter().step_by(2) {
        let bytes = damaged(&sending.bytes, &mut draws);
        let receipt = node.submit(&bytes, &input_of(sending)).unwrap();
        check_quarantine(&node, sending, &bytes, &receipt);
        let stats = node.stats().unwrap();
        let again = node.submit(&bytes, &input_of(sending)).unwrap();
        assert_eq!((again.accepted, again.quarantine), (receipt.accepted, receipt.quarantine));
        assert_eq!(again.contributions, 0);
        assert_eq!(node.stats().unwrap(), stats);
    }
}
