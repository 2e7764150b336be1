//! The home of the runnable examples; the Rust snippets of the project's README are its documentation tests.
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]
