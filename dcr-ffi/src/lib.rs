//! libdcr: the C ABI of the Dorset Care Record.
//!
//! This crate holds no rule: every function checks its pointers, hands the call to `dcr-node` and hands the result back.
//! The conventions stand at the head of `include/dcr.h` and in `docs/abi.md`.

mod acknowledge;
mod answer;
mod batch;
mod bytes;
mod guard;
mod node;
mod node_rules;
mod read;
mod sources;
mod status;
mod version;

pub use acknowledge::*;
pub use answer::*;
pub use batch::*;
pub use bytes::{dcr_bytes, dcr_bytes_free};
pub use node::*;
pub use node_rules::*;
pub use read::*;
pub use sources::*;
pub use status::*;
pub use version::*;
