//! Reasons why a pair is not joined whatever its score.

use serde::{Deserialize, Serialize};

macro_rules! guards {
    ($( $(#[$meta:meta])* $guard:ident, $bit:literal, $key:literal, $contradicts:literal, $words:literal; )+) => {
        /// A reason why a pair goes to a person and is not joined, whatever its score.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Guard { $( $(#[$meta])* #[serde(rename = $key)] $guard, )+ }

        impl Guard {
            /// Every guard, in order.
            pub const ALL: &'static [Self] = &[ $( Self::$guard, )+ ];

            /// The key it has in models and results.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$guard => $key, )+ }
            }

            /// What it says to a person.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $( Self::$guard => $words, )+ }
            }

            /// Whether it says that the two are likely two persons, and not only that too little is known: then no third
            /// row joins them either.
            #[must_use]
            pub const fn contradicts(self) -> bool {
                match self { $( Self::$guard => $contradicts, )+ }
            }

            const fn bit(self) -> u16 {
                match self { $( Self::$guard => 1 << $bit, )+ }
            }
        }
    };
}

guards! {
    /// Two different valid NHS numbers.
    DifferentNumbers, 0, "different_numbers", true, "two different valid NHS numbers";
    /// One side states several valid NHS numbers.
    SeveralNumbers, 1, "several_numbers", true, "one source states several NHS numbers";
    /// The NHS number agrees and the cross-check fails.
    NumberInQuery, 2, "number_in_query", true, "the NHS number agrees, date of birth and names do not bear it out";
    /// The same date of birth, and family name or property, but another given name.
    Twins, 3, "twins", true, "may be twins: born on one day, other given names";
    /// The given names differ.
    OtherGivenName, 4, "other_given_name", true, "the given names are different";
    /// The same names, born twelve years apart or more.
    Generations, 5, "generations", true, "may be parent and child of one name: born twelve years apart or more";
    /// The dates of birth differ.
    OtherBirthDate, 6, "other_birth_date", true, "the dates of birth are different";
    /// A placeholder stands for a name (BABY, TWIN 1, UNKNOWN).
    PlaceholderName, 7, "placeholder_name", false, "a placeholder stands where the name should be";
    /// No date of birth on a side.
    NoBirthDate, 8, "no_birth_date", false, "no date of birth to compare";
    /// No given names on a side.
    NoGivenName, 9, "no_given_name", false, "no given name to compare";
}

impl Guard {
    /// How far below the link threshold a pair with this guard ranks at least, in hundredths of a bit: the likelier it is
    /// that the two are two persons, the further.
    #[must_use]
    pub const fn setback(self) -> i32 {
        match self {
            Self::PlaceholderName => 20,
            Self::NumberInQuery | Self::NoGivenName | Self::SeveralNumbers => 50,
            Self::DifferentNumbers | Self::OtherGivenName => 150,
            Self::Twins | Self::NoBirthDate => 250,
            Self::Generations | Self::OtherBirthDate => 600,
        }
    }
}

/// The guards that a pair meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Guards(u16);

impl Guards {
    /// None.
    pub const NONE: Self = Self(0);

    /// Every guard there is.
    #[must_use]
    pub fn all() -> Self {
        Guard::ALL.iter().fold(Self::NONE, |set, guard| set.with(*guard))
    }

    /// These and one more.
    #[must_use]
    pub const fn with(self, guard: Guard) -> Self {
        Self(self.0 | guard.bit())
    }

    /// These and one more, if something holds.
    #[must_use]
    pub const fn with_if(self, guard: Guard, holds: bool) -> Self {
        if holds { self.with(guard) } else { self }
    }

    /// Those that are in both sets.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether one is among them.
    #[must_use]
    pub const fn has(self, guard: Guard) -> bool {
        self.0 & guard.bit() != 0
    }

    /// Whether one that contradicts is among them.
    #[must_use]
    pub fn contradict(self) -> bool {
        self.iter().any(Guard::contradicts)
    }

    /// The score as it ranks: with a guard below the link threshold.
    #[must_use]
    pub fn rank(self, score: i32, link: i32) -> i32 {
        if self.is_empty() { score } else { score.min(link - 1 - self.iter().map(Guard::setback).sum::<i32>()) }
    }

    /// Them as a set of bits: bit `n` stands for the guard at place `n` of [`Guard::ALL`].
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Each of them, in order.
    pub fn iter(self) -> impl Iterator<Item = Guard> {
        Guard::ALL.iter().copied().filter(move |guard| self.has(*guard))
    }
}

impl FromIterator<Guard> for Guards {
    fn from_iter<I: IntoIterator<Item = Guard>>(guards: I) -> Self {
        guards.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Guards {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Guards {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Guard>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = Guards::NONE.with(Guard::NoBirthDate).with_if(Guard::Twins, false);
        assert!(set.has(Guard::NoBirthDate) && !set.has(Guard::Twins) && !set.contradict());
        assert!(set.with(Guard::Twins).contradict());
        assert_eq!(Guards::all().iter().count(), Guard::ALL.len());
        let text = serde_json::to_string(&set).unwrap();
        assert_eq!(text, r#"["no_birth_date"]"#);
        assert_eq!(serde_json::from_str::<Guards>(&text).unwrap(), set);
    }
}
