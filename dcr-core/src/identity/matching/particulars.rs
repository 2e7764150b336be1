//! What is stated of one local person, normalised for comparing.

use super::address::Place;
use super::birth_date::BirthDate;
use super::names::{self, FamilyName, GivenName};
use super::number::hash_bytes;
use super::word::Word;

/// An NHS number as it counts in matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatedNumber(u64);

const VALID: u64 = 1 << 40;
const VERIFIED: u64 = 1 << 41;
const DIGITS: u64 = VALID - 1;

impl StatedNumber {
    /// Reads a number and its verification status (`01` is verified); `None` when it is not eight to eleven digits, or one
    /// digit ten times.
    #[must_use]
    pub fn read(text: &str, verification: &str) -> Option<Self> {
        let mut digits = [0_u8; 11];
        let mut length = 0;
        for byte in text.bytes().filter(|b| !matches!(b, b' ' | b'-' | b'\t')) {
            if !byte.is_ascii_digit() {
                return None;
            }
            *digits.get_mut(length)? = byte - b'0';
            length += 1;
        }
        let digits = digits.get(..length).filter(|digits| digits.len() >= 8)?;
        if digits.iter().all(|digit| Some(digit) == digits.first()) {
            return None;
        }
        let number = digits.iter().fold(0_u64, |sum, &digit| sum * 10 + u64::from(digit));
        let sum: u64 = (2..=10).rev().zip(digits).map(|(weight, &digit)| weight * u64::from(digit)).sum();
        let check = (11 - sum % 11) % 11;
        let valid = digits.len() == 10 && digits.last().is_some_and(|&last| u64::from(last) == check);
        let verified = valid && verification.trim() == "01";
        Some(Self(number | if valid { VALID } else { 0 } | if verified { VERIFIED } else { 0 }))
    }

    /// The digits as a number.
    #[must_use]
    pub fn digits(self) -> u64 {
        self.0 & DIGITS
    }

    /// Whether it has ten digits and passes modulus 11.
    #[must_use]
    pub fn is_valid(self) -> bool {
        self.0 & VALID != 0
    }

    /// Whether its source traced it (status 01).
    #[must_use]
    pub fn is_verified(self) -> bool {
        self.0 & VERIFIED != 0
    }

    pub(super) fn packed(self) -> u64 {
        self.0
    }

    pub(super) fn unpacked(packed: u64) -> Option<Self> {
        (packed != 0).then_some(Self(packed))
    }
}

/// Gender as far as it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComparedGender {
    /// Male.
    Male,
    /// Female.
    Female,
}

/// What is stated of one local person, normalised for comparing.
///
/// It may be made of several statements; of each kind of value a fixed number counts, the first
/// stated first, so give the statements in an order that depends on their content alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Particulars {
    pub(super) numbers: Vec<StatedNumber>,
    pub(super) given: Vec<GivenName>,
    pub(super) family: Vec<FamilyName>,
    pub(super) placeholder_name: bool,
    pub(super) birth_dates: Vec<BirthDate>,
    pub(super) gender: Option<ComparedGender>,
    pub(super) genders_differ: bool,
    pub(super) places: Vec<Place>,
    pub(super) phones: Vec<u64>,
    pub(super) emails: Vec<u64>,
    pub(super) practice: u64,
    pub(super) identifiers: Vec<Word>,
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

