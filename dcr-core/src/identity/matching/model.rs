//! The model: every weight, threshold and table that matching goes by, as integers.

use super::frequency::FrequencyTable;
use super::guard::Guards;
use super::level::{LEVELS, Level};
use super::number::{StableState, hash_bytes, join_hash};
use super::word::Word;
use std::collections::HashMap;

/// The weight of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LevelWeight {
    /// In hundredths of a bit.
    pub weight: i32,
    /// How many hundredths of the surprise of the name are added, 0 to 100. Only levels of names have any: the rarer a
    /// name, the more its agreement says.
    pub frequency: u8,
}

/// The two scores that part the outcomes, in hundredths of a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// From here on a pair without a guard is linked.
    pub link: i32,
    /// From here on a pair is possible and goes to a person.
    pub possible: i32,
}

/// What kind of value is crowded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crowd {
    /// A property: care home, block of flats, hostel.
    Property,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A date of birth.
    BirthDate,
    /// A given and a family name together.
    NamePair,
}

impl Crowd {
    /// The number of an entry in the crowded values.
    #[must_use]
    pub fn entry(self, value: u64) -> u64 {
        join_hash(self as u64 + 1, value)
    }
}

/// A model of matching. Everything in it is an integer, so that scores are the same on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchModel {
    pub(super) name: String,
    pub(super) thresholds: Thresholds,
    pub(super) weights: [LevelWeight; LEVELS],
    pub(super) guards: Guards,
    pub(super) household_cap: i32,
    pub(super) margin: i32,
    pub(super) known_at: i32,
    pub(super) frequent_at: i32,
    pub(super) rare_at: i32,
    pub(super) block_limit: u32,
    pub(super) thorough: bool,
    pub(super) given: FrequencyTable,
    pub(super) family: FrequencyTable,
    pub(super) crowded: HashMap<u64, i32, StableState>,
}

impl MatchModel {
    /// The model's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The thresholds.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// The same model with other thresholds; `possible` is at most `link`.
    #[must_use]
    pub fn with_thresholds(mut self, link: i32, possible: i32) -> Self {
        self.thresholds = Thresholds { link, possible: possible.min(link) };
        self
    }

    /// The same model with another cap on what address, telephone, e-mail and practice weigh together, in hundredths of a
    /// bit: a household shares all of them.
    #[must_use]
    pub fn with_household_cap(mut self, cap: i32) -> Self {
        self.household_cap = cap.max(0);
        self
    }

    /// The same model with only these guards in force.
    ///
    /// Data without twins and households (such as a list of businesses' clients) may do without some; for health and care
    /// records leave all of them.
    #[must_use]
    pub fn with_guards(mut self, guards: Guards) -> Self {
        self.guards = guards;
        self
    }

    /// The same model with other tables of how frequent names are.
    #[must_use]
    pub fn with_frequencies(mut self, given: FrequencyTable, family: FrequencyTable) -> Self {
        (self.given, self.family) = (given, family);
        self
    }

    /// The table of given names.
    #[must_use]
    pub fn given_names(&self) -> &FrequencyTable {
        &self.given
    }

    /// The table of family names.
    #[must_use]
    pub fn family_names(&self) -> &FrequencyTable {
        &self.family
    }

    /// The weight of a level.
    #[must_use]
    pub fn weight(&self, level: Level) -> LevelWeight {
        self.weights.get(level.index()).copied().unwrap_or_default()
    }

    pub(super) fn set_weight(&mut self, level: Level, weight: LevelWeight) {
        if let Some(place) = self.weights.get_mut(level.index()) {
            *place = weight;
        }
    }

    /// How surprising a given name is, in hundredths of a bit.
    #[must_use]
    pub fn given_surprise(&self, name: Word) -> i32 {
        self.given.surprise(name)
    }

    /// How surprising a family name is, in hundredths of a bit.
    #[must_use]
    pub fn family_surprise(&self, name: Word) -> i32 {
        self.family.surprise(name)
    }

    /// What agreement on a value loses because many share it, in hundredths of a bit.
    #[must_use]
    pub fn crowd_loss(&self, kind: Crowd, value: u64) -> i32 {
        if self.crowded.is_empty() { 0 } else { self.crowded.get(&kind.entry(value)).copied().unwrap_or(0) }
    }

    /// The weight of a level with the surprise of the commoner of the two names.
    #[must_use]
    pub fn weigh(&self, level: Level, surprise: i32) -> i32 {
        let LevelWeight { weight, frequency } = self.weight(level);
        weight + surprise * i32::from(frequency) / 100
    }

    /// The name of this very model: a hash of its JSON in 16 hexadecimal digits. Every result carries it.
    #[must_use]
    pub fn digest(&self) -> String {
        format!("{:016x}", hash_bytes(self.to_json().as_bytes()))
    }
}

impl MatchModel {
    /// The same model with the block keys of small tables, or without them.
    ///
    /// They find rows of one person that differ in nearly everything, at several times the cost; meant for up to some
    /// 100,000 rows.
    #[must_use]
    pub fn thorough(mut self, thorough: bool) -> Self {
        self.thorough = thorough;
        self
    }

    /// How many rows a block may hold; what is more crowded is left out whole.
    #[must_use]
    pub fn block_limit(&self) -> u32 {
        self.block_limit
    }
}
