//! Lists to draw from whose entries are not equally frequent.

use super::cultures::{Culture, SHARES};
use super::{addresses, family_names, given_names};
use crate::dice::Dice;

/// A list with weights; integers only.
#[derive(Debug)]
pub(super) struct Weighted {
    words: Vec<String>,
    sums: Vec<u32>,
}

impl Weighted {
    /// The word at place `i` is as frequent as `1 / (i + flat)`: a Zipf law with a flattened head.
    pub(super) fn zipf(words: Vec<String>, flat: u32) -> Self {
        let mut sum = 0_u32;
        let mut sums = Vec::with_capacity(words.len());
        for place in (flat.max(1)..).take(words.len()) {
            sum = sum.saturating_add(1_000_000 / place);
            sums.push(sum);
        }
        Self { words, sums }
    }

    fn of(list: &str, flat: u32) -> Self {
        Self::zipf(list.split_whitespace().map(str::to_owned).collect(), flat)
    }

    /// One of the list; nothing of an empty list.
    pub(super) fn pick(&self, dice: &mut Dice) -> &str {
        let drawn = dice.below(self.sums.last().copied().unwrap_or(0));
        let place = self.sums.partition_point(|sum| *sum <= drawn);
        self.words.get(place).map_or("", String::as_str)
    }
}

/// Every list that the generator draws from, built once.
#[derive(Debug)]
pub(super) struct Pools {
    female: Vec<Weighted>,
    male: Vec<Weighted>,
    rare_female: Weighted,
    rare_male: Weighted,
    common: Weighted,
    tail: Weighted,
    cultures: Vec<(Culture, Weighted, Weighted, Weighted)>,
    /// Names of streets.
    pub(super) streets: Weighted,
    /// Names of houses.
    pub(super) houses: Weighted,
}

impl Pools {
    /// The lists.
    pub(super) fn new() -> Self {
        let cultures = SHARES.iter().map(|(culture, _)| {
            let (female, male, family) = culture.lists();
            (*culture, Weighted::of(female, 6), Weighted::of(male, 6), Weighted::of(family, 4))
        });
        Self {
            female: given_names::FEMALE.iter().map(|list| Weighted::of(list, 9)).collect(),
            male: given_names::MALE.iter().map(|list| Weighted::of(list, 7)).collect(),
            rare_female: Weighted::of(given_names::RARE_FEMALE, 60),
            rare_male: Weighted::of(given_names::RARE_MALE, 60),
            common: Weighted::of(family_names::COMMON, 11),
            tail: Weighted::zipf(rarer_family_names(), 700),
            cultures: cultures.collect(),
            streets: Weighted::zipf(addresses::street_names(), 12),
            houses: Weighted::of(addresses::HOUSE_NAMES, 8),
        }
    }

    fn of_culture(&self, culture: Culture) -> Option<&(Culture, Weighted, Weighted, Weighted)> {
        self.cultures.iter().find(|(one, ..)| *one == culture)
    }

    /// A given name for someone of a culture born in a year.
    pub(super) fn given(&self, culture: Culture, female: bool, born: i32, dice: &mut Dice) -> String {
        if let Some((_, women, men, _)) = self.of_culture(culture) {
            return if female { women } else { men }.pick(dice).to_owned();
        }
        let place = given_names::LISTS_END.iter().filter(|end| born >= **end).count();
        let (lists, rare) = if female { (&self.female, &self.rare_female) } else { (&self.male, &self.rare_male) };
        match lists.get(place) {
            Some(list) if !dice.chance(140) => list.pick(dice),
            _ => rare.pick(dice),
        }
        .to_owned()
    }

    /// A family name of a culture, as a man bears it.
    pub(super) fn family(&self, culture: Culture, dice: &mut Dice) -> String {
        match self.of_culture(culture) {
            Some((.., family)) => family.pick(dice).replace("Da-", "Da ").replace("Dos-", "Dos "),
            None if dice.chance(560) => self.common.pick(dice).to_owned(),
            None => self.tail.pick(dice).to_owned(),
        }
    }
}

/// Rarer family names, some eleven thousand, in an order that has nothing to do with the alphabet.
fn rarer_family_names() -> Vec<String> {
    let mut names = Vec::new();
    for first in family_names::FIRST_PARTS.split_whitespace() {
        for last in family_names::LAST_PARTS.split_whitespace() {
            names.push(format!("{first}{last}"));
        }
    }
    for stem in family_names::GAELIC.split_whitespace() {
        names.extend(["Mac", "Mc", "O'"].map(|first| format!("{first}{stem}")));
    }
    for stem in family_names::CORNISH.split_whitespace() {
        names.extend(["Tre", "Pol", "Pen"].map(|first| format!("{first}{stem}")));
    }
    names.sort_by_cached_key(|name| scatter(name));
    names.dedup();
    names
}

/// A number that scatters words (FNV-1a, the high half folded in), with the word itself to break ties.
fn scatter(word: &str) -> (u64, String) {
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 29), word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Purpose;
    use std::collections::BTreeMap;

    #[test]
    fn family_names_are_many_and_spread_as_in_england() {
        let pools = Pools::new();
        let mut dice = Dice::new(1, Purpose::Matching, 0);
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for _ in 0..100_000 {
            *counts.entry(pools.family(Culture::British, &mut dice)).or_default() += 1;
        }
        let mut sorted: Vec<u32> = counts.values().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let (first, hundred): (u32, u32) = (sorted[0], sorted[..100].iter().sum());
        assert!((800..1500).contains(&first), "{first}");
        assert!((20_000..36_000).contains(&hundred), "{hundred}");
        assert!(counts.len() > 8000, "{}", counts.len());
        assert_eq!(counts.keys().max_by_key(|name| counts[*name]).unwrap(), "Smith");
    }
}
