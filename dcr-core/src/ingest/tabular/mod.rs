//! Rows of CSV, TSV or XLSX in, contributions out, through a mapping that a council can write.
//!
//! A [`Mapping`] is one JSON document: which columns a file has, how its dates are written, who a row is about, and
//! which contributions a row states. [`read`] turns every row into one [`Unit`](crate::ingest::Unit). A cell that no
//! part of the mapping used, or whose value could not be used as meant, stays attached to the row's first contribution;
//! a row that cannot be told apart from its neighbours, or says nothing about anyone, goes whole into quarantine.
//!
//! Two mappings are built in: [`Mapping::client_level_data`] (Adult Social Care Client Level Data) and
//! [`Mapping::council_contacts`] (a council's list of contacts).

mod about_me;
mod alert;
mod allergy;
mod care_provider;
mod cell_set;
mod column;
mod date_format;
mod demographics;
mod file_text;
mod item;
mod mapping;
mod medication;
mod original;
mod output;
mod parts;
mod problem;
mod read;
mod reading;
mod related_person;
mod row;
mod social_care;
mod subject;
mod table;
mod value;
mod workbook;

pub use mapping::{Mapping, mapping_schema};
pub use read::read;

/// Why a document is not a mapping. No variant carries what the document says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// Larger than a mapping may be (1 MiB).
    #[error("the mapping is larger than 1 MiB")]
    Size,
    /// Not JSON of the mapping's shape: a syntax fault, an unknown member, a missing member or a wrong type.
    #[error("the mapping cannot be read (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// A format number that this version does not read.
    #[error("the mapping's format number is not one that this version reads")]
    Format,
    /// A column that the mapping's header does not list.
    #[error("the column named at {place} is not listed in the mapping's header")]
    UnknownColumn {
        /// JSON pointer (RFC 6901).
        place: String,
    },
    /// A column that the header lists twice, or an empty column name.
    #[error("the column named at {place} is empty or listed twice")]
    HeaderColumn {
        /// JSON pointer (RFC 6901).
        place: String,
    },
    /// A name that is not 1 to 64 lower-case letters, digits and hyphens.
    #[error("the name at {place} is not 1 to 64 lower-case letters, digits and hyphens")]
    Name {
        /// JSON pointer (RFC 6901).
        place: String,
    },
    /// Two date formats that read one text as two different dates.
    #[error("the date format at {place} reads the same texts as an earlier one with other meaning")]
    AmbiguousDates {
        /// JSON pointer (RFC 6901).
        place: String,
    },
    /// A list that must not be empty.
    #[error("the list at {place} is empty")]
    Empty {
        /// JSON pointer (RFC 6901).
        place: String,
    },
}

impl MappingError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size => "tabular.mapping.size",
            Self::Unreadable { .. } => "tabular.mapping.unreadable",
            Self::Format => "tabular.mapping.format",
            Self::UnknownColumn { .. } => "tabular.mapping.unknown-column",
            Self::HeaderColumn { .. } => "tabular.mapping.header-column",
            Self::Name { .. } => "tabular.mapping.name",
            Self::AmbiguousDates { .. } => "tabular.mapping.ambiguous-dates",
            Self::Empty { .. } => "tabular.mapping.empty",
        }
    }
}
