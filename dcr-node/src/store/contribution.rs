//! Contributions: every version is kept, and of those with one key one stands.

use super::erase::is_wish;
use super::{LocalPersonRow, Work, damaged, hash_column, time};
use crate::compress::Packer;
use crate::error::NodeError;
use crate::key::LookUp;
use crate::seal::Place;
use dcr_core::contribution::{ContentHash, Contribution, ContributionBody, ContributionKey, Statement};
use dcr_core::identifier::{NhsNumber, SubjectId};
use dcr_core::time::Timestamp;
use rusqlite::{OptionalExtension, params};

/// What became of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It was not held before.
    New,
    /// It was not held before, and a later version of it was.
    OutOfOrder,
    /// It was held already.
    Held,
}

/// The version of a key that stands.
struct Standing {
    id: i64,
    person: i64,
    version: i64,
    recorded: i64,
    content: LookUp,
}

impl Work<'_> {
    /// Keeps a contribution, and settles which version of its key stands.
    ///
    /// `stated` is the hash of the contribution as its source stated it, where codes were added to it since: what was
    /// stated once is held, whatever has been learned of codes meanwhile.
    pub(crate) fn take(
        &mut self,
        contribution: &Contribution,
        stated: Option<ContentHash>,
        received: Timestamp,
        message: i64,
    ) -> Result<Taken, NodeError> {
        let parts = contribution.parts();
        let bytes = contribution.canonical()?;
        let hash = ContentHash::of(&bytes);
        let key = self.contribution_hash(&parts.key);
        let content = self.keys.look_up("content", &[stated.unwrap_or(hash).as_bytes()]);
        let version = i64::try_from(parts.version.number()).map_err(|_| damaged("contribution"))?;
        let recorded = parts.recorded.millis();
        let standing = self.standing(key)?;
        if let Some(standing) = &standing
            && self.is_held(key, version, recorded, content, received, standing)?
        {
            return Ok(Taken::Held);
        }
        let person = self.person(&contribution.person())?;
        let mut taken = Taken::New;
        let stands = match &standing {
            None => !self.any_erased()? || !self.has_later(key, version, recorded)?,
            Some(held) => match (version, recorded).cmp(&(held.version, held.recorded)) {
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Less => {
                    taken = Taken::OutOfOrder;
                    false
                }
                std::cmp::Ordering::Equal => hash > self.hash_of(key, held)?,
            },
        };
        if let Some(held) = standing
            && stands
        {
            self.sql.prepare_cached("UPDATE contribution SET stands = 0 WHERE id = ?1")?.execute([held.id])?;
        }
        let packed = self.packer.pack(&bytes);
        let body = person.key.seal(&place(&[&person.hash, &key, &content]), &packed)?;
        let row = self
            .sql
            .prepare_cached(
                "INSERT INTO contribution (person, key, version, recorded, content, received, stands, message, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (key, version, recorded, content)
                 DO UPDATE SET person = ?1, received = ?6, stands = ?7, message = ?8, body = ?9
                 RETURNING id",
            )?
            .query_row(
                params![person.id, key, version, recorded, content, received.millis(), stands, message, body],
                |row| row.get(0),
            )?;
        self.put_connections(contribution, person.id)?;
        self.put_identity(contribution, person.id, row)?;
        Ok(taken)
    }

    fn standing(&self, key: LookUp) -> Result<Option<Standing>, NodeError> {
        // The one that stands has the highest version and time: the first rows of this order.
        Ok(self
            .sql
            .prepare_cached(
                "SELECT id, person, version, recorded, content FROM contribution
                 WHERE key = ?1 AND stands = 1 ORDER BY version DESC, recorded DESC LIMIT 1",
            )?
            .query_row([key], |row| {
                Ok(Standing {
                    id: row.get(0)?,
                    person: row.get(1)?,
                    version: row.get(2)?,
                    recorded: row.get(3)?,
                    content: hash_column(row, 4)?,
                })
            })
            .optional()?)
    }

    /// Whether this very contribution is held; its time of receipt becomes the earlier one.
    fn is_held(
        &self,
        key: LookUp,
        version: i64,
        recorded: i64,
        content: LookUp,
        received: Timestamp,
        standing: &Standing,
    ) -> Result<bool, NodeError> {
        if (version, recorded) > (standing.version, standing.recorded) {
            return Ok(false);
        }
        let held: Option<(i64, i64)> = self
            .sql
            .prepare_cached(
                "SELECT id, received FROM contribution
                 WHERE key = ?1 AND version = ?2 AND recorded = ?3 AND content = ?4 AND stands < 2",
            )?
            .query_row(params![key, version, recorded, content], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((id, first)) = held else { return Ok(false) };
        if received.millis() < first {
            self.sql
                .prepare_cached("UPDATE contribution SET received = ?2 WHERE id = ?1")?
                .execute([id, received.millis()])?;
        }
        Ok(true)
    }

    /// Whether a later version was ever held: after an erasure none may stand, and an earlier one must not take its place.
    fn has_later(&self, key: LookUp, version: i64, recorded: i64) -> Result<bool, NodeError> {
        let mut select = self
            .sql
            .prepare_cached("SELECT 1 FROM contribution WHERE key = ?1 AND (version, recorded) > (?2, ?3) LIMIT 1")?;
        Ok(select.exists(params![key, version, recorded])?)
    }

    pub(super) fn contribution_hash(&self, key: &ContributionKey) -> LookUp {
        self.keys.look_up(
            "contribution",
            &[key.organisation.as_str().as_bytes(), key.system.as_str().as_bytes(), key.item.as_str().as_bytes()],
        )
    }

    /// Whether any version of a contribution is held.
    pub(crate) fn is_key_held(&self, key: &ContributionKey) -> Result<bool, NodeError> {
        let mut select = self.sql.prepare_cached("SELECT 1 FROM contribution WHERE key = ?1 AND stands < 2 LIMIT 1")?;
        Ok(select.exists([self.contribution_hash(key)])?)
    }

    /// A later version of what directives were derived from withdraws those that it does not state anew. It is not held
    /// itself: of each directive there remains that a later version was heard of.
    pub(crate) fn withdraw_derived(&mut self, from: &Contribution) -> Result<(), NodeError> {
        let Some(person) = self.known_person(&from.person())? else { return Ok(()) };
        let mut statements = Vec::new();
        self.statements_about(person, &mut statements)?;
        let (source, parts) = (from.key(), from.parts());
        let content = self.keys.look_up("content", &[from.content_hash()?.as_bytes()]);
        let version = i64::try_from(parts.version.number()).map_err(|_| damaged("contribution"))?;
        for statement in statements {
            let (key, derived) = (statement.contribution().key(), statement.contribution().parts());
            let same_source = (&key.organisation, &key.system) == (&source.organisation, &source.system);
            let is_later = derived.version < parts.version;
            let is_directive = matches!(derived.body, Some(ContributionBody::Directive(_)));
            if !(is_directive && same_source && is_later && derived.derived_from.as_ref() == Some(&source.item)) {
                continue;
            }
            let hash = self.contribution_hash(key);
            let (id, message): (i64, i64) = self
                .sql
                .prepare_cached("SELECT id, message FROM contribution WHERE key = ?1 AND stands = 1")?
                .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.sql.prepare_cached("UPDATE contribution SET stands = 0 WHERE id = ?1")?.execute([id])?;
            let received = statement.received().millis();
            self.sql
                .prepare_cached(
                    "INSERT OR IGNORE INTO contribution
                     (person, key, version, recorded, content, received, stands, message, body)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 2, ?7, x'')",
                )?
                .execute(params![person, hash, version, parts.recorded.millis(), content, received, message])?;
            self.remember_erased();
            self.changed.insert(person);
        }
        Ok(())
    }

    fn hash_of(&mut self, key: LookUp, standing: &Standing) -> Result<ContentHash, NodeError> {
        let sealed: Vec<u8> = self
            .sql
            .prepare_cached("SELECT body FROM contribution WHERE id = ?1")?
            .query_row([standing.id], |row| row.get(0))?;
        let person = self.person_by_id(standing.person)?;
        let packed = person.key.open(&place(&[&person.hash, &key, &standing.content]), &sealed)?;
        Ok(ContentHash::of(&self.packer.unpack(&packed)?))
    }

    /// Keeps what identity needs to find everyone who hangs together.
    fn put_connections(&mut self, contribution: &Contribution, person: i64) -> Result<(), NodeError> {
        let subject = &contribution.parts().subject;
        if subject.namespace() == SubjectId::NHS_NUMBER
            && let Ok(number) = NhsNumber::parse(subject.value())
        {
            self.put_number(&number, person)?;
        }
        match &contribution.parts().body {
            Some(ContributionBody::Demographics(demographics)) => {
                for stated in &demographics.nhs_numbers {
                    self.put_number(&stated.number, person)?;
                }
            }
            Some(ContributionBody::Directive(directive)) => {
                if is_wish(directive) {
                    self.put_wish(person)?;
                }
                if self.any_wish()? {
                    self.changed.insert(person);
                }
            }
            // What it stated before may have been a directive.
            None => {
                if self.any_wish()? {
                    self.changed.insert(person);
                }
            }
            Some(ContributionBody::Entry(_) | ContributionBody::Section(_) | ContributionBody::Link(_)) => {}
        }
        Ok(())
    }

    /// The statements about a local person that stand.
    pub(crate) fn statements_about(&mut self, person: i64, into: &mut Vec<Statement>) -> Result<(), NodeError> {
        let person: LocalPersonRow = self.person_by_id(person)?;
        let mut select = self
            .sql
            .prepare_cached("SELECT key, content, received, body FROM contribution WHERE person = ?1 AND stands = 1")?;
        let mut rows = select.query([person.id])?;
        while let Some(row) = rows.next()? {
            into.push(statement(row, &person, self.packer)?.1);
        }
        Ok(())
    }

    /// Every version that is held of every statement about a local person.
    pub(crate) fn versions_about(&mut self, person: i64, into: &mut Vec<Statement>) -> Result<(), NodeError> {
        self.statements_about(person, into)?;
        let person: LocalPersonRow = self.person_by_id(person)?;
        let mut select = self
            .sql
            .prepare_cached("SELECT key, content, received, body FROM contribution WHERE person = ?1 AND stands = 0")?;
        let mut rows = select.query([person.id])?;
        while let Some(row) = rows.next()? {
            into.push(statement(row, &person, self.packer)?.1);
        }
        Ok(())
    }

    /// Every version of each directive about a local person, whether or not it stands.
    pub(crate) fn directive_versions(&mut self, person: i64, into: &mut Vec<Statement>) -> Result<(), NodeError> {
        let person: LocalPersonRow = self.person_by_id(person)?;
        // Of every key one version stands. One without a body may withdraw a directive.
        let mut keys = Vec::new();
        let mut select = self
            .sql
            .prepare_cached("SELECT key, content, received, body FROM contribution WHERE person = ?1 AND stands = 1")?;
        let mut rows = select.query([person.id])?;
        while let Some(row) = rows.next()? {
            let (key, statement) = statement(row, &person, self.packer)?;
            if matches!(statement.contribution().parts().body, None | Some(ContributionBody::Directive(_))) {
                keys.push(key);
            }
        }
        let mut select = self
            .sql
            .prepare_cached("SELECT key, content, received, body FROM contribution WHERE key = ?1 AND person = ?2")?;
        for key in keys {
            let first = into.len();
            let mut rows = select.query(params![key, person.id])?;
            while let Some(row) = rows.next()? {
                into.push(statement(row, &person, self.packer)?.1);
            }
            let is_directive = |statement: &Statement| {
                matches!(statement.contribution().parts().body, Some(ContributionBody::Directive(_)))
            };
            if !into.iter().skip(first).any(is_directive) {
                into.truncate(first);
            }
        }
        Ok(())
    }
}

/// The key and the statement of a row of key, content, received and body.
pub(super) fn statement(
    row: &rusqlite::Row<'_>,
    person: &LocalPersonRow,
    packer: &mut Packer,
) -> Result<(LookUp, Statement), NodeError> {
    let (key, content) = (hash_column(row, 0)?, hash_column(row, 1)?);
    let sealed = row.get_ref(3)?.as_blob().map_err(|_| damaged("contribution"))?;
    let packed = person.key.open(&place(&[&person.hash, &key, &content]), sealed)?;
    let bytes = packer.unpack(&packed)?;
    let received = time(row.get(2)?, "contribution")?;
    Ok((key, Statement::from_stored(&bytes, received).map_err(|_| damaged("contribution"))?))
}

pub(super) fn place<'a>(row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "contribution", row }
}
