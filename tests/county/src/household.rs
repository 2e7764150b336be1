//! Who lives with whom: blocks of sixteen indices fall into households of one to five, each from the seed alone.

use crate::calendar::{Day, PRESENT};
use crate::dice::{Dice, Purpose};
use crate::names;
use crate::nhs_number::nhs_number;
use crate::places::{Home, TOWNS, Town};
use crate::rates;

/// How many consecutive indices fall into households together.
pub(crate) const BLOCK: u32 = 16;

/// People at one address.
#[derive(Debug)]
pub(crate) struct Household {
    /// The index of its first person.
    pub(crate) first: u32,
    /// How many people.
    pub(crate) size: u32,
    /// Its town.
    pub(crate) town: &'static Town,
    /// Its address.
    pub(crate) home: Home,
    /// The address before the last move.
    pub(crate) former_home: Home,
    /// The place of its GP practice.
    pub(crate) practice: usize,
    /// Whether it is one room of a care home.
    pub(crate) care_home: bool,
    family: &'static str,
    parents_age: i32,
    twins: Option<(usize, Day)>,
}

/// The households of a block.
pub(crate) fn households(seed: u64, block: u32) -> Vec<Household> {
    let mut dice = Dice::new(seed, Purpose::Block, u64::from(block));
    // The first block holds the scripted people, who live alone.
    let care_home = dice.chance(rates::CARE_HOME) && block != 0;
    let town = dice.pick_early(TOWNS);
    let shared = Home::new(town, &mut dice);
    let mut made = Vec::new();
    let mut used = 0;
    while used < BLOCK {
        let scripted = block == 0 && used < 3;
        let family: &&str = dice.pick_early(names::FAMILY);
        let drawn = match dice.below(100) {
            0..30 => 1,
            30..64 => 2,
            64..80 => 3,
            80..94 => 4,
            _ => 5,
        };
        let size = if care_home || scripted { 1 } else { drawn }.min(BLOCK - used);
        let town = if care_home { town } else { dice.pick_early(TOWNS) };
        let home = Home::new(town, &mut dice);
        let former_town = dice.pick_early(TOWNS);
        let former_home = Home::new(former_town, &mut dice);
        let twins_born = PRESENT.plus(-dice.between(0, 17 * 365));
        let twins =
            (size >= 4 && dice.chance(rates::TWINS)).then(|| (usize::try_from(dice.below(9)).unwrap_or(0), twins_born));
        made.push(Household {
            first: block * BLOCK + used,
            size,
            town,
            home: if care_home { shared.clone() } else { home },
            former_home,
            practice: *dice.pick(town.practices),
            care_home,
            family,
            parents_age: dice.between(24, 52),
            twins,
        });
        used += size;
    }
    made
}

/// Who a person is.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// Index.
    pub(crate) index: u32,
    /// NHS number.
    pub(crate) nhs_number: String,
    /// Whether a woman or girl.
    pub(crate) female: bool,
    /// Date of birth.
    pub(crate) birth: Day,
    /// Title.
    pub(crate) title: &'static str,
    /// Given names.
    pub(crate) given: Vec<String>,
    /// Family name.
    pub(crate) family: String,
    /// Family name before marriage.
    pub(crate) maiden: Option<String>,
    /// The twin's index.
    pub(crate) twin_of: Option<u32>,
    /// Landline and mobile, in the ranges kept for drama.
    pub(crate) telephone: String,
}

impl Who {
    /// Age at the present.
    pub(crate) fn age(&self) -> i32 {
        self.birth.age()
    }

    /// The first given name.
    pub(crate) fn first(&self) -> &str {
        self.given.first().map_or("", String::as_str)
    }

    /// `female` or `male`.
    pub(crate) fn gender(&self) -> &'static str {
        if self.female { "female" } else { "male" }
    }
}

