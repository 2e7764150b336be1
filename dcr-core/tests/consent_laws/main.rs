//! What must hold of every decision, for policies, registers, requests and records made at random.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "strategies and helpers of tests: a failure here is the test's failure"
)]

#[path = "../consent_support/mod.rs"]
mod consent_support;
#[path = "../consent_support/made.rs"]
mod made;

mod answers;
mod details;
mod emergencies;
mod looks;
mod requesters;
mod wishes;

use proptest::test_runner::{Config, FileFailurePersistence};

/// Each law is put to 256 cases, or as many as `PROPTEST_CASES` says; those that failed once are kept and tried first.
fn cases() -> Config {
    const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/consent_laws.proptest-regressions");
    Config { failure_persistence: Some(Box::new(FileFailurePersistence::Direct(KEPT))), ..Config::default() }
}
