//! Where people live, and who serves them there.

use crate::dice::Dice;

/// The side of the county: which hospital and council a place looks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Dorset Council and Dorset County Hospital.
    West,
    /// Dorset Council and University Hospitals Dorset.
    Middle,
    /// Bournemouth, Christchurch and Poole Council and University Hospitals Dorset.
    East,
}

/// A town with its postcode district.
#[derive(Debug)]
pub(crate) struct Town {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its postcode district.
    pub(crate) district: &'static str,
    /// Its side of the county.
    pub(crate) side: Side,
    /// The places of its practices in [`crate::organisations::PRACTICES`].
    pub(crate) practices: &'static [usize],
}

const fn town(name: &'static str, district: &'static str, side: Side, practices: &'static [usize]) -> Town {
    Town { name, district, side, practices }
}

/// The towns of the county.
pub(crate) const TOWNS: &[Town] = &[
    town("Bournemouth", "BH8", Side::East, &[6, 7]),
    town("Poole", "BH15", Side::East, &[8, 9]),
    town("Weymouth", "DT4", Side::West, &[1]),
    town("Dorchester", "DT1", Side::West, &[0]),
    town("Christchurch", "BH23", Side::East, &[10]),
    town("Bournemouth", "BH1", Side::East, &[6]),
    town("Poole", "BH17", Side::East, &[9]),
    town("Ferndown", "BH22", Side::Middle, &[11]),
    town("Wimborne", "BH21", Side::Middle, &[11]),
    town("Bridport", "DT6", Side::West, &[2]),
    town("Blandford Forum", "DT11", Side::Middle, &[3]),
    town("Sherborne", "DT9", Side::West, &[4]),
    town("Portland", "DT5", Side::West, &[1]),
    town("Swanage", "BH19", Side::Middle, &[5]),
    town("Wareham", "BH20", Side::Middle, &[5]),
    town("Shaftesbury", "SP7", Side::West, &[4]),
    town("Lyme Regis", "DT7", Side::West, &[2]),
    town("Sturminster Newton", "DT10", Side::West, &[3]),
];

const STREETS: &[&str] = &[
    "High Street",
    "Station Road",
    "Church Lane",
    "Victoria Road",
    "Queens Avenue",
    "Mill Lane",
    "The Crescent",
    "West Street",
    "Orchard Close",
    "Kings Road",
    "Park View",
    "Meadow Way",
    "Chapel Lane",
    "South Parade",
    "Beech Grove",
    "Cliff Road",
    "Purbeck Close",
    "Hardy Avenue",
    "Springfield Road",
    "The Glebe",
    "Manor Drive",
    "Elm Tree Walk",
    "Castle Street",
    "Harbour View",
];

/// The letters that the second part of a postcode can have.
const INWARD: &[char] =
    &['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    /// House and street.
    pub(crate) line: String,
    /// Post town.
    pub(crate) town: &'static str,
    /// Postcode with one space.
    pub(crate) postcode: String,
}

impl Home {
    /// A house in a town.
    pub(crate) fn new(town: &Town, dice: &mut Dice) -> Self {
        let line = format!("{} {}", dice.between(1, 160), dice.pick(STREETS));
        let postcode = format!("{} {}{}{}", town.district, dice.between(1, 9), dice.pick(INWARD), dice.pick(INWARD));
        Self { line, town: town.name, postcode }
    }

    /// The postcode with its last letter wrong.
    pub(crate) fn postcode_mistyped(&self, dice: &mut Dice) -> String {
        let mut postcode = self.postcode.clone();
        if let Some(right) = postcode.pop() {
            let wrong = *dice.pick(INWARD);
            postcode.push(if wrong == right { 'C' } else { wrong });
        }
        postcode
    }
}
