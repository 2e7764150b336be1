//! JSON as a flat tree over its own text: nothing is converted, so nothing can be lost.

use crate::ingest::Limits;
use memchr::memchr2;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt::Write;

/// The deepest nesting that is ever read, whatever the limits say: the walk recurses once a level.
const DEEPEST: usize = 256;

/// Values for each array item that the limits allow: bounds the tree's memory.
const VALUES_PER_REPEAT: usize = 64;

/// Why bytes are not JSON that can be read without loss. No variant carries what the input says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// More bytes than the limits allow.
    #[error("the input is larger than its limit")]
    Size,
    /// Not UTF-8 (RFC 8259 section 8.1).
    #[error("the input is not UTF-8")]
    Encoding,
    /// Not JSON (RFC 8259).
    #[error("the input is not JSON (line {line}, column {column})")]
    Syntax {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// A string with an escape that stands for no character.
    #[error("a string has an escape that stands for no character")]
    Escape {
        /// JSON pointer of the string.
        place: String,
    },
    /// An object that has one key twice: which of the two is meant cannot be known.
    #[error("an object has one key twice")]
    DuplicateKey {
        /// JSON pointer of the second.
        place: String,
    },
    /// Nested deeper than the limits allow.
    #[error("the input is nested deeper than its limit")]
    Depth {
        /// JSON pointer of the first value that is too deep.
        place: String,
    },
    /// More members of one array or object than the limits allow.
    #[error("an array or object has more members than its limit")]
    Repeats {
        /// JSON pointer of the array or object.
        place: String,
    },
    /// More values in all than the limits allow.
    #[error("the input has more values than its limit")]
    Values,
}

impl JsonError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size => "fhir.limit.size",
            Self::Encoding => "fhir.json.encoding",
            Self::Syntax { .. } => "fhir.json.syntax",
            Self::Escape { .. } => "fhir.json.escape",
            Self::DuplicateKey { .. } => "fhir.json.duplicate-key",
            Self::Depth { .. } => "fhir.limit.depth",
            Self::Repeats { .. } => "fhir.limit.repeats",
            Self::Values => "fhir.limit.values",
        }
    }

    /// Where the fault lies, as an issue tells it.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Syntax { line, column } => format!("line {line}, column {column}"),
            Self::Escape { place } | Self::DuplicateKey { place } | Self::Depth { place } | Self::Repeats { place } => {
                place.clone()
            }
            Self::Size | Self::Encoding | Self::Values => String::new(),
        }
    }

    /// The cause in words.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::Size => "the input is larger than its limit",
            Self::Encoding => "the input is not UTF-8",
            Self::Syntax { .. } => "the input is not JSON",
            Self::Escape { .. } => "a string has an escape that stands for no character",
            Self::DuplicateKey { .. } => "an object has one key twice",
            Self::Depth { .. } => "the input is nested deeper than its limit",
            Self::Repeats { .. } => "an array or object has more members than its limit",
            Self::Values => "the input has more values than its limit",
        }
    }
}

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}

/// What a value is called inside its parent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label {
    /// The tree's root.
    Root,
    /// The span of an object member's key, without its quotes.
    Key(u32, u32),
    /// An array item's index.
    Index(u32),
}

/// One value. Nodes stand in document order, so a value's descendants are those from the next node up to `after`.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) label: Label,
    pub(super) parent: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) after: u32,
    /// Whether a mapping used this value; has a meaning on values without members only.
    pub(super) used: Cell<bool>,
}

/// A JSON text with every value's place in it.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    /// Whether any object's key is written with an escape.
    escaped_keys: bool,
}

impl<'a> Tree<'a> {
    /// Reads a JSON text; a byte order mark before it is tolerated.
    pub(super) fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, JsonError> {
        if bytes.len() > limits.message_bytes || u32::try_from(bytes.len()).is_err() {
            return Err(JsonError::Size);
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| JsonError::Encoding)?;
        // The grammar is the library's (its check does not recurse); the walk below meets only text known to be JSON.
        serde_json::from_str::<IgnoredAny>(text)
            .map_err(|error| JsonError::Syntax { line: error.line(), column: error.column() })?;
        let mut walk = Walk {
            tree: Tree { text, nodes: Vec::with_capacity(text.len() / 24 + 1), escaped_keys: false },
            at: 0,
            depth: limits.depth.min(DEEPEST),
            repeats: limits.repeats,
            values: limits.repeats.saturating_mul(VALUES_PER_REPEAT),
            keys: Vec::with_capacity(32),
        };
        walk.value(0, Label::Root, 0)?;
        Ok(walk.tree)
    }

