//! When two related people are one (M24).

use super::concept::{same_words, words_hash, words_key};
use super::keys::{Keys, begin, hash};
use super::span::contradict;
use super::{Likeness, Pair};
use crate::record::{HumanName, RelatedPerson};

pub(super) fn likeness(pair: &Pair<'_, RelatedPerson>) -> Option<Likeness> {
    let (a, b) = (pair.a, pair.b);
    if contradict(a.birth_date.as_ref(), b.birth_date.as_ref()) {
        return None;
    }
    if let (Some(ours), Some(theirs)) = (&a.nhs_number, &b.nhs_number) {
        return (ours == theirs).then_some(Likeness(3));
    }
    let named_alike = a.names.iter().any(|ours| b.names.iter().any(|theirs| same_name(ours, theirs)));
    named_alike.then_some(Likeness(2))
}

/// The given and the family name by which a name is compared.
fn parts(name: &HumanName) -> Option<(&str, &str)> {
    name.given.first().map(String::as_str).zip(name.family.as_deref())
}

fn same_name(a: &HumanName, b: &HumanName) -> bool {
    match (parts(a), parts(b)) {
        (Some((given, family)), Some((other_given, other_family))) => {
            same_words(given, other_given) && same_words(family, other_family)
        }
        _ => whole(a).zip(whole(b)).is_some_and(|(ours, theirs)| same_words(ours, theirs)),
    }
}

/// A name that its source does not part, of two words or more: a household shares its family name, and of given names
/// there are few.
fn whole(name: &HumanName) -> Option<&str> {
    let written = name.text.as_deref().filter(|_| name.given.is_empty() && name.family.is_none())?;
    words_key(written).contains(' ').then_some(written)
}

pub(super) fn keys(person: &RelatedPerson, keys: &mut Keys) {
    if let Some(number) = &person.nhs_number {
        keys.add(hash(begin(7), number.as_str().as_bytes()));
    }
    for name in &person.names {
        keys.add_some(match parts(name) {
            Some((given, family)) => words_hash(begin(8), given).and_then(|given| words_hash(given, family)),
            None => whole(name).and_then(|written| words_hash(begin(8), written)),
        });
    }
}
