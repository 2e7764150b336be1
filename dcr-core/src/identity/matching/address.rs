//! Addresses as they are compared.

use super::word::Word;

/// How many words of an address count beside its numbers.
pub(super) const STREET_WORDS: usize = 4;

/// An address: a property, a postcode, the numbers and the words of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The unique property reference number, or 0.
    pub uprn: u64,
    /// The postcode packed into a number (I16), or 0.
    pub postcode: u64,
    /// The number of the house, or 0.
    pub house: u32,
    /// The number of the flat or the letter behind the house number (A is 1), or 0.
    pub flat: u32,
    /// The words of the line that tell streets apart, in their order; empty ones at the end.
    pub street: [Word; STREET_WORDS],
}

impl Place {
    /// Reads an address; whatever is not known is empty.
    #[must_use]
    pub fn read(line: &str, postcode: &str, uprn: &str) -> Self {
        let mut place = Self { uprn: read_uprn(uprn), postcode: read_postcode(postcode), ..Self::default() };
        place.read_line(line);
        place
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn read_line(&mut self, line: &str) {
        let mut street = self.street.iter_mut();
        let mut flat_next = false;
        for text in line.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '.')) {
            let word = Word::fold(text);
            let bytes = word.as_bytes();
            if bytes.is_empty() {
                continue;
            }
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            let letter = bytes.get(digits).filter(|b| b.is_ascii_lowercase()).map_or(0, |b| u32::from(b - b'a') + 1);
            if flat_next && bytes.len() <= digits + 1 && (digits > 0 || bytes.len() == 1) {
                let number = number(bytes.get(..digits).unwrap_or_default());
                self.flat = if number > 0 && letter > 0 { number * 32 + letter } else { number + letter };
            } else if digits > 0 && bytes.len() <= digits + 1 {
                if self.house == 0 {
                    self.house = number(bytes.get(..digits).unwrap_or_default());
                    self.flat = if self.flat == 0 { letter } else { self.flat };
                }
            } else if digits == 0
                && bytes.len() > 1
                && !is_generic(word)
                && let Some(place) = street.next()
            {
                *place = word;
            }
            flat_next = matches!(bytes, b"flat" | b"apartment" | b"apt" | b"unit" | b"room");
        }
        if self.house == 0 {
            self.house = std::mem::take(&mut self.flat);
        }
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().take(6).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// Words that do not tell addresses apart, because they are written or left out at will.
const GENERIC: &[&str] = &[
    "and",
    "apartment",
    "apt",
    "av",
    "ave",
    "avenue",
    "bungalow",
    "cl",
    "close",
    "cottage",
    "court",
    "cres",
    "crescent",
    "crt",
    "ct",
    "dorset",
    "dr",
    "drive",
    "england",
    "flat",
    "gardens",
    "gdns",
    "gr",
    "great",
    "grove",
    "hampshire",
    "hants",
    "house",
    "lane",
    "ln",
    "no",
    "of",
    "park",
    "pk",
    "pl",
    "place",
    "rd",
    "rise",
    "road",
    "room",
    "sq",
    "square",
    "st",
    "street",
    "ter",
    "terr",
    "terrace",
    "the",
    "uk",
    "unit",
    "walk",
    "way",
    "wilts",
    "wiltshire",
];

fn is_generic(word: Word) -> bool {
    GENERIC.binary_search_by(|known| known.as_bytes().cmp(word.as_bytes())).is_ok()
}

fn read_uprn(text: &str) -> u64 {
    let text = text.trim();
    if text.len() > 15 || text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return 0;
    }
    text.parse().ok().filter(|number| *number < 1_000_000_000_000).unwrap_or(0)
}

/// Reads a postcode to its packed form; 0 when there is none or it stands for having none (`ZZ99`).
#[must_use]
pub(super) fn read_postcode(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let mut length = 0;
    for letter in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let Some(place) = bytes.get_mut(length) else { return 0 };
        *place = letter.to_ascii_lowercase();
        length += 1;
    }
    let code = bytes.get(..length).unwrap_or_default();
    if length < 3 || code.starts_with(b"zz99") {
        return 0;
    }
    pack(code)
}

/// Up to twelve letters and digits as one number: base 37, the first most significant, 1 to 10 for digits, 11 to 36 for
/// letters.
#[must_use]
pub(super) fn pack(text: &[u8]) -> u64 {
    text.iter().take(12).fold(0, |sum, &byte| {
        let value = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'a'..=b'z' => byte - b'a' + 11,
            _ => 0,
        };
        sum * 37 + u64::from(value)
    })
}

/// The letters and digits of a packed text, the last first, and how many there are.
#[must_use]
pub(super) fn unpack(mut packed: u64) -> ([u8; 13], usize) {
    let mut values = [0; 13];
    let mut count = 0;
    for value in &mut values {
        if packed == 0 {
            break;
        }
        *value = u8::try_from(packed % 37).unwrap_or(0);
        packed /= 37;
        count += 1;
    }
    (values, count)
}

/// Whether a packed postcode follows the pattern of the United Kingdom: five to seven, the last three a digit and two letters.
#[must_use]
pub(super) fn is_british(postcode: u64) -> bool {
    let (values, count) = unpack(postcode);
    let [last, second, third, ..] = values;
    (5..=7).contains(&count) && last > 10 && second > 10 && (1..=10).contains(&third)
}

/// The outward part of a British postcode, packed; 0 for another.
#[must_use]
pub(super) fn outward(postcode: u64) -> u64 {
    if is_british(postcode) { postcode / (37 * 37 * 37) } else { 0 }
}

/// The sector (outward part and the digit behind it) of a British postcode, packed; 0 for another.
#[must_use]
pub(super) fn sector(postcode: u64) -> u64 {
    if is_british(postcode) { postcode / (37 * 37) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_in_several_hands_is_one() {
        let street = |place: &Place| place.street.iter().map(|w| w.as_str().to_owned()).collect::<Vec<_>>();
        let a = Place::read("Flat 2, 14 High St, Poole", "bh15 1ab", "");
        let b = Place::read("14B HIGH STREET, POOLE", "BH151AB", "000");
        assert_eq!((a.house, a.flat, a.postcode), (14, 2, b.postcode));
        assert_eq!((b.house, b.flat), (14, 2));
        assert_eq!(street(&a), ["high", "poole", "", ""]);
        assert_eq!(street(&a), street(&b));
        let named = Place::read("Rose Cottage, Church Lane, Corfe", "", "");
        assert_eq!((named.house, named.flat), (0, 0));
        assert_eq!(street(&named), ["rose", "church", "corfe", ""]);
        assert_eq!(Place::read("Flat 3 Rose Court", "", "").house, 3);
        assert!(Place::read("", "ZZ99 3VZ", "").is_empty());
    }

    #[test]
    fn the_list_is_sorted_for_looking_up() {
        assert!(GENERIC.is_sorted());
    }

    #[test]
    fn postcodes_have_tiers() {
        let code = read_postcode("DT1 1XJ");
        assert_eq!(outward(code), pack(b"dt1"));
        assert_eq!(sector(code), pack(b"dt11"));
        assert_eq!(outward(read_postcode("4566")), 0);
        assert_eq!(read_postcode("123456789"), 0);
        let (values, count) = unpack(pack(b"az9"));
        assert_eq!((&values[..count], count), (&[10, 36, 11][..], 3));
    }
}
