//! Time as records state it: instants of the system, and dates as precise as their source was.

mod partial;
mod timestamp;

pub use partial::{PartialDateTime, Precision};
pub use timestamp::Timestamp;

/// Why a text is not a time. No variant carries the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The text does not follow the format.
    #[error("the time does not follow its format")]
    Format,
    /// A part is outside its range, such as month 13.
    #[error("the time's {part} is out of range")]
    Range {
        /// Which part.
        part: &'static str,
    },
}

impl TimeError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format => "time.format",
            Self::Range { .. } => "time.range",
        }
    }
}
