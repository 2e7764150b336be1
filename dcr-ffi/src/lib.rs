//! libdcr: the C ABI of the Dorset Care Record.
//!
//! This crate holds no rule: every function checks its pointers, hands the call to `dcr-node` and hands the result back.
//! The conventions stand at the head of `include/dcr.h` and in `docs/abi.md`.

mod acknowledge;
mod answer;
mod batch;
mod bytes;
mod guard;
mod match_linked;
mod match_table;
mod node;
mod node_consent;
mod node_identity;
mod node_match;
mod node_record;
mod node_rules;
mod plan;
mod read;
mod sources;
mod status;
mod verdict;
mod version;

pub use acknowledge::*;
pub use answer::*;
pub use batch::*;
pub use bytes::{dcr_bytes, dcr_bytes_free};
pub use match_linked::*;
pub use match_table::*;
pub use node::*;
pub use node_consent::*;
pub use node_identity::*;
pub use node_match::*;
pub use node_rules::*;
pub use plan::{
    DCR_FOR_ACCOUNT, DCR_FOR_REQUESTER, dcr_person, dcr_person_free, dcr_person_new, dcr_plan, dcr_plan_admission,
    dcr_plan_decide_record, dcr_plan_explain, dcr_plan_free, dcr_plan_new, dcr_plan_what_if, dcr_request,
    dcr_request_free, dcr_request_new,
};
pub use read::*;
pub use sources::*;
pub use status::*;
pub use verdict::*;
pub use version::*;
