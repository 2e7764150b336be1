//! Making, opening and closing the store, and its transactions.

use super::{Gathered, Matching, Remembered, RememberedModel, RememberedRules, Work};
use crate::compress::Packer;
use crate::erasure::Erased;
use crate::error::{KeyError, NodeError, StoreError};
use crate::key::{NodeKey, Subkeys};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::time::Duration;

/// `DCRn`: whose file this is.
const APPLICATION_ID: i64 = 0x4443_526e;
/// The format that this version writes, and the latest that it reads.
const FORMAT: i64 = 3;
const SCHEMA: &str = include_str!("../schema.sql");
/// Tables and indexes that came later, and that stores made before gain when they are opened.
const LATER: &str = concat!(
    include_str!("../quality.sql"),
    include_str!("../directory.sql"),
    include_str!("../erasure.sql"),
    include_str!("../identity.sql"),
    include_str!("../matching.sql"),
    include_str!("../history.sql"),
);
const FILE: &str = "node.db";
const UNFINISHED: &str = "node.db.unfinished";
/// How long to wait for another process's transaction.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait for others who read, before the journal is emptied with a later write instead.
const SWEEP_PATIENCE: Duration = Duration::from_secs(2);
/// Sealed under the system key: what opens only with the right key.
const CHECK: &[u8] = b"dcr-node key check";

/// An open store with the keys that read it.
pub(crate) struct Store {
    connection: Connection,
    keys: Subkeys,
    packer: Packer,
    rules: Option<RememberedRules>,
    model: Option<RememberedModel>,
    /// Something was erased, and earlier states of it may still stand in the journal.
    unswept: bool,
}

/// What is left to do once a transaction is durable.
struct After {
    /// Something was erased.
    erased: bool,
    /// A wish not to be held has come into effect, or ended.
    due: bool,
}

