//! Joining what several sources state, and combining it into sections.
//!
//! [`StatementSet`] is the join: commutative, associative and idempotent, so any two nodes that have seen the same
//! contributions hold the same set. [`combine`] is a pure function of the set: the combined record. The rules have ids, and
//! `docs/merge.md` says them.

mod arrange;
mod as_at;
mod by_number;
mod combine;
mod combined;
mod differences;
mod fact;
mod fold;
mod holds;
mod join;
mod provenance;

pub use arrange::{Arrangement, LineGroup, LineShown, Notice, NoticeKind, arrange};
pub use as_at::{AsAt, Later, PastRecord, combine_as_at};
pub use by_number::{directives_by_number, marks_by_number};
pub use combine::combine;
pub use combined::{
    CombinedRecord, Difference, Line, LineStatement, SourcedDemographics, SourcedDirective, SourcedSectionStatement,
};
pub(crate) use fold::fold;
pub use join::StatementSet;
pub use provenance::Provenance;
