//! Reading JSON into a [`Tree`], in one pass over its text.
//!
//! The grammar is that of RFC 8259. It is written here because no library gives the place of every value, refuses
//! duplicate keys and converts nothing; a library that does convert is its oracle in the tests.

use super::tree::{Kind, Named, Node, Tree, mark_of};
use crate::ingest::Limits;
use std::borrow::Cow;
use std::collections::HashSet;

/// The deepest nesting that is ever read, whatever the limits say: the walk recurses once a level.
const DEEPEST: usize = 256;

/// Values for each array item that the limits allow: bounds the tree's memory.
const VALUES_PER_REPEAT: usize = 64;

/// Up to how many keys of one object are compared in turn; more are hashed.
const FEW: usize = 24;

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

/// A fault while it is being passed up, before its place is put into words.
enum Fault {
    /// The byte that cannot stand where it does.
    Syntax(usize),
    Escape(u32),
    DuplicateKey(u32),
    Depth(u32),
    Repeats(u32),
    Values,
}

/// Reads a JSON text; a byte order mark before it is tolerated.
pub(super) fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Tree<'a>, JsonError> {
    if bytes.len() > limits.message_bytes || u32::try_from(bytes.len()).is_err() {
        return Err(JsonError::Size);
    }
    let came = bytes;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| JsonError::Encoding)?;
    let mut walk = Walk::new(Tree::empty(came, text), bytes, limits);
    match walk.one(Name { named: Named::Not, name: 0, mark: 0 }) {
        Ok(()) => {
            walk.tree.seal();
            Ok(walk.tree)
        }
        Err(fault) => Err(walk.explain(&fault)),
    }
}

/// A line that holds no resource: its number from 1, its bytes, and why.
pub(super) type BadLine<'a> = (usize, &'a [u8], Option<JsonError>);

/// Reads resources in JSON, one a line, as the items of one array whose indexes are the lines' numbers from 0. A line
/// that holds no resource is told and left out.
pub(super) fn parse_lines<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Tree<'a>, Vec<BadLine<'a>>), JsonError> {
    if bytes.len() > limits.message_bytes || u32::try_from(bytes.len()).is_err() {
        return Err(JsonError::Size);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| JsonError::Encoding)?;
    let mut walk = Walk::new(Tree::empty(bytes, text), bytes, limits);
    walk.tree.lines = true;
    let nothing = Name { named: Named::Not, name: 0, mark: 0 };
    let root = walk.add(Kind::Array, nothing, 0).map_err(|fault| walk.explain(&fault))?;
    let mut bad = Vec::new();
    let mut from = 0;
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let (start, end) = (from, from + line.len());
        from = end + 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        if number >= limits.repeats {
            return Err(JsonError::Repeats { place: String::new() });
        }
        let before = walk.tree.nodes.len();
        // The number is at most the bytes' count.
        let name = Name { named: Named::Index, name: u32::try_from(number).unwrap_or(u32::MAX), mark: 0 };
        walk.bytes = bytes.get(..end).unwrap_or(bytes);
        walk.at = start;
        walk.keys.clear();
        let fault = match walk.one(name) {
            Ok(()) if walk.is_resource(before) => continue,
            Ok(()) => None,
            Err(Fault::Values) => return Err(JsonError::Values),
            Err(fault) => Some(walk.explain(&fault)),
        };
        walk.tree.nodes.truncate(before);
        bad.push((number + 1, line, fault));
    }
    walk.at = bytes.len();
    walk.close(root);
    walk.tree.seal();
    Ok((walk.tree, bad))
}

struct Walk<'a> {
    tree: Tree<'a>,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    repeats: usize,
    values: usize,
    /// The keys of every object that is open and has few, the innermost last, each with a number that differs where
    /// most keys do.
    keys: Vec<(u64, Cow<'a, str>)>,
}

/// What a value is called, as a node keeps it.
#[derive(Clone, Copy)]
struct Name {
    named: Named,
    name: u32,
    mark: u16,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of every byte that a plain run of a string cannot contain: a quote, a backslash or a control. A byte
/// above the lowest that is marked may be marked without cause.
const fn not_plain(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    ((quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word))
        & HIGH
}

impl<'a> Walk<'a> {
    fn new(tree: Tree<'a>, bytes: &'a [u8], limits: &Limits) -> Self {
        Self {
            tree,
            bytes,
            at: 0,
            depth: limits.depth.min(DEEPEST),
            repeats: limits.repeats,
            values: limits.repeats.saturating_mul(VALUES_PER_REPEAT),
            keys: Vec::with_capacity(64),
        }
    }

