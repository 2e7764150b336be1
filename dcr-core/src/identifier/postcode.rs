//! The postcode of the United Kingdom.

use super::IdentifierError;
use crate::vocabulary::validated_text;

const WHAT: &str = "postcode";

validated_text! {
    /// A postcode in upper case with one space between its outward and inward parts.
    ///
    /// Source: BS 7666, NHS Data Model and Dictionary POSTCODE. The NHS pseudo-postcodes (`ZZ99 3VZ`: no fixed abode)
    /// follow the same pattern. Whether a postcode exists is not checked.
    pub struct Postcode, error IdentifierError, schema "UK postcode, upper case, one space"
}

impl Postcode {
    /// Reads a postcode in any case and spacing.
    ///
    /// # Errors
    /// [`IdentifierError`] when the text is empty or does not follow the pattern.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let compact: Vec<u8> =
            text.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_uppercase()).collect();
        if compact.is_empty() {
            return Err(IdentifierError::Empty { what: WHAT });
        }
        let wrong = IdentifierError::Pattern { what: WHAT };
        if !(5..=7).contains(&compact.len()) {
            return Err(wrong);
        }
        let (outward, inward) = compact.split_at(compact.len() - 3);
        let outward_fits = match outward {
            [a, d] => a.is_ascii_alphabetic() && d.is_ascii_digit(),
            [a, b, c] => {
                a.is_ascii_alphabetic()
                    && ((b.is_ascii_digit() && c.is_ascii_alphanumeric())
                        || (b.is_ascii_alphabetic() && c.is_ascii_digit()))
            }
            [a, b, c, d] => {
                a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_alphanumeric()
            }
            _ => false,
        };
        let inward_fits = matches!(inward, [d, a, b]
            if d.is_ascii_digit() && a.is_ascii_alphabetic() && b.is_ascii_alphabetic());
        if !(outward_fits && inward_fits) {
            return Err(wrong);
        }
        let mut code: String = outward.iter().map(|&b| char::from(b)).collect();
        code.push(' ');
        code.extend(inward.iter().map(|&b| char::from(b)));
        Ok(Self(code))
    }

    /// The outward part: the post town and district.
    #[must_use]
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

impl std::fmt::Debug for Postcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postcode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_read_and_spaced() {
        for (given, read) in [
            ("dt11xj", "DT1 1XJ"),
            ("BH15 2JB", "BH15 2JB"),
            ("sw1a1aa", "SW1A 1AA"),
            ("M1 1AE", "M1 1AE"),
            ("w1a 0ax", "W1A 0AX"),
            ("ZZ993VZ", "ZZ99 3VZ"),
        ] {
            assert_eq!(Postcode::parse(given).unwrap().as_str(), read);
        }
        assert_eq!(Postcode::parse("DT1 1XJ").unwrap().outward(), "DT1");
        for wrong in ["DT1", "DT1 11J", "1DT 1XJ", "DT11 1XJK", "ÄB1 1AA"] {
            assert!(Postcode::parse(wrong).is_err(), "{wrong}");
        }
    }
}
