//! FHIR XML into the same tree as FHIR JSON.
//!
//! The elements are read by a library; what is made of them here is the JSON form that FHIR gives the same content, with
//! the place in the XML of every value, so that what stays attached stands as it came. Nothing is fetched and nothing is
//! expanded: a document type is refused, and with it every entity but XML's own five.
//!
//! Source: HL7 FHIR R4, 2.6.1 (XML) and 2.6.2 (JSON).

use super::xml_json;
use crate::ingest::Limits;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{PrefixDeclaration, ResolveResult};
use quick_xml::reader::NsReader;
use std::borrow::Cow;

const FHIR: &str = "http://hl7.org/fhir";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The deepest nesting that is ever read, whatever the limits say: what is written of it recurses once a level.
const DEEPEST: usize = 128;
/// Elements for each repeat that the limits allow.
const ELEMENTS_PER_REPEAT: usize = 64;

/// Why bytes are not FHIR XML that can be read without loss. No variant carries what the input says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// More bytes than the limits allow.
    #[error("the input is larger than its limit")]
    Size,
    /// Not UTF-8, or said not to be.
    #[error("the input is not UTF-8")]
    Encoding,
    /// Not well-formed XML (XML 1.0).
    #[error("the input is not well-formed XML")]
    Syntax,
    /// A document type declaration: FHIR has none, and entities are how XML is made to harm its reader.
    #[error("the input has a document type")]
    DocumentType,
    /// An element that is neither FHIR's nor a narrative's `div`.
    #[error("an element is in another namespace than FHIR's")]
    Namespace,
    /// An attribute that FHIR does not have.
    #[error("an element has an attribute that FHIR does not have")]
    Attribute,
    /// Words between elements: FHIR keeps every value in an attribute.
    #[error("text stands between the elements")]
    Text,
    /// A value with elements that a value cannot have, or an element that should hold one resource and does not.
    #[error("an element has members that its kind cannot have")]
    Content,
    /// Nested deeper than the limits allow.
    #[error("the input is nested deeper than its limit")]
    Depth,
    /// More elements in all than the limits allow.
    #[error("the input has more elements than its limit")]
    Values,
}

impl XmlError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Size => "fhir.limit.size",
            Self::Encoding => "fhir.xml.encoding",
            Self::Syntax => "fhir.xml.syntax",
            Self::DocumentType => "fhir.xml.document-type",
            Self::Namespace => "fhir.xml.namespace",
            Self::Attribute => "fhir.xml.attribute",
            Self::Text => "fhir.xml.text",
            Self::Content => "fhir.xml.content",
            Self::Depth => "fhir.limit.depth",
            Self::Values => "fhir.limit.values",
        }
    }

    /// The cause in words.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Size => "the input is larger than its limit",
            Self::Encoding => "the input is not UTF-8",
            Self::Syntax => "the input is not well-formed XML",
            Self::DocumentType => "the input has a document type",
            Self::Namespace => "an element is in another namespace than FHIR's",
            Self::Attribute => "an element has an attribute that FHIR does not have",
            Self::Text => "text stands between the elements",
            Self::Content => "an element has members that its kind cannot have",
            Self::Depth => "the input is nested deeper than its limit",
            Self::Values => "the input has more elements than its limit",
        }
    }
}

/// One element.
#[derive(Debug)]
pub(super) struct Element<'x> {
    pub(super) name: &'x str,
    pub(super) id: Option<Cow<'x, str>>,
    pub(super) url: Option<Cow<'x, str>>,
    pub(super) value: Option<Cow<'x, str>>,
    /// Whether it is a narrative's `div`, whose markup is its value.
    pub(super) is_markup: bool,
    pub(super) children: Vec<Element<'x>>,
    /// Where it stands in the text, and where its opening tag ends.
    pub(super) start: u32,
    pub(super) opened: u32,
    pub(super) end: u32,
}

/// FHIR JSON made of FHIR XML.
#[derive(Debug)]
pub(super) struct Converted<'x> {
    pub(super) text: &'x str,
    pub(super) json: String,
    /// For each value of the JSON, in document order, where it stands in the XML.
    pub(super) spans: Vec<(u32, u32)>,
}

/// The FHIR JSON of a resource in FHIR XML: the same content in the other form, numbers and dates as they were written.
///
/// Comments, processing instructions, prefixes and `xsi:schemaLocation` have no place in FHIR JSON and are left out.
/// Elements that the tables of this library do not know to repeat become arrays only where they do.
///
/// ```
/// use dcr_core::ingest::{Limits, fhir};
/// let xml = br#"<Patient xmlns="http://hl7.org/fhir"><name><given value="Ann"/></name></Patient>"#;
/// assert_eq!(
///     fhir::xml_to_json(xml, &Limits::default())?,
///     r#"{"resourceType":"Patient","name":[{"given":["Ann"]}]}"#
/// );
/// # Ok::<(), fhir::XmlError>(())
/// ```
///
/// # Errors
/// [`XmlError`] where the bytes are not FHIR XML that can be read without loss, or exceed the limits.
pub fn xml_to_json(bytes: &[u8], limits: &Limits) -> Result<String, XmlError> {
    Ok(convert(bytes, limits)?.json)
}

