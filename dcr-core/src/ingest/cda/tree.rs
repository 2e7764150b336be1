//! XML as a flat tree over its own text: nothing is converted, so nothing can be lost.

use crate::ingest::Limits;
use crate::ingest::xml_reference::character;
use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::cell::Cell;

/// The deepest nesting that is ever read, whatever the limits say.
const DEEPEST: usize = 256;

/// Nodes for each repeat that the limits allow: bounds the tree's memory.
const NODES_PER_REPEAT: usize = 64;

/// The longest name of an element or attribute, in bytes.
const LONGEST_NAME: usize = 128;

/// The most attributes of one element.
const MOST_ATTRIBUTES: usize = 64;

/// The most namespace prefixes in force at once.
const MOST_PREFIXES: usize = 32;

/// The namespace of CDA.
const HL7: &str = "urn:hl7-org:v3";

/// The namespace of HL7's extensions of CDA.
const SDTC: &str = "urn:hl7-org:sdtc";

/// Why bytes are not XML that is read. No variant carries what the input says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// More bytes than the limits allow.
    #[error("the input is larger than its limit")]
    Size,
    /// Not in the character set that is named, or in one that is not known.
    #[error("the input is not in its character set, or the set is not known")]
    Encoding,
    /// Not well-formed XML 1.0.
    #[error("the input is not well-formed XML (byte {at})")]
    Syntax {
        /// Where, in bytes from the beginning.
        at: usize,
    },
    /// A document type definition. CDA needs none, and none is ever read.
    #[error("the input has a document type definition")]
    DocumentType,
    /// A reference to an entity that XML does not define itself.
    #[error("the input refers to an entity (byte {at})")]
    Entity {
        /// Where, in bytes from the beginning.
        at: usize,
    },
    /// Nested deeper than the limits allow.
    #[error("the input is nested deeper than its limit (byte {at})")]
    Depth {
        /// Where, in bytes from the beginning.
        at: usize,
    },
    /// More elements or texts, more attributes of one element, or longer names than the limits allow.
    #[error("the input has more parts than its limit (byte {at})")]
    Parts {
        /// Where, in bytes from the beginning.
        at: usize,
    },
}

impl XmlError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size => "xml.size",
            Self::Encoding => "xml.encoding",
            Self::Syntax { .. } => "xml.syntax",
            Self::DocumentType => "xml.document-type",
            Self::Entity { .. } => "xml.entity",
            Self::Depth { .. } => "xml.depth",
            Self::Parts { .. } => "xml.parts",
        }
    }

    /// Where the fault is, for an issue.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Syntax { at } | Self::Entity { at } | Self::Depth { at } | Self::Parts { at } => format!("byte {at}"),
            Self::Size | Self::Encoding | Self::DocumentType => String::new(),
        }
    }

    /// The cause in words, without the place.
    pub(super) fn message(&self) -> &'static str {
        match self {
            Self::Size => "the input is larger than its limit",
            Self::Encoding => "the input is not in its character set, or the set is not known",
            Self::Syntax { .. } => "the input is not well-formed XML",
            Self::DocumentType => "the input has a document type definition",
            Self::Entity { .. } => "the input refers to an entity",
            Self::Depth { .. } => "the input is nested deeper than its limit",
            Self::Parts { .. } => "the input has more parts than its limit",
        }
    }
}

/// Whose vocabulary an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    Hl7,
    Sdtc,
    Other,
}

/// An attribute as it stands in its tag.
#[derive(Debug)]
pub(super) struct Attribute<'x> {
    /// The name with its prefix.
    pub(super) name: &'x str,
    pub(super) value: Cow<'x, str>,
    /// The value as written, references and all.
    pub(super) raw: &'x str,
    pub(super) used: Cell<bool>,
}

