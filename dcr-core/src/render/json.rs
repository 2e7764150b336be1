//! The visible record as JSON, for programs.

use super::RenderError;
use crate::consent::VisibleRecord;
use crate::contribution::canonical_bytes;

/// The number of the visible record's format that this version writes.
pub const VISIBLE_RECORD_FORMAT: u32 = 1;

/// The visible record as canonical JSON (RFC 8785): the same record always gives the same bytes, and the digest of
/// what was shown is taken over them. Instants are in UTC, dates as precise as their source gave them, and decimals
/// text. The format is published as a JSON Schema ([`visible_record_schema`]).
///
/// # Errors
/// [`RenderError::Format`] when the record's format is not [`VISIBLE_RECORD_FORMAT`], [`RenderError::Withheld`] when a
/// withheld section has lines or statements, [`RenderError::Canonical`] when the record has no JSON form.
pub fn json(record: &VisibleRecord) -> Result<Vec<u8>, RenderError> {
    if record.format != VISIBLE_RECORD_FORMAT {
        return Err(RenderError::Format);
    }
    if record
        .sections
        .iter()
        .any(|section| section.state.shows_nothing() && !(section.lines.is_empty() && section.statements.is_empty()))
    {
        return Err(RenderError::Withheld);
    }
    Ok(canonical_bytes(record)?)
}

/// The JSON Schema (draft 2020-12) of the visible record, as pretty JSON text with a final line break.
///
/// The text is checked in as `docs/visible-record.schema.json`; it is generated from the Rust types and never edited.
#[must_use]
pub fn visible_record_schema() -> String {
    crate::schema::text::<VisibleRecord>()
}
