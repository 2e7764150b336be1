//! What becomes of the examples that the NHS publishes for its EDIFACT messages: every unit is read again alone as the
//! same, and every value is used or attached.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod corpus_support;

use corpus_support::{files, shared, snapshot, source, told};
use dcr_core::ingest::edifact::{Coverage, coverage, read};
use dcr_core::ingest::{Fate, Limits};

/// How many values a message has, counted without the reader: everything between marks that are not released. All of
/// these files use the marks that hold without an advice.
fn values(original: &[u8]) -> usize {
    let text: String = original.iter().map(|byte| char::from(*byte)).collect();
    let text = text.strip_prefix("UNA:+.? '").or(text.strip_prefix("UNA:+.?'")).unwrap_or(&text);
    let released = |text: String, mark: &str| text.replace(mark, ".");
    let text = ["??", "?+", "?:", "?'"].into_iter().fold(text.to_owned(), released);
    let mut count = 0;
    for segment in text.split('\'').map(str::trim).filter(|segment| !segment.is_empty()) {
        let mut elements = segment.split('+');
        let tag = elements.next().unwrap();
        if tag.len() != 3 {
            count += 1;
            continue;
        }
        count += elements.flat_map(|element| element.split(':')).filter(|value| !value.trim().is_empty()).count();
    }
    count
}

#[test]
fn published_examples_become_what_the_snapshot_says() {
    let Some(folder) = shared("edifact") else { return };
    let mut lines = Vec::new();
    for (name, bytes) in files(&folder) {
        let units = read(&bytes, &source(), &Limits::default());
        let counted = coverage(&bytes, &source(), &Limits::default());
        let (mut used, mut attached) = (0, 0);
        for (unit, Coverage { used: u, attached: a }) in units.iter().zip(counted) {
            let again = read(&unit.original, &source(), &Limits::default());
            assert_eq!(again.len(), 1, "{name}, {}", unit.place);
            assert_eq!(again[0].contributions, unit.contributions, "{name}, {}", unit.place);
            assert_eq!((&again[0].original, &again[0].fate), (&unit.original, &unit.fate), "{name}, {}", unit.place);
            if unit.fate == Fate::Accepted {
                assert_eq!(u + a, values(&unit.original), "{name}, {}", unit.place);
            }
            used += u;
            attached += a;
        }
        lines.push((name, format!("{} values:used={used} values:attached={attached}", told(&units))));
    }
    snapshot("edifact", lines);
}
