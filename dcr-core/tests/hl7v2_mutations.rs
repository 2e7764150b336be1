//! Broken and hostile HL7 v2: reading never panics, loses no byte, and keeps its promises about what it gives.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure is the test's failure")]

use dcr_core::contribution::Contribution;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::hl7v2::{coverage, read};
use dcr_core::ingest::{Fate, Limits, Source};
use dcr_core::time::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeSet;

const MESSAGES: [&str; 9] = [
    concat!(
        "MSH|^~\\&|PAS|RBD|||20260203101530||ADT^A01^ADT_A01|M1|P|2.4||||||UNICODE UTF-8\r",
        "EVN|A01|20260203101500\r",
        "PID|1||123^^^RBD^MR~9990000018^^^NHS^NH||Siân \\T\\ Siôn&van^ANN^MARY^^MRS^^L||19650203|F|||1 High St^^Poole^^BH15 1AA\r",
        "PD1|||The Surgery^^J81001|G1^GREEN^JO\r",
        "NK1|1|JONES^BOB|SPO|||01305 1|N\r",
        "PV1|1|I|WARD^1^2|E|||C1^WHITE^SUE|||MED|||||||||V77|||||||||||||||||||||||||20260202\r",
        "AL1|1|DA|91936005^Penicillin allergy^SCT|SV|Rash~Swelling|2020\r",
        "DG1|1|I10|I21.9^Infarction||20260202|W\r",
        "ZU8|1|2|Yes|No\r"
    ),
    concat!(
        "MSH|^~\\&|LAB|RBD|||20260203101530||ORU^R01|M2|P|2.4\n",
        "PID|||123^^^RBD^MR\nPV1|1|O\nORC|RE|P1|F1\nOBR|1|P1|F1|UE^Urea^LOCAL|||20260202||||||||BLD||||||||20260203||CH|F\n",
        "OBX|1|NM|K^Potassium||5.10|mmol/L|3.5-5.3|H|||F\nNTE|1||a note\nOBX|2|SN|T||^1^:^128\nOBX|3|TX|R||one\nOBX|4|TX|R||two\n",
        "OBX|5|ED|P||LAB^application^pdf^Base64^JVBERi0xLjQgdGVzdA==\nOBX|6|NM|X||1||||||W\nSPM|1|S1||BLD\n"
    ),
    concat!(
        "\u{b}MSH|^~\\&|MDM|RBD|||20260203||MDM^T02|M3|P|2.4\r\nPID|||9990000026^^^NHS^NH\r\n",
        "TXA|1|DS|TX|20260203||||||||D77|D76||||AU|V|AV\r\nOBX|1|TX|S||\\H\\Dear\\N\\ doctor\\.br\\\\XC3A2\\\r\n\u{1c}\r"
    ),
    "FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|||||20260203||ADT^A40|M4\rPID|||1^^^RBD\rMRG|2^^^RBD~3\rBTS|1\rFTS|1\r",
    concat!(
        "MSH|^~\\&|LAB|RBD|||20260203101530||ORU^R01|M5|P|2.5\rPID|||123^^^RBD^MR\r",
        "OBR|1|P1|F1|CULT^Culture|||20260202|||||||||||||||||MB|A\rOBX|1|CE|ORG^Organism|1|ECOLI^E. coli||||||F\r",
        "OBX|2|ST|AMP^Ampicillin|1.1|R|||R|||F\rOBX|3|ED|P^Photo|2|^IM^JPEG^Base64^/9j/AAAA~BBBB||||||F\r",
        "OBR|2||F2|SENS^Susceptibility|||20260202|||||||||||||||||MB|F|ORG&Organism^1|||P1^F1\r",
        "OBX|1|SN|GEN^Gentamicin||<^2|mg/L||S|||F\rNTE|1||a note\r"
    ),
    concat!(
        "MSH|^~\\&|RX|RBD|||20260203101530||RDE^O11|M6|P|2.5\rPID|||123^^^RBD^MR\rAL1|1|DA|P^Penicillin\r",
        "ORC|NW|P9|F9||SC||||202602020900|||C1^WHITE^SUE\rRXE||1^Paracetamol^DMD|2||TAB^tablet||^after food|||100|TAB|3\r",
        "TQ1|1||QDS||||20260202|20260209\rRXR|PO^oral\rNTE|1||swallow whole\r",
        "ORC|RE|P9\rRXA|0|1|202602030800||A1^Amoxicillin|250|mg\rRXR|PO\r"
    ),
    concat!(
        "MSH|^~\\&|PAS|RBD|||20260203101530||SIU^S12|M7|P|2.4\r",
        "SCH|PL1|FI1|||||R1^Follow-up||||^^^20260301093000^20260301100000\rNTE|1||bring it\rPID|||123^^^RBD^MR\r",
        "RGS|1\rAIS|1|A|ECHO^Echo|20260301093000\rAIL|1|A|OPD^Room 2\rAIP|1|A|C2^GREY^IAN|CAR\r"
    ),
    concat!(
        "MSH|^~\\&|GP|RBD|||20260203101530||VXU^V04|M8|P|2.5\rPID|||123^^^RBD^MR\rORC|RE|P5|F5\r",
        "RXA|0|1|20260202||88^Influenza^CVX|0.5|mL||00|N1^GREEN^JO|||||B1||CSL^Seqirus|||CP|A\rRXR|IM|LD\r",
        "OBX|1|NM|30973-2^Dose^LN||2\rOBX|2|CE|30956-7^Type||88^Influenza\r"
    ),
    concat!(
        "MSH|^~\\&|PAS|RBD|||20260203101530||MFN^M02|M9|P|2.4\rMFI|PRA||UPD\rMFE|MAD|1|20260101|C1^^RBD|CE\r",
        "STF|C1^^RBD|C1^^^RBD~G123^^^GMC|WHITE^SUE|P|F||A|CAR^Cardiology\rPRA|C1||||CAR|D1^GDC\rMFE|MDC|2||C2|CE\r"
    ),
];

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:00:00Z").unwrap(),
    }
}

