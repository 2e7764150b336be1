//! Decimal numbers as text, exactly as they came.

use crate::vocabulary::validated_text;

/// The longest decimal number kept, in characters.
const LONGEST: usize = 64;

/// Why a text is not a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the number does not follow the decimal format")]
pub struct DecimalError;

impl DecimalError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        "decimal.format"
    }
}

validated_text! {
    /// A decimal number as text: `48.10` stays `48.10`.
    ///
    /// Source: HL7 FHIR R4, 2.24.0.1 `decimal`: an optional sign, digits, a fraction and an exponent; precision is
    /// significant, so equality is of the text. A leading `+` or a missing digit before the point, which HL7 v2 allows
    /// (chapter 2A, NM), is normalised away.
    pub struct Decimal, error DecimalError, schema "Decimal number as text; precision is significant"
}

impl Decimal {
    /// Reads a decimal number of at most 64 characters, counted as it is kept: what was kept reads again.
    ///
    /// # Errors
    /// [`DecimalError`] when the text is not a decimal number.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(DecimalError);
        }
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (rest, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let fraction_text = fraction.unwrap_or_default();
        if !all_digits(whole) || !all_digits(fraction_text) || (whole.is_empty() && fraction_text.is_empty()) {
            return Err(DecimalError);
        }
        let mut normal = String::with_capacity(text.len() + 1);
        normal.push_str(sign);
        let whole = whole.trim_start_matches('0');
        normal.push_str(if whole.is_empty() { "0" } else { whole });
        if !fraction_text.is_empty() {
            normal.push('.');
            normal.push_str(fraction_text);
        }
        if let Some(exponent) = exponent {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || digits.len() > 4 || !all_digits(digits) {
                return Err(DecimalError);
            }
            normal.push('e');
            normal.push_str(exponent);
        }
        if normal.len() > LONGEST { Err(DecimalError) } else { Ok(Self(normal)) }
    }

    /// The text without zeros at the end of its fraction: what two sources' numbers are compared by, since one writes 48.1
    /// and another 48.10. A number with an exponent stays as it is.
    #[must_use]
    pub fn without_trailing_zeros(&self) -> &str {
        if self.0.contains('e') || self.0.contains('E') || !self.0.contains('.') {
            return &self.0;
        }
        self.0.trim_end_matches('0').trim_end_matches('.')
    }
}

impl std::fmt::Debug for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_again() {
        let digits = "4".repeat(63);
        assert_eq!(Decimal::parse(&format!(".{digits}")), Err(DecimalError));
        let longest = Decimal::parse(&digits).unwrap();
        assert_eq!(Decimal::parse(longest.as_str()).unwrap(), longest);
    }

    #[test]
    fn zeros_at_the_end_of_a_fraction_are_no_difference() {
        for (stated, compared) in
            [("48.10", "48.1"), ("48.0", "48"), ("480", "480"), ("1.50e3", "1.50e3"), ("0.0", "0")]
        {
            assert_eq!(Decimal::parse(stated).unwrap().without_trailing_zeros(), compared);
        }
    }

    #[test]
    fn precision_is_significant_and_only_spelling_is_normalised() {
        for (given, kept) in [
            ("48.10", "48.10"),
            ("-0.5", "-0.5"),
            (".5", "0.5"),
            ("+7", "7"),
            ("007", "7"),
            ("1e-3", "1e-3"),
            ("0", "0"),
            ("3.", "3"),
        ] {
            assert_eq!(Decimal::parse(given).unwrap().as_str(), kept, "{given}");
        }
        for wrong in ["", ".", "-", "1,5", "1e", "1.2.3", "NaN", "0x1", "--1", "1e99999"] {
            assert_eq!(Decimal::parse(wrong), Err(DecimalError), "{wrong}");
        }
    }
}
