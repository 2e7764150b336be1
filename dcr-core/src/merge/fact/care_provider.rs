//! When two care providers are one (M25, M34).

use super::concept::{same_words, stated, words_hash};
use super::keys::{Keys, begin, hash};
use super::span::{End, Span};
use super::{Likeness, Pair};
use crate::identifier::OdsCode;
use crate::record::{CareProvider, CareProviderRole};

pub(super) fn likeness(pair: &Pair<'_, CareProvider>) -> Option<Likeness> {
    let one = pair.a.role == pair.b.role && same_party(pair.a, pair.b) && !pair.apart(|provider, _| span(provider));
    one.then(|| Likeness(if pair.compatible(|provider| provider.period.start.as_ref()) { 3 } else { 2 }))
}

fn span(provider: &CareProvider) -> Span<'_> {
    Span { start: provider.period.start.as_ref(), end: provider.period.end.as_ref().map(End::Stated) }
}

fn same_party(a: &CareProvider, b: &CareProvider) -> bool {
    let codes = code(a).zip(code(b));
    if let Some((ours, theirs)) = codes.filter(|_| is_organisation(&a.role)) {
        return ours == theirs;
    }
    match (name(a), name(b)) {
        (Some(ours), Some(theirs)) => same_words(ours, theirs) && codes.is_none_or(|(ours, theirs)| ours == theirs),
        _ => codes.is_some_and(|(ours, theirs)| ours == theirs),
    }
}

/// Whether an organisation's code says who plays the role: many persons and teams work under one code.
fn is_organisation(role: &CareProviderRole) -> bool {
    matches!(role, CareProviderRole::RegisteredPractice | CareProviderRole::CareAgency | CareProviderRole::Pharmacy)
}

fn code(provider: &CareProvider) -> Option<&OdsCode> {
    provider.members.first().and_then(|member| member.organisation.as_ref())
}

fn name(provider: &CareProvider) -> Option<&str> {
    let first = || provider.members.first().and_then(|member| member.name.as_deref());
    stated(provider.name.as_deref()).or_else(|| stated(first()))
}

pub(super) fn keys(provider: &CareProvider, keys: &mut Keys) {
    let of = hash(begin(9), provider.role.as_str().as_bytes());
    if let Some(code) = code(provider) {
        keys.add(hash(of, code.as_str().as_bytes()));
    }
    keys.add_some(name(provider).and_then(|name| words_hash(hash(of, b"name"), name)));
}
