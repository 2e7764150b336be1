//! A JSON text with every value's place in it: nothing is converted, so nothing can be lost.

use super::json::{self, JsonError};
use super::view::View;
use crate::ingest::Limits;
use memchr::memchr2;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write;

/// How many bytes of text one value takes in resources without white space, rounded up: with less, the list of values
/// grows.
const BYTES_PER_VALUE: usize = 24;

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{}` with its members.
    Object,
    /// `[]` with its items.
    Array,
    /// A string.
    Text,
    /// A number, which stays the text that it is.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
}

/// How a value is called inside its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The tree's root: not at all.
    Not,
    /// By a key: [`Node::name`] is where its characters begin.
    Key,
    /// By its place in an array: [`Node::name`].
    Index,
}

/// One value. Nodes stand in document order, so a value's descendants are those from the next node up to `after`.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) after: u32,
    pub(super) parent: u32,
    pub(super) name: u32,
    pub(super) kind: Kind,
    pub(super) named: Named,
    /// For a key: [`mark_of`] its characters.
    pub(super) mark: u16,
}

/// A number that differs for most different keys, so that few need to be compared.
#[inline]
pub(super) fn mark_of(key: &[u8]) -> u16 {
    let (first, last) = (key.first().copied().unwrap_or_default(), key.last().copied().unwrap_or_default());
    (key.len() as u16).rotate_left(10) ^ u16::from(first) << 5 ^ u16::from(last)
}

/// A JSON text with every value's place in it.
///
/// Nothing is converted: a number stays the text that it is, a string keeps its escapes until it is asked for, and
/// [`Tree::bytes`] are those that were read. Keys that stand twice in one object are refused, because which of the two
/// is meant cannot be known, and so are escapes that stand for no character. The tree takes some 24 bytes for each value
/// besides the text, which it borrows.
///
/// ```
/// use dcr_core::ingest::{Limits, fhir::Tree};
/// let text = br#"{ "resourceType": "Observation", "valueQuantity": { "value": 1.10 }, "later": [null, "\u0041"] }"#;
/// let tree = Tree::parse(text, &Limits::default())?;
/// let value = tree.root().at(&["valueQuantity", "value"]).and_then(|value| value.number());
/// assert_eq!(value, Some("1.10"));
/// let later: Vec<_> = tree.root().items("later").map(|item| item.text()).collect();
/// assert_eq!(later, [None, Some("A".into())]);
/// assert_eq!(tree.bytes(), text);
/// assert_eq!(
///     tree.root().compact(),
///     r#"{"resourceType":"Observation","valueQuantity":{"value":1.10},"later":[null,"\u0041"]}"#
/// );
/// # Ok::<(), dcr_core::ingest::fhir::JsonError>(())
/// ```
#[derive(Debug)]
pub struct Tree<'a> {
    bytes: &'a [u8],
    text: &'a str,
    pub(super) nodes: Vec<Node>,
    /// Whether any object's key is written with an escape.
    pub(super) escaped_keys: bool,
    /// Whether the root is not in the text: its items are values that stand one a line.
    pub(super) lines: bool,
    /// Where the text was made of XML: the XML, and where in it each value stands.
    pub(super) came: Option<(&'a str, Vec<(u32, u32)>)>,
    /// For each value a bit: whether a mapping used it; has a meaning on values without members only.
    used: Vec<Cell<u64>>,
}

