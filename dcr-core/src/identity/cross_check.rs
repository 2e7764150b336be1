//! The cross-check of an NHS number against date of birth and names.
//!
//! Source: the national cross-check trace (NHS number with the date of birth; a partial date of birth, two of three parts
//! or day and month swapped, also needs the given initial and three letters of the family name). Tightened: with the whole
//! date of birth equal, given names that plainly differ do not pass, because twins are given each other's numbers; and a
//! source that states no names (client level data has no columns for them) needs gender and postcode as well. What is left
//! is a twin of the same gender at the same address, known to a council under the other's number. What systems write when
//! they know no name or no date agrees with nothing: it is the same for many.

use super::matching::{BirthDate, is_family_placeholder, is_given_placeholder};
use super::short_form::is_short_form;
use crate::identifier::Postcode;
use crate::record::{Demographics, Gender};
use crate::time::Precision;
use std::collections::BTreeSet;

/// What one source says of a person, normalised for comparing.
///
/// A source may say it in several statements (one for each of its extracts): every one of them counts, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Profile {
    birth_dates: BTreeSet<(u16, u8, u8)>,
    family: BTreeSet<String>,
    given: BTreeSet<String>,
    /// Whether what is stated in the place of a family name is no name, such as `UNKNOWN`.
    unnamed_family: bool,
    /// The same of given names, such as `TWIN 1`.
    unnamed_given: bool,
    genders: BTreeSet<Gender>,
    postcodes: BTreeSet<Postcode>,
}

impl Profile {
    pub(super) fn add(&mut self, demographics: &Demographics) {
        let birth_date =
            demographics.birth_date.as_ref().filter(|date| date.precision() >= Precision::Day).and_then(|date| {
                let mut parts = date.date_text().split('-');
                let year = parts.next()?.parse().ok()?;
                Some((year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
            });
        self.birth_dates.extend(birth_date.filter(|date| !BirthDate::is_placeholder(*date)));
        for name in &demographics.names {
            if is_given_placeholder(&name.given.join(" ")) {
                self.unnamed_given = true;
            } else {
                self.given.extend(name.given.first().map(|name| fold_name(name)).filter(|name| !name.is_empty()));
            }
            let family = name.family.as_deref().unwrap_or_default();
            if is_family_placeholder(family) {
                self.unnamed_family = true;
            } else {
                self.family.extend(Some(fold_name(family)).filter(|name| !name.is_empty()));
            }
        }
        self.genders
            .extend(demographics.gender.clone().filter(|gender| matches!(gender, Gender::Male | Gender::Female)));
        self.postcodes.extend(demographics.addresses.iter().filter_map(|address| address.postcode.clone()));
    }

    /// What agrees beside the number, or `None` when the cross-check fails.
    pub(super) fn agrees(&self, other: &Self) -> Option<&'static str> {
        let given_equal = !self.given.is_disjoint(&other.given);
        let given_alike = self.given_alike(other);
        let family_alike = any_pair(&self.family, &other.family, alike);
        if self.birth_dates.is_empty() || other.birth_dates.is_empty() {
            return (given_equal && !self.family.is_disjoint(&other.family)).then_some("names");
        }
        if !self.birth_dates.is_disjoint(&other.birth_dates) {
            return if given_alike && family_alike {
                Some("date of birth and names")
            } else if given_equal {
                Some("date of birth and given name")
            } else if self.states_given() && other.states_given() {
                None
            } else if family_alike {
                Some("date of birth and family name")
            } else {
                self.agrees_without_names(other)
            };
        }
        let initial = any_pair(&self.given, &other.given, |a, b| same_start(a, b, 1));
        let three = any_pair(&self.family, &other.family, |a, b| same_start(a, b, 3));
        (self.is_born_near(other) && given_alike && initial && three).then_some("part of the date of birth and names")
    }

    /// Whether they are plainly two: dates of birth of which not two parts agree, or given names that are nothing alike.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let both_dates = !self.birth_dates.is_empty() && !other.birth_dates.is_empty();
        let both_given = !self.given.is_empty() && !other.given.is_empty();
        (both_dates && !self.is_born_near(other)) || (both_given && !self.given_alike(other))
    }

    /// One of the given names is that of the other, or near it where the genders do not tell boy from girl.
    fn given_alike(&self, other: &Self) -> bool {
        !self.given.is_disjoint(&other.given)
            || (!self.genders_differ(other)
                && any_pair(&self.given, &other.given, |a, b| alike(a, b) || is_short_form(a, b)))
    }

