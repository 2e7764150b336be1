//! The address.

use super::{Found, better, plain};
use crate::identity::matching::address::{outward, sector, unpack};
use crate::identity::matching::level::Level;
use crate::identity::matching::lexicon::Lexicon;
use crate::identity::matching::model::MatchModel;
use crate::identity::matching::row::{Row, RowPlace};
use crate::identity::matching::similarity::one_edit;

pub(in super::super) fn place(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> Found {
    let mut best = None;
    for x in a.places() {
        for y in b.places() {
            let level = level(x, y, lexicon);
            let loss = if matches!(level, Level::PlaceWhole | Level::PlaceProperty | Level::PlaceStreet) {
                x.loss.max(y.loss)
            } else {
                0
            };
            // A crowded property still says what its postcode says.
            better(model, &mut best, level, 0, loss);
            if loss > 0 && level != Level::PlaceStreet && x.postcode == y.postcode && x.postcode != 0 {
                better(model, &mut best, Level::PlacePostcode, 0, loss);
            }
        }
    }
    best.unwrap_or_else(|| plain(model, Level::PlaceMissing))
}

fn level(a: &RowPlace, b: &RowPlace, lexicon: &Lexicon) -> Level {
    let flats_agree = a.flat == 0 || b.flat == 0 || a.flat == b.flat;
    let same_postcode = a.postcode != 0 && a.postcode == b.postcode;
    let same_house = a.house != 0 && a.house == b.house && flats_agree;
    let words = common_words(a, b, lexicon);
    let property = if words >= 2 { Level::PlaceWhole } else { Level::PlaceProperty };
    if a.uprn != 0 && a.uprn == b.uprn {
        return property;
    }
    if same_postcode {
        let named = a.house == 0 && b.house == 0 && words >= 1;
        return if same_house || named {
            property
        } else if words >= 3 && (a.house == 0 || b.house == 0 || houses_near(a.house, b.house)) {
            Level::PlaceStreet
        } else {
            Level::PlacePostcode
        };
    }
    let near_postcode = a.postcode == 0 || b.postcode == 0 || postcodes_near(a.postcode, b.postcode);
    if same_house && (words >= 2 || (words >= 1 && near_postcode)) {
        return Level::PlaceStreet;
    }
    if near_postcode && a.postcode != 0 && b.postcode != 0 && words >= 1 {
        return Level::PlaceWords;
    }
    if words >= 2 {
        return Level::PlaceWords;
    }
    let agree = |part: fn(u64) -> u64| part(a.postcode) != 0 && part(a.postcode) == part(b.postcode);
    if agree(sector) {
        Level::PlaceSector
    } else if agree(outward) {
        Level::PlaceOutward
    } else if (a.postcode == 0 || b.postcode == 0) && (a.street.first() == Some(&0) || b.street.first() == Some(&0)) {
        Level::PlaceMissing
    } else {
        Level::PlaceDifferent
    }
}

fn postcodes_near(a: u64, b: u64) -> bool {
    let ((x, count_x), (y, count_y)) = (unpack(a), unpack(b));
    one_edit(x.get(..count_x).unwrap_or_default(), y.get(..count_y).unwrap_or_default())
}

/// Whether house numbers are one slip apart.
fn houses_near(a: u32, b: u32) -> bool {
    let digits =
        |number: u32| [100_000, 10_000, 1000, 100, 10, 1].map(|place| u8::try_from(number / place % 10).unwrap_or(0));
    one_edit(&digits(a), &digits(b))
}

/// How many words of one address are in the other, or are one slip from it in a word of five letters or more.
fn common_words(a: &RowPlace, b: &RowPlace, lexicon: &Lexicon) -> usize {
    let words = |place: &RowPlace| place.street.into_iter().take_while(|word| *word != 0);
    let mut taken = 0_u8;
    let mut count = 0;
    for x in words(a) {
        let like =
            words(b).enumerate().position(|(place, y)| taken >> place & 1 == 0 && (x == y || near(x, y, lexicon)));
        if let Some(place) = like {
            taken |= 1 << place;
            count += 1;
        }
    }
    count
}

fn near(x: u32, y: u32, lexicon: &Lexicon) -> bool {
    match (lexicon.token(x), lexicon.token(y)) {
        (Some(x), Some(y)) => x.word.len() >= 5 && y.word.len() >= 5 && one_edit(x.word.as_bytes(), y.word.as_bytes()),
        _ => false,
    }
}