/// Who stands at a place (from 0) of a household.
pub(crate) fn who(seed: u64, household: &Household, place: u32) -> Who {
    let index = household.first + place;
    let mut dice = Dice::new(seed, Purpose::Who, u64::from(index));
    let child = household.size >= 3 && place >= 2;
    let grandparent = household.size == 5 && place == 4;
    let years = match (household.size, place) {
        _ if household.care_home => dice.between(78, 99),
        (1, _) => dice.between(20, 95).max(dice.between(20, 95)),
        (2, _) => (household.parents_age + 20 + dice.between(-4, 4)).max(20),
        _ if grandparent => dice.between(66, 90),
        _ if child => dice.between(0, 17),
        _ => household.parents_age + dice.between(-4, 4),
    };
    let mut female = if place < 2 && household.size > 1 {
        // Nine couples in ten are a woman and a man.
        (place == 1) == dice.chance(900)
    } else {
        dice.chance(if household.care_home { 680 } else { 510 })
    };
    let mut birth = PRESENT.plus(-(years * 365 + years / 4)).plus(-dice.between(0, 364));
    let own = *dice.pick_early(names::FAMILY);
    let joined = if dice.chance(20) { format!("{own}-{}", household.family) } else { household.family.to_owned() };
    let keeps_own = (place == 1 && dice.chance(200)) || (grandparent && dice.chance(500));
    let married = !child && years > 24 && dice.chance(700);
    let family = if keeps_own { own.to_owned() } else { joined };
    let maiden = (female && married && !keeps_own && own != household.family).then(|| own.to_owned());
    let mut first = *dice.pick_early(if female { names::FEMALE } else { names::MALE });
    let middle = dice.chance(600).then(|| *dice.pick_early(if female { names::FEMALE } else { names::MALE }));
    let mut twin_of = None;
    if let (Some((pair, born)), 2 | 3) = (household.twins, place) {
        let (elder, younger) = names::TWINS.get(pair).copied().unwrap_or((("Emily", true), ("Emma", true)));
        (first, female) = if place == 2 { elder } else { younger };
        birth = born;
        twin_of = Some(if place == 2 { index + 1 } else { index - 1 });
    }
    let title = match (female, years) {
        (true, 0..18) => "Miss",
        (true, _) if married => "Mrs",
        (true, _) => "Ms",
        (false, 0..18) => "Master",
        (false, _) => "Mr",
    };
    let family = if twin_of.is_some() { household.family.to_owned() } else { family };
    let telephone = if dice.chance(600) {
        format!("07700900{:03}", dice.below(1000))
    } else {
        format!("01632960{:03}", dice.below(1000))
    };
    Who {
        index,
        nhs_number: nhs_number(index),
        female,
        birth,
        title,
        given: std::iter::once(first).chain(middle.filter(|name| *name != first)).map(str::to_owned).collect(),
        family,
        maiden: maiden.filter(|_| twin_of.is_none()),
        twin_of,
        telephone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn households_fill_their_block_in_order() {
        for block in 0..200 {
            let mut next = block * BLOCK;
            for household in households(1, block) {
                assert_eq!(household.first, next);
                assert!((1..=5).contains(&household.size));
                next += household.size;
            }
            assert_eq!(next, (block + 1) * BLOCK);
        }
    }

    #[test]
    fn twins_share_everything_but_their_given_name_and_number() {
        let mut pairs = 0;
        for block in 0..2000 {
            for household in households(1, block).iter().filter(|household| household.twins.is_some()) {
                let (elder, younger) = (who(1, household, 2), who(1, household, 3));
                assert_eq!((elder.birth, &elder.family), (younger.birth, &younger.family));
                assert_eq!((elder.twin_of, younger.twin_of), (Some(younger.index), Some(elder.index)));
                assert_ne!(elder.first(), younger.first());
                assert_ne!(elder.nhs_number, younger.nhs_number);
                pairs += 1;
            }
        }
        assert!(pairs > 10, "{pairs}");
    }
}
