//! Identifiers that mean something only inside the source that gave them.

use super::ods_code::WITHHELD;
use super::{IdentifierError, OdsCode};
use crate::vocabulary::validated_text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest local identifier kept, in bytes.
pub(crate) const LONGEST_LOCAL: usize = 512;

fn local_text(text: &str, what: &'static str) -> Result<String, IdentifierError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(IdentifierError::Empty { what });
    }
    if text.len() > LONGEST_LOCAL {
        return Err(IdentifierError::Length { what, length: text.len() });
    }
    let control = if text.is_ascii() {
        text.bytes().any(|byte| byte.is_ascii_control())
    } else {
        text.chars().any(char::is_control)
    };
    if control {
        return Err(IdentifierError::Character { what });
    }
    Ok(text.to_owned())
}

validated_text! {
    /// The name of a source system inside its organisation, such as `PAS` or `EMIS`; compared as written.
    pub struct SourceSystem, error IdentifierError, schema "Name of a source system inside its organisation"
}

impl SourceSystem {
    /// Reads a system's name: 1 to 512 bytes without control characters.
    ///
    /// # Errors
    /// [`IdentifierError`] when empty, too long or with a control character.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        local_text(text, "source system").map(Self)
    }

    /// Stands for a system that must not be named.
    pub(crate) fn withheld() -> Self {
        Self(WITHHELD.to_owned())
    }
}

impl std::fmt::Debug for SourceSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SourceSystem({})", self.0)
    }
}

validated_text! {
    /// The source's own identifier of one item, such as a resource id or a result's filler number.
    pub struct SourceItemId, error IdentifierError, schema "The source's own identifier of one item"
}

impl SourceItemId {
    /// Reads an identifier: 1 to 512 bytes without control characters.
    ///
    /// # Errors
    /// [`IdentifierError`] when empty, too long or with a control character.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        local_text(text, "item identifier").map(Self)
    }

    /// Stands for an item that must not be named, the one with this number among those of its record.
    pub(crate) fn withheld(number: usize) -> Self {
        Self(format!("withheld-{number}"))
    }
}

impl std::fmt::Debug for SourceItemId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SourceItemId(..)")
    }
}

/// The source's own identifier of a person: a value in a namespace (an assigning authority).
///
/// A source that knows a person only by NHS number uses the namespace [`SubjectId::NHS_NUMBER`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, try_from = "SubjectIdParts")]
pub struct SubjectId {
    namespace: String,
    value: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "SubjectId")]
struct SubjectIdParts {
    namespace: String,
    value: String,
}

impl TryFrom<SubjectIdParts> for SubjectId {
    type Error = IdentifierError;
    fn try_from(parts: SubjectIdParts) -> Result<Self, Self::Error> {
        Self::new(&parts.namespace, &parts.value)
    }
}

impl SubjectId {
    /// The namespace of a source that identifies people by NHS number alone.
    pub const NHS_NUMBER: &'static str = "nhs-number";
    /// The namespace under which a node keeps what a person decided about two local persons; no person is known by it.
    pub const IDENTITY_DECISION: &'static str = "identity-decision";
    /// The namespace of a local number whose assigning authority is not said.
    pub const LOCAL: &'static str = "local";

    /// Makes an identifier from a namespace and a value, each 1 to 512 bytes.
    ///
    /// # Errors
    /// [`IdentifierError`] when either is empty, too long or has a control character.
    pub fn new(namespace: &str, value: &str) -> Result<Self, IdentifierError> {
        Ok(Self {
            namespace: local_text(namespace, "person identifier's namespace")?,
            value: local_text(value, "person identifier")?,
        })
    }

    /// The namespace.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The value inside the namespace.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl std::fmt::Debug for SubjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SubjectId({}, ..)", self.namespace)
    }
}

/// One person as one source system knows them: the smallest thing that identity joins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonKey {
    /// The organisation that holds the source.
    pub organisation: OdsCode,
    /// The source system.
    pub system: SourceSystem,
    /// The person's identifier there.
    pub subject: SubjectId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_text_is_trimmed_bounded_and_printable() {
        assert_eq!(SourceItemId::parse(" A1 ").unwrap().as_str(), "A1");
        assert_eq!(SourceItemId::parse("a\u{0}b").unwrap_err().code(), "identifier.character");
        assert_eq!(SourceItemId::parse(&"x".repeat(513)).unwrap_err().code(), "identifier.length");
        assert_eq!(SubjectId::new("PAS", "").unwrap_err().code(), "identifier.empty");
    }

    #[test]
    fn what_stands_for_a_name_is_one_that_reads_again() {
        assert_eq!(SourceSystem::parse("WITHHELD").unwrap(), SourceSystem::withheld());
        assert_eq!(SourceItemId::parse("withheld-7").unwrap(), SourceItemId::withheld(7));
    }

    #[test]
    fn serde_goes_through_the_constructor() {
        assert!(serde_json::from_str::<SubjectId>(r#"{"namespace":"PAS","value":" "}"#).is_err());
        assert!(serde_json::from_str::<SubjectId>(r#"{"namespace":"PAS","value":"1","more":2}"#).is_err());
    }
}
