//! The visible record as bytes for a program ([`json`], [`fhir`]) and as words for a person ([`text`], [`html`]).
//!
//! Nothing here decides what may be seen: the input is what one request may see, and all of it is shown. Every word of
//! a page is made once and laid out twice, so the terminal and the browser can never say different things.
//!
//! What comes from a source is hostile: whatever would change how its surroundings read (markup, control characters,
//! direction overrides) is escaped or shown as its code point.

mod ago;
mod dates;
mod demographics;
mod describe;
mod differences;
pub mod fhir;
mod groups;
mod html;
mod json;
mod markup;
mod notices;
mod page;
mod past;
mod plain;
mod search;
mod section_words;
mod story;
mod text;
mod words;
mod wrap;

pub use html::html;
pub use json::{VISIBLE_RECORD_FORMAT, json, visible_record_schema};
pub use search::{Found, search};
pub use story::{Chapter, Moment, Story, story};
pub use text::text;

use crate::contribution::CanonicalError;

/// Why a visible record cannot be written. No variant carries what the record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The record's format is not the one that this version writes.
    #[error("the visible record has a format that this version does not write")]
    Format,
    /// A section is marked as withheld and has lines or statements: not one of them may leave.
    #[error("a section that is withheld has lines")]
    Withheld,
    /// The record cannot be printed as canonical JSON.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl RenderError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format => "render.format",
            Self::Withheld => "render.withheld",
            Self::Canonical(_) => "render.canonical",
        }
    }
}
