//! The comparators: each looks at one kind of value of a pair and finds one level and its weight.

mod birth_date;
mod contact;
mod names;
mod number;
mod place;

pub(super) use birth_date::{birth_date, years_apart};
pub(super) use contact::{email, gender, identifier, phone, practice};
pub(super) use names::names;
pub(super) use number::nhs_number;
pub(super) use place::place;

use super::level::Level;
use super::model::MatchModel;

/// A level and its weight in hundredths of a bit.
pub(super) type Found = (Level, i32);

/// The better of two findings; of equal weights the level that comes first.
fn better(model: &MatchModel, best: &mut Option<Found>, level: Level, surprise: i32, loss: i32) {
    let weight = model.weigh(level, surprise);
    // Being crowded takes from what agreement says and never makes it speak against.
    let weight = if weight > 0 { (weight - loss).max(0) } else { weight };
    match best {
        Some((known, heaviest)) if (*heaviest, std::cmp::Reverse(*known)) >= (weight, std::cmp::Reverse(level)) => {}
        _ => *best = Some((level, weight)),
    }
}

fn plain(model: &MatchModel, level: Level) -> Found {
    (level, model.weigh(level, 0))
}