    fn states_given(&self) -> bool {
        self.unnamed_given || !self.given.is_empty()
    }

    fn is_born_near(&self, other: &Self) -> bool {
        self.birth_dates.iter().any(|a| other.birth_dates.iter().any(|b| near(*a, *b)))
    }

    /// Of a source that states no names at all, such as a council's client level data, with the date of birth equal.
    fn agrees_without_names(&self, other: &Self) -> Option<&'static str> {
        let nameless = |profile: &Self| !profile.states_given() && !profile.unnamed_family && profile.family.is_empty();
        let agrees = (nameless(self) || nameless(other))
            && !self.genders.is_disjoint(&other.genders)
            && !self.postcodes.is_disjoint(&other.postcodes);
        agrees.then_some("date of birth, gender and postcode")
    }

    fn genders_differ(&self, other: &Self) -> bool {
        !self.genders.is_empty() && !other.genders.is_empty() && self.genders.is_disjoint(&other.genders)
    }
}

/// Two of the three parts agree, or day and month are swapped; equal dates are near.
fn near((year, month, day): (u16, u8, u8), (other_year, other_month, other_day): (u16, u8, u8)) -> bool {
    let equal = usize::from(year == other_year) + usize::from(month == other_month) + usize::from(day == other_day);
    equal >= 2 || (year == other_year && month == other_day && day == other_month)
}

fn same_start(a: &str, b: &str, count: usize) -> bool {
    a.chars().take(count).eq(b.chars().take(count))
}

fn any_pair(left: &BTreeSet<String>, right: &BTreeSet<String>, test: impl Fn(&str, &str) -> bool) -> bool {
    left.iter().any(|a| right.iter().any(|b| test(a, b)))
}

/// Letters only, in lower case, common diacritics removed, so that `O'Brien`, `O BRIEN` and `Obrien` are one.
fn fold_name(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphabetic())
        .map(|c| match c {
            'à'..='å' => 'a',
            'ç' => 'c',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ñ' => 'n',
            'ò'..='ö' | 'ø' => 'o',
            'ù'..='ü' => 'u',
            'ý' | 'ÿ' | 'ŷ' => 'y',
            'ŵ' => 'w',
            other => other,
        })
        .collect()
}

/// Equal, one the initial or the first three letters or more of the other, or one letter wrong, missing, added or swapped
/// in a name of four letters or more.
fn alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let letters = short.chars().count();
    if long.starts_with(short) && (letters == 1 || letters >= 3 || short == long) {
        return true;
    }
    letters >= 4 && one_edit(a, b)
}

fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let middle = |rest: &[char]| rest.get(..rest.len() - end).unwrap_or_default().to_vec();
    match (middle(rest_a).as_slice(), middle(rest_b).as_slice()) {
        ([], [] | [_]) | ([_], [] | [_]) => true,
        ([w, x], [y, z]) => w == z && x == y,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Address, HumanName};
    use crate::time::PartialDateTime;

    fn profile(given: &str, family: &str, birth_date: &str, gender: &str) -> Profile {
        at(given, family, birth_date, gender, None)
    }

    fn at(given: &str, family: &str, birth_date: &str, gender: &str, postcode: Option<&str>) -> Profile {
        let mut profile = Profile::default();
        profile.add(&Demographics {
            names: vec![HumanName {
                given: given.split_whitespace().map(str::to_owned).collect(),
                family: (!family.is_empty()).then(|| family.to_owned()),
                ..HumanName::default()
            }],
            birth_date: PartialDateTime::parse(birth_date).ok(),
            gender: Some(Gender::from(gender)),
            addresses: vec![Address {
                postcode: postcode.map(|postcode| Postcode::parse(postcode).unwrap()),
                ..Address::default()
            }],
            ..Demographics::default()
        });
        profile
    }

    #[test]
    fn a_source_without_names_needs_gender_and_postcode() {
        let anne = at("Anne", "O'Brien", "1944-03-05", "female", Some("DT1 1AA"));
        let council = at("", "", "1944-03-05", "female", Some("dt11aa"));
        assert_eq!(anne.agrees(&council), Some("date of birth, gender and postcode"));
        assert_eq!(council.agrees(&anne), anne.agrees(&council));
        for (birth_date, gender, postcode) in [
            ("1944-05-03", "female", Some("DT1 1AA")),
            ("", "female", Some("DT1 1AA")),
            ("1944-03-05", "male", Some("DT1 1AA")),
            ("1944-03-05", "unknown", Some("DT1 1AA")),
            ("1944-03-05", "female", Some("DT1 1AB")),
            ("1944-03-05", "female", None),
        ] {
            let other = at("", "", birth_date, gender, postcode);
            assert_eq!(anne.agrees(&other), None, "{birth_date} {gender} {postcode:?}");
        }
        // Names that are stated are compared.
        let twin = at("Mary", "O'Brien", "1944-03-05", "female", Some("DT1 1AA"));
        assert_eq!(anne.agrees(&twin), None);
        let other = at("", "Taylor", "1944-03-05", "female", Some("DT1 1AA"));
        assert_eq!(anne.agrees(&other), None);
    }

    #[test]
    fn every_statement_of_a_source_counts_in_any_order() {
        let anne = profile("Anne", "O'Brien", "1944-03-05", "female");
        let told = Demographics {
            names: vec![HumanName { given: vec!["Anne".to_owned()], ..HumanName::default() }],
            birth_date: PartialDateTime::parse("1944-03-05").ok(),
            ..Demographics::default()
        };
        for order in [[&told, &Demographics::default()], [&Demographics::default(), &told]] {
            let mut other = Profile::default();
            order.into_iter().for_each(|stated| other.add(stated));
            assert_eq!(anne.agrees(&other), Some("date of birth and given name"));
        }
    }

    #[test]
    fn the_cross_check_agrees_where_the_person_is_plainly_the_same() {
        let anne = profile("Anne", "O'Brien", "1944-03-05", "female");
        for (given, family, birth_date) in [
            ("ANNE MARIE", "OBRIEN", "1944-03-05"),
            ("A", "O Brien", "1944-03-05"),
            ("Anne", "Taylor", "1944-03-05"), // married
            ("Anen", "OBrien", "1944-03-05"), // letters swapped
            ("", "O'Brien", "1944-03-05"),
            ("Anne", "O'Brien", "1944-05-03"), // day and month swapped
            ("Anne", "O'Brien", "1945-03-05"), // one part wrong
            ("Anne", "O'Brien", ""),           // not known
        ] {
            let other = profile(given, family, birth_date, "female");
            assert!(anne.agrees(&other).is_some(), "{given} {family} {birth_date}");
            assert_eq!(anne.agrees(&other), other.agrees(&anne));
        }
    }

    #[test]
    fn the_cross_check_fails_where_it_may_be_another() {
        let anne = profile("Anne", "O'Brien", "1944-03-05", "female");
        for (given, family, birth_date, gender) in [
            ("Mary", "O'Brien", "1944-03-05", "female"), // twin
            ("Mary", "Taylor", "1944-03-05", "female"),
            ("Anne", "O'Brien", "1971-09-30", "female"), // daughter
            ("Anne", "Taylor", "1945-03-05", "female"),
            ("Anne", "Taylor", "", "female"),
            ("", "", "", "female"),
            ("", "", "1944-03-05", "female"),
        ] {
            assert_eq!(anne.agrees(&profile(given, family, birth_date, gender)), None, "{given} {family} {birth_date}");
        }
        // A short form is the name only beside the same family.
        let bill = profile("Bill", "Smith", "1950-01-01", "male");
        assert_eq!(bill.agrees(&profile("William", "Smith", "1950-01-01", "male")), Some("date of birth and names"));
        assert_eq!(bill.agrees(&profile("William", "Jones", "1950-01-01", "male")), None);
        assert_eq!(bill.agrees(&profile("Robert", "Smith", "1950-01-01", "male")), None);
        let john = profile("John", "Smith", "2020-01-01", "male");
        let joan = profile("Joan", "Smith", "2020-01-01", "female");
        assert!(john.agrees(&joan).is_none() && john.contradicts(&joan));
    }

    #[test]
    fn what_is_written_when_nothing_is_known_agrees_with_nothing() {
        let newborn = profile("Baby Girl", "Smith", "2026-01-02", "female");
        for given in ["Baby Girl", "Anne", "Twin 2"] {
            let other = profile(given, "Smith", "2026-01-02", "female");
            assert!(newborn.agrees(&other).is_none() && !newborn.contradicts(&other), "{given}");
        }
        let nobody = profile("A", "Unknown", "1944-03-05", "female");
        assert_eq!(nobody.agrees(&profile("Anne", "Unknown", "1944-03-05", "female")), None);
        let undated = profile("Anne", "O'Brien", "1900-01-01", "female");
        assert_eq!(undated.agrees(&profile("Anne", "Taylor", "1900-01-01", "female")), None);
        assert_eq!(undated.agrees(&profile("Anne", "O'Brien", "1944-03-05", "female")), Some("names"));
    }
}