#[derive(Debug)]
pub(super) enum Content<'x> {
    /// An element: its local name, whose it is, and where its attributes begin and end.
    Element { name: &'x str, vocabulary: Vocabulary, attributes: (u32, u32) },
    /// Characters, references resolved.
    Text(Cow<'x, str>),
}

/// An element, or a run of characters.
#[derive(Debug)]
pub(super) struct Node<'x> {
    pub(super) content: Content<'x>,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The first node after this one and all below it.
    pub(super) after: u32,
    pub(super) used: Cell<bool>,
}

/// A whole document.
#[derive(Debug)]
pub(super) struct Tree<'x> {
    pub(super) xml: &'x str,
    pub(super) nodes: Vec<Node<'x>>,
    pub(super) attributes: Vec<Attribute<'x>>,
}

/// The characters of a document: by its byte order mark, by the encoding that it declares, or UTF-8.
///
/// Source: Extensible Markup Language 1.0 (fifth edition), appendix F.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, XmlError> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => (declared(bytes)?.unwrap_or(UTF_8), bytes),
    };
    encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(XmlError::Encoding)
}

fn declared(bytes: &[u8]) -> Result<Option<&'static Encoding>, XmlError> {
    let head = bytes.get(..200).unwrap_or(bytes);
    let Some(head) = head.strip_prefix(b"<?xml") else { return Ok(None) };
    let end = memchr::memmem::find(head, b"?>").unwrap_or(head.len());
    let head = head.get(..end).unwrap_or(head);
    let Some(at) = memchr::memmem::find(head, b"encoding") else { return Ok(None) };
    let named = head.get(at + 8..).unwrap_or_default();
    let mut parts = named.split(|b| matches!(b, b'"' | b'\''));
    let label = parts.nth(1).ok_or(XmlError::Encoding)?;
    Encoding::for_label(label).map(Some).ok_or(XmlError::Encoding)
}

impl<'x> Tree<'x> {
    /// Reads a document.
    pub(super) fn parse(xml: &'x str, limits: &Limits) -> Result<Self, XmlError> {
        if u32::try_from(xml.len()).is_err() {
            return Err(XmlError::Size);
        }
        let mut builder = Builder {
            tree: Self { xml, nodes: Vec::new(), attributes: Vec::new() },
            open: Vec::new(),
            prefixes: Vec::new(),
            most: limits.repeats.saturating_mul(NODES_PER_REPEAT),
            deepest: limits.depth.min(DEEPEST),
        };
        builder.read()?;
        Ok(builder.tree)
    }

    /// The input's text from one byte to another.
    pub(super) fn span(&self, start: u32, end: u32) -> &'x str {
        self.xml.get(start as usize..end as usize).unwrap_or_default()
    }
}

struct Open<'x> {
    node: usize,
    /// How many prefixes were in force outside.
    prefixes: usize,
    /// The default namespace inside.
    default: Vocabulary,
    name: &'x str,
}

struct Builder<'x> {
    tree: Tree<'x>,
    open: Vec<Open<'x>>,
    prefixes: Vec<(&'x str, Vocabulary)>,
    most: usize,
    deepest: usize,
}