impl Store {
    /// Makes a store; `fill` writes what it must hold from the beginning. A crash leaves no store.
    pub(crate) fn create(
        folder: &Path,
        key: &NodeKey,
        fill: impl FnOnce(&mut Work<'_>) -> Result<(), NodeError>,
    ) -> Result<(), NodeError> {
        make_folder(folder)?;
        if folder.join(FILE).try_exists().map_err(StoreError::from)? {
            return Err(StoreError::Exists.into());
        }
        let unfinished = folder.join(UNFINISHED);
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::from(error).into()),
            _ => {}
        }
        make_file(&unfinished)?;
        let connection = connect(&unfinished)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let mut store = Self::over(connection, key)?;
        store.write(|work| {
            work.sql.execute_batch(SCHEMA)?;
            work.sql.execute_batch(LATER)?;
            work.sql.pragma_update(None, "application_id", APPLICATION_ID)?;
            work.sql.pragma_update(None, "user_version", FORMAT)?;
            work.put_meta("check", CHECK)?;
            fill(work)
        })?;
        store.close()?;
        // A hard link fails where a node appeared meanwhile; a rename would replace it.
        fs::hard_link(&unfinished, folder.join(FILE)).map_err(StoreError::from)?;
        fs::remove_file(&unfinished).map_err(StoreError::from)?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::from)?;
        Ok(())
    }

    fn over(connection: Connection, key: &NodeKey) -> Result<Self, NodeError> {
        let (keys, packer) = (Subkeys::of(key)?, Packer::new()?);
        Ok(Self { connection, keys, packer, rules: None, model: None, unswept: false })
    }

    pub(crate) fn open(folder: &Path, key: &NodeKey) -> Result<Self, NodeError> {
        let file = folder.join(FILE);
        if !file.try_exists().map_err(StoreError::from)? {
            return Err(StoreError::Missing.into());
        }
        let connection = connect(&file)?;
        let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if application != APPLICATION_ID {
            return Err(StoreError::Foreign.into());
        }
        let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > FORMAT {
            return Err(StoreError::Newer { found, known: FORMAT }.into());
        }
        if found < 1 {
            return Err(StoreError::Foreign.into());
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.set_prepared_statement_cache_capacity(64);
        let mut store = Self::over(connection, key)?;
        match store.read(|work| work.meta("check")) {
            Ok(Some(check)) if check == CHECK => {
                store.connection.execute_batch(LATER)?;
                if found < FORMAT {
                    store.transaction(TransactionBehavior::Immediate, |work| {
                        if found < 2 {
                            work.note_wishes()?;
                        }
                        work.note_identity()?;
                        Ok(work.sql.pragma_update(None, "user_version", FORMAT)?)
                    })?;
                }
                store.unswept = store.read(|work| work.is_unswept())?;
                let now = crate::node::now()?;
                let due = store.read(|work| Ok(!work.due_wishes(now)?.is_empty()))?;
                store.keep_wishes(due);
                Ok(store)
            }
            Ok(_) | Err(NodeError::Store(StoreError::Corrupt { what: "meta" })) => Err(KeyError::Wrong.into()),
            Err(error) => Err(error),
        }
    }

    #[cfg(test)]
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Closes the store; what other processes do goes on.
    pub(crate) fn close(self) -> Result<(), NodeError> {
        self.connection.close().map_err(|(_, error)| error.into())
    }

    /// Reads in one consistent snapshot.
    pub(crate) fn read<T>(&mut self, read: impl FnOnce(&mut Work<'_>) -> Result<T, NodeError>) -> Result<T, NodeError> {
        self.transaction(TransactionBehavior::Deferred, read)
    }

    /// Writes: all of it is durable when this returns, or none of it happened. Wishes not to be held that have come into
    /// effect meanwhile are kept behind it.
    pub(crate) fn write<T>(
        &mut self,
        write: impl FnOnce(&mut Work<'_>) -> Result<T, NodeError>,
    ) -> Result<T, NodeError> {
        let (result, after) = self.transaction(TransactionBehavior::Immediate, |work| {
            let result = write(work)?;
            let due = crate::node::now().and_then(|now| work.due_wishes(now)).is_ok_and(|due| !due.is_empty());
            Ok((result, After { erased: work.is_erasing(), due }))
        })?;
        self.unswept |= after.erased;
        self.keep_wishes(after.due);
        Ok(result)
    }

    /// Whether nothing that was erased stands in the journal any more.
    pub(crate) fn is_swept(&self) -> bool {
        !self.unswept
    }

    /// Erases what is due and empties the journal of it. What cannot be done now is done with the next write, or when the
    /// store is opened: it must not take back what was asked of the node.
    fn keep_wishes(&mut self, due: bool) {
        if due {
            let asked = self.transaction(TransactionBehavior::Immediate, |work| {
                work.ask_due_wishes(crate::node::now()?)?;
                Ok(work.is_erasing())
            });
            self.unswept |= asked.unwrap_or_default();
        }
        if self.unswept && self.sweep().is_ok_and(|swept| swept) {
            self.unswept = false;
        }
    }

    /// Empties the journal, in which earlier states of the file stand; whether nobody who reads stood in the way.
    fn sweep(&mut self) -> Result<bool, NodeError> {
        self.connection.busy_timeout(SWEEP_PATIENCE)?;
        let checkpoint = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        self.connection.busy_timeout(PATIENCE)?;
        let swept = checkpoint? == 0;
        if swept {
            self.transaction(TransactionBehavior::Immediate, |work| work.swept())?;
        }
        Ok(swept)
    }

    fn transaction<T>(
        &mut self,
        behavior: TransactionBehavior,
        run: impl FnOnce(&mut Work<'_>) -> Result<T, NodeError>,
    ) -> Result<T, NodeError> {
        let Self { connection, keys, packer, rules, model, .. } = self;
        // Dropped without a commit, the transaction is rolled back.
        let transaction = connection.transaction_with_behavior(behavior)?;
        let mut work = Work {
            sql: &transaction,
            keys,
            packer,
            rules,
            model,
            matching: Matching::default(),
            people: HashMap::new(),
            last_person: None,
            numbers: HashSet::new(),
            sources: HashMap::new(),
            gathered: Gathered::new(),
            remembered: Remembered::default(),
            changed: BTreeSet::new(),
            erased: Erased::default(),
            erasing: false,
        };
        let result = run(&mut work)?;
        work.settle_matches()?;
        work.put_counts()?;
        drop(work);
        transaction.commit()?;
        Ok(result)
    }
}

fn connect(file: &Path) -> Result<Connection, NodeError> {
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    // Without this, SQLite plans a statement anew for every value that is bound where a partial index might serve.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // What is deleted or replaced is overwritten.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    Ok(())
}

fn make_file(file: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // SQLite gives its other files the permissions of this one.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?;
    Ok(())
}
