//! Joining what several sources state, and combining it into sections.
//!
//! [`StatementSet`] is the join: commutative, associative and idempotent, so any two nodes that have seen the same
//! contributions hold the same set. [`combine`] is a pure function of the set: the combined record.

mod combine;
mod combined;
mod fold;
mod join;
mod provenance;

pub use combine::combine;
pub use combined::{CombinedRecord, Difference, Line, LineStatement, SourcedDemographics, SourcedDirective};
pub use join::StatementSet;
pub use provenance::Provenance;
