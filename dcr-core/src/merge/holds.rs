//! Whether what is stated holds at a time (M41, M74).

use crate::record::Period;
use crate::time::{PartialDateTime, Timestamp};

/// Where a time stands in the life of something that lasts, in the order in which one source outweighs another: what one
/// says holds, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// It is over.
    After,
    /// It has not begun.
    Before,
    /// It has begun, as far as is known, and is not over.
    During,
}

/// The phase that a period tells of; what it leaves unsaid holds.
pub(super) fn phase(period: &Period, at: Timestamp) -> Phase {
    if begins_after(period.start.as_ref(), at) {
        Phase::Before
    } else if ended_before(period.end.as_ref(), at) {
        Phase::After
    } else {
        Phase::During
    }
}

/// Whether the first moment of a stated time is still to come.
pub(super) fn begins_after(start: Option<&PartialDateTime>, at: Timestamp) -> bool {
    start.is_some_and(|start| start.earliest() > at)
}

/// Whether the last moment of a stated time is over.
pub(super) fn ended_before(end: Option<&PartialDateTime>, at: Timestamp) -> bool {
    end.is_some_and(|end| end.latest() < at)
}
