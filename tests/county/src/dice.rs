//! The county's dice: one reproducible stream of draws for each purpose and index.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream of draws is for; each purpose draws from its own stream, so that a new draw in one moves no other.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// The households of one block.
    Block = 1,
    /// Who one person is.
    Who = 2,
    /// What happened to one person.
    History = 3,
    /// How one organisation sees one person.
    Seen = 4,
    /// The order and repetition of one window's sendings.
    Order = 5,
    /// A street of the rows for matching.
    MatchingStreet = 6,
    /// A dwelling of the rows for matching.
    MatchingHome = 7,
    /// Who lives on a street of the rows for matching.
    Matching = 8,
    /// How the sources see one person of the rows for matching.
    MatchingSeen = 9,
    /// The order of the rows for matching.
    MatchingOrder = 10,
}

/// A stream of draws; integers only.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a purpose and an index under a seed.
    pub(crate) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0; 32];
        let words = seed.to_le_bytes().into_iter().chain([purpose as u8]).chain(index.to_le_bytes());
        for (place, byte) in key.iter_mut().zip(words) {
            *place = byte;
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 to below `bound`; 0 where the bound is 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        // The high half of a 64-bit product spreads 32 random bits over the bound; the bias is below 2^-32 times it.
        let product = u64::from(self.0.next_u32()) * u64::from(bound);
        u32::try_from(product >> 32).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = u32::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(1);
        low.saturating_add_unsigned(self.below(width))
    }

    /// Whether something that happens so many times in a thousand happens now.
    pub(crate) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// One of a list that is not empty.
    #[allow(
        clippy::indexing_slicing,
        reason = "the lists are constants of this crate, and the draw is below their length"
    )]
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let bound = u32::try_from(list.len()).unwrap_or(u32::MAX);
        &list[self.below(bound) as usize]
    }

    /// One of a list that is not empty, the front of the list more often than its end.
    #[allow(
        clippy::indexing_slicing,
        reason = "the lists are constants of this crate, and the draw is below their length"
    )]
    pub(crate) fn pick_early<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let bound = u32::try_from(list.len()).unwrap_or(u32::MAX);
        &list[self.below(bound).min(self.below(bound)) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_and_apart() {
        let draws = |purpose, index| {
            let mut dice = Dice::new(1, purpose, index);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(draws(Purpose::Who, 7), draws(Purpose::Who, 7));
        assert_ne!(draws(Purpose::Who, 7), draws(Purpose::Who, 8));
        assert_ne!(draws(Purpose::Who, 7), draws(Purpose::Seen, 7));
    }

    #[test]
    fn bounds_hold() {
        let mut dice = Dice::new(1, Purpose::Block, 0);
        assert!((0..10_000).all(|_| (-3..=3).contains(&dice.between(-3, 3))));
        let hits = (0..10_000).filter(|_| dice.chance(100)).count();
        assert!((850..1150).contains(&hits), "{hits}");
    }
}
