//! Foreign bytes in, contributions out, with everything that could not be used told and kept.
//!
//! An input is split into [`Unit`]s: one HL7 v2 message, one person's part of a FHIR Bundle, one CSV row. A unit is
//! accepted or goes whole into quarantine. Nothing is lost: what of an accepted unit has no place in the model stays
//! attached to a contribution or a directory entry, and [`Unit::original`] holds the bytes as they came.

mod attachment;
pub mod cda;
mod directory;
pub mod document;
pub mod edifact;
pub mod fhir;
pub mod hl7v2;
mod issue;
mod limits;
pub mod quality;
mod source;
pub mod tabular;
pub mod terminology;
mod unit;
mod xml_reference;

pub use directory::{DirectoryAction, DirectoryEntry, DirectoryIdentifier, DirectoryKind};
pub use issue::{Issue, Severity};
pub use limits::Limits;
pub use source::{Format, Source};
pub use unit::{Fate, Unit};
