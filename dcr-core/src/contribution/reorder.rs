//! A short cut to canonical JSON for values as plain as ours: printed once, members put in order.
//!
//! [`plain`] answers only where compact JSON and RFC 8785 cannot differ in anything but the order of members: texts,
//! booleans, integers below 2^53, and member names that are plain ASCII. For everything else the whole rule is asked.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io;

/// The deepest nesting that is followed here.
const DEEPEST: usize = 64;
/// 2^53 - 1: the largest integer that RFC 8785 prints digit by digit.
const LARGEST: u64 = (1 << 53) - 1;

/// The canonical bytes, or `None` where this short cut cannot tell.
pub(super) fn plain<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    let mut printed = Vec::with_capacity(1024);
    value.serialize(&mut Serializer::with_formatter(&mut printed, OnlyPlain)).ok()?;
    let mut reorder =
        Reorder { rest: &printed, ordered: Vec::with_capacity(printed.len()), members: Vec::new(), spare: Vec::new() };
    reorder.value(0)?;
    reorder.rest.is_empty().then_some(reorder.ordered)
}

/// Fails on whatever RFC 8785 may print differently. A number that is not finite would be printed as `null`.
struct OnlyPlain;

impl OnlyPlain {
    fn refuse() -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Formatter for OnlyPlain {
    fn write_null<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        Self::refuse()
    }
    fn write_f32<W: ?Sized + io::Write>(&mut self, _: &mut W, _: f32) -> io::Result<()> {
        Self::refuse()
    }
    fn write_f64<W: ?Sized + io::Write>(&mut self, _: &mut W, _: f64) -> io::Result<()> {
        Self::refuse()
    }
    fn write_i128<W: ?Sized + io::Write>(&mut self, _: &mut W, _: i128) -> io::Result<()> {
        Self::refuse()
    }
    fn write_u128<W: ?Sized + io::Write>(&mut self, _: &mut W, _: u128) -> io::Result<()> {
        Self::refuse()
    }
    fn write_number_str<W: ?Sized + io::Write>(&mut self, _: &mut W, _: &str) -> io::Result<()> {
        Self::refuse()
    }
    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, _: &mut W, _: &str) -> io::Result<()> {
        Self::refuse()
    }
    fn write_i64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        if value.unsigned_abs() > LARGEST { Self::refuse() } else { CompactFormatter.write_i64(writer, value) }
    }
    fn write_u64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        if value > LARGEST { Self::refuse() } else { CompactFormatter.write_u64(writer, value) }
    }
}

/// One member of an object: its name with quotes, and where it stands in `ordered`.
#[derive(Clone, Copy)]
struct Member<'a> {
    name: &'a [u8],
    start: usize,
    end: usize,
}

struct Reorder<'a> {
    rest: &'a [u8],
    ordered: Vec<u8>,
    /// The members of every object that is open, the innermost last.
    members: Vec<Member<'a>>,
    spare: Vec<u8>,
}

impl<'a> Reorder<'a> {
    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match self.rest.first()? {
            b'{' => self.object(depth),
            b'[' => {
                self.copy(1)?;
                if self.rest.first() != Some(&b']') {
                    self.value(depth + 1)?;
                    while self.rest.first() == Some(&b',') {
                        self.copy(1)?;
                        self.value(depth + 1)?;
                    }
                }
                self.copy(1)
            }
            b'"' => {
                let end = string_end(self.rest)?;
                self.copy(end)
            }
            _ => {
                let end = self.rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']'));
                self.copy(end.unwrap_or(self.rest.len()))
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.copy(1)?;
        let (first, begin) = (self.members.len(), self.ordered.len());
        while self.rest.first() == Some(&b'"') {
            let start = self.ordered.len();
            let name = self.rest.get(..string_end(self.rest)?)?;
            if !name.is_ascii() || name.contains(&b'\\') {
                return None;
            }
            self.copy(name.len() + 1)?;
            self.value(depth + 1)?;
            self.members.push(Member { name, start, end: self.ordered.len() });
            if self.rest.first() == Some(&b',') {
                self.copy(1)?;
            }
        }
        self.sort(first, begin)?;
        self.members.truncate(first);
        self.copy(1)
    }

    /// Puts the members from `first` on, which stand in `ordered` from `begin` on, in the order of their names.
    fn sort(&mut self, first: usize, begin: usize) -> Option<()> {
        let members = self.members.get_mut(first..)?;
        if members.is_sorted_by(|a, b| bare(a.name) < bare(b.name)) {
            return Some(());
        }
        members.sort_unstable_by(|a, b| bare(a.name).cmp(bare(b.name)));
        // Of two members with one name it is not ours to say which counts.
        if members.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name)) {
            return None;
        }
        self.spare.clear();
        self.spare.extend_from_slice(self.ordered.get(begin..)?);
        self.ordered.truncate(begin);
        for (place, member) in members.iter().enumerate() {
            if place > 0 {
                self.ordered.push(b',');
            }
            self.ordered.extend_from_slice(self.spare.get(member.start - begin..member.end - begin)?);
        }
        Some(())
    }

    fn copy(&mut self, length: usize) -> Option<()> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.ordered.extend_from_slice(taken);
        self.rest = rest;
        Some(())
    }
}

/// A name without its quotes: a closing quote would sort after a space.
fn bare(name: &[u8]) -> &[u8] {
    name.get(1..name.len().saturating_sub(1)).unwrap_or_default()
}

/// Where the string that `text` begins with ends, its quotes included.
fn string_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn any_value() -> impl Strategy<Value = Value> {
        let name = prop_oneof!["[a-z_ !#\"\\\\-]{0,4}", "\\PC{0,3}", any::<String>()];
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (0_u32..1000).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 60, 6, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::vec((name.clone(), inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn where_the_short_cut_answers_it_answers_as_the_whole_rule(value in any_value()) {
            if let Some(bytes) = plain(&value) {
                prop_assert_eq!(bytes, serde_json_canonicalizer::to_vec(&value).unwrap());
            }
        }
    }

    /// Serialised in the order in which they are written, unlike a `Value`.
    struct Written(Vec<(&'static str, Value)>);

    impl Serialize for Written {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
        }
    }

    #[test]
    fn members_are_put_in_order_at_every_depth() {
        let inner = json!({"b": [{"z": 1, "a": "x\"y,}"}], "a b": true, "a": {}});
        let written = Written(vec![("zeal", inner), ("a", json!([])), ("a!", json!("")), ("A", json!(7))]);
        let bytes = plain(&written).unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            r#"{"A":7,"a":[],"a!":"","zeal":{"a":{},"a b":true,"b":[{"a":"x\"y,}","z":1}]}}"#
        );
        assert_eq!(bytes, serde_json_canonicalizer::to_vec(&written).unwrap());
    }

    #[test]
    fn what_may_differ_is_left_to_the_whole_rule() {
        for value in [json!(1.5), json!(null), json!(9_007_199_254_740_992_u64), json!({"é": 1}), json!({"a\"b": 1})] {
            assert_eq!(plain(&value), None, "{value}");
        }
        assert_eq!(plain(&f64::NAN), None);
        assert_eq!(plain(&Written(vec![("b", json!(1)), ("a", json!(1)), ("b", json!(2))])), None);
        assert_eq!(plain(&(1..70).fold(json!(1), |inner, _| json!([inner]))), None);
    }
}
