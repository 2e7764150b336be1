//! A short cut to canonical JSON for values as plain as ours: printed once, members put in order.
//!
//! [`plain`] answers only where compact JSON and RFC 8785 cannot differ in anything but the order of members: texts,
//! booleans, `null`, integers below 2^53, and member names that are plain ASCII. For everything else the whole rule is asked.

use serde::ser::{self, Impossible, Serialize};
use std::fmt::{self, Display};

/// The deepest nesting that is followed here.
const DEEPEST: usize = 64;
/// 2^53 - 1: the largest integer that RFC 8785 prints digit by digit.
const LARGEST: u64 = (1 << 53) - 1;

/// The canonical bytes, or `None` where this short cut cannot tell.
pub(super) fn plain<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    // Room for most contributions.
    let (printed, members) = (Vec::with_capacity(2048), Vec::with_capacity(40));
    let mut printer = Printer { printed, members, depth: 0, spare: Vec::new() };
    value.serialize(&mut printer).ok()?;
    Some(printer.printed)
}

/// What RFC 8785 may print differently: the whole rule is asked.
#[derive(Debug)]
struct Refused;

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not plain")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// One member of an object, as it stands in what is printed.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    /// The first eight bytes of its name, behind a shorter name zeros, which no name has: they order most names.
    head: u64,
    /// Where its name ends, before the closing quote.
    name_end: usize,
    end: usize,
}

/// Prints plain values and puts the members of each object in order when it closes.
struct Printer {
    printed: Vec<u8>,
    /// The members of every object that is open, the innermost last.
    members: Vec<Member>,
    depth: usize,
    spare: Vec<u8>,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// How many of eight bytes stand before a quote, a backslash or a control.
const fn plain_bytes(word: u64) -> usize {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    // The lowest mark is exact; a byte above it may be marked without cause.
    let found = (quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word);
    (found & HIGH).trailing_zeros() as usize / 8
}

impl Printer {
    /// RFC 8785 section 3.2.2.2.
    fn text(&mut self, text: &str) {
        self.printed.push(b'"');
        let mut rest = text.as_bytes();
        // Attached JSON has a quote every few bytes, so whole words are written and what is too much is taken back.
        while let Some((word, further)) = rest.split_first_chunk::<8>() {
            self.printed.extend_from_slice(word);
            let plain = plain_bytes(u64::from_le_bytes(*word));
            if plain == 8 {
                rest = further;
                continue;
            }
            self.printed.truncate(self.printed.len() + plain - 8);
            rest = rest.get(plain..).unwrap_or_default();
            if let Some((byte, after)) = rest.split_first() {
                self.character(*byte);
                rest = after;
            }
        }
        let mut last = [b' '; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        if plain_bytes(u64::from_le_bytes(last)) == 8 {
            self.printed.extend_from_slice(rest);
        } else {
            rest.iter().for_each(|byte| self.character(*byte));
        }
        self.printed.push(b'"');
    }

    fn character(&mut self, byte: u8) {
        let short = match byte {
            b'"' => *b"\\\"",
            b'\\' => *b"\\\\",
            b'\n' => *b"\\n",
            b'\r' => *b"\\r",
            b'\t' => *b"\\t",
            0x08 => *b"\\b",
            0x0c => *b"\\f",
            0..=0x1f => {
                let digit = |nibble: u8| b"0123456789abcdef".get(usize::from(nibble)).copied().unwrap_or(b'0');
                self.printed.extend_from_slice(b"\\u00");
                [digit(byte >> 4), digit(byte & 15)]
            }
            plain => {
                self.printed.push(plain);
                return;
            }
        };
        self.printed.extend_from_slice(&short);
    }

    fn integer(&mut self, negative: bool, mut size: u64) -> Result<(), Refused> {
        if size > LARGEST {
            return Err(Refused);
        }
        if negative {
            self.printed.push(b'-');
        }
        // As many digits as 2^53 has.
        let mut digits = [b'0'; 16];
        let mut first = digits.len();
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (size % 10) as u8;
            size /= 10;
            first = place;
            if size == 0 {
                break;
            }
        }
        self.printed.extend_from_slice(digits.get(first..).unwrap_or_default());
        Ok(())
    }

