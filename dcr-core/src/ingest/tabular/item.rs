//! How an item's identifier is built, so that the next import of the same item supersedes this one.

use super::column::ColumnName;
use super::date_format::read_date;
use super::row::Row;
use super::value::fold;
use crate::contribution::ContentHash;
use crate::identifier::{IdentifierError, SourceItemId, SubjectId};
use schemars::JsonSchema;
use serde::Deserialize;

/// The longest identifier written in full, in bytes; a longer one is written as its hash.
const LONGEST: usize = 256;

/// What tells one item of a person from another. The mapping's name and the person always belong to it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemFields {
    /// The kind of item: 1 to 64 lower-case letters, digits and hyphens.
    pub(super) name: String,
    /// The columns that make up its natural key, in order; none for what a person has only one of.
    #[serde(default)]
    parts: Vec<PartFields>,
}

/// One column of a natural key.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PartFields {
    /// The column.
    column: ColumnName,
    /// How its values are compared.
    #[serde(default, rename = "as")]
    comparison: Comparison,
}

/// How values of a key's column are compared.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Comparison {
    /// As they stand, trimmed.
    #[default]
    Text,
    /// Without case, any run of white space as one space.
    Word,
    /// As dates, however they are written; the time of day does not count.
    Date,
}

impl ItemFields {
    /// The identifier of this row's item.
    pub(super) fn read(
        &self,
        mapping: &str,
        row: &Row<'_>,
        subject: &SubjectId,
    ) -> Result<SourceItemId, IdentifierError> {
        let mut id = String::with_capacity(LONGEST);
        for fixed in [mapping, "/", &self.name, "/"] {
            id.push_str(fixed);
        }
        push_escaped(&mut id, subject.namespace());
        id.push('/');
        push_escaped(&mut id, subject.value());
        for part in &self.parts {
            id.push('/');
            let text = row.cell(&part.column).map_or("", |(_, text)| text);
            match part.comparison {
                Comparison::Text => push_escaped(&mut id, text),
                Comparison::Word => push_escaped(&mut id, &fold(text)),
                Comparison::Date => match read_date(&row.layout.document.dates, text) {
                    Ok(date) => push_escaped(&mut id, date.date_text()),
                    Err(_) => push_escaped(&mut id, &fold(text)),
                },
            }
        }
        if id.len() > LONGEST {
            id = format!("{mapping}/{}/sha256/{}", self.name, ContentHash::of(id.as_bytes()));
        }
        SourceItemId::parse(&id)
    }
}

/// Adds a text, percent-encoding what would make two keys read alike, and control characters.
fn push_escaped(id: &mut String, text: &str) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'/' | b'%')) {
        id.push_str(text);
        return;
    }
    for character in text.chars() {
        if matches!(character, '/' | '%') || character.is_control() {
            id.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            id.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_run_into_each_other() {
        let escape = |text: &str| {
            let mut id = "x".to_owned();
            push_escaped(&mut id, text);
            id
        };
        assert_eq!(escape("a/b%c\n"), "xa%2Fb%25c%0A");
        assert_eq!(escape("\u{85}é//"), "x%85é%2F%2F");
        assert_eq!(escape("Long Term Support: Community"), "xLong Term Support: Community");
    }
}
