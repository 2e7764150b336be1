//! When two social care events are one (M31).

use super::concept;
use super::keys::{Keys, begin, hash};
use super::{Likeness, Pair};
use crate::identifier::OdsCode;
use crate::record::SocialCare;

pub(super) fn likeness(pair: &Pair<'_, SocialCare>) -> Option<Likeness> {
    let providers = provider(pair.a).zip(provider(pair.b));
    let one = pair.a.kind == pair.b.kind
        && pair.same(|event| &event.what)
        && !pair.different(|event| event.component.as_ref())
        && providers.is_none_or(|(a, b)| a == b)
        && pair.compatible(|event| event.period.start.as_ref());
    one.then_some(Likeness(3))
}

fn provider(event: &SocialCare) -> Option<&OdsCode> {
    event.provider.as_ref().and_then(|provider| provider.organisation.as_ref())
}

pub(super) fn keys(event: &SocialCare, organisation: &str, keys: &mut Keys) {
    if event.period.start.is_some() {
        concept::keys(keys, hash(begin(17), event.kind.as_str().as_bytes()), &event.what, organisation);
    }
}
