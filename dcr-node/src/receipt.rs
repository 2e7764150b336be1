//! What became of an input.

use dcr_core::ingest::Issue;
use serde::Serialize;

/// What became of an input. It exists only once everything it tells of is durable.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Receipt {
    /// How many units were accepted: messages, rows, people's parts of a Bundle.
    pub accepted: u64,
    /// How many of the accepted had been received before and changed nothing by themselves.
    pub repeated: u64,
    /// How many went whole into quarantine.
    pub quarantined: u64,
    /// Of how many something or all was not held, because the person will not be: nothing of it was written down, and
    /// there is nothing to send again.
    pub not_held: u64,
    /// How many contributions were new to the node.
    pub contributions: u64,
    /// Everything that was unusual, not understood or not usable, in the order of the input.
    pub issues: Vec<ReceiptIssue>,
    /// The numbers under which the quarantined units can be looked at and replayed.
    pub quarantine: Vec<QuarantineId>,
}

/// One issue and the unit that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptIssue {
    /// Where in the input the unit stood, such as `message 3`.
    pub unit: String,
    /// The issue; its place is inside the unit.
    #[serde(flatten)]
    pub issue: Issue,
}

/// The number of a unit in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct QuarantineId(pub(crate) i64);

impl QuarantineId {
    /// From the number; that there is such a unit is not checked.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl Receipt {
    /// The receipt as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Numbers and texts alone, which always print.
        serde_json::to_string(self).unwrap_or_default()
    }
}
