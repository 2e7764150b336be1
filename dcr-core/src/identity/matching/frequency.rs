//! How frequent names are.

use super::number::surprise;
use super::word::Word;
use std::collections::BTreeMap;

/// How surprising each name is: minus the binary logarithm of its share, in hundredths of a bit.
///
/// Names that are not listed have one surprise for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequencyTable {
    pub(super) unlisted: i32,
    pub(super) names: BTreeMap<Word, i32>,
}

/// A name counts in a table only when it is met as often as this: what is rarer may be a slip of the keys.
const LEAST: u64 = 3;

impl FrequencyTable {
    /// A table of names and their surprises, in hundredths of a bit.
    #[must_use]
    pub fn new(unlisted: i32, names: BTreeMap<Word, i32>) -> Self {
        Self { unlisted, names }
    }

    /// A table from counts of names, such as a census publishes, or those of the caller's own data.
    ///
    /// Names met fewer than three times are not listed; those are taken for as frequent as if they were met twice.
    #[must_use]
    pub fn from_counts(counts: &BTreeMap<Word, u64>) -> Self {
        let total = counts.values().fold(0_u64, |sum, count| sum.saturating_add(*count));
        let names = counts
            .iter()
            .filter(|(name, count)| **count >= LEAST && !name.is_initial())
            .map(|(name, count)| (*name, surprise(*count, total)))
            .collect();
        Self { unlisted: surprise(LEAST - 1, total), names }
    }

    /// The surprise of a name, in hundredths of a bit.
    #[must_use]
    pub fn surprise(&self, name: Word) -> i32 {
        self.names.get(&name).copied().unwrap_or(self.unlisted)
    }

    /// Whether a name is listed.
    #[must_use]
    pub fn lists(&self, name: Word) -> bool {
        self.names.contains_key(&name)
    }

    /// How many names are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no name is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Reads a table from names and counts (a count for each of `total` persons) as text: `name count name count ...`.
    pub(super) fn from_text(text: &str, total: u64, unlisted: i32) -> Self {
        let mut names = BTreeMap::new();
        let mut words = text.split_whitespace();
        while let (Some(name), Some(count)) = (words.next(), words.next()) {
            names.insert(Word::fold(name), surprise(count.parse().unwrap_or(1), total).min(unlisted));
        }
        Self { unlisted, names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_is_surprising() {
        let counts = [("smith", 50), ("jones", 25), ("smiht", 1), ("j", 24)].map(|(n, c)| (Word::fold(n), c));
        let table = FrequencyTable::from_counts(&counts.into());
        assert_eq!(table.surprise(Word::fold("Smith")), 100);
        assert_eq!(table.surprise(Word::fold("Jones")), 200);
        assert_eq!(table.surprise(Word::fold("smiht")), table.unlisted);
        assert!(table.lists(Word::fold("smith")) && !table.lists(Word::fold("j")) && table.len() == 2);
    }
}
