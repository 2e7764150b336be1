//! When two allergies are one (M21).

use super::concept;
use super::keys::{Keys, begin};
use super::medication::{ingredients_key, same_ingredients};
use super::{Likeness, Pair};
use crate::record::Allergy;

pub(super) fn likeness(pair: &Pair<'_, Allergy>) -> Option<Likeness> {
    if pair.same(|allergy| &allergy.code) {
        return Some(Likeness(3));
    }
    same_ingredients(&pair.a.ingredients, &pair.b.ingredients).then_some(Likeness(2))
}

pub(super) fn keys(allergy: &Allergy, organisation: &str, keys: &mut Keys) {
    concept::keys(keys, begin(2), &allergy.code, organisation);
    keys.add_some(ingredients_key(begin(2), &allergy.ingredients));
}
