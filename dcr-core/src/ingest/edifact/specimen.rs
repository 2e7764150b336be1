//! S16: what was taken from the person.

use super::codes;
use super::message::Segment;
use super::parts::{all, qualified};
use super::text;
use crate::record::Specimen;

/// A specimen, and what is said of it in words.
#[derive(Debug, Default, Clone)]
pub(super) struct Taken {
    pub(super) specimen: Specimen,
    pub(super) notes: Vec<String>,
}

/// The number by which results refer to a specimen or a group of tests (SEQ-2).
pub(super) fn sequence(group: &[Segment<'_>]) -> Option<String> {
    all(group, "SEQ").next().map(|seq| seq.value(2, 1).peek()).filter(|number| !number.is_empty())
}

/// Reads a specimen: its type, numbers, times, whether the person fasted, and comments.
pub(super) fn read(group: &[Segment<'_>]) -> Taken {
    for segment in all(group, "S16").chain(all(group, "SEQ")) {
        segment.mark();
    }
    let time = |word: &str| {
        let dtm = qualified(group, "DTM", word)?;
        let time = dtm.value(1, 2).date_time(dtm.value(1, 3))?;
        dtm.value(1, 1).mark();
        Some(time)
    };
    let kind = qualified(group, "SPC", "TSP").and_then(|spc| {
        let words = spc.value(2, 4).text();
        let kind = codes::concept(spc.value(2, 1), spc.value(2, 2), words)?;
        spc.value(1, 1).mark();
        Some(kind)
    });
    // The laboratory's own number before the requester's.
    let identifier = ["STI", "RTI"].into_iter().find_map(|word| {
        let rff = qualified(group, "RFF", word)?;
        let number = rff.value(1, 2).text()?;
        rff.value(1, 1).mark();
        Some(number)
    });
    let specimen = Specimen { identifier, kind, collected: time("SCO"), received: time("SRI") };
    let mut notes = Vec::new();
    if let Some(fasting) = qualified(group, "SPC", "FS").filter(|spc| spc.value(2, 1).peek() == "F") {
        fasting.value(1, 1).mark();
        fasting.value(2, 1).mark();
        notes.push("Fasting specimen".to_owned());
    }
    let comments: Vec<_> = all(group, "FTX").filter(|ftx| ftx.value(1, 1).peek() == "SPC").collect();
    notes.extend(text::free_text(comments.iter().copied()));
    comments.iter().for_each(|ftx| ftx.value(1, 1).mark());
    Taken { specimen, notes }
}
