//! When an organisation is open and admitted, worked out once.

use super::facts::NEVER;
use crate::register::{AdmissionCriteria, Organisation};
use crate::time::Timestamp;

/// Whether an organisation is open, and whether it is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) open: bool,
    pub(super) admitted: bool,
}

/// An organisation's standing at every instant.
#[derive(Debug, Clone)]
pub(super) struct Standings {
    /// The instants at which its dates or its evidence begin or end, in order, none twice.
    changes: Box<[i64]>,
    /// INVARIANT: one more than there are changes: what holds before each, and after the last.
    between: Box<[Standing]>,
}

impl Standings {
    pub(super) fn of(organisation: &Organisation, criteria: &AdmissionCriteria) -> Self {
        let assurance = &organisation.assurance;
        let evidence = assurance.evidence.iter().flat_map(|piece| [Some(piece.from), piece.until]);
        let dates = [organisation.opened, organisation.closed, assurance.from, assurance.until];
        let mut changes: Vec<Timestamp> = dates.into_iter().chain(evidence).flatten().collect();
        changes.sort_unstable();
        changes.dedup();
        let at = |instant: Timestamp| Standing {
            open: organisation.open_at(instant),
            admitted: organisation.admitted_at(criteria, instant),
        };
        // Whatever ends is over at the instant at which it ends, so each instant stands for all until the next.
        let between = std::iter::once(at(Timestamp::MIN)).chain(changes.iter().copied().map(at)).collect();
        Self { changes: changes.into_iter().map(Timestamp::millis).collect(), between }
    }

    /// What holds at an instant, and the first instant after it at which something about it changes.
    pub(super) fn at(&self, at: i64) -> (Standing, i64) {
        let past = self.changes.partition_point(|change| *change <= at);
        let standing = self.between.get(past).copied().unwrap_or(Standing { open: false, admitted: false });
        (standing, self.changes.get(past).copied().unwrap_or(NEVER))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Policy;
    use crate::register::{Register, RegisterDocument};
    use proptest::prelude::*;

    const YEAR: i64 = 366 * 24 * 3_600_000;

    fn instant(quarter: i64) -> Timestamp {
        Timestamp::from_millis(quarter * YEAR / 4).unwrap()
    }

    proptest! {
        #[test]
        fn the_standing_is_what_the_register_says_at_every_instant(
            pieces in prop::collection::vec((0_usize..8, 0_i64..12, prop::option::of(0_i64..12)), 0..6),
            dates in prop::array::uniform4(prop::option::of(0_i64..12)),
            quarter in -1_i64..13, nudge in -1_i64..2,
        ) {
            let mut document: RegisterDocument = serde_json::from_slice(Register::DORSET_EXAMPLE).unwrap();
            let mut organisation = document.organisations.remove(0);
            let kept: Vec<_> = organisation.assurance.evidence.clone();
            for (which, from, until) in pieces {
                let Some(piece) = kept.get(which % kept.len().max(1)) else { continue };
                let mut piece = piece.clone();
                (piece.from, piece.until) = (instant(from), until.map(instant));
                organisation.assurance.evidence.push(piece);
            }
            let [opened, closed, from, until] = dates.map(|quarter| quarter.map(instant));
            (organisation.opened, organisation.closed) = (opened, closed);
            (organisation.assurance.from, organisation.assurance.until) = (from, until);
            let policy = Policy::dorset_example().unwrap();
            let at = Timestamp::from_millis(quarter * YEAR / 4 + nudge).unwrap();
            let (standing, changes) = Standings::of(&organisation, &policy.admission).at(at.millis());
            prop_assert_eq!(standing.open, organisation.open_at(at));
            prop_assert_eq!(standing.admitted, organisation.admitted_at(&policy.admission, at));
            let evidence = organisation.admission_valid_until(at);
            let whole = [organisation.opened, organisation.closed].into_iter().flatten().filter(|one| *one > at);
            prop_assert_eq!(changes, whole.chain(evidence).min().map_or(NEVER, Timestamp::millis));
        }
    }
}
