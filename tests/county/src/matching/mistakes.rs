//! How a name, a date or a number goes wrong on its way into a system.

use crate::dice::Dice;
use std::fmt;

/// A date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date {
    /// Year.
    pub(super) year: i32,
    /// Month, from 1.
    pub(super) month: u32,
    /// Day, from 1.
    pub(super) day: u32,
}

impl fmt::Display for Date {
    fn fmt(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(form, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Date {
    /// Any day of a year.
    pub(super) fn in_year(year: i32, dice: &mut Dice) -> Self {
        let month = 1 + dice.below(12);
        Self { year, month, day: 1 + dice.below(days(year, month)) }
    }

    /// The date mistyped; another date that exists, save where the draw gives the same.
    pub(super) fn mistyped(self, dice: &mut Dice) -> Self {
        let mut wrong = self;
        match dice.below(100) {
            // Day and month exchanged.
            0..=33 if self.day <= 12 => (wrong.day, wrong.month) = (self.month, self.day),
            // A digit of the day.
            0..=52 => {
                wrong.day = if dice.chance(500) {
                    self.day / 10 * 10 + dice.below(10)
                } else {
                    self.day % 10 + 10 * dice.below(4)
                }
            }
            // A digit of the month.
            53..=62 => wrong.month = if self.month > 9 { 10 + dice.below(3) } else { 1 + dice.below(9) },
            63..=78 => wrong.year += *dice.pick(&[-1, 1]),
            79..=86 => wrong.year += *dice.pick(&[-10, 10]),
            // The last two digits of the year exchanged.
            87..=92 => wrong.year = self.year / 100 * 100 + self.year % 10 * 10 + self.year / 10 % 10,
            // The day before or after.
            _ => wrong.day = if dice.chance(500) { self.day + 1 } else { self.day.saturating_sub(1) },
        }
        let possible = (1900..=2026).contains(&wrong.year)
            && (1..=12).contains(&wrong.month)
            && (1..=days(wrong.year, wrong.month)).contains(&wrong.day);
        if possible { wrong } else { Self { year: (self.year - 1).max(1900), day: self.day.min(28), ..self } }
    }
}

/// How many days a month has.
fn days(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Rows of the keyboard.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// What sounds alike.
const SOUNDS: [(&str, &str); 20] = [
    ("ph", "f"),
    ("ck", "k"),
    ("ie", "ei"),
    ("ei", "ie"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("y", "i"),
    ("i", "y"),
    ("tt", "t"),
    ("ll", "l"),
    ("nn", "n"),
    ("ss", "s"),
    ("c", "k"),
    ("k", "c"),
    ("s", "z"),
    ("er", "ar"),
    ("on", "en"),
    ("e", "a"),
    ("ai", "ay"),
    ("ou", "u"),
];

/// What a scanner takes one for the other.
const SHAPES: [(&str, &str); 10] = [
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("l", "i"),
    ("i", "l"),
    ("o", "0"),
    ("h", "b"),
    ("v", "y"),
    ("u", "v"),
    ("nn", "m"),
];

/// The name mistyped in one place: a neighbouring key, two letters exchanged, one doubled, one lost, one that sounds or
/// looks alike. The first letter stays, except about one time in twenty.
pub(super) fn mistyped(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let count = u32::try_from(letters.len()).unwrap_or(0);
    if count < 3 {
        return name.to_owned();
    }
    let place = if dice.chance(50) { 0 } else { 1 + dice.below(count - 1) as usize };
    let kind = dice.below(100);
    match kind {
        0..=27 => {
            if let Some(letter) = letters.get_mut(place) {
                *letter = neighbour(*letter, dice);
            }
        }
        28..=47 => {
            let place = place.min(letters.len() - 2);
            letters.swap(place, place + 1);
        }
        48..=58 => {
            let letter = letters.get(place).copied().unwrap_or('e');
            letters.insert(place, letter);
        }
        59..=76 => {
            letters.remove(place);
        }
        _ => return alike(name, if kind < 90 { &SOUNDS } else { &SHAPES }, dice),
    }
    letters.into_iter().collect()
}

/// A key beside this one.
fn neighbour(letter: char, dice: &mut Dice) -> char {
    let small = letter.to_ascii_lowercase();
    let beside = KEYS.iter().find_map(|row| {
        let place = row.find(small)?;
        let next = if dice.chance(500) { place + 1 } else { place.saturating_sub(1) };
        row.chars().nth(next).or_else(|| row.chars().nth(place.saturating_sub(1)))
    });
    let key = beside.unwrap_or('e');
    if letter.is_uppercase() { key.to_ascii_uppercase() } else { key }
}

/// The name with one part replaced by one that is taken for it; a letter is lost where no part has such.
fn alike(name: &str, pairs: &[(&str, &str)], dice: &mut Dice) -> String {
    let first: String = name.chars().take(1).collect();
    let rest: String = name.chars().skip(1).collect();
    let hits: Vec<&(&str, &str)> = pairs.iter().filter(|(right, _)| rest.contains(right)).collect();
    if hits.is_empty() {
        let mut letters: Vec<char> = name.chars().collect();
        letters.pop();
        return letters.into_iter().collect();
    }
    let (right, wrong) = dice.pick(&hits);
    first + &rest.replacen(right, wrong, 1)
}

/// A text without its accents.
pub(super) fn without_accents(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'á' | 'ã' | 'à' | 'ä' => 'a',
            'é' | 'ê' | 'è' => 'e',
            'í' => 'i',
            'ó' | 'õ' | 'ő' | 'ö' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            'Á' => 'A',
            'ł' => 'l',
            'Ł' => 'L',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Purpose;

    #[test]
    fn a_mistyped_name_is_another_name_near_by() {
        let mut dice = Dice::new(1, Purpose::Matching, 0);
        let wrong: Vec<String> = (0..1000).map(|_| mistyped("Hammersley", &mut dice)).collect();
        let changed = wrong.iter().filter(|name| *name != "Hammersley").count();
        assert!(changed > 960, "{changed}");
        let kept = wrong.iter().filter(|name| name.starts_with('H')).count();
        assert!((940..990).contains(&kept), "{kept}");
        assert!(wrong.iter().all(|name| (8..=11).contains(&name.chars().count())));
        assert_eq!(mistyped("Al", &mut dice), "Al");
    }

    #[test]
    fn a_mistyped_date_exists() {
        let mut dice = Dice::new(1, Purpose::Matching, 1);
        let right = Date { year: 1956, month: 2, day: 29 };
        let (mut same, mut swapped) = (0, 0);
        for _ in 0..1000 {
            let wrong = right.mistyped(&mut dice);
            assert!(wrong.day >= 1 && wrong.day <= days(wrong.year, wrong.month), "{wrong}");
            same += u32::from(wrong == right);
        }
        let right = Date { year: 1956, month: 2, day: 9 };
        for _ in 0..1000 {
            swapped += u32::from(right.mistyped(&mut dice) == Date { year: 1956, month: 9, day: 2 });
        }
        assert!(same < 200, "{same}");
        assert!((290..400).contains(&swapped), "{swapped}");
    }
}
