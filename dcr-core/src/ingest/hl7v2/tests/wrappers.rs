//! Batches, files and frames: any way of wrapping messages gives the same contributions, and counts are checked.

use super::*;
use proptest::prelude::*;

fn many(text: &str) -> Vec<Unit> {
    read(text.as_bytes(), &source(), &Limits::default())
}

fn one(number: usize) -> String {
    format!(
        "MSH|^~\\&|PAS|RBD|||20260203101530||ADT^A31|M{number}|P|2.4\rPID|||{number}^^^RBD\rAL1|1|DA|P^Penicillin\r"
    )
}

fn issues(text: &str) -> Vec<(usize, &'static str, String)> {
    let units = many(text);
    let all = units.iter().enumerate();
    all.flat_map(|(at, unit)| unit.issues.iter().map(move |issue| (at, issue.code, issue.place.clone()))).collect()
}

#[test]
fn counts_that_agree_are_silent() {
    let (a, b) = (one(1), one(2));
    for text in [
        format!("FHS|^~\\&\rBHS|^~\\&\r{a}{b}BTS|2\rFTS|1\r"),
        format!("FHS|^~\\&\rBHS|^~\\&\r{a}BTS|1\rBHS|^~\\&\r{b}BTS|1|x\rFTS|2\r"),
        format!("FHS|^~\\&\r{a}{b}FTS|1\r"),
        format!("BHS|^~\\&\n{a}{b}BTS\r"),
        format!("{a}{b}BTS||comment\r"),
        format!("BHS#*!?%\r{a}BTS#1#x\r"),
        format!("\u{b}BHS|^~\\&\r{a}BTS|1\r\u{1c}\r"),
        "FHS|^~\\&\rBHS|^~\\&\rBTS|0\rFTS|1\r".to_owned(),
        "FHS|^~\\&\rFTS|0\r".to_owned(),
    ] {
        assert_eq!(issues(&text), [], "{text:?}");
    }
}

#[test]
fn a_count_that_disagrees_is_told_and_nothing_is_lost() {
    let (a, b) = (one(1), one(2));
    let code = |at: usize, place: &str| vec![(at, "hl7v2.batch.count", place.to_owned())];
    for (text, expected) in [
        (format!("BHS|^~\\&\r{a}{b}BTS|3\r"), code(1, "BTS-1")),
        (format!("BHS|^~\\&\r{a}BTS|1\rBHS|^~\\&\r{b}BTS|2\r"), code(1, "BTS-1")),
        (format!("{a}{b}BTS|1\r"), code(1, "BTS-1")),
        (format!("{a}{b}BTS|two\r"), code(1, "BTS-1")),
        (format!("FHS|^~\\&\rBHS|^~\\&\r{a}{b}BTS|2\rFTS|2\r"), code(1, "FTS-1")),
    ] {
        assert_eq!(issues(&text), expected, "{text:?}");
        assert!(many(&text).iter().all(|unit| unit.fate == Fate::Accepted));
    }
    // Of a batch without a message only the trailer is left to tell it.
    let units = many(&format!("{a}BHS|^~\\&\rBTS|4\r"));
    assert_eq!(
        (units.len(), units[1].reason(), units[1].original.as_slice()),
        (2, "hl7v2.batch.count", &b"BTS|4\r"[..])
    );
}

#[test]
fn a_batch_without_a_trailer_may_be_cut_short() {
    let a = one(1);
    let code = |place: &str| vec![(0, "hl7v2.batch.cut", place.to_owned())];
    assert_eq!(issues(&format!("FHS|^~\\&\rBHS|^~\\&\r{a}")), code("BHS"));
    assert_eq!(issues(&format!("FHS|^~\\&\rBHS|^~\\&\r{a}BTS|1\r")), code("FHS"));
    assert_eq!(issues(&format!("BHS|^~\\&\r{a}BHS|^~\\&\r{}BTS|1\r", one(2))), code("BHS"));
    let units = many("BHS|^~\\&\r");
    assert_eq!((units[0].reason(), units[0].original.as_slice()), ("hl7v2.batch.cut", &b"BHS|^~\\&\r"[..]));
}

/// One way to wrap each of some messages, and the whole.
fn wrapped(frames: &[u8], batches: &[bool], file: bool) -> String {
    let mut text = if file { "FHS|^~\\&\r".to_owned() } else { String::new() };
    for (number, frame) in frames.iter().enumerate() {
        let message = one(number);
        let batch = batches.get(number).copied().unwrap_or_default();
        text.push_str(if batch { "BHS|^~\\&|A|B\r" } else { "" });
        text.push_str(&match frame % 5 {
            0 => format!("\u{b}{message}\u{1c}\r"),
            1 => message.replace('\r', "\r\n"),
            2 => message.replace('\r', "\n"),
            3 => format!("\r\n{message}\n\n"),
            _ => message,
        });
        text.push_str(if batch { "BTS|1\r" } else { "" });
    }
    text.push_str(if file { "FTS\r" } else { "" });
    text
}

proptest! {
    #[test]
    fn any_wrapping_gives_the_same_contributions(
        frames in prop::collection::vec(any::<u8>(), 1..6),
        batches in prop::collection::vec(any::<bool>(), 0..6),
        file in any::<bool>(),
    ) {
        let units = many(&wrapped(&frames, &batches, file));
        prop_assert_eq!(units.len(), frames.len());
        for (number, unit) in units.iter().enumerate() {
            let alone = many(&one(number)).remove(0);
            let bare = |unit: &Unit| unit.contributions.iter().map(|c| {
                let mut parts = c.parts().clone();
                // The hash is of the bytes as they came, with their own terminators.
                parts.origin.message = crate::contribution::ContentHash::of(b"");
                parts
            }).collect::<Vec<_>>();
            prop_assert_eq!(bare(unit), bare(&alone));
            let again = read(&unit.original, &source(), &Limits::default()).remove(0);
            prop_assert_eq!(&again.contributions, &unit.contributions, "its own bytes give the same");
        }
    }
}
