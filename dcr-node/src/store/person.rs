//! Local persons: their data keys, the numbers stated for them, and who hangs together with whom.

use super::{Work, damaged, hash_column};
use crate::error::{NodeError, PersonError};
use crate::key::LookUp;
use crate::seal::{Place, SealKey};
use dcr_core::identifier::{NhsNumber, PersonKey};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The most local persons that may hang together over shared numbers, local identifiers and links.
const MOST: usize = 1_000;

/// A local person's row, with the data key opened.
pub(crate) struct LocalPersonRow {
    pub(crate) id: i64,
    pub(crate) hash: LookUp,
    pub(crate) key: SealKey,
}

impl Work<'_> {
    /// The local person's row; made, with a new data key, where there is none.
    pub(crate) fn person(&mut self, person: &PersonKey) -> Result<Rc<LocalPersonRow>, NodeError> {
        if let Some((last, row)) = &self.last_person
            && last == person
        {
            return Ok(Rc::clone(row));
        }
        let row = self.person_row(person)?;
        self.last_person = Some((person.clone(), Rc::clone(&row)));
        Ok(row)
    }

    fn person_row(&mut self, person: &PersonKey) -> Result<Rc<LocalPersonRow>, NodeError> {
        let hash = self.person_hash(person);
        if let Some(row) = self.people.get(&hash) {
            return Ok(Rc::clone(row));
        }
        let found: Option<(i64, Vec<u8>)> = self
            .sql
            .prepare_cached("SELECT id, data_key FROM person WHERE hash = ?1")?
            .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let row = if let Some((id, wrapped)) = found {
            LocalPersonRow { id, hash, key: self.keys.wrap.unwrap(&place(&[&hash]), &wrapped)? }
        } else {
            let (key, wrapped) = self.keys.wrap.new_wrapped(&place(&[&hash]))?;
            self.sql
                .prepare_cached("INSERT INTO person (hash, data_key) VALUES (?1, ?2)")?
                .execute(params![hash, wrapped])?;
            LocalPersonRow { id: self.sql.last_insert_rowid(), hash, key }
        };
        let row = Rc::new(row);
        self.people.insert(hash, Rc::clone(&row));
        Ok(row)
    }

    pub(crate) fn person_by_id(&self, id: i64) -> Result<LocalPersonRow, NodeError> {
        let (hash, wrapped): (LookUp, Vec<u8>) = self
            .sql
            .prepare_cached("SELECT hash, data_key FROM person WHERE id = ?1")?
            .query_row([id], |row| Ok((hash_column(row, 0)?, row.get(1)?)))
            .optional()?
            .ok_or_else(|| damaged("person"))?;
        Ok(LocalPersonRow { id, hash, key: self.keys.wrap.unwrap(&place(&[&hash]), &wrapped)? })
    }

    /// The row of a local person that is held, if there is one.
    pub(crate) fn known_person(&self, person: &PersonKey) -> Result<Option<i64>, NodeError> {
        Ok(self
            .sql
            .prepare_cached("SELECT id FROM person WHERE hash = ?1")?
            .query_row([self.person_hash(person)], |row| row.get(0))
            .optional()?)
    }

    pub(crate) fn put_number(&mut self, number: &NhsNumber, person: i64) -> Result<(), NodeError> {
        if !self.numbers.insert((number.clone(), person)) {
            return Ok(());
        }
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO person_number (number, person) VALUES (?1, ?2)")?
            .execute(params![self.number_hash(number), person])?;
        Ok(())
    }

    pub(crate) fn put_link(&self, person: i64, other: i64) -> Result<(), NodeError> {
        let mut insert = self.sql.prepare_cached("INSERT OR IGNORE INTO link (person, other) VALUES (?1, ?2)")?;
        insert.execute([person, other])?;
        insert.execute([other, person])?;
        Ok(())
    }

    pub(crate) fn people_with(&self, number: &NhsNumber) -> Result<Vec<i64>, NodeError> {
        let mut select = self.sql.prepare_cached("SELECT person FROM person_number WHERE number = ?1")?;
        let people = select.query_map([self.number_hash(number)], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(people)
    }

    /// Somebody of those who are known: the same one each time, and another for another place.
    pub(crate) fn somebody(&self, place: LookUp) -> Result<Option<i64>, NodeError> {
        let first = |sql| self.sql.prepare_cached(sql)?.query_row([place], |row| row.get(0)).optional();
        match first("SELECT id FROM person WHERE hash >= ?1 ORDER BY hash LIMIT 1")? {
            Some(person) => Ok(Some(person)),
            None => Ok(first("SELECT id FROM person WHERE hash < ?1 ORDER BY hash LIMIT 1")?),
        }
    }

    /// Everyone who hangs together with these over shared numbers, local identifiers and links, themselves included.
    ///
    /// With a model of matching in force also over likeness; where more hang together by it than can be one person, it is not
    /// followed.
    pub(crate) fn closure(&self, people: Vec<i64>) -> Result<BTreeSet<i64>, NodeError> {
        match self.closure_by(people.clone(), true) {
            Err(NodeError::Person(PersonError::TooMany { .. })) => self.closure_by(people, false),
            closed => closed,
        }
    }

    fn closure_by(&self, people: Vec<i64>, likeness: bool) -> Result<BTreeSet<i64>, NodeError> {
        let mut select = self.sql.prepare_cached(
            "SELECT other FROM link WHERE person = ?1 UNION
             SELECT b.person FROM person_number a JOIN person_number b ON b.number = a.number WHERE a.person = ?1 UNION
             SELECT p.id FROM person_identifier i JOIN person p ON p.hash = i.identifier WHERE i.person = ?1 UNION
             SELECT i.person FROM person p JOIN person_identifier i ON i.identifier = p.hash WHERE p.id = ?1 UNION
             SELECT other FROM match_pair WHERE person = ?1 AND linked = 1 AND ?2",
        )?;
        let mut closed: BTreeSet<i64> = people.iter().copied().collect();
        let mut waiting = people;
        while let Some(person) = waiting.pop() {
            let mut rows = select.query(params![person, likeness])?;
            while let Some(row) = rows.next()? {
                let other = row.get(0)?;
                if closed.insert(other) {
                    waiting.push(other);
                }
                if closed.len() > MOST {
                    return Err(PersonError::TooMany { most: MOST }.into());
                }
            }
        }
        Ok(closed)
    }
}

pub(super) fn place<'a>(row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "person", row }
}
