//! Rows of the index as clustering sees them.

use super::cluster::Rows;
use super::guard::Guards;
use super::matcher::{Matcher, Slot};
use super::score::score;

/// Some rows of the index, by local numbers.
pub(super) struct View<'v> {
    pub(super) matcher: &'v Matcher,
    pub(super) places: &'v [u32],
}

impl View<'_> {
    fn slot(&self, row: u32) -> Option<&Slot> {
        self.matcher.slot(*self.places.get(row as usize)?)
    }
}

impl Rows for View<'_> {
    fn rank(&self, row: u32) -> u64 {
        self.slot(row).map_or(0, |slot| slot.rank)
    }

    fn number(&self, row: u32) -> u64 {
        self.slot(row).map_or(0, |slot| slot.row.valid_number())
    }

    fn is_verified(&self, row: u32) -> bool {
        self.slot(row).is_some_and(|slot| slot.row.is_verified())
    }

    fn guards(&self, a: u32, b: u32) -> Guards {
        match (self.slot(a), self.slot(b)) {
            (Some(a), Some(b)) => {
                let matcher = self.matcher;
                score(&a.row, &b.row, &matcher.lexicon, &matcher.model).all_guards(&a.row, &b.row, &matcher.model)
            }
            _ => Guards::NONE,
        }
    }
}
