//! The Rust snippets of the project's README, run as documentation tests.
#![doc = include_str!("../../README.md")]
