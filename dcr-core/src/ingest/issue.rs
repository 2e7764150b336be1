//! What was wrong with an input, and where.

use serde::Serialize;

/// How much an issue cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Everything was used; something was unusual.
    Note,
    /// A value could not be used as meant and stays attached as it came.
    Warning,
    /// A whole item could not be used and stays attached as it came.
    Error,
    /// The unit could not be used and is in quarantine.
    Fatal,
}

/// One located fault of an input. It never carries what the input said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Issue {
    /// How much it cost.
    pub severity: Severity,
    /// A stable code, such as `hl7v2.segment.unknown` or `identifier.check-digit`.
    pub code: &'static str,
    /// Where, in the format's own terms: `PID-3[2].1`, `/entry/4/resource/birthDate`, `row 17, NHS_Number`.
    pub place: String,
    /// The cause in words, without personal data.
    pub message: &'static str,
}

impl Issue {
    /// An issue.
    #[must_use]
    pub fn new(severity: Severity, code: &'static str, place: impl Into<String>, message: &'static str) -> Self {
        Self { severity, code, place: place.into(), message }
    }
}
