//! A sheet's cells as the rows of a table.

use super::Bounds;
use super::serial;
use super::xml::{self, Seen, attribute, name};
use crate::ingest::tabular::date_format::{DateFormat, write_date};
use crate::ingest::tabular::file_text::FileFault;

/// What a cell's value is read by.
pub(super) struct Values<'v> {
    pub(super) shared: &'v [String],
    pub(super) styles: &'v [bool],
    pub(super) from_1904: bool,
    pub(super) dates: &'v [DateFormat],
}

/// The table in the making.
pub(super) struct Table {
    writer: csv::Writer<Vec<u8>>,
    /// How many bytes of cells and delimiters were written.
    written: usize,
    row: Vec<String>,
    width: Option<usize>,
    bounds: Bounds,
}

impl Table {
    pub(super) fn new(delimiter: u8, bounds: Bounds) -> Self {
        let writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
        Self { writer, written: 0, row: Vec::new(), width: None, bounds }
    }

    /// Puts a cell's words into a column, counted from 0.
    fn put(&mut self, column: usize, words: String) -> Result<(), FileFault> {
        if column >= self.bounds.columns {
            return Err(FileFault::COLUMNS);
        }
        // A sheet states a cell once and its cells in order; another order is no sheet's.
        if column < self.row.len() {
            return Err(FileFault::WORKBOOK);
        }
        let empty = column - self.row.len();
        self.count(words.len().saturating_add(empty))?;
        self.row.resize(column, String::new());
        self.row.push(words);
        Ok(())
    }

    fn count(&mut self, bytes: usize) -> Result<(), FileFault> {
        self.written = self.written.saturating_add(bytes).saturating_add(1);
        if self.written > self.bounds.text { Err(FileFault::SIZE) } else { Ok(()) }
    }

    fn end_row(&mut self) -> Result<(), FileFault> {
        if self.row.iter().all(String::is_empty) {
            self.row.clear();
            return Ok(());
        }
        let width = *self.width.get_or_insert(self.row.len());
        if let Some(empty) = width.checked_sub(self.row.len()) {
            self.count(empty)?;
            self.row.resize(width, String::new());
        }
        self.writer.write_record(&self.row).map_err(|_| FileFault::WORKBOOK)?;
        self.row.clear();
        Ok(())
    }

    /// The text.
    pub(super) fn finish(self) -> Result<Vec<u8>, FileFault> {
        // Writing to memory has no error to give.
        self.writer.into_inner().map_err(|_| FileFault::WORKBOOK)
    }
}

/// One cell in the making.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    style: Option<usize>,
    text: String,
}

/// Reads the rows of a sheet.
pub(super) fn read(part: &str, values: &Values<'_>, table: &mut Table) -> Result<(), FileFault> {
    let mut last_row = 0_u32;
    let mut next_column = 0;
    let mut cell: Option<Cell> = None;
    // Inside a value, or a text of the cell's own; not inside a formula or a pronunciation.
    let (mut inside, mut pronounced) = (false, false);
    xml::read(part, |seen| {
        match seen {
            Seen::Begin(element) => match name(&element) {
                "row" => {
                    let stated = attribute(&element, "r").map(|number| number.parse::<u32>());
                    let number = stated.unwrap_or(Ok(last_row.saturating_add(1))).map_err(|_| FileFault::WORKBOOK)?;
                    if number <= last_row {
                        return Err(FileFault::WORKBOOK);
                    }
                    last_row = number;
                    next_column = 0;
                }
                "c" => {
                    let column = match attribute(&element, "r") {
                        Some(reference) => column_of(&reference).ok_or(FileFault::WORKBOOK)?,
                        None => next_column,
                    };
                    next_column = column.saturating_add(1);
                    cell = Some(Cell {
                        column,
                        kind: attribute(&element, "t").unwrap_or_default(),
                        style: attribute(&element, "s").and_then(|style| style.parse().ok()),
                        text: String::new(),
                    });
                }
                "rPh" => pronounced = true,
                "v" | "t" => inside = !pronounced,
                _ => {}
            },
            Seen::End(name) => match name.as_str() {
                "v" | "t" => inside = false,
                "rPh" => pronounced = false,
                "c" => {
                    if let Some(cell) = cell.take() {
                        let column = cell.column;
                        if let Some(words) = words(cell, values)? {
                            table.put(column, words)?;
                        }
                    }
                }
                "row" => table.end_row()?,
                _ => {}
            },
            Seen::Text(text) => {
                if let Some(cell) = cell.as_mut().filter(|_| inside) {
                    cell.text.push_str(&text);
                }
            }
        }
        Ok(())
    })
}

/// What a cell says, if anything. Source: ECMA-376 part 1, 18.18.11 `ST_CellType`.
fn words(cell: Cell, values: &Values<'_>) -> Result<Option<String>, FileFault> {
    if cell.text.is_empty() {
        return Ok(None);
    }
    Ok(Some(match cell.kind.as_str() {
        "s" => {
            let index: usize = cell.text.trim().parse().map_err(|_| FileFault::WORKBOOK)?;
            values.shared.get(index).cloned().ok_or(FileFault::WORKBOOK)?
        }
        "b" => match cell.text.trim() {
            "1" => "TRUE".to_owned(),
            "0" => "FALSE".to_owned(),
            _ => cell.text,
        },
        "" | "n" => {
            let is_date = cell.style.and_then(|style| values.styles.get(style)) == Some(&true);
            match serial::date(cell.text.trim(), values.from_1904).filter(|_| is_date) {
                Some(time) => write_date(values.dates, time),
                None => serial::number(cell.text.trim()),
            }
        }
        // Texts of the cell's own, texts of formulas, errors, dates in ISO 8601.
        _ => cell.text,
    }))
}

/// The column of an address such as `AB12`, counted from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let mut column = 0_usize;
    let mut count = 0;
    for letter in letters {
        column = column.checked_mul(26)?.checked_add(usize::from(letter - b'A') + 1)?;
        count += 1;
    }
    let rest = reference.get(count..)?;
    let numbered = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    (numbered && (1..=3).contains(&count)).then(|| column - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_columns() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("Z9"), Some(25));
        assert_eq!(column_of("AA10"), Some(26));
        assert_eq!(column_of("XFD1048576"), Some(16_383));
        for none in ["", "1", "A", "a1", "AAAA1", "A1B", "$A$1"] {
            assert_eq!(column_of(none), None, "{none}");
        }
    }
}
