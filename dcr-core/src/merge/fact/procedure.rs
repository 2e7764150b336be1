//! When two procedures are one (M29).

use super::concept;
use super::keys::{Keys, begin, hash};
use super::{Likeness, Pair};
use crate::record::{Procedure, ProcedureStatus};

fn is_done(procedure: &Procedure) -> bool {
    procedure.status != Some(ProcedureStatus::NotDone)
}

pub(super) fn likeness(pair: &Pair<'_, Procedure>) -> Option<Likeness> {
    let one = is_done(pair.a) == is_done(pair.b)
        && pair.same(|procedure| &procedure.code)
        && !pair.all_different(|procedure| procedure.body_sites.iter());
    if one { pair.happened_together(|procedure| procedure.performed.start.as_ref()) } else { None }
}

pub(super) fn keys(procedure: &Procedure, organisation: &str, keys: &mut Keys) {
    if procedure.performed.start.is_some() {
        concept::keys(keys, hash(begin(15), &[u8::from(is_done(procedure))]), &procedure.code, organisation);
    }
}
