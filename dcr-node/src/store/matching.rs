//! Who is alike whom: a cache that is kept in step with what is stated, in the same transaction.

use super::{Work, damaged};
use crate::error::{NodeError, RulesError, StoreError};
use crate::seal::Place;
use dcr_core::contribution::Statement;
use dcr_core::identity::matching::{BlockKey, MatchModel, OneAgainst, Outcome, StatedColumns};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name of the setting that holds the model in force.
const MODEL: &str = "match-model";

/// A model that was read before, with what tells whether the store still holds the same.
pub(super) struct RememberedModel {
    nonce: Vec<u8>,
    model: Arc<MatchModel>,
}

/// What of matching is remembered for one transaction.
#[derive(Default)]
pub(super) struct Matching {
    /// The model in force, once it was asked for.
    asked: Option<Option<Arc<MatchModel>>>,
    /// Local persons of whom it changed who they are stated to be.
    stated: BTreeSet<i64>,
}

/// A block's keyed hash.
type Block = [u8; 8];

impl Work<'_> {
    /// The model of matching in force, if there is one; read again only where the store holds another than before.
    pub(crate) fn match_model(&mut self) -> Result<Option<Arc<MatchModel>>, NodeError> {
        if let Some(asked) = &self.matching.asked {
            return Ok(asked.clone());
        }
        let nonce: Option<Vec<u8>> = self
            .sql
            .prepare_cached("SELECT substr(value, 1, 12) FROM meta WHERE name = ?1")?
            .query_row([MODEL], |row| row.get(0))
            .optional()?;
        let model = match nonce {
            None => None,
            Some(nonce) => Some(self.remembered_model(nonce)?),
        };
        self.matching.asked = Some(model.clone());
        Ok(model)
    }

    fn remembered_model(&mut self, nonce: Vec<u8>) -> Result<Arc<MatchModel>, NodeError> {
        if let Some(remembered) = self.model.as_ref().filter(|remembered| remembered.nonce == nonce) {
            return Ok(Arc::clone(&remembered.model));
        }
        let document = self.meta(MODEL)?.ok_or_else(|| damaged("meta"))?;
        let model = std::str::from_utf8(&document).map_err(|_| damaged("meta"))?;
        let model = Arc::new(MatchModel::from_json(model).map_err(RulesError::from)?);
        *self.model = Some(RememberedModel { nonce, model: Arc::clone(&model) });
        Ok(model)
    }

    /// Puts a model in force, or none, and forgets what an earlier one found: everyone is compared anew.
    pub(crate) fn put_match_model(&mut self, model: Option<&MatchModel>) -> Result<(), NodeError> {
        match model {
            Some(model) => self.put_meta(MODEL, model.to_json().as_bytes())?,
            None => self.drop_meta(MODEL)?,
        }
        self.matching.asked = None;
        self.forget_matches()
    }

    /// Forgets who is alike whom; with a model in force everyone waits to be compared.
    pub(crate) fn forget_matches(&mut self) -> Result<(), NodeError> {
        // What was possible by likeness alone is asked about no more.
        self.sql.execute_batch(
            "INSERT OR IGNORE INTO identity_touched (person) SELECT DISTINCT person FROM match_pair;
             DELETE FROM match_pair; DELETE FROM match_block; DELETE FROM match_person; DELETE FROM match_pending;",
        )?;
        if self.match_model()?.is_some() {
            self.sql.execute_batch("INSERT INTO match_pending (person) SELECT id FROM person")?;
        }
        Ok(())
    }

    /// Compares up to so many of those who wait for it; how many are left.
    pub(crate) fn settle_pending_matches(&mut self, most: usize) -> Result<u64, NodeError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let waiting: Vec<i64> = self
            .sql
            .prepare_cached("SELECT person FROM match_pending ORDER BY person LIMIT ?1")?
            .query_map([most], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if let Some(model) = self.match_model()? {
            for person in &waiting {
                self.settle_match(*person, &model)?;
                self.touch(*person)?;
            }
        }
        for person in &waiting {
            self.sql.prepare_cached("DELETE FROM match_pending WHERE person = ?1")?.execute([person])?;
        }
        self.count("SELECT count(*) FROM match_pending")
    }

    /// Notes that it changed who a local person is stated to be.
    pub(super) fn restated(&mut self, person: i64) {
        self.matching.stated.insert(person);
    }

    /// Compares everyone of whom it changed in this transaction who they are stated to be.
    pub(super) fn settle_matches(&mut self) -> Result<(), NodeError> {
        let stated = std::mem::take(&mut self.matching.stated);
        if stated.is_empty() {
            return Ok(());
        }
        let Some(model) = self.match_model()? else { return Ok(()) };
        for person in stated {
            self.settle_match(person, &model)?;
        }
        Ok(())
    }

    fn settle_match(&mut self, person: i64, model: &MatchModel) -> Result<(), NodeError> {
        let before = self.match_columns(person)?;
        let now = if self.mark_of(person)?.is_some() { None } else { self.stated_columns(person)? };
        if before == now {
            return Ok(());
        }
        if let Some(before) = before {
            self.forget_match(person, &before, model)?;
        }
        let Some(now) = now else { return Ok(()) };
        self.put_match_columns(person, &now)?;
        let mut one = OneAgainst::new(&now.particulars(), model);
        for candidate in self.share_a_block(person, &one.block_keys(), model)? {
            // Whoever cannot be opened is shown to nobody, and must not stand in anybody's way.
            let other = match self.match_columns(candidate) {
                Ok(Some(other)) => other,
                Ok(None) | Err(NodeError::Store(StoreError::Corrupt { .. })) => continue,
                Err(error) => return Err(error),
            };
            let linked = match one.outcome(&other.particulars()) {
                Outcome::None => continue,
                outcome => outcome == Outcome::Link,
            };
            let mut insert = self
                .sql
                .prepare_cached("INSERT OR REPLACE INTO match_pair (person, other, linked) VALUES (?1, ?2, ?3)")?;
            insert.execute(params![person, candidate, linked])?;
            insert.execute(params![candidate, person, linked])?;
        }
        Ok(())
    }

    /// Puts a local person in their blocks; who stands there already. A block that is too crowded compares nobody: they must
    /// share another.
    fn share_a_block(&self, person: i64, keys: &[BlockKey], model: &MatchModel) -> Result<BTreeSet<i64>, NodeError> {
        let limit = usize::try_from(model.block_limit()).unwrap_or(usize::MAX);
        let mut insert =
            self.sql.prepare_cached("INSERT OR IGNORE INTO match_block (block, person) VALUES (?1, ?2)")?;
        let mut select = self.sql.prepare_cached("SELECT person FROM match_block WHERE block = ?1 LIMIT ?2")?;
        let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let mut candidates = BTreeSet::new();
        for key in keys {
            let block = self.block_hash(*key);
            insert.execute(params![block, person])?;
            let found: Vec<i64> =
                select.query_map(params![block, most], |row| row.get(0))?.collect::<Result<_, _>>()?;
            if found.len() <= limit {
                candidates.extend(found);
            }
        }
        candidates.remove(&person);
        Ok(candidates)
    }

    /// The local persons who stand in some blocks. As for one who comes, a
    /// block that is too crowded compares nobody.
    pub(crate) fn in_blocks(&self, keys: &[BlockKey], model: &MatchModel) -> Result<BTreeSet<i64>, NodeError> {
        let limit = usize::try_from(model.block_limit()).unwrap_or(usize::MAX);
        let mut select = self.sql.prepare_cached("SELECT person FROM match_block WHERE block = ?1 LIMIT ?2")?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut candidates = BTreeSet::new();
        for key in keys {
            let found: Vec<i64> =
                select.query_map(params![self.block_hash(*key), most], |row| row.get(0))?.collect::<Result<_, _>>()?;
            // The one who asks would be one more.
            if found.len() < limit {
                candidates.extend(found);
            }
        }
        Ok(candidates)
    }

    /// Whether everyone was compared since the model came into force.
    pub(crate) fn all_matched(&self) -> Result<bool, NodeError> {
        Ok(self.count("SELECT count(*) FROM match_pending")? == 0)
    }

    fn block_hash(&self, key: BlockKey) -> Block {
        let hash = self.keys.look_up("match-block", &[&key.0.to_be_bytes()]);
        let mut block = Block::default();
        for (byte, from) in block.iter_mut().zip(hash) {
            *byte = from;
        }
        block
    }

    /// What stands about who a local person is.
    fn stated_columns(&mut self, person: i64) -> Result<Option<StatedColumns>, NodeError> {
        let mut statements: Vec<Statement> = Vec::new();
        self.identity_statements(person, &mut statements)?;
        let own = statements.first().map(|statement| statement.contribution().person());
        Ok(own.and_then(|own| StatedColumns::of(&statements, &own)))
    }

    pub(crate) fn match_columns(&self, person: i64) -> Result<Option<StatedColumns>, NodeError> {
        let found: Option<(Vec<u8>, Vec<u8>, Vec<u8>)> = self
            .sql
            .prepare_cached(
                "SELECT p.hash, p.data_key, m.columns FROM match_person m JOIN person p ON p.id = m.person
                 WHERE m.person = ?1",
            )?
            .query_row([person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((hash, wrapped, sealed)) = found else { return Ok(None) };
        let key = self.keys.wrap.unwrap(&super::person::place(&[&hash]), &wrapped)?;
        let bytes = key.open(&place(&[&hash]), &sealed)?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| damaged("a matched person"))
    }

    fn put_match_columns(&self, person: i64, columns: &StatedColumns) -> Result<(), NodeError> {
        let row = self.person_by_id(person)?;
        // Texts alone, which always print.
        let bytes = serde_json::to_vec(columns).unwrap_or_default();
        let sealed = row.key.seal(&place(&[&row.hash]), &bytes)?;
        self.sql
            .prepare_cached("INSERT OR REPLACE INTO match_person (person, columns) VALUES (?1, ?2)")?
            .execute(params![person, sealed])?;
        Ok(())
    }

    fn forget_match(&self, person: i64, columns: &StatedColumns, model: &MatchModel) -> Result<(), NodeError> {
        let mut delete = self.sql.prepare_cached("DELETE FROM match_block WHERE block = ?1 AND person = ?2")?;
        for key in OneAgainst::new(&columns.particulars(), model).block_keys() {
            delete.execute(params![self.block_hash(key), person])?;
        }
        self.forget_pairs(person)
    }

    fn forget_pairs(&self, person: i64) -> Result<(), NodeError> {
        // Both ways by the key: the other way round is found through the pairs themselves.
        for delete in [
            "DELETE FROM match_pair WHERE (person, other) IN (SELECT other, person FROM match_pair WHERE person = ?1)",
            "DELETE FROM match_pair WHERE person = ?1",
            "DELETE FROM match_person WHERE person = ?1",
        ] {
            self.sql.prepare_cached(delete)?.execute([person])?;
        }
        Ok(())
    }

    /// What is erased of a local person is alike nobody any more. Before their key goes.
    pub(super) fn erase_match(&mut self, person: i64) -> Result<(), NodeError> {
        let columns = match self.match_columns(person) {
            Ok(columns) => columns,
            // What cannot be opened tells no blocks: all are searched.
            Err(_) => {
                self.sql.execute("DELETE FROM match_block WHERE person = ?1", [person])?;
                None
            }
        };
        if let (Some(columns), Some(model)) = (columns, self.match_model()?) {
            self.forget_match(person, &columns, &model)?;
        }
        self.forget_pairs(person)?;
        self.sql.prepare_cached("DELETE FROM match_pending WHERE person = ?1")?.execute([person])?;
        self.matching.stated.remove(&person);
        Ok(())
    }

    /// Whom a local person may be, though nothing joins them by itself.
    pub(crate) fn possibly(&self, person: i64) -> Result<Vec<i64>, NodeError> {
        let mut select = self.sql.prepare_cached("SELECT other FROM match_pair WHERE person = ?1 AND linked = 0")?;
        let others = select.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(others)
    }
}

fn place<'a>(row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "match_person", row }
}
