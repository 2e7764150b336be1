//! Arithmetic that is the same on every machine: hashes that never change, and logarithms in integers.

use std::hash::{BuildHasherDefault, Hasher};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The hash of some bytes: FNV-1a of 64 bits, then [`mix`].
///
/// It names block keys and models' entries and never stands for secrecy.
#[must_use]
pub(super) fn hash_bytes(bytes: &[u8]) -> u64 {
    mix(bytes.iter().fold(OFFSET, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME)))
}

/// Two numbers as one hash; the order counts.
#[must_use]
pub(super) fn join_hash(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(23) ^ mix(second))
}

/// Spreads the bits of a number. Source: the finaliser of MurmurHash3.
#[must_use]
pub(super) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let number = (number ^ (number >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    number ^ (number >> 33)
}

/// The binary logarithm of `number` in hundredths of a bit, rounded down; 0 for 0.
#[must_use]
pub(super) fn log2_hundredths(number: u64) -> i32 {
    if number == 0 {
        return 0;
    }
    let whole = number.ilog2();
    // The mantissa between 1 and 2 with 31 bits behind the point, squared for each bit of the logarithm.
    let mut mantissa: u64 = if whole <= 31 { number << (31 - whole) } else { number >> (whole - 31) };
    let mut fraction: u64 = 0;
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 31;
        fraction <<= 1;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            fraction |= 1;
        }
    }
    i32::try_from(u64::from(whole) * 100 + ((fraction * 100) >> 16)).unwrap_or(0)
}

/// How surprising it is to meet something that is seen `count` times in `total`, in hundredths of a bit.
#[must_use]
pub(super) fn surprise(count: u64, total: u64) -> i32 {
    (log2_hundredths(total) - log2_hundredths(count)).max(0)
}

/// A hasher for maps that are looked up and never walked, so that their order cannot matter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StableHasher(u64);

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            if let Some(place) = eight.get_mut(..chunk.len()) {
                place.copy_from_slice(chunk);
            }
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }
}

/// Builds [`StableHasher`]s.
pub(super) type StableState = BuildHasherDefault<StableHasher>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_never_change() {
        assert_eq!(hash_bytes(b""), 0xefd0_1f60_ba99_2926);
        assert_ne!(join_hash(1, 2), join_hash(2, 1));
    }

    #[test]
    fn logarithms_are_exact_to_the_hundredth() {
        for (number, log) in [(0, 0), (1, 0), (2, 100), (3, 158), (10, 332), (1000, 996), (1 << 40, 4000)] {
            assert_eq!(log2_hundredths(number), log, "{number}");
        }
        assert!((1..5000).all(|n| log2_hundredths(n) <= log2_hundredths(n + 1)));
        assert_eq!(surprise(20_000, 1_000_000), 565);
        assert_eq!(surprise(5, 3), 0);
    }
}
