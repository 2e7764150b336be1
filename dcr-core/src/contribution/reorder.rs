//! A short cut to canonical JSON for values as plain as ours: printed once, members put in order.
//!
//! [`plain`] answers only where compact JSON and RFC 8785 cannot differ in anything but the order of members: texts,
//! booleans, integers below 2^53, and member names that are plain ASCII. For everything else the whole rule is asked.

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use std::io;

/// The deepest nesting that is followed here.
const DEEPEST: usize = 64;
/// 2^53 - 1: the largest integer that RFC 8785 prints digit by digit.
const LARGEST: u64 = (1 << 53) - 1;

/// The canonical bytes, or `None` where this short cut cannot tell.
pub(super) fn plain<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    let mut printed = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(Nowhere, Ordered::new(&mut printed));
    value.serialize(&mut serializer).ok()?;
    Some(printed)
}

/// Everything is printed by the formatter; what it should miss fails here, and the whole rule is asked.
struct Nowhere;

impl io::Write for Nowhere {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        refuse()
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refuse<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

/// One member of an object, as it stands in what is printed.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    /// Where its name ends, before the closing quote.
    name_end: usize,
    end: usize,
}

/// Prints plain values and puts the members of each object in order when it closes; fails on whatever RFC 8785 may print
/// differently. A number that is not finite would be printed as `null`.
struct Ordered<'a> {
    printed: &'a mut Vec<u8>,
    /// Of every object that is open, the innermost last: where its members begin, here and in `printed`.
    objects: Vec<(usize, usize)>,
    /// The members of every object that is open, the innermost last.
    members: Vec<Member>,
    depth: usize,
    spare: Vec<u8>,
}

impl<'a> Ordered<'a> {
    fn new(printed: &'a mut Vec<u8>) -> Self {
        Self { printed, objects: Vec::new(), members: Vec::new(), depth: 0, spare: Vec::new() }
    }

    fn put(&mut self, text: &[u8]) -> io::Result<()> {
        self.printed.extend_from_slice(text);
        Ok(())
    }

    fn open(&mut self, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return refuse();
        }
        self.printed.push(bracket);
        Ok(())
    }

    fn close(&mut self, bracket: u8) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.printed.push(bracket);
        Ok(())
    }

    /// Puts the members from `first` on, which stand in `printed` from `begin` on, in the order of their names; `None`
    /// where two have one name, because it is not ours to say which counts.
    fn sort(&mut self, first: usize, begin: usize) -> Option<()> {
        let printed = &*self.printed;
        // Without the quotes: a closing quote would sort after a space.
        let name = |member: &Member| printed.get(member.start + 1..member.name_end);
        let members = self.members.get_mut(first..)?;
        if members.is_sorted_by(|a, b| name(a) < name(b)) {
            return Some(());
        }
        members.sort_unstable_by(|a, b| name(a).cmp(&name(b)));
        if members.windows(2).any(|pair| matches!(pair, [a, b] if name(a) == name(b))) {
            return None;
        }
        self.spare.clear();
        self.spare.extend_from_slice(printed.get(begin..)?);
        self.printed.truncate(begin);
        for (place, member) in members.iter().enumerate() {
            if place > 0 {
                self.printed.push(b',');
            }
            self.printed.extend_from_slice(self.spare.get(member.start - begin..member.end - begin)?);
        }
        Some(())
    }
}

macro_rules! small_numbers {
    ($( $name:ident: $number:ty ),+) => { $(
        fn $name<W: ?Sized + io::Write>(&mut self, _: &mut W, value: $number) -> io::Result<()> {
            CompactFormatter.$name(self.printed, value)
        }
    )+ };
}

macro_rules! refused {
    ($( $name:ident: $number:ty ),+) => { $(
        fn $name<W: ?Sized + io::Write>(&mut self, _: &mut W, _: $number) -> io::Result<()> {
            refuse()
        }
    )+ };
}

impl Formatter for Ordered<'_> {
    small_numbers!(write_bool: bool, write_i8: i8, write_i16: i16, write_i32: i32, write_u8: u8, write_u16: u16, write_u32: u32);
    refused!(write_f32: f32, write_f64: f64, write_i128: i128, write_u128: u128, write_number_str: &str, write_raw_fragment: &str);

    fn write_null<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        refuse()
    }
    fn write_i64<W: ?Sized + io::Write>(&mut self, _: &mut W, value: i64) -> io::Result<()> {
        if value.unsigned_abs() > LARGEST { refuse() } else { CompactFormatter.write_i64(self.printed, value) }
    }
    fn write_u64<W: ?Sized + io::Write>(&mut self, _: &mut W, value: u64) -> io::Result<()> {
        if value > LARGEST { refuse() } else { CompactFormatter.write_u64(self.printed, value) }
    }
    fn begin_string<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.put(b"\"")
    }
    fn end_string<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.put(b"\"")
    }
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, _: &mut W, fragment: &str) -> io::Result<()> {
        self.put(fragment.as_bytes())
    }
    fn write_char_escape<W: ?Sized + io::Write>(&mut self, _: &mut W, escape: CharEscape) -> io::Result<()> {
        CompactFormatter.write_char_escape(self.printed, escape)
    }
    fn begin_array<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.open(b'[')
    }
    fn end_array<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.close(b']')
    }
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { self.put(b",") }
    }
    fn begin_object<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.open(b'{')?;
        self.objects.push((self.members.len(), self.printed.len()));
        Ok(())
    }
    fn begin_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W, first: bool) -> io::Result<()> {
        if !first {
            self.printed.push(b',');
        }
        let start = self.printed.len();
        self.members.push(Member { start, name_end: start, end: start });
        Ok(())
    }
    fn begin_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        let printed = &mut *self.printed;
        if let Some(member) = self.members.last_mut() {
            member.name_end = printed.len().saturating_sub(1);
            let name = printed.get(member.start + 1..member.name_end).unwrap_or_default();
            if !name.is_ascii() || name.contains(&b'\\') {
                return refuse();
            }
        }
        printed.push(b':');
        Ok(())
    }
    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        let end = self.printed.len();
        if let Some(member) = self.members.last_mut() {
            member.end = end;
        }
        Ok(())
    }
    fn end_object<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        let Some((first, begin)) = self.objects.pop() else { return refuse() };
        if self.sort(first, begin).is_none() {
            return refuse();
        }
        self.members.truncate(first);
        self.close(b'}')
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
