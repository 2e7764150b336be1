//! An XLSX workbook as the CSV text of one of its sheets.
//!
//! A workbook is a ZIP archive of XML parts: which sheets there are, the texts that cells share, the formats that tell a
//! date from a number, and the sheets. Source: ECMA-376 part 1 (SpreadsheetML), as far as a table of values needs it.

mod archive;
mod cells;
mod serial;
mod xml;

use super::date_format::DateFormat;
use super::file_text::FileFault;
use archive::Archive;
use cells::Table;

/// How a ZIP archive, which an XLSX file is, begins.
pub(super) const MARK: &[u8] = b"PK\x03\x04";

/// The most that may come of a workbook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes of its text.
    pub(super) text: usize,
    /// Bytes of its parts when they are unpacked.
    pub(super) unpacked: usize,
    /// Columns of the sheet.
    pub(super) columns: usize,
}

/// The rows of a sheet as CSV, every row at least as wide as the first; the first sheet where none is named. Rows without
/// any cell are left out.
///
/// Texts stand as they are, of a formula the value that was last worked out. Numbers are written in the fewest digits that
/// are read as the same number, so that no noise of their binary form shows. Dates are written in the first of the
/// mapping's formats that says all of them.
///
/// # Errors
/// A fault when the file is no workbook, lacks the sheet, or is larger than the bounds.
pub(super) fn text(
    bytes: &[u8],
    sheet: Option<&str>,
    delimiter: u8,
    dates: &[DateFormat],
    bounds: Bounds,
) -> Result<Vec<u8>, FileFault> {
    let mut archive = Archive::open(bytes, bounds.unpacked)?;
    let book = archive.book()?;
    let path = book.sheet(sheet).ok_or(FileFault::SHEET)?;
    let shared = archive.shared_texts(&book)?;
    let styles = archive.styles(&book)?;
    let part = archive.part(path)?.ok_or(FileFault::WORKBOOK)?;
    let mut table = Table::new(delimiter, bounds);
    let values = cells::Values { shared: &shared, styles: &styles, from_1904: book.from_1904, dates };
    cells::read(&part, &values, &mut table)?;
    table.finish()
}
