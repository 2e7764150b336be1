//! XML events with what a workbook's parts need of them.

use crate::ingest::tabular::file_text::FileFault;
use crate::ingest::xml_reference::character;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// What the reader of a part sees.
pub(super) enum Seen<'x> {
    /// An element begins; its name is without a prefix.
    Begin(BytesStart<'x>),
    /// An element ends.
    End(String),
    /// Text, references resolved.
    Text(String),
}

/// Reads a part from beginning to end.
///
/// # Errors
/// A fault when it is not well formed or uses an entity that XML does not define.
pub(super) fn read(part: &str, mut see: impl FnMut(Seen<'_>) -> Result<(), FileFault>) -> Result<(), FileFault> {
    let mut reader = Reader::from_str(part);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| FileFault::WORKBOOK)? {
            Event::Start(element) => {
                depth += 1;
                see(Seen::Begin(element))?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                see(Seen::End(element.local_name().as_ref().to_owned()))?;
            }
            Event::Text(text) => see(Seen::Text(text.xml10_content().into_owned()))?,
            Event::CData(text) => see(Seen::Text(text.xml10_content().into_owned()))?,
            Event::GeneralRef(reference) => {
                let character = character(&reference).ok().flatten().ok_or(FileFault::WORKBOOK)?;
                see(Seen::Text(character.to_string()))?;
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(FileFault::WORKBOOK),
            _ => {}
        }
    }
}

/// An element's name without its prefix.
pub(super) fn name<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let name = element.name().into_inner();
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute by its whole name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
