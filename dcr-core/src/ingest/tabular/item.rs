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
        let mut id = format!("{mapping}/{}/{}/{}", self.name, escape(subject.namespace()), escape(subject.value()));
        for part in &self.parts {
            let text = row.cell(&part.column).map_or("", |(_, text)| text);
            let compared = match part.comparison {
                Comparison::Text => text.to_owned(),
                Comparison::Word => fold(text),
                Comparison::Date => read_date(&row.layout.document.dates, text)
                    .map_or_else(|_| fold(text), |date| date.date_text().to_owned()),
            };
            id.push('/');
            id.push_str(&escape(&compared));
        }
        if id.len() > LONGEST {
            id = format!("{mapping}/{}/sha256/{}", self.name, ContentHash::of(id.as_bytes()));
        }
        SourceItemId::parse(&id)
    }
}

/// Percent-encodes what would make two keys read alike, and control characters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '/' | '%') || character.is_control() {
            escaped.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_eq!(escape("a/b%c\n"), "a%2Fb%25c%0A");
        assert_eq!(escape("Long Term Support: Community"), "Long Term Support: Community");
    }
}
