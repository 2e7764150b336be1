//! Dice whose throws are the same on every machine for ever (SplitMix64).

/// The dice.
pub struct Dice(u64);

impl Dice {
    /// Dice that throw the sequence of one seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.throw() % bound as u64) as usize
    }

    /// True so many times of a hundred.
    pub fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of several.
    pub fn of<T: Copy>(&mut self, several: &[T]) -> T {
        several[self.below(several.len())]
    }

    /// Each of several, so many times of a hundred.
    pub fn some<T: Copy>(&mut self, several: &[T], times: usize) -> Vec<T> {
        several.iter().copied().filter(|_| self.percent(times)).collect()
    }

    /// As [`Dice::some`], but never none.
    pub fn some_of<T: Copy>(&mut self, several: &[T], times: usize) -> Vec<T> {
        let some = self.some(several, times);
        if some.is_empty() { vec![self.of(several)] } else { some }
    }
}
