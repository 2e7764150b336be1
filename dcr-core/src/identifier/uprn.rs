//! The unique property reference number.

use super::IdentifierError;
use crate::vocabulary::validated_text;

const WHAT: &str = "UPRN";

validated_text! {
    /// A unique property reference number: 1 to 12 digits without leading zeros.
    ///
    /// Source: BS 7666, GeoPlace; zero padding, which some systems add, is removed.
    pub struct Uprn, error IdentifierError, schema "UPRN: 1 to 12 digits"
}

impl Uprn {
    /// Reads a number.
    ///
    /// # Errors
    /// [`IdentifierError`] when the text is empty or zero, not all digits, or longer than 12 digits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = text.trim().trim_start_matches('0');
        if digits.is_empty() {
            return Err(IdentifierError::Empty { what: WHAT });
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Character { what: WHAT });
        }
        if digits.len() > 12 {
            return Err(IdentifierError::Length { what: WHAT, length: digits.len() });
        }
        Ok(Self(digits.to_owned()))
    }
}

impl std::fmt::Debug for Uprn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Uprn(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_removed_and_letters_refused() {
        assert_eq!(Uprn::parse("000100040230001").unwrap().as_str(), "100040230001");
        assert_eq!(Uprn::parse("0").unwrap_err().code(), "identifier.empty");
        assert_eq!(Uprn::parse("12A").unwrap_err().code(), "identifier.character");
        assert_eq!(Uprn::parse("1234567890123").unwrap_err().code(), "identifier.length");
    }
}
