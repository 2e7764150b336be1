//! When two encounters are one (M28).

use super::concept::{number, same_number};
use super::keys::{Keys, begin, hash};
use super::{Likeness, Pair};
use crate::record::Encounter;

pub(super) fn likeness(pair: &Pair<'_, Encounter>) -> Option<Likeness> {
    let (a, b) = (pair.a, pair.b);
    let same_visit = same_number(a.visit_number.as_deref(), b.visit_number.as_deref());
    let one = pair.one_organisation && a.kind == b.kind && same_visit;
    one.then_some(Likeness(4))
}

pub(super) fn keys(encounter: &Encounter, organisation: &str, keys: &mut Keys) {
    if let Some(number) = encounter.visit_number.as_deref().and_then(number) {
        keys.add(hash(hash(begin(14), organisation.as_bytes()), number.as_bytes()));
    }
}
