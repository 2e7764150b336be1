//! A table of rows by columns, wherever the caller keeps them.

use super::number::{hash_bytes, join_hash};
use super::particulars::Particulars;
use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The source's ODS code.
    Source,
    /// The local id, unique in its source.
    LocalId,
    /// NHS number.
    NhsNumber,
    /// NHS number verification status, `01` to `08`.
    NhsVerification,
    /// Given names, by spaces.
    GivenName,
    /// Family name.
    FamilyName,
    /// A family name of former times.
    FormerFamilyName,
    /// Date of birth.
    BirthDate,
    /// Gender.
    Gender,
    /// A line of the address; several columns are read as one line in their order.
    Address,
    /// Postcode.
    Postcode,
    /// Unique property reference number.
    Uprn,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// ODS code of the GP practice.
    Practice,
    /// Another identifier that sources share.
    Identifier,
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Self; 16] = [
        Self::Source,
        Self::LocalId,
        Self::NhsNumber,
        Self::NhsVerification,
        Self::GivenName,
        Self::FamilyName,
        Self::FormerFamilyName,
        Self::BirthDate,
        Self::Gender,
        Self::Address,
        Self::Postcode,
        Self::Uprn,
        Self::Phone,
        Self::Email,
        Self::Practice,
        Self::Identifier,
    ];

    /// The name of a column that holds the field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::LocalId => "local_id",
            Self::NhsNumber => "nhs_number",
            Self::NhsVerification => "nhs_verification",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::FormerFamilyName => "former_family_name",
            Self::BirthDate => "birth_date",
            Self::Gender => "gender",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::Uprn => "uprn",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Practice => "practice",
            Self::Identifier => "identifier",
        }
    }

    /// The field of a column's name, or `None`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// A column of texts.
pub trait TextColumn: Sync {
    /// The text of a row; empty when there is none.
    fn text(&self, row: usize) -> &str;
}

impl TextColumn for Vec<String> {
    fn text(&self, row: usize) -> &str {
        self.get(row).map_or("", String::as_str)
    }
}

impl TextColumn for Vec<&str> {
    fn text(&self, row: usize) -> &str {
        self.get(row).copied().unwrap_or("")
    }
}

impl TextColumn for Vec<Option<String>> {
    fn text(&self, row: usize) -> &str {
        self.get(row).and_then(Option::as_deref).unwrap_or("")
    }
}

/// The texts of a column come to more than 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: the texts of the column come to more than 4 GiB")]
pub struct TextBufferFull {
    /// The first row that has no room.
    pub row: usize,
}

/// Texts one after the other in one buffer.
#[derive(Debug, Clone, Default)]
pub struct TextBuffer {
    text: String,
    ends: Vec<u32>,
}

impl TextBuffer {
    /// An empty column.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the text of the next row.
    ///
    /// # Errors
    /// [`TextBufferFull`] when the texts would come to more than 4 GiB; the column is then as it was.
    pub fn push(&mut self, text: &str) -> Result<(), TextBufferFull> {
        let end = end_after(self.text.len(), text.len());
        self.ends.push(end.ok_or(TextBufferFull { row: self.ends.len() })?);
        self.text.push_str(text);
        Ok(())
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.ends.len()
    }
}

/// Where a text of so many bytes ends behind so many others, if there is room.
fn end_after(before: usize, bytes: usize) -> Option<u32> {
    u32::try_from(before.checked_add(bytes)?).ok()
}

impl TextColumn for TextBuffer {
    fn text(&self, row: usize) -> &str {
        let end = self.ends.get(row).copied().unwrap_or(0) as usize;
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0) as usize;
        self.text.get(start..end).unwrap_or("")
    }
}

/// A table of rows by columns.
#[derive(Default)]
pub struct Table<'c> {
    rows: usize,
    columns: Vec<(Field, &'c dyn TextColumn)>,
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("rows", &self.rows).field("columns", &self.columns.len()).finish()
    }
}

impl<'c> Table<'c> {
    /// A table of so many rows, without columns yet.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// The table with one more column.
    #[must_use]
    pub fn with(mut self, field: Field, column: &'c dyn TextColumn) -> Self {
        self.columns.push((field, column));
        self
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn first(&self, field: Field, row: usize) -> &str {
        self.columns.iter().find(|(known, _)| *known == field).map_or("", |(_, column)| column.text(row))
    }

    fn each(&self, field: Field, row: usize) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(move |(known, _)| *known == field).map(move |(_, column)| column.text(row))
    }

    /// What a row states, normalised for comparing.
    #[must_use]
    pub fn particulars(&self, row: usize) -> Particulars {
        let mut stated = Particulars::new();
        self.read(row, &mut stated, &mut String::new());
        stated
    }

    /// The key of a row as a number, or that of its content when it has no local id.
    pub(super) fn rank(&self, row: usize) -> u64 {
        let local_id = self.first(Field::LocalId, row);
        if local_id.is_empty() {
            let columns = self.columns.iter();
            return columns.fold(0, |hash, (field, column)| {
                join_hash(join_hash(hash, *field as u64), hash_bytes(column.text(row).as_bytes()))
            });
        }
        key_rank(self.first(Field::Source, row), local_id)
    }

    /// Source and local id; `None` when the row has no local id.
    #[must_use]
    pub fn key(&self, row: usize) -> Option<(&str, &str)> {
        let local_id = self.first(Field::LocalId, row);
        (!local_id.is_empty()).then(|| (self.first(Field::Source, row), local_id))
    }

    /// Reads a row. `line` is memory for joining the columns of an address.
    pub(super) fn read(&self, row: usize, stated: &mut Particulars, line: &mut String) {
        stated.clear();
        let verification = self.first(Field::NhsVerification, row);
        self.each(Field::NhsNumber, row).for_each(|text| stated.add_nhs_number(text, verification));
        self.each(Field::GivenName, row).for_each(|text| stated.add_given_names(text));
        self.each(Field::FamilyName, row).for_each(|text| stated.add_family_name(text));
        self.each(Field::FormerFamilyName, row).for_each(|text| stated.add_former_family_name(text));
        self.each(Field::BirthDate, row).for_each(|text| stated.add_birth_date(text));
        self.each(Field::Gender, row).for_each(|text| stated.add_gender(text));
        line.clear();
        for text in self.each(Field::Address, row) {
            line.push_str(text);
            line.push(' ');
        }
        stated.add_address(line, self.first(Field::Postcode, row), self.first(Field::Uprn, row));
        self.each(Field::Phone, row).for_each(|text| stated.add_phone(text));
        self.each(Field::Email, row).for_each(|text| stated.add_email(text));
        stated.set_practice(self.first(Field::Practice, row));
        self.each(Field::Identifier, row).for_each(|text| stated.add_identifier(text));
    }
}

/// The rank of a key.
pub(super) fn key_rank(source: &str, local_id: &str) -> u64 {
    join_hash(hash_bytes(source.as_bytes()), hash_bytes(local_id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_gives_back_what_was_put_in() {
        let mut column = TextBuffer::new();
        for text in ["Ann", "", "Siân"] {
            column.push(text).unwrap();
        }
        assert_eq!((column.text(0), column.text(1), column.text(2), column.text(3)), ("Ann", "", "Siân", ""));
        assert_eq!(column.rows(), 3);
    }

    #[test]
    fn what_is_beyond_four_gigabytes_has_no_room() {
        let most = u32::MAX as usize;
        assert_eq!(end_after(most - 3, 3), Some(u32::MAX));
        assert_eq!(end_after(most - 3, 4), None);
        assert_eq!(end_after(usize::MAX, 1), None);
    }
}