    fn open(&mut self, bracket: u8) -> Result<(), Refused> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Refused);
        }
        self.printed.push(bracket);
        Ok(())
    }

    fn close(&mut self, bracket: u8) {
        self.depth = self.depth.saturating_sub(1);
        self.printed.push(bracket);
    }

    fn object(&mut self) -> Result<Object<'_>, Refused> {
        self.open(b'{')?;
        let (first, begin) = (self.members.len(), self.printed.len());
        Ok(Object { printer: self, first, begin })
    }

    fn array(&mut self) -> Result<Array<'_>, Refused> {
        self.open(b'[')?;
        let begin = self.printed.len();
        Ok(Array { printer: self, begin, variant: false })
    }

    /// The object around the value of an enum's variant.
    fn variant(&mut self, name: &str) -> Result<(), Refused> {
        self.open(b'{')?;
        self.name(name)
    }

    fn name(&mut self, name: &str) -> Result<(), Refused> {
        if !name.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
            return Err(Refused);
        }
        self.printed.push(b'"');
        self.printed.extend_from_slice(name.as_bytes());
        self.printed.extend_from_slice(b"\":");
        Ok(())
    }

    /// Puts the members from `first` on, which stand in `printed` from `begin` on, in the order of their names; fails
    /// where two have one name, because it is not ours to say which counts.
    fn sort(&mut self, first: usize, begin: usize) -> Option<()> {
        let printed = &*self.printed;
        // Without the quotes: a closing quote would sort after a space.
        let name = |member: &Member| printed.get(member.start + 1..member.name_end);
        let order = |a: &Member, b: &Member| a.head.cmp(&b.head).then_with(|| name(a).cmp(&name(b)));
        let members = self.members.get_mut(first..)?;
        if members.is_sorted_by(|a, b| order(a, b).is_lt()) {
            return Some(());
        }
        members.sort_unstable_by(order);
        if members.windows(2).any(|pair| matches!(pair, [a, b] if order(a, b).is_eq())) {
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

macro_rules! signed {
    ($( $name:ident: $number:ty ),+) => { $(
        fn $name(self, value: $number) -> Result<(), Refused> {
            let value = i64::from(value);
            self.integer(value < 0, value.unsigned_abs())
        }
    )+ };
}

macro_rules! unsigned {
    ($( $name:ident: $number:ty ),+) => { $(
        fn $name(self, value: $number) -> Result<(), Refused> {
            self.integer(false, u64::from(value))
        }
    )+ };
}

macro_rules! refused {
    ($( $name:ident: $value:ty ),+) => { $(
        fn $name(self, _: $value) -> Result<(), Refused> {
            Err(Refused)
        }
    )+ };
}

impl<'p> ser::Serializer for &'p mut Printer {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Array<'p>;
    type SerializeTuple = Array<'p>;
    type SerializeTupleStruct = Array<'p>;
    type SerializeTupleVariant = Array<'p>;
    type SerializeMap = Object<'p>;
    type SerializeStruct = Object<'p>;
    type SerializeStructVariant = Impossible<(), Refused>;

    signed!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    unsigned!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    refused!(serialize_f32: f32, serialize_f64: f64, serialize_i128: i128, serialize_u128: u128, serialize_bytes: &[u8]);

    fn serialize_bool(self, value: bool) -> Result<(), Refused> {
        self.printed.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }
    fn serialize_char(self, value: char) -> Result<(), Refused> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(self, value: &str) -> Result<(), Refused> {
        self.text(value);
        Ok(())
    }
    fn serialize_none(self) -> Result<(), Refused> {
        self.serialize_unit()
    }
    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Refused> {
        self.printed.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refused> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Refused> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.variant(variant)?;
        value.serialize(&mut *self)?;
        self.close(b'}');
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Array<'p>, Refused> {
        self.array()
    }
    fn serialize_tuple(self, _: usize) -> Result<Array<'p>, Refused> {
        self.array()
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Array<'p>, Refused> {
        self.array()
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Array<'p>, Refused> {
        self.variant(variant)?;
        Ok(Array { variant: true, ..self.array()? })
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Object<'p>, Refused> {
        self.object()
    }
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Object<'p>, Refused> {
        // The library's own ways of passing JSON text and numbers through.
        if name.starts_with('$') { Err(Refused) } else { self.object() }
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Refused> {
        Err(Refused)
    }
}

/// An array that is open.
struct Array<'p> {
    printer: &'p mut Printer,
    /// Where its items begin.
    begin: usize,
    /// Whether it stands in an object of its own, which closes with it.
    variant: bool,
}

