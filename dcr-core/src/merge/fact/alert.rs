//! When two alerts are one (M26).

use super::concept;
use super::keys::{Keys, begin};
use super::span::{End, Span};
use super::{Likeness, Pair};
use crate::record::{Alert, AlertStatus};
use crate::time::Timestamp;

pub(super) fn likeness(pair: &Pair<'_, Alert>) -> Option<Likeness> {
    let one = pair.same(|alert| &alert.code) && !pair.apart(span);
    one.then(|| Likeness(if pair.compatible(|alert| alert.period.start.as_ref()) { 3 } else { 2 }))
}

fn span(alert: &Alert, recorded: Timestamp) -> Span<'_> {
    let over = alert.status == Some(AlertStatus::Inactive);
    let stated = alert.period.end.as_ref().map(End::Stated);
    Span { start: alert.period.start.as_ref(), end: stated.or_else(|| over.then_some(End::Recorded(recorded))) }
}

pub(super) fn keys(alert: &Alert, organisation: &str, keys: &mut Keys) {
    concept::keys(keys, begin(10), &alert.code, organisation);
}
