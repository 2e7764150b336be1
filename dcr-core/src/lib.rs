//! The pure rules of the Dorset Care Record.
//!
//! Everything that decides what is recorded, combined, shared and accounted for is a pure function here:
//! no clock, no random numbers, no I/O, no locale. Time and keys come in as arguments, so that the same input
//! gives the same bytes in Rust, C and Python on any machine.
//!
//! Data flows one way through the rooms of this crate, and no room reaches back:
//!
//! ```text
//! bytes -> ingest -> contribution -> log -> identity -> merge -> consent -> audit -> render -> bytes
//! ```
#![forbid(unsafe_code)]

pub mod audit;
pub mod consent;
pub mod contribution;
pub mod identifier;
pub mod identity;
pub mod ingest;
pub mod log;
pub mod merge;
pub mod narrative;
pub mod record;
pub mod register;
pub mod render;
pub mod time;

mod family;
pub(crate) mod schema;
pub(crate) mod vocabulary;

pub use family::ErrorFamily;
