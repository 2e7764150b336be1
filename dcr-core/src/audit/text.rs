//! Text in an audit event.

use super::AuditError;
use crate::vocabulary::validated_text;

/// The longest text that is kept, in bytes.
const LONGEST: usize = 4096;

validated_text! {
    /// A text of 1 to 4,096 bytes without control characters or white space at its ends.
    ///
    /// It may name a person, so its `Debug` form hides it.
    pub struct AuditText, error AuditError, schema "Text of 1 to 4096 bytes without control characters"
}

impl AuditText {
    /// Reads a text; white space at the ends is dropped.
    ///
    /// # Errors
    /// [`AuditError::Text`] when it is empty, too long or has a control character.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(AuditError::Text);
        }
        Ok(Self(text.to_owned()))
    }

    /// As much of a text as can be kept: control characters become spaces, and what is too long is cut.
    ///
    /// For words of a refused request: the refusal is recorded whatever the request said. `None` when nothing is left.
    #[must_use]
    pub fn cut(text: &str) -> Option<Self> {
        let printable: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut kept = printable.trim_start();
        while kept.len() > LONGEST {
            let (last, _) = kept.char_indices().next_back()?;
            kept = kept.get(..last)?;
        }
        Self::parse(kept).ok()
    }
}

impl std::fmt::Debug for AuditText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditText(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bounded_and_printable() {
        assert_eq!(AuditText::parse(" a b ").unwrap().as_str(), "a b");
        for wrong in ["", " ", "a\nb", "a\u{85}b", &"x".repeat(4097)] {
            assert_eq!(AuditText::parse(wrong), Err(AuditError::Text));
        }
        assert_eq!(format!("{:?}", AuditText::parse("Ann Other").unwrap()), "AuditText(..)");
    }

    #[test]
    fn cutting_keeps_what_can_be_kept() {
        assert_eq!(AuditText::cut("\n a\tb \n").unwrap().as_str(), "a b");
        assert_eq!(AuditText::cut(" \r\n"), None);
        assert_eq!(AuditText::cut(&"é".repeat(9000)).unwrap().as_str(), "é".repeat(2048));
        assert_eq!(AuditText::cut(&format!("x{}", "é".repeat(9000))).unwrap().as_str().len(), 4095);
    }
}
