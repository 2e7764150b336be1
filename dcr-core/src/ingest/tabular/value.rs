//! Where one value comes from: a column, through a map of words or as it stands, or a constant.

use super::column::ColumnName;
use schemars::JsonSchema;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// How words are compared everywhere in a mapping: without case, and with any run of white space as one space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let ascii = text.is_ascii();
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        if ascii {
            folded.push_str(word);
        } else {
            folded.push_str(&word.to_lowercase());
        }
    }
    if ascii {
        folded.make_ascii_lowercase();
    }
    folded
}

/// Whether a text is this folded word, as [`fold`] would say, told without making the text anew.
fn folds_to(text: &str, word: &str) -> bool {
    // Most words are told apart by how they begin.
    if let Some(first) = text.bytes().next().filter(u8::is_ascii_graphic)
        && word.bytes().next() != Some(first.to_ascii_lowercase())
    {
        return false;
    }
    if !text.is_ascii() {
        return fold(text) == word;
    }
    // Folding never makes such a text longer.
    if text.len() < word.len() {
        return false;
    }
    let mut rest = word.as_bytes();
    for (index, part) in text.split_whitespace().enumerate() {
        if index > 0 {
            let Some(after) = rest.strip_prefix(b" ") else { return false };
            rest = after;
        }
        match rest.split_at_checked(part.len()) {
            Some((begin, after)) if begin.eq_ignore_ascii_case(part.as_bytes()) => rest = after,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Words that are compared without case, as they are compared.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(from = "Vec<String>")]
#[schemars(with = "Vec<String>")]
pub(super) struct WordList(Vec<String>);

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        Self(words.iter().map(|word| fold(word)).collect())
    }
}

impl WordList {
    /// Whether the text is one of them.
    pub(super) fn has(&self, text: &str) -> bool {
        self.0.iter().any(|word| folds_to(text, word))
    }

    /// As they are compared.
    pub(super) fn folded(&self) -> &[String] {
        &self.0
    }
}

/// A column of the file, by its name in the mapping's header.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    /// The column.
    pub(super) column: ColumnName,
}

/// The value of a column.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FromColumn {
    /// The column.
    pub(super) column: ColumnName,
    /// The column's words and what each means here, compared without case. Where it is given, a word that it does not
    /// hold is not used: the cell stays attached with a warning. Without it the cell is taken as it stands.
    #[serde(default)]
    pub(super) words: Option<Words>,
    /// The value when the cell is absent.
    #[serde(default)]
    pub(super) otherwise: Option<String>,
}

/// A value that every row has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Constant {
    /// The value.
    pub(super) constant: String,
}

/// A value: from a column, or constant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Value {
    /// From a column.
    Column(FromColumn),
    /// Constant.
    Constant(Constant),
}

impl Default for Value {
    fn default() -> Self {
        Self::Constant(Constant { constant: String::new() })
    }
}

/// Words and what each means. Two words that differ only in case or white space are refused.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(transparent)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// What a word means.
    pub(super) fn meaning(&self, word: &str) -> Option<&str> {
        self.0.get(&fold(word)).map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of words")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut words = BTreeMap::new();
                while let Some((word, meaning)) = map.next_entry::<String, String>()? {
                    if words.insert(fold(&word), meaning).is_some() {
                        return Err(A::Error::custom("a word is given twice"));
                    }
                }
                Ok(Words(words))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_never_given_twice() {
        let words: Words = serde_json::from_str(r#"{"Next of Kin":"next-of-kin"}"#).unwrap();
        assert_eq!(words.meaning(" next  OF kin"), Some("next-of-kin"));
        assert_eq!(words.meaning("kin"), None);
        assert!(serde_json::from_str::<Words>(r#"{"M":"male","m":"other"}"#).is_err());
    }

    proptest::proptest! {
        #[test]
        fn folding_is_told_without_being_done(text in "[ \t\u{b}aAbB\u{212a}\u{130}/]{0,6}", word in "[ abAB/k]{0,5}") {
            let word = fold(&word);
            proptest::prop_assert_eq!(folds_to(&text, &word), fold(&text) == word);
        }
    }

    #[test]
    fn a_value_is_a_column_or_a_constant() {
        assert!(serde_json::from_str::<Value>(r#"{"column":"A","otherwise":"x"}"#).is_ok());
        assert!(serde_json::from_str::<Value>(r#"{"constant":"A"}"#).is_ok());
        for wrong in [r#"{"column":"A","constant":"B"}"#, r#"{"colunm":"A"}"#, "{}", r#""A""#] {
            assert!(serde_json::from_str::<Value>(wrong).is_err(), "{wrong}");
        }
    }
}
