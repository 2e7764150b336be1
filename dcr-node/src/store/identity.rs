//! What identity reads of the store, and where there is something for a person to settle.

use super::contribution::statement;
use super::{Work, damaged};
use crate::error::NodeError;
use dcr_core::contribution::{Contribution, ContributionBody, ContributionKey, LinkStatement, Statement};
use dcr_core::identifier::{PersonKey, SubjectId};
use dcr_core::identity::{QueryKind, number_of};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

/// A place in the queue: two local persons, or twice the same one, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct QueuedRow {
    pub(crate) one: i64,
    pub(crate) other: i64,
    pub(crate) kind: QueryKind,
}

impl Work<'_> {
    /// Keeps what identity needs to find a contribution and everyone who hangs together by it.
    pub(super) fn put_identity(&mut self, contribution: &Contribution, person: i64, row: i64) -> Result<(), NodeError> {
        match &contribution.parts().body {
            Some(ContributionBody::Demographics(demographics)) => {
                self.restated(person);
                self.put_identity_statement(person, row)?;
                let own = contribution.person();
                for subject in &demographics.identifiers {
                    let other = PersonKey { subject: subject.clone(), ..own.clone() };
                    if other != own {
                        self.put_identifier(&other, person)?;
                    }
                }
            }
            Some(ContributionBody::Link(link)) => {
                self.put_identity_statement(person, row)?;
                self.put_linked(link, person)?;
                if contribution.parts().subject.namespace() == SubjectId::IDENTITY_DECISION {
                    self.sql
                        .prepare_cached("INSERT OR IGNORE INTO identity_decision (person) VALUES (?1)")?
                        .execute([person])?;
                }
            }
            // What it stated before may have been either.
            None => self.restated(person),
            Some(ContributionBody::Entry(_) | ContributionBody::Section(_) | ContributionBody::Directive(_)) => {
                return Ok(());
            }
        }
        self.touch(person)
    }

    fn put_identity_statement(&self, person: i64, contribution: i64) -> Result<(), NodeError> {
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO identity_statement (person, contribution) VALUES (?1, ?2)")?
            .execute([person, contribution])?;
        Ok(())
    }

    fn put_identifier(&self, other: &PersonKey, person: i64) -> Result<(), NodeError> {
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO person_identifier (identifier, person) VALUES (?1, ?2)")?
            .execute(params![self.person_hash(other), person])?;
        Ok(())
    }

    /// Whoever a link names hangs together with it, and whoever is named by an NHS number with those who state it.
    fn put_linked(&mut self, link: &LinkStatement, person: i64) -> Result<(), NodeError> {
        let other = self.person(&link.other)?.id;
        self.put_link(person, other)?;
        if let Some(one) = &link.of {
            let one = self.person(one)?.id;
            self.put_link(person, one)?;
            self.put_link(one, other)?;
        }
        for named in link.of.iter().chain([&link.other]) {
            if let Some(number) = number_of(named) {
                let row = self.person(named)?.id;
                self.put_number(&number, row)?;
            }
        }
        Ok(())
    }

    /// Notes that something was stated about a local person.
    pub(crate) fn touch(&self, person: i64) -> Result<(), NodeError> {
        self.sql.prepare_cached("INSERT OR IGNORE INTO identity_touched (person) VALUES (?1)")?.execute([person])?;
        Ok(())
    }

    /// Up to so many local persons of whom something was stated since they were last asked about.
    pub(crate) fn touched(&self, most: usize) -> Result<Vec<i64>, NodeError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut select = self.sql.prepare_cached("SELECT person FROM identity_touched ORDER BY person LIMIT ?1")?;
        let touched = select.query_map([most], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(touched)
    }

    pub(crate) fn untouch(&self, person: i64) -> Result<(), NodeError> {
        self.sql.prepare_cached("DELETE FROM identity_touched WHERE person = ?1")?.execute([person])?;
        Ok(())
    }

    /// The statements about a local person that stand and that identity reads. What one of them was derived from is among
    /// them, whatever it is, because it tells how long that one stands.
    pub(crate) fn identity_statements(&mut self, person: i64, into: &mut Vec<Statement>) -> Result<(), NodeError> {
        let row = self.person_by_id(person)?;
        let first = into.len();
        {
            let mut select = self.sql.prepare_cached(
                "SELECT c.key, c.content, c.received, c.body FROM identity_statement i
                 JOIN contribution c ON c.id = i.contribution WHERE i.person = ?1 AND c.person = ?1 AND c.stands = 1",
            )?;
            let mut rows = select.query([person])?;
            while let Some(found) = rows.next()? {
                into.push(statement(found, &row, self.packer)?.1);
            }
        }
        let mut derived: BTreeSet<ContributionKey> = BTreeSet::new();
        let mut held: BTreeSet<&ContributionKey> = BTreeSet::new();
        for statement in into.iter().skip(first) {
            let key = statement.contribution().key();
            held.insert(key);
            let from = statement.contribution().parts().derived_from.clone();
            derived.extend(from.map(|item| ContributionKey { item, ..key.clone() }));
        }
        derived.retain(|key| !held.contains(key));
        for key in derived {
            self.standing_statement(&key, into)?;
        }
        Ok(())
    }

    fn standing_statement(&mut self, key: &ContributionKey, into: &mut Vec<Statement>) -> Result<(), NodeError> {
        let hash = self.contribution_hash(key);
        let person: Option<i64> = self
            .sql
            .prepare_cached("SELECT person FROM contribution WHERE key = ?1 AND stands = 1")?
            .query_row([hash], |row| row.get(0))
            .optional()?;
        let Some(person) = person else { return Ok(()) };
        let person = self.person_by_id(person)?;
        let mut select = self
            .sql
            .prepare_cached("SELECT key, content, received, body FROM contribution WHERE key = ?1 AND stands = 1")?;
        let mut rows = select.query([hash])?;
        while let Some(found) = rows.next()? {
            into.push(statement(found, &person, self.packer)?.1);
        }
        Ok(())
    }

    /// Makes what the queue says of some local persons this, and nothing else.
    pub(crate) fn put_queries(&self, people: &BTreeSet<i64>, now: &BTreeSet<QueuedRow>) -> Result<(), NodeError> {
        let mut before = BTreeSet::new();
        let mut select = self.sql.prepare_cached(
            "SELECT id, one, other, kind FROM identity_query WHERE one = ?1
             UNION SELECT id, one, other, kind FROM identity_query WHERE other = ?1",
        )?;
        for person in people {
            let mut rows = select.query([person])?;
            while let Some(row) = rows.next()? {
                let (id, queued): (i64, _) = (row.get(0)?, queued(row)?);
                if now.contains(&queued) {
                    before.insert(queued);
                } else {
                    self.sql.prepare_cached("DELETE FROM identity_query WHERE id = ?1")?.execute([id])?;
                }
            }
        }
        for QueuedRow { one, other, kind } in now.difference(&before) {
            self.sql
                .prepare_cached("INSERT OR IGNORE INTO identity_query (one, other, kind) VALUES (?1, ?2, ?3)")?
                .execute(params![one, other, kind.as_str()])?;
        }
        Ok(())
    }

    /// The queue behind a place in it, with the place of each.
    pub(crate) fn queued_after(&self, after: u64, most: usize) -> Result<Vec<(u64, QueuedRow)>, NodeError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut select = self
            .sql
            .prepare_cached("SELECT id, one, other, kind FROM identity_query WHERE id > ?1 ORDER BY id LIMIT ?2")?;
        let mut rows = select.query([after, most])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id = u64::try_from(row.get::<_, i64>(0)?).map_err(|_| damaged("a query"))?;
            found.push((id, queued(row)?));
        }
        Ok(found)
    }

    /// The rows under which decisions that name a local person are kept.
    pub(crate) fn decisions_about(&self, person: i64) -> Result<Vec<i64>, NodeError> {
        let mut select = self.sql.prepare_cached(
            "SELECT l.other FROM link l JOIN identity_decision d ON d.person = l.other WHERE l.person = ?1
             ORDER BY l.other",
        )?;
        let decisions = select.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(decisions)
    }

    /// What is erased of a local person is no query either.
    pub(super) fn erase_identity(&self, person: i64) -> Result<(), NodeError> {
        for delete in [
            "DELETE FROM identity_query WHERE one = ?1 OR other = ?1",
            "DELETE FROM identity_statement WHERE person = ?1",
            "DELETE FROM person_identifier WHERE person = ?1",
            "DELETE FROM identity_touched WHERE person = ?1",
        ] {
            self.sql.prepare_cached(delete)?.execute([person])?;
        }
        Ok(())
    }

    /// Notes all this of a store that was made before it was noted as it came.
    pub(super) fn note_identity(&mut self) -> Result<(), NodeError> {
        let mut select = self.sql.prepare("SELECT id FROM person ORDER BY id")?;
        let people: Vec<i64> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for person in people {
            for (row, contribution) in self.held_contributions(person)? {
                self.put_identity(&contribution, person, row)?;
            }
        }
        Ok(())
    }
}

fn queued(row: &rusqlite::Row<'_>) -> Result<QueuedRow, NodeError> {
    let kind: String = row.get(3)?;
    let kind = QueryKind::parse(&kind).ok_or_else(|| damaged("a query"))?;
    Ok(QueuedRow { one: row.get(1)?, other: row.get(2)?, kind })
}
