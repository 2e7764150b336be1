//! Numbers by which statements that might be one are found without comparing each with each.
//!
//! Two statements with a likeness share a key; the converse need not hold, so a key decides nothing (M14 does), and two
//! things that fall on one number by chance cost a comparison and no more.

/// The keys of one statement.
#[derive(Debug, Default)]
pub(in crate::merge) struct Keys(Vec<u64>);

impl Keys {
    pub(super) fn add(&mut self, key: u64) {
        self.0.push(key);
    }

    pub(super) fn add_some(&mut self, key: Option<u64>) {
        self.0.extend(key);
    }

    /// The keys, which are then forgotten.
    pub(in crate::merge) fn drain(&mut self) -> impl Iterator<Item = u64> + '_ {
        self.0.drain(..)
    }

    #[cfg(test)]
    pub(super) fn shares(&self, other: &Self) -> bool {
        self.0.iter().any(|key| other.0.contains(key))
    }
}

const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Goes on with a number by some bytes (FNV-1a), and closes them, so that parts cannot run into each other.
pub(super) fn hash(so_far: u64, bytes: &[u8]) -> u64 {
    let folded = bytes.iter().fold(so_far, |so_far, byte| (so_far ^ u64::from(*byte)).wrapping_mul(PRIME));
    (folded ^ 0xff).wrapping_mul(PRIME)
}

/// The number from which the keys of one kind of thing begin.
pub(super) const fn begin(kind: u8) -> u64 {
    (0xcbf2_9ce4_8422_2325 ^ kind as u64).wrapping_mul(PRIME)
}
