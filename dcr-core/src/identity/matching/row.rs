//! Particulars as fixed numbers, so that millions of them stand side by side in memory.

use super::address::STREET_WORDS;
use super::birth_date::BirthDate;
use super::lexicon::Lexicon;
use super::model::{Crowd, MatchModel};
use super::names::FamilyPart;
use super::number::{hash_bytes, join_hash};
use super::particulars::{ComparedGender, Particulars, StatedNumber};
use super::word::Word;

/// How many values of each kind count.
pub(super) const NUMBERS: usize = 2;
/// How many given names count.
pub(super) const GIVEN: usize = 5;
/// How many family names and parts of them count.
pub(super) const FAMILY: usize = 6;
/// How many dates of birth count.
pub(super) const DATES: usize = 2;
/// How many addresses count.
pub(super) const PLACES: usize = 2;
/// How many telephone numbers and how many e-mail addresses count.
pub(super) const CONTACTS: usize = 2;
/// How many other identifiers count.
pub(super) const IDENTIFIERS: usize = 2;

/// An address; zeros where nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowPlace {
    pub(super) uprn: u64,
    pub(super) postcode: u64,
    pub(super) house: u32,
    pub(super) flat: u32,
    pub(super) street: [u32; STREET_WORDS],
    pub(super) loss: i32,
}

impl RowPlace {
    pub(super) fn is_empty(&self) -> bool {
        self.uprn == 0 && self.postcode == 0 && self.house == 0 && self.street.first() == Some(&0)
    }

    /// The property as one number: postcode and house, or the UPRN when either is missing; 0 when neither is known.
    pub(super) fn property(&self) -> u64 {
        property(self.postcode, self.house, self.uprn)
    }
}

/// The property as one number: postcode and house number, or the UPRN when either is missing; 0 when neither is known.
pub(super) fn property(postcode: u64, house: u32, uprn: u64) -> u64 {
    if postcode != 0 && house != 0 {
        join_hash(postcode, u64::from(house))
    } else if uprn != 0 {
        join_hash(1, uprn)
    } else {
        0
    }
}

/// A value that may be crowded; 0 for none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shared {
    pub(super) value: u64,
    pub(super) loss: i32,
}

/// The particulars of one local person; zeros where nothing is known, at the end of each list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row {
    pub(super) numbers: [u64; NUMBERS],
    pub(super) places: [RowPlace; PLACES],
    pub(super) phones: [Shared; CONTACTS],
    pub(super) emails: [Shared; CONTACTS],
    pub(super) given: [u32; GIVEN],
    pub(super) family: [u32; FAMILY],
    pub(super) dates: [u32; DATES],
    pub(super) date_losses: [i32; DATES],
    pub(super) identifiers: [u32; IDENTIFIERS],
    pub(super) practice: u32,
    /// What the agreement of both names loses because many bear them together.
    pub(super) name_loss: i32,
    /// A bit for each given name that stands first.
    pub(super) first: u8,
    /// A bit for each family name that is a former one, and for each that is a part.
    pub(super) former: u8,
    pub(super) part: u8,
    pub(super) gender: Option<ComparedGender>,
    pub(super) placeholder: bool,
    pub(super) several_numbers: bool,
}

/// The first given name and the first family name as one number; `None` when either is missing.
fn name_pair(stated: &Particulars) -> Option<u64> {
    pair_of(stated.given.first()?.word, stated.family.first()?.word)
}

fn pair_of(given: Word, family: Word) -> Option<u64> {
    (!given.is_initial()).then(|| join_hash(hash_bytes(given.as_bytes()), hash_bytes(family.as_bytes())))
}

fn fill<const N: usize, T: Default + Copy>(values: impl Iterator<Item = T>) -> [T; N] {
    let mut filled = [T::default(); N];
    for (place, value) in filled.iter_mut().zip(values) {
        *place = value;
    }
    filled
}

fn bits(flags: impl Iterator<Item = bool>) -> u8 {
    flags.take(8).enumerate().fold(0, |bits, (place, flag)| bits | u8::from(flag) << place)
}

