//! Tables that are matched, by columns.

use super::error::MatchTableError;
use crate::error::NodeError;
use dcr_core::identity::matching::{Field, Table, TextColumn};
use std::fmt;

/// A column, wherever its values are kept.
pub type Column = Box<dyn TextColumn + Send>;

/// A table that is matched.
pub struct MatchTable {
    rows: usize,
    columns: Vec<(Field, Column)>,
}

// Whoever prints one for a log must not find a person in it.
impl fmt::Debug for MatchTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MatchTable").field("rows", &self.rows).field("columns", &self.columns.len()).finish()
    }
}

impl MatchTable {
    /// A table of so many rows, without columns yet.
    ///
    /// # Errors
    /// [`MatchTableError::TooManyRows`].
    pub fn new(rows: usize) -> Result<Self, NodeError> {
        let table = Self { rows, columns: Vec::new() };
        if u32::try_from(rows).is_ok() { Ok(table) } else { Err(MatchTableError::TooManyRows.into()) }
    }

    /// Adds a column of so many values for a field. Columns of one field are read in the order in which they are added:
    /// the lines of an address, several names.
    ///
    /// # Errors
    /// [`MatchTableError::FieldUnknown`], [`MatchTableError::Length`].
    pub fn add(&mut self, field: &str, values: usize, column: Column) -> Result<(), NodeError> {
        let known = field_of(field)?;
        if values != self.rows {
            return Err(MatchTableError::Length { field: field.to_owned(), values, rows: self.rows }.into());
        }
        self.columns.push((known, column));
        Ok(())
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn compares(&self) -> bool {
        self.columns.iter().any(|(field, _)| !matches!(field, Field::Source | Field::LocalId))
    }

    fn of_field(&self, field: Field) -> impl Iterator<Item = &dyn TextColumn> {
        self.columns
            .iter()
            .filter(move |(known, _)| *known == field)
            .map(|(_, column)| -> &dyn TextColumn { &**column })
    }
}

/// The field of a name.
///
/// # Errors
/// [`MatchTableError::FieldUnknown`].
pub fn field_of(name: &str) -> Result<Field, NodeError> {
    Ok(Field::parse(name).ok_or_else(|| MatchTableError::FieldUnknown { field: name.to_owned() })?)
}

/// A column of two tables, one behind the other.
struct Joined<'t> {
    first: Option<&'t dyn TextColumn>,
    second: Option<&'t dyn TextColumn>,
    /// The first row of the second table.
    at: usize,
    /// What stands where a row of either table has nothing.
    otherwise: [&'static str; 2],
}

impl TextColumn for Joined<'_> {
    fn text(&self, row: usize) -> &str {
        let [first, second] = self.otherwise;
        let (column, row, otherwise) = match row.checked_sub(self.at) {
            None => (self.first, row, first),
            Some(row) => (self.second, row, second),
        };
        let text = column.map_or("", |column| column.text(row));
        if text.is_empty() { otherwise } else { text }
    }
}

/// One table, or two as one.
pub(crate) struct Both<'t> {
    rows: usize,
    columns: Vec<(Field, Joined<'t>)>,
}

impl<'t> Both<'t> {
    pub(crate) fn new(table: &'t MatchTable, other: Option<&'t MatchTable>) -> Result<Self, MatchTableError> {
        if !table.compares() || other.is_some_and(|other| !other.compares()) {
            return Err(MatchTableError::NothingToCompare);
        }
        let rows = table.rows.saturating_add(other.map_or(0, MatchTable::rows));
        u32::try_from(rows).map_err(|_| MatchTableError::TooManyRows)?;
        let mut columns = Vec::new();
        for field in Field::ALL {
            // Rows of one source and one local id are one person; so local ids of two tables that name no source are
            // not those of one source.
            let source = field == Field::Source && other.is_some();
            let otherwise = if source { ["table", "other"] } else { [""; 2] };
            let mut first = table.of_field(field);
            let mut second = other.into_iter().flat_map(|other| other.of_field(field));
            let mut more = source;
            loop {
                let joined = Joined { first: first.next(), second: second.next(), at: table.rows, otherwise };
                if joined.first.is_none() && joined.second.is_none() && !more {
                    break;
                }
                more = false;
                columns.push((field, joined));
            }
        }
        Ok(Self { rows, columns })
    }

    pub(crate) fn table(&self) -> Table<'_> {
        self.columns.iter().fold(Table::new(self.rows), |table, (field, column)| table.with(*field, column))
    }
}
