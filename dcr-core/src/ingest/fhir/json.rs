//! Reading JSON into a [`Tree`], in one pass over its text.
//!
//! The grammar is that of RFC 8259. It is written here because no library gives the place of every value, refuses
//! duplicate keys and converts nothing; a library that does convert is its oracle in the tests.

mod error;

pub use error::JsonError;

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
mod tests;