impl<'a> Tree<'a> {
    /// Reads a JSON text; a byte order mark before it is tolerated.
    ///
    /// # Errors
    /// [`JsonError`] with the place of the fault where the bytes are not JSON that can be read without loss, or exceed
    /// the limits. Of [`Limits::repeats`] one array or object may have as many members, and the whole 64 times as many
    /// values; nesting is never followed deeper than 256, whatever [`Limits::depth`] says.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, JsonError> {
        json::parse(bytes, limits)
    }

    /// A tree without any value yet.
    pub(super) fn empty(bytes: &'a [u8], text: &'a str) -> Self {
        let nodes = Vec::with_capacity(text.len() / BYTES_PER_VALUE + 1);
        Self { bytes, text, nodes, escaped_keys: false, lines: false, came: None, used: Vec::new() }
    }

    /// Takes the tree as complete.
    pub(super) fn seal(&mut self) {
        self.used.resize(self.nodes.len() / 64 + 1, Cell::new(0));
    }

    /// The bytes that were read, unchanged.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The whole value.
    #[must_use]
    pub fn root(&self) -> View<'_> {
        View::root(self)
    }

    /// How many values there are in all, each object, array, string, number, `true`, `false` and `null` counted.
    #[must_use]
    pub fn values(&self) -> usize {
        self.nodes.len()
    }

    /// Notes whether a value has its place in the model.
    pub(super) fn set_used(&self, id: u32, used: bool) {
        if let Some(word) = self.used.get(id as usize / 64) {
            let bit = 1 << (id % 64);
            word.set(if used { word.get() | bit } else { word.get() & !bit });
        }
    }

    /// How many of the values from one up to another were used.
    pub(super) fn used_between(&self, from: u32, to: u32) -> u32 {
        let (first, last) = (from / 64, to / 64);
        (first..=last)
            .map(|at| {
                let mut word = self.used.get(at as usize).map_or(0, Cell::get);
                if at == first {
                    word &= u64::MAX << (from % 64);
                }
                if at == last {
                    word &= !(u64::MAX << (to % 64));
                }
                word.count_ones()
            })
            .sum()
    }

    /// A value as it came.
    pub(super) fn as_came(&self, id: u32) -> &str {
        match (&self.came, self.nodes.get(id as usize)) {
            (None, Some(node)) => self.span(node.start, node.end),
            (Some((xml, spans)), _) => {
                let place = spans.get(id as usize).map(|(start, end)| *start as usize..*end as usize);
                place.and_then(|place| xml.get(place)).unwrap_or_default()
            }
            (None, None) => "",
        }
    }

    /// A span of the text.
    #[inline]
    pub(super) fn span(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The characters that a span between quotes stands for.
    pub(super) fn unescaped(&self, start: u32, end: u32) -> Cow<'a, str> {
        let inside = self.span(start, end);
        if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
            return Cow::Borrowed(inside);
        }
        // Every escape was tried when the tree was made.
        Cow::Owned(serde_json::from_str(self.span(start.saturating_sub(1), end + 1)).unwrap_or_default())
    }

    /// Where the key that begins at `start` ends.
    pub(super) fn key_end(&self, start: u32) -> u32 {
        let bytes = self.text.as_bytes().get(start as usize..).unwrap_or_default();
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
            at += found;
            if bytes.get(at) == Some(&b'"') {
                break;
            }
            at += 2;
        }
        // Within a text whose size is a u32.
        start + u32::try_from(at).unwrap_or_default()
    }

    /// The characters of the key that begins at `start`.
    pub(super) fn key(&self, start: u32) -> Cow<'a, str> {
        self.unescaped(start, self.key_end(start))
    }

    /// Whether a value has this key, whose [`mark_of`] is `mark`.
    #[inline]
    pub(super) fn is_key(&self, node: &Node, key: &str, mark: u16) -> bool {
        node.mark == mark && node.named == Named::Key && self.spells(node.name, key)
    }

    /// Whether the key that begins at `start` stands for these characters.
    fn spells(&self, start: u32, key: &str) -> bool {
        if self.escaped_keys {
            return self.key(start) == key;
        }
        let found = self.text.as_bytes().get(start as usize..).unwrap_or_default();
        found.get(key.len()) == Some(&b'"') && found.starts_with(key.as_bytes()) && !key.contains('"')
    }

    /// The JSON pointer (RFC 6901) of a node, below `from`.
    pub(super) fn pointer(&self, id: u32, from: u32) -> String {
        let mut pointer = String::new();
        self.write_pointer(id, from, &mut pointer);
        pointer
    }

    /// Writes the JSON pointer of a node, below `from`, behind what stands in `pointer`.
    pub(super) fn write_pointer(&self, id: u32, from: u32, pointer: &mut String) {
        let mut labels = Vec::with_capacity(16);
        let mut at = id;
        while at != from {
            let Some(node) = self.nodes.get(at as usize) else { break };
            labels.push((node.named, node.name));
            at = node.parent;
        }
        let mut labelled = 0..;
        for (named, name) in labels.into_iter().rev() {
            if self.lines && labelled.next().is_some_and(|depth| depth == 0) && from == 0 {
                // Writing to a String never fails.
                let _ = write!(pointer, "line {}", name + 1);
                continue;
            }
            pointer.push('/');
            match named {
                Named::Not => {}
                Named::Index => {
                    // Writing to a String never fails.
                    let _ = write!(pointer, "{name}");
                }
                Named::Key => {
                    let key = self.key(name);
                    if key.contains(['~', '/']) {
                        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    } else {
                        pointer.push_str(&key);
                    }
                }
            }
        }
    }

    /// The JSON pointer as an issue may tell it: a key that is not a FHIR element's name could say anything.
    pub(super) fn place(&self, id: u32) -> String {
        let pointer = self.pointer(id, 0);
        let harmless = |part: &str| part.len() <= 64 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let (line, pointer) = if self.lines {
            pointer.split_at(pointer.find('/').unwrap_or(pointer.len()))
        } else {
            ("", pointer.as_str())
        };
        if pointer.split('/').all(harmless) {
            return format!("{line}{pointer}");
        }
        let parts: Vec<&str> = pointer.split('/').map(|part| if harmless(part) { part } else { "?" }).collect();
        format!("{line}{}", parts.join("/"))
    }
}
