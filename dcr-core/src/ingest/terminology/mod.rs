//! Code maps and medicines that a host loads, and what they add to what a source states.
//!
//! A [`Terminology`] holds any number of [`CodeMap`]s (Read v2 and CTV3 to SNOMED CT, FHIR ConceptMaps, an organisation's
//! own lists) and one release of the dictionary of medicines and devices ([`Medicines`]). [`Terminology::translate`] adds
//! to each coded concept of a contribution the codes that the maps give, each with the map and its version in
//! [`mapped_by`](crate::identifier::Coding::mapped_by). The source's own codes are never changed, never moved and never
//! contradicted: a system of which the source sent a code itself is not mapped to.
//!
//! Nothing is built in but the formats: the NHS's maps are licensed to each organisation, which loads its own copy. The
//! formats are described in `docs/mapping-terminology.md`.

mod code_map;
mod code_table;
mod concept_map;
mod concept_map_xml;
mod delimited;
mod descriptor;
mod dmd;
mod load;
mod medicines;
mod read_code;
mod record_stream;
mod sctid;
mod set;
mod tally;
mod translate;

#[cfg(test)]
mod tests;

pub use code_map::{CodeMap, Found, MapSummary};
pub use concept_map::read_concept_map;
pub use delimited::read_map;
pub use descriptor::{MapColumns, MapDelimiter, MapDescriptor};
pub use load::load;
pub use medicines::{Medicines, MedicinesSummary, Product, ProductKind};
pub use set::{MapTold, MedicinesTold, Terminology, TerminologySummary};
pub use tally::CodeTally;

/// The most bytes of one file: the largest that is handed out (dm+d's actual packs) is a tenth of it.
const LARGEST_FILE: usize = 1 << 30;

/// Why a file of codes cannot be loaded. Places are of the file, and no variant carries what the file says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TerminologyError {
    /// Larger than a file may be (1 GiB), or with more rows than can be numbered.
    #[error("the file is larger than 1 GiB or has more rows than can be held")]
    Size,
    /// The descriptor or the ConceptMap is not JSON of its shape.
    #[error("the document cannot be read (line {line}, column {column})")]
    Document {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// A member of the descriptor, or of the ConceptMap, that has a value it must not have.
    #[error("the document's {member} cannot be used")]
    Member {
        /// The member's name or path.
        member: &'static str,
    },
    /// The table has no column that the descriptor names, or has it twice.
    #[error("the table has not exactly one column for {column}")]
    Column {
        /// For what the column stands.
        column: &'static str,
    },
    /// A row that cannot be read.
    #[error("line {line}: {fault}")]
    Row {
        /// Line of the row, from 1.
        line: u64,
        /// What is wrong with it, in words.
        fault: &'static str,
    },
    /// XML that cannot be read, or that says what no release says.
    #[error("the XML cannot be read (line {line}): {fault}")]
    Xml {
        /// Line of the fault, from 1.
        line: u64,
        /// What is wrong, in words.
        fault: &'static str,
    },
    /// Two maps have one name.
    #[error("two maps have one name")]
    Twice,
    /// The file's name does not tell what it is, and neither does its beginning.
    #[error("what the file is cannot be told from its name and its beginning")]
    Unknown,
    /// The files of the dictionary of medicines and devices are not of one release.
    #[error("the files of the dictionary of medicines are not of one release")]
    Release,
    /// One of several files.
    #[error("file {file}: {error}")]
    File {
        /// Which, from 1.
        file: usize,
        /// What is wrong with it.
        error: Box<Self>,
    },
}

impl TerminologyError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size => "terminology.size",
            Self::Document { .. } => "terminology.document",
            Self::Member { .. } => "terminology.member",
            Self::Column { .. } => "terminology.column",
            Self::Row { .. } => "terminology.row",
            Self::Xml { .. } => "terminology.xml",
            Self::Twice => "terminology.twice",
            Self::Unknown => "terminology.unknown",
            Self::Release => "terminology.release",
            Self::File { error, .. } => error.code(),
        }
    }
}
