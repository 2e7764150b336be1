//! Finding a code among thousands in one step or two.

/// The places of codes, by open addressing: a register of thousands is asked in one step or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodeTable {
    /// INVARIANT: as long as a power of two, and at least half of it empty (0); else the place plus one.
    slots: Vec<u32>,
}

impl CodeTable {
    /// The table of codes that stand in this order, none twice.
    pub(super) fn of<'c>(codes: impl ExactSizeIterator<Item = &'c str>) -> Self {
        let mut table = Self { slots: vec![0; (codes.len() * 2).next_power_of_two().max(2)] };
        for (code, number) in codes.zip(1_u32..) {
            let free = table.probe(code).find(|slot| table.slots.get(*slot) == Some(&0));
            if let Some(slot) = free.and_then(|slot| table.slots.get_mut(slot)) {
                *slot = number;
            }
        }
        table
    }

    /// The place of a code; `is_it` tells whether the code at a place is the one.
    pub(super) fn find(&self, code: &str, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        for slot in self.probe(code) {
            let number = *self.slots.get(slot)?;
            let place = usize::try_from(number.checked_sub(1)?).ok()?;
            if is_it(place) {
                return Some(place);
            }
        }
        None
    }

    /// The slots in which a code may stand, in the order in which they are asked.
    fn probe(&self, code: &str) -> impl Iterator<Item = usize> + use<> {
        let last = self.slots.len() - 1;
        // FNV-1a, 64 bits: short keys, no secret to keep.
        let hash = code
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let first = usize::try_from((hash ^ (hash >> 32)) & 0xffff_ffff).unwrap_or(0);
        (0..=last).map(move |step| first.wrapping_add(step) & last)
    }
}
