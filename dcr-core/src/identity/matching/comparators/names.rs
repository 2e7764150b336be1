//! Given, middle and family names, which are looked at together because they change places.

use super::{Found, better, plain};
use crate::identity::matching::level::Level;
use crate::identity::matching::lexicon::{Lexicon, Token};
use crate::identity::matching::model::MatchModel;
use crate::identity::matching::names::FamilyPart;
use crate::identity::matching::particulars::ComparedGender;
use crate::identity::matching::roots::share_root;
use crate::identity::matching::row::Row;
use crate::identity::matching::similarity::{edits, one_edit};

/// Given, middle and family name.
pub(in super::super) fn names(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> [Found; 3] {
    let mut given = given(a, b, lexicon, model);
    let mut family = family(a, b, lexicon, model);
    if matches!(family.0, Level::FamilyDifferent | Level::FamilyDifferentWoman)
        && let Some((given_surprise, family_surprise)) = swapped(a, b, lexicon)
    {
        let other_given = (Level::GivenSwapped, model.weigh(Level::GivenSwapped, given_surprise));
        let other_family = (Level::FamilySwapped, model.weigh(Level::FamilySwapped, family_surprise));
        if other_given.1 + other_family.1 > given.1 + family.1 {
            (given, family) = (other_given, other_family);
        }
    }
    // Names of one culture come together more often than their frequencies tell. The loss takes no more than the given name
    // says, so that agreement on both never says less than agreement on the family name alone.
    if (given.0, family.0) == (Level::GivenExact, Level::FamilyExact) {
        let loss = a.name_loss.max(b.name_loss).min(given.1.max(0));
        family.1 = if family.1 > 0 { (family.1 - loss).max(0) } else { family.1 };
    }
    let middle = match given.0 {
        // The names that agree are no middle names of both; what one has beside them may still be another's.
        Level::GivenOther if further_names(a, b, lexicon) || further_names(b, a, lexicon) => {
            plain(model, Level::MiddleDifferent)
        }
        Level::GivenOther => plain(model, Level::MiddleMissing),
        _ => middle(a, b, lexicon, model),
    };
    [given, middle, family]
}

/// Whether the first given name of one stands among the middle names of the other, and has further names behind it of which
/// the other has none.
fn further_names(one: &Row, other: &Row, lexicon: &Lexicon) -> bool {
    let stands = tokens(one, true, lexicon).any(|(x, _)| tokens(other, false, lexicon).any(|(y, _)| x == y));
    let mut further = tokens(one, false, lexicon).peekable();
    stands
        && further.peek().is_some()
        && !further.any(|(_, x)| {
            other.given().filter_map(|(y, _)| lexicon.token(y)).any(|y| {
                x.word == y.word
                    || is_slip(x, y)
                    || share_root(&x.roots, &y.roots)
                    || ((x.word.is_initial() || y.word.is_initial())
                        && x.word.as_bytes().first() == y.word.as_bytes().first())
            })
        })
}

fn tokens<'l>(row: &Row, first: bool, lexicon: &'l Lexicon) -> impl Iterator<Item = (u32, &'l Token)> {
    row.given()
        .filter(move |(_, stands_first)| *stands_first == first)
        .filter_map(|(n, _)| Some((n, lexicon.token(n)?)))
}