/// Whether bytes begin as XML does.
pub(super) fn is_xml(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

pub(super) fn convert<'x>(bytes: &'x [u8], limits: &Limits) -> Result<Converted<'x>, XmlError> {
    if bytes.len() > limits.message_bytes || u32::try_from(bytes.len()).is_err() {
        return Err(XmlError::Size);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
    let root = elements(text, limits)?;
    let (json, spans) = xml_json::written(&root, text)?;
    Ok(Converted { text, json, spans })
}

fn position(reader: &NsReader<&[u8]>) -> u32 {
    // The size was checked against u32.
    u32::try_from(reader.buffer_position()).unwrap_or(u32::MAX)
}

fn elements<'x>(text: &'x str, limits: &Limits) -> Result<Element<'x>, XmlError> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let depth = limits.depth.min(DEEPEST);
    let mut left = limits.repeats.saturating_mul(ELEMENTS_PER_REPEAT);
    let mut open: Vec<Element<'x>> = Vec::new();
    let mut root = None;
    loop {
        let start = position(&reader);
        let (namespace, event) = reader.read_resolved_event().map_err(|_| XmlError::Syntax)?;
        let is = |wanted: &str| matches!(namespace, ResolveResult::Bound(found) if found.as_ref() == wanted);
        let (is_fhir, is_xhtml) = (is(FHIR), is(XHTML));
        match event {
            Event::Start(tag) | Event::Empty(tag) if root.is_some() && open.is_empty() => {
                drop(tag);
                return Err(XmlError::Syntax);
            }
            Event::Empty(tag) => {
                left = left.checked_sub(1).ok_or(XmlError::Values)?;
                let found = element(text, &tag, start, position(&reader), is_fhir, is_xhtml)?;
                close(found, &mut open, &mut root);
            }
            Event::Start(tag) => {
                left = left.checked_sub(1).ok_or(XmlError::Values)?;
                if open.len() >= depth {
                    return Err(XmlError::Depth);
                }
                let opened = position(&reader);
                let mut found = element(text, &tag, start, opened, is_fhir, is_xhtml)?;
                if found.is_markup {
                    skip_markup(&mut reader, depth)?;
                    found.end = position(&reader);
                    close(found, &mut open, &mut root);
                } else {
                    open.push(found);
                }
            }
            Event::End(_) => {
                let mut found = open.pop().ok_or(XmlError::Syntax)?;
                found.end = position(&reader);
                close(found, &mut open, &mut root);
            }
            Event::Text(words) if words.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']).is_empty() => {}
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => return Err(XmlError::Text),
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Decl(declaration) => {
                if let Some(encoding) = declaration.encoding() {
                    let encoding = encoding.map_err(|_| XmlError::Syntax)?;
                    if !["utf-8", "utf8", "us-ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
                        return Err(XmlError::Encoding);
                    }
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if open.is_empty() { root.ok_or(XmlError::Syntax) } else { Err(XmlError::Syntax) }
}

fn close<'x>(found: Element<'x>, open: &mut [Element<'x>], root: &mut Option<Element<'x>>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(found),
        None => *root = Some(found),
    }
}

/// Steps over a narrative's markup to the end of its `div`.
fn skip_markup(reader: &mut NsReader<&[u8]>, deepest: usize) -> Result<(), XmlError> {
    let mut depth = 1_usize;
    while depth > 0 {
        match reader.read_event().map_err(|_| XmlError::Syntax)? {
            Event::Start(_) if depth >= deepest => return Err(XmlError::Depth),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Eof => return Err(XmlError::Syntax),
            _ => {}
        }
    }
    Ok(())
}

fn element<'x>(
    text: &'x str,
    tag: &BytesStart<'_>,
    start: u32,
    opened: u32,
    is_fhir: bool,
    is_xhtml: bool,
) -> Result<Element<'x>, XmlError> {
    let name = tag.local_name();
    let name = name.as_ref();
    let is_markup = is_xhtml && name == "div";
    if !is_fhir && !is_markup {
        return Err(XmlError::Namespace);
    }
    // Every name in FHIR is such; the library does not look at names.
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return Err(XmlError::Syntax);
    }
    // The name as it stands in the text, which lives longer than the tag.
    let prefix = tag.name().as_ref().len() - name.len();
    let from = start as usize + 1 + prefix;
    let name = text.get(from..from + name.len()).ok_or(XmlError::Syntax)?;
    let mut found =
        Element { name, id: None, url: None, value: None, is_markup, children: Vec::new(), start, opened, end: opened };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| XmlError::Syntax)?;
        let key = attribute.key;
        let about_schema = key.local_name().as_ref() == "schemaLocation" && key.prefix().is_some();
        if is_markup || key.as_namespace_binding().is_some_and(is_any_binding) || about_schema {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| XmlError::Syntax)?.into_owned();
        let place = match key.as_ref() {
            "id" => &mut found.id,
            "url" => &mut found.url,
            "value" => &mut found.value,
            _ => return Err(XmlError::Attribute),
        };
        *place = Some(value.into());
    }
    Ok(found)
}

fn is_any_binding(binding: PrefixDeclaration<'_>) -> bool {
    matches!(binding, PrefixDeclaration::Default | PrefixDeclaration::Named(_))
}
