//! Blocking: which rows are compared at all.
//!
//! Each row has keys of several kinds, and two rows are compared when they share one. Which keys a row has depends on
//! the row and the model alone, never on other rows: names that the model knows to be frequent get finer keys from the
//! start. What is still too crowded is left out whole and accounted for ([`super::LeftOut`]).

use super::address::{outward, sector};
use super::lexicon::{Lexicon, Token};
use super::model::MatchModel;
use super::names::FamilyPart;
use super::number::{hash_bytes, join_hash};
use super::particulars::{Particulars, StatedNumber};
use super::row::{Row, RowPlace};
use serde::{Deserialize, Serialize};

/// A kind of block key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// NHS number, or another identifier.
    Number,
    /// Date of birth (day and month in either order) and the sound of the family name.
    DateAndFamily,
    /// Date of birth (day and month in either order) and the first letter of the given name.
    DateAndInitial,
    /// Postcode and the sound of the given name.
    PostcodeAndGiven,
    /// Property and year of birth, or property and first letter.
    Property,
    /// Telephone or e-mail, and the first letter of the given name.
    Contact,
    /// The sounds of both names and the year of birth.
    NamesAndYear,
    /// The sounds of both names, and day and month of birth.
    NamesAndDay,
    /// The sounds of both names and the postcode district.
    NamesAndDistrict,
    /// Both names in full, when they are rare together.
    RareNames,
    /// Thorough models only: the whole date of birth (day and month in either order).
    Date,
    /// Thorough models only: the postcode.
    Postcode,
    /// Thorough models only: the house number and a word of the address.
    HouseAndWord,
    /// Thorough models only: the sounds of both names.
    Names,
    /// Thorough models only: a word of the address and the sound of the family name, or two words of the address.
    Words,
}

impl BlockKind {
    /// Every kind, in order.
    pub const ALL: [Self; 15] = [
        Self::Number,
        Self::DateAndFamily,
        Self::DateAndInitial,
        Self::PostcodeAndGiven,
        Self::Property,
        Self::Contact,
        Self::NamesAndYear,
        Self::NamesAndDay,
        Self::NamesAndDistrict,
        Self::RareNames,
        Self::Date,
        Self::Postcode,
        Self::HouseAndWord,
        Self::Names,
        Self::Words,
    ];

    /// The kind of a key.
    #[must_use]
    pub fn of(key: BlockKey) -> Self {
        Self::ALL.get(usize::try_from(key.0 >> 60).unwrap_or(0)).copied().unwrap_or(Self::Number)
    }
}

/// A block key: four bits of its kind, sixty bits of hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BlockKey(pub u64);

/// How many keys a row has at most.
const MOST_KEYS: usize = 200;

/// Collects the keys of one row.
struct Keys<'k>(&'k mut Vec<BlockKey>);

impl Keys<'_> {
    fn add(&mut self, kind: BlockKind, parts: &[u64]) {
        let hash = parts.iter().fold(kind as u64, |hash, part| join_hash(hash, *part));
        self.0.push(BlockKey((kind as u64) << 60 | hash >> 4));
    }
}

/// The keys of a row, in order, each once.
pub(super) fn keys_of(row: &Row, lexicon: &Lexicon, model: &MatchModel, keys: &mut Vec<BlockKey>) {
    keys.clear();
    let mut found = Keys(keys);
    for number in row.numbers.into_iter().filter_map(StatedNumber::unpacked) {
        found.add(BlockKind::Number, &[0, number.digits()]);
    }
    for token in row.identifiers.into_iter().filter_map(|number| lexicon.token(number)) {
        found.add(BlockKind::Number, &[1, hash_bytes(token.word.as_bytes())]);
    }
    let given = || row.given().filter(|(_, first)| *first).filter_map(|(number, _)| lexicon.token(number)).take(2);
    let family = || {
        let names = row.family().filter_map(|(number, part)| Some((lexicon.token(number)?, part)));
        names.filter(|(token, _)| token.sound != 0).take(4)
    };
    let names = || family().map(|(token, _)| token).take(3);
    dates(row, &mut found, given, family);
    for place in row.places() {
        places(place, row, &mut found, given);
    }
    let contacts =
        row.phones.iter().map(|phone| (0, phone.value)).chain(row.emails.iter().map(|email| (1, email.value)));
    for (kind, value) in contacts.filter(|(_, value)| *value != 0) {
        for initial in initials(given()) {
            found.add(BlockKind::Contact, &[kind, value, initial]);
        }
    }
    for given in given().filter(|token| !token.word.is_initial()).take(2) {
        for family in names() {
            both_names(row, given, family, model, &mut found);
        }
    }
    if model.thorough {
        thorough(row, &mut found, lexicon, names);
    }
    keys.sort_unstable();
    keys.dedup();
    // Only a row of several persons' statements has more; the first of each kind are enough to find it.
    keys.truncate(MOST_KEYS);
}

