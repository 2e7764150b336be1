//! Which local persons are one person.
//!
//! Identity joins [`crate::identifier::PersonKey`]s, never contributions: every statement keeps its own subject, so a
//! join can always be undone. What cannot be tied is held, never guessed.

mod claim;
mod contrast;
mod cross_check;
mod evidence;
pub mod matching;
mod person_id;
mod query;
mod resolve;
mod resolver;
mod short_form;
mod stated;
mod superseded;

pub use evidence::{Evidence, HeldReason};
pub use person_id::PersonId;
pub use query::{IdentityQuery, QueryKind};
pub use resolve::{Cluster, Held, RefusedLink, Resolution, resolve, resolve_with};
pub use stated::number_of;
