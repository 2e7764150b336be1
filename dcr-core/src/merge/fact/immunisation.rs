//! When two immunisations are one (M30).

use super::concept::{self, same_words, stated};
use super::keys::{Keys, begin, hash};
use super::{Likeness, Pair};
use crate::record::{Immunisation, ImmunisationStatus};

fn is_done(immunisation: &Immunisation) -> bool {
    immunisation.status != Some(ImmunisationStatus::NotDone)
}

pub(super) fn likeness(pair: &Pair<'_, Immunisation>) -> Option<Likeness> {
    let (a, b) = (pair.a, pair.b);
    let procedures = a.procedure.as_ref().zip(b.procedure.as_ref());
    let same_procedure =
        procedures.is_some_and(|(a, b)| concept::sameness(a, b, pair.one_organisation) == concept::Sameness::Same);
    let doses = stated(a.dose.as_deref()).zip(stated(b.dose.as_deref()));
    let doses_differ = doses.is_some_and(|(a, b)| !same_words(a, b));
    if is_done(a) != is_done(b) || doses_differ || !(same_procedure || pair.same(|given| &given.vaccine)) {
        return None;
    }
    pair.happened_together(|immunisation| immunisation.given.as_ref())
}

pub(super) fn keys(immunisation: &Immunisation, organisation: &str, keys: &mut Keys) {
    if immunisation.given.is_none() {
        return;
    }
    let of = begin(16);
    concept::keys(keys, of, &immunisation.vaccine, organisation);
    if let Some(procedure) = &immunisation.procedure {
        concept::keys(keys, hash(of, b"procedure"), procedure, organisation);
    }
}
