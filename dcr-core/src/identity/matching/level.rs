//! What a comparison can find: one level of each comparator.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One question that is asked of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// The NHS number.
    NhsNumber,
    /// The first given name.
    Given,
    /// Middle names.
    Middle,
    /// The family name.
    Family,
    /// Date of birth.
    BirthDate,
    /// Gender.
    Gender,
    /// The address: property, postcode, house and street.
    Place,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// The registered GP practice.
    Practice,
    /// Another identifier that sources share.
    Identifier,
}

/// How many comparators there are.
pub(super) const COMPARATORS: usize = 11;

impl Comparator {
    /// Every comparator, in the order of the waterfall.
    pub const ALL: [Self; COMPARATORS] = [
        Self::NhsNumber,
        Self::Given,
        Self::Middle,
        Self::Family,
        Self::BirthDate,
        Self::Gender,
        Self::Place,
        Self::Phone,
        Self::Email,
        Self::Practice,
        Self::Identifier,
    ];

    /// What it is called in the waterfall.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NhsNumber => "NHS number",
            Self::Given => "given name",
            Self::Middle => "middle names",
            Self::Family => "family name",
            Self::BirthDate => "date of birth",
            Self::Gender => "gender",
            Self::Place => "address",
            Self::Phone => "telephone",
            Self::Email => "e-mail",
            Self::Practice => "GP practice",
            Self::Identifier => "other identifier",
        }
    }

    /// The level that says a value is missing on a side.
    #[must_use]
    pub const fn missing(self) -> Level {
        match self {
            Self::NhsNumber => Level::NumberMissing,
            Self::Given => Level::GivenMissing,
            Self::Middle => Level::MiddleMissing,
            Self::Family => Level::FamilyMissing,
            Self::BirthDate => Level::DateMissing,
            Self::Gender => Level::GenderMissing,
            Self::Place => Level::PlaceMissing,
            Self::Phone => Level::PhoneMissing,
            Self::Email => Level::EmailMissing,
            Self::Practice => Level::PracticeMissing,
            Self::Identifier => Level::IdentifierMissing,
        }
    }
}

macro_rules! levels {
    ($( $(#[$meta:meta])* $level:ident, $comparator:ident, $key:literal, $words:literal; )+) => {
        /// What one comparator found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Level { $( $(#[$meta])* $level, )+ }

        impl Level {
            /// Every level, in order.
            pub const ALL: &'static [Self] = &[ $( Self::$level, )+ ];

            /// The comparator it belongs to.
            #[must_use]
            pub const fn comparator(self) -> Comparator {
                match self { $( Self::$level => Comparator::$comparator, )+ }
            }

            /// The key it has in models and results.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$level => $key, )+ }
            }

            /// What it says to a person.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $( Self::$level => $words, )+ }
            }
        }
    };
}

