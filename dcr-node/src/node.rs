//! The node itself: making, opening and closing it.

use crate::error::{NodeError, StoreError};
use crate::key::NodeKey;
use crate::store::{Store, Work};
use dcr_core::identifier::OdsCode;
use dcr_core::ingest::terminology::Terminology;
use dcr_core::log::TreeFrontier;
use dcr_core::time::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// What a new node is.
#[derive(Debug, Clone)]
pub struct NodeOptions {
    /// The organisation whose node it is; it stands in the register.
    pub organisation: OdsCode,
    /// The register of organisations, as its JSON document.
    pub register: Vec<u8>,
    /// The policy, as its JSON document.
    pub policy: Vec<u8>,
}

/// One organisation's node: a folder.
///
/// A node can be used from several threads at once, and its folder by several processes at once. After an error of
/// reading or writing ([`StoreError::Io`]) or a panic the handle refuses everything ([`StoreError::Poisoned`]) until it is
/// closed and opened again; what was accepted before is not touched by that.
pub struct Node {
    /// `None` after an error that leaves the state unknown.
    store: Mutex<Option<Store>>,
    /// What codes are translated by: the host's, in memory.
    terminology: RwLock<Arc<Terminology>>,
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Node(..)")
    }
}

impl Node {
    /// Makes a node in a folder and opens it. The folder is made where there is none.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a node already; [`crate::RulesError`] when the register or the policy cannot
    /// be used, or the register asks for a signed policy.
    pub fn create(folder: &Path, options: &NodeOptions, key: &NodeKey) -> Result<Self, NodeError> {
        Self::create_with(folder, options, None, key)
    }

    /// Makes a node whose register names an organisation that signs policies: `note` is its signature on the policy
    /// ([`Node::set_signed_policy`]).
    ///
    /// # Errors
    /// [`crate::RulesError::PolicySignature`] when the signature is not accepted; else as [`Node::create`].
    pub fn create_signed(folder: &Path, options: &NodeOptions, note: &[u8], key: &NodeKey) -> Result<Self, NodeError> {
        Self::create_with(folder, options, Some(note), key)
    }

    fn create_with(
        folder: &Path,
        options: &NodeOptions,
        note: Option<&[u8]>,
        key: &NodeKey,
    ) -> Result<Self, NodeError> {
        let mut signing = Zeroizing::new([0; 32]);
        let mut name = [0; 4];
        let random = SystemRandom::new();
        random.fill(signing.as_mut_slice()).and_then(|()| random.fill(&mut name)).map_err(|_| StoreError::Random)?;
        let organisation = options.organisation.as_str();
        // Two nodes of one organisation have two audit logs.
        let origin = format!("dorset-care-record/audit/{organisation}/{:08x}", u32::from_be_bytes(name));
        Store::create(folder, key, |work| {
            work.put_meta("organisation", organisation.as_bytes())?;
            work.put_meta("signing", signing.as_slice())?;
            work.put_meta("audit-origin", origin.as_bytes())?;
            work.put_rules(&options.register, &options.policy, note)?;
            work.settle(&TreeFrontier::new())
        })?;
        Self::open(folder, key)
    }

    /// Opens the node in a folder.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Foreign`], [`StoreError::Newer`] when there is no node that this version
    /// can read; [`crate::KeyError::Wrong`] when it was made with another key.
    pub fn open(folder: &Path, key: &NodeKey) -> Result<Self, NodeError> {
        Ok(Self { store: Mutex::new(Some(Store::open(folder, key)?)), terminology: RwLock::default() })
    }

    /// Closes the node.
    ///
    /// # Errors
    /// [`StoreError`] when what was written cannot be put in order; nothing that was accepted is lost by that.
    pub fn close(self) -> Result<(), NodeError> {
        match self.store.into_inner() {
            Ok(Some(store)) => store.close(),
            Ok(None) => Ok(()),
            Err(_) => Err(StoreError::Poisoned.into()),
        }
    }

    /// Translates the codes of whatever is received, or replayed from quarantine, from now on by this terminology. The
    /// node does not keep it: a host hands it in after each opening, before it submits anything.
    ///
    /// What was received before stays as it was translated then, also where a source states the very same again.
    pub fn use_terminology(&self, terminology: Arc<Terminology>) {
        // An exchange of one pointer cannot be left half done.
        *self.terminology.write().unwrap_or_else(PoisonError::into_inner) = terminology;
    }

    /// What codes are translated by; without maps until a host hands one in.
    #[must_use]
    pub fn terminology(&self) -> Arc<Terminology> {
        Arc::clone(&self.terminology.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The organisation whose node this is.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn organisation(&self) -> Result<OdsCode, NodeError> {
        self.read(|work| work.organisation())
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&mut Work<'_>) -> Result<T, NodeError>) -> Result<T, NodeError> {
        self.with(|store| store.read(read))
    }

    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut Work<'_>) -> Result<T, NodeError>) -> Result<T, NodeError> {
        self.with(|store| store.write(write))
    }

    /// Whether nothing that was erased stands in the store's journal any more.
    pub(crate) fn is_swept(&self) -> Result<bool, NodeError> {
        self.with(|store| Ok(store.is_swept()))
    }

    fn with<T>(&self, run: impl FnOnce(&mut Store) -> Result<T, NodeError>) -> Result<T, NodeError> {
        let mut guard = self.store.lock().map_err(|_| StoreError::Poisoned)?;
        let store = guard.as_mut().ok_or(StoreError::Poisoned)?;
        let result = run(store);
        if result.as_ref().is_err_and(NodeError::poisons) {
            *guard = None;
        }
        result
    }
}

/// The time by this computer's clock.
pub(crate) fn now() -> Result<Timestamp, NodeError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| StoreError::Clock)?;
    let millis = i64::try_from(since.as_millis()).map_err(|_| StoreError::Clock)?;
    Ok(Timestamp::from_millis(millis).map_err(|_| StoreError::Clock)?)
}

const _: () = {
    const fn both<T: Send + Sync>() {}
    both::<Node>();
};
