//! Telephone, e-mail, GP practice, gender and other identifiers.

use super::{Found, better, plain};
use crate::identity::matching::level::Level;
use crate::identity::matching::lexicon::Lexicon;
use crate::identity::matching::model::MatchModel;
use crate::identity::matching::row::{CONTACTS, Row, Shared};
use crate::identity::matching::similarity::one_edit;

pub(in super::super) fn phone(a: &Row, b: &Row, model: &MatchModel) -> Found {
    shared(&a.phones, &b.phones, [Level::PhoneMissing, Level::PhoneEqual, Level::PhoneDifferent], model)
}

pub(in super::super) fn email(a: &Row, b: &Row, model: &MatchModel) -> Found {
    shared(&a.emails, &b.emails, [Level::EmailMissing, Level::EmailEqual, Level::EmailDifferent], model)
}

fn shared(a: &[Shared; CONTACTS], b: &[Shared; CONTACTS], levels: [Level; 3], model: &MatchModel) -> Found {
    let [missing, equal, different] = levels;
    let known = |values: &[Shared; CONTACTS]| values.iter().any(|shared| shared.value != 0);
    if !(known(a) && known(b)) {
        return plain(model, missing);
    }
    let mut best = None;
    for x in a.iter().filter(|x| x.value != 0 && b.iter().any(|y| y.value == x.value)) {
        better(model, &mut best, equal, 0, x.loss);
    }
    best.unwrap_or_else(|| plain(model, different))
}

pub(in super::super) fn practice(a: &Row, b: &Row, model: &MatchModel) -> Found {
    let level = match (a.practice, b.practice) {
        (0, _) | (_, 0) => Level::PracticeMissing,
        (x, y) if x == y => Level::PracticeEqual,
        _ => Level::PracticeDifferent,
    };
    plain(model, level)
}

pub(in super::super) fn gender(a: &Row, b: &Row, model: &MatchModel) -> Found {
    let level = match (a.gender, b.gender) {
        (Some(x), Some(y)) if x == y => Level::GenderEqual,
        (Some(_), Some(_)) => Level::GenderDifferent,
        _ => Level::GenderMissing,
    };
    plain(model, level)
}

pub(in super::super) fn identifier(a: &Row, b: &Row, lexicon: &Lexicon, model: &MatchModel) -> Found {
    let known = |row: &Row| row.identifiers.into_iter().filter(|number| *number != 0);
    if known(a).next().is_none() || known(b).next().is_none() {
        return plain(model, Level::IdentifierMissing);
    }
    if known(a).any(|x| known(b).any(|y| x == y)) {
        return plain(model, Level::IdentifierEqual);
    }
    let close = known(a).any(|x| {
        known(b).any(|y| match (lexicon.token(x), lexicon.token(y)) {
            (Some(x), Some(y)) => one_edit(x.word.as_bytes(), y.word.as_bytes()),
            _ => false,
        })
    });
    plain(model, if close { Level::IdentifierClose } else { Level::IdentifierDifferent })
}