impl<'x> Builder<'x> {
    fn read(&mut self) -> Result<(), XmlError> {
        let mut reader = Reader::from_str(self.tree.xml);
        let place = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        loop {
            let start = place(&reader);
            let event = reader.read_event();
            let end = place(&reader);
            match event.map_err(|_| XmlError::Syntax { at: start })? {
                Event::Start(_) => self.start(start, end, false)?,
                Event::Empty(_) => self.start(start, end, true)?,
                Event::End(_) => self.end(start, end)?,
                Event::Text(_) => self.text(Cow::Borrowed(self.slice(start, end)), start, end)?,
                Event::CData(data) => self.text(Cow::Owned(data.to_string()), start, end)?,
                Event::GeneralRef(reference) => {
                    let character = character(&reference).ok().flatten().ok_or(XmlError::Entity { at: start })?;
                    self.text(Cow::Owned(character.to_string()), start, end)?;
                }
                Event::DocType(_) => return Err(XmlError::DocumentType),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        let whole = self.open.is_empty() && !self.tree.nodes.is_empty();
        if whole { Ok(()) } else { Err(XmlError::Syntax { at: self.tree.xml.len() }) }
    }

    fn slice(&self, start: usize, end: usize) -> &'x str {
        self.tree.xml.get(start..end).unwrap_or_default()
    }

    fn push(&mut self, content: Content<'x>, start: usize, end: usize) -> Result<(), XmlError> {
        let after = self.tree.nodes.len() + 1;
        if after > self.most {
            return Err(XmlError::Parts { at: start });
        }
        // The input is shorter than 4 GiB, and has fewer nodes than bytes.
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let node = Node { content, start: small(start), end: small(end), after: small(after), used: Cell::new(false) };
        self.tree.nodes.push(node);
        Ok(())
    }

    fn text(&mut self, text: Cow<'x, str>, start: usize, end: usize) -> Result<(), XmlError> {
        if self.open.is_empty() {
            return if text.trim().is_empty() { Ok(()) } else { Err(XmlError::Syntax { at: start }) };
        }
        // Runs that a reference or a comment parted are one.
        let begin = u32::try_from(start).unwrap_or(u32::MAX);
        if let Some(Node { content: Content::Text(before), end: until, .. }) = self.tree.nodes.last_mut()
            && *until == begin
        {
            before.to_mut().push_str(&text);
            *until = u32::try_from(end).unwrap_or(u32::MAX);
            return Ok(());
        }
        self.push(Content::Text(text), start, end)
    }

    fn start(&mut self, start: usize, end: usize, empty: bool) -> Result<(), XmlError> {
        if self.open.len() >= self.deepest {
            return Err(XmlError::Depth { at: start });
        }
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err(XmlError::Syntax { at: start });
        }
        let tag = self.slice(start, end);
        let inner = tag.strip_prefix('<').and_then(|tag| tag.strip_suffix('>')).unwrap_or_default();
        let inner = if empty { inner.strip_suffix('/').unwrap_or(inner) } else { inner };
        let length = inner.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inner.len());
        let (qualified, _) = inner.split_at(length);
        if qualified.len() > LONGEST_NAME {
            return Err(XmlError::Parts { at: start });
        }
        let outer = self.prefixes.len();
        let mut default = self.open.last().map_or(Vocabulary::Other, |open| open.default);
        let first = self.tree.attributes.len();
        for attribute in Attributes::new(inner, length).with_checks(false) {
            let attribute = attribute.map_err(|_| XmlError::Syntax { at: start })?;
            let Cow::Borrowed(raw) = attribute.value else { return Err(XmlError::Syntax { at: start }) };
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| XmlError::Entity { at: start })?;
            let name = attribute.key.0;
            let known = self.tree.attributes.get(first..).unwrap_or_default();
            if known.iter().any(|other| other.name == name) {
                return Err(XmlError::Syntax { at: start });
            }
            if known.len() >= MOST_ATTRIBUTES || name.len() > LONGEST_NAME {
                return Err(XmlError::Parts { at: start });
            }
            let vocabulary = match &*value {
                HL7 => Vocabulary::Hl7,
                SDTC => Vocabulary::Sdtc,
                _ => Vocabulary::Other,
            };
            if name == "xmlns" {
                default = vocabulary;
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                if self.prefixes.len() >= MOST_PREFIXES {
                    return Err(XmlError::Parts { at: start });
                }
                self.prefixes.push((prefix, vocabulary));
            }
            self.tree.attributes.push(Attribute { name, value, raw, used: Cell::new(false) });
        }
        let (name, vocabulary) = match qualified.split_once(':') {
            Some((prefix, name)) => {
                let found = self.prefixes.iter().rev().find(|(known, _)| *known == prefix);
                (name, found.map_or(Vocabulary::Other, |(_, vocabulary)| *vocabulary))
            }
            None => (qualified, default),
        };
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let attributes = (small(first), small(self.tree.attributes.len()));
        let node = self.tree.nodes.len();
        self.push(Content::Element { name, vocabulary, attributes }, start, end)?;
        if empty {
            self.prefixes.truncate(outer);
        } else {
            self.open.push(Open { node, prefixes: outer, default, name: qualified });
        }
        Ok(())
    }

    fn end(&mut self, start: usize, end: usize) -> Result<(), XmlError> {
        let open = self.open.pop().ok_or(XmlError::Syntax { at: start })?;
        let named = self.slice(start, end).strip_prefix("</").and_then(|tag| tag.strip_suffix('>')).unwrap_or_default();
        if named.trim_end() != open.name {
            return Err(XmlError::Syntax { at: start });
        }
        self.prefixes.truncate(open.prefixes);
        let after = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.tree.nodes.get_mut(open.node) {
            node.end = u32::try_from(end).unwrap_or(u32::MAX);
            node.after = after;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(xml: &str) -> &'static str {
        let limits = Limits { depth: 4, repeats: 10, ..Limits::default() };
        Tree::parse(xml, &limits).map_or_else(|error| error.code(), |_| "read")
    }

    #[test]
    fn what_cannot_be_read_whole_is_refused() {
        for (xml, expected) in [
            ("<a b='1'>x &lt; &#163;</a>", "read"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml.document-type"),
            ("<a>&b;</a>", "xml.entity"),
            ("<a b='&c;'/>", "xml.entity"),
            ("<a><b></a>", "xml.syntax"),
            ("<a>", "xml.syntax"),
            ("<a/><b/>", "xml.syntax"),
            ("<a/>words", "xml.syntax"),
            ("", "xml.syntax"),
            ("<a b='1' b='2'/>", "xml.syntax"),
            ("<a><a><a><a/></a></a></a>", "read"),
            ("<a><a><a><a><a/></a></a></a></a>", "xml.depth"),
        ] {
            assert_eq!(code(xml), expected, "{xml}");
        }
        assert_eq!(code(&format!("<a>{}</a>", "<b/>".repeat(700))), "xml.parts");
        assert_eq!(code(&format!("<{}/>", "a".repeat(200))), "xml.parts");
        let many: String = (0..100).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(code(&format!("<a{many}/>")), "xml.parts");
    }

    #[test]
    fn the_character_set_is_that_of_the_mark_or_the_declaration() {
        let read = |bytes: &[u8]| decode(bytes).map(std::borrow::Cow::into_owned);
        assert_eq!(
            read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe2</a>").unwrap().chars().rev().nth(4),
            Some('â')
        );
        assert_eq!(read(b"\xff\xfe<\0a\0/\0>\0").unwrap(), "<a/>");
        assert_eq!(read("\u{feff}<a/>".as_bytes()).unwrap(), "<a/>");
        assert_eq!(read(b"<a>\xe2</a>"), Err(XmlError::Encoding));
        assert_eq!(read(b"<?xml version='1.0' encoding='KLINGON'?><a/>"), Err(XmlError::Encoding));
    }

    #[test]
    fn names_are_read_in_their_namespace() {
        let xml =
            "<h:a xmlns:h='urn:hl7-org:v3'><b/><c xmlns='urn:hl7-org:v3'/><s:d xmlns:s='urn:hl7-org:sdtc'/><b/></h:a>";
        let tree = Tree::parse(xml, &Limits::default()).unwrap();
        let found: Vec<_> = tree
            .nodes
            .iter()
            .filter_map(|node| match node.content {
                Content::Element { name, vocabulary, .. } => Some((name, vocabulary)),
                Content::Text(_) => None,
            })
            .collect();
        use Vocabulary::{Hl7, Other, Sdtc};
        assert_eq!(found, [("a", Hl7), ("b", Other), ("c", Hl7), ("d", Sdtc), ("b", Other)]);
    }
}
