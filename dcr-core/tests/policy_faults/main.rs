//! Policies that contradict themselves are refused where they do; whatever loads keeps what no policy can change; and the
//! stricter example is the stricter one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is the test's failure")]

#[path = "../consent_support/mod.rs"]
mod consent_support;
#[path = "../consent_support/made.rs"]
mod made;

mod contradictions;
mod examples;
