//! What the pages of matching list, the core has: the tables of `docs/identity.md` and `docs/identity-english.md`, from which
//! the reference rules are read as well, beside the model that ships.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is the test's failure")]

use dcr_core::identity::matching::{Comparator, Guard, Level, MatchModel, Particulars, Word, compare};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)).unwrap()
}

/// The lines of the block that follows a heading of `docs/identity-english.md`.
fn block(heading: &str) -> Vec<String> {
    let page = page("identity-english.md");
    let (_, behind) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, block) = behind.split_once("```text\n").unwrap();
    block.split_once("\n```").unwrap().0.lines().map(str::to_owned).collect()
}

/// The cells of the rows of tables whose first cell is a key in backticks: the key and what follows it.
fn table_rows(page: &str) -> Vec<(String, Vec<String>)> {
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
        Some((cells.next()?.strip_suffix('`')?.to_owned(), cells.map(str::to_owned).collect()))
    };
    page.lines().filter_map(row).collect()
}

fn model() -> Value {
    serde_json::from_str(&MatchModel::english().to_json()).unwrap()
}

/// I02, from the page.
fn log2_hundredths(n: u64) -> u64 {
    let whole = 63 - n.leading_zeros();
    let mut mantissa = if whole > 31 { n >> (whole - 31) } else { n << (31 - whole) };
    let mut fraction = 0_u64;
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 31;
        fraction <<= 1;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            fraction |= 1;
        }
    }
    u64::from(whole) * 100 + ((fraction * 100) >> 16)
}

#[test]
fn the_model_has_the_numbers_of_the_page() {
    let (model, mut met) = (model(), BTreeSet::new());
    for (key, cells) in table_rows(&page("identity-english.md")) {
        let held = match key.split_once('_') {
            Some((table @ ("given" | "family"), "unlisted")) => &model[table]["unlisted"],
            _ => &model[key.as_str()],
        };
        assert_eq!(held.to_string(), cells[0], "{key}");
        met.insert(key);
    }
    let numbers = model.as_object().unwrap().iter().filter(|(_, value)| value.is_number());
    let mut expected: BTreeSet<String> = numbers.map(|(key, _)| key.clone()).collect();
    expected.extend(["given_unlisted".to_owned(), "family_unlisted".to_owned()]);
    assert_eq!(met, expected);
    assert_eq!(model["name"], "english-1");
    assert_eq!(model["guards"], json!(Guard::ALL));
    assert!(model.get("crowded").is_none() && model.get("thorough").is_none());
}

#[test]
fn the_levels_weigh_what_the_page_says() {
    let rows = table_rows(&page("identity.md"));
    let stated: Vec<&(String, Vec<String>)> = rows.iter().filter(|(key, _)| key.contains('.')).collect();
    let levels: Vec<Level> = Level::ALL.iter().copied().filter(|level| !level.is_missing()).collect();
    let keys: Vec<&str> = stated.iter().map(|(key, _)| key.as_str()).collect();
    // The order counts: of equal weights the level that is listed first.
    assert_eq!(keys, levels.iter().map(|level| level.key()).collect::<Vec<_>>());
    for (level, (key, cells)) in levels.iter().zip(stated) {
        let held = MatchModel::english().weight(*level);
        let held = [held.weight.to_string(), held.frequency.to_string(), level.words().to_owned()];
        assert_eq!(held, cells[..3], "{key}");
    }
}

#[test]
fn names_are_as_frequent_as_the_page_says() {
    for (heading, table) in [("Given names", "given"), ("Family names", "family")] {
        let lines = block(heading).join(" ");
        let words: Vec<&str> = lines.split(' ').collect();
        let unlisted = model()[table]["unlisted"].as_u64().unwrap();
        let surprise = |count: &str| log2_hundredths(1_000_000) - log2_hundredths(count.parse().unwrap());
        let stated: BTreeMap<&str, u64> =
            words.chunks(2).map(|pair| (pair[0], surprise(pair[1]).min(unlisted))).collect();
        assert_eq!(stated.len() * 2, words.len(), "a name of {table} is listed twice");
        assert_eq!(model()[table]["names"], json!(stated), "{table}");
    }
}

#[test]
fn letters_are_read_as_the_page_says() {
    let lines = block("Letters");
    let mut read_as: BTreeMap<char, &str> = BTreeMap::new();
    for line in &lines {
        let (plain, letters) = line.split_once(' ').unwrap();
        for letter in letters.split(' ') {
            assert!(read_as.insert(letter.parse().unwrap(), plain).is_none(), "{letter} is listed twice");
        }
    }
    // The letters of the Latin blocks, the Greek and the Cyrillic ones: whatever is not listed stays.
    for letter in ('\u{df}'..'\u{530}').filter(|letter| letter.is_alphabetic()) {
        if letter.to_lowercase().collect::<Vec<_>>() == [letter] {
            let expected = read_as.get(&letter).map_or_else(|| letter.to_string(), |plain| (*plain).to_owned());
            assert_eq!(Word::fold(&letter.to_string()).as_str(), expected);
        }
    }
    assert!(read_as.keys().all(|letter| ('\u{df}'..'\u{530}').contains(letter)));
}

#[test]
fn given_names_have_the_roots_of_the_page() {
    let groups = block("Roots of given names");
    let mut roots: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, group) in groups.iter().enumerate() {
        for name in group.split(' ') {
            let of = roots.entry(name).or_default();
            if of.len() < 4 {
                of.insert(number);
            }
        }
    }
    let english = MatchModel::english();
    let level = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|name| {
            let mut stated = Particulars::new();
            stated.add_given_names(name);
            stated
        });
        let found = compare(&one, &other, &english);
        found.evidence.iter().find(|item| item.comparator == Comparator::Given).unwrap().level
    };
    let names: Vec<&str> = roots.keys().copied().collect();
    let (mut alike, mut others) = (0, 0);
    for (place, one) in names.iter().enumerate() {
        for (distance, other) in names[place + 1..].iter().enumerate() {
            let shared = !roots[one].is_disjoint(&roots[other]);
            // All that share a root, and of those that share none one in twenty.
            if shared || (place + distance) % 20 == 0 {
                assert_eq!(level(one, other) == Level::GivenNickname, shared, "{one} {other}");
                *(if shared { &mut alike } else { &mut others }) += 1;
            }
        }
    }
    assert!(alike > 1_000 && others > 5_000, "{alike} {others}");
}