impl Particulars {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.given.clear();
        self.family.clear();
        self.placeholder_name = false;
        self.birth_dates.clear();
        self.gender = None;
        self.genders_differ = false;
        self.places.clear();
        self.phones.clear();
        self.emails.clear();
        self.practice = 0;
        self.identifiers.clear();
    }

    /// Adds an NHS number with its verification status (`01` to `08`, or empty).
    pub fn add_nhs_number(&mut self, number: &str, verification: &str) {
        if let Some(number) = StatedNumber::read(number, verification) {
            match self.numbers.iter_mut().find(|known| known.digits() == number.digits()) {
                Some(known) => *known = (*known).max(number),
                None => self.numbers.push(number),
            }
        }
    }

    /// Adds given names, the first first, parted by spaces.
    pub fn add_given_names(&mut self, text: &str) {
        self.placeholder_name |= names::add_given(text, &mut self.given);
    }

    /// Adds a family name in use.
    pub fn add_family_name(&mut self, text: &str) {
        self.placeholder_name |= names::add_family(text, false, &mut self.family);
    }

    /// Adds a family name of former times.
    pub fn add_former_family_name(&mut self, text: &str) {
        // A placeholder for a former name says nothing of the name in use.
        let _ = names::add_family(text, true, &mut self.family);
    }

    /// Adds a date of birth: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYYMMDD`; what is none is passed over.
    pub fn add_birth_date(&mut self, text: &str) {
        if let Some(date) = BirthDate::parse(text) {
            add(&mut self.birth_dates, date);
        }
    }

    /// Adds a gender: `male` or `female` (or `m`, `f`, `1`, `2`) in any case; others are not compared, and neither is a
    /// person of whom both are stated.
    pub fn add_gender(&mut self, text: &str) {
        let text = text.trim();
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let gender = if is(&["male", "m", "1"]) {
            ComparedGender::Male
        } else if is(&["female", "f", "2"]) {
            ComparedGender::Female
        } else {
            return;
        };
        self.genders_differ |= self.gender.is_some_and(|known| known != gender);
        self.gender = Some(gender);
    }

    /// Adds an address: its line, postcode and UPRN, each possibly empty.
    pub fn add_address(&mut self, line: &str, postcode: &str, uprn: &str) {
        let place = Place::read(line, postcode, uprn);
        if !place.is_empty() {
            add(&mut self.places, place);
        }
    }

    /// Adds a telephone number; `+44` and `0044` stand for the leading 0, fewer than seven digits or one digit throughout
    /// for none.
    pub fn add_phone(&mut self, text: &str) {
        let digits = || text.bytes().filter(u8::is_ascii_digit).map(|b| u64::from(b - b'0'));
        let count = digits().count();
        let first = digits().next();
        if !(7..=15).contains(&count) || digits().all(|digit| Some(digit) == first) {
            return;
        }
        let number = digits().fold(0, |sum, digit| sum * 10 + digit);
        let written = text.trim_start();
        let abroad = written.starts_with("+44") || digits().take(4).eq([0, 0, 4, 4]);
        // The leading 0 vanishes as a number; that of "+44 (0)1305" is the only one that is left behind the 44.
        let national = if abroad && count >= 11 {
            let kept =
                10_u64.pow(u32::try_from(digits().skip_while(|d| *d == 0).count().saturating_sub(2)).unwrap_or(0));
            number % kept
        } else {
            number
        };
        add(&mut self.phones, national);
    }

    /// Adds an e-mail address; one that says there is none is passed over.
    pub fn add_email(&mut self, text: &str) {
        let text = text.trim();
        let Some((name, domain)) = text.split_once('@') else { return };
        let nothing = ["", "declined", "na", "no", "noemail", "none", "notknown", "test", "unknown"];
        if domain.is_empty() || nothing.iter().any(|word| name.eq_ignore_ascii_case(word)) {
            return;
        }
        add(&mut self.emails, hash_bytes(text.to_ascii_lowercase().as_bytes()));
    }

    /// Sets the registered GP practice, an ODS code; the codes of no practice (`V81997` to `V81999`) are none.
    pub fn set_practice(&mut self, code: &str) {
        let code = code.trim().to_ascii_uppercase();
        if !code.is_empty() && !matches!(code.as_str(), "V81997" | "V81998" | "V81999") {
            self.practice = hash_bytes(code.as_bytes());
        }
    }

    /// Adds another identifier that several sources share, such as a social security number.
    pub fn add_identifier(&mut self, text: &str) {
        let word = Word::fold(text);
        if word.len() >= 4 {
            add(&mut self.identifiers, word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_modulus_11() {
        let number = StatedNumber::read("999 000 0018", "01").unwrap();
        assert_eq!((number.digits(), number.is_valid(), number.is_verified()), (9_990_000_018, true, true));
        let wrong = StatedNumber::read("9990000019", "01").unwrap();
        assert_eq!((wrong.digits(), wrong.is_valid(), wrong.is_verified()), (9_990_000_019, false, false));
        for none in ["", "0000000000", "9999999999", "123", "99900000189999", "999000001X"] {
            assert_eq!(StatedNumber::read(none, ""), None, "{none}");
        }
    }

    #[test]
    fn a_telephone_number_is_one_in_any_writing() {
        let phone = |text: &str| {
            let mut stated = Particulars::new();
            stated.add_phone(text);
            stated.phones.first().copied()
        };
        let known = phone("01305 251150");
        assert!(known.is_some());
        for text in ["+44 1305 251150", "0044 1305 251150", "01305-251150", "+44 (0)1305 251150"] {
            assert_eq!(phone(text), known, "{text}");
        }
        for text in ["251150", "0000000000", "", "none"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn a_person_of_both_genders_is_not_compared_by_gender() {
        let mut stated = Particulars::new();
        stated.add_gender("Male");
        assert_eq!((stated.gender, stated.genders_differ), (Some(ComparedGender::Male), false));
        stated.add_gender("F");
        assert!(stated.genders_differ);
        let mut unknown = Particulars::new();
        unknown.add_gender("unknown");
        assert_eq!(unknown.gender, None);
    }
}
