//! Erasing what is held about a local person.
//!
//! The person's data key is replaced and its rows are overwritten (`PRAGMA secure_delete`): whatever of an old page is left
//! anywhere was sealed under a key that is no more. [`super::Store`] empties the journal once the transaction is durable.

use super::contribution::place;
use super::{Work, damaged, hash_column};
use crate::error::{NodeError, StoreError};
use crate::key::LookUp;
use crate::numbers::{names, numbers_in};
use dcr_core::contribution::{Contribution, ContributionBody};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::record::{Directive, DirectiveEffect, DirectiveScope, OptOutMode};
use rusqlite::params;
use std::collections::BTreeSet;

/// Set with whatever erases, and taken away once the journal is empty.
const UNSWEPT: &str = "unswept";

/// What was erased of one local person.
#[derive(Debug, Default)]
pub(crate) struct ErasedRows {
    pub(crate) contributions: u64,
    pub(crate) messages: u64,
    /// How sources knew the person, by source: what may stand in a unit that could not be read.
    pub(crate) local: BTreeSet<(OdsCode, SourceSystem, String)>,
}

/// A contribution as it is held.
struct HeldRow {
    id: i64,
    key: LookUp,
    content: LookUp,
    message: i64,
    contribution: Option<Contribution>,
}

impl HeldRow {
    fn is_directive(&self) -> bool {
        let body = self.contribution.as_ref().and_then(|contribution| contribution.parts().body.as_ref());
        matches!(body, Some(ContributionBody::Directive(_)))
    }

    fn has_no_body(&self) -> bool {
        self.contribution.as_ref().is_some_and(|contribution| contribution.parts().body.is_none())
    }
}

