//! A document handed in by itself (a letter as PDF, RTF, HTML, plain text or an image) with a covering note in JSON that
//! says what it is and whom it is about.
//!
//! The note stands where the mapping stands for a table: the bytes alone say nothing that can be relied on. Nothing is taken
//! from the words of the document but the words themselves.

mod note;
mod read;

pub use note::{Confidentiality, DocumentNote, document_note_schema};
pub use read::read;

/// Why a text is not a covering note. No variant carries what the note says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// Larger than a note may be (1 MiB).
    #[error("the covering note is larger than 1 MiB")]
    Size,
    /// Not JSON of the note's shape: a syntax fault, an unknown member, a missing member, or a value that cannot be, such
    /// as an NHS number that fails its check.
    #[error("the covering note cannot be read (line {line}, column {column})")]
    Unreadable {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// A format number that this version does not read.
    #[error("the covering note's format number is not one that this version reads")]
    Format,
    /// Neither a local identifier nor an NHS number: a document about nobody who can be told.
    #[error("the covering note does not say whom the document is about")]
    NoPerson,
    /// A version that is counted, of a document without a number to count under.
    #[error("the covering note counts a version of a document without an identifier")]
    VersionWithoutIdentifier,
}

impl NoteError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size => "document.note.size",
            Self::Unreadable { .. } => "document.note.unreadable",
            Self::Format => "document.note.format",
            Self::NoPerson => "document.note.no-person",
            Self::VersionWithoutIdentifier => "document.note.version-without-identifier",
        }
    }
}