    /// A span of the text.
    pub(super) fn span(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The characters that a span between quotes stands for.
    pub(super) fn unescaped(&self, start: u32, end: u32) -> Cow<'a, str> {
        let inside = self.span(start, end);
        if !inside.contains('\\') {
            return Cow::Borrowed(inside);
        }
        // Every escape was tried when the tree was made.
        Cow::Owned(serde_json::from_str(self.span(start.saturating_sub(1), end + 1)).unwrap_or_default())
    }

    /// Whether a key's span stands for these characters.
    pub(super) fn is_key(&self, start: u32, end: u32, text: &str) -> bool {
        if self.escaped_keys { self.unescaped(start, end) == text } else { self.span(start, end) == text }
    }

    /// The JSON pointer (RFC 6901) of a node, below `from`.
    pub(super) fn pointer(&self, id: u32, from: u32) -> String {
        let mut labels = Vec::with_capacity(16);
        let mut at = id;
        while at != from {
            let Some(node) = self.nodes.get(at as usize) else { break };
            if matches!(node.label, Label::Root) {
                break;
            }
            labels.push(node.label);
            at = node.parent;
        }
        let mut pointer = String::with_capacity(16 * labels.len());
        for label in labels.into_iter().rev() {
            pointer.push('/');
            match label {
                Label::Root => {}
                Label::Index(index) => {
                    // Writing to a String never fails.
                    let _ = write!(pointer, "{index}");
                }
                Label::Key(start, end) => {
                    let key = self.unescaped(start, end);
                    if key.contains(['~', '/']) {
                        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    } else {
                        pointer.push_str(&key);
                    }
                }
            }
        }
        pointer
    }

    /// The JSON pointer as an issue may tell it: a key that is not a FHIR element's name could say anything.
    pub(super) fn place(&self, id: u32) -> String {
        let pointer = self.pointer(id, 0);
        let harmless = |part: &str| part.len() <= 64 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let parts: Vec<&str> = pointer.split('/').map(|part| if harmless(part) { part } else { "?" }).collect();
        parts.join("/")
    }
}

struct Walk<'a> {
    tree: Tree<'a>,
    at: usize,
    depth: usize,
    repeats: usize,
    values: usize,
    /// The keys of every object that is open and has few, the innermost last.
    keys: Vec<Cow<'a, str>>,
}

/// Up to how many keys of one object are compared in turn; more are hashed.
const FEW: usize = 24;

impl<'a> Walk<'a> {
    fn peek(&self) -> u8 {
        self.tree.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
    }