/// One way to break a message; positions are fractions of its length in thousandths.
#[derive(Debug, Clone)]
enum Damage {
    Truncate(usize),
    Flip(usize, u8),
    DeleteSeparators(u8),
    Insert(usize, Vec<u8>),
    DuplicateLine(usize),
    SwapTerminators,
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0..1000_usize;
    prop_oneof![
        place.clone().prop_map(Damage::Truncate),
        (place.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        prop_oneof![Just(b'|'), Just(b'^'), Just(b'~'), Just(b'\\'), Just(b'&'), Just(b'\r')]
            .prop_map(Damage::DeleteSeparators),
        (
            place.clone(),
            prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"|^~\\&\r\n\x0b\x1c\""[..])], 1..8)
        )
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        place.prop_map(Damage::DuplicateLine),
        Just(Damage::SwapTerminators),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let at = |thousandths: usize| bytes.len() * thousandths / 1000;
    match damage {
        Damage::Truncate(place) => bytes.truncate(at(*place)),
        Damage::Flip(place, byte) => {
            let at = at(*place);
            if let Some(found) = bytes.get_mut(at) {
                *found = *byte;
            }
        }
        Damage::DeleteSeparators(separator) => bytes.retain(|byte| byte != separator),
        Damage::Insert(place, inserted) => {
            let at = at(*place);
            bytes.splice(at..at, inserted.iter().copied());
        }
        Damage::DuplicateLine(place) => {
            let start = bytes[..at(*place)].iter().rposition(|b| *b == b'\r').map_or(0, |at| at + 1);
            let end = bytes[start..].iter().position(|b| *b == b'\r').map_or(bytes.len(), |at| start + at + 1);
            let line = bytes[start..end].to_vec();
            bytes.splice(start..start, line);
        }
        Damage::SwapTerminators => bytes.iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n'),
    }
}

