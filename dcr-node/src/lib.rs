//! One organisation's node of the Dorset Care Record: storage, keys, clock.
//!
//! A [`Node`] is a folder. It keeps what sources send (compressed, and sealed under a key of each local person's own),
//! shows combined records under the consent rules of [`dcr_core`], and writes an account of every look before anything
//! is shown. This is the only crate of the project that reads or writes anything.
#![forbid(unsafe_code)]

mod account;
mod batch;
mod compress;
mod directive;
mod directory;
pub mod door;
mod error;
mod input;
mod key;
mod node;
mod person;
mod quality;
mod quarantine;
mod read;
mod receipt;
mod seal;
mod settings;
mod store;
mod submit;
mod verify;
mod view;
mod who_saw;

pub use batch::{BatchOutcome, BatchReceipt, Progress};
pub use directory::DirectoryStatement;
pub use error::{AuditFailure, InputError, KeyError, NodeError, PersonError, RulesError, StoreError};
pub use input::{Input, InputFormat};
pub use key::NodeKey;
pub use node::{Node, NodeOptions};
pub use quarantine::Quarantined;
pub use receipt::{QuarantineId, Receipt, ReceiptIssue};
pub use settings::Stats;
pub use view::{Answer, Find, Found};
