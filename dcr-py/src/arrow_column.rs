//! Columns of Arrow tables as columns of texts.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, DictionaryArray, LargeStringArray, StringArray, StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};
use chrono::Datelike;
use dcr_core::identity::matching::TextColumn;
use dcr_node::match_door::Texts;

/// The texts of one chunk, where Arrow has them wherever that is possible.
enum Chunk {
    Text(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// For each row the place of its text among the different ones.
    Dictionary(Vec<Option<usize>>, Box<Chunk>),
    /// Dates and whole numbers, written out.
    Written(Texts),
    Missing,
}

impl Chunk {
    /// Reads an array; `None` where values of its type are no texts, dates or whole numbers.
    fn read(array: &ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Null => Self::Missing,
            DataType::Utf8 => Self::Text(array.as_string::<i32>().clone()),
            DataType::LargeUtf8 => Self::Large(array.as_string::<i64>().clone()),
            DataType::Utf8View => Self::View(array.as_string_view().clone()),
            DataType::Dictionary(keys, _) => match keys.as_ref() {
                DataType::Int8 => dictionary(array.as_dictionary::<Int8Type>())?,
                DataType::Int16 => dictionary(array.as_dictionary::<Int16Type>())?,
                DataType::Int32 => dictionary(array.as_dictionary::<Int32Type>())?,
                DataType::Int64 => dictionary(array.as_dictionary::<Int64Type>())?,
                DataType::UInt8 => dictionary(array.as_dictionary::<UInt8Type>())?,
                DataType::UInt16 => dictionary(array.as_dictionary::<UInt16Type>())?,
                DataType::UInt32 => dictionary(array.as_dictionary::<UInt32Type>())?,
                DataType::UInt64 => dictionary(array.as_dictionary::<UInt64Type>())?,
                _ => return None,
            },
            DataType::Int8 => written::<Int8Type>(array, |value| Some(value.to_string())),
            DataType::Int16 => written::<Int16Type>(array, |value| Some(value.to_string())),
            DataType::Int32 => written::<Int32Type>(array, |value| Some(value.to_string())),
            DataType::Int64 => written::<Int64Type>(array, |value| Some(value.to_string())),
            DataType::UInt8 => written::<UInt8Type>(array, |value| Some(value.to_string())),
            DataType::UInt16 => written::<UInt16Type>(array, |value| Some(value.to_string())),
            DataType::UInt32 => written::<UInt32Type>(array, |value| Some(value.to_string())),
            DataType::UInt64 => written::<UInt64Type>(array, |value| Some(value.to_string())),
            DataType::Date32 => written::<Date32Type>(array, |days| date(i64::from(days))),
            DataType::Date64 => written::<Date64Type>(array, |at| date(at.div_euclid(86_400_000))),
            // An instant with a zone is a day only where the zone is known to be the person's: not guessed.
            DataType::Timestamp(unit, None) => match unit {
                TimeUnit::Second => written::<TimestampSecondType>(array, |at| date(at.div_euclid(86_400))),
                TimeUnit::Millisecond => {
                    written::<TimestampMillisecondType>(array, |at| date(at.div_euclid(86_400_000)))
                }
                TimeUnit::Microsecond => {
                    written::<TimestampMicrosecondType>(array, |at| date(at.div_euclid(86_400_000_000)))
                }
                TimeUnit::Nanosecond => {
                    written::<TimestampNanosecondType>(array, |at| date(at.div_euclid(86_400_000_000_000)))
                }
            },
            _ => return None,
        })
    }

    fn text(&self, row: usize) -> &str {
        match self {
            Self::Text(texts) if row < texts.len() && texts.is_valid(row) => texts.value(row),
            Self::Large(texts) if row < texts.len() && texts.is_valid(row) => texts.value(row),
            Self::View(texts) if row < texts.len() && texts.is_valid(row) => texts.value(row),
            Self::Dictionary(places, different) => {
                places.get(row).copied().flatten().map_or("", |place| different.text(place))
            }
            Self::Written(texts) => texts.text(row),
            _ => "",
        }
    }
}

fn dictionary<K: arrow_array::types::ArrowDictionaryKeyType>(array: &DictionaryArray<K>) -> Option<Chunk> {
    let places = (0..array.len()).map(|row| array.key(row)).collect();
    Some(Chunk::Dictionary(places, Box::new(Chunk::read(array.values())?)))
}

fn written<T: ArrowPrimitiveType>(array: &ArrayRef, write: impl Fn(T::Native) -> Option<String>) -> Chunk {
    let mut texts = Texts::default();
    for value in array.as_primitive::<T>() {
        texts.push(&value.and_then(&write).unwrap_or_default());
    }
    Chunk::Written(texts)
}

/// The day so many days after 1970-01-01; `None` outside the years 1 to 9999.
fn date(days: i64) -> Option<String> {
    let day = chrono::NaiveDate::from_epoch_days(i32::try_from(days).ok()?)?;
    (1..=9999).contains(&day.year()).then(|| day.to_string())
}

/// A column in chunks.
pub(crate) struct ArrowColumn {
    chunks: Vec<Chunk>,
    /// The row after the last one of each chunk.
    ends: Vec<usize>,
}

impl ArrowColumn {
    /// Reads the chunks of a column; the type where it cannot be read.
    pub(crate) fn read<'a>(arrays: impl Iterator<Item = &'a ArrayRef>) -> Result<Self, String> {
        let mut column = Self { chunks: Vec::new(), ends: Vec::new() };
        for array in arrays {
            let chunk = Chunk::read(array).ok_or_else(|| array.data_type().to_string())?;
            column.chunks.push(chunk);
            column.ends.push(column.rows() + array.len());
        }
        Ok(column)
    }

    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }
}

impl TextColumn for ArrowColumn {
    fn text(&self, row: usize) -> &str {
        let place = self.ends.partition_point(|end| *end <= row);
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.chunks.get(place).map_or("", |chunk| chunk.text(row - start))
    }
}