    fn explain(&self, fault: &Fault) -> JsonError {
        let place = |id: &u32| self.tree.place(*id);
        match fault {
            Fault::Syntax(at) => {
                let before = self.bytes.get(..*at).unwrap_or(self.bytes);
                let line = memchr::memchr_iter(b'\n', before).count() + 1;
                let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |found| found + 1) + 1;
                JsonError::Syntax { line, column }
            }
            Fault::Escape(id) => JsonError::Escape { place: place(id) },
            Fault::DuplicateKey(id) => JsonError::DuplicateKey { place: place(id) },
            Fault::Depth(id) => JsonError::Depth { place: place(id) },
            Fault::Repeats(id) => JsonError::Repeats { place: place(id) },
            Fault::Values => JsonError::Values,
        }
    }

    /// The byte here; NUL, which no grammar allows, at the end.
    #[inline]
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    #[inline]
    fn word_at(&self, at: usize) -> Option<u64> {
        self.bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
    }

    #[inline]
    fn skip_space(&mut self) {
        if self.peek() > b' ' {
            return;
        }
        loop {
            while self.word_at(self.at) == Some(ONES * b' ' as u64) {
                self.at += 8;
            }
            if !matches!(self.peek(), b' ' | b'\t' | b'\r' | b'\n') {
                return;
            }
            self.at += 1;
        }
    }

    #[inline]
    fn position(&self) -> u32 {
        // The size was checked against u32 before the walk.
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    /// One value and nothing but white space around it.
    fn one(&mut self, name: Name) -> Result<(), Fault> {
        self.skip_space();
        self.value(0, name, 0)?;
        self.skip_space();
        if self.at < self.bytes.len() { Err(Fault::Syntax(self.at)) } else { Ok(()) }
    }

    /// Whether the value is an object that says what type of resource it is.
    fn is_resource(&self, id: usize) -> bool {
        let root = self.tree.root();
        u32::try_from(id).is_ok_and(|id| root.elsewhere(id).text_at("resourceType").is_some())
    }

    /// Adds a node; its end and what comes after it are told later.
    #[inline]
    fn add(&mut self, kind: Kind, name: Name, parent: u32) -> Result<u32, Fault> {
        let count = self.tree.nodes.len();
        let id = u32::try_from(count).map_err(|_| Fault::Values)?;
        if count >= self.values {
            return Err(Fault::Values);
        }
        let start = self.position();
        let Name { named, name, mark } = name;
        if count == self.tree.nodes.capacity() {
            // By an eighth rather than to the double: what a large input takes is told to the byte.
            self.tree.nodes.reserve_exact(count / 8 + 16);
        }
        self.tree.nodes.push(Node { start, end: start, after: id + 1, parent, name, kind, named, mark });
        Ok(id)
    }

    #[inline]
    fn close(&mut self, id: u32) {
        let end = self.position();
        // As many nodes as ids were checked to be u32.
        let after = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.tree.nodes.get_mut(id as usize) {
            (node.end, node.after) = (end, after);
        }
    }

    fn value(&mut self, parent: u32, name: Name, depth: usize) -> Result<(), Fault> {
        match self.peek() {
            b'"' => {
                let id = self.add(Kind::Text, name, parent)?;
                self.string(id)?;
                self.close(id);
            }
            b'{' => {
                let id = self.add(Kind::Object, name, parent)?;
                if depth >= self.depth {
                    return Err(Fault::Depth(id));
                }
                self.object(id, depth)?;
                self.close(id);
            }
            b'[' => {
                let id = self.add(Kind::Array, name, parent)?;
                if depth >= self.depth {
                    return Err(Fault::Depth(id));
                }
                self.array(id, depth)?;
                self.close(id);
            }
            b'-' | b'0'..=b'9' => {
                let id = self.add(Kind::Number, name, parent)?;
                self.number()?;
                self.close(id);
            }
            b't' => self.literal(b"true", Kind::Boolean, name, parent)?,
            b'f' => self.literal(b"false", Kind::Boolean, name, parent)?,
            b'n' => self.literal(b"null", Kind::Null, name, parent)?,
            _ => return Err(Fault::Syntax(self.at)),
        }
        Ok(())
    }

    fn literal(&mut self, word: &[u8], kind: Kind, name: Name, parent: u32) -> Result<(), Fault> {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(Fault::Syntax(self.at));
        }
        let id = self.add(kind, name, parent)?;
        self.at += word.len();
        self.close(id);
        Ok(())
    }

