//! The score of a pair: what each comparator found, the sum, the guards, the outcome.

use super::comparators::{
    birth_date, email, gender, identifier, names, nhs_number, phone, place, practice, years_apart,
};
use super::guard::{Guard, Guards};
use super::level::{COMPARATORS, Comparator, Level};
use super::lexicon::Lexicon;
use super::model::MatchModel;
use super::row::Row;
use serde::{Deserialize, Serialize};

/// What follows from a score and its guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not taken for one person.
    None,
    /// A person has to look.
    Possible,
    /// One person.
    Link,
}

/// The score of a pair in numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    pub(super) score: i32,
    pub(super) found: [(Level, i32); COMPARATORS],
    /// What the sum of address, telephone, e-mail and practice has above the household cap.
    pub(super) over_cap: i32,
    pub(super) guards: Guards,
    pub(super) outcome: Outcome,
}

impl Scored {
    fn level(&self, comparator: Comparator) -> Level {
        self.found.get(comparator as usize).map_or(comparator.missing(), |(level, _)| *level)
    }
}

pub(super) fn score(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> Scored {
    let [given, middle, family] = names(a, b, lexicon, model);
    let found = [
        nhs_number(a, b, model),
        given,
        middle,
        family,
        birth_date(a, b, model),
        gender(a, b, model),
        place(a, b, lexicon, model),
        phone(a, b, model),
        email(a, b, model),
        practice(a, b, model),
        identifier(a, b, lexicon, model),
    ];
    // Whoever lives together shares all of these: together they say no more than the cap.
    let [_, _, _, _, _, _, (_, place), (_, phone), (_, email), (_, practice), _] = found;
    let together: i32 = [place, phone, email, practice].into_iter().map(|weight| weight.max(0)).sum();
    let over_cap = (together - model.household_cap).max(0);
    let sum: i32 = found.iter().map(|(_, weight)| *weight).sum();
    let mut scored = Scored { score: sum - over_cap, found, over_cap, guards: Guards::NONE, outcome: Outcome::None };
    let in_query = scored.level(Comparator::NhsNumber) == Level::NumberEqual;
    if scored.score >= model.thresholds.possible || in_query {
        scored.guards = guards(a, b, &scored).within(model.guards);
        scored.outcome = if scored.guards.is_empty() && scored.score >= model.thresholds.link {
            Outcome::Link
        } else {
            Outcome::Possible
        };
    }
    scored
}

/// The guards that a pair meets, whatever its score.
fn guards(a: &Row, b: &Row, scored: &Scored) -> Guards {
    let number = scored.level(Comparator::NhsNumber);
    let given = scored.level(Comparator::Given);
    let family = scored.level(Comparator::Family);
    let date = scored.level(Comparator::BirthDate);
    let place = scored.level(Comparator::Place);
    let number_equal = number == Level::NumberEqual;
    let date_exact = date == Level::DateExact;
    let date_differs = matches!(date, Level::DateDifferent | Level::DateTwoParts);
    let family_differs = matches!(family, Level::FamilyDifferent | Level::FamilyDifferentWoman);
    let family_agrees = !family_differs && family != Level::FamilyMissing;
    let given_agrees = matches!(
        given,
        Level::GivenExact
            | Level::GivenNickname
            | Level::GivenOther
            | Level::GivenClose
            | Level::GivenSwapped
            | Level::GivenShortened
            | Level::GivenInitial
            | Level::GivenSound
            | Level::GivenCloseKnown
    );
    let same_house = matches!(place, Level::PlaceWhole | Level::PlaceProperty | Level::PlaceStreet);
    let near_name = matches!(given, Level::GivenCloseKnown | Level::GivenSound)
        || (matches!(given, Level::GivenNickname | Level::GivenOther)
            && scored.level(Comparator::Middle) == Level::MiddleDifferent)
        || (given != Level::GivenExact && scored.level(Comparator::Gender) == Level::GenderDifferent);
    let twins =
        date_exact && (family_agrees || same_house) && (given == Level::GivenDifferent || (near_name && !number_equal));
    let apart = years_apart(a, b).unwrap_or(0);
    let generations =
        given_agrees && family_agrees && !date_exact && apart >= 12 && !(number_equal && date == Level::DateDigit);
    Guards::NONE
        .with_if(Guard::DifferentNumbers, number == Level::NumberDifferent)
        .with_if(Guard::SeveralNumbers, a.several_numbers || b.several_numbers)
        .with_if(Guard::NumberInQuery, number_equal && !cross_check(scored))
        .with_if(Guard::Twins, twins)
        .with_if(Guard::OtherGivenName, given == Level::GivenDifferent)
        .with_if(Guard::Generations, generations)
        .with_if(Guard::OtherBirthDate, date_differs && !number_equal || date == Level::DateDifferent)
        .with_if(Guard::PlaceholderName, a.placeholder || b.placeholder)
        .with_if(Guard::NoBirthDate, date == Level::DateMissing && !number_equal)
        .with_if(Guard::NoGivenName, given == Level::GivenMissing && !number_equal)
}

/// Whether date of birth and names bear out an NHS number that agrees.
///
/// With the whole date equal: the given names do not differ, or none are known and the family name agrees, or no names are
/// known and gender and postcode agree. With a part of the date: given and family name agree, or the given name and the
/// house. With no date: given and family name agree, and not both only nearly.
fn cross_check(scored: &Scored) -> bool {
    let given = scored.level(Comparator::Given);
    let family = scored.level(Comparator::Family);
    let family_differs = matches!(family, Level::FamilyDifferent | Level::FamilyDifferentWoman);
    match scored.level(Comparator::BirthDate) {
        Level::DateExact => match given {
            Level::GivenDifferent => false,
            Level::GivenMissing if family == Level::FamilyMissing => {
                scored.level(Comparator::Gender) == Level::GenderEqual
                    && matches!(
                        scored.level(Comparator::Place),
                        Level::PlaceWhole | Level::PlaceProperty | Level::PlacePostcode
                    )
            }
            Level::GivenMissing => !family_differs,
            _ => true,
        },
        Level::DateDifferent => false,
        Level::DateMissing => {
            let given_agrees =
                matches!(given, Level::GivenExact | Level::GivenNickname | Level::GivenSwapped | Level::GivenClose);
            let family_agrees = matches!(
                family,
                Level::FamilyExact
                    | Level::FamilyFormer
                    | Level::FamilySwapped
                    | Level::FamilyPart
                    | Level::FamilyClose
            );
            let both_close = given == Level::GivenClose && family == Level::FamilyClose;
            given_agrees && family_agrees && !both_close
        }
        _ => {
            let same_house = matches!(
                scored.level(Comparator::Place),
                Level::PlaceWhole | Level::PlaceProperty | Level::PlaceStreet
            );
            let married = family_differs && given == Level::GivenExact && same_house;
            let family_agrees = !family_differs && family != Level::FamilyMissing;
            !matches!(given, Level::GivenDifferent | Level::GivenMissing) && (family_agrees || married)
        }
    }
}

impl Scored {
    /// Whether the pair ties two statements so firmly that what differs between further statements under the same NHS number
    /// is one person's: the number agrees, a given name agrees and the date of birth nearly does.
    pub(super) fn bridges(&self) -> bool {
        self.number_equal()
            && matches!(
                self.level(Comparator::Given),
                Level::GivenExact | Level::GivenNickname | Level::GivenOther | Level::GivenSwapped | Level::GivenClose
            )
            && matches!(
                self.level(Comparator::BirthDate),
                Level::DateExact | Level::DateSwapped | Level::DateDigit | Level::DateMonth
            )
    }

    /// Whether a valid NHS number agrees.
    pub(super) fn number_equal(&self) -> bool {
        self.level(Comparator::NhsNumber) == Level::NumberEqual
    }

    /// The guards that the pair meets whatever its score.
    pub(super) fn all_guards(&self, a: &Row, b: &Row, model: &MatchModel) -> Guards {
        guards(a, b, self).within(model.guards)
    }
}