impl Array<'_> {
    fn item<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refused> {
        if self.printer.printed.len() > self.begin {
            self.printer.printed.push(b',');
        }
        value.serialize(&mut *self.printer)
    }

    fn finish(self) {
        self.printer.close(b']');
        if self.variant {
            self.printer.close(b'}');
        }
    }
}

macro_rules! arrays {
    ($( $kind:ident::$method:ident ),+) => { $(
        impl ser::$kind for Array<'_> {
            type Ok = ();
            type Error = Refused;
            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refused> {
                self.item(value)
            }
            fn end(self) -> Result<(), Refused> {
                self.finish();
                Ok(())
            }
        }
    )+ };
}

arrays!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

/// An object that is open.
struct Object<'p> {
    printer: &'p mut Printer,
    /// Where its members begin: among the members of all that are open, and in what is printed.
    first: usize,
    begin: usize,
}

impl Object<'_> {
    fn key(&mut self, name: &str) -> Result<(), Refused> {
        let printer = &mut *self.printer;
        if printer.printed.len() > self.begin {
            printer.printed.push(b',');
        }
        let start = printer.printed.len();
        printer.name(name)?;
        let name_end = printer.printed.len() - 2;
        let mut head = [0; 8];
        for (to, from) in head.iter_mut().zip(name.bytes()) {
            *to = from;
        }
        printer.members.push(Member { start, head: u64::from_be_bytes(head), name_end, end: start });
        Ok(())
    }

    fn value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refused> {
        value.serialize(&mut *self.printer)?;
        let end = self.printer.printed.len();
        if let Some(member) = self.printer.members.last_mut() {
            member.end = end;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Refused> {
        self.printer.sort(self.first, self.begin).ok_or(Refused)?;
        self.printer.members.truncate(self.first);
        self.printer.close(b'}');
        Ok(())
    }
}

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = Refused;
    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Refused> {
        // A key that is not a text is left to the whole rule.
        let mut printer = Printer { printed: Vec::new(), members: Vec::new(), depth: 0, spare: Vec::new() };
        key.serialize(&mut printer)?;
        let name = printer.printed.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).ok_or(Refused)?;
        self.key(std::str::from_utf8(name).map_err(|_| Refused)?)
    }
    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refused> {
        self.value(value)
    }
    fn end(self) -> Result<(), Refused> {
        self.finish()
    }
}

impl ser::SerializeStruct for Object<'_> {
    type Ok = ();
    type Error = Refused;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), Refused> {
        self.key(key)?;
        self.value(value)
    }
    fn end(self) -> Result<(), Refused> {
        self.finish()
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
        for value in [json!(1.5), json!(9_007_199_254_740_992_u64), json!({"é": 1}), json!({"a\"b": 1})] {
            assert_eq!(plain(&value), None, "{value}");
        }
        assert_eq!(plain(&f64::NAN), None);
        assert_eq!(plain(&Written(vec![("b", json!(1)), ("a", json!(1)), ("b", json!(2))])), None);
        assert_eq!(plain(&(1..70).fold(json!(1), |inner, _| json!([inner]))), None);
    }
}
