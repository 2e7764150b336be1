//! Contributions: every version is kept, and of those with one key one stands.

use super::{LocalPersonRow, Work, damaged, hash_column, time};
use crate::error::NodeError;
use crate::key::LookUp;
use crate::seal::Place;
use dcr_core::contribution::{ContentHash, Contribution, ContributionBody, Statement};
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
        let item = &parts.key;
        let key = self.keys.look_up(
            "contribution",
            &[item.organisation.as_str().as_bytes(), item.system.as_str().as_bytes(), item.item.as_str().as_bytes()],
        );
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
            None => true,
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
        self.sql
            .prepare_cached(
                "INSERT INTO contribution (person, key, version, recorded, content, received, stands, message, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![person.id, key, version, recorded, content, received.millis(), stands, message, body])?;
        self.put_connections(contribution, person.id)?;
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
                 WHERE key = ?1 AND version = ?2 AND recorded = ?3 AND content = ?4",
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
            Some(ContributionBody::Link(link)) => {
                let other = self.person(&link.other)?.id;
                self.put_link(person, other)?;
            }
            Some(ContributionBody::Entry(_) | ContributionBody::Directive(_)) | None => {}
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
            let (key, content) = (hash_column(row, 0)?, hash_column(row, 1)?);
            let sealed = row.get_ref(3)?.as_blob().map_err(|_| damaged("contribution"))?;
            let packed = person.key.open(&place(&[&person.hash, &key, &content]), sealed)?;
            let bytes = self.packer.unpack(&packed)?;
            let received = time(row.get(2)?, "contribution")?;
            into.push(Statement::from_stored(&bytes, received).map_err(|_| damaged("contribution"))?);
        }
        Ok(())
    }
}

fn place<'a>(row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "contribution", row }
}
