//! What identity could not settle: the queue, two local persons side by side, and what a person decides about them.
//!
//! A decision is a statement of the node's own organisation, kept like any other contribution: it reaches other nodes, obeys
//! the rules of identity as a source's would, and taken back it leaves the record as if it had never been.

mod around;
mod compare;
mod decide;
mod review;
mod seeing;
mod table;

pub use compare::{ComparedPerson, IdentityComparison, Likeness, StandingDecision};
pub use decide::IdentityDecision;
pub use review::{MOST_IN_A_PAGE, ReviewItem, ReviewPage};
pub use table::{ExplainedRow, RowMatch, TableMatches};
