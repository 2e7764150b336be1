//! A column's name, made ready for being looked up with every row.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Deref;

/// The name of a column of the mapping's header.
///
/// It is hashed when the mapping is read, because a row is asked for its cells by name many times.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(super) struct ColumnName {
    name: String,
    hash: u64,
}

impl From<String> for ColumnName {
    fn from(name: String) -> Self {
        // FNV-1a, 64 bits. A mapping is trusted not to choose names that meet; if they do, looking up is merely slow.
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self { name, hash }
    }
}

impl From<ColumnName> for String {
    fn from(column: ColumnName) -> Self {
        column.name
    }
}

/// In the schema a text like any other.
impl JsonSchema for ColumnName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl Deref for ColumnName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

/// Where columns stand in one file, by name.
pub(super) struct ColumnPositions<'m> {
    /// As many slots as a power of two, at least half of them free; a name stands in the slot that its hash says or in
    /// one of those that follow.
    slots: Vec<Option<(&'m ColumnName, usize)>>,
}

impl<'m> ColumnPositions<'m> {
    /// Names, none of them twice, and their positions.
    pub(super) fn new(columns: &[(&'m ColumnName, usize)]) -> Self {
        let mut slots = vec![None; (columns.len() * 4).next_power_of_two()];
        for column in columns {
            let free = probes(column.0, slots.len()).find(|slot| matches!(slots.get(*slot), Some(None)));
            if let Some(slot) = free.and_then(|slot| slots.get_mut(slot)) {
                *slot = Some(*column);
            }
        }
        Self { slots }
    }

    /// The position of a column, if the file has it.
    pub(super) fn get(&self, column: &ColumnName) -> Option<usize> {
        for slot in probes(column, self.slots.len()) {
            let (found, position) = (*self.slots.get(slot)?)?;
            if found == column {
                return Some(position);
            }
        }
        None
    }
}

/// The slots in which a column may stand, the first first; of a number of slots that is a power of two.
fn probes(column: &ColumnName, slots: usize) -> impl Iterator<Item = usize> + use<> {
    // The upper half of the product is the better mixed; which bits are cut off does not matter.
    let first = (column.hash >> 32) as usize;
    (0..slots).map(move |step| first.wrapping_add(step) & (slots - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_column_is_found_where_it_stands(names in proptest::collection::btree_set("[a-c]{0,3}", 0..40)) {
            let columns: Vec<ColumnName> = names.iter().cloned().map(ColumnName::from).collect();
            let placed: Vec<(&ColumnName, usize)> = columns.iter().zip(7..).collect();
            let positions = ColumnPositions::new(&placed);
            for (column, position) in &placed {
                proptest::prop_assert_eq!(positions.get(column), Some(*position));
            }
            proptest::prop_assert_eq!(positions.get(&ColumnName::from("d".to_owned())), None);
        }
    }
}
