//! A folded word: lower case, letters and digits only, common diacritics removed, at most 23 bytes.

use std::fmt;

/// The longest word that is compared, in bytes of UTF-8; the rest of a longer one is cut off at a whole character.
pub(super) const WORD_BYTES: usize = 23;

/// A folded word, kept without memory of its own: rows by the million are made of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Word {
    bytes: [u8; WORD_BYTES],
    length: u8,
}

impl Word {
    /// Folds a text to one word: what is neither letter nor digit is left out, so `O'Brien`, `O BRIEN` and `Obrien` are one.
    #[must_use]
    pub fn fold(text: &str) -> Self {
        let mut word = Self::default();
        word.append(text);
        word
    }

    /// Adds the letters and digits of a text to the end.
    pub fn append(&mut self, text: &str) {
        for letter in text.chars() {
            if letter.is_ascii_alphanumeric() {
                if !self.push_byte(letter.to_ascii_lowercase()) {
                    return;
                }
            } else if !letter.is_ascii() && letter.is_alphanumeric() && !self.push_folded(letter) {
                return;
            }
        }
    }

    fn push_byte(&mut self, letter: char) -> bool {
        let mut buffer = [0; 4];
        self.push_bytes(letter.encode_utf8(&mut buffer).as_bytes())
    }

    fn push_folded(&mut self, letter: char) -> bool {
        for lower in letter.to_lowercase() {
            let plain = plain(lower);
            let mut buffer = [0; 4];
            let fits = match plain {
                Some(plain) => self.push_bytes(plain.as_bytes()),
                None => !lower.is_alphanumeric() || self.push_bytes(lower.encode_utf8(&mut buffer).as_bytes()),
            };
            if !fits {
                return false;
            }
        }
        true
    }

    fn push_bytes(&mut self, bytes: &[u8]) -> bool {
        let start = usize::from(self.length);
        let Some(place) = self.bytes.get_mut(start..start + bytes.len()) else { return false };
        place.copy_from_slice(bytes);
        self.length += u8::try_from(bytes.len()).unwrap_or(0);
        true
    }

    /// The word's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The word's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// How many letters and digits it has, of whatever script.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.as_str().chars().count()
    }

    /// Whether it is one letter of the Latin alphabet: an initial.
    #[must_use]
    pub fn is_initial(&self) -> bool {
        self.length == 1
    }
}

/// The letter without its mark, for the marks of the languages of western and central Europe.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Word(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_folded_and_never_cut_within_a_letter() {
        for (text, folded) in [
            ("O'Brien", "obrien"),
            ("O BRIEN", "obrien"),
            ("Zoë", "zoe"),
            ("Łukasz-Żak", "lukaszzak"),
            ("Siân ŵ", "sianw"),
            ("İ", "i"),
            ("  ", ""),
            ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvw"),
            ("abcdefghijklmnopqrstuvж", "abcdefghijklmnopqrstuv"),
        ] {
            assert_eq!(Word::fold(text).as_str(), folded);
        }
    }

    #[test]
    fn debug_shows_no_name() {
        assert_eq!(format!("{:?}", Word::fold("Smith")), "Word(..)");
    }
}
