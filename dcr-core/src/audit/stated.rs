//! A word that a request stated, known or not.

use super::{AuditError, AuditText};
use crate::identifier::OdsCode;
use crate::record::Purpose;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// What a stated word can be read as.
pub trait StatedWord: Sized {
    /// Reads the word, or `None` when it is not one.
    fn read(text: &str) -> Option<Self>;
    /// The word as it is written.
    fn written(&self) -> &str;
}

impl StatedWord for Purpose {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
    fn written(&self) -> &str {
        self.as_str()
    }
}

impl StatedWord for OdsCode {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
    fn written(&self) -> &str {
        self.as_str()
    }
}

/// A word as a request stated it: what it was read as, or the text that could not be read.
///
/// A request whose words cannot be read is refused, and the refusal keeps them. In JSON both are plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T>(Reading<T>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reading<T> {
    Known(T),
    Unread(AuditText),
}

impl<T: StatedWord> Stated<T> {
    /// Keeps what was stated, as much of it as an audit text can hold; `None` when nothing was.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let kept = AuditText::cut(text)?;
        Some(Self(T::read(kept.as_str()).map_or(Reading::Unread(kept), Reading::Known)))
    }

    /// What it was read as, where it could be read.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match &self.0 {
            Reading::Known(known) => Some(known),
            Reading::Unread(_) => None,
        }
    }

    /// The word as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Reading::Known(known) => known.written(),
            Reading::Unread(text) => text.as_str(),
        }
    }
}

impl<T> From<T> for Stated<T> {
    fn from(known: T) -> Self {
        Self(Reading::Known(known))
    }
}

impl<T: StatedWord> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: StatedWord> Deserialize<'de> for Stated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = AuditText::deserialize(deserializer)?;
        Self::read(text.as_str()).ok_or_else(|| serde::de::Error::custom(AuditError::Text))
    }
}

impl<T> JsonSchema for Stated<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Stated".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "A word as the request stated it, known or not" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_is_read_and_the_rest_is_kept() {
        let known = Stated::<Purpose>::read("TREAT").unwrap();
        assert_eq!(known, Stated::from(Purpose::Treatment));
        let unread = Stated::<Purpose>::read("curiosity\n").unwrap();
        assert_eq!((unread.known(), unread.as_str()), (None, "curiosity"));
        assert_eq!(Stated::<Purpose>::read(" "), None);
        assert_eq!(Stated::<OdsCode>::read("rbd").unwrap().as_str(), "RBD");
        assert_eq!(serde_json::from_str::<Stated<Purpose>>("\"curiosity\"").unwrap(), unread);
        assert_eq!(serde_json::to_string(&unread).unwrap(), "\"curiosity\"");
    }
}
