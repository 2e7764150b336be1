//! What a model learns from rows by counting alone: how frequent names are, and which values are crowded.

use super::frequency::FrequencyTable;
use super::lexicon::Lexicon;
use super::model::{Crowd, MatchModel};
use super::names::FamilyPart;
use super::number::{log2_hundredths, surprise};
use super::row::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Tables of fewer rows say too little of how frequent names are.
pub(super) const ENOUGH_ROWS: usize = 2000;

/// How many rows may share a value before their agreement loses weight: a household of four in two sources.
const HOUSEHOLD_ROWS: u64 = 8;

impl MatchModel {
    /// The model with the name frequencies and crowded values of some rows.
    pub(super) fn learned(&self, rows: &[Row], lexicon: &Lexicon) -> Self {
        let mut model = self.clone();
        if rows.len() >= ENOUGH_ROWS {
            let mut given = vec![0_u64; lexicon.len() + 1];
            let mut family = vec![0_u64; lexicon.len() + 1];
            let count = |counts: &mut Vec<u64>, number: u32| {
                if let Some(place) = counts.get_mut(number as usize) {
                    *place += 1;
                }
            };
            for row in rows {
                row.given().filter(|(_, first)| *first).for_each(|(name, _)| count(&mut given, name));
                let wholes = row.family().filter(|(_, part)| *part == FamilyPart::Whole);
                wholes.for_each(|(name, _)| count(&mut family, name));
            }
            let table = |counts: &[u64]| {
                let counted = (0_u32..).zip(counts).filter(|(_, count)| **count > 0);
                let names = counted.filter_map(|(number, count)| Some((lexicon.token(number)?.word, *count)));
                FrequencyTable::from_counts(&names.collect::<BTreeMap<_, _>>())
            };
            model.given = table(&given);
            model.family = table(&family);
        }
        model.crowded.clear();
        // How often names come together is held against how often each is met, which has to be of the same rows.
        if rows.len() >= ENOUGH_ROWS {
            model.learn_name_pairs(rows, lexicon);
        }
        let mut crowd = |kind: Crowd, values: Vec<u64>, least: u64| {
            for (value, count) in counts(values).into_iter().filter(|(_, count)| *count > least) {
                model.crowded.insert(kind.entry(value), log2_hundredths(count) - log2_hundredths(least));
            }
        };
        let places = rows.iter().flat_map(|row| row.places().map(super::row::RowPlace::property));
        crowd(Crowd::Property, places.filter(|value| *value != 0).collect(), HOUSEHOLD_ROWS);
        let phones = rows.iter().flat_map(|row| row.phones.iter().map(|phone| phone.value));
        crowd(Crowd::Phone, phones.filter(|value| *value != 0).collect(), HOUSEHOLD_ROWS);
        let emails = rows.iter().flat_map(|row| row.emails.iter().map(|email| email.value));
        crowd(Crowd::Email, emails.filter(|value| *value != 0).collect(), HOUSEHOLD_ROWS);
        let dates: Vec<u64> =
            rows.iter().flat_map(|row| row.dates().map(|(date, _)| u64::from(date.packed()))).collect();
        // A date is crowded when it is met eight times as often as a day of birth is among so many rows.
        let usual = (dates.len() as u64 / 30_000).max(4);
        crowd(Crowd::BirthDate, dates, usual * 8);
        model
    }
}

/// How many days of birth may stand beside a given and a family name before they are taken for those of several persons:
/// one's own and its slips.
const PERSON_DAYS: usize = 4;

impl MatchModel {
    /// Names of one culture come together more often than their frequencies tell: what agreement on both loses by that.
    fn learn_name_pairs(&mut self, rows: &[Row], lexicon: &Lexicon) {
        let mut pairs: Vec<(u64, u32)> =
            (0_u32..).zip(rows).filter_map(|(number, row)| Some((row.name_pair(lexicon)?, number))).collect();
        pairs.sort_unstable();
        let total = pairs.len() as u64;
        // The rows of one person share a day of birth, whatever they are many of: names come together when they do on many days.
        let days = |group: &[(u64, u32)]| {
            let day = |(_, row): &(u64, u32)| rows.get(*row as usize)?.dates.first().copied().filter(|day| *day != 0);
            group.iter().filter_map(day).collect::<BTreeSet<u32>>().len()
        };
        for group in pairs.chunk_by(|x, y| x.0 == y.0).filter(|group| days(group) > PERSON_DAYS) {
            let Some((pair, row)) = group.first().and_then(|(pair, row)| Some((*pair, rows.get(*row as usize)?)))
            else {
                continue;
            };
            let token = |number: Option<&u32>| lexicon.token(*number?).map(|token| token.word);
            let (Some(given), Some(family)) = (token(row.given.first()), token(row.family.first())) else { continue };
            let apart = self.given_surprise(given) + self.family_surprise(family);
            let loss = apart - surprise(group.len() as u64, total);
            if loss > 0 {
                self.crowded.insert(Crowd::NamePair.entry(pair), loss);
            }
        }
    }
}

fn counts(mut values: Vec<u64>) -> Vec<(u64, u64)> {
    values.sort_unstable();
    values.chunk_by(|x, y| x == y).filter_map(|group| Some((*group.first()?, group.len() as u64))).collect()
}
