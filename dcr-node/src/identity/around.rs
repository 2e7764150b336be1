//! Everyone who hangs together with a local person, and what identity makes of them.

use crate::error::{NodeError, StoreError};
use crate::store::{QueuedRow, Work};
use dcr_core::identifier::PersonKey;
use dcr_core::identity::{IdentityQuery, Resolution, resolve_with};
use std::collections::{BTreeMap, BTreeSet};

/// Local persons who hang together and are held.
pub(super) struct Around {
    /// Those who hang together; not whom they only may be.
    pub(super) rows: BTreeSet<i64>,
    /// Of its queries those that are about somebody of them.
    pub(super) resolution: Resolution,
    known: BTreeMap<PersonKey, i64>,
}

impl Around {
    /// What the queue would say of a query.
    pub(super) fn queued(&self, work: &Work<'_>, query: &IdentityQuery) -> Result<Option<QueuedRow>, NodeError> {
        let row = |key: &PersonKey| match self.known.get(key) {
            Some(row) => Ok(Some(*row)),
            None => work.known_person(key),
        };
        let Some(one) = row(&query.left)? else { return Ok(None) };
        let other = match &query.right {
            Some(right) => row(right)?,
            None => Some(one),
        };
        Ok(other.map(|other| QueuedRow { one, other, kind: query.kind }))
    }
}

impl Work<'_> {
    /// Everyone around a local person; `None` when more hang together than can be one person.
    pub(super) fn identity_around(&mut self, person: i64) -> Result<Option<Around>, NodeError> {
        let model = self.match_model()?;
        let mut reached = vec![person];
        let rows = match self.held_closure(reached.clone()) {
            Ok(rows) => rows,
            Err(NodeError::Person(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if model.is_some() {
            for row in &rows {
                reached.extend(self.possibly(*row)?);
            }
        }
        // Those whom they may be, with everyone around them, if that is not too many to tell.
        let all = match self.held_closure(reached) {
            Ok(all) => all,
            Err(NodeError::Person(_)) => rows.clone(),
            Err(error) => return Err(error),
        };
        let mut statements = Vec::new();
        let mut known = BTreeMap::new();
        for row in &all {
            let first = statements.len();
            self.identity_statements(*row, &mut statements)?;
            known.extend(statements.get(first).map(|statement| (statement.contribution().person(), *row)));
        }
        let mut resolution = resolve_with(&statements, model.as_deref());
        let is_near = |key: &PersonKey| known.get(key).is_none_or(|row| rows.contains(row));
        resolution.queries.retain(|query| is_near(&query.left) || query.right.as_ref().is_some_and(is_near));
        Ok(Some(Around { rows, resolution, known }))
    }

    /// The same; `None` also when a row among them is damaged: it is shown to nobody, and must not stand in the queue's way.
    pub(super) fn identity_around_if_whole(&mut self, person: i64) -> Result<Option<Around>, NodeError> {
        match self.identity_around(person) {
            Err(NodeError::Store(StoreError::Corrupt { .. })) => Ok(None),
            found => found,
        }
    }

    /// Brings the queue up to date with what was stated since, for up to so many local persons; whether any are left.
    pub(super) fn settle_queue(&mut self, most: usize) -> Result<bool, NodeError> {
        let mut settled = BTreeSet::new();
        let touched = self.touched(most)?;
        let all = touched.len() < most;
        for person in touched {
            if !settled.insert(person) {
                continue;
            }
            self.untouch(person)?;
            // Of so many who hang together nothing can be shown; their sources must be put right first.
            let Some(around) = self.identity_around_if_whole(person)? else { continue };
            let mut now = BTreeSet::new();
            for query in &around.resolution.queries {
                now.extend(around.queued(self, query)?);
            }
            self.put_queries(&around.rows, &now)?;
            for row in &around.rows {
                self.untouch(*row)?;
            }
            settled.extend(around.rows);
        }
        Ok(all)
    }
}
