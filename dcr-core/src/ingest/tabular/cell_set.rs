//! A set of a row's cells.

/// A set of cells by position. Nearly every file has at most 128 columns, and a set of those needs no memory of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CellSet {
    first: u128,
    /// The cells from the 128th on, each word's as many as it has bits.
    further: Vec<u128>,
}

const BITS: usize = u128::BITS as usize;

impl CellSet {
    /// Adds a cell.
    pub(super) fn insert(&mut self, position: usize) {
        if let Some(word) = self.word_mut(position) {
            *word |= 1 << (position % BITS);
        }
    }

    /// Takes a cell away.
    pub(super) fn remove(&mut self, position: usize) {
        if self.contains(position)
            && let Some(word) = self.word_mut(position)
        {
            *word &= !(1 << (position % BITS));
        }
    }

    /// Whether a cell is in it.
    pub(super) fn contains(&self, position: usize) -> bool {
        let word = match (position / BITS).checked_sub(1) {
            None => Some(&self.first),
            Some(index) => self.further.get(index),
        };
        word.is_some_and(|word| word >> (position % BITS) & 1 == 1)
    }

    /// Whether no cell is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.further.iter().all(|word| *word == 0)
    }

    /// Adds every cell of another.
    pub(super) fn extend(&mut self, other: &Self) {
        self.first |= other.first;
        if self.further.len() < other.further.len() {
            self.further.resize(other.further.len(), 0);
        }
        for (word, other) in self.further.iter_mut().zip(&other.further) {
            *word |= other;
        }
    }

    fn word_mut(&mut self, position: usize) -> Option<&mut u128> {
        let Some(index) = (position / BITS).checked_sub(1) else { return Some(&mut self.first) };
        if self.further.len() <= index {
            self.further.resize(index + 1, 0);
        }
        self.further.get_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    proptest::proptest! {
        #[test]
        fn it_holds_what_a_set_holds(
            steps in proptest::collection::vec((proptest::bool::ANY, 0_usize..400), 0..60),
            others in proptest::collection::vec(0_usize..600, 0..6),
        ) {
            let (mut cells, mut set) = (CellSet::default(), BTreeSet::new());
            for (add, position) in steps {
                if add {
                    cells.insert(position);
                    set.insert(position);
                } else {
                    cells.remove(position);
                    set.remove(&position);
                }
            }
            proptest::prop_assert_eq!(cells.is_empty(), set.is_empty());
            let mut other = CellSet::default();
            others.iter().for_each(|position| other.insert(*position));
            set.extend(others);
            cells.extend(&other);
            for position in 0..700 {
                proptest::prop_assert_eq!(cells.contains(position), set.contains(&position));
            }
        }
    }
}