    /// RFC 8259 section 6.
    fn number(&mut self) -> Result<(), Fault> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let first = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == first { Err(Fault::Syntax(self.at)) } else { Ok(()) }
    }

    /// Moves behind the string that begins here; whether it has an escape. `id` is the value that a fault is told of.
    #[inline]
    fn string(&mut self, id: u32) -> Result<bool, Fault> {
        self.at += 1;
        let mut escaped = false;
        loop {
            while let Some(word) = self.word_at(self.at) {
                let found = not_plain(word);
                if found != 0 {
                    self.at += (found.trailing_zeros() / 8) as usize;
                    break;
                }
                self.at += 8;
            }
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape(id)?;
                }
                0..=0x1f => return Err(Fault::Syntax(self.at)),
                _ => self.at += 1,
            }
        }
    }

    /// RFC 8259 section 7. Half of a surrogate pair is no character.
    fn escape(&mut self, id: u32) -> Result<(), Fault> {
        match self.bytes.get(self.at + 1).copied().unwrap_or_default() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => match self.four_digits()? {
                0xd800..=0xdbff => {
                    let pair = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"));
                    if !pair || !matches!(self.four_digits()?, 0xdc00..=0xdfff) {
                        return Err(Fault::Escape(id));
                    }
                }
                0xdc00..=0xdfff => return Err(Fault::Escape(id)),
                _ => {}
            },
            _ => return Err(Fault::Syntax(self.at + 1)),
        }
        Ok(())
    }

    /// The number that the four hexadecimal digits after `\u` say.
    fn four_digits(&mut self) -> Result<u32, Fault> {
        self.at += 2;
        let mut number = 0;
        for _ in 0..4 {
            let digit = char::from(self.peek()).to_digit(16).ok_or(Fault::Syntax(self.at))?;
            number = number * 16 + digit;
            self.at += 1;
        }
        Ok(number)
    }

    fn object(&mut self, id: u32, depth: usize) -> Result<(), Fault> {
        self.at += 1;
        self.skip_space();
        if self.peek() == b'}' {
            self.at += 1;
            return Ok(());
        }
        let first = self.keys.len();
        let mut many = HashSet::new();
        for count in 0.. {
            if self.peek() != b'"' {
                return Err(Fault::Syntax(self.at));
            }
            let opening = self.at;
            let escaped = self.string(id)?;
            // The limits come after the grammar of what they bound, so that what is no JSON is told as that.
            if count >= self.repeats {
                return Err(Fault::Repeats(id));
            }
            let (from, to) = (self.offset(opening + 1), self.offset(self.at - 1));
            let key = if escaped {
                self.tree.escaped_keys = true;
                self.tree.unescaped(from, to)
            } else {
                Cow::Borrowed(self.tree.span(from, to))
            };
            let mark = mark_of(key.as_bytes());
            let fresh = self.note_key(key, first, &mut many);
            self.skip_space();
            if self.peek() != b':' {
                return Err(Fault::Syntax(self.at));
            }
            self.at += 1;
            self.skip_space();
            let member = self.offset(self.tree.nodes.len());
            self.value(id, Name { named: Named::Key, name: from, mark }, depth + 1)?;
            if !fresh {
                return Err(Fault::DuplicateKey(member));
            }
            if !self.another(b'}')? {
                break;
            }
        }
        self.keys.truncate(first);
        Ok(())
    }

    #[inline]
    fn offset(&self, at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// Steps over the comma before a further member, or over the closing bracket.
    #[inline]
    fn another(&mut self, close: u8) -> Result<bool, Fault> {
        self.skip_space();
        let byte = self.peek();
        if byte != b',' && byte != close {
            return Err(Fault::Syntax(self.at));
        }
        self.at += 1;
        if byte == b',' {
            self.skip_space();
        }
        Ok(byte == b',')
    }

    /// Notes a key of the object whose keys stand from `first` on, or in `many`; whether it is new there.
    #[inline]
    fn note_key(&mut self, key: Cow<'a, str>, first: usize, many: &mut HashSet<Cow<'a, str>>) -> bool {
        let mark = fingerprint(key.as_bytes());
        let few = self.keys.get(first..).unwrap_or_default();
        if many.is_empty() && few.len() < FEW {
            let fresh = !few.iter().any(|(other, text)| *other == mark && *text == key);
            self.keys.push((mark, key));
            return fresh;
        }
        if many.is_empty() {
            many.extend(self.keys.drain(first..).map(|(_, text)| text));
        }
        many.insert(key)
    }

    fn array(&mut self, id: u32, depth: usize) -> Result<(), Fault> {
        self.at += 1;
        self.skip_space();
        if self.peek() == b']' {
            self.at += 1;
            return Ok(());
        }
        for count in 0.. {
            if count as usize >= self.repeats {
                return Err(Fault::Repeats(id));
            }
            self.value(id, Name { named: Named::Index, name: count, mark: 0 }, depth + 1)?;
            if !self.another(b']')? {
                break;
            }
        }
        Ok(())
    }
}

