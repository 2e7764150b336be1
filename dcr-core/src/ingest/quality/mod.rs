//! How well sources deliver, as counts: what was accepted, what could not be used and why, what came late or out of
//! order, which code systems are not mapped.
//!
//! Everything here is a count per source and day, kept so that sources can be put right. Nothing is about a person: no
//! code, no text and no number of a message is in it, only stable issue codes and the names of code systems and maps.

mod counts;
mod measure;
mod report;

pub use counts::QualityCounts;
pub use measure::{Delay, Measure};
pub use report::{DayQuality, QualityReport, SourceQuality};
