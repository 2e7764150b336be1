//! The published JSON Schema of what a source submits.

use super::Contribution;

/// The JSON Schema (draft 2020-12) of a contribution, and with it of the whole record model, as pretty JSON text with
/// a final line break.
///
/// The text is checked in as `docs/contribution.schema.json`; it is generated from the Rust types and never edited.
#[must_use]
pub fn contribution_schema() -> String {
    crate::schema::text::<Contribution>()
}
