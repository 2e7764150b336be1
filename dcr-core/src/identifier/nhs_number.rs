//! The NHS number: ten digits, the last a modulus 11 check digit.

use super::IdentifierError;
use crate::vocabulary::validated_text;

const WHAT: &str = "NHS number";

validated_text! {
    /// An NHS number that passes modulus 11, as ten digits without spaces.
    ///
    /// Source: NHS Data Model and Dictionary, NHS NUMBER (weights 10 to 2; 11 minus the remainder; 11 counts as 0 and
    /// 10 is invalid). Passing modulus 11 does not mean that the number was issued or belongs to this person.
    ///
    /// ```
    /// use dcr_core::identifier::NhsNumber;
    /// let number = NhsNumber::parse("999 000 0018")?;
    /// assert_eq!(number.as_str(), "9990000018");
    /// assert!(NhsNumber::parse("9990000019").is_err());
    /// # Ok::<(), dcr_core::identifier::IdentifierError>(())
    /// ```
    pub struct NhsNumber, error IdentifierError, schema "NHS number: ten digits, modulus 11"
}

/// Which body's numbers a number lies among.
///
/// Source: the ranges published with the NHS number; synthetic numbers begin with 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NhsNumberRange {
    /// Scotland's CHI numbers.
    Scotland,
    /// Northern Ireland's health and care numbers.
    NorthernIreland,
    /// England, Wales and the Isle of Man.
    EnglandWalesMan,
    /// Ireland's individual health identifiers.
    Ireland,
    /// Never issued: test and demonstration numbers.
    Synthetic,
    /// In no published range.
    Unassigned,
}

impl NhsNumber {
    /// Reads an NHS number; spaces and hyphens between the digits are allowed.
    ///
    /// # Errors
    /// [`IdentifierError`] when the text is empty, not ten digits, or fails modulus 11.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        if digits.is_empty() {
            return Err(IdentifierError::Empty { what: WHAT });
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Character { what: WHAT });
        }
        if digits.len() != 10 {
            return Err(IdentifierError::Length { what: WHAT, length: digits.len() });
        }
        let mut bytes = digits.bytes().map(|b| u32::from(b - b'0'));
        let sum: u32 = (2..=10).rev().zip(bytes.by_ref()).map(|(weight, digit)| weight * digit).sum();
        let expected = match 11 - sum % 11 {
            11 => 0,
            digit => digit,
        };
        if bytes.next() == Some(expected) { Ok(Self(digits)) } else { Err(IdentifierError::CheckDigit { what: WHAT }) }
    }

    /// The range of issue that the number lies in.
    #[must_use]
    pub fn range(&self) -> NhsNumberRange {
        match self.0.get(..2).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0) {
            1..=30 => NhsNumberRange::Scotland,
            31 if self.0.as_str() <= "3112999999" => NhsNumberRange::Scotland,
            32..=39 => NhsNumberRange::NorthernIreland,
            40..=49 | 60..=79 => NhsNumberRange::EnglandWalesMan,
            80..=85 => NhsNumberRange::Ireland,
            90..=99 => NhsNumberRange::Synthetic,
            _ => NhsNumberRange::Unassigned,
        }
    }

    /// The number as it is shown to people: three, three and four digits.
    #[must_use]
    pub fn spaced(&self) -> String {
        let mut text = String::with_capacity(12);
        for (index, digit) in self.0.chars().enumerate() {
            if index == 3 || index == 6 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }
}

impl std::fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NhsNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_standards_worked_number_with_and_without_spaces() {
        assert_eq!(NhsNumber::parse("943 476 5919").unwrap().as_str(), "9434765919");
        assert_eq!(NhsNumber::parse("9434765919").unwrap().spaced(), "943 476 5919");
    }

    #[test]
    fn each_wrong_number_has_its_own_error() {
        assert_eq!(NhsNumber::parse("  ").unwrap_err().code(), "identifier.empty");
        assert_eq!(NhsNumber::parse("943476591").unwrap_err().code(), "identifier.length");
        assert_eq!(NhsNumber::parse("943476591X").unwrap_err().code(), "identifier.character");
        assert_eq!(NhsNumber::parse("9434765918").unwrap_err().code(), "identifier.check-digit");
        // A remainder of 1 would need the check digit 10, so no last digit is right.
        assert!((0..10).all(|digit| NhsNumber::parse(&format!("999000000{digit}")).is_err()));
    }

    #[test]
    fn debug_never_shows_the_digits() {
        assert_eq!(format!("{:?}", NhsNumber::parse("9434765919").unwrap()), "NhsNumber(..)");
    }

    #[test]
    fn ranges_follow_the_published_table() {
        assert_eq!(NhsNumber::parse("9434765919").unwrap().range(), NhsNumberRange::Synthetic);
        assert_eq!(NhsNumber::parse("4010232137").unwrap().range(), NhsNumberRange::EnglandWalesMan);
    }
}
