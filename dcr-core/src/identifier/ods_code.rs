//! The ODS code of an organisation or site.

use super::IdentifierError;
use crate::vocabulary::validated_text;

const WHAT: &str = "ODS code";

/// What stands in place of a code that must not be told. It has the form of a code, so that every reader can read it.
pub(crate) const WITHHELD: &str = "WITHHELD";

validated_text! {
    /// An Organisation Data Service code: 3 to 12 letters and digits in upper case.
    ///
    /// Source: NHS Data Model and Dictionary, ORGANISATION CODE and ORGANISATION SITE CODE. The length is bounded
    /// loosely on purpose: organisations outside the service (councils, hospices) carry codes of other lengths, and
    /// the register, not the pattern, says who exists.
    pub struct OdsCode, error IdentifierError, schema "ODS code: 3 to 12 upper-case letters and digits"
}

impl OdsCode {
    /// Reads a code; lower case is raised to upper case.
    ///
    /// # Errors
    /// [`IdentifierError`] when the text is empty, has another character or is shorter than 3 or longer than 12.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let code = text.trim().to_ascii_uppercase();
        if code.is_empty() {
            return Err(IdentifierError::Empty { what: WHAT });
        }
        if !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(IdentifierError::Character { what: WHAT });
        }
        if !(3..=12).contains(&code.len()) {
            return Err(IdentifierError::Length { what: WHAT, length: code.len() });
        }
        Ok(Self(code))
    }

    /// Stands for an organisation that must not be named; no organisation has it.
    pub(crate) fn withheld() -> Self {
        Self(WITHHELD.to_owned())
    }

    /// Whether it stands for an organisation that must not be named.
    pub(crate) fn is_withheld(&self) -> bool {
        self.0 == WITHHELD
    }
}

impl std::fmt::Debug for OdsCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OdsCode({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_trust_practice_and_site_codes() {
        for code in ["RBD", "J81001", "R0D01", "11J"] {
            assert_eq!(OdsCode::parse(code).unwrap().as_str(), code);
        }
        assert_eq!(OdsCode::parse(WITHHELD).unwrap(), OdsCode::withheld());
        assert!(OdsCode::withheld().is_withheld() && !OdsCode::parse("RBD").unwrap().is_withheld());
        assert_eq!(OdsCode::parse(" rbd ").unwrap().as_str(), "RBD");
        assert_eq!(OdsCode::parse("R/D").unwrap_err().code(), "identifier.character");
        assert_eq!(OdsCode::parse("RB").unwrap_err().code(), "identifier.length");
    }
}
