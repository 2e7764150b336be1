//! The cross-check of an NHS number against date of birth and names.
//!
//! Source: the national cross-check trace (NHS number with the date of birth; a partial date of birth, two of three parts
//! or day and month swapped, also needs the given initial and three letters of the family name). Tightened: with the whole
//! date of birth equal, given names that plainly differ do not pass, because twins are given each other's numbers.

use crate::record::{Demographics, Gender};
use crate::time::Precision;

/// What one source says of a person, normalised for comparing.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    birth_date: Option<[u16; 3]>,
    family: Vec<String>,
    given: Vec<String>,
    gender: Option<Gender>,
}

impl Profile {
    pub(super) fn of(demographics: &Demographics) -> Self {
        let birth_date =
            demographics.birth_date.as_ref().filter(|date| date.precision() >= Precision::Day).and_then(|date| {
                let mut parts = date.date_text().split('-').map(|part| part.parse().ok());
                Some([parts.next()??, parts.next()??, parts.next()??])
            });
        let names = |pick: fn(&crate::record::HumanName) -> Option<&str>| {
            let mut names: Vec<String> =
                demographics.names.iter().filter_map(pick).map(fold_name).filter(|name| !name.is_empty()).collect();
            names.sort();
            names.dedup();
            names
        };
        Self {
            birth_date,
            family: names(|name| name.family.as_deref()),
            given: names(|name| name.given.first().map(String::as_str)),
            gender: demographics.gender.clone().filter(|gender| matches!(gender, Gender::Male | Gender::Female)),
        }
    }

    /// What agrees beside the number, or `None` when the cross-check fails.
    pub(super) fn agrees(&self, other: &Self) -> Option<&'static str> {
        let genders_differ = matches!((&self.gender, &other.gender), (Some(a), Some(b)) if a != b);
        let given_equal = any_pair(&self.given, &other.given, |a, b| a == b);
        let given_alike = given_equal || (!genders_differ && any_pair(&self.given, &other.given, alike));
        let family_alike = any_pair(&self.family, &other.family, alike);
        match (self.birth_date, other.birth_date) {
            (Some(a), Some(b)) if a == b => {
                if given_alike && family_alike {
                    Some("date of birth and names")
                } else if given_equal {
                    Some("date of birth and given name")
                } else if self.given.is_empty() || other.given.is_empty() {
                    family_alike.then_some("date of birth and family name")
                } else {
                    None
                }
            }
            (Some(a), Some(b)) => {
                let initial = any_pair(&self.given, &other.given, |a, b| same_start(a, b, 1));
                let three = any_pair(&self.family, &other.family, |a, b| same_start(a, b, 3));
                (near(a, b) && given_alike && initial && three).then_some("part of the date of birth and names")
            }
            _ => (given_equal && any_pair(&self.family, &other.family, |a, b| a == b)).then_some("names"),
        }
    }
}

/// Two of the three parts agree, or day and month are swapped.
fn near(a: [u16; 3], b: [u16; 3]) -> bool {
    let [year, month, day] = a;
    let [other_year, other_month, other_day] = b;
    let equal = usize::from(year == other_year) + usize::from(month == other_month) + usize::from(day == other_day);
    equal >= 2 || (year == other_year && month == other_day && day == other_month)
}

fn same_start(a: &str, b: &str, count: usize) -> bool {
    a.chars().take(count).eq(b.chars().take(count))
}

fn any_pair(left: &[String], right: &[String], test: impl Fn(&str, &str) -> bool) -> bool {
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
    use crate::record::HumanName;
    use crate::time::PartialDateTime;

    fn profile(given: &str, family: &str, birth_date: &str, gender: &str) -> Profile {
        Profile::of(&Demographics {
            names: vec![HumanName {
                given: given.split_whitespace().map(str::to_owned).collect(),
                family: (!family.is_empty()).then(|| family.to_owned()),
                ..HumanName::default()
            }],
            birth_date: PartialDateTime::parse(birth_date).ok(),
            gender: Some(Gender::from(gender)),
            ..Demographics::default()
        })
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
        let john = profile("John", "Smith", "2020-01-01", "male");
        assert_eq!(john.agrees(&profile("Joan", "Smith", "2020-01-01", "female")), None);
    }
}
