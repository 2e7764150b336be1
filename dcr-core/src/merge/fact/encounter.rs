//! When two encounters are one (M28).

use super::keys::{Keys, begin, hash};
use super::{Likeness, Pair};
use crate::record::Encounter;

pub(super) fn likeness(pair: &Pair<'_, Encounter>) -> Option<Likeness> {
    let (a, b) = (pair.a, pair.b);
    let one = pair.one_organisation && a.kind == b.kind && a.visit_number.is_some() && a.visit_number == b.visit_number;
    one.then_some(Likeness(4))
}

pub(super) fn keys(encounter: &Encounter, organisation: &str, keys: &mut Keys) {
    if let Some(number) = &encounter.visit_number {
        keys.add(hash(hash(begin(14), organisation.as_bytes()), number.as_bytes()));
    }
}