/// The lines that say something: without frame marks, blanks, byte order marks and batch wrapper lines.
fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let lines = bytes.split(|b| matches!(b, b'\r' | b'\n' | 0x0b | 0x1c)).map(|line| {
        let mut line = line;
        while let Some(rest) = [&b"\xef\xbb\xbf"[..], b" ", b"\t"].iter().find_map(|lead| line.strip_prefix(*lead)) {
            line = rest;
        }
        line
    });
    let is_batch = |line: &[u8]| {
        [b"FHS", b"BHS", b"BTS", b"FTS"].iter().any(|name| line.starts_with(*name))
            && line.get(3).is_none_or(|b| !b.is_ascii_alphanumeric())
    };
    lines.filter(|line| !line.trim_ascii().is_empty() && !is_batch(line)).map(<[u8]>::to_vec).collect()
}

fn check(stream: &[u8]) -> Result<(), TestCaseError> {
    let limits = Limits::default();
    let units = read(stream, &source(), &limits);
    prop_assert_eq!(units.len(), coverage(stream, &source(), &limits).len());
    let kept: Vec<_> = units.iter().flat_map(|unit| lines(&unit.original)).collect();
    prop_assert_eq!(kept, lines(stream), "every line is in the original of one unit");
    for unit in &units {
        match &unit.fate {
            Fate::Accepted => prop_assert!(!unit.contributions.is_empty() || !unit.directory.is_empty()),
            Fate::Quarantined(reason) => {
                prop_assert!(unit.contributions.is_empty());
                prop_assert_eq!(&unit.issues[0], reason);
            }
        }
        let keys: BTreeSet<_> = unit.contributions.iter().map(Contribution::key).collect();
        prop_assert_eq!(keys.len(), unit.contributions.len(), "no key twice in a message");
        for contribution in &unit.contributions {
            let bytes = contribution.canonical().unwrap();
            prop_assert_eq!(&Contribution::from_canonical(&bytes).unwrap(), contribution);
        }
    }
    prop_assert_eq!(units, read(stream, &source(), &limits), "the same in gives the same out");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_messages_are_read_or_kept(
        which in prop::collection::vec(0..MESSAGES.len(), 1..4),
        damages in prop::collection::vec(damage(), 0..6),
    ) {
        let mut stream: Vec<u8> = which.iter().flat_map(|at| MESSAGES[*at].bytes()).collect();
        for damage in &damages {
            apply(&mut stream, damage);
        }
        check(&stream)?;
    }

    #[test]
    fn bytes_of_no_meaning_are_kept(stream in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&stream)?;
    }

    #[test]
    fn noise_behind_a_header_is_read_or_kept(noise in "[A-Z0-9|^~\\\\&\r\n\"é]{0,200}") {
        check(format!("MSH|^~\\&|||||20260203||ADT^A01|1\rPID|||1\r{noise}").as_bytes())?;
    }
}

#[test]
fn the_messages_are_sound_before_they_are_damaged() {
    for message in MESSAGES {
        let units = read(message.as_bytes(), &source(), &Limits::default());
        assert_eq!(units.len(), 1);
        assert_eq!(units[0].fate, Fate::Accepted);
        assert!(units[0].contributions.len() + units[0].directory.len() >= 2);
    }
}

#[test]
fn cutting_a_message_anywhere_never_turns_a_dissent_into_consent() {
    let whole = MESSAGES[0];
    for end in 0..whole.len() {
        for unit in read(&whole.as_bytes()[..end], &source(), &Limits::default()) {
            for contribution in unit.contributions {
                let text = String::from_utf8(contribution.canonical().unwrap()).unwrap();
                // What ZU8-3 says of the Summary Care Record is another matter, and names itself.
                assert!(!text.contains(r#""effect":"consent""#) || text.contains(r#""statement":"summary-record""#));
            }
        }
    }
}