fn given(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> Found {
    let mut best = None;
    let mut compared = false;
    for (x, token_x) in tokens(a, true, lexicon) {
        for (y, token_y) in tokens(b, true, lexicon) {
            compared = true;
            let level = if x == y { Level::GivenExact } else { alike_given(token_x, token_y) };
            let surprise = token_x.given_surprise.min(token_y.given_surprise);
            let level =
                if level == Level::GivenExact && token_x.word.is_initial() { Level::GivenInitial } else { level };
            better(model, &mut best, level, surprise, 0);
        }
    }
    if !compared {
        return plain(model, Level::GivenMissing);
    }
    if !matches!(best, Some((Level::GivenExact, _))) {
        for (one, other) in [(a, b), (b, a)] {
            for (x, token) in tokens(one, true, lexicon).filter(|(_, token)| !token.word.is_initial()) {
                if tokens(other, false, lexicon).any(|(y, _)| x == y) {
                    better(model, &mut best, Level::GivenOther, token.given_surprise, 0);
                }
            }
        }
    }
    best.unwrap_or_else(|| plain(model, Level::GivenMissing))
}

fn alike_given(x: &Token, y: &Token) -> Level {
    let (short, long) = if x.word.len() <= y.word.len() { (x.word, y.word) } else { (y.word, x.word) };
    let starts = long.as_bytes().starts_with(short.as_bytes());
    if share_root(&x.roots, &y.roots) {
        Level::GivenNickname
    } else if short.is_initial() {
        if starts { Level::GivenInitial } else { Level::GivenDifferent }
    } else if is_slip(x, y) {
        if x.given_known && y.given_known { Level::GivenCloseKnown } else { Level::GivenClose }
    } else if starts && short.letters() >= 3 {
        Level::GivenShortened
    } else if x.sound == y.sound && x.sound != 0 {
        Level::GivenSound
    } else {
        Level::GivenDifferent
    }
}

/// One slip in a name of two letters or more (of which the longer has three), two in a name of seven or more, or the same look to a scanner.
fn is_slip(x: &Token, y: &Token) -> bool {
    if x.look == y.look {
        return true;
    }
    let (a, b) = (x.word.as_bytes(), y.word.as_bytes());
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if shorter >= 7 { edits(a, b, 2).is_some() } else { shorter >= 2 && longer >= 3 && one_edit(a, b) }
}

fn middle(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> Found {
    let mut best = None;
    for (x, token_x) in tokens(a, false, lexicon) {
        for (y, token_y) in tokens(b, false, lexicon) {
            let (one, other) = (token_x.word, token_y.word);
            let initial = one.is_initial() || other.is_initial();
            let level = if x == y && !initial {
                Level::MiddleExact
            } else if (initial && one.as_bytes().first() == other.as_bytes().first())
                || is_slip(token_x, token_y)
                || share_root(&token_x.roots, &token_y.roots)
            {
                Level::MiddleAlike
            } else {
                Level::MiddleDifferent
            };
            better(model, &mut best, level, token_x.given_surprise.min(token_y.given_surprise), 0);
        }
    }
    best.unwrap_or_else(|| plain(model, Level::MiddleMissing))
}

fn family(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> Found {
    let mut best = None;
    let mut compared = false;
    for (x, part_x) in a.family() {
        for (y, part_y) in b.family() {
            compared = true;
            let (Some(token_x), Some(token_y)) = (lexicon.token(x), lexicon.token(y)) else { continue };
            if let Some(level) = alike_family((x, part_x, token_x), (y, part_y, token_y)) {
                better(model, &mut best, level, token_x.family_surprise.min(token_y.family_surprise), 0);
            }
        }
    }
    if !compared {
        return plain(model, Level::FamilyMissing);
    }
    best.unwrap_or_else(|| {
        let is = |row: &Row, gender| row.gender == Some(gender);
        let man = is(a, ComparedGender::Male) || is(b, ComparedGender::Male);
        let woman = is(a, ComparedGender::Female) || is(b, ComparedGender::Female);
        plain(model, if woman && !man { Level::FamilyDifferentWoman } else { Level::FamilyDifferent })
    })
}

fn alike_family(
    (x, part_x, token_x): (u32, FamilyPart, &Token),
    (y, part_y, token_y): (u32, FamilyPart, &Token),
) -> Option<Level> {
    let parts = [part_x, part_y];
    if x == y {
        return Some(if parts.contains(&FamilyPart::Part) {
            Level::FamilyPart
        } else if parts.contains(&FamilyPart::Former) {
            Level::FamilyFormer
        } else {
            Level::FamilyExact
        });
    }
    if parts.contains(&FamilyPart::Part) {
        return None;
    }
    if is_slip(token_x, token_y) {
        let known = token_x.family_known && token_y.family_known;
        return Some(if known { Level::FamilyCloseKnown } else { Level::FamilyClose });
    }
    (token_x.sound == token_y.sound && token_x.sound != 0).then_some(Level::FamilySound)
}

/// The surprises of the given and the family name, when each stands in the other's place.
fn swapped(a: &Row, b: &Row, lexicon: &Lexicon) -> Option<(i32, i32)> {
    let has = |row: &Row, name: u32| row.given().any(|(given, _)| given == name);
    // An initial in the other's place says nothing of who it is.
    let full = |name: &u32| lexicon.token(*name).is_some_and(|token| !token.word.is_initial());
    let found =
        |one: &Row, other: &Row| one.family().map(|(name, _)| name).find(|name| full(name) && has(other, *name));
    let (in_b, in_a) = (found(a, b)?, found(b, a)?);
    let (x, y) = (lexicon.token(in_b)?, lexicon.token(in_a)?);
    // Which of the two is the family name cannot be told: the commoner reading counts, so that the order does not matter.
    let first = (y.given_surprise, x.family_surprise);
    let second = (x.given_surprise, y.family_surprise);
    let order = |reading: (i32, i32)| (reading.0 + reading.1, reading);
    Some(if order(first) <= order(second) { first } else { second })
}
