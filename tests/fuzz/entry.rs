//! What each fuzz target does with its bytes. The same functions run in the stable replay,
//! `dcr-core/tests/fuzz_corpus.rs`, so that nothing here needs a fuzzer to be checked.
//!
//! Each function panics where an invariant is broken and returns otherwise.

use dcr_core::contribution::{ContentHash, Contribution};
use dcr_core::identifier::{NhsNumber, OdsCode, Postcode, SourceItemId, SourceSystem, SubjectId, Uprn};
use dcr_core::ingest::tabular::{self, Mapping};
use dcr_core::ingest::{Fate, Format, Limits, Severity, Source, Unit};
use dcr_core::record::Decimal;
use dcr_core::time::{PartialDateTime, Timestamp};
use std::sync::LazyLock;

/// An entry: it panics where an invariant is broken.
pub(crate) type Run = fn(&[u8]);

/// Every target and its entry.
pub(crate) const ENTRIES: &[(&str, Run)] =
    &[("contribution", contribution), ("mapping", mapping), ("scalars", scalars), ("tabular", tabular)];

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").expect("a code"),
        system: SourceSystem::parse("Fuzz").expect("a name"),
        received: Timestamp::parse("2026-07-03T09:00:00Z").expect("an instant"),
    }
}

/// A CSV file, read through both built-in mappings.
pub(crate) fn tabular(data: &[u8]) {
    static BUILT_IN: LazyLock<[Mapping; 2]> =
        LazyLock::new(|| [Mapping::client_level_data(), Mapping::council_contacts()]);
    for mapping in BUILT_IN.iter() {
        check_units(data, |bytes| tabular::read(bytes, mapping, &source(), &small()));
    }
}

/// A mapping document, and after a NUL byte a CSV file that is read through it.
pub(crate) fn mapping(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (json, csv) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if let Ok(mapping) = Mapping::parse(json) {
        let again = Mapping::parse(json).expect("the same document");
        assert_eq!(mapping.digest(), again.digest());
        check_units(csv, |bytes| tabular::read(bytes, &mapping, &source(), &small()));
    }
}

/// A contribution's JSON.
pub(crate) fn contribution(data: &[u8]) {
    let Ok(read) = Contribution::from_json(data) else { return };
    check_contribution(&read);
    if let Ok(canonical) = Contribution::from_canonical(data) {
        assert_eq!(canonical.canonical().expect("canonical bytes"), data);
    }
}

/// Identifiers, times, decimals and hashes: what is read prints as something that reads as the same.
pub(crate) fn scalars(data: &[u8]) {
    let _ = Format::detect(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    macro_rules! reads_back {
        ($($read:expr),+) => {
            $( if let Ok(value) = $read(text) { assert_eq!($read(&value.to_string()).as_ref(), Ok(&value)); } )+
        };
    }
    reads_back!(
        NhsNumber::parse,
        OdsCode::parse,
        Postcode::parse,
        Uprn::parse,
        SourceItemId::parse,
        SourceSystem::parse,
        Decimal::parse,
        PartialDateTime::parse,
        Timestamp::parse
    );
    if let Some(hash) = ContentHash::parse(text) {
        assert_eq!(hash.to_string(), text);
    }
    if let Ok(subject) = SubjectId::new("PAS", text) {
        assert_eq!(SubjectId::new("PAS", subject.value()).as_ref(), Ok(&subject));
    }
}

/// Bounds small enough that a fuzzer reaches them.
fn small() -> Limits {
    Limits { message_bytes: 1 << 16, depth: 32, repeats: 200 }
}

/// What holds of every reader's units, and that the same bytes give the same units.
fn check_units(data: &[u8], read: impl Fn(&[u8]) -> Vec<Unit>) {
    let units = read(data);
    assert_eq!(units, read(data));
    for unit in &units {
        let fatal = unit.issues.iter().any(|issue| issue.severity == Severity::Fatal);
        match &unit.fate {
            Fate::Accepted => assert!(!fatal, "an accepted unit has a fatal issue"),
            Fate::Quarantined(reason) => {
                assert!(unit.contributions.is_empty(), "a quarantined unit has contributions");
                assert!(unit.issues.contains(reason), "the reason is not among the issues");
            }
        }
        unit.contributions.iter().for_each(check_contribution);
    }
}

fn check_contribution(contribution: &Contribution) {
    let bytes = contribution.canonical().expect("canonical bytes");
    assert_eq!(&Contribution::from_canonical(&bytes).expect("what was printed"), contribution);
    assert_eq!(contribution.content_hash().expect("a hash"), ContentHash::of(&bytes));
}