impl Row {
    pub(super) fn new(stated: &Particulars, lexicon: &mut Lexicon, model: &MatchModel) -> Self {
        let shared = |kind: Crowd, values: &[u64]| {
            fill(values.iter().map(|&value| Shared { value, loss: model.crowd_loss(kind, value) }))
        };
        let valid = stated.numbers.iter().filter(|number| number.is_valid()).count();
        // Valid numbers first, so that a slip beside one never takes its place.
        let mut numbers: [u64; NUMBERS] = [0; NUMBERS];
        let in_order =
            stated.numbers.iter().filter(|n| n.is_valid()).chain(stated.numbers.iter().filter(|n| !n.is_valid()));
        for (place, number) in numbers.iter_mut().zip(in_order) {
            *place = number.packed();
        }
        let places = fill(stated.places.iter().map(|place| RowPlace {
            uprn: place.uprn,
            postcode: place.postcode,
            house: place.house,
            flat: place.flat,
            street: place.street.map(|word| lexicon.number(word, model)),
            loss: model.crowd_loss(Crowd::Property, property(place.postcode, place.house, place.uprn)),
        }));
        let name_loss = name_pair(stated).map_or(0, |pair| model.crowd_loss(Crowd::NamePair, pair));
        let date_loss = |date: &BirthDate| model.crowd_loss(Crowd::BirthDate, u64::from(date.packed()));
        Self {
            numbers,
            places,
            phones: shared(Crowd::Phone, &stated.phones),
            emails: shared(Crowd::Email, &stated.emails),
            given: fill(stated.given.iter().map(|name| lexicon.number(name.word, model))),
            family: fill(stated.family.iter().map(|name| lexicon.number(name.word, model))),
            dates: fill(stated.birth_dates.iter().map(|date| date.packed())),
            date_losses: fill(stated.birth_dates.iter().map(date_loss)),
            identifiers: fill(stated.identifiers.iter().map(|word| lexicon.number(*word, model))),
            name_loss,
            practice: u32::try_from(stated.practice & 0xffff_ffff).unwrap_or(0),
            first: bits(stated.given.iter().map(|name| name.first)),
            former: bits(stated.family.iter().map(|name| name.part == FamilyPart::Former)),
            part: bits(stated.family.iter().map(|name| name.part == FamilyPart::Part)),
            gender: stated.gender.filter(|_| !stated.genders_differ),
            placeholder: stated.placeholder_name,
            several_numbers: valid > 1,
        }
    }

    /// The one valid NHS number; 0 when there is none, or several.
    pub(super) fn valid_number(&self) -> u64 {
        let first = self.numbers.into_iter().filter_map(StatedNumber::unpacked).find(|number| number.is_valid());
        first.filter(|_| !self.several_numbers).map_or(0, StatedNumber::digits)
    }

    /// Whether a valid number was traced by its source.
    pub(super) fn is_verified(&self) -> bool {
        self.numbers.into_iter().filter_map(StatedNumber::unpacked).any(StatedNumber::is_verified)
    }

    /// The given names and whether each stands first.
    pub(super) fn given(&self) -> impl Iterator<Item = (u32, bool)> {
        let first = self.first;
        self.given
            .into_iter()
            .take_while(|name| *name != 0)
            .enumerate()
            .map(move |(i, name)| (name, first >> i & 1 == 1))
    }

    /// The family names and what each is.
    pub(super) fn family(&self) -> impl Iterator<Item = (u32, FamilyPart)> {
        let (former, part) = (self.former, self.part);
        self.family.into_iter().take_while(|name| *name != 0).enumerate().map(move |(i, name)| {
            let kind = if part >> i & 1 == 1 {
                FamilyPart::Part
            } else if former >> i & 1 == 1 {
                FamilyPart::Former
            } else {
                FamilyPart::Whole
            };
            (name, kind)
        })
    }

    /// The dates of birth and what their agreement loses.
    pub(super) fn dates(&self) -> impl Iterator<Item = (BirthDate, i32)> {
        self.dates.into_iter().zip(self.date_losses).filter_map(|(date, loss)| Some((BirthDate::unpacked(date)?, loss)))
    }

    /// The addresses.
    pub(super) fn places(&self) -> impl Iterator<Item = &RowPlace> {
        self.places.iter().take_while(|place| !place.is_empty())
    }
}

impl Row {
    /// The first given name and the first family name as one number; `None` when either is missing.
    pub(super) fn name_pair(&self, lexicon: &Lexicon) -> Option<u64> {
        let word = |number: Option<&u32>| Some(lexicon.token(*number?)?.word);
        pair_of(word(self.given.first())?, word(self.family.first())?)
    }

    /// Looks up again what the agreement of crowded values loses, with another model.
    pub(super) fn refresh(&mut self, lexicon: &Lexicon, model: &MatchModel) {
        self.name_loss = self.name_pair(lexicon).map_or(0, |pair| model.crowd_loss(Crowd::NamePair, pair));
        for place in &mut self.places {
            place.loss = model.crowd_loss(Crowd::Property, place.property());
        }
        for phone in &mut self.phones {
            phone.loss = model.crowd_loss(Crowd::Phone, phone.value);
        }
        for email in &mut self.emails {
            email.loss = model.crowd_loss(Crowd::Email, email.value);
        }
        for (loss, date) in self.date_losses.iter_mut().zip(self.dates) {
            *loss = model.crowd_loss(Crowd::BirthDate, u64::from(date));
        }
    }
}
