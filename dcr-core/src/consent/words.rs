//! Every word of an entry: whatever its source put into it as text, wherever it stands.
//!
//! The words are found by serialising the entry into nothing: a field that is new in the model is looked into without
//! anybody's doing.

use crate::record::{DocumentContent, Entry, EntryBody};
use serde::ser::{self, Serialize, Serializer};
use std::fmt;
use std::ops::ControlFlow;

/// Shows the words of an entry one text after the other, until `see` has seen enough.
///
/// Of a code only its display is words, and of an attachment only what [`DocumentContent::words`] takes out of it.
pub(super) fn each_word(entry: &Entry, see: &mut dyn FnMut(&str) -> ControlFlow<()>) {
    if entry.serialize(&mut Walk { see }).is_err() {
        return;
    }
    if let EntryBody::Document(document) = &entry.body {
        for content in &document.contents {
            let told = match content {
                DocumentContent::Inline { .. } => content.words(),
                // The walk has seen them.
                DocumentContent::Text(_) | DocumentContent::Link { .. } => None,
            };
            if told.is_some_and(|words| see(&words).is_break()) {
                return;
            }
        }
    }
}

struct Walk<'s> {
    see: &'s mut dyn FnMut(&str) -> ControlFlow<()>,
}

/// Enough has been seen, or a value could not be serialised, which no value of the model does.
#[derive(Debug)]
struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Which fields of a struct hold words.
#[derive(Clone, Copy)]
enum Fields {
    All,
    Only(&'static str),
    None,
}

impl Fields {
    fn hold(self, field: &'static str) -> bool {
        match self {
            Self::All => true,
            Self::Only(only) => only == field,
            Self::None => false,
        }
    }
}

/// A struct, list or map that is being walked.
struct Inside<'w, 's> {
    walk: &'w mut Walk<'s>,
    fields: Fields,
}

impl<'s> Walk<'s> {
    fn inside(&mut self, fields: Fields) -> Result<Inside<'_, 's>, Stop> {
        Ok(Inside { walk: self, fields })
    }
}

macro_rules! no_words {
    ($($name:ident: $type:ty),+) => { $(
        fn $name(self, _: $type) -> Result<(), Stop> { Ok(()) }
    )+ };
}

impl<'w, 's> Serializer for &'w mut Walk<'s> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Inside<'w, 's>;
    type SerializeTuple = Inside<'w, 's>;
    type SerializeTupleStruct = Inside<'w, 's>;
    type SerializeTupleVariant = Inside<'w, 's>;
    type SerializeMap = Inside<'w, 's>;
    type SerializeStruct = Inside<'w, 's>;
    type SerializeStructVariant = Inside<'w, 's>;

    no_words! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8], serialize_unit_struct: &'static str
    }

    fn serialize_str(self, text: &str) -> Result<(), Stop> {
        if (self.see)(text).is_break() { Err(Stop) } else { Ok(()) }
    }

    fn serialize_none(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'w, 's>, Stop> {
        self.inside(Fields::All)
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'w, 's>, Stop> {
        self.inside(Fields::All)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'w, 's>, Stop> {
        self.inside(Fields::All)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside<'w, 's>, Stop> {
        self.inside(Fields::All)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'w, 's>, Stop> {
        self.inside(Fields::All)
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Inside<'w, 's>, Stop> {
        self.inside(if name == "Coding" { Fields::Only("display") } else { Fields::All })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'w, 's>, Stop> {
        self.inside(if (name, variant) == ("DocumentContent", "inline") { Fields::None } else { Fields::All })
    }
}

macro_rules! each_of_a_list {
    ($($list:ident $method:ident),+) => { $(
        impl ser::$list for Inside<'_, '_> {
            type Ok = ();
            type Error = Stop;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
                value.serialize(&mut *self.walk)
            }

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        }
    )+ };
}

each_of_a_list!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

macro_rules! each_field {
    ($($of:ident),+) => { $(
        impl ser::$of for Inside<'_, '_> {
            type Ok = ();
            type Error = Stop;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &'static str, value: &T) -> Result<(), Stop> {
                if self.fields.hold(field) { value.serialize(&mut *self.walk) } else { Ok(()) }
            }

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        }
    )+ };
}

each_field!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Inside<'_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        key.serialize(&mut *self.walk)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        value.serialize(&mut *self.walk)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(entry: serde_json::Value) -> Vec<String> {
        let entry: Entry = serde_json::from_value(entry).unwrap();
        let mut words = Vec::new();
        each_word(&entry, &mut |word| {
            words.push(word.to_owned());
            ControlFlow::Continue(())
        });
        words
    }

    #[test]
    fn what_a_source_wrote_is_seen_and_what_it_coded_is_not() {
        let care = json!({
            "body": { "social-care": {
                "kind": "service",
                "what": { "codings": [{ "system": "urn:s", "code": "c", "display": "Home care", "version": "v" }], "text": "Care" },
                "details": { "Key safe": "by the door" },
                "notes": ["one", "two"],
            } },
            "author": { "name": "A. Nurse" },
        });
        assert_eq!(words(care), ["service", "Home care", "Care", "Key safe", "by the door", "one", "two", "A. Nurse"]);
    }

    #[test]
    fn an_attachment_is_read_and_its_bytes_are_not_words() {
        let letter = |media_type: &str| {
            json!({ "body": { "document": { "kind": { "text": "Letter" }, "contents": [
                { "text": "first" },
                { "inline": { "media_type": media_type, "base64": "PHA+U2VlbiB0b2RheTwvcD4=", "sha256": "", "size": 17 } },
                { "link": { "address": "urn:x", "media_type": "text/plain" } },
            ] } } })
        };
        let mut html = words(letter("text/html"));
        assert_eq!(html.pop().as_deref().map(str::trim), Some("Seen today"));
        assert_eq!(html, ["Letter", "first", "text/plain", "urn:x"]);
        assert_eq!(words(letter("application/pdf")), ["Letter", "first", "text/plain", "urn:x"]);
    }

    #[test]
    fn nothing_is_shown_after_enough_was_seen() {
        let entry: Entry =
            serde_json::from_value(json!({ "body": { "about-me": { "most_important": "a", "wellness": "b" } } }))
                .unwrap();
        let mut seen = 0;
        each_word(&entry, &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!(seen, 1);
    }
}