/// The keys for small tables, in which a row may differ in nearly everything.
fn thorough<'l, F: Iterator<Item = &'l Token>>(
    row: &Row,
    found: &mut Keys<'_>,
    lexicon: &Lexicon,
    family: impl Fn() -> F,
) {
    for (date, _) in row.dates() {
        if let (Some(month), Some(day)) = (date.month(), date.day()) {
            found.add(BlockKind::Date, &[u64::from(date.year()), u64::from(month.min(day)), u64::from(month.max(day))]);
        }
    }
    for place in row.places() {
        if place.postcode != 0 {
            found.add(BlockKind::Postcode, &[place.postcode]);
        }
        let words = || {
            place
                .street
                .into_iter()
                .filter_map(|word| lexicon.token(word))
                .map(|token| hash_bytes(token.word.as_bytes()))
        };
        for (number, word) in words().enumerate() {
            if place.house != 0 {
                found.add(BlockKind::HouseAndWord, &[u64::from(place.house), word]);
            }
            family().for_each(|family| found.add(BlockKind::Words, &[0, word, u64::from(family.sound)]));
            for other in words().skip(number + 1) {
                found.add(BlockKind::Words, &[1, word.min(other), word.max(other)]);
            }
        }
    }
    for given in row.given().filter(|(_, first)| *first).filter_map(|(number, _)| lexicon.token(number)).take(2) {
        for sound in given.root_sounds.iter().take(2).filter(|sound| **sound != 0) {
            for family in family() {
                let (sound, other) = (u64::from(*sound), u64::from(family.sound));
                found.add(BlockKind::Names, &[sound.min(other), sound.max(other)]);
            }
        }
    }
}

/// The first letters of the sounds of the names' roots.
fn initials<'t>(given: impl Iterator<Item = &'t Token>) -> impl Iterator<Item = u64> {
    given
        .flat_map(|token| token.root_sounds.iter().take(2))
        .filter(|sound| **sound != 0)
        .map(|sound| u64::from(sound >> 24))
}

fn dates<'l, G: Iterator<Item = &'l Token>, F: Iterator<Item = (&'l Token, FamilyPart)>>(
    row: &Row,
    found: &mut Keys<'_>,
    given: impl Fn() -> G,
    family: impl Fn() -> F,
) {
    for (date, _) in row.dates() {
        let (Some(month), Some(day)) = (date.month(), date.day()) else { continue };
        let date = [u64::from(date.year()), u64::from(month.min(day)), u64::from(month.max(day))];
        let [year, low, high] = date;
        for (token, _) in family() {
            found.add(BlockKind::DateAndFamily, &[year, low, high, u64::from(token.sound)]);
        }
        for initial in initials(given()) {
            found.add(BlockKind::DateAndInitial, &[year, low, high, initial]);
        }
    }
}

fn places<'l, G: Iterator<Item = &'l Token>>(place: &RowPlace, row: &Row, found: &mut Keys<'_>, given: impl Fn() -> G) {
    if place.postcode != 0 {
        for sound in given().flat_map(|token| token.root_sounds.iter().take(2)).filter(|sound| **sound != 0) {
            found.add(BlockKind::PostcodeAndGiven, &[place.postcode, u64::from(*sound)]);
        }
    }
    let property = place.property();
    if property != 0 {
        for (date, _) in row.dates() {
            found.add(BlockKind::Property, &[property, 0, u64::from(date.year())]);
        }
        for initial in initials(given()) {
            found.add(BlockKind::Property, &[property, 1, initial]);
        }
    }
}

fn both_names(row: &Row, given: &Token, family: &Token, model: &MatchModel, found: &mut Keys<'_>) {
    let frequent = given.given_surprise + family.family_surprise < model.frequent_at;
    for sound in given.root_sounds.iter().take(2).filter(|sound| **sound != 0) {
        // The smaller first, so that names that changed places share the key.
        let (sound, other) = (u64::from(*sound), u64::from(family.sound));
        let names = join_hash(sound.min(other), sound.max(other));
        for (date, _) in row.dates() {
            let year = u64::from(date.year());
            match (date.month(), date.day()) {
                (Some(month), Some(day)) => {
                    let (month, day) = (u64::from(month), u64::from(day));
                    if frequent {
                        found.add(BlockKind::NamesAndYear, &[names, year, 1, month]);
                        found.add(BlockKind::NamesAndYear, &[names, year, 2, day]);
                    } else {
                        found.add(BlockKind::NamesAndYear, &[names, year]);
                    }
                    found.add(BlockKind::NamesAndDay, &[names, month, day]);
                }
                _ => found.add(BlockKind::NamesAndYear, &[names, year]),
            }
        }
        for place in row.places() {
            let district = if frequent { sector(place.postcode) } else { outward(place.postcode) };
            if district != 0 {
                found.add(BlockKind::NamesAndDistrict, &[names, district]);
            }
        }
    }
    if given.given_surprise + family.family_surprise >= model.rare_at {
        let names = [hash_bytes(given.word.as_bytes()), hash_bytes(family.word.as_bytes())];
        let [one, other] = names;
        found.add(BlockKind::RareNames, &[one.min(other), one.max(other)]);
    }
}

/// The block keys of particulars, in order, each once: what a store keeps to find whom to compare.
#[must_use]
pub fn block_keys(stated: &Particulars, model: &MatchModel) -> Vec<BlockKey> {
    let mut lexicon = Lexicon::default();
    let row = Row::new(stated, &mut lexicon, model);
    let mut keys = Vec::new();
    keys_of(&row, &lexicon, model, &mut keys);
    keys
}
