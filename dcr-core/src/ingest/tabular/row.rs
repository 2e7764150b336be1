//! One row seen through a mapping: declared columns by name, absent words left out.

use super::column::{ColumnName, ColumnPositions};
use super::mapping::Document;
use super::value::fold;
use csv::StringRecord;
use std::collections::BTreeMap;

/// Where the mapping's columns stand in one file.
pub(super) struct Layout<'m> {
    /// The mapping.
    pub(super) document: &'m Document,
    /// How many columns the file has.
    pub(super) columns: usize,
    /// How an attached cell's place is written, by position.
    attached_places: Vec<String>,
    /// Position of each declared column that the file has.
    positions: ColumnPositions<'m>,
}

/// What keeps a header from being read through a mapping.
pub(super) enum HeaderFault<'m> {
    /// A required column is not there.
    Missing(&'m str),
    /// A declared column stands there twice.
    Repeated(&'m str),
}

impl<'m> Layout<'m> {
    /// Finds the mapping's columns in a header; names are compared without case and surrounding white space.
    pub(super) fn new(document: &'m Document, header: &StringRecord) -> Result<Self, Vec<HeaderFault<'m>>> {
        let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, name) in header.iter().enumerate() {
            found.entry(fold(name)).or_default().push(position);
        }
        let (mut positions, mut faults) = (Vec::new(), Vec::new());
        for name in document.header.columns() {
            match found.get(&fold(name)).map(Vec::as_slice) {
                Some([position]) => {
                    positions.push((name, *position));
                }
                Some(_) => faults.push(HeaderFault::Repeated(name)),
                None if document.header.required.iter().any(|required| required == name) => {
                    faults.push(HeaderFault::Missing(name));
                }
                None => {}
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let attached_places = header.iter().enumerate().map(|(position, name)| match name.trim() {
            "" => format!("column {}", position + 1),
            name => format!("column {name}"),
        });
        let attached_places = attached_places.collect();
        Ok(Self { document, columns: header.len(), attached_places, positions: ColumnPositions::new(&positions) })
    }

    /// How an attached cell's place is written.
    pub(super) fn attached_place(&self, position: usize) -> &str {
        self.attached_places.get(position).map_or("", String::as_str)
    }
}

/// One row's cells.
pub(super) struct Row<'r> {
    /// Where the mapping's columns stand.
    pub(super) layout: &'r Layout<'r>,
    /// The row's number as a spreadsheet counts: the header is row 1, blank lines are not counted.
    pub(super) number: usize,
    /// The cells, trimmed; `None` where one says nothing.
    said: Vec<Option<&'r str>>,
    /// The cells as they came.
    pub(super) cells: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// A row of as many cells as the file has columns.
    pub(super) fn new(layout: &'r Layout<'r>, number: usize, cells: &'r StringRecord) -> Self {
        let said =
            |cell: &'r str| Some(cell.trim()).filter(|text| !text.is_empty() && !layout.document.is_absent(text));
        Self { layout, number, said: cells.iter().map(said).collect(), cells }
    }

    /// The position and trimmed text of a declared column's cell, if the file has the column and the cell says
    /// something.
    pub(super) fn cell(&self, column: &ColumnName) -> Option<(usize, &'r str)> {
        let position = self.layout.positions.get(column)?;
        let text = (*self.said.get(position)?)?;
        Some((position, text))
    }

    /// The cells that say something, with their positions, as they came.
    pub(super) fn said(&self) -> impl Iterator<Item = (usize, &'r str)> {
        self.cells.iter().enumerate().zip(&self.said).filter(|(_, said)| said.is_some()).map(|(cell, _)| cell)
    }

    /// The place of an issue in a column.
    pub(super) fn place(&self, column: &str) -> String {
        format!("row {}, {column}", self.number)
    }
}
