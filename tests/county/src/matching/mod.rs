//! Rows about people for matching: what eight kinds of source hold about the residents of a county, with the truth.
//!
//! Harder than the county's own feeds. Family names are some twelve thousand with the frequencies of England, given names
//! follow the time of birth, one household in eight has names of another culture; people live in houses, flats, halls and
//! care homes, marry, move and die; there are twins, fathers and sons of one name, babies not yet named. A row is what one
//! source knew at some time in the past, with that kind of source's mistakes: names mistyped, shortened,
//! former, exchanged; dates mistyped, placed on 1 January, partial; numbers missing, failing, a relative's, a former one.
//!
//! The same options give the same bytes on every machine. Streets follow from the seed and their place, rows from the
//! street's residents, so that any number of people streams in little memory. Rows of one person lie apart: each leaves
//! the stream by lot from among eight thousand.

mod addresses;
mod cultures;
mod family_names;
mod forms;
mod given_names;
mod mistakes;
mod nicknames;
mod pools;
mod rates;
mod residents;
mod row;
mod sightings;
#[cfg(test)]
mod tests;

pub use row::{CASE_COLUMNS, Case, LabelledRow, ROW_COLUMNS, Row};

use crate::dice::{Dice, Purpose};
use addresses::Street;
use pools::Pools;
use residents::{Census, Resident};
use std::collections::BTreeMap;

/// The most people that have numbers of their own, with room for the numbers some had before.
pub const MOST_PEOPLE_TO_MATCH: u32 = 600_000;

/// How many rows wait to be drawn by lot.
const WAITING: usize = 8192;

/// Residents a street has on average; sets only where earlier homes lie.
const A_STREET: u32 = 58;

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchingOptions {
    /// The seed.
    pub seed: u64,
    /// How many people; more than [`MOST_PEOPLE_TO_MATCH`] are cut to that.
    pub people: u32,
    /// Whether rows have NHS numbers; without, they are the same rows with both number columns empty.
    pub nhs_numbers: bool,
}

/// The rows in the order of the file.
pub fn matching_rows(options: &MatchingOptions) -> impl Iterator<Item = LabelledRow> + use<> {
    Rows {
        people: options.people.min(MOST_PEOPLE_TO_MATCH),
        seed: options.seed,
        nhs_numbers: options.nhs_numbers,
        pools: Pools::new(),
        lot: Dice::new(options.seed, Purpose::MatchingOrder, 0),
        waiting: Vec::new(),
        street: 0,
        next_person: 0,
        next_row: 0,
        local_ids: BTreeMap::new(),
    }
}

#[derive(Debug)]
struct Rows {
    people: u32,
    seed: u64,
    nhs_numbers: bool,
    pools: Pools,
    lot: Dice,
    waiting: Vec<LabelledRow>,
    street: u64,
    next_person: u32,
    next_row: u64,
    local_ids: BTreeMap<String, u64>,
}

impl Rows {
    /// Adds the rows about the residents of the next street.
    fn enter(&mut self) {
        let street = Street::new(self.seed, self.street, &self.pools);
        self.street += 1;
        let streets = self.people / A_STREET + 1;
        let mut residents: Vec<Resident> = Census::of(&street, self.next_person, streets, self.seed, &self.pools);
        residents.retain(|person| person.index < self.people);
        self.next_person += u32::try_from(residents.len()).unwrap_or(0);
        for person in &residents {
            self.waiting.extend(sightings::sightings(self.seed, &street, &residents, person, self.people));
        }
    }
}

impl Iterator for Rows {
    type Item = LabelledRow;

    fn next(&mut self) -> Option<LabelledRow> {
        while self.waiting.len() < WAITING && self.next_person < self.people {
            self.enter();
        }
        if self.waiting.is_empty() {
            return None;
        }
        let drawn = self.lot.below(u32::try_from(self.waiting.len()).unwrap_or(u32::MAX));
        let mut labelled = self.waiting.swap_remove(drawn as usize);
        let row = &mut labelled.row;
        row.row_id = self.next_row;
        self.next_row += 1;
        let count = self.local_ids.entry(row.source.clone()).or_default();
        *count += 1;
        // Multiplying by a number without a factor in common with ten million makes neighbours' ids unlike.
        row.local_id = format!("{:07}", *count * 4_294_967 % 10_000_000);
        if !self.nhs_numbers {
            row.nhs_number.clear();
            row.nhs_verification.clear();
        }
        Some(labelled)
    }
}
