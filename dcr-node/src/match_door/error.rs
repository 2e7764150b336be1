//! Why tables cannot be matched.

/// Why tables cannot be matched. The places are names of fields and columns, numbers of rows and of decisions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MatchTableError {
    /// No field has this name.
    #[error("field {field}: not known")]
    FieldUnknown {
        /// The name.
        field: String,
    },
    /// The table has no column of this name.
    #[error("column {column}, for field {field}: the table has none of this name")]
    ColumnMissing {
        /// The field it was to hold.
        field: String,
        /// The name of the column.
        column: String,
    },
    /// A column's type cannot be read.
    #[error("column {column}: values of type {kind} are not read; give text, dates or whole numbers")]
    ColumnType {
        /// The name of the column.
        column: String,
        /// Its type.
        kind: String,
    },
    /// A column has not as many values as the table has rows.
    #[error("field {field}: {values} values for {rows} rows")]
    Length {
        /// The field.
        field: String,
        /// How many values there are.
        values: usize,
        /// How many rows there are.
        rows: usize,
    },
    /// A value is not UTF-8.
    #[error("field {field}, row {row}: the value is not UTF-8")]
    NotText {
        /// The field.
        field: String,
        /// The row.
        row: usize,
    },
    /// The offsets of a column's values do not fit its bytes.
    #[error("field {field}: the offsets do not fit the bytes")]
    Buffer {
        /// The field.
        field: String,
    },
    /// The tables have more rows than can be numbered.
    #[error("more than 4,294,967,295 rows")]
    TooManyRows,
    /// No column says who somebody is.
    #[error("no column says who somebody is: beside source and local_id there must be another field")]
    NothingToCompare,
    /// A decision names a row that cannot be named.
    #[error("decision {place}: row {row} does not exist or has no local_id to know it by")]
    DecisionRow {
        /// The number of the decision, from 0.
        place: usize,
        /// The number of the row.
        row: u32,
    },
    /// There are not as many truths as there are rows or pairs.
    #[error("{truths} truths for {rows} rows or pairs")]
    Truth {
        /// How many truths there are.
        truths: usize,
        /// How many rows or pairs there are.
        rows: usize,
    },
    /// There is no such row.
    #[error("row {row}: there is none")]
    RowUnknown {
        /// The number of the row.
        row: u32,
    },
    /// Whoever heard how far it had come broke it off.
    #[error("matching was broken off")]
    BrokenOff,
}

impl MatchTableError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FieldUnknown { .. } => "match-table.field-unknown",
            Self::ColumnMissing { .. } => "match-table.column-missing",
            Self::ColumnType { .. } => "match-table.column-type",
            Self::Length { .. } => "match-table.length",
            Self::NotText { .. } => "match-table.not-text",
            Self::Buffer { .. } => "match-table.buffer",
            Self::TooManyRows => "match-table.too-many-rows",
            Self::NothingToCompare => "match-table.nothing-to-compare",
            Self::DecisionRow { .. } => "match-table.decision-row",
            Self::Truth { .. } => "match-table.truth",
            Self::RowUnknown { .. } => "match-table.row-unknown",
            Self::BrokenOff => "match-table.broken-off",
        }
    }
}
