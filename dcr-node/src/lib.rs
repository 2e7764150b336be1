//! One organisation's node of the Dorset Care Record: storage, keys, clock.
//!
//! A [`Node`] is a folder. It keeps what sources send (compressed, and sealed under a key of each local person's own),
//! shows combined records under the consent rules of [`dcr_core`], and writes an account of every look before anything
//! is shown. This is the only crate of the project that reads or writes anything.
#![forbid(unsafe_code)]

mod account;
mod batch;
mod changes;
mod compress;
pub mod consent_door;
mod directive;
mod directive_history;
mod directory;
pub mod door;
mod erasure;
mod error;
mod gate;
mod identity;
pub mod identity_door;
mod input;
mod key;
pub mod match_door;
mod matching;
mod node;
mod numbers;
mod person;
mod quality;
mod quarantine;
mod read;
mod receipt;
pub mod record_door;
mod seal;
mod settings;
mod store;
mod submit;
mod verify;
mod view;
mod what_if;
mod who_saw;
mod wished;

pub use batch::{BatchOutcome, BatchReceipt, Progress};
pub use changes::{CaseloadChanges, ChangesAnswer};
pub use directive_history::DirectiveState;
pub use directory::DirectoryStatement;
pub use erasure::Erased;
pub use error::{AuditFailure, InputError, KeyError, NodeError, PersonError, RulesError, StoreError};
pub use identity::{
    ComparedPerson, ExplainedRow, IdentityComparison, IdentityDecision, Likeness, MOST_IN_A_PAGE, ReviewItem,
    ReviewPage, RowMatch, StandingDecision, TableMatches,
};
pub use input::{Input, InputFormat};
pub use key::NodeKey;
pub use node::{Node, NodeOptions};
pub use quarantine::Quarantined;
pub use receipt::{QuarantineId, Receipt, ReceiptIssue};
pub use settings::Stats;
pub use view::{Answer, Find, Found};
pub use what_if::{PersonEffect, WhatIf};