impl Work<'_> {
    /// Erases what is held about a local person, directives and their history excepted: of these, what had no place in the
    /// model goes. Doing it again erases what came since.
    pub(crate) fn erase_person(&mut self, person: i64) -> Result<ErasedRows, NodeError> {
        let row = self.person_by_id(person)?;
        let held = self.held_rows(person)?;
        let directives: BTreeSet<LookUp> = held.iter().filter(|row| row.is_directive()).map(|row| row.key).collect();
        self.erase_match(person)?;
        let (key, wrapped) = self.keys.wrap.new_wrapped(&super::person::place(&[&row.hash]))?;
        self.sql.prepare_cached("UPDATE person SET data_key = ?2 WHERE id = ?1")?.execute(params![person, wrapped])?;
        self.people.remove(&row.hash);
        self.last_person = None;
        let mut erased = ErasedRows::default();
        let messages = self.messages_of(person)?;
        let own = self.organisation()?;
        let mut wishes = BTreeSet::new();
        for held in held {
            let about = held.contribution.as_ref().map(|contribution| (contribution.key(), contribution.parts()));
            erased.local.extend(
                about.map(|(key, parts)| {
                    (key.organisation.clone(), key.system.clone(), parts.subject.value().to_owned())
                }),
            );
            let kept = held.is_directive() || held.has_no_body() && directives.contains(&held.key);
            match &held.contribution {
                Some(contribution) if kept => {
                    let from = contribution.key();
                    if from.organisation == own && from.system.as_str() == crate::directive::SYSTEM {
                        wishes.insert(held.message);
                    }
                    let bytes = without_attached(contribution)?.canonical()?;
                    let packed = self.packer.pack(&bytes);
                    let body = key.seal(&place(&[&row.hash, &held.key, &held.content]), &packed)?;
                    self.sql
                        .prepare_cached("UPDATE contribution SET body = ?2 WHERE id = ?1")?
                        .execute(params![held.id, body])?;
                }
                _ => {
                    self.sql
                        .prepare_cached("UPDATE contribution SET body = x'', stands = 2 WHERE id = ?1")?
                        .execute([held.id])?;
                    erased.contributions += 1;
                }
            }
        }
        for message in messages {
            // What was recorded at the node itself is the wish, word for word.
            if wishes.contains(&message) {
                self.seal_message_anew(message, &row.key, &key)?;
                continue;
            }
            // An original that is about others too goes whole: what they said of it is in their own contributions.
            let emptied = self
                .sql
                .prepare_cached("UPDATE message SET body = x'' WHERE id = ?1 AND length(body) > 0")?
                .execute([message])?;
            erased.messages += u64::try_from(emptied).unwrap_or_default();
        }
        self.sql.prepare_cached("DELETE FROM message_person WHERE person = ?1")?.execute([person])?;
        self.erase_identity(person)?;
        if erased.contributions > 0 {
            self.remember_erased();
        }
        self.note_erasing()?;
        Ok(erased)
    }

    /// Every version of everything held about a local person. What cannot be opened is there without its contribution.
    fn held_rows(&mut self, person: i64) -> Result<Vec<HeldRow>, NodeError> {
        let row = self.person_by_id(person)?;
        let mut select = self.sql.prepare_cached(
            "SELECT id, key, content, message, body FROM contribution WHERE person = ?1 AND stands < 2",
        )?;
        let mut rows = select.query([person])?;
        let mut held = Vec::new();
        while let Some(found) = rows.next()? {
            let (key, content) = (hash_column(found, 1)?, hash_column(found, 2)?);
            let sealed = found.get_ref(4)?.as_blob().map_err(|_| damaged("contribution"))?;
            let packed = row.key.open(&place(&[&row.hash, &key, &content]), sealed);
            let bytes = packed.and_then(|packed| self.packer.unpack(&packed)).ok();
            held.push(HeldRow {
                id: found.get(0)?,
                key,
                content,
                message: found.get(3)?,
                contribution: bytes.and_then(|bytes| Contribution::from_json(&bytes).ok()),
            });
        }
        Ok(held)
    }

    /// Every contribution about a local person that can be opened, with its row.
    pub(super) fn held_contributions(&mut self, person: i64) -> Result<Vec<(i64, Contribution)>, NodeError> {
        match self.held_rows(person) {
            Ok(held) => Ok(held.into_iter().filter_map(|row| Some((row.id, row.contribution?))).collect()),
            // Of someone whose key is damaged nothing can be shown either, and others are not touched by it.
            Err(NodeError::Store(StoreError::Corrupt { .. })) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Whether a wish not to be held was ever stated about a local person.
    pub(super) fn ever_wished(&mut self, person: i64) -> Result<bool, NodeError> {
        let held = self.held_rows(person)?;
        let bodies = held.iter().filter_map(|row| row.contribution.as_ref()?.parts().body.as_ref());
        Ok(bodies
            .filter_map(|body| if let ContributionBody::Directive(directive) = body { Some(directive) } else { None })
            .any(is_wish))
    }

    fn messages_of(&self, person: i64) -> Result<BTreeSet<i64>, NodeError> {
        let mut select = self.sql.prepare_cached(
            "SELECT id FROM message WHERE person = ?1 UNION SELECT message FROM message_person WHERE person = ?1
             UNION SELECT message FROM contribution WHERE person = ?1 AND stands < 2",
        )?;
        let messages = select.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(messages)
    }

    /// Erases the units in quarantine that name a number of a wish, or one of these local identifiers, and no other number;
    /// how many.
    pub(crate) fn erase_quarantined(
        &mut self,
        wish: i64,
        local: &BTreeSet<(OdsCode, SourceSystem, String)>,
    ) -> Result<u64, NodeError> {
        let mut erased = 0;
        for unit in self.quarantined(None)? {
            let bytes = self.quarantined_bytes(&unit)?;
            let (mut about, mut others) = (false, false);
            for number in numbers_in(&bytes) {
                let named = self.wish_of_number(&number)? == Some(wish);
                about |= named;
                others |= !named;
            }
            let source = (&unit.source.organisation, &unit.source.system);
            about |=
                local.iter().any(|(organisation, system, id)| (organisation, system) == source && names(&bytes, id));
            if about && !others {
                self.release(unit.id)?;
                erased += 1;
            }
        }
        if erased > 0 {
            self.note_erasing()?;
        }
        Ok(erased)
    }

    /// Goes with the erasing itself, so that whoever opens the store after a crash in between knows of it.
    fn note_erasing(&mut self) -> Result<(), NodeError> {
        self.erasing = true;
        self.put_meta(UNSWEPT, b"")
    }

    /// Whether this transaction erases.
    pub(super) fn is_erasing(&self) -> bool {
        self.erasing
    }

    /// Whether something was erased and its last traces may still stand in the journal.
    pub(super) fn is_unswept(&self) -> Result<bool, NodeError> {
        Ok(self.meta(UNSWEPT)?.is_some())
    }

    pub(super) fn swept(&self) -> Result<(), NodeError> {
        self.sql.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([UNSWEPT])?;
        Ok(())
    }
}

/// Whether a directive is a wish not to be held.
pub(crate) fn is_wish(directive: &Directive) -> bool {
    directive.effect == DirectiveEffect::Dissent
        && directive.scope == DirectiveScope::SharedRecord(OptOutMode::DoNotHold)
}

/// A directive as it is kept of someone who is not held: without what of its message had no place in the model.
pub(crate) fn without_attached(contribution: &Contribution) -> Result<Contribution, NodeError> {
    let mut parts = contribution.parts().clone();
    parts.attached.clear();
    Ok(Contribution::new(parts)?)
}
