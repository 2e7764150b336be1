//! Which local persons are one person.
//!
//! Identity joins [`crate::identifier::PersonKey`]s, never contributions: every statement keeps its own subject, so a
//! join can always be undone. What cannot be tied is held, never guessed.

mod cross_check;
mod evidence;
pub mod matching;
mod person_id;
mod resolve;
mod short_form;

pub use evidence::{Evidence, HeldReason};
pub use person_id::PersonId;
pub use resolve::{Cluster, Held, RefusedLink, Resolution, resolve};
