//! What the references in XML stand for: characters by number, and the five names that XML itself has.

use quick_xml::Error;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::BytesRef;

/// The character; `None` for an entity that XML does not have, which no reader here expands.
///
/// # Errors
/// The library's, for a number that is no character.
pub(crate) fn character(reference: &BytesRef<'_>) -> Result<Option<char>, Error> {
    let by_number = reference.resolve_char_ref()?;
    Ok(by_number.or_else(|| resolve_xml_entity(reference)?.chars().next()))
}