levels! {
    /// No number on a side.
    NumberMissing, NhsNumber, "nhs_number.missing", "not known on both sides";
    /// A valid number in common.
    NumberEqual, NhsNumber, "nhs_number.equal", "the same";
    /// The same digits, which are no valid number.
    NumberEqualUnsound, NhsNumber, "nhs_number.equal_unsound", "the same, but no valid number";
    /// At least one is no valid number, and they differ by one slip.
    NumberClose, NhsNumber, "nhs_number.close", "one digit different, and not both valid";
    /// At least one is no valid number.
    NumberUnsound, NhsNumber, "nhs_number.unsound", "different, but not both valid";
    /// Two valid numbers that differ.
    NumberDifferent, NhsNumber, "nhs_number.different", "two different valid numbers";
    /// No given name on a side.
    GivenMissing, Given, "given.missing", "not known on both sides";
    /// The same.
    GivenExact, Given, "given.exact", "the same";
    /// A short form or spelling of the same name.
    GivenNickname, Given, "given.nickname", "a short form or spelling of the same name";
    /// The first of one is another given name of the other.
    GivenOther, Given, "given.other", "the same as another given name";
    /// One slip, and at least one is no known name.
    GivenClose, Given, "given.close", "a letter or two different";
    /// Given and family name stand in each other's place.
    GivenSwapped, Given, "given.swapped", "in the place of the family name";
    /// One is the beginning of the other.
    GivenShortened, Given, "given.shortened", "one is the beginning of the other";
    /// One is the initial of the other.
    GivenInitial, Given, "given.initial", "the initial agrees";
    /// One slip between two known names.
    GivenCloseKnown, Given, "given.close_known", "a letter different, and both are names of their own";
    /// They sound alike.
    GivenSound, Given, "given.sound", "sounds alike";
    /// Nothing of the above.
    GivenDifferent, Given, "given.different", "different";
    /// No middle names on a side.
    MiddleMissing, Middle, "middle.missing", "not known on both sides";
    /// One in common.
    MiddleExact, Middle, "middle.exact", "one in common";
    /// An initial agrees, or one slip.
    MiddleAlike, Middle, "middle.alike", "the initial agrees, or a letter different";
    /// None in common.
    MiddleDifferent, Middle, "middle.different", "different";
    /// No family name on a side.
    FamilyMissing, Family, "family.missing", "not known on both sides";
    /// The same.
    FamilyExact, Family, "family.exact", "the same";
    /// The same as a former name.
    FamilyFormer, Family, "family.former", "the same as a former name";
    /// A part of a double-barrelled name agrees.
    FamilyPart, Family, "family.part", "a part of a double-barrelled name agrees";
    /// One slip, and at least one is no known name.
    FamilyClose, Family, "family.close", "a letter or two different";
    /// Given and family name stand in each other's place.
    FamilySwapped, Family, "family.swapped", "in the place of the given name";
    /// One slip between two known names.
    FamilyCloseKnown, Family, "family.close_known", "a letter different, and both are names of their own";
    /// They sound alike.
    FamilySound, Family, "family.sound", "sounds alike";
    /// Different, and neither side is said to be a man.
    FamilyDifferentWoman, Family, "family.different_woman", "different, which a woman's name may be after marriage";
    /// Different.
    FamilyDifferent, Family, "family.different", "different";
    /// No date worth anything on a side.
    DateMissing, BirthDate, "birth_date.missing", "not known on both sides";
    /// The same whole date.
    DateExact, BirthDate, "birth_date.exact", "the same";
    /// Day and month stand in each other's place.
    DateSwapped, BirthDate, "birth_date.swapped", "day and month swapped";
    /// One digit is different, or two neighbours are swapped.
    DateDigit, BirthDate, "birth_date.digit", "one digit different";
    /// Year and month agree as far as they are known.
    DateMonth, BirthDate, "birth_date.month", "year and month agree, the day is not known";
    /// The year agrees, more is not known.
    DateYear, BirthDate, "birth_date.year", "the year agrees, more is not known";
    /// Two of the three parts agree.
    DateTwoParts, BirthDate, "birth_date.two_parts", "two of day, month and year agree";
    /// Nothing of the above.
    DateDifferent, BirthDate, "birth_date.different", "different";
    /// Not known on a side.
    GenderMissing, Gender, "gender.missing", "not known on both sides";
    /// The same.
    GenderEqual, Gender, "gender.equal", "the same";
    /// Different.
    GenderDifferent, Gender, "gender.different", "different";
    /// No address on a side.
    PlaceMissing, Place, "place.missing", "not known on both sides";
    /// The same property, and two words of its line or more.
    PlaceWhole, Place, "place.whole", "the same property, and two words of its line or more";
    /// The same property.
    PlaceProperty, Place, "place.property", "the same property";
    /// House number and street agree and the postcode does not, or postcode and three words, and the house number nearly.
    PlaceStreet, Place, "place.street", "house number and street agree, with a slip in the house number or postcode";
    /// The same postcode.
    PlacePostcode, Place, "place.postcode", "the same postcode";
    /// Words of the street agree.
    PlaceWords, Place, "place.words", "words of the street agree";
    /// The same postcode sector.
    PlaceSector, Place, "place.sector", "the same postcode sector";
    /// The same postcode district.
    PlaceOutward, Place, "place.outward", "the same postcode district";
    /// Different.
    PlaceDifferent, Place, "place.different", "different";
    /// None on a side.
    PhoneMissing, Phone, "phone.missing", "not known on both sides";
    /// One in common.
    PhoneEqual, Phone, "phone.equal", "one in common";
    /// None in common.
    PhoneDifferent, Phone, "phone.different", "different";
    /// None on a side.
    EmailMissing, Email, "email.missing", "not known on both sides";
    /// One in common.
    EmailEqual, Email, "email.equal", "one in common";
    /// None in common.
    EmailDifferent, Email, "email.different", "different";
    /// None on a side.
    PracticeMissing, Practice, "practice.missing", "not known on both sides";
    /// The same.
    PracticeEqual, Practice, "practice.equal", "the same";
    /// Different.
    PracticeDifferent, Practice, "practice.different", "different";
    /// None on a side.
    IdentifierMissing, Identifier, "identifier.missing", "not known on both sides";
    /// One in common.
    IdentifierEqual, Identifier, "identifier.equal", "one in common";
    /// One slip.
    IdentifierClose, Identifier, "identifier.close", "one character different";
    /// None in common.
    IdentifierDifferent, Identifier, "identifier.different", "different";
}

/// How many levels there are.
pub(super) const LEVELS: usize = Level::ALL.len();

impl Level {
    /// Its place in tables of one entry a level.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The level of a key, or `None`: an unknown key is never guessed.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.key() == key)
    }

    /// Whether it says that the two agree in full on something that is not a name: then it may not speak against them.
    #[must_use]
    pub(super) fn agrees(self) -> bool {
        matches!(
            self,
            Self::NumberEqual
                | Self::DateExact
                | Self::GenderEqual
                | Self::PlaceWhole
                | Self::PlaceProperty
                | Self::PhoneEqual
                | Self::EmailEqual
                | Self::PracticeEqual
                | Self::IdentifierEqual
        )
    }

    /// Whether it says that a value is missing.
    #[must_use]
    pub fn is_missing(self) -> bool {
        self == self.comparator().missing()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Serialize for Level {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Self::parse(&key).ok_or_else(|| serde::de::Error::custom("no such level"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_name_their_comparator() {
        for (place, level) in Level::ALL.iter().enumerate() {
            assert_eq!(level.index(), place);
            assert_eq!(Level::parse(level.key()), Some(*level));
            let family = Comparator::ALL.iter().position(|c| *c == level.comparator()).unwrap();
            assert_eq!(Comparator::ALL[family].missing().comparator(), level.comparator());
        }
        assert_eq!(Level::parse("given.none"), None);
    }
}