    fn position(&self) -> u32 {
        // The size was checked against u32 before the walk.
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    /// Moves behind the string that begins here, and gives the span between its quotes and whether it has an escape.
    fn string(&mut self) -> (u32, u32, bool) {
        self.at += 1;
        let start = self.position();
        let mut escaped = false;
        let bytes = self.tree.text.as_bytes();
        while let Some(found) = bytes.get(self.at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
            self.at += found;
            if self.peek() == b'"' {
                break;
            }
            escaped = true;
            self.at += 2;
        }
        let end = self.position();
        self.at += 1;
        (start, end, escaped)
    }

    fn value(&mut self, parent: u32, label: Label, depth: usize) -> Result<(), JsonError> {
        self.skip_space();
        let id = u32::try_from(self.tree.nodes.len()).map_err(|_| JsonError::Values)?;
        if self.tree.nodes.len() >= self.values {
            return Err(JsonError::Values);
        }
        let start = self.position();
        let kind = match self.peek() {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::Text,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            _ => Kind::Number,
        };
        self.tree.nodes.push(Node { kind, label, parent, start, end: start, after: id + 1, used: Cell::new(false) });
        match kind {
            Kind::Object | Kind::Array if depth >= self.depth => {
                return Err(JsonError::Depth { place: self.tree.place(id) });
            }
            Kind::Object => self.object(id, depth)?,
            Kind::Array => self.array(id, depth)?,
            Kind::Text => {
                let (from, to, escaped) = self.string();
                if escaped {
                    self.check_escapes(id, from, to)?;
                }
            }
            Kind::Number | Kind::Boolean | Kind::Null => {
                while !matches!(self.peek(), 0 | b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                    self.at += 1;
                }
            }
        }
        let (end, after) = (self.position(), u32::try_from(self.tree.nodes.len()).map_err(|_| JsonError::Values)?);
        if let Some(node) = self.tree.nodes.get_mut(id as usize) {
            (node.end, node.after) = (end, after);
        }
        Ok(())
    }

    /// The library's check lets a lone surrogate pass, which is no character.
    fn check_escapes(&self, id: u32, from: u32, to: u32) -> Result<(), JsonError> {
        if self.tree.span(from, to).contains("\\u") {
            serde_json::from_str::<String>(self.tree.span(from.saturating_sub(1), to + 1))
                .map_err(|_| JsonError::Escape { place: self.tree.place(id) })?;
        }
        Ok(())
    }

    /// Steps over the comma before a further member, or over the closing bracket.
    fn another(&mut self, close: u8) -> bool {
        self.skip_space();
        let byte = self.peek();
        if byte == b',' || byte == close {
            self.at += 1;
        }
        if byte == b',' {
            self.skip_space();
        }
        // The third case is the first member.
        byte != close && byte != 0
    }

    fn object(&mut self, id: u32, depth: usize) -> Result<(), JsonError> {
        self.at += 1;
        let first = self.keys.len();
        let mut many = HashSet::new();
        let mut count = 0;
        while self.another(b'}') {
            count += 1;
            if count > self.repeats {
                return Err(JsonError::Repeats { place: self.tree.place(id) });
            }
            let (from, to, escaped) = self.string();
            let mut key = Cow::Borrowed(self.tree.span(from, to));
            if escaped {
                self.check_escapes(id, from, to)?;
                self.tree.escaped_keys = true;
                key = self.tree.unescaped(from, to);
            }
            let fresh = self.note_key(key, first, &mut many);
            let member = u32::try_from(self.tree.nodes.len()).map_err(|_| JsonError::Values)?;
            self.skip_space();
            self.at += 1; // the colon
            self.value(id, Label::Key(from, to), depth + 1)?;
            if !fresh {
                return Err(JsonError::DuplicateKey { place: self.tree.place(member) });
            }
        }
        self.keys.truncate(first);
        Ok(())
    }

    /// Notes a key of the object whose keys stand from `first` on, or in `many`; whether it is new there.
    fn note_key(&mut self, key: Cow<'a, str>, first: usize, many: &mut HashSet<Cow<'a, str>>) -> bool {
        let few = self.keys.get(first..).unwrap_or_default();
        if many.is_empty() && few.len() < FEW {
            let fresh = !few.contains(&key);
            self.keys.push(key);
            return fresh;
        }
        if many.is_empty() {
            many.extend(self.keys.drain(first..));
        }
        many.insert(key)
    }

    fn array(&mut self, id: u32, depth: usize) -> Result<(), JsonError> {
        self.at += 1;
        let mut count: u32 = 0;
        while self.another(b']') {
            if count as usize >= self.repeats {
                return Err(JsonError::Repeats { place: self.tree.place(id) });
            }
            self.value(id, Label::Index(count), depth + 1)?;
            count += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        Tree::parse(text.as_bytes(), &Limits::default()).unwrap_err().code()
    }

    #[test]
    fn every_value_keeps_its_own_text() {
        let text = "\u{feff}{ \"a\" : [ 1.10 , -0.0e+5, \"x\\u0041\\\"\" ] , \"b\":{}, \"c~/\": null,\"d\":true }";
        let tree = Tree::parse(text.as_bytes(), &Limits::default()).unwrap();
        let spans: Vec<&str> = tree.nodes.iter().map(|node| tree.span(node.start, node.end)).collect();
        assert_eq!(spans.first().unwrap(), &text.trim_start_matches('\u{feff}'));
        assert_eq!(
            spans.get(1..).unwrap(),
            ["[ 1.10 , -0.0e+5, \"x\\u0041\\\"\" ]", "1.10", "-0.0e+5", "\"x\\u0041\\\"\"", "{}", "null", "true"]
        );
        let places: Vec<String> = (0..8).map(|id| tree.pointer(id, 0)).collect();
        assert_eq!(places, ["", "/a", "/a/0", "/a/1", "/a/2", "/b", "/c~0~1", "/d"]);
        let text = tree.nodes.get(4).unwrap();
        assert_eq!(tree.unescaped(text.start + 1, text.end - 1), "xA\"");
    }

    #[test]
    fn a_key_is_what_it_stands_for() {
        let spelt = |text: &str, key: &str| {
            let tree = Tree::parse(text.as_bytes(), &Limits::default()).unwrap();
            let Label::Key(start, end) = tree.nodes.get(1).unwrap().label else { return false };
            tree.is_key(start, end, key)
        };
        for text in [r#"{"code":1}"#, r#"{"c\u006fde":1}"#, r#"{"code":1,"\u0061":2}"#] {
            assert!(spelt(text, "code"), "{text}");
            assert!(!spelt(text, "cod"), "{text}");
            assert!(!spelt(text, r"c\u006fde"), "{text}");
        }
    }

    #[test]
    fn duplicate_keys_are_refused_where_they_stand() {
        let error = Tree::parse(br#"{"entry":[{"a":1,"\u0061":2}]}"#, &Limits::default()).unwrap_err();
        assert_eq!(error, JsonError::DuplicateKey { place: "/entry/0/a".to_owned() });
        let many: Vec<String> = (0..40).map(|n| format!("\"k{}\":0", n % 39)).collect();
        assert_eq!(code(&format!("{{{}}}", many.join(","))), "fhir.json.duplicate-key");
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for (text, expected) in [
            ("", "fhir.json.syntax"),
            ("{\"a\":1,}", "fhir.json.syntax"),
            ("[01]", "fhir.json.syntax"),
            ("{} {}", "fhir.json.syntax"),
            ("[\"\\ud800\"]", "fhir.json.escape"),
            ("{\"\\udc00\":1}", "fhir.json.escape"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        assert_eq!(Tree::parse(b"[\"\xff\"]", &Limits::default()).unwrap_err(), JsonError::Encoding);
        let error = Tree::parse(b"{\n \"a\": ?}", &Limits::default()).unwrap_err();
        assert_eq!(error.place(), "line 2, column 7");
    }

    #[test]
    fn limits_hold_before_they_can_hurt() {
        assert_eq!(code(&"[".repeat(1_000_000)), "fhir.json.syntax");
        assert_eq!(code(&format!("{}{}", "[".repeat(65), "]".repeat(65))), "fhir.limit.depth");
        assert!(Tree::parse(format!("{}{}", "[".repeat(64), "]".repeat(64)).as_bytes(), &Limits::default()).is_ok());
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let boundless = Limits { depth: usize::MAX, ..Limits::default() };
        assert_eq!(Tree::parse(deep.as_bytes(), &boundless).unwrap_err().code(), "fhir.limit.depth");
        let small = Limits { repeats: 2, message_bytes: 400, depth: 9 };
        let limited = |text: &str| Tree::parse(text.as_bytes(), &small).unwrap_err().code();
        assert_eq!(limited("[1,2,3]"), "fhir.limit.repeats");
        assert_eq!(limited(r#"{"a":1,"b":2,"c":3}"#), "fhir.limit.repeats");
        assert_eq!(limited(&" ".repeat(401)), "fhir.limit.size");
        let mut wide = "[0,0]".to_owned();
        for _ in 0..6 {
            wide = format!("[{wide},{wide}]");
        }
        assert_eq!(
            Tree::parse(wide.as_bytes(), &Limits { message_bytes: 1000, ..small }).unwrap_err(),
            JsonError::Values
        );
    }

    #[test]
    fn a_place_never_repeats_what_a_key_says() {
        let error = Tree::parse(br#"{"Jane Doe":{"a":1,"a":1}}"#, &Limits::default()).unwrap_err();
        assert_eq!(error.place(), "/?/a");
    }
}
