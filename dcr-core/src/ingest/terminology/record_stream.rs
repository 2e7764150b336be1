//! XML as a stream of flat records: an element whose children are texts alone is a record, those children its fields.
//!
//! Nothing of XML is followed that a release does not use: a document type declaration is refused, and with it every
//! entity that a file could define; memory is held for one record at a time.

use super::{LARGEST_FILE, TerminologyError};
use crate::ingest::xml_reference::character;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The deepest nesting: root, section, record, part, field.
const DEEPEST: usize = 6;
/// The most fields of one record, those of what it stands in included.
const MOST_FIELDS: usize = 64;
/// The longest field; the longest names are of 700 characters.
const LONGEST_FIELD: usize = 4096;

/// A record's fields, those of the elements that it stands in first.
pub(super) struct Fields<'a>(&'a [Field]);

struct Field {
    depth: usize,
    name: String,
    text: String,
}

impl Fields<'_> {
    /// The last field of this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|field| field.name == name).map(|field| field.text.trim())
    }
}

/// A fault, without its place.
pub(super) type Fault = &'static str;

/// Tells every record of a file whose root element is one of `roots`: the root element's name, the record's name, its
/// fields.
///
/// # Errors
/// [`TerminologyError::Xml`] with the line at which the fault was met.
pub(super) fn records(
    xml: &[u8],
    roots: &[&str],
    mut tell: impl FnMut(&str, &str, &Fields<'_>) -> Result<(), Fault>,
) -> Result<(), TerminologyError> {
    if xml.len() > LARGEST_FILE {
        return Err(TerminologyError::Size);
    }
    let text = std::str::from_utf8(xml).map_err(|error| located(xml, error.valid_up_to(), "it is not UTF-8"))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    read(&mut reader, roots, &mut tell)
        .map_err(|fault| located(xml, usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX), fault))
}

fn located(xml: &[u8], read: usize, fault: Fault) -> TerminologyError {
    let breaks = memchr::memchr_iter(b'\n', xml.get(..read).unwrap_or(xml)).count();
    TerminologyError::Xml { line: breaks as u64 + 1, fault }
}

/// An element that is open.
struct Open {
    name: String,
    has_children: bool,
}

fn read(
    reader: &mut Reader<&[u8]>,
    roots: &[&str],
    tell: &mut impl FnMut(&str, &str, &Fields<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut open: Vec<Open> = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let mut text = String::new();
    let mut root = String::new();
    loop {
        match reader.read_event().map_err(|_| "it is not well-formed XML")? {
            Event::Start(start) => {
                let name = start.name().into_inner().to_owned();
                if let Some(parent) = open.last_mut() {
                    parent.has_children = true;
                } else if root.is_empty() {
                    if !roots.contains(&name.as_str()) {
                        return Err("the root element is of no file of the dictionary");
                    }
                    root.clone_from(&name);
                } else {
                    return Err("there is a second root element");
                }
                if open.len() >= DEEPEST {
                    return Err("elements are nested deeper than in any release");
                }
                text.clear();
                open.push(Open { name, has_children: false });
            }
            Event::Empty(_) => match open.last_mut() {
                Some(parent) => parent.has_children = true,
                None => return Err("there is nothing in the file"),
            },
            Event::End(_) => {
                let Some(Open { name, has_children }) = open.pop() else { return Err("an element ends twice") };
                if has_children {
                    let depth = open.len() + 1;
                    // Whatever has no field of its own only holds records together.
                    if fields.last().is_some_and(|field| field.depth == depth) {
                        tell(&root, &name, &Fields(&fields))?;
                    }
                    fields.truncate(fields.iter().take_while(|field| field.depth < depth).count());
                } else if fields.len() >= MOST_FIELDS {
                    return Err("a record has more fields than in any release");
                } else {
                    fields.push(Field { depth: open.len(), name, text: std::mem::take(&mut text) });
                }
                text.clear();
            }
            Event::Text(part) => {
                let part = part.xml10_content();
                if open.is_empty() && !part.trim().is_empty() {
                    return Err("there is text outside the root element");
                }
                text.push_str(&part);
            }
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => {
                let character = character(&entity).map_err(|_| "a character reference cannot be read")?;
                text.push(character.ok_or("an entity that XML does not have is refused")?);
            }
            Event::DocType(_) => return Err("a document type declaration is refused"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => {
                return if open.is_empty() && !root.is_empty() { Ok(()) } else { Err("the file ends too early") };
            }
        }
        if text.len() > LONGEST_FIELD {
            return Err("a text is longer than in any release");
        }
    }
}
