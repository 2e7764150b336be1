//! Whose words are not held: wishes, the local persons and the numbers that they reach.

use super::Work;
use crate::error::{NodeError, StoreError};
use dcr_core::identifier::NhsNumber;
use dcr_core::time::Timestamp;
use rusqlite::{OptionalExtension, params};

/// By which wish a local person is not held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The local person whose wish it is: the wish's name.
    pub(crate) wish: i64,
    /// Whether they are the person; else they only state the person's number.
    pub(crate) joined: bool,
}

/// What is remembered of whether there is anything to heed at all, so that a store without wishes pays nothing.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    wishes: Option<bool>,
    not_held: Option<bool>,
    erased: Option<bool>,
}

impl Work<'_> {
    /// Notes that a wish not to be held was stated about a local person.
    pub(crate) fn put_wish(&mut self, person: i64) -> Result<(), NodeError> {
        self.remembered.wishes = Some(true);
        self.sql.prepare_cached("INSERT OR IGNORE INTO wish (person) VALUES (?1)")?.execute([person])?;
        Ok(())
    }

    /// Notes the wishes of a store that was made before they were noted as they came.
    pub(super) fn note_wishes(&mut self) -> Result<(), NodeError> {
        let mut select = self.sql.prepare("SELECT id FROM person ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let person = row.get(0)?;
            match self.ever_wished(person) {
                Ok(true) => {
                    self.put_wish(person)?;
                    self.look_again(person, Some(Timestamp::MIN))?;
                }
                // Of someone whose key is damaged nothing can be shown either, and others are not touched by it.
                Ok(false) | Err(NodeError::Store(StoreError::Corrupt { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// When to ask again what a wish asks for.
    pub(crate) fn look_again(&self, wish: i64, at: Option<Timestamp>) -> Result<(), NodeError> {
        self.sql
            .prepare_cached("UPDATE wish SET look_again = ?2 WHERE person = ?1")?
            .execute(params![wish, at.map(Timestamp::millis)])?;
        Ok(())
    }

    /// The wishes that have to be asked again by now.
    pub(crate) fn due_wishes(&self, at: Timestamp) -> Result<Vec<i64>, NodeError> {
        let mut select = self.sql.prepare_cached("SELECT person FROM wish WHERE look_again <= ?1 ORDER BY person")?;
        let wishes = select.query_map([at.millis()], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(wishes)
    }

    pub(crate) fn is_wish(&self, person: i64) -> Result<bool, NodeError> {
        self.exists("SELECT 1 FROM wish WHERE person = ?1", person)
    }

    pub(crate) fn any_wish(&mut self) -> Result<bool, NodeError> {
        if let Some(any) = self.remembered.wishes {
            return Ok(any);
        }
        let any = self.any("SELECT 1 FROM wish LIMIT 1")?;
        self.remembered.wishes = Some(any);
        Ok(any)
    }

    pub(crate) fn any_not_held(&mut self) -> Result<bool, NodeError> {
        if let Some(any) = self.remembered.not_held {
            return Ok(any);
        }
        let any = self.any("SELECT 1 FROM not_held LIMIT 1")?;
        self.remembered.not_held = Some(any);
        Ok(any)
    }

    /// Whether any contribution was ever erased here.
    pub(super) fn any_erased(&mut self) -> Result<bool, NodeError> {
        if let Some(any) = self.remembered.erased {
            return Ok(any);
        }
        let any = self.any("SELECT 1 FROM contribution WHERE stands = 2 LIMIT 1")?;
        self.remembered.erased = Some(any);
        Ok(any)
    }

    pub(super) fn remember_erased(&mut self) {
        self.remembered.erased = Some(true);
    }

    /// By which wish a local person is not held, if they are not.
    pub(crate) fn mark_of(&mut self, person: i64) -> Result<Option<Mark>, NodeError> {
        if !self.any_not_held()? {
            return Ok(None);
        }
        let mut select = self.sql.prepare_cached("SELECT wish, joined FROM not_held WHERE person = ?1")?;
        Ok(select.query_row([person], |row| Ok(Mark { wish: row.get(0)?, joined: row.get(1)? })).optional()?)
    }

    /// By which wish whoever has a number is not held.
    pub(crate) fn wish_of_number(&mut self, number: &NhsNumber) -> Result<Option<i64>, NodeError> {
        if !self.any_not_held()? {
            return Ok(None);
        }
        let mut select = self.sql.prepare_cached("SELECT wish FROM not_held_number WHERE number = ?1")?;
        Ok(select.query_row([self.number_hash(number)], |row| row.get(0)).optional()?)
    }

    /// Everyone whom a wish reaches.
    pub(crate) fn reached_by(&self, wish: i64) -> Result<Vec<(i64, bool)>, NodeError> {
        let mut select =
            self.sql.prepare_cached("SELECT person, joined FROM not_held WHERE wish = ?1 ORDER BY person")?;
        let reached = select.query_map([wish], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        Ok(reached)
    }

    /// Whether a wish reaches any number.
    pub(crate) fn reaches_numbers(&self, wish: i64) -> Result<bool, NodeError> {
        self.exists("SELECT 1 FROM not_held_number WHERE wish = ?1", wish)
    }

    /// A local person is not held by a wish from now on. Who is joined stays joined.
    pub(crate) fn mark(&mut self, person: i64, mark: Mark) -> Result<(), NodeError> {
        self.remembered.not_held = Some(true);
        self.sql
            .prepare_cached(
                "INSERT INTO not_held (person, wish, joined) VALUES (?1, ?2, ?3)
                 ON CONFLICT (person) DO UPDATE SET wish = ?2, joined = max(joined, ?3)",
            )?
            .execute(params![person, mark.wish, mark.joined])?;
        Ok(())
    }

    /// A local person who only stated a number is held again: the number was not theirs.
    pub(crate) fn unmark(&self, person: i64) -> Result<(), NodeError> {
        self.sql.prepare_cached("DELETE FROM not_held WHERE person = ?1 AND joined = 0")?.execute([person])?;
        Ok(())
    }

    /// Whoever has the number is not held by a wish from now on.
    pub(crate) fn mark_number(&self, number: &NhsNumber, wish: i64) -> Result<(), NodeError> {
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO not_held_number (number, wish) VALUES (?1, ?2)")?
            .execute(params![self.number_hash(number), wish])?;
        Ok(())
    }

    /// Two wishes turned out to be one person's.
    pub(crate) fn join_wishes(&self, from: i64, to: i64) -> Result<(), NodeError> {
        for update in
            ["UPDATE not_held SET wish = ?2 WHERE wish = ?1", "UPDATE not_held_number SET wish = ?2 WHERE wish = ?1"]
        {
            self.sql.prepare_cached(update)?.execute([from, to])?;
        }
        self.look_again(from, None)
    }

    /// Everyone whom a wish reached is held again from now on; what was erased does not come back.
    pub(crate) fn lift(&mut self, wish: i64) -> Result<(), NodeError> {
        for delete in ["DELETE FROM not_held WHERE wish = ?1", "DELETE FROM not_held_number WHERE wish = ?1"] {
            self.sql.prepare_cached(delete)?.execute([wish])?;
        }
        self.remembered.not_held = None;
        Ok(())
    }

    fn exists(&self, query: &'static str, person: i64) -> Result<bool, NodeError> {
        Ok(self.sql.prepare_cached(query)?.exists([person])?)
    }

    fn any(&self, query: &'static str) -> Result<bool, NodeError> {
        Ok(self.sql.prepare_cached(query)?.exists([])?)
    }
}