/// A number that differs for most different keys: the first eight bytes, the last eight and the length.
#[inline]
fn fingerprint(key: &[u8]) -> u64 {
    let (first, last) = match (key.first_chunk(), key.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (key.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), 0),
    };
    first ^ last.rotate_left(29) ^ key.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::de::IgnoredAny;
    use serde_json::Value;

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
            tree.is_key(tree.nodes.get(1).unwrap(), key, mark_of(key.as_bytes()))
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
        assert_eq!(code(&"[".repeat(1_000_000)), "fhir.limit.depth");
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

    /// Pieces of JSON, right and wrong.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just(r#"{"a":"#),
            Just(r#"{"b":[1,"#),
            Just("}"),
            Just("]"),
            Just(","),
            Just(":"),
            Just("["),
            Just("{"),
            Just("null"),
            Just("true"),
            Just("fals"),
            Just("-0"),
            Just("01"),
            Just("1.10"),
            Just("1."),
            Just("2e+5"),
            Just("1E400"),
            Just(".5"),
            Just("- 1"),
            Just("+1"),
            Just("\"a\""),
            Just("\"\\u0041\\n\""),
            Just("\"\\x\""),
            Just("\"\\u00e\""),
            Just("\"\\ud83d\\ude00\""),
            Just("\"\u{7f}é\u{10ffff}\""),
            Just("\"\t\""),
            Just("\""),
            Just("\\"),
            Just(" "),
            Just("        \n\t\r"),
            Just("\u{a0}"),
            Just("\0"),
            Just("//"),
            Just("\u{feff}"),
        ];
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<Option<bool>>().prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 80, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((".{0,12}", inner), 0..30)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn agrees_with_the_library(text: &str) -> Result<(), TestCaseError> {
        let ours = Tree::parse(text.as_bytes(), &Limits::default());
        let theirs = serde_json::from_str::<IgnoredAny>(text.strip_prefix('\u{feff}').unwrap_or(text));
        match &ours {
            Ok(_) => prop_assert!(theirs.is_ok()),
            // The library does not look for what is refused here; where it stops first, it stops for the grammar.
            Err(error) if error.code() == "fhir.json.syntax" => prop_assert!(theirs.is_err()),
            Err(error) => prop_assert!(matches!(error.code(), "fhir.json.duplicate-key" | "fhir.json.escape")),
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_is_json_is_what_a_library_says_is_json(text in pieces()) {
            agrees_with_the_library(&text)?;
        }

        #[test]
        fn json_with_one_byte_changed_is_told_as_a_library_tells_it(
            value in any_value(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
        ) {
            let mut bytes = serde_json::to_vec_pretty(&value).unwrap();
            *at.get_mut(&mut bytes) = byte;
            if let Ok(text) = std::str::from_utf8(&bytes) {
                agrees_with_the_library(text)?;
            }
        }

        #[test]
        fn a_tree_says_what_its_text_says(value in any_value()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            let tree = Tree::parse(text.as_bytes(), &Limits::default()).unwrap();
            prop_assert_eq!(tree.bytes(), text.as_bytes());
            prop_assert_eq!(tree.root().raw(), text.as_str());
            prop_assert_eq!(tree.root().compact(), serde_json::to_string(&value).unwrap());
            prop_assert_eq!(rebuilt(tree.root()), serde_json::from_str::<Value>(&text).unwrap());
        }
    }

    /// What a reader of views sees, as the library's value.
    fn rebuilt(view: crate::ingest::fhir::View<'_>) -> Value {
        match view.kind() {
            Kind::Object => view
                .children()
                .map(|child| {
                    let key = child.key().unwrap();
                    assert_eq!(view.get(&key).unwrap().id(), child.id());
                    (key.into_owned(), rebuilt(child))
                })
                .collect(),
            Kind::Array => view.children().map(rebuilt).collect(),
            Kind::Text => Value::from(view.text().unwrap().into_owned()),
            Kind::Number => serde_json::from_str(view.number().unwrap()).unwrap(),
            Kind::Boolean => Value::from(view.boolean().unwrap()),
            Kind::Null => Value::Null,
        }
    }
}
