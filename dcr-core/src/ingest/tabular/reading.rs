//! Reading values out of one row while keeping account of every cell.

use super::cell_set::CellSet;
use super::column::ColumnName;
use super::date_format::read_date;
use super::row::Row;
use super::value::{Column, Value};
use crate::identifier::IdentifierError;
use crate::ingest::{Issue, Severity};
use crate::time::{PartialDateTime, TimeError};

/// Why a cell's text is not the value that the mapping expects.
pub(super) struct Fault {
    code: &'static str,
}

impl Fault {
    /// A fault of a number, a yes or no, or a word.
    pub(super) const WORD: Self = Self { code: "tabular.value.word" };
}

impl From<IdentifierError> for Fault {
    fn from(error: IdentifierError) -> Self {
        Self { code: error.code() }
    }
}

impl From<TimeError> for Fault {
    fn from(error: TimeError) -> Self {
        Self { code: error.code() }
    }
}

/// What became of a row's cells, and what was noted on the way.
#[derive(Default, Clone)]
pub(super) struct Account {
    /// Cells that a contribution says.
    pub(super) used: CellSet,
    /// Cells that could not be used as meant and are to be attached.
    pub(super) unusable: CellSet,
    /// What was unusual.
    pub(super) issues: Vec<Issue>,
}

impl Account {
    /// Adds what another account holds; an issue that is already told is not told twice.
    pub(super) fn absorb(&mut self, other: Self) {
        self.used.extend(&other.used);
        self.unusable.extend(&other.unusable);
        for issue in other.issues {
            if !self.issues.contains(&issue) {
                self.issues.push(issue);
            }
        }
    }
}

/// A row being read for one output.
pub(super) struct Reading<'r> {
    /// The row.
    pub(super) row: &'r Row<'r>,
    /// The account so far.
    pub(super) account: Account,
}

impl<'r> Reading<'r> {
    /// Begins with nothing used.
    pub(super) fn new(row: &'r Row<'r>) -> Self {
        Self { row, account: Account::default() }
    }

    /// A cell as it stands, trimmed.
    pub(super) fn column(&mut self, column: &ColumnName) -> Option<String> {
        let (position, text) = self.row.cell(column)?;
        self.account.used.insert(position);
        Some(text.to_owned())
    }

    /// A value: a constant, a cell as it stands, or what the mapping says that its word means.
    pub(super) fn value(&mut self, value: &Value) -> Option<String> {
        self.text(value).map(str::to_owned)
    }

    /// The same where it stands: in the mapping or in the row.
    pub(super) fn text<'t>(&mut self, value: &'t Value) -> Option<&'t str>
    where
        'r: 't,
    {
        let from = match value {
            Value::Constant(constant) => return Some(&constant.constant),
            Value::Column(from) => from,
        };
        let Some((position, text)) = self.row.cell(&from.column) else { return from.otherwise.as_deref() };
        let read = match &from.words {
            None => Some(text),
            Some(words) => words.meaning(text),
        };
        match read {
            Some(read) => {
                self.account.used.insert(position);
                Some(read)
            }
            None => {
                self.refuse(position, &from.column, &Fault::WORD);
                None
            }
        }
    }

    /// A cell read as something; a cell that cannot be so read is attached with a warning.
    pub(super) fn parsed<T>(&mut self, column: &ColumnName, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        let (position, text) = self.row.cell(column)?;
        match parse(text) {
            Ok(read) => {
                self.account.used.insert(position);
                Some(read)
            }
            Err(fault) => {
                self.refuse(position, column, &fault);
                None
            }
        }
    }

    /// A cell read as a date by the mapping's formats.
    pub(super) fn date(&mut self, column: &Column) -> Option<PartialDateTime> {
        let formats = &self.row.layout.document.dates;
        self.parsed(&column.column, |text| Ok(read_date(formats, text)?))
    }

    /// What `read` makes, if any cell went into it: constants alone say nothing about anyone.
    pub(super) fn if_said<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let mut inner = Self::new(self.row);
        let made = read(&mut inner);
        let said = !inner.account.used.is_empty();
        self.account.absorb(inner.account);
        said.then_some(made)
    }

    fn refuse(&mut self, position: usize, column: &str, fault: &Fault) {
        self.account.unusable.insert(position);
        self.account.issues.push(Issue::new(
            Severity::Warning,
            fault.code,
            self.row.place(column),
            "the value cannot be used as the mapping means it and stays attached",
        ));
    }
}
