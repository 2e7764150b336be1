//! The published JSON Schemas, as text.

use schemars::JsonSchema;

/// The JSON Schema (draft 2020-12) of a type, as pretty JSON text with a final line break.
pub(crate) fn text<T: JsonSchema>() -> String {
    // A schema is plain JSON with text keys, which always prints.
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(T)).unwrap_or_default();
    text.push('\n');
    text
}
