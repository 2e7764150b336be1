//! One row seen through a mapping: declared columns by name, absent words left out.

use super::mapping::Document;
use super::value::fold;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where the mapping's columns stand in one file.
pub(super) struct Layout<'m> {
    /// The mapping.
    pub(super) document: &'m Document,
    /// The file's column names as they came.
    pub(super) header: Vec<String>,
    /// Position of each declared column that the file has, by the length of its name and its name: a length tells most
    /// names apart.
    positions: BTreeMap<(usize, &'m str), usize>,
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
    pub(super) fn new(document: &'m Document, header: Vec<String>) -> Result<Self, Vec<HeaderFault<'m>>> {
        let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, name) in header.iter().enumerate() {
            found.entry(fold(name)).or_default().push(position);
        }
        let (mut positions, mut faults) = (BTreeMap::new(), Vec::new());
        for name in document.header.columns() {
            match found.get(&fold(name)).map(Vec::as_slice) {
                Some([position]) => {
                    positions.insert((name.len(), name), *position);
                }
                Some(_) => faults.push(HeaderFault::Repeated(name)),
                None if document.header.required.iter().any(|required| required == name) => {
                    faults.push(HeaderFault::Missing(name));
                }
                None => {}
            }
        }
        if faults.is_empty() { Ok(Self { document, header, positions }) } else { Err(faults) }
    }

    /// How an attached cell's place is written.
    pub(super) fn attached_place(&self, position: usize) -> String {
        match self.header.get(position).map(|name| name.trim()) {
            Some(name) if !name.is_empty() => format!("column {name}"),
            _ => format!("column {}", position + 1),
        }
    }
}

/// One row's cells.
pub(super) struct Row<'r> {
    /// Where the mapping's columns stand.
    pub(super) layout: &'r Layout<'r>,
    /// The row's number as a spreadsheet counts: the header is row 1, blank lines are not counted.
    pub(super) number: usize,
    /// The cells as they came.
    pub(super) cells: Vec<Cow<'r, str>>,
}

impl Row<'_> {
    /// The position and trimmed text of a declared column's cell, if the file has the column and the cell says
    /// something.
    pub(super) fn cell(&self, column: &str) -> Option<(usize, &str)> {
        let position = *self.layout.positions.get(&(column.len(), column))?;
        let text = self.cells.get(position)?.trim();
        let said = !text.is_empty() && !self.layout.document.is_absent(text);
        said.then_some((position, text))
    }

    /// The place of an issue in a column.
    pub(super) fn place(&self, column: &str) -> String {
        format!("row {}, {column}", self.number)
    }
}
